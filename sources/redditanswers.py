"""What is read of Reddit's answers."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from sources.answers import Answer, ListOrNull, Weblink


class Size(Answer):
    """A file and how large it is."""

    url: Weblink = None
    width: int | None = None
    height: int | None = None


class Shown(Answer):
    """Reddit's own copy of a picture."""

    source: Size | None = None


class Preview(Answer):
    """What Reddit shows of a link."""

    images: Annotated[tuple[Shown, ...], ListOrNull] = ()


class Stored(Answer):
    """The largest form of a file that lies with Reddit."""

    u: Weblink = None
    gif: Weblink = None
    mp4: Weblink = None
    x: int | None = None
    y: int | None = None


class File(Answer):
    """A file of a gallery."""

    status: str | None = None
    m: str | None = None
    s: Stored | None = None


class Item(Answer):
    """A place in a gallery."""

    media_id: str
    outbound_url: Weblink = None
    is_deleted: bool | None = None


class Gallery(Answer):
    """The order of a gallery."""

    items: Annotated[tuple[Item, ...], ListOrNull] = ()


class Video(Answer):
    """A video that lies with Reddit."""

    fallback_url: Weblink = None
    width: int | None = None
    height: int | None = None


class Embed(Answer):
    """What another site says of a page."""

    thumbnail_url: Weblink = None


class Media(Answer):
    """What plays or is embedded in a post."""

    reddit_video: Video | None = None
    oembed: Embed | None = None


def _take_media(media: Any) -> Any:
    return media if isinstance(media, dict) else None


class Post(Answer):
    """A post, or the one that it is a crosspost of."""

    id: str
    subreddit: str
    permalink: str
    title: str | None = None
    author: str | None = None
    url: Weblink = None
    score: int | None = None
    created_utc: datetime | None = None
    over_18: bool | None = None
    link_flair_text: str | None = None
    post_hint: str | None = None
    is_self: bool | None = None
    removed_by_category: str | None = None
    preview: Preview | None = None
    media: Annotated[Media | None, BeforeValidator(_take_media)] = None
    media_metadata: dict[str, File | None] | None = None
    gallery_data: Gallery | None = None
    crosspost_parent_list: "Annotated[tuple[Post, ...], ListOrNull]" = ()
