"""Posts of Tumblr, in both of its formats: blocks (NPF), and the older one by types of posts."""

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BeforeValidator, ValidationError

from sources.answers import Answer, ListOrNull, Weblink, explain_invalid, find_extension, read_link
from sources.reports import Remark
from sources.sites import Medium, SitePost

_SIZE = re.compile(r"s\d+x\d+(u\d+)?(_c\d+)?")  # a folder in an address that says how large the file is
_SUFFIX = re.compile(r"(_(\d+(sq|h|v\d)?|raw))?(\.\w+)?$")
_OWN = re.compile(r"(.+\.)?media\.tumblr\.com")
_HELD = {"image", "video"}


class _File(Answer):
    url: Weblink = None
    type: str | None = None
    width: int | None = None
    height: int | None = None
    has_original_dimensions: bool = False


def _list_files(media: Any) -> Any:
    return [media] if isinstance(media, dict) else media or []


class _Named(Answer):
    name: str | None = None
    is_nsfw: bool | None = None
    is_adult: bool | None = None


class _Attribution(Answer):
    url: Weblink = None
    blog: _Named | None = None


class _Block(Answer):
    media: Annotated[tuple[_File, ...], BeforeValidator(_list_files)] = ()
    attribution: Annotated[_Attribution | None, BeforeValidator(lambda one: one or None)] = None


def _list_blocks(content: Any) -> Any:
    """Keep the blocks that hold a file; in the older format `content` is text."""
    if not isinstance(content, list):
        return []
    return [block for block in content if isinstance(block, dict) and block.get("type") in _HELD]


_Blocks = Annotated[tuple[_Block, ...], BeforeValidator(_list_blocks)]


class _Step(Answer):
    """One post of those that a post was reblogged from, the first first."""

    content: _Blocks = ()
    blog: _Named | None = None
    broken_blog_name: str | None = None


class _Photo(Answer):
    original_size: _File | None = None
    alt_sizes: Annotated[tuple[_File, ...], ListOrNull] = ()


class _Labels(Answer):
    has_community_label: bool = False


class _Post(Answer):
    id: int | str
    blog_name: str | None = None
    blog: _Named | None = None
    post_url: Weblink = None
    tags: Annotated[tuple[str, ...], ListOrNull] = ()
    timestamp: datetime | None = None
    title: str | None = None
    summary: str | None = None
    note_count: int | None = None
    content: _Blocks = ()
    trail: Annotated[tuple[_Step, ...], ListOrNull] = ()
    photos: Annotated[tuple[_Photo, ...], ListOrNull] = ()
    body: str | None = None
    video_url: Weblink = None
    source_url: Weblink = None
    link_url: Weblink = None
    reblogged_root_url: Weblink = None
    reblogged_root_name: str | None = None
    is_submission: bool = False
    post_author: str | None = None
    is_nsfw: bool | None = None
    is_blurred_images: bool | None = None
    community_labels: _Labels | None = None


def read_post(answer: Any, blog: str) -> SitePost | Remark:
    """Read a post of a blog as the API gives it, or say why it cannot be read.

    Its pictures are those of the whole trail and then its own. The author is whose post the first of them is from.
    """
    try:
        post = _Post.model_validate(answer)
    except ValidationError as error:
        named = answer.get("id", "") if isinstance(answer, dict) else ""
        return Remark("post", str(named), explain_invalid(error))
    blog = post.blog_name or blog
    nsfw = _is_nsfw(post)
    return SitePost(
        source=f"tumblr:{blog}",
        id=str(post.id),
        url=post.post_url or f"https://{blog}.tumblr.com/post/{post.id}",
        media=_name_media(_list_held(post)),
        tags=tuple(post.tags),
        author=_find_author(post, blog),
        title=post.title or post.summary or None,
        score=post.note_count,
        rating="rating:nsfw" if nsfw else None,
        nsfw=nsfw,
        posted_at=post.timestamp,
        links=_list_links(post),
    )


def _list_held(post: _Post) -> Iterator[_File]:
    """List the largest file of each picture and video."""
    for block in _list_all_blocks(post):
        if files := [file for file in block.media if file.url]:
            yield max(files, key=lambda file: (file.has_original_dimensions, _measure(file)))
    for photo in post.photos:
        if photo.original_size and photo.original_size.url:
            yield photo.original_size
        elif files := [file for file in photo.alt_sizes if file.url]:
            yield max(files, key=_measure)
    if post.video_url:
        yield _File(url=post.video_url)
    if post.body:
        yield from _read_body(post.body)


def _list_all_blocks(post: _Post) -> list[_Block]:
    return [*(block for step in post.trail for block in step.content), *post.content]


def _measure(file: _File) -> int:
    return (file.width or 0) * (file.height or 0)


class _Pictures(HTMLParser):
    """The addresses of pictures in a text, as far as they lie with Tumblr."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[_File] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of each `<img>`."""
        link = read_link(dict(attrs).get("src")) if tag == "img" else None
        if link and _OWN.fullmatch(urlsplit(link).hostname or ""):
            self.files.append(_File(url=link))


def _read_body(body: str) -> list[_File]:
    pictures = _Pictures()
    pictures.feed(body)
    return pictures.files


def _name_media(files: Iterator[_File]) -> tuple[Medium, ...]:
    """Name each file once; two sizes of one picture have one name, and different ones are numbered apart."""
    seen: set[tuple[str | None, int | None, int | None]] = set()
    media: dict[str, Medium] = {}
    for file in files:
        if (file.url, file.width, file.height) in seen:
            continue
        seen.add((file.url, file.width, file.height))
        name = named = _name_file(file.url or "")
        count = 1
        while named in media:
            count += 1
            named = f"{name}~{count}"
        media[named] = Medium(named, file.url, _find_type(file), file.width, file.height)
    return tuple(media.values())


def _name_file(url: str) -> str:
    """Find what of a file's address stays when it is given in another size, or by another of Tumblr's hosts."""
    parts = [part.strip() for part in urlsplit(url).path.split("/") if part.strip()]
    for place, part in enumerate(parts):
        if _SIZE.fullmatch(part):
            parts = parts[:place]
            break
    if not parts:
        return url
    last = _SUFFIX.sub("", parts[-1]) or parts[-1]
    return last if last.startswith("tumblr_") or len(parts) == 1 else ":".join([*parts[-2:-1], last])


def _find_type(file: _File) -> str | None:
    kind = (file.type or "").partition("/")[2]
    return {"jpeg": "jpg"}.get(kind, kind) or find_extension(file.url)


def _find_author(post: _Post, blog: str) -> str | None:
    """Find who is to be credited: whose post the first picture is from, or who sent it in."""
    for step in post.trail:
        if step.content:
            return _credit(step.content[0]) or (step.blog and step.blog.name) or step.broken_blog_name
    if post.content and (credited := _credit(post.content[0])):
        return credited
    if post.is_submission:
        return post.post_author
    return post.reblogged_root_name or blog


def _credit(block: _Block) -> str | None:
    return block.attribution.blog.name if block.attribution and block.attribution.blog else None


def _is_nsfw(post: _Post) -> bool:
    labelled = post.community_labels is not None and post.community_labels.has_community_label
    adult = post.blog is not None and bool(post.blog.is_nsfw or post.blog.is_adult)
    return labelled or adult or bool(post.is_nsfw or post.is_blurred_images)


def _list_links(post: _Post) -> tuple[str, ...]:
    """List where the post's author says that it is from, each once."""
    credited = [block.attribution.url for block in _list_all_blocks(post) if block.attribution]
    given = [post.source_url, post.link_url, post.reblogged_root_url, *credited]
    return tuple(dict.fromkeys(_unwrap(link) for link in given if link))


def _unwrap(link: str) -> str:
    """Take an address out of Tumblr's own redirect around it."""
    parts = urlsplit(link)
    if parts.hostname == "t.umblr.com" and parts.path == "/redirect":
        return read_link(parse_qs(parts.query).get("z", [""])[0]) or link
    return link
