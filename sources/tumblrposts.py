"""Posts of Tumblr, in both of its formats: blocks (NPF), and the older one by types of posts."""

import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from sources.answers import explain_invalid, find_extension, read_link
from sources.reports import Remark
from sources.sites import Medium, SitePost
from sources.tumblranswers import Block, File, Post

_SIZE = re.compile(r"s\d+x\d+(u\d+)?(_c\d+)?")  # a folder in an address that says how large the file is
_SUFFIX = re.compile(r"(_(\d+(sq|h|v\d)?|raw))?(\.\w+)?$")
_OWN = re.compile(r"(.+\.)?media\.tumblr\.com")


def read_post(answer: Any, blog: str) -> SitePost | Remark:
    """Read a post of a blog as the API gives it, or say why it cannot be read.

    Its pictures are those of the whole trail and then its own. The author is whose post the first of them is from.
    """
    try:
        post = Post.model_validate(answer)
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


def _list_held(post: Post) -> Iterator[File]:
    """List the largest file of each picture and video."""
    for block in _list_all_blocks(post):
        if files := [file for file in block.media if file.url]:
            yield max(files, key=lambda file: (bool(file.has_original_dimensions), _measure(file)))
    for photo in post.photos:
        if photo.original_size and photo.original_size.url:
            yield photo.original_size
        elif files := [file for file in photo.alt_sizes if file.url]:
            yield max(files, key=_measure)
    if post.video_url:
        yield File(url=post.video_url)
    if post.body:
        yield from _read_body(post.body)


def _list_all_blocks(post: Post) -> list[Block]:
    return [*(block for step in post.trail for block in step.content), *post.content]


def _measure(file: File) -> int:
    return (file.width or 0) * (file.height or 0)


class _Pictures(HTMLParser):
    """The addresses of pictures in a text, as far as they lie with Tumblr."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[File] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of each `<img>`."""
        link = read_link(dict(attrs).get("src")) if tag == "img" else None
        if link and _OWN.fullmatch(urlsplit(link).hostname or ""):
            self.files.append(File(url=link))


def _read_body(body: str) -> list[File]:
    pictures = _Pictures()
    with suppress(AssertionError):  # raised at a declaration that the parser does not know; what stood before it counts
        pictures.feed(body)
    return pictures.files


def _name_media(files: Iterator[File]) -> tuple[Medium, ...]:
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


def _find_type(file: File) -> str | None:
    kind = (file.type or "").partition("/")[2]
    return {"jpeg": "jpg"}.get(kind, kind) or find_extension(file.url)


def _find_author(post: Post, blog: str) -> str | None:
    """Find who is to be credited: whose post the first picture is from, or who sent it in."""
    for step in post.trail:
        if any(file.url for block in step.content for file in block.media):
            return _credit(step.content[0]) or (step.blog and step.blog.name) or step.broken_blog_name
    if post.content and (credited := _credit(post.content[0])):
        return credited
    if post.is_submission:
        return post.post_author
    return post.reblogged_root_name or blog


def _credit(block: Block) -> str | None:
    return block.attribution.blog.name if block.attribution and block.attribution.blog else None


def _is_nsfw(post: Post) -> bool:
    labelled = post.community_labels is not None and bool(post.community_labels.has_community_label)
    adult = post.blog is not None and bool(post.blog.is_nsfw or post.blog.is_adult)
    return labelled or adult or bool(post.is_nsfw or post.is_blurred_images)


def _list_links(post: Post) -> tuple[str, ...]:
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
