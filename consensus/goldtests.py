"""Gold tests to ask: how many there are, counted once for a while, and of them what one voter may be asked."""

import random
from collections.abc import Collection

from consensus.asking import Asker, list_free
from consensus.leases import Leases, Pair
from consensus.remembered import Remembered
from graph.connection import Graph, Runner
from graph.questions import count_tests, draw_tests

LOOKED = 1024
DRAWN = 16


class GoldTests:
    """The gold answers that voters are tested on."""

    def __init__(self, graph: Graph) -> None:
        self._tests = Remembered(lambda: count_tests(graph), 0)

    async def count(self) -> int:
        """Count them."""
        return await self._tests.recall()

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
