"""Posts of sites: what each says now, what became of its picture, and the claims that follow it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import find_untouched, lock_pictures, recompute_images
from graph.duplicates import Comparison, record_comparisons
from graph.filters import Verdict, take_verdicts
from graph.images import Nsfw
from graph.imports import ImportRow, NewPicture, add_new_images, add_new_tags, list_claims, settle_claims
from graph.keys import link_key, post_key
from graph.suggestions import MINER, Suggestion, add_suggestions

MediaState = Literal["here", "refused", "unavailable", "removed", "later"]


@dataclass(frozen=True, slots=True)
class PostRow:
    """One medium of a post as its site gives it now.

    `id` is unique in the source, `site_id` the site's id of the whole post. `image` is the picture that it shows, where
    its bytes are here; `picture` may be left out where the graph knows it. `tags` are (as written, normalised) and are
    claimed while `media` is `here`. `reason` says why it is not; `rule` is the hash of the rule that refused it.
    `verdict` is what a filter says of a new picture: one that it refuses is withheld.
    """

    id: str
    site_id: str
    media: MediaState
    image: str | None = None
    picture: NewPicture | None = None
    tags: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    author: str | None = None
    title: str | None = None
    links: tuple[str, ...] = ()
    score: int | None = None
    faves: int | None = None
    rating: str | None = None
    posted_at: datetime | None = None
    reason: str | None = None
    rule: str | None = None
    merged_into: str | None = None
    nsfw: bool = False
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class PostBatch:
    """Posts of one source for one collection, recorded together or not at all.

    `seen` are posts that are as they are kept, with the picture that each shows. `filter` is the name of what gave the
    verdicts, and `ask` are tags, normalised, that people are asked about on each of these pictures.
    """

    source: str
    collection: str
    rows: tuple[PostRow, ...]
    seen: Mapping[str, str | None]
    filter: str = ""
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedPosts:
    """What a batch changed."""

    pictures: int = 0
    claims_added: int = 0
    claims_closed: int = 0


class SitePostKept(Record):
    """A medium of a post as it is kept; `whole` is the key of the whole post, `nsfw` is its picture's."""

    key: str
    whole: str
    site_id: str | None
    image: str | None
    nsfw: Nsfw | None
    media: MediaState
    reason: str | None
    rule: str | None
    url: str | None
    author: str | None
    title: str | None
    tags: list[str]
    links: list[str]
    score: int | None
    faves: int | None
    rating: str | None
    posted_at: DateTime | None
    merged_into: str | None


class SitePostsWritten(Record):
    """The keys of posts that were written."""

    posts: list[str]


class SitePostsSeen(Record):
    """How many posts were seen."""

    posts: int


class SuspectedImages(Record):
    """Pictures that are suspected from now on."""

    images: list[str]


class ForgottenPost(Record):
    """A post that was not seen for long."""

    source: str
    site_id: str


class MergedPictures(Record):
    """Two pictures that a site holds for the same."""

    one: str
    other: str


def is_kept(row: PostRow, source: str, kept: SitePostKept) -> bool:
    """Tell whether the graph has exactly this of a post, and needs not suspect its picture."""
    if row.nsfw and kept.nsfw == "unknown":
        return False
    posted = kept.posted_at and kept.posted_at.to_native()
    said = describe_site_post(row, source)
    return (row.image, posted) == (kept.image if row.image else None, said["postedAt"]) and all(
        said[name] == value
        for name, value in {
            "siteId": kept.site_id,
            "media": kept.media,
            "reason": kept.reason,
            "rule": kept.rule,
            "url": kept.url,
            "author": kept.author,
            "title": kept.title,
            "tags": kept.tags,
            "links": kept.links,
            "score": kept.score,
            "faves": kept.faves,
            "rating": kept.rating,
            "mergedInto": kept.merged_into,
        }.items()
    )


def describe_site_post(row: PostRow, source: str) -> dict[str, Any]:
    """Say of a post what is kept of it, as the graph names it; None takes a property away."""
    return {
        "siteId": row.site_id,
        "media": row.media,
        "reason": row.reason,
        "rule": row.rule,
        "url": row.url,
        "author": row.author,
        "title": row.title,
        "tags": [written for written, _ in row.tags],
        "links": list(row.links),
        "score": row.score,
        "faves": row.faves,
        "rating": row.rating,
        "postedAt": row.posted_at,
        "mergedInto": row.merged_into and post_key(source, row.merged_into),
    }


async def record_posts(graph: Graph, batch: PostBatch) -> RecordedPosts:
    """Record a batch of posts in one transaction: pictures, links, claims, and the consensus of what changed.

    The same batch again changes nothing but when they were seen. A new picture of a post that is not for everybody is
    suspected; what people said of a picture stays. Two pictures whose posts the site merged go to the board of
    duplicates.
    """
    here = [row for row in batch.rows if row.media == "here"]
    if names := sorted({tag for row in here for tag in (*(tag for _, tag in row.tags), *batch.ask)}):
        await add_new_tags(graph, names)
    recorded = await graph.write(lambda tx: _record(tx, batch))
    keys = [post_key(batch.source, post) for post in [*(row.id for row in batch.rows), *batch.seen]]
    if pairs := await list_merged_pictures(graph, keys):
        await record_comparisons(graph, [Comparison(pair.one, pair.other, "site", 0.0) for pair in pairs])
    return recorded


async def _record(tx: Transaction, batch: PostBatch) -> RecordedPosts:
    pictures = {row.picture.id: row.picture for row in batch.rows if row.picture}
    added = await add_new_images(tx, list(pictures.values()))
    kept = await list_site_posts(tx, {(batch.source, row.site_id) for row in batch.rows})
    images = {row.image for row in batch.rows if row.image}
    shown = await lock_pictures(tx, images.union(post.image for post in kept if post.image))
    suspected = await suspect_images(tx, sorted({row.image for row in batch.rows if row.nsfw and row.image}))
    here = [row for row in batch.rows if row.media == "here"]
    verdicts = [row.verdict for row in batch.rows if row.verdict]
    withheld = await take_verdicts(tx, batch.filter, verdicts) if verdicts else []
    untouched = await find_untouched(tx, batch.source, shown, (tag for row in here for _, tag in row.tags))
    keys = await write_site_posts(tx, batch)
    await touch_posts(tx, batch)
    wanted = [claim for row in here for claim in list_claims(batch.source, _name_claimant(row))]
    opened, closed = await settle_claims(tx, keys, wanted, untouched)
    if known := (set(suspected) - set(pictures)).union(withheld):
        await recompute_images(tx, known)
    asked = [Suggestion(image, 1.0) for image in sorted({shown[row.image] for row in here if row.image in shown})]
    for tag in batch.ask:
        await add_suggestions(tx, MINER, tag, asked)
    return RecordedPosts(added, opened, closed)


def _name_claimant(row: PostRow) -> ImportRow:
    return ImportRow(row.id, row.image or "", None, row.tags)


async def list_site_posts(runner: Runner, posts: Iterable[tuple[str, str]]) -> list[SitePostKept]:
    """List what is kept of these posts (source and the site's id), in all of their media, by key."""
    keys = {post_key(source, site_id): site_id for source, site_id in sorted(posts)}
    wanted = [{"id": site_id, "key": key, "below": f"{key}/"} for key, site_id in keys.items()]
    return await runner.fetch(SitePostKept, "list_site_posts", posts=wanted)


async def write_site_posts(tx: Transaction, batch: PostBatch) -> list[str]:
    """Keep these posts as their site gives them now; return the keys of those that were not passed over."""
    posts = []
    for row in sorted(batch.rows, key=lambda row: (row.image or "", row.id)):
        key = post_key(batch.source, row.id)
        shows = {"shows": link_key(key, row.image), "in": link_key(row.image, batch.collection)} if row.image else {}
        link = {"key": key, "from": link_key(key, batch.source), "image": row.image, **shows}
        posts.append({**link, "properties": describe_site_post(row, batch.source)})
    about = {"source": batch.source, "collection": batch.collection}
    return (await tx.fetch(SitePostsWritten, "write_site_posts", posts=posts, **about))[0].posts


async def touch_posts(tx: Transaction, batch: PostBatch) -> int:
    """Remember that posts were seen as they are kept; return how many."""
    posts = [
        {"key": post_key(batch.source, post), "in": image and link_key(image, batch.collection)}
        for post, image in sorted(batch.seen.items(), key=lambda one: (one[1] or "", one[0]))
    ]
    return (await tx.fetch(SitePostsSeen, "touch_posts", posts=posts, collection=batch.collection))[0].posts


async def suspect_images(tx: Transaction, images: Sequence[str]) -> list[str]:
    """Suspect those of these pictures of which nobody has said anything; return them."""
    return (await tx.fetch(SuspectedImages, "suspect_images", images=images))[0].images


async def list_forgotten_posts(runner: Runner, sources: Sequence[str], limit: int) -> list[ForgottenPost]:
    """List the posts of these sources that were not seen there for longest."""
    return await runner.fetch(ForgottenPost, "list_forgotten_posts", sources=sources, limit=limit)


async def list_merged_pictures(runner: Runner, keys: Sequence[str]) -> list[MergedPictures]:
    """List the pictures that a site holds for the same, by the keys of their posts."""
    return await runner.fetch(MergedPictures, "list_merged_pictures", keys=keys)
