"""Tags that are remarks: their evidence, what was found of them, and who took them out or brought them back.

A tag's state is in every pair's `listable`. It is committed first, under the tag's lock and no picture's; then the
tag's pairs are recomputed, picture by picture, under the pictures' locks. A recompute that came between reads either
state and is repeated here, so all pairs end with the last one. `moving` stands on the tag until the last pair is done:
whoever finds it goes on. Nothing is deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import Picture, lock_pictures, recompute_pairs
from graph.events import add_event
from graph.tags import find_tag
from taggy.errors import ConflictError, NotFoundError

Doubt = Literal["suspected", "remark", "kept"]
State = Literal["circulating", "remark"]
MACHINE = "taggy"
DEPTH = 200
PAGE = 10_000
MOVING = 1_000
BATCH = 50


class TagEvidence(Record):
    """What tells whether a tag is a remark; None and 0 where nothing is known.

    `authors` used it independently, `place` is its mean place among its posts' tags (0 first, 1 last). `yes`, `no` and
    `passes` are answers on pictures that a source claims it of; of `compared` pairs with two answers or more `divided`
    are those on which people contradict each other. The last two are the live run's. A tag is `free` where it
    circulates and no person has decided on it.
    """

    tag: str
    free: bool = True
    authors: int = 0
    place: float | None = None
    yes: int = 0
    no: int = 0
    passes: int = 0
    compared: int = 0
    divided: int = 0
    average_precision: float | None = None
    chance: float | None = None


@dataclass(frozen=True)
class Finding:
    """What was found of a tag: its log-odds of being a remark, why, and whether that is strong, or worth a look."""

    tag: str
    score: float
    why: str
    strong: bool
    suspected: bool


class TagName(Record):
    """A tag by its name."""

    tag: str


class TagCount(Record):
    """How many tags there are."""

    tags: int


class DecidedTag(Record):
    """What a tag was before somebody decided on it, and whether that changed anything."""

    before: str
    changed: bool


class MovingTag(Record):
    """A tag whose state has changed and whose pairs have not all followed; `moving` names the change."""

    tag: str
    moving: str


class Remark(Record):
    """A tag that is, or may be, a remark: its score, why, who decided on it, and some pictures that carry it."""

    tag: str
    state: str
    score: float | None
    why: str | None
    decided_by: str | None
    pairs: int
    images: list[str]
    cursor: str


async def list_tag_evidence(runner: Runner, after: str, limit: int) -> list[TagEvidence]:
    """List what tells whether each tag is a remark, tags by name; deprecated tags and aliases are passed over."""
    return await runner.fetch(TagEvidence, "list_tag_evidence", after=after, limit=limit, depth=DEPTH)


async def count_tags(runner: Runner) -> int:
    """Count the tags."""
    return (await runner.fetch(TagCount, "count_tags"))[0].tags


async def write_remarks(tx: Transaction, findings: Sequence[Finding]) -> list[str]:
    """Keep what was found, and take out the strong ones that circulate and nobody has decided on; return these."""
    rows = [
        {
            "tag": found.tag,
            "score": found.score,
            "why": found.why,
            "order": f"{min(max(round((50 - found.score) * 100_000), 0), 9_999_999):07d}",
            "strong": found.strong,
            "suspected": found.suspected,
            "move": uuid4().hex,
        }
        for found in sorted(findings, key=lambda found: found.tag)
    ]
    return [row.tag for row in await tx.fetch(TagName, "write_remarks", tags=rows)]


async def write_findings(graph: Graph, findings: Sequence[Finding]) -> list[str]:
    """Keep what was found of tags, with an event for each that leaves circulation; return these and settle them."""
    reasons = {found.tag: f"score {found.score:.2f}" for found in findings}

    async def work(tx: Transaction) -> list[str]:
        taken = await write_remarks(tx, findings)
        for tag in taken:
            await add_event(tx, MACHINE, "remark", tag, "circulating", "remark", reasons[tag])
        return taken

    return await graph.write(work)


async def decide_tag(tx: Transaction, tag: str, state: State, who: str) -> DecidedTag | None:
    """Keep a person's word on a tag's state; None where there is no such tag that circulates or is a remark."""
    rows = await tx.fetch(DecidedTag, "decide_tag", tag=tag, state=state, who=who, move=uuid4().hex)
    return next(iter(rows), None)


async def retire_tag(graph: Graph, tag: str, who: str, why: str | None) -> bool:
    """Take a tag out of circulation as a remark by a person's word; settle it afterwards.

    Returns:
        Whether anything changed: the same word of the same person again changes nothing.

    Raises:
        NotFoundError: there is no such tag.
        ConflictError: it is deprecated, or an alias.
    """
    return await _decide(graph, tag, "remark", who, why)


async def restore_tag(graph: Graph, tag: str, who: str, why: str | None) -> bool:
    """Bring a tag back into circulation, or keep it there, whatever a machine finds later; settle it afterwards.

    Returns:
        Whether anything changed: the same word of the same person again changes nothing.

    Raises:
        NotFoundError: there is no such tag.
        ConflictError: it is deprecated, or an alias.
    """
    return await _decide(graph, tag, "circulating", who, why)


async def _decide(graph: Graph, tag: str, state: State, who: str, why: str | None) -> bool:
    async def work(tx: Transaction) -> bool:
        decided = await decide_tag(tx, tag, state, who)
        if decided is None:
            raise await _explain_refusal(tx, tag)
        if decided.changed:
            await add_event(tx, who, "remark", tag, decided.before, state, why)
        return decided.changed

    return await graph.write(work)


async def _explain_refusal(tx: Transaction, tag: str) -> NotFoundError | ConflictError:
    found = await find_tag(tx, tag)
    if found is None:
        return NotFoundError(f"There is no tag {tag!r}. `taggy remarks list` shows those that may be remarks.")
    what = f"an alias of {found.canonical!r}" if found.canonical else found.state
    return ConflictError(f"The tag {tag!r} is {what}: only what circulates or is a remark can be decided on.")


async def list_moving_tags(runner: Runner, limit: int) -> list[MovingTag]:
    """List the tags whose pairs have not all followed a change of their state."""
    return await runner.fetch(MovingTag, "list_moving_tags", limit=limit)


async def find_moving_tag(runner: Runner, tag: str) -> MovingTag | None:
    """Find the change of a tag's state that its pairs have not all followed."""
    return next(iter(await runner.fetch(MovingTag, "find_moving_tag", tag=tag)), None)


async def finish_moving(runner: Runner, tag: str, moving: str) -> None:
    """Say that all pairs of a tag have followed this change; a later one stands."""
    await runner.fetch(TagName, "finish_moving", tag=tag, moving=moving)


async def list_pictures_of_tag(runner: Runner, tag: str, after: str, limit: int) -> list[Picture]:
    """List the pictures that make a pair with a tag, by id, from `after` on."""
    return await runner.fetch(Picture, "list_pictures_of_tag", tag=tag, after=after, limit=limit)


async def settle_tag(graph: Graph, tag: str) -> int:
    """Let a tag's pairs follow a change of its state, where they have not; return how many pictures that were.

    It goes batch by batch, each a transaction that locks its pictures, and may be stopped and begun again.
    """
    move = await find_moving_tag(graph, tag)
    if move is None:
        return 0
    after, settled = "", 0
    while page := await list_pictures_of_tag(graph, tag, after, PAGE):
        for start in range(0, len(page), BATCH):
            images = [picture.image for picture in page[start : start + BATCH]]
            await graph.write(lambda tx, images=images: _recompute(tx, images, tag))  # type: ignore[misc]
        settled, after = settled + len(page), page[-1].image
    await finish_moving(graph, tag, move.moving)
    return settled


async def settle_moving_tags(graph: Graph) -> int:
    """Finish every change of a tag's state that was cut off; return how many there were."""
    moving = await list_moving_tags(graph, MOVING)
    for move in moving:
        await settle_tag(graph, move.tag)
    return len(moving)


async def _recompute(tx: Transaction, images: Sequence[str], tag: str) -> int:
    shown = await lock_pictures(tx, images)
    return await recompute_pairs(tx, [(image, tag) for image in sorted({*shown, *shown.values()})])


async def list_remarks(runner: Runner, doubt: Doubt, after: str = "", limit: int = 50) -> list[Remark]:
    """List the tags that are suspected, taken out, or kept by a person's word, the likeliest remark first.

    `after` is '' for the first page, then the `cursor` of the last row.
    """
    return await runner.fetch(Remark, "list_remarks", doubt=doubt, after=after, limit=limit)
