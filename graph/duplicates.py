"""Duplicates: what was found and judged of two pictures, merges that lose nothing, and un-merges that restore it.

A verdict is kept for ever on its pair, and who is merged with whom is derived from all verdicts (`graph.classes`).
Evidence stays on the picture that it was given to: the class reads it together, and an un-merge leaves it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.classes import Classes, list_relatives, lock_family, settle_family
from graph.comparisons import (
    Compared,
    Method,
    Verdict,
    list_comparisons,
    make_row,
    rank_comparison,
    write_comparisons,
)
from graph.connection import Graph, Record, Runner, Transaction
from graph.copies import Copy, choose_best, describe_copies, list_reasons
from graph.events import add_event
from graph.images import may_show
from graph.keys import compared_key
from taggy.errors import InputError, NotFoundError

BATCH = 100


@dataclass(frozen=True)
class Comparison:
    """What a machine found of two pictures: `distance` from 0 (the same) to 1; `certain` ones merge by themselves."""

    one: str
    other: str
    method: Method
    distance: float
    mirrored: bool = False
    certain: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no comparison of two pictures."""
        if self.one == self.other:
            raise InputError(f"The picture {self.one!r} was compared with itself. Compare two pictures.")
        if not 0 <= self.distance <= 1:
            raise InputError(f"{self.distance} is no distance of two pictures. Give 0 (the same) to 1.")

    @property
    def key(self) -> str:
        """The unique key of this pair of pictures."""
        return compared_key(self.one, self.other)


@dataclass(frozen=True)
class Recorded:
    """How many comparisons were added, how many were known before, and how many merged two classes."""

    added: int = 0
    known: int = 0
    merged: int = 0


@dataclass(frozen=True)
class Judged:
    """The verdict on two pictures now, the one before it, and the picture shown for each; None for no verdict."""

    before: Verdict | None
    verdict: Verdict | None
    shown: tuple[str, str]


@dataclass(frozen=True)
class ImageClass:
    """A picture's class: the picture shown for it, every member (the shown one first), and what was compared."""

    shown: str
    members: list[Copy]
    comparisons: list[Compared]


class ChosenImage(Record):
    """A picture that was chosen to be shown."""

    image: str


class OpenPair(Record):
    """A pair of pictures that waits on the board."""

    one: str
    other: str
    method: Method
    distance: float
    mirrored: bool
    cursor: str


@dataclass(frozen=True)
class OpenComparison:
    """Two pictures that may be the same, what is known of both, and which of them is the better one, and why."""

    pair: OpenPair
    one: Copy
    other: Copy
    better: str
    reasons: list[str]


@dataclass(frozen=True)
class BoardPage:
    """What waits to be judged and may be shown. `next` is the `after` of the page that follows; None after the last."""

    comparisons: list[OpenComparison]
    next: str | None


async def record_comparisons(graph: Graph, found: Sequence[Comparison]) -> Recorded:
    """Keep what a machine found, batch by batch; the same again changes nothing.

    A certain one is a duplicate from then on and merges; a mirrored one never is, nor one that would bring together
    two pictures that a person parted: these wait on the board with the others. What was judged is never touched.

    Raises:
        NotFoundError: a picture does not exist. The batches before it are kept.
    """
    nearest: dict[str, Comparison] = {}
    for pair in sorted(found, key=lambda pair: (not _is_certain(pair), pair.distance, pair.key)):
        nearest.setdefault(pair.key, pair)
    pairs = list(nearest.values())
    added, known, merged = 0, 0, 0
    for start in range(0, len(pairs), BATCH):
        page = pairs[start : start + BATCH]
        kept = await graph.write(lambda tx, page=page: _record(tx, page))  # type: ignore[misc]  # page is of this turn
        added, known, merged = added + kept.added, known + kept.known, merged + kept.merged
    return Recorded(added, known, merged)


def _is_certain(pair: Comparison) -> bool:
    return pair.certain and not pair.mirrored


async def _record(tx: Transaction, pairs: Sequence[Comparison]) -> Recorded:
    family = await _lock(tx, {image for pair in pairs for image in (pair.one, pair.other)})
    comparisons = await list_comparisons(tx, sorted(family))
    before = {pair.key: pair for pair in comparisons}
    classes = Classes(family, comparisons)
    rows, merged = [], 0
    for pair in pairs:
        old = before.get(pair.key)
        if old and old.verdict:
            continue
        apart = classes.find(pair.one) is not classes.find(pair.other)
        certain = _is_certain(pair) and classes.join(pair.one, pair.other)
        merged += certain and apart
        if certain or old is None or old.distance is None or pair.distance < old.distance:
            rows.append(_describe(pair, "duplicate" if certain else None))
    if rows:
        await write_comparisons(tx, rows)
        await settle_family(tx, family)
    added = sum(pair.key not in before for pair in pairs)
    return Recorded(added, len(pairs) - added, merged)


def _describe(pair: Comparison, verdict: Verdict | None) -> dict[str, object]:
    found = {"method": pair.method, "distance": pair.distance, "mirrored": pair.mirrored, "verdict": verdict}
    order = None if verdict else rank_comparison(pair.distance, pair.key)
    return make_row(pair.one, pair.other, {**found, "order": order})


async def judge_pair(graph: Graph, one: str, other: str, verdict: Verdict, who: str, why: str | None = None) -> Judged:
    """Keep a person's verdict on two pictures, for ever: `duplicate` merges them, the others part them.

    Another verdict of a person replaces it, and an event says what it was. The same one again changes nothing.

    Raises:
        InputError: it is one picture.
        NotFoundError: a picture does not exist.
    """
    if one == other:
        raise InputError(f"{one!r} is one picture. Name two to judge.")

    async def work(tx: Transaction) -> Judged:
        family = await _lock(tx, {one, other})
        known = {pair.key: pair for pair in await list_comparisons(tx, sorted({one, other}))}
        before = known.get(compared_key(one, other))
        await _judge(tx, one, other, before, verdict, who, why)
        shown = await settle_family(tx, family)
        return Judged(before.verdict if before else None, verdict, (shown[one], shown[other]))

    return await graph.write(work)


async def _judge(
    tx: Transaction,
    one: str,
    other: str,
    before: Compared | None,
    verdict: Verdict | None,
    who: str,
    why: str | None,
) -> None:
    """Write a person's verdict, or that it is taken back, with an event, unless a person said the same before."""
    if before and before.who and before.verdict == verdict:
        return
    found: dict[str, object] = {"method": "person"}
    if before:
        found = {"method": before.method, "distance": before.distance, "mirrored": before.mirrored}
    row = make_row(one, other, {**found, "verdict": verdict, "who": who if verdict else None})
    await write_comparisons(tx, [row])
    await add_event(tx, who, "compared", str(row["key"]), before.verdict if before else None, verdict, why)


async def reopen_pair(graph: Graph, one: str, other: str, who: str, why: str | None = None) -> Judged:
    """Take a person's verdict back: the pair waits on the board again, and an event keeps what was said.

    What the machine judged by itself, and what nobody has judged, stays as it is.

    Raises:
        NotFoundError: a picture does not exist, or the two were never compared.
    """

    async def work(tx: Transaction) -> Judged:
        family = await _lock(tx, {one, other})
        known = {pair.key: pair for pair in await list_comparisons(tx, sorted({one, other}))}
        before = known.get(compared_key(one, other))
        if before is None:
            raise NotFoundError(
                f"The pictures {one!r} and {other!r} were never compared: there is no verdict to take back."
            )
        if before.who:
            await _judge(tx, one, other, before, None, who, why)
        shown = await settle_family(tx, family)
        return Judged(before.verdict, None if before.who else before.verdict, (shown[one], shown[other]))

    return await graph.write(work)


async def unmerge_image(graph: Graph, image: str, who: str, why: str | None = None) -> list[str]:
    """Take a picture out of its class: all that was ever said of it is its own again, and so for the others.

    It is judged `unrelated` to each of the others, so the machine does not merge it again. Those that were one class
    by way of this picture alone are parted with it.

    Returns:
        The others of its class; none where it was in none, and nothing was changed.

    Raises:
        NotFoundError: there is no such picture.
    """

    async def work(tx: Transaction) -> list[str]:
        family = await _lock(tx, {image})
        mates = sorted(mate for mate in family if mate != image and family[mate] == family[image])
        if not mates:
            return []
        known = {pair.key: pair for pair in await list_comparisons(tx, sorted(family))}
        for other in sorted(family.keys() - {image}):
            before = known.get(compared_key(image, other))
            joined = before.verdict == "duplicate" if before else False
            if joined or (other in mates and not (before and before.verdict)):
                await _judge(tx, image, other, before, "unrelated", who, why)
        await add_event(tx, who, "unmerged", image, family[image], image, why)
        await settle_family(tx, family)
        return mates

    return await graph.write(work)


async def choose_shown(graph: Graph, image: str, who: str) -> str:
    """Show this member for its class, for ever or until another one is chosen; return which was shown before.

    Raises:
        NotFoundError: there is no such picture.
    """

    async def work(tx: Transaction) -> str:
        family = await _lock(tx, {image})
        before = family[image]
        chosen = (await describe_copies(tx, [image]))[image].chosen_at is not None
        if before != image or not chosen:
            await set_image_chosen(tx, image)
            await add_event(tx, who, "shown", image, before, image, None)
            await settle_family(tx, family)
        return before

    return await graph.write(work)


async def _lock(tx: Transaction, images: set[str]) -> dict[str, str]:
    family = await lock_family(tx, images)
    for image in sorted(images - family.keys()):
        raise NotFoundError(f"There is no picture {image!r}.")
    return family


async def list_open_comparisons(runner: Runner, after: str, limit: int, *, nsfw: bool) -> BoardPage:
    """List what waits for a verdict, the nearest pictures first; a page is short where a picture may not be shown."""
    pairs = await runner.fetch(OpenPair, "list_open_comparisons", after=after, limit=limit)
    copies = await describe_copies(runner, sorted({image for pair in pairs for image in (pair.one, pair.other)}))
    comparisons = []
    for pair in pairs:
        one, other = copies[pair.one], copies[pair.other]
        if may_show(one, nsfw=nsfw) and may_show(other, nsfw=nsfw):
            better = choose_best([one, other])
            reasons = list_reasons(better, other if better is one else one)
            comparisons.append(OpenComparison(pair, one, other, better.id, reasons))
    return BoardPage(comparisons, pairs[-1].cursor if len(pairs) == limit else None)


async def describe_class(runner: Runner, image: str) -> ImageClass:
    """Describe a picture's class, hidden members among them; of a picture that was never merged it is that one.

    Raises:
        NotFoundError: there is no such picture.
    """
    relatives = await list_relatives(runner, [image])
    if not relatives:
        raise NotFoundError(f"There is no picture {image!r}.")
    shown = relatives[0].shown
    copies = (await list_relatives(runner, [shown]))[0].copies
    members = await describe_copies(runner, [shown, *copies])
    comparisons = await list_comparisons(runner, sorted(members))
    return ImageClass(shown, [members[shown], *(members[copy] for copy in sorted(copies))], comparisons)


async def set_image_chosen(tx: Transaction, image: str) -> None:
    """Remember that a person chose this picture to be shown."""
    await tx.fetch(ChosenImage, "set_image_chosen", image=image)
