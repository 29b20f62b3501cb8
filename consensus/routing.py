"""Routing: which question a voter is asked next.

A tag is drawn with a weight of the square root of its pairs, so that rare tags are asked too; then one of the pairs of
that tag with the fewest and most divided answers is drawn. A share of the questions (`control_share`) is drawn evenly
from all open pairs instead: the control sample, by which the others can be judged. A question is leased to its voter
for a while, so that two voters are not asked for the same last answer.
"""

import math
import random
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from consensus.leases import Leases, Pair
from graph.connection import Graph
from graph.questions import (
    DrawnPair,
    OpenPair,
    OpenTag,
    QuestionCard,
    describe_pairs,
    draw_pairs,
    list_open_pairs,
    list_open_tags,
    list_safe_open_pairs,
)
from taggy.settings import Settings

Why = Literal["control", "fewest-answers"]
Found = tuple[Pair, int, Why, float]

TAGS_AGE = 30.0
TAGS_TRIED = 32
PAGES = (16, 256, 1024)
ANSWERS_TO_SETTLE = 2


@dataclass(frozen=True)
class Scope:
    """What a voter chose to be asked about; None is everything."""

    tag: str | None = None
    category: str | None = None
    collection: str | None = None


@dataclass(frozen=True)
class Asker:
    """Who is asked: the voter, the ids that are the same person, and whether NSFW may be shown."""

    voter: str
    aliases: tuple[str, ...] = ()
    nsfw: bool = False

    @property
    def ids(self) -> list[str]:
        """Every id under which this person has answered."""
        return [self.voter, *self.aliases]


@dataclass(frozen=True)
class Question:
    """A pair to ask about, why it was chosen, and with what probability it was drawn."""

    card: QuestionCard
    why: Why
    probability: float


class Router:
    """Draws questions. One a process: it remembers the tags for half a minute; the leases are all processes'."""

    def __init__(self, graph: Graph, settings: Settings, leases: Leases, seed: int | None = None) -> None:
        self.graph = graph
        self.control_share = settings.control_share
        self.leases = leases
        self._random = random.Random(seed if seed is not None else secrets.randbits(64))  # noqa: S311 - no secret
        self._tags: dict[str | None, tuple[float, list[OpenTag]]] = {}

    async def draw(self, asker: Asker, count: int, scope: Scope) -> list[Question]:
        """Draw up to `count` different questions; fewer where less is left to ask.

        Questions that this voter holds already are drawn again only where nothing else is left.
        """
        drawn: dict[Pair, tuple[Why, float]] = {}
        for again in (False, True):
            while len(drawn) < count:
                found = await self._draw_one(asker, scope, drawn.keys(), again=again)
                if found is None:
                    break
                pair, answers, why, probability = found
                if self.leases.take(pair, asker.voter, _count_needed(answers)):
                    drawn[pair] = (why, probability)
        cards = await describe_pairs(self.graph, list(drawn)) if drawn else []
        return [Question(card, *drawn[card.image, card.tag]) for card in cards]

    async def _draw_one(self, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool) -> Found | None:
        if scope == Scope() and self._random.random() < self.control_share:
            found = await self._draw_control(asker, taken, again=again)
            if found:
                return found
        return await self._draw_by_priority(asker, scope, taken, again=again)

    async def _draw_control(self, asker: Asker, taken: Collection[Pair], *, again: bool) -> Found | None:
        point = f"{self._random.getrandbits(64):016x}"
        pairs = await draw_pairs(self.graph, point, asker.ids, nsfw=asker.nsfw, limit=PAGES[0])
        total = sum(tag.pairs for tag in await self._list_tags(None))
        free = self._list_free(pairs, asker, taken, again=again)
        return (*free[0], "control", self.control_share / max(total, 1)) if free else None

    async def _draw_by_priority(
        self, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        tags = [OpenTag(tag=scope.tag, pairs=1)] if scope.tag else await self._list_tags(scope.category)
        total = sum(math.sqrt(tag.pairs) for tag in tags)
        share = 1 - self.control_share if scope == Scope() else 1.0
        for tag in self._shuffle(tags)[:TAGS_TRIED]:
            best = await self._list_best(asker, scope, tag.tag, taken, again=again)
            if best:
                chosen = self._random.choice(best)
                return *chosen, "fewest-answers", share * math.sqrt(tag.pairs) / total / len(best)
        return None

    async def _list_best(
        self, asker: Asker, scope: Scope, tag: str, taken: Collection[Pair], *, again: bool
    ) -> list[tuple[Pair, int]]:
        """List the open pairs on the first page of a tag that has any, with their answers; pages grow."""
        list_pairs = list_open_pairs if asker.nsfw else list_safe_open_pairs
        after = ""
        for size in PAGES:
            page = await list_pairs(self.graph, tag, after, asker.ids, scope.collection, size)
            best = self._list_free([pair for pair in page if pair.free], asker, taken, again=again)
            if best or len(page) < size:
                return best[: PAGES[0]]
            after = page[-1].ask
        return []

    def _list_free(
        self, pairs: Sequence[OpenPair | DrawnPair], asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> list[tuple[Pair, int]]:
        """List those that can be asked, with their answers: not drawn just now, no other holds their last answer."""
        holders = self.leases.list_holders((pair.image, pair.tag) for pair in pairs)
        free = []
        for row in pairs:
            pair = (row.image, row.tag)
            held = holders.get(pair, set())
            if pair in taken or (not again and asker.voter in held):
                continue
            if len(held - {asker.voter}) < _count_needed(row.answers):
                free.append((pair, row.answers))
        return free

    def _shuffle(self, tags: Sequence[OpenTag]) -> list[OpenTag]:
        """Order tags at random, those with more pairs earlier (Efraimidis and Spirakis 2006, weighted sampling)."""
        return sorted(tags, key=lambda tag: -math.log(1 - self._random.random()) / math.sqrt(tag.pairs))

    async def _list_tags(self, category: str | None) -> list[OpenTag]:
        read_at, tags = self._tags.get(category, (-math.inf, []))
        if time.monotonic() - read_at > TAGS_AGE:
            tags = await list_open_tags(self.graph, category)
            self._tags[category] = (time.monotonic(), tags)
        return tags


def _count_needed(answers: int) -> int:
    """Count how many voters may be asked at once: as many as settle the pair."""
    return max(1, ANSWERS_TO_SETTLE - answers)
