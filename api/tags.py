"""Tags, their categories, and the collections that pictures are in."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict

from api.context import Opened
from api.cursors import NAME, decode_cursor, encode_cursor
from api.fields import Limit
from api.problems import declare_problems
from graph import tags
from graph.tagnames import normalise_tag
from graph.tags import search_tags_by_prefix, search_tags_by_words

router = APIRouter(tags=["tags"])
EXAMPLE: JsonDict = {"name": "sunset", "description": None, "category": "general", "state": "circulating"}


class Tag(BaseModel):
    """A tag. `canonical` is the tag that it is an alias of, `pairs` the number of pictures something is known of."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra={"examples": [{**EXAMPLE, "canonical": None, "pairs": 120}]}
    )

    name: str
    description: str | None
    category: str | None
    state: str
    canonical: str | None
    pairs: int


class FoundTags(BaseModel):
    """Circulating tags."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"tags": [{**EXAMPLE, "canonical": None, "pairs": 120}]}]}
    )

    tags: list[Tag]


class Category(BaseModel):
    """A category and its number of tags."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    tags: int


class Categories(BaseModel):
    """Categories by name; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"categories": [{"name": "general", "tags": 42}], "next": None}]}
    )

    categories: list[Category]
    next: str | None


class Collection(BaseModel):
    """A collection and its number of pictures, hidden ones among them."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    images: int


class Collections(BaseModel):
    """Collections by name; `next` is the `after` of the page that follows, null after the last one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"collections": [{"name": "holiday", "images": 200}], "next": None}]}
    )

    collections: list[Collection]
    next: str | None


@router.get("/tags", operation_id="search_tags", responses=declare_problems())
async def search_tags(
    context: Opened,
    q: Annotated[str, Query(max_length=1000, examples=["sun"])] = "",
    mode: Literal["prefix", "text"] = "prefix",
    limit: Limit = 20,
) -> FoundTags:
    """Find tags by how their name begins, or by words of their name and description."""
    if mode == "text":
        found = await search_tags_by_words(context.graph, q, limit=limit)
    else:
        prefix = normalise_tag(q) if q.strip() else ""
        found = await search_tags_by_prefix(context.graph, prefix, limit=limit)
    return FoundTags(tags=[Tag.model_validate(tag) for tag in found])


@router.get("/categories", operation_id="list_categories", responses=declare_problems())
async def list_categories(context: Opened, after: str | None = None, limit: Limit = 100) -> Categories:
    """List the categories."""
    page = await tags.list_categories(context.graph, decode_cursor(after, NAME), limit)
    return Categories(
        categories=[Category.model_validate(row) for row in page],
        next=encode_cursor(page[-1].name) if len(page) == limit else None,
    )


@router.get("/collections", operation_id="list_collections", responses=declare_problems())
async def list_collections(context: Opened, after: str | None = None, limit: Limit = 100) -> Collections:
    """List the collections."""
    page = await tags.list_collections(context.graph, decode_cursor(after, NAME), limit)
    return Collections(
        collections=[Collection.model_validate(row) for row in page],
        next=encode_cursor(page[-1].name) if len(page) == limit else None,
    )
