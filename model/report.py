"""The report on a run: everything by which a team of people may let it in, or not."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from torch import Generator, Tensor

from graph.connection import Graph
from graph.images import list_images
from graph.runs import ModelRun, TagFigures, list_tag_figures
from model.bins import bin_confidence
from model.checkpoint import Checkpoint
from model.confusion import list_confusions, list_misses, measure_agreement
from model.page import Plot, Report, Table, show_pictures
from model.plots import draw_precision, draw_reliability
from model.predictions import Predictions
from model.quality import TagQuality, assess_predictions, count_better_than_noise
from model.reading import read_run
from model.slices import SliceQuality, measure_slice, part_by_month, part_by_name, part_by_popularity
from model.thresholds import Threshold
from taggy import steps

MISSES = 12
PAGE = 1000
STEPS = 4
FIGURES = ("precision", "recall", "average_precision", "auroc", "f1", "calibration_error", "coverage", "chance")
QUALITY = [field.name.replace("_", " ") for field in fields(TagQuality)]
SLICE = [field.name.replace("_", " ") for field in fields(SliceQuality)]
JUDGED = "Judged on pictures of the test side, from which no run learns."
FOLDED = "Judged out of fold on all pictures, by heads that did not learn from them; calibration and thresholds did."


@dataclass(frozen=True)
class Seen:
    """What the pictures are: how many of them move, and how many are hidden from a report."""

    moving: int
    hidden: int


async def make_report(graph: Graph, home: Path, run: str | None, slices: Sequence[str], report: steps.Report) -> Report:
    """Report on a run: the named one, else the live one, else the newest.

    Raises:
        InputError: a slice cannot be read, or holds no picture.
        ModelError: the run's checkpoint cannot be used.
        NotFoundError: there is no such run, or none at all.
    """
    await report("reading what the run says", 0, STEPS)
    chosen, checkpoint, judged = await read_run(graph, home, run)
    predictions = judged.predictions
    await report("measuring", 1, STEPS)
    parts = await part_by_name(graph, slices, predictions)
    figures = await _list_figures(graph, chosen.run)
    seen = await _look_at(graph, predictions.images)
    tables = tabulate(predictions, judged.confidence, judged.thresholds, parts)
    await report("drawing", 2, STEPS)
    plots = draw_plots(predictions, judged.confidence, judged.thresholds)
    await report("fetching pictures", 3, STEPS)
    misses = list_misses(predictions, judged.confidence, MISSES)
    said = {"refused": "sure, people say No", "missed": "missed, people say Yes"}
    shown = [(m.image, f"{m.tag}: {m.confidence:.2f}, {said[m.kind]}") for m in misses]
    pictures = await show_pictures(graph, home, shown)
    await report("fetching pictures", STEPS, STEPS)
    return Report(
        title=f"Report on the model run {chosen.run}",
        facts=describe_run(chosen, checkpoint, predictions, seen),
        missing=list_missing(predictions, figures, seen),
        tables=tables,
        plots=plots,
        pictures=pictures,
    )


async def _list_figures(graph: Graph, run: str) -> list[TagFigures]:
    found: list[TagFigures] = []
    while page := await list_tag_figures(graph, run, found[-1].tag if found else "", PAGE):
        found += page
    return found


async def _look_at(graph: Graph, images: Sequence[str]) -> Seen:
    moving = hidden = 0
    for start in range(0, len(images), PAGE):
        for image in await list_images(graph, images[start : start + PAGE]):
            moving += image.frames > 1
            hidden += bool(image.withheld) or image.nsfw in ("suspected", "confirmed")
    return Seen(moving, hidden)


def describe_run(run: ModelRun, checkpoint: Checkpoint, predictions: Predictions, seen: Seen) -> list[tuple[str, str]]:
    """Describe what the run is, and what it was judged by."""
    facts, test = checkpoint.facts, int(predictions.test.sum())
    audited = predictions.audited
    backbones = [
        (
            "backbone",
            f"{part.backbone} ({part.revision}), licence {part.licence or 'not stated'}, for {len(part.tags)} tags",
        )
        for part in facts.parts
    ]
    return [
        ("run", f"{run.run} ({run.state})"),
        ("trained", f"{run.created_at.iso_format()}, on answers of {run.snapshot.iso_format()}, seed {run.seed}"),
        *backbones,
        ("learned from", f"{run.pictures} pictures, {run.pairs} pairs"),
        ("judged by", f"{len(predictions.images)} pictures: {test} on the test side, the others out of fold"),
        ("animations", f"{seen.moving} pictures move; the vectors of their frames were averaged"),
        ("audited", f"{int(audited.sum())} pairs on {int(audited.any(1).sum())} pictures, gold or drawn at random"),
        ("audited on the test side", f"{int(audited[predictions.test].sum())} pairs"),
        ("promise", f"{facts.promise:.0%} of what is proposed is right"),
        ("reported", datetime.now(UTC).isoformat(timespec="seconds")),
    ]


def list_missing(predictions: Predictions, figures: Sequence[TagFigures], seen: Seen) -> list[str]:
    """List what could not be measured, in plain words; what needs no word is left out."""
    positive = (predictions.targets > 1 / 2) & (predictions.weights > 0)
    unseen = [
        tag for tag, here in zip(predictions.tags, positive[predictions.test].any(0).tolist(), strict=True) if not here
    ]
    heads = set(predictions.tags)
    rare = [row.tag for row in figures if row.tag not in heads]
    people = int((predictions.people != 0).any(1).sum())
    found = [
        (len(rare), "tags have no head, because too few pictures have them"),
        (len(unseen), "tags stand on no picture of the test side: they have no figures there"),
        (len(predictions.images) - people, "pictures were answered by nobody: there only claims are known"),
        (int((predictions.popularity == 0).sum()), "pictures are of unknown popularity"),
        (int((~torch.isfinite(predictions.logits)).any(1).sum()), "pictures were not looked at by every backbone"),
        (seen.hidden, "pictures are withheld or may be NSFW: they count, and are never shown here"),
    ]
    return [f"{count} {says}." for count, says in found if count]


def tabulate(
    predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold], parts: dict[str, Tensor]
) -> list[Table]:
    """Make all tables; `parts` are the slices that were asked for (n bool each)."""
    test = predictions.test
    qualities = _assess_beside_baselines(predictions.take(test), confidence[test], thresholds)
    folded = _assess_beside_baselines(predictions, confidence, thresholds)
    beaten, tested = count_better_than_noise(qualities["model"])
    noise = f"{beaten} of {tested} tags beat noise (5 % for all of them together, Holm)."
    says = {"model": f"{JUDGED} {noise}", "noise": "The same for confidences drawn at random."}
    says["majority"] = "The same for always saying what is commoner on that tag."
    by_tag = [
        Table(f"tags_{who}", f"Tags: {who}", says[who], QUALITY, [list(astuple(q)) for q in found])
        for who, found in qualities.items()
    ]
    out_of_fold = [list(astuple(q)) for q in folded["model"]]
    return [
        _tabulate_categories("categories", "Categories, beside noise and always the majority", JUDGED, qualities),
        *by_tag,
        _tabulate_categories("categories_out_of_fold", "Categories: out of fold", FOLDED, folded),
        Table("tags_out_of_fold", "Tags: out of fold", FOLDED, QUALITY, out_of_fold),
        _tabulate_thresholds(predictions, thresholds),
        _tabulate_agreement(predictions, confidence, thresholds),
        _tabulate_confusions(predictions, confidence, thresholds),
        _tabulate_misses(predictions, confidence),
        _tabulate_slices("popularity", part_by_popularity(predictions), predictions, confidence, thresholds),
        _tabulate_slices("months", part_by_month(predictions), predictions, confidence, thresholds),
        *([_tabulate_slices("slices", parts, predictions, confidence, thresholds)] if parts else []),
    ]


def _assess_beside_baselines(
    predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]
) -> dict[str, list[TagQuality]]:
    speakers = {"model": confidence} | make_baselines(predictions)
    return {who: assess_predictions(predictions, told, thresholds) for who, told in speakers.items()}


def make_baselines(predictions: Predictions) -> dict[str, Tensor]:
    """Make the confidences of noise and of always the majority, which knows how common each tag is; n x t."""
    noise = torch.rand(predictions.targets.shape, generator=Generator().manual_seed(1))
    known = predictions.weights > 0
    common = ((predictions.targets > 1 / 2) & known).sum(0) / known.sum(0).clamp(min=1)
    return {"noise": noise, "majority": (common > 1 / 2).float().expand_as(noise)}


def _tabulate_categories(name: str, title: str, judged: str, qualities: dict[str, list[TagQuality]]) -> Table:
    rows: list[list[Any]] = []
    for category in [None, *sorted({q.category for q in qualities["model"]})]:
        for who, found in qualities.items():
            inside = [q for q in found if category in (None, q.category)]
            beaten, tested = count_better_than_noise(inside)
            means = [_take_mean([getattr(q, figure) for q in inside]) for figure in FIGURES]
            called = "all tags" if category is None else category or "(no category)"
            rows.append([called, who, len(inside), sum(q.support for q in inside), *means, beaten, tested])
    heads = [figure.replace("_", " ") for figure in FIGURES]
    columns = ["category", "who", "tags", "support", *heads, "beat noise", "tested"]
    says = f"Means over the tags, each counting as much as another. {judged}"
    return Table(name, title, says, columns, rows)


def _take_mean(values: Sequence[float | None]) -> float | None:
    kept = [value for value in values if value is not None]
    return fmean(kept) if kept else None


def _tabulate_thresholds(predictions: Predictions, thresholds: Sequence[Threshold]) -> Table:
    columns = ["tag", "category", "threshold", "answered by", "audited", "missing", "why it is silent"]
    rows = [
        [tag, category, t.value, t.answered_by, t.audited, t.missing, t.reason]
        for tag, category, t in zip(predictions.tags, predictions.categories, thresholds, strict=True)
    ]
    says = "From which confidence on a tag is proposed; a silent one lacks so many audited answers."
    return Table("thresholds", "Thresholds", says, columns, rows)


def _tabulate_agreement(predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]) -> Table:
    columns = ["tag", "claims", "proposals", "both", "of proposals claimed", "of claims proposed"]
    rows = [
        [a.tag, a.claims, a.proposals, a.both, _divide(a.both, a.proposals), _divide(a.both, a.claims)]
        for a in measure_agreement(predictions, confidence, thresholds)
    ]
    says = "How far the run repeats what sources say. This is no precision: nobody may have looked at a claim."
    return Table("agreement_with_claims", "Agreement with claims", says, columns, rows)


def _divide(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _tabulate_confusions(predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]) -> Table:
    rows = [list(astuple(c)) for c in list_confusions(predictions, confidence, thresholds)]
    says = "The run proposes the first tag where people say No to it and Yes to the second. Lift is beside chance."
    return Table("confusions", "Confused tags", says, ["proposed", "people say", "pictures", "lift"], rows)


def _tabulate_misses(predictions: Predictions, confidence: Tensor) -> Table:
    rows = [list(astuple(miss)) for miss in list_misses(predictions, confidence, MISSES)]
    says = "Sure where people say No (refused), unsure where they say Yes (missed), the worst first, a few of a tag."
    return Table("misses", "Worst misses", says, ["kind", "picture", "tag", "confidence"], rows)


def _tabulate_slices(
    name: str, parts: dict[str, Tensor], predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]
) -> Table:
    titles = {"popularity": "By popularity", "months": "By the month in which pictures came", "slices": "Slices"}
    rows = [list(astuple(q)) for q in _measure_parts(parts, predictions, confidence, thresholds)]
    return Table(name, titles[name], FOLDED, SLICE, rows)


def _measure_parts(
    parts: dict[str, Tensor], predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]
) -> list[SliceQuality]:
    return [measure_slice(name, rows, predictions, confidence, thresholds) for name, rows in parts.items()]


def draw_plots(predictions: Predictions, confidence: Tensor, thresholds: Sequence[Threshold]) -> list[Plot]:
    """Draw reliability, of all tags and a category, and precision by popularity and month."""
    known = (predictions.weights > 0) & torch.isfinite(confidence) & predictions.test.unsqueeze(1)
    truth = predictions.targets > 1 / 2
    plots = []
    for category in [None, *sorted(set(predictions.categories))]:
        inside = torch.tensor([category in (None, other) for other in predictions.categories]) & known
        name = "all tags" if category is None else category or "(no category)"
        svg = draw_reliability(bin_confidence(confidence[inside], truth[inside]), f"Reliability: {name}")
        plots.append(
            Plot(f"{JUDGED} Bars are 95 % intervals (Wilson); on the line, confidence means what it says.", svg)
        )
    for title, parts in (("popularity", part_by_popularity(predictions)), ("month", part_by_month(predictions))):
        measured = _measure_parts(parts, predictions, confidence, thresholds)
        plots.append(Plot(FOLDED, draw_precision(measured, f"Precision by {title}")))
    return plots
