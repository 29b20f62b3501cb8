"""What a run proposes, and what it thinks of pairs that people or sources have spoken on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import PairCount, lock_pictures, recompute_images, recompute_pairs
from graph.keys import bound_keys, run_key
from graph.runs import RunName, set_run_state
from taggy.errors import ConflictError

PAGE = 500


class AnsweredTags(Record):
    """Tags of a picture that anybody has spoken on, and those that people settled No."""

    image: str
    answered: list[str]
    refused: list[str]


class SpokenPair(Record):
    """A pair that a run spoke on."""

    image: str
    tag: str
    cursor: str


@dataclass(frozen=True)
class Opinion:
    """A run's confidence on a picture, tag by tag, and from which one on it proposes the tag; None: it never does.

    `usual` is its mean confidence on pairs that have the tag, where that is known.
    """

    image: str
    confidence: Mapping[str, float]
    thresholds: Mapping[str, float | None]
    usual: Mapping[str, float] = field(default_factory=dict)

    def proposes(self, tag: str) -> bool:
        """Tell whether the confidence reaches the tag's threshold."""
        threshold = self.thresholds[tag]
        return threshold is not None and self.confidence[tag] >= threshold


@dataclass(frozen=True)
class OpinionCount:
    """How many pairs were proposed, and how many with a vote or a claim were thought of."""

    proposed: int
    scored: int

    def __add__(self, more: "OpinionCount") -> "OpinionCount":
        """Add what was counted elsewhere."""
        return OpinionCount(self.proposed + more.proposed, self.scored + more.scored)


async def lock_live_run(tx: Transaction, run: str) -> None:
    """Take a run's write lock: while it is held, the run stays live.

    Raises:
        ConflictError: it is not live, or not any more.
    """
    if not await tx.fetch(RunName, "lock_live_run", run=run):
        raise ConflictError(f"The model run {run} is not live any more: nothing more of it is written.")


async def list_answered_tags(runner: Runner, images: Sequence[str]) -> list[AnsweredTags]:
    """List the tags of these pictures that anybody has spoken on."""
    return await runner.fetch(AnsweredTags, "list_answered_tags", images=images)


async def add_proposals(tx: Transaction, run: str, pairs: Sequence[dict[str, object]]) -> int:
    """Propose pairs; the shown pictures' locks must be held."""
    return (await tx.fetch(PairCount, "add_proposals", run=run, pairs=pairs))[0].pairs


async def add_scores(tx: Transaction, run: str, pairs: Sequence[dict[str, object]]) -> int:
    """Keep what a run thinks of pairs with a vote or a claim; the shown pictures' locks must be held."""
    return (await tx.fetch(PairCount, "add_scores", run=run, pairs=pairs))[0].pairs


async def remove_stale_proposals(tx: Transaction, run: str, images: Sequence[str], keep: Sequence[str]) -> int:
    """Take back what a run proposed on these pictures, but for the keys to keep."""
    return (await tx.fetch(PairCount, "remove_stale_proposals", run=run, images=images, keep=keep))[0].pairs


async def record_opinions(graph: Graph, run: str, opinions: Iterable[Opinion]) -> OpinionCount:
    """Write what the live run proposes and thinks of these pictures, and recompute all their pairs.

    A pair that people settled No is not proposed; what the run thinks of it is kept. A picture that was merged
    away in the meantime is left out: its shown one speaks. The run's lock comes before those of the pictures, so
    that nothing of a run is written once another took its place and what it proposed is being cleared.

    Raises:
        ConflictError: the run is not live any more; nothing is written.
    """
    by_image = {opinion.image: opinion for opinion in opinions}

    async def work(tx: Transaction) -> OpinionCount:
        await lock_live_run(tx, run)
        shown = await lock_pictures(tx, by_image)
        images = sorted(image for image, by in shown.items() if by == image)
        proposed, scored = [], []
        for picture in await list_answered_tags(tx, images):
            opinion = by_image[picture.image]
            refused = set(picture.refused)
            proposed += [
                (picture.image, tag) for tag in opinion.confidence if opinion.proposes(tag) and tag not in refused
            ]
            scored += [(picture.image, tag) for tag in picture.answered if tag in opinion.confidence]
        rows = [_describe(run, by_image[image], tag) for image, tag in proposed]
        await remove_stale_proposals(tx, run, images, [str(row["key"]) for row in rows])
        await add_proposals(tx, run, rows)
        await add_scores(tx, run, [_describe(run, by_image[image], tag) for image, tag in scored])
        await recompute_images(tx, images)
        return OpinionCount(len(proposed), len(scored))

    return await graph.write(work)


def _describe(run: str, opinion: Opinion, tag: str) -> dict[str, object]:
    key = run_key(run, opinion.image, tag)
    confidence, usual = opinion.confidence[tag], opinion.usual.get(tag)
    return {"key": key, "image": opinion.image, "tag": tag, "confidence": confidence, "usual": usual}


async def list_pairs_of_run(runner: Runner, run: str, after: str, limit: int) -> list[SpokenPair]:
    """List the pairs that a run spoke on, by key, from `after` on."""
    start, end = bound_keys(run)
    return await runner.fetch(SpokenPair, "list_pairs_of_run", after=after or start, end=end, limit=limit)


async def remove_proposals(tx: Transaction, keys: Sequence[str]) -> int:
    """Remove proposals by key; the shown pictures' locks must be held."""
    return (await tx.fetch(PairCount, "remove_proposals", keys=keys))[0].pairs


async def retire_run(graph: Graph, run: str) -> int:
    """Retire a run: remove what it proposed and nothing else; return how many proposals that were.

    Raises:
        NotFoundError: there is no such run.
    """
    await set_run_state(graph, run, "retired", cleared=False)
    return await clear_run(graph, run)


async def clear_run(graph: Graph, run: str) -> int:
    """Remove what a retired run proposed and recompute every pair it spoke on; return how many were proposed.

    It goes batch by batch and may be stopped and begun again; at its end the run is marked as cleared.
    """
    removed, after = 0, ""
    while spoken := await list_pairs_of_run(graph, run, after, PAGE):
        pairs = [(pair.image, pair.tag) for pair in spoken]
        keys = [pair.cursor for pair in spoken]

        async def work(tx: Transaction, pairs: list[tuple[str, str]] = pairs, keys: list[str] = keys) -> int:
            await lock_pictures(tx, [image for image, _ in pairs])
            count = await remove_proposals(tx, keys)
            await recompute_pairs(tx, pairs)
            return count

        removed += await graph.write(work)
        after = keys[-1]
    await set_run_state(graph, run, "retired", cleared=True)
    return removed
