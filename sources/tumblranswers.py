"""What is read of Tumblr's answers: posts in blocks (NPF), and in the older format by types of posts."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

from sources.answers import Answer, ListOrNull, Weblink

Empty = BeforeValidator(lambda one: one or None)  # Tumblr writes an object without fields as an empty list
_HELD = {"image", "video"}


class File(Answer):
    """A file in one of its sizes."""

    url: Weblink = None
    type: str | None = None
    width: int | None = None
    height: int | None = None
    has_original_dimensions: bool | None = None


def _list_files(media: Any) -> Any:
    return [media] if isinstance(media, dict) else media or []


class Blog(Answer):
    """A blog, as far as it is read."""

    name: str | None = None
    is_nsfw: bool | None = None
    is_adult: bool | None = None


class Attribution(Answer):
    """Whom a block credits."""

    url: Weblink = None
    blog: Annotated[Blog | None, Empty] = None


class Block(Answer):
    """A picture or a video in all its sizes."""

    media: Annotated[tuple[File, ...], BeforeValidator(_list_files)] = ()
    attribution: Annotated[Attribution | None, Empty] = None


def _list_blocks(content: Any) -> Any:
    """Keep the blocks that hold a file; in the older format `content` is text."""
    if not isinstance(content, list):
        return []
    return [block for block in content if isinstance(block, dict) and block.get("type") in _HELD]


Blocks = Annotated[tuple[Block, ...], BeforeValidator(_list_blocks)]


class Step(Answer):
    """One post of those that a post was reblogged from, the first first."""

    content: Blocks = ()
    blog: Annotated[Blog | None, Empty] = None
    broken_blog_name: str | None = None


class Photo(Answer):
    """A picture of the older format in all its sizes."""

    original_size: Annotated[File | None, Empty] = None
    alt_sizes: Annotated[tuple[File, ...], ListOrNull] = ()


class Labels(Answer):
    """What a post is labelled as unfit for all."""

    has_community_label: bool | None = None


class Post(Answer):
    """A post in either format."""

    id: int | str
    blog_name: str | None = None
    blog: Annotated[Blog | None, Empty] = None
    post_url: Weblink = None
    tags: Annotated[tuple[str, ...], ListOrNull] = ()
    timestamp: datetime | None = None
    title: str | None = None
    summary: str | None = None
    note_count: int | None = None
    content: Blocks = ()
    trail: Annotated[tuple[Step, ...], ListOrNull] = ()
    photos: Annotated[tuple[Photo, ...], ListOrNull] = ()
    body: str | None = None
    video_url: Weblink = None
    source_url: Weblink = None
    link_url: Weblink = None
    reblogged_root_url: Weblink = None
    reblogged_root_name: str | None = None
    is_submission: bool | None = None
    post_author: str | None = None
    is_nsfw: bool | None = None
    is_blurred_images: bool | None = None
    community_labels: Annotated[Labels | None, Empty] = None
