"""Copies: pictures that look alike, with what tells the better one."""

from datetime import datetime

from pydantic import BaseModel
from pydantic.config import JsonDict

from api.cards import EXAMPLE_CARD, ImageCard, find_web_address, make_card
from graph import copies

FACTS: JsonDict = {
    "byte_size": 48_210,
    "created_at": "2026-01-02T03:04:05Z",
    "sources": [{"source": "holiday", "url": None}],
    "tags": 4,
    "votes": 7,
}
EXAMPLE_COPY: JsonDict = {**EXAMPLE_CARD, **FACTS}


class SourceOfCopy(BaseModel):
    """Where a copy was found; `url` is an http or https address, or null."""

    source: str
    url: str | None


class Copy(ImageCard):
    """A picture with what tells a better copy: its file, its sources, and how much is said of it."""

    byte_size: int
    created_at: datetime
    sources: list[SourceOfCopy]
    tags: int
    votes: int


def make_copy(copy: copies.Copy) -> Copy:
    """Make the card of a copy."""
    return Copy(
        **make_card(copy.id, copy).model_dump(),
        byte_size=copy.byte_size,
        created_at=copy.created_at.to_native(),
        sources=[SourceOfCopy(source=source.name, url=find_web_address(source.url)) for source in copy.sources],
        tags=copy.tags,
        votes=copy.votes,
    )
