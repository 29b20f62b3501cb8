"""Filters: what they say of pictures, what is withheld for it, and staff who restore."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from neo4j.time import DateTime

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import lock_pictures, recompute_images
from graph.events import add_event
from graph.images import Image, find_own_nsfw
from graph.keys import embedding_key, judged_key, write_order

BATCH = 200
Word = Literal["kept", "refused"]


@dataclass(frozen=True)
class Verdict:
    """What a filter says of a picture: which part of it decided, what that measured, and why.

    `percentile` is the share of the good pictures that score lower, None where there are none to compare with. `past`
    is how far beyond the bound the score lies, from 0 to 1; what is nearest to the bound stands first on the board.
    """

    image: str
    verdict: Word
    stage: str
    score: float | None
    percentile: float | None
    reason: str
    past: float = 1


class VerdictCount(Record):
    """How many verdicts were written."""

    verdicts: int


class ChangedImage(Record):
    """A picture that is withheld since, or no longer."""

    image: str


class RefusedImage(Image):
    """A picture that a filter refused, and why."""

    filter: str
    stage: str
    score: float | None
    percentile: float | None
    reason: str
    at: DateTime
    cursor: str


class FilterCount(Record):
    """What a filter said: pictures kept, refused, and of those restored."""

    name: str
    kept: int
    refused: int
    restored: int
    at: DateTime | None


class JudgedVector(Record):
    """What a backbone sees in a picture, and whether a filter refuses it."""

    image: str
    refused: bool
    vector: list[float]


async def record_verdicts(graph: Graph, name: str, verdicts: Sequence[Verdict]) -> int:
    """Keep what a filter says of pictures, and return how many are withheld since or no longer.

    The same verdicts again change nothing; one that is another now takes the place of the earlier. Pictures that are
    not in the library are left out. Each batch is a transaction.
    """
    changed = 0
    for start in range(0, len(verdicts), BATCH):
        batch = verdicts[start : start + BATCH]

        async def work(tx: Transaction, batch: Sequence[Verdict] = batch) -> int:
            await lock_pictures(tx, [verdict.image for verdict in batch])
            if moved := await take_verdicts(tx, name, batch):
                await recompute_images(tx, moved)
            return len(moved)

        changed += await graph.write(work)
    return changed


async def take_verdicts(tx: Transaction, name: str, verdicts: Sequence[Verdict]) -> list[str]:
    """Keep what a filter says of pictures, whose locks are held, and withhold those that it refuses.

    Returns:
        The pictures that are withheld since or no longer: their pairs are to be recomputed.
    """
    rows = [_make_row(name, verdict) for verdict in sorted(verdicts, key=lambda verdict: verdict.image)]
    await write_verdicts(tx, name, rows)
    return await settle_withheld(tx, [verdict.image for verdict in verdicts])


async def restore_image(graph: Graph, image: str, who: str, reason: str | None) -> bool:
    """Show a picture that filters refused, and let none refuse it again; tell whether one did.

    Raises:
        NotFoundError: there is no such picture.
    """

    async def work(tx: Transaction) -> bool:
        await lock_pictures(tx, [image])
        await find_own_nsfw(tx, image)
        if not await restore_verdicts(tx, image, who):
            return False
        if changed := await settle_withheld(tx, [image]):
            await recompute_images(tx, changed)
        await add_event(tx, who, "filter", image, "refused", "restored", reason)
        return True

    return await graph.write(work)


def _make_row(name: str, said: Verdict) -> dict[str, object]:
    return {
        "key": judged_key(name, said.image),
        "image": said.image,
        "verdict": said.verdict,
        "stage": said.stage,
        "score": said.score,
        "percentile": said.percentile,
        "reason": said.reason,
        "board": f"{write_order(said.past)}|{judged_key(name, said.image)}",
    }


async def write_verdicts(runner: Runner, name: str, rows: Sequence[dict[str, object]]) -> int:
    """Write verdicts of a filter."""
    return (await runner.fetch(VerdictCount, "write_verdicts", filter=name, batch={"verdicts": rows}))[0].verdicts


async def settle_withheld(runner: Runner, images: Sequence[str]) -> list[str]:
    """Withhold those of the pictures that are refused; return which this changed."""
    return [row.image for row in await runner.fetch(ChangedImage, "settle_withheld", images=images)]


async def restore_verdicts(runner: Runner, image: str, who: str) -> int:
    """Overrule every filter that refuses a picture; return how many did."""
    return (await runner.fetch(VerdictCount, "restore_verdicts", image=image, who=who))[0].verdicts


async def list_filtered(runner: Runner, after: str, limit: int) -> list[RefusedImage]:
    """List what filters refused and nobody restored, nearest to a bound first."""
    return await runner.fetch(RefusedImage, "list_filtered", after=after, limit=limit)


async def list_filters(runner: Runner) -> list[FilterCount]:
    """List what each filter said."""
    return await runner.fetch(FilterCount, "list_filters")


async def list_images_to_judge(
    runner: Runner, collection: str, backbone: str, after: str, limit: int
) -> list[JudgedVector]:
    """List what a backbone sees in the pictures of a collection, by id, from `after` on."""
    prefix = embedding_key(backbone, "")
    return await runner.fetch(
        JudgedVector, "list_images_to_judge", name=collection, prefix=prefix, after=after, limit=limit
    )
