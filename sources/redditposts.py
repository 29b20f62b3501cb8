"""Posts of Reddit: what one says, and which pictures it shows, whose files lie with Reddit or somewhere else."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from sources.answers import explain_invalid, find_extension
from sources.redditanswers import File, Item, Post, Size, Stored
from sources.reports import Remark
from sources.sites import Medium, SitePost

HOME = "https://www.reddit.com"
_GONE = "[deleted]"
_PICTURES = {"jpg", "png", "gif", "webp", "avif", "bmp", "webm", "mp4"}
_TYPES = {"image/jpg": "jpg", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp"}
_IMGUR = re.compile(r"(?:.+\.)?imgur\.com")
_IMGUR_PICTURES = re.compile(r"/(?:r/\w+/)?(\w{5,10}(?:,\w{5,10})*)(?:\.(\w+))?/?", re.ASCII)
_SHOWING = re.compile(r"(?:.+\.)?(?:imgur\.com|flickr\.com|flic\.kr|500px\.com|deviantart\.com)")
_OWN = re.compile(r"(?:.+\.)?(?:redd\.it|reddit\.com|reddituploads\.com)")
_UPLOADS = {"i.redd.it", "i.reddituploads.com"}


def read_post(child: Any) -> SitePost | Remark:
    """Read a post of a listing, or say why it cannot be read.

    Its one tag is its flair. What a crosspost shows, and whom to credit, is its first post's.
    """
    data = child.get("data") if isinstance(child, dict) else None
    try:
        post = Post.model_validate(data)
    except ValidationError as error:
        named = data.get("id", "") if isinstance(data, dict) else ""
        return Remark("post", str(named), explain_invalid(error))
    shown = post.crosspost_parent_list[0] if post.crosspost_parent_list else post
    flair = (post.link_flair_text or "").strip()
    nsfw = bool(post.over_18 or shown.over_18)
    return SitePost(
        source=f"reddit:{post.subreddit}",
        id=post.id,
        url=f"{HOME}{post.permalink}",
        media=tuple(_list_media(shown)),
        tags=(flair,) if flair else (),
        author=None if shown.author == _GONE else shown.author,
        title=post.title,
        score=post.score,
        rating="rating:nsfw" if nsfw else None,
        nsfw=nsfw,
        posted_at=post.created_utc,
        links=_list_links(post, shown),
        gone="removed" if post.removed_by_category or shown.removed_by_category else None,
    )


def _list_media(post: Post) -> Iterator[Medium]:
    """List what a post shows: its gallery, else its video, else what its link leads to."""
    if post.media_metadata is not None:
        yield from _list_gallery(post, post.media_metadata)
    elif post.media and post.media.reddit_video:
        video = post.media.reddit_video
        yield Medium("", video.fallback_url, "mp4", video.width, video.height)
    elif post.url and not post.is_self:
        yield from _follow_link(post, post.url)


def _list_gallery(post: Post, files: dict[str, File | None]) -> Iterator[Medium]:
    """List the files of a gallery in its order, or of a text as Reddit lists them; each under Reddit's name for it."""
    written = tuple(Item(media_id=name) for name in files if "|" not in name)  # `emote|…` and `giphy|…` are no pictures
    items = post.gallery_data.items if post.gallery_data else written
    for item in {item.media_id: item for item in items}.values():
        file = files.get(item.media_id) or File()
        stored = file.s or Stored()
        kind = _TYPES.get(file.m or "")
        url = None if item.is_deleted or file.status != "valid" else _find_original(stored)
        yield Medium(item.media_id, url, kind or find_extension(url), stored.x, stored.y)


def _find_original(stored: Stored) -> str | None:
    if stored.gif or stored.u is None:
        return stored.gif or stored.mp4
    return _unscale(stored.u)


def _unscale(url: str) -> str:
    """Name the file that was uploaded, in place of the one that Reddit has scaled or written anew."""
    parts = urlsplit(url)
    return f"https://i.redd.it{parts.path}" if parts.hostname == "preview.redd.it" else url


def _follow_link(post: Post, link: str) -> Iterator[Medium]:
    """List the pictures that a link leads to; one that leads to a page which may hold anything has none."""
    parts = urlsplit(link)
    host, size, kind = parts.hostname or "", _find_preview(post), find_extension(link)
    if _IMGUR.fullmatch(host) and (found := _IMGUR_PICTURES.fullmatch(parts.path)):
        yield from _name_imgur(found[1].split(","), found[2], size)
    elif _SHOWING.fullmatch(host) and kind not in _PICTURES:
        yield _show_page(post, size)
    elif host in _UPLOADS or post.post_hint == "image" or kind in _PICTURES:
        yield Medium("", _unscale(link), kind, size.width, size.height)


def _name_imgur(names: list[str], written: str | None, size: Size) -> Iterator[Medium]:
    """Name files of Imgur, which sends the type that a file has, whatever its address says; a `gifv` is a video."""
    kind = {"gifv": "mp4"}.get(written or "", written)
    if len(names) == 1:
        yield Medium("", f"https://i.imgur.com/{names[0]}.{kind or 'jpg'}", kind, size.width, size.height)
        return
    for name in names:
        yield Medium(name, f"https://i.imgur.com/{name}.{kind or 'jpg'}", kind)


def _show_page(post: Post, size: Size) -> Medium:
    """Show of a page with pictures what Reddit gives of it: an album's first picture, or Reddit's own copy."""
    cover = post.media.oembed.thumbnail_url if post.media and post.media.oembed else None
    parts = urlsplit(cover or "")
    if parts.hostname == "i.imgur.com":
        return Medium("", f"https://i.imgur.com{parts.path}", find_extension(cover), size.width, size.height)
    return Medium("", size.url, find_extension(size.url), size.width, size.height)


def _find_preview(post: Post) -> Size:
    images = post.preview.images if post.preview else []
    return (images[0].source if images else None) or Size()


def _list_links(post: Post, shown: Post) -> tuple[str, ...]:
    """List where the picture is from: another post of Reddit, the page linked to, what a gallery names."""
    links = [f"{HOME}{shown.permalink}"] if shown is not post else []
    if shown.url and not shown.is_self and not _OWN.fullmatch(urlsplit(shown.url).hostname or ""):
        links.append(shown.url)
    items = shown.gallery_data.items if shown.gallery_data else []
    return tuple(dict.fromkeys(links + [item.outbound_url for item in items if item.outbound_url]))
