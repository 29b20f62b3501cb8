"""Pairing: which two pictures a voter is asked to compare next, and what is learned from the answers meanwhile.

Of a pool of pictures that may be shown, drawn at random, a picker (`consensus.pickers`) chooses two that this voter
has not compared. They are leased, as questions are, so that two voters are not asked about them at once.

When an answer came, scores and ensemble are fitted anew, in a thread, and RATED follows (`consensus.rating`), again
and again while answers come: after `PAUSE` seconds at least, and three times as long as the last fit took, so that
it never takes more than a quarter of the time. Every process learns for its own picks; one of them writes.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consensus.asking import Asker
from consensus.leases import Leases, Pair
from consensus.pickers import DEFAULT, HELD, Pairs, Picker, Why, is_held_out, list_pairs, rank_pairs
from consensus.rating import Eye, Learned, keep_ratings, learn_ratings, open_eye
from graph.connection import Graph
from graph.images import Image, list_images, may_show
from graph.keys import preference_key
from graph.preferences import draw_images, list_given_keys
from graph.server.flock import try_lock
from taggy.errors import TaggyError
from taggy.metrics import RATING
from taggy.settings import Settings

POINTS, POOL = 48, 64
PAUSE, REST = 2.0, 3.0
FRESH = 600.0  # seconds until it is looked whether another backbone sees more
LOCK = "ratings.lock"
Place = tuple[int, int]  # of the left and the right picture in a pool
_log = logging.getLogger("taggy.compare")


@dataclass(frozen=True)
class Pairing:
    """Two pictures to compare, and why these."""

    left: Image
    right: Image
    why: Why


class Pairer:
    """Draws pairs, and learns from what is answered. One a process."""

    def __init__(self, graph: Graph, settings: Settings, leases: Leases, picker: Picker = DEFAULT) -> None:
        self.graph = graph
        self.leases = leases
        self.picker = picker
        self.held_share = HELD
        self._home, self._backbone = settings.home, settings.backbone
        self._dice = np.random.default_rng(secrets.randbits(64))
        self._learned: dict[str, Learned] = {}
        self._news: set[str] = set()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._eye: Eye | None = None
        self._looked = 0.0

    async def draw(self, asker: Asker, criterion: str, count: int) -> list[Pairing]:
        """Draw up to `count` different pairs; fewer where less is left that this voter has not compared.

        What the voter holds already is drawn again only where nothing else is left.
        """
        if self.picker != "random" and criterion not in self._learned:
            self.learn(criterion)
        learned = self._learned.get(criterion)  # what is learned meanwhile is for the next draw
        pool = await self._draw_pool(nsfw=asker.nsfw)
        free, mine = await self._list_free(pool, asker, criterion)
        apart = {pair for pair in free if is_held_out(criterion, *_name_images(pool, pair), self.held_share)}
        held = [pair for pair in free if pair in apart]
        ranked = await self._rank(pool, [pair for pair in free if pair not in apart], learned)
        why = self.picker if learned and learned.taste.ensemble else "random"
        drawn: list[Pairing] = []
        for _ in range(count):
            ordered = [*held, *ranked] if self._dice.random() < self.held_share else [*ranked, *held]
            ordered.sort(key=mine.__contains__)
            place = next((pair for pair in ordered if self._take(pool, pair, asker, criterion)), None)
            if place is None:
                break
            one, other = place
            drawn.append(Pairing(pool[one], pool[other], "held" if place in apart else why))
            held = [pair for pair in held if pair != place]
            ranked = _put_last([pair for pair in ranked if pair != place], place)
        return drawn

    def learn(self, criterion: str) -> None:
        """Learn anew soon: an answer came."""
        self._news.add(criterion)
        task = self._tasks.get(criterion)
        if task is None or task.done():
            self._tasks[criterion] = asyncio.create_task(self._go_on_learning(criterion))

    async def close(self) -> None:
        """Stop learning; what was written is whole."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _go_on_learning(self, criterion: str) -> None:
        while criterion in self._news:
            self._news.discard(criterion)
            began = time.monotonic()
            try:
                with RATING.time():
                    done = await self._learn_once(criterion)
            except TaggyError as error:
                _log.warning("comparisons by %s were not learned from: %s", criterion, error)
                done = False
            except Exception:  # noqa: BLE001 - nobody awaits this
                _log.exception("comparisons by %s were not learned from", criterion)
                return
            if not done:
                self._news.add(criterion)
            await asyncio.sleep(max(PAUSE, REST * (time.monotonic() - began)))

    async def _learn_once(self, criterion: str) -> bool:
        """Learn from all answers, and keep it; False where another process is just writing."""
        if self._eye is None or time.monotonic() - self._looked > FRESH:
            self._eye, self._looked = await open_eye(self.graph, self._backbone), time.monotonic()
        learned = await learn_ratings(self.graph, criterion, self._eye)
        self._learned[criterion] = learned
        lock = try_lock(self._home / LOCK)
        if lock is None:
            return False
        with lock:
            await keep_ratings(self.graph, criterion, learned)
        return True

    async def _draw_pool(self, *, nsfw: bool) -> list[Image]:
        points = ["", *(secrets.token_hex(8) for _ in range(POINTS))]
        drawn = await draw_images(self.graph, points, 2)
        if len(drawn) < POOL:  # few pictures, of which points may miss some
            drawn = await draw_images(self.graph, [""], 2 * POOL)
        found = await list_images(self.graph, drawn)
        shown = [image for image in found if image.shown == image.id and may_show(image, nsfw=nsfw)]
        return [shown[n] for n in self._dice.permutation(len(shown))[:POOL]]

    async def _list_free(self, pool: Sequence[Image], asker: Asker, criterion: str) -> tuple[list[Place], set[Place]]:
        """List the pairs that this voter has not compared, in random order, and those of them that the voter holds."""
        pairs = _list(list_pairs(len(pool), self._dice))
        keys = {
            pair: [preference_key(voter, criterion, *_name_images(pool, pair)) for voter in asker.ids] for pair in pairs
        }
        given = (
            await list_given_keys(self.graph, [key for all_of in keys.values() for key in all_of]) if pairs else set()
        )
        free = [pair for pair in pairs if not given.intersection(keys[pair])]
        names = {pair: name_pair(criterion, *_name_images(pool, pair)) for pair in free}
        holders = self.leases.list_holders(names.values())
        return free, {pair for pair in free if asker.voter in holders.get(names[pair], set())}

    async def _rank(self, pool: Sequence[Image], pairs: list[Place], learned: Learned | None) -> list[Place]:
        """Rank pairs by the picker; those of pictures that no backbone has seen stay behind, in their order."""
        if self.picker == "random" or not (learned and learned.eye and learned.taste.ensemble):
            return pairs
        placed = await learned.eye.look(self.graph, [image.id for image in pool])
        seen = [pair for pair in pairs if all(pool[n].id in placed for n in pair)]
        if not seen:
            return pairs
        nothing = np.zeros_like(next(iter(placed.values())))
        points = np.array([placed.get(image.id, nothing) for image in pool])
        ranked = _list(rank_pairs(self.picker, np.array(seen), points, learned.taste.ensemble))
        return ranked + [pair for pair in pairs if pair not in set(seen)]

    def _take(self, pool: Sequence[Image], pair: Place, asker: Asker, criterion: str) -> bool:
        return self.leases.take(name_pair(criterion, *_name_images(pool, pair)), asker.voter, 1)


def name_pair(criterion: str, one: str, other: str) -> Pair:
    """Name two pictures and a criterion as leases have them: no picture's id is so long, so no tag's lease is meant."""
    lower, higher = sorted((one, other))
    return (f"{lower}|{higher}", f"compare|{criterion}")


def _name_images(pool: Sequence[Image], pair: Place) -> tuple[str, str]:
    return pool[pair[0]].id, pool[pair[1]].id


def _list(pairs: Pairs) -> list[Place]:
    return [(int(one), int(other)) for one, other in pairs]


def _put_last(pairs: list[Place], taken: Place) -> list[Place]:
    """Put those last that have a picture of the pair that was just taken: it is not shown twice in a row."""
    return sorted(pairs, key=lambda pair: bool(set(pair) & set(taken)))
