"""Draws the tags that tests/data/remarks.csv labels, from the sample data beside the checkout; prints them unlabelled.

    python -m benchmarks.remark_labels

Stratified by use, with a fixed seed: a plain draw of the posts' different tags would hardly have a common one.
"""

import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Literal, NamedTuple

from graph.tagnames import normalise_tag

TAGS = Path(__file__).resolve().parents[2] / "shared" / "tags"
SEED = 2026
SIZES = {"used once": 280, "2 or 3": 120, "4 or more": 100, "booru": 100}
FEW, MANY = 2, 4


class Drawn(NamedTuple):
    """A tag to label: the half it is in, its stratum, and how many posts carry it where on average."""

    tag: str
    part: Literal["build", "judge"]
    stratum: str
    posts: str
    place: str


def draw_tags(folder: Path = TAGS) -> list[Drawn]:
    """Draw the tags, by name."""
    posts = [json.loads(line)["tags"] for line in _read_lines(folder / "tumblr_posts_tags.jsonl")]
    uses, places = _count_uses(posts)
    booru = {
        normalise_tag(row["tag"])
        for site in ("danbooru", "e621", "derpibooru")
        for row in csv.DictReader(_read_lines(folder / f"{site}_tags.csv"))
    }
    strata = {
        "used once": [tag for tag, count in uses.items() if count < FEW],
        "2 or 3": [tag for tag, count in uses.items() if FEW <= count < MANY],
        "4 or more": [tag for tag, count in uses.items() if count >= MANY],
        "booru": list(booru - uses.keys()),
    }
    dice = random.Random(SEED)  # noqa: S311 - a draw that can be made again
    drawn = []
    for stratum, tags in strata.items():
        for tag in dice.sample(sorted(tags), SIZES[stratum]):
            place = sum(places[tag]) / len(places[tag]) if places[tag] else None
            count = str(uses[tag]) if tag in uses else ""
            drawn.append(Drawn(tag, choose_part(tag), stratum, count, "" if place is None else f"{place:.2f}"))
    return sorted(drawn)


def _read_lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(file)


def choose_part(tag: str) -> Literal["build", "judge"]:
    """Choose the half that a tag is in, by its hash."""
    return "build" if sha256(tag.encode()).digest()[0] % 2 else "judge"


def _count_uses(posts: Iterable[list[str]]) -> tuple[Counter[str], defaultdict[str, list[float]]]:
    """Count the posts that carry each tag, and list where among a post's tags it stands, 0 first and 1 last."""
    uses: Counter[str] = Counter()
    places: defaultdict[str, list[float]] = defaultdict(list)
    for written in posts:
        tags = list(dict.fromkeys(map(normalise_tag, written)))
        uses.update(tags)
        for place, tag in enumerate(tags):
            if len(tags) > 1:
                places[tag].append(place / (len(tags) - 1))
    return uses, places


if __name__ == "__main__":
    for row in draw_tags():
        print(*row, sep="\t")
