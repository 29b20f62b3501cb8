"""What importers write: pictures, posts, and the claims of their sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Untouched, find_untouched, lock_pictures, recompute_pairs, write_beliefs
from graph.evidence import Evidence
from graph.keys import claim_key, link_key, post_key
from graph.tagnames import find_category


@dataclass(frozen=True, slots=True)
class NewPicture:
    """What is kept of a picture's bytes; `id` is their SHA-256."""

    id: str
    mime: str
    width: int
    height: int
    frames: int
    duration: float | None
    byte_size: int


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One post as its source gives it now.

    `tags` are (as written, normalised), in the source's order; of two ways to write one tag the first is the claim.
    `picture` may be left out where the graph knows it.
    """

    post: str
    image: str
    picture: NewPicture | None
    tags: tuple[tuple[str, str], ...]
    url: str | None = None
    author: str | None = None
    title: str | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """Posts of one source for one collection, recorded together or not at all."""

    source: str
    collection: str
    rows: tuple[ImportRow, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a batch changed."""

    pictures: int = 0
    claims_added: int = 0
    claims_closed: int = 0


class KnownPost(Record):
    """A post as it was last imported."""

    key: str
    image: str | None
    tags: list[str]
    author: str | None
    title: str | None
    links: list[str]


class KnownClaim(Record):
    """A claim of a post, open or taken back."""

    key: str
    image: str
    tag: str
    open: bool


class Added(Record):
    """How many were added."""

    added: int


class Posts(Record):
    """How many posts were written."""

    posts: int


class Claims(Record):
    """How many claims a write reached."""

    claims: int


class NodeCount(Record):
    """How many nodes there are beside the library's own."""

    nodes: int


class KindCount(Record):
    """How many there are of a label or a relationship type."""

    name: str
    count: int


class Recorder(Protocol):
    """Where an importer looks up what is known, and puts what is new: the graph, or what is staged for it."""

    async def list_known_posts(self, keys: Sequence[str]) -> list[KnownPost]:
        """List what is kept of these posts, by key."""

    async def record_import(self, batch: ImportBatch) -> Recorded:
        """Record a batch of posts together or not at all; the same batch again changes nothing."""


@dataclass(frozen=True, slots=True)
class GraphRecorder:
    """The ordinary way: each batch is a transaction."""

    graph: Graph

    async def list_known_posts(self, keys: Sequence[str]) -> list[KnownPost]:
        """List what is kept of these posts, by key."""
        return await list_known_posts(self.graph, keys)

    async def record_import(self, batch: ImportBatch) -> Recorded:
        """Record a batch of posts in one transaction."""
        return await record_import(self.graph, batch)


async def record_import(graph: Graph, batch: ImportBatch) -> Recorded:
    """Record a batch of posts in one transaction: pictures, links, claims, and the consensus of what changed.

    The same batch again changes nothing. Every picture named is new in it or known to the graph.
    """
    names = sorted({tag for row in batch.rows for _, tag in row.tags})
    if names:
        await add_new_tags(graph, names)

    async def work(tx: Transaction) -> Recorded:
        return await _record(tx, batch)

    return await graph.write(work)


async def _record(tx: Transaction, batch: ImportBatch) -> Recorded:
    pictures = {row.picture.id: row.picture for row in batch.rows if row.picture}
    added = await add_new_images(tx, list(pictures.values()))
    keys = [post_key(batch.source, row.post) for row in batch.rows]
    shown_before = {post.image for post in await list_known_posts(tx, keys) if post.image}
    shown = await lock_pictures(tx, shown_before.union(row.image for row in batch.rows))
    untouched = await find_untouched(tx, batch.source, shown, (tag for row in batch.rows for _, tag in row.tags))
    await write_posts(tx, batch)
    wanted = [claim for row in batch.rows for claim in list_claims(batch.source, row)]
    opened, closed = await settle_claims(tx, keys, wanted, untouched)
    return Recorded(pictures=added, claims_added=opened, claims_closed=closed)


async def settle_claims(
    tx: Transaction, posts: Sequence[str], wanted: Sequence[dict[str, str]], untouched: Untouched
) -> tuple[int, int]:
    """Open the claims that these posts (keys) make now, close those that they make no more, and recompute the pairs.

    The locks of their pictures are held, and `untouched` was read before the posts were written.

    Returns:
        How many claims were opened, and how many closed.
    """
    known = {claim.key: claim for claim in await list_claims_of_posts(tx, posts)}
    now = {claim["key"]: claim for claim in wanted}
    new = [claim for key, claim in now.items() if key not in known]
    again = [known[key] for key in now if key in known and not known[key].open]
    gone = [claim for key, claim in known.items() if claim.open and key not in now]
    opened = await add_claims(tx, new) + await reopen_claims(tx, [claim.key for claim in again])
    closed = await close_claims(tx, [claim.key for claim in gone])
    changed = {(claim["image"], claim["tag"]) for claim in new}
    images, claims = set(untouched.images), dict(untouched.claims)
    first = {(image, tag) for image, tag in changed if image in images and tag in claims}
    said = [Evidence(image=image, tag=tag, claimed=(claims[tag],)) for image, tag in sorted(first)]
    await write_beliefs(tx, said)
    if rest := (changed - first).union((claim.image, claim.tag) for claim in again + gone):
        await recompute_pairs(tx, rest)
    return opened, closed


def list_claims(source: str, row: ImportRow) -> list[dict[str, str]]:
    """List what a post claims, as properties of TAGGED with the picture and the tag: one claim a tag."""
    return [
        {
            "key": claim_key(source, row.post, row.image, tag),
            "source": source,
            "post": post_key(source, row.post),
            "written": written,
            "image": row.image,
            "tag": tag,
        }
        for tag, written in {tag: written for written, tag in reversed(row.tags)}.items()
    ]


async def list_known_posts(runner: Runner, keys: Sequence[str]) -> list[KnownPost]:
    """List what is kept of these posts, by key."""
    return await runner.fetch(KnownPost, "list_known_posts", keys=keys)


async def list_claims_of_posts(runner: Runner, keys: Sequence[str]) -> list[KnownClaim]:
    """List what these posts claim or once claimed."""
    return await runner.fetch(KnownClaim, "list_claims_of_posts", keys=keys)


async def add_new_tags(runner: Runner, names: Sequence[str]) -> int:
    """Add the tags that are not there yet, each in its category; return how many."""
    return (await runner.fetch(Added, "add_new_tags", tags=[describe_tag(name) for name in names]))[0].added


def describe_tag(name: str) -> dict[str, str]:
    """Name a tag's category, and the key of the link to it."""
    category = find_category(name)
    return {"name": name, "category": category, "key": link_key(name, category)}


async def add_new_images(tx: Transaction, pictures: Sequence[NewPicture]) -> int:
    """Add the pictures that are not there yet; return how many."""
    rows = [describe_picture(picture) for picture in sorted(pictures, key=lambda picture: picture.id)]
    return (await tx.fetch(Added, "add_new_images", pictures=rows))[0].added


def describe_picture(picture: NewPicture) -> dict[str, Any]:
    """Name what a picture's bytes say as the graph does."""
    return {
        "id": picture.id,
        "mime": picture.mime,
        "width": picture.width,
        "height": picture.height,
        "frames": picture.frames,
        "duration": picture.duration,
        "byteSize": picture.byte_size,
    }


async def write_posts(tx: Transaction, batch: ImportBatch) -> int:
    """Keep these posts as their source gives them now; return how many."""
    rows = sorted(batch.rows, key=lambda row: row.image)
    posts = [describe_post(row, batch.source, batch.collection) for row in rows]
    written = await tx.fetch(Posts, "write_posts", source=batch.source, collection=batch.collection, posts=posts)
    return written[0].posts


def describe_post(row: ImportRow, source: str, collection: str) -> dict[str, Any]:
    """Say of a post what is kept of it, and the keys of its links to picture and source, and of the picture's."""
    key = post_key(source, row.post)
    return {
        "key": key,
        "image": row.image,
        "media": "here",
        "url": row.url,
        "author": row.author,
        "title": row.title,
        "links": list(row.links) or None,
        "tags": [written for written, _ in row.tags],
        "shows": link_key(key, row.image),
        "from": link_key(key, source),
        "in": link_key(row.image, collection),
    }


async def add_claims(tx: Transaction, claims: Sequence[dict[str, str]]) -> int:
    """Add claims that were never made before; return how many."""
    rows = sorted(claims, key=lambda claim: (claim["tag"], claim["key"]))
    return (await tx.fetch(Claims, "add_claims", claims=rows))[0].claims


async def reopen_claims(tx: Transaction, keys: Sequence[str]) -> int:
    """Make these claims again, which their source had taken back; return how many."""
    return (await tx.fetch(Claims, "reopen_claims", keys=keys))[0].claims


async def close_claims(tx: Transaction, keys: Sequence[str]) -> int:
    """Close these claims, which their source does not make any more; return how many."""
    return (await tx.fetch(Claims, "close_claims", keys=keys))[0].claims


async def count_nodes(runner: Runner) -> int:
    """Count the nodes beside the library's own: none in an empty graph."""
    return (await runner.fetch(NodeCount, "count_nodes"))[0].nodes


async def count_loaded(runner: Runner) -> dict[str, int]:
    """Count what is there of each label and relationship type that an import brings."""
    return {kind.name: kind.count for kind in await runner.fetch(KindCount, "count_loaded")}
