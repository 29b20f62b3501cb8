"""What is staged, as rows of tables: the same nodes and relationships that transactions would have written."""

import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from graph.beliefs import believe
from graph.evidence import Claim, Evidence
from graph.imports import ImportRow, NewPicture, describe_picture, describe_post, describe_tag, list_claims
from graph.loading.staging import iterate_pictures
from graph.loading.tables import (
    BETWEEN,
    TableWriter,
    is_writable,
    make_link_table,
    make_node_table,
    write_headers,
    write_truth,
)

PAIR = make_link_table(
    *("Image", "CONSENSUS", "Tag", "image", "tag", "yes:long", "no:long", "pass:long", "claims:long"),
    *("yesWeight:double", "noWeight:double"),
    *("people:double", "evidence:double", "posterior:double", "run:double", "proposed:boolean", "settled"),
    *("settledBy", "rank", "rankSafe", "ask", "askSafe", "agreed", "gap:double", "board", "denied"),
)
TABLES = (
    make_node_table(
        *("Image", "id", "mime", "width:long", "height:long", "frames:long", "duration:double", "byteSize:long"),
        *("nsfw", "createdAt:datetime"),
    ),
    make_node_table("Post", "key", "url", "author", "title", "links:string[]", "tags:string[]", "media"),
    make_node_table("Tag", "name", "state", "createdAt:datetime"),
    make_node_table("Category", "name"),
    make_node_table("Source", "name"),
    make_node_table("Collection", "name"),
    make_link_table("Post", "SHOWS", "Image"),
    make_link_table("Post", "FROM", "Source"),
    make_link_table("Image", "IN", "Collection"),
    make_link_table("Tag", "OF", "Category"),
    make_link_table("Image", "TAGGED", "Tag", "source", "post", "written", "at:datetime"),
    PAIR,
)
_PAIR_PROPERTIES = tuple(column.partition(":")[0] for column in PAIR.columns[2:])


def write_tables(file: Path, folder: Path, source: str, collection: str, parts: int) -> tuple[Counter[str], int]:
    """Write everything that is staged into tables, side by side in `parts` processes.

    Memory grows with the vocabulary alone. Returns how many rows each table has, and how many pictures are left out
    because a line of a table cannot hold what is said of them: see `list_leftovers`.
    """
    now = datetime.now(UTC).isoformat()
    write_headers(folder, TABLES)
    work = partial(_write_part, file, folder, source, collection, now, parts)
    with ProcessPoolExecutor(parts, get_context("spawn"), signal.signal, (signal.SIGINT, signal.SIG_DFL)) as pool:
        written = list(pool.map(work, range(parts)))
    counts = sum((counts for counts, _, _ in written), Counter[str]())
    with TableWriter(folder, TABLES, parts) as writer:
        tags = [describe_tag(name) for name in sorted(set().union(*(tags for _, tags, _ in written)))]
        writer.write("Tag", [(tag["name"], "circulating", now) for tag in tags])
        writer.write("Category", [(name,) for name in sorted({tag["category"] for tag in tags})])
        writer.write("OF", [(tag["name"], tag["category"], tag["key"]) for tag in tags])
        writer.write("Source", [(source,)])
        writer.write("Collection", [(collection,)])
    return counts + writer.counts, sum(left_out for _, _, left_out in written)


def list_leftovers(file: Path) -> Iterator[ImportRow]:
    """List the posts that stand in no table."""
    for picture, posts in iterate_pictures(file):
        if not _are_writable(posts):
            for post in posts:
                yield ImportRow(
                    post.post, post.image, picture, post.tags, post.url, post.author, post.title, post.links
                )


def _write_part(
    file: Path, folder: Path, source: str, collection: str, now: str, parts: int, part: int
) -> tuple[Counter[str], set[str], int]:
    tags: set[str] = set()
    left_out = 0
    with TableWriter(folder, TABLES, part) as writer:
        for picture, posts in iterate_pictures(file, part, parts):
            if _are_writable(posts):
                tags |= _write_picture(writer, picture, posts, source, collection, now)
            else:
                left_out += 1
    return writer.counts, tags, left_out


def _are_writable(posts: Sequence[ImportRow]) -> bool:
    """Tell whether a picture's posts can stand in tables; the forms of a tag cannot break lines once normalised."""
    texts = ((row.post, row.url, row.author, row.title, *row.links, *(w for w, _ in row.tags)) for row in posts)
    return all(is_writable(text) for said in texts for text in said)


def _write_picture(
    writer: TableWriter, picture: NewPicture, posts: Sequence[ImportRow], source: str, collection: str, now: str
) -> set[str]:
    """Write a picture with its posts, claims and pairs; return its tags."""
    facts = describe_picture(picture)
    writer.write("Image", [(*facts.values(), "unknown", now)])
    for row in posts:
        post = describe_post(row, source, collection)
        lists = (BETWEEN.join(post["links"] or ()), BETWEEN.join(post["tags"]))
        said = post["url"], post["author"], post["title"], *lists, post["media"]
        writer.write("Post", [(post["key"], *said)])
        writer.write("SHOWS", [(post["key"], picture.id, post["shows"])])
        writer.write("FROM", [(post["key"], source, post["from"])])
        claims = list_claims(source, row)
        rows = [(picture.id, c["tag"], c["key"], source, c["post"], c["written"], now) for c in claims]
        writer.write("TAGGED", rows)
    writer.write("IN", [(picture.id, collection, post["in"])])
    tags = {tag for row in posts for _, tag in row.tags}
    claimed = (Claim(source=source),)
    pairs = [write_pair(Evidence(image=picture.id, tag=tag, claimed=claimed)) for tag in sorted(tags)]
    writer.write("CONSENSUS", pairs)
    return tags


def write_pair(said: Evidence) -> list[object]:
    """Write a row of CONSENSUS: what `graph.beliefs` computes from what was said of the pair."""
    properties = believe(said)
    properties["proposed"] = write_truth(properties["proposed"])
    row = [properties.pop(name, None) for name in _PAIR_PROPERTIES]
    if properties:
        raise NotImplementedError(f"The table of CONSENSUS has no column for {', '.join(properties)}.")
    return [said.image, said.tag, *row]
