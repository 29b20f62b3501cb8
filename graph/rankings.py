"""Rankings: the likeliest images for tags, and what people agree on. Best first, a page at a time.

`after` is '' for the first page, then the `cursor` of the last row (or the page's `next`).
"""

from collections.abc import Sequence

from pydantic import Field

from graph.connection import Record, Runner

CANDIDATES = 200
DEPTH = 5_000


class LikelyImage(Record):
    """An image for a tag: what people, sources and the live run say of the pair, and together."""

    image: str
    posterior: float
    people: float | None
    run: float | None
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    claims: int
    settled: str | None
    cursor: str


class LikelyPage(Record):
    """Images that match several tags, each with its posteriors in the order of the tags; `next` is None at the end."""

    images: list[str]
    posteriors: list[list[float]]
    next: str | None


class AgreedPair(Record):
    """An image and a tag that people say Yes to."""

    image: str
    tag: str
    people: float
    yes: int
    no: int
    pass_: int = Field(alias="pass")
    claims: int
    run: float | None
    settled: str | None
    cursor: str


class AgreedTag(Record):
    """A tag with its pairs among those that people agree on most, and the pairs they contradict each other on."""

    tag: str
    agreed: int
    settled: int
    people: float
    contested: int


async def rank_images_for_tag(
    runner: Runner, tag: str, min_posterior: float = 0, after: str = "", limit: int = 50
) -> list[LikelyImage]:
    """Rank the images that most likely match a tag, without NSFW ones."""
    return await runner.fetch(
        LikelyImage, "rank_images_for_tag", tag=tag, minPosterior=min_posterior, after=after, limit=limit
    )


async def rank_all_images_for_tag(
    runner: Runner, tag: str, min_posterior: float = 0, after: str = "", limit: int = 50
) -> list[LikelyImage]:
    """Rank the images that most likely match a tag, for someone who opted in to NSFW ones."""
    return await runner.fetch(
        LikelyImage, "rank_all_images_for_tag", tag=tag, minPosterior=min_posterior, after=after, limit=limit
    )


async def rank_images_for_tags(
    runner: Runner,
    tags: Sequence[str],
    without: Sequence[str] = (),
    *,
    collection: str | None = None,
    min_posterior: float = 0.5,
    after: str = "",
    candidates: int = CANDIDATES,
    limit: int = 50,
) -> LikelyPage:
    """Rank the images that most likely match all of `tags` and none of `without`, without NSFW ones.

    A page may be short or empty before the end: go on until `next` is None.
    """
    pages = await runner.fetch(
        LikelyPage,
        "rank_images_for_tags",
        tags=list(tags),
        without=list(without),
        collection=collection,
        minPosterior=min_posterior,
        after=after,
        candidates=candidates,
        limit=limit,
    )
    return pages[0]


async def rank_all_images_for_tags(
    runner: Runner,
    tags: Sequence[str],
    without: Sequence[str] = (),
    *,
    collection: str | None = None,
    min_posterior: float = 0.5,
    after: str = "",
    candidates: int = CANDIDATES,
    limit: int = 50,
) -> LikelyPage:
    """Rank the images that most likely match all of `tags` and none of `without`, NSFW ones among them."""
    pages = await runner.fetch(
        LikelyPage,
        "rank_all_images_for_tags",
        tags=list(tags),
        without=list(without),
        collection=collection,
        minPosterior=min_posterior,
        after=after,
        candidates=candidates,
        limit=limit,
    )
    return pages[0]


async def rank_pairs(runner: Runner, after: str = "", limit: int = 50) -> list[AgreedPair]:
    """Rank the pairs that people agree on most."""
    return await runner.fetch(AgreedPair, "rank_pairs", after=after, limit=limit)


async def rank_pairs_of_tag(runner: Runner, tag: str, after: str = "", limit: int = 50) -> list[AgreedPair]:
    """Rank the pairs of one tag that people agree on most."""
    return await runner.fetch(AgreedPair, "rank_pairs_of_tag", tag=tag, after=after, limit=limit)


async def rank_tags(runner: Runner, depth: int = DEPTH, limit: int = 50) -> list[AgreedTag]:
    """Rank the tags that people agree on, among the `depth` pairs that they agree on most."""
    return await runner.fetch(AgreedTag, "rank_tags", depth=depth, limit=limit)
