"""Filtering: batches of pictures in, verdicts out, in two stages, the cheap one first.

The first stage looks at what a picture is: whether it can be decoded, its size, the ratio of its sides, and how much
its brightness varies. What passes is seen by the networks: does it bear a watermark, is it of a class that is refused,
and is it unlike the good collection? A filter is a TOML file; each of its tables is one such question, and a table that
is left out is not asked. Files that it names lie beside it. Of an animation or a video some frames are looked at: the
worst counts for a watermark and for classes, their mean for an outlier.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from media.decoding import Limits, open_frames
from model.filterclasses import ClassQuestion
from model.filterplans import Plan, judge_shape, read_plan
from model.outliers import Outliers, load_outliers
from model.pictures import WORKERS, choose_frames, convert_to_rgb
from model.served import Served
from taggy.errors import MediaError, MissingMediaError, ModelError

BATCH = 16
AHEAD = 2  # batches that may lie decoded or wait to be
SMALL = (64, 64)  # what colours are measured on
Word = Literal["kept", "refused"]
Stage = Literal["decoding", "shape", "colours", "watermarks", "classes", "outliers", "all"]
Source = Callable[[], bytes]
Array = NDArray[np.float32]


@dataclass(frozen=True)
class Row:
    """What becomes of a picture, by its place: which stage decided, what that measured, and why.

    `percentile` is the share of the good collection that scores lower, where there is one. `past` is how far beyond the
    bound the score lies, from 0 to 1.
    """

    index: int
    verdict: Word
    stage: Stage
    score: float | None
    percentile: float | None
    reason: str
    past: float = 1


@dataclass(frozen=True)
class _Ready:
    """A picture that passed the first stage: its frames, made ready for each network."""

    index: int
    marked: list[Array] = field(default_factory=list)
    classed: list[list[Array]] = field(default_factory=list)
    seen: list[Array] = field(default_factory=list)


Ask = Callable[[list[_Ready]], Iterator[Row]]


class Filter:
    """A filter at work, by ONNX Runtime; it holds its networks in memory."""

    def __init__(self, path: Path, limits: Limits, threads: int = 0) -> None:
        """Open the filter of a file and all that it names.

        Args:
            path: the TOML file.
            limits: what is not decoded.
            threads: the networks compute with; 0 is one a core.

        Raises:
            InputError: the file cannot be used.
            ModelError: a network or mixture is missing, damaged, or does not fit the other.
        """
        self.plan = plan = read_plan(path)
        self._limits = limits
        self._marks = Served(path.parent / plan.watermarks.network, threads) if plan.watermarks else None
        self._bound = _find_bound(plan, self._marks) if self._marks else 1.0
        self._classes = [ClassQuestion(name, asked, path.parent, threads) for name, asked in plan.classes.items()]
        self._eyes: Served | None = None
        self._good: Outliers | None = None
        if plan.outliers:
            self._eyes = Served(path.parent / plan.outliers.network, threads)
            self._good = load_outliers(path.parent / plan.outliers.mixture)
            if self._eyes.facts.key != self._good.facts.backbone:
                raise ModelError(
                    f"The mixture {plan.outliers.mixture!r} was fitted on what {self._good.facts.backbone} sees, and "
                    f"{plan.outliers.network!r} is {self._eyes.facts.key}. Fit it again."
                )

    def judge(self, pictures: Iterable[Source], batch: int = BATCH) -> Iterator[Row]:
        """Judge pictures, in order, while the next are decoded; no more than a few batches are held in memory.

        A picture that cannot be read or decoded is refused for it, and the others are not touched.

        Raises:
            ModelError: a network gives numbers that are none.
        """
        pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="decode")
        try:
            coming = iter(enumerate(pictures))
            waiting: deque[Future[Row | _Ready]] = deque()
            while True:
                for index, source in islice(coming, AHEAD * batch - len(waiting)):
                    waiting.append(pool.submit(self._prepare, index, source))
                if not waiting:
                    return
                ready = [waiting.popleft().result() for _ in range(min(batch, len(waiting)))]
                yield from self._look(ready)
        finally:
            pool.shutdown(cancel_futures=True)

    def _prepare(self, index: int, source: Source) -> Row | _Ready:
        """Go through the first stage, and make what passes ready for the second."""
        try:
            with open_frames(BytesIO(source()), self._limits) as picture:
                if self.plan.shape and (why := judge_shape(self.plan.shape, picture.size)):
                    return Row(index, "refused", "shape", None, None, why)
                frames = []
                for number in choose_frames(getattr(picture, "n_frames", 1)):
                    picture.seek(number)
                    frames.append(convert_to_rgb(picture))
        except (MediaError, MissingMediaError) as error:
            return Row(index, "refused", "decoding", None, None, str(error))
        if self.plan.colours:
            spread = max(float(np.asarray(frame.convert("L").resize(SMALL)).std()) for frame in frames)
            if spread < (least := self.plan.colours.spread):
                why = f"It is nearly blank: its brightness varies by {spread:.2f}, bound {least:g}."
                return Row(index, "refused", "colours", spread, None, why, 1 - spread / least)
        return _Ready(
            index,
            [self._marks.prepare(frame) for frame in frames] if self._marks else [],
            [asked.prepare(frames) for asked in self._classes],
            [self._eyes.prepare(frame) for frame in frames] if self._eyes else [],
        )

    def _look(self, batch: list[Row | _Ready]) -> Iterator[Row]:
        """Let the networks see those of a batch that passed the first stage; each sees what the one before kept."""
        told: dict[int, Row] = {}
        left = [ready for ready in batch if isinstance(ready, _Ready)]
        classes = [partial(self._find_class, number) for number in range(len(self._classes))]
        asks: list[Ask] = [self._find_marks, *classes, self._find_outliers]
        for ask in asks:
            told |= {row.index: row for row in ask(left)}
            left = [ready for ready in left if told.get(ready.index, _KEPT).verdict == "kept"]
        for ready in batch:
            yield ready if isinstance(ready, Row) else told.get(ready.index, _keep(ready.index))

    def _find_marks(self, batch: list[_Ready]) -> Iterator[Row]:
        if not self._marks or not batch:
            return
        seen = self._marks.see([frame for ready in batch for frame in ready.marked])[:, 0]
        for ready, parts in zip(batch, _split(seen, [len(ready.marked) for ready in batch]), strict=True):
            score, bound = float(parts.max()), self._bound
            if score >= bound:
                why = f"It bears a watermark ({score:.3f}, bound {bound:.3f})."
                yield Row(
                    ready.index, "refused", "watermarks", score, None, why, (score - bound) / max(1 - bound, 1e-9)
                )
            else:
                yield Row(
                    ready.index, "kept", "watermarks", score, None, f"No watermark ({score:.3f}, bound {bound:.3f})."
                )

    def _find_class(self, number: int, batch: list[_Ready]) -> Iterator[Row]:
        if not batch:
            return
        judged = self._classes[number].judge([ready.classed[number] for ready in batch])
        for ready, said in zip(batch, judged, strict=True):
            verdict: Word = "refused" if said.refused else "kept"
            yield Row(ready.index, verdict, "classes", said.score, None, said.reason, said.past)

    def _find_outliers(self, batch: list[_Ready]) -> Iterator[Row]:
        if not self._eyes or not self._good or not batch:
            return
        seen = self._eyes.see([frame for ready in batch for frame in ready.seen])
        pooled = np.stack([parts.mean(0) for parts in _split(seen, [len(ready.seen) for ready in batch])])
        for ready, judged in zip(batch, self._good.judge(pooled), strict=True):
            verdict: Word = "kept" if judged.kept else "refused"
            yield Row(ready.index, verdict, "outliers", judged.score, judged.percentile, judged.reason, judged.past)


def _keep(index: int) -> Row:
    return Row(index, "kept", "all", None, None, "Nothing is said against it.")


_KEPT = _keep(0)


def _find_bound(plan: Plan, marks: Served) -> float:
    if plan.watermarks and plan.watermarks.threshold:
        return plan.watermarks.threshold
    return float(marks.facts.about["threshold"])


def _split(seen: Array, counts: list[int]) -> list[Array]:
    return np.split(seen, np.cumsum(counts)[:-1])
