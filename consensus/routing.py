"""Routing: which question a voter is asked next.

A tag is drawn with a weight of the square root of its pairs, so that rare tags are asked too. Of that tag the pairs are
read of which an average voter's answer tells most (`graph.priorities`), and asked is the one of them of which this
voter's own answer tells most, by how far the last fit believes them there. Other questions come beside these:

- control: a share (`control_share`) is drawn evenly from all open pairs, by which the others can be judged;
- audit: a share (`audit_share`) are pairs drawn at random of what a model run would propose, asked in the order of
  their draw while its thresholds lack answers;
- retest: a fiftieth are the voter's own answers of a week ago or more, by which one sees whether they would say the
  same again (`cypher/questions/draw_retests.cypher`);
- test: a share (`gold_share`) are pairs whose answer staff know, by which it shows who is right (`graph.gold`). Whoever
  is asked cannot tell them from the others;
- suggested: a tenth of the rest are pairs that a network which knows words suggests, of tags that few have voted on,
  or that the miner was told to ask about; all of them where nothing else is left.

A question is leased to its voter for a while, so that two voters are not asked for the same last answer.
"""

import asyncio
import math
import random
import secrets
import time
from collections.abc import Collection, Sequence
from datetime import timedelta

from consensus.asking import ANSWERS_TO_SETTLE, Asker, Question, Scope, Why, count_needed, list_free
from consensus.audits import PAGE, WaitingAudits
from consensus.goldtests import GoldTests
from consensus.grids import Grid, draw_grid
from consensus.leases import Leases, Pair
from consensus.opentags import TAGS_AGE, OpenTags
from graph.connection import Graph, Transaction
from graph.priorities import AVERAGE, weigh_question
from graph.questions import (
    DrawnPair,
    OpenPage,
    OpenPair,
    OpenTag,
    describe_pairs,
    draw_pairs,
    draw_retests,
    list_open_pairs,
    list_open_tags,
    list_safe_open_pairs,
)
from graph.suggestions import count_suggestions, draw_suggestions
from taggy.settings import Settings

Found = tuple[Pair, int, Why, float]

SUGGESTED_SHARE = 0.1  # of the questions that are not of the control sample, while anything is suggested
RETEST_SHARE = 0.02  # of the questions
RETEST_AGE = timedelta(days=7)  # that one has forgotten an answer after
DECIMALS = 5  # of bits: values that differ by less are equal
GRID_TAGS = 8  # that are tried where none is named
TAGS_SHARE = 0.01  # of the time at most goes into reading the tags: what takes long is read seldom
PAGES = (16, 256, 1024)


class Router:
    """Draws questions. One a process: it remembers the tags for half a minute; the leases are all processes'."""

    def __init__(self, graph: Graph, settings: Settings, leases: Leases, seed: int | None = None) -> None:
        self.graph = graph
        self.control_share = settings.control_share
        self.audit_share = settings.audit_share
        self.gold_share = settings.gold_share
        self.leases = leases
        self._random = random.Random(seed if seed is not None else secrets.randbits(64))  # noqa: S311 - no secret
        self._audits = WaitingAudits(graph)
        self._tests = GoldTests(graph)
        self._tags: dict[str | None, OpenTags] = {}
        self._reading = asyncio.Lock()

    async def draw(self, asker: Asker, count: int, scope: Scope) -> list[Question]:
        """Draw up to `count` different questions; fewer where less is left to ask.

        Questions that this voter holds already are drawn again only where nothing else is left. All is read in one
        transaction, because to begin and end another takes as long as a query does.
        """
        return await self.graph.read(lambda tx: self._draw(tx, asker, count, scope))

    async def _draw(self, tx: Transaction, asker: Asker, count: int, scope: Scope) -> list[Question]:
        drawn: dict[Pair, tuple[Why, float]] = {}
        for again in (False, True):
            while len(drawn) < count:
                found = await self._draw_one(tx, asker, scope, drawn.keys(), again=again)
                if found is None:
                    break
                pair, answers, why, probability = found
                if self.leases.take(pair, asker.voter, count_needed(answers)):
                    drawn[pair] = (why, probability)
        cards = await describe_pairs(tx, list(drawn)) if drawn else []
        return [Question(card, *drawn[card.image, card.tag]) for card in cards]

    async def draw_grid(self, asker: Asker, tag: str | None) -> Grid:
        """Draw a grid of this tag, or of one that has any; without questions where nothing is left to ask."""
        tags = [tag] if tag else [open_tag.tag for open_tag in (await self._list_tags(None)).draw(self._random)]
        grid = Grid(tag or "", None, [])
        for name in tags[:GRID_TAGS]:
            grid = await draw_grid(self.graph, self.leases, asker, name)
            if grid.questions:
                break
        return grid

    async def _draw_one(
        self, tx: Transaction, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        if scope == Scope():
            found = await self._draw_for_other_ends(tx, asker, taken, again=again)
            if found:
                return found
        if scope == Scope() and self._random.random() < SUGGESTED_SHARE:
            found = await self._draw_suggested(tx, asker, taken, again=again)
            if found:
                return found
        found = await self._draw_by_priority(tx, asker, scope, taken, again=again)
        if found is None and scope == Scope():  # nothing else is left
            found = await self._draw_suggested(tx, asker, taken, again=again)
        return found

    async def _draw_for_other_ends(
        self, tx: Transaction, asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        """Draw one of the questions that are not asked for what they tell of their pair, as often as they are due."""
        dice = self._random.random() - self.control_share
        if dice < 0:
            return await self._draw_control(tx, asker, taken, again=again)
        dice -= self.audit_share
        if dice < 0:
            return await self._draw_audit(asker, taken, again=again)
        dice -= RETEST_SHARE
        if dice < 0:
            return await self._draw_retest(tx, asker, taken, again=again)
        if dice < self.gold_share:
            return await self._draw_test(tx, asker, taken, again=again)
        return None

    async def _draw_audit(self, asker: Asker, taken: Collection[Pair], *, again: bool) -> Found | None:
        """Draw the next audit that this voter may be asked: one answer is enough."""
        waiting = await self._audits.list_waiting()
        for start in range(0, len(waiting), PAGE):
            free = await self._audits.list_free(start, asker.ids, nsfw=asker.nsfw)
            chances = {(pair.image, pair.tag): chance for pair, chance in free}
            nearly = [pair.model_copy(update={"answers": ANSWERS_TO_SETTLE - 1}) for pair, _ in free]
            best = list_free(self.leases, nearly, asker, taken, again=again)
            if best:
                return *best[0], "audit", chances[best[0][0]]
        return None

    async def _draw_control(
        self, tx: Transaction, asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        point = f"{self._random.getrandbits(64):016x}"
        pairs = await draw_pairs(tx, point, asker.ids, nsfw=asker.nsfw, limit=PAGES[0])
        tags = await self._list_tags(None)
        free = list_free(self.leases, pairs, asker, taken, again=again)
        return (*free[0], "control", self.control_share / max(tags.pairs, 1)) if free else None

    async def _draw_retest(
        self, tx: Transaction, asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        """Draw an old answer of this voter's own; `probability` is that of being asked again at all."""
        point = self._random.random()
        pairs = await draw_retests(tx, asker.voter, point, RETEST_AGE, nsfw=asker.nsfw, limit=PAGES[0])
        free = list_free(self.leases, pairs, asker, taken, again=again)
        return (*free[0], "retest", RETEST_SHARE) if free else None

    async def _draw_test(self, tx: Transaction, asker: Asker, taken: Collection[Pair], *, again: bool) -> Found | None:
        drawn = await self._tests.draw(tx, self._random, self.leases, asker, taken, again=again)
        return (*drawn, "test", self.gold_share / max(await self._tests.count(), 1)) if drawn else None

    async def _draw_suggested(
        self, tx: Transaction, asker: Asker, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        if not (suggested := await count_suggestions(tx)):
            return None
        point = f"{self._random.getrandbits(64):016x}"
        pairs: list[DrawnPair] = []
        for start in (point, ""):  # behind the last one the first one comes again
            pairs = pairs or await draw_suggestions(tx, start, nsfw=asker.nsfw, limit=PAGES[0])
        free = list_free(self.leases, pairs, asker, taken, again=again)
        share = await self._find_share() * SUGGESTED_SHARE
        return (*free[0], "suggested", share / suggested) if free else None

    async def _draw_by_priority(
        self, tx: Transaction, asker: Asker, scope: Scope, taken: Collection[Pair], *, again: bool
    ) -> Found | None:
        tags = OpenTags.weigh([OpenTag(tag=scope.tag, pairs=1)]) if scope.tag else await self._list_tags(scope.category)
        share = await self._find_share() if scope == Scope() else 1.0
        for tag in tags.draw(self._random):
            best = await self._list_best(tx, asker, scope, tag.tag, taken, again=again)
            if best:
                chosen = self._random.choice(best)
                return *chosen, "information", share * math.sqrt(tag.pairs) / tags.sums[-1] / len(best)
        return None

    async def _find_share(self) -> float:
        """Find the share of questions that are left for what they tell: there may be no audits and no tests."""
        audits = self.audit_share if await self._audits.list_waiting() else 0.0
        tests = self.gold_share if await self._tests.count() else 0.0
        return max(0.0, 1 - self.control_share - audits - tests)

    async def _list_best(
        self, tx: Transaction, asker: Asker, scope: Scope, tag: str, taken: Collection[Pair], *, again: bool
    ) -> list[tuple[Pair, int]]:
        """List the best pairs for this voter, all as good, of the first page of a tag that has any; pages grow."""
        list_pairs = list_open_pairs if asker.nsfw else list_safe_open_pairs
        after = ""
        for size in PAGES:
            page = await list_pairs(tx, tag, after, asker.ids, scope.collection, size)
            rows = [pair for pair in page.pairs if pair.free]
            free = list_free(self.leases, rows, asker, taken, again=again)[: PAGES[0]]
            if free:
                return _choose_best(page, rows, free)
            if len(page.pairs) < size:
                break
            after = page.pairs[-1].ask
        return []

    async def _list_tags(self, category: str | None) -> OpenTags:
        """List the tags that may be asked about; however many ask, one reads, and the others go on with older ones."""
        tags = self._tags.get(category)
        if tags and (tags.good or self._reading.locked()):
            return tags
        async with self._reading:
            tags = self._tags.get(category)
            if tags is None or not tags.good:
                began = time.monotonic()
                found = await list_open_tags(self.graph, category)
                tags = OpenTags.weigh(found, max(TAGS_AGE, (time.monotonic() - began) / TAGS_SHARE))
                kept = {name: old for name, old in self._tags.items() if name is None or old.good}
                self._tags = {**kept, category: tags}  # of the categories that people name, those asked about of late
            return tags


def _choose_best(page: OpenPage, rows: Sequence[OpenPair], free: Sequence[tuple[Pair, int]]) -> list[tuple[Pair, int]]:
    """Choose those that may be asked of which the voter's answer tells most, and of these the least answered."""
    sensitivity = AVERAGE if page.sensitivity is None else page.sensitivity
    specificity = AVERAGE if page.specificity is None else page.specificity
    values = {
        (row.image, row.tag): (
            round(weigh_question(row.ask, row.posterior, sensitivity, specificity), DECIMALS),
            -row.answers,
        )
        for row in rows
    }
    best = max(values[pair] for pair, _ in free)
    return [(pair, answers) for pair, answers in free if values[pair] == best]
