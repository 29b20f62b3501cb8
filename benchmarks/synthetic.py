"""Synthetic collections of any size: posts to import, and whole libraries with votes, without a file or a pixel.

Ids are SHA-256, tags are drawn by 1/rank as in real vocabularies, and the same numbers give the same collection.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import accumulate, islice
from multiprocessing import get_context
from pathlib import Path

from graph.evidence import Claim, Evidence, Voice
from graph.imports import ImportBatch, ImportRow, NewPicture
from graph.keys import link_key, sort_key
from graph.loading.rows import PAIR, write_pair
from graph.loading.tables import Table, TableWriter, make_link_table, make_node_table, write_headers, write_truth

SOURCE, COLLECTION = "folder:synthetic", "synthetic"
DENSE = "tag 0"  # on every picture of a library
CATEGORIES = 8
VOTERS = 2_000
HIDDEN = 20  # one picture in so many is or may be NSFW, one in as many is withheld
TRUE = 0.75  # of the pairs, as claims go
PASSED = 0.2  # of the answers
SLIPS = (0.02, 0.35)  # of the best voter and of the worst


def make_id(number: int) -> str:
    """Make the id of a picture that nobody drew."""
    return sha256(f"picture {number}".encode()).hexdigest()


def make_batches(posts: int, tags: int, size: int, vocabulary: int = 20_000) -> Iterator[ImportBatch]:
    """Make batches of posts, each of a picture of its own with so many tags."""
    dice = random.Random(posts)  # noqa: S311 - a collection that can be made again
    weights = list(accumulate(1 / rank for rank in range(1, vocabulary + 1)))
    names = [f"tag {number}" for number in range(vocabulary)]

    def make_row(number: int) -> ImportRow:
        image = make_id(number)
        drawn = dict.fromkeys(dice.choices(names, cum_weights=weights, k=2 * tags))
        chosen = tuple((name.replace(" ", "_"), name) for name in islice(drawn, tags))
        picture = NewPicture(image, "image/png", 640, 480, 1, None, 200_000)
        return ImportRow(f"{number // 1000:04d}/{number:08d}.png", image, picture, chosen)

    rows = map(make_row, range(posts))
    while batch := tuple(islice(rows, size)):
        yield ImportBatch(SOURCE, COLLECTION, batch)


@dataclass(frozen=True)
class Library:
    """A library with votes: `pairs` a picture, one of them the dense tag, and up to `votes` answers on some of them.

    Which pairs are asked about is drawn, one in `asked`.
    """

    images: int
    pairs: int
    votes: int
    asked: int = 1

    @property
    def tags(self) -> int:
        """How many tags there are: as many pairs each, but for the dense one."""
        return max(self.pairs, self.images // 100)


def answer(voter: int, image: int, tag: int, dice: random.Random) -> bool | None:
    """Answer as a voter does who is right more or less often: whether picture and tag of these numbers match."""
    if dice.random() < PASSED:
        return None
    least, most = SLIPS
    slips = dice.random() < least + (most - least) * voter / VOTERS
    return (random.Random(f"{image} {tag}").random() < TRUE) != slips  # noqa: S311 - the same each time


TABLES = (
    make_node_table(
        *("Image", "id", "mime", "width:long", "height:long", "frames:long", "byteSize:long", "nsfw"),
        *("withheld:string[]", "createdAt:datetime"),
    ),
    make_node_table("Tag", "name", "state", "createdAt:datetime"),
    make_node_table("Category", "name"),
    make_node_table("Voter", "id", "name", "role", "joinedAt:datetime"),
    make_link_table("Tag", "OF", "Category"),
    make_link_table("Image", "SORT", "Tag", "voter", "answer", "response:boolean", "at:datetime", "asked:boolean"),
    PAIR,
)
# The same votes as rows of numbers, for what is no graph; the import tool is not told of it.
RAW = Table("nodes", "raw", ("voter", "image", "tag", "response"))


def write_library(library: Library, folder: Path, parts: int) -> tuple[Counter[str], Sequence[Table]]:
    """Write a library as tables, side by side in `parts` processes; return the counts of rows."""
    now = datetime.now(UTC).isoformat()
    write_headers(folder, TABLES)
    with ProcessPoolExecutor(parts, get_context("spawn")) as pool:
        written = list(pool.map(partial(_write_part, library, folder, now, parts), range(parts)))
    with TableWriter(folder, TABLES, parts) as writer:
        names = [(f"tag {number}", f"category {number % CATEGORIES}") for number in range(library.tags)]
        writer.write("Tag", [(name, "circulating", now) for name, _ in names])
        writer.write("Category", [(category,) for category in sorted({category for _, category in names})])
        writer.write("OF", [(name, category, link_key(name, category)) for name, category in names])
        writer.write("Voter", [(f"voter{number}", f"voter{number}", "voter", now) for number in range(VOTERS)])
    return sum(written, Counter[str]()) + writer.counts, TABLES


def _write_part(library: Library, folder: Path, now: str, parts: int, part: int) -> Counter[str]:
    dice = random.Random(part)  # noqa: S311 - as above
    voices = {says: Voice(says=says, asked=True, stranger=False) for says in (True, False, None)}
    with TableWriter(folder, (*TABLES, RAW), part) as writer:
        for number in range(part, library.images, parts):
            image = make_id(number)
            nsfw = "suspected" if number % HIDDEN == 1 else "unknown"
            withheld = "asked for" if number % HIDDEN == 2 else None  # noqa: PLR2004 - another one than above
            writer.write("Image", [(image, "image/png", 640, 480, 1, 200_000, nsfw, withheld, now)])
            for place in _choose_tags(library, number):
                tag = f"tag {place}"
                # Claims alone tie nearly everything; votes spread the rest.
                count = 0 if dice.randrange(library.asked) else dice.randrange(library.votes + 1)
                voters = {dice.randrange(VOTERS) for _ in range(count)}
                votes = {voter: answer(voter, number, place, dice) for voter in voters}
                writer.write("SORT", [_write_vote(image, tag, voter, says, now) for voter, says in votes.items()])
                writer.write("raw", [(voter, number, place, _count(says)) for voter, says in votes.items()])
                evidence = Evidence(
                    image=image,
                    tag=tag,
                    votes=tuple(voices[says] for says in votes.values()),
                    claimed=(Claim(source=SOURCE),),
                    nsfw=nsfw,
                    listable=withheld is None,
                )
                writer.write("CONSENSUS", [write_pair(evidence)])
    return writer.counts


def _write_vote(image: str, tag: str, voter: int, says: bool | None, now: str) -> tuple[object, ...]:
    name, answer = f"voter{voter}", "pass" if says is None else "yes" if says else "no"
    return image, tag, sort_key(name, image, tag), name, answer, write_truth(says), now, "true"


def _count(says: bool | None) -> int | None:
    return None if says is None else int(says)


def _choose_tags(library: Library, number: int) -> list[int]:
    """Choose a picture's tags: the dense one, and others in turn, so that each has as many pictures."""
    others = library.tags - 1
    first = number * (library.pairs - 1)
    return [0, *(1 + (first + place) % others for place in range(library.pairs - 1))]
