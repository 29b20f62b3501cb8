"""Gold tests to ask: how many there are, counted once for a while, and of them what one voter may be asked."""

import asyncio
import random
import time
from collections.abc import Collection

from consensus.asking import Asker, list_free
from consensus.leases import Leases, Pair
from graph.connection import Graph, Runner
from graph.questions import count_tests, draw_tests

AGE = 10.0
SHARE = 0.01  # of the time at most goes into counting them
LOOKED = 1024
DRAWN = 16


class GoldTests:
    """The gold answers that voters are tested on."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._tests = 0
        self._good_until = 0.0
        self._counting = asyncio.Lock()

    async def count(self) -> int:
        """Count them; one counts, and the others go on with an older number."""
        if time.monotonic() < self._good_until or (self._tests and self._counting.locked()):
            return self._tests
        async with self._counting:
            began = time.monotonic()
            if began >= self._good_until:
                self._tests = await count_tests(self.graph)
                ended = time.monotonic()
                self._good_until = ended + max(AGE, (ended - began) / SHARE)
            return self._tests

    async def draw(
        self,
        runner: Runner,
        dice: random.Random,
        leases: Leases,
        asker: Asker,
        taken: Collection[Pair],
        *,
        again: bool,
    ) -> tuple[Pair, int] | None:
        """Draw one that this voter may be asked, from a random point on; behind the last the first one comes again."""
        if not await self.count():
            return None
        for point in (f"{dice.getrandbits(64):016x}", ""):
            pairs = await draw_tests(runner, point, asker.ids, nsfw=asker.nsfw, looked=LOOKED, limit=DRAWN)
            free = list_free(leases, pairs, asker, taken, again=again)
            if free:
                return dice.choice(free)
        return None
