"""Settling the library by other rules: what would change, and the pairs brought after, picture by picture."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from graph.beliefs import believe
from graph.connection import Graph, Transaction
from graph.consensus import (
    count_pictures,
    list_evidence,
    list_pairs_of_images,
    list_pictures,
    list_stored_pairs,
    lock_pictures,
    write_beliefs,
)
from graph.rules import find_rules
from graph.settling import Settled, read_rules
from taggy.steps import Report

BATCH = 50


@dataclass(frozen=True)
class Move:
    """A pair that is settled otherwise than before: for what, and by which rule; None is open."""

    image: str
    tag: str
    yes: int
    no: int
    people: float | None
    before: Settled | None
    before_by: str | None
    after: Settled | None
    after_by: str | None


@dataclass
class Outlook:
    """What rules would change: of how many pairs, how many are settled before and after, and which move how.

    `renamed` are settled for the same answer by another rule. `moves` are the first ones, by picture and tag.
    """

    pairs: int = 0
    settled_before: int = 0
    settled_after: int = 0
    settled: int = 0
    unsettled: int = 0
    turned: int = 0
    renamed: int = 0
    moves: list[Move] = field(default_factory=list)

    def add(self, move: Move, most: int) -> None:
        """Count a pair, and keep it where it moves and fewer than `most` are kept."""
        self.pairs += 1
        self.settled_before += move.before is not None
        self.settled_after += move.after is not None
        if (move.before, move.before_by) == (move.after, move.after_by):
            return
        self.settled += move.before is None
        self.unsettled += move.after is None
        self.renamed += move.before == move.after
        self.turned += None not in (move.before, move.after) and move.before != move.after
        if len(self.moves) < most:
            self.moves.append(move)


async def check_rules(graph: Graph, text: str, most: int, report: Report) -> Outlook:
    """Tell what rules would change; nothing is written. Pictures are read in pages, while voting goes on.

    Raises:
        InputError: they cannot be read.
    """
    read_rules(text)
    outlook, done, total, after = Outlook(), 0, await count_pictures(graph), ""
    await report("checking", 0, total)
    while page := await list_pictures(graph, after, BATCH):
        ids = [picture.image for picture in page]
        for move in await graph.read(lambda tx, ids=ids: _foresee(tx, ids, text)):  # type: ignore[misc]  # a page a turn
            outlook.add(move, most)
        done, after = done + len(ids), ids[-1]
        await report("checking", done, max(done, total))
    return outlook


async def _foresee(tx: Transaction, images: Sequence[str], text: str) -> list[Move]:
    """Tell how the pairs of these pictures are settled, and how they would be."""
    stored = {(row.image, row.tag): row.properties for row in await list_stored_pairs(tx, images)}
    pairs = [(pair.image, pair.tag) for pair in await list_pairs_of_images(tx, images)]
    moves = []
    for said in await list_evidence(tx, pairs):
        if said.exists and said.image in images:
            then, now = believe(replace(said, rules=text)), stored.get((said.image, said.tag), {})
            settled = [facts.get(name) for facts in (now, then) for name in ("settled", "settledBy")]
            people = None if (share := then.get("people")) is None else float(share)
            moves.append(Move(said.image, said.tag, said.yes, said.no, people, *settled))  # type: ignore[arg-type]
    return sorted(moves, key=lambda move: (move.image, move.tag))


async def resettle_pairs(graph: Graph, cursor: str = "") -> AsyncIterator[tuple[str, int, int]]:
    """Bring every pair after the library's rules, and write those that are settled otherwise than before.

    Every picture is locked once, so a vote that was under way when the rules changed, and read those of before, is
    waited for. Each batch is a transaction of its own. What was stopped goes on after its cursor, unless the rules
    are others by now.

    Yields:
        After each batch: the cursor, its pictures, and the pairs that were written.
    """
    rules = sha256((await find_rules(graph)).encode()).hexdigest()[:16]
    begun, _, after = cursor.partition("|")
    after = after if begun == rules else ""
    while page := await list_pictures(graph, after, BATCH):
        ids = [picture.image for picture in page]
        moved = await graph.write(lambda tx, ids=ids: _resettle(tx, ids))  # type: ignore[misc]  # a page a turn
        after = ids[-1]
        yield f"{rules}|{after}", len(ids), moved


async def _resettle(tx: Transaction, images: Sequence[str]) -> int:
    """Lock these pictures and write those of their pairs that are settled otherwise; return how many."""
    shown = sorted({*(await lock_pictures(tx, images)).values()})
    stored = {(row.image, row.tag): row.properties for row in await list_stored_pairs(tx, shown)}
    pairs = [(pair.image, pair.tag) for pair in await list_pairs_of_images(tx, shown)]
    moved = []
    for said in await list_evidence(tx, pairs):
        if said.exists and said.image in shown:
            now, then = stored.get((said.image, said.tag), {}), believe(said)
            if any(now.get(name) != then.get(name) for name in ("settled", "settledBy")):
                moved.append(said)
    return await write_beliefs(tx, moved)
