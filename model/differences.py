"""The report on how a candidate differs from the live run, tag by tag and on pictures that look alike."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.connection import Graph
from graph.runs import ModelRun, find_live_run
from model.checkpoint import Checkpoint
from model.clusters import cluster_pictures
from model.comparison import Change, ClusterChange, Opinions, TagChange, compare_clusters, compare_tags, match_runs
from model.embedding import read_embeddings_of
from model.page import Report, Shown, Table, show_pictures
from model.reading import find_candidate, read_run
from taggy import steps
from taggy.errors import InputError, NotFoundError

STEPS = 4
SURE = 0.05
FIGURES = ("average precision", "precision", "coverage")


@dataclass(frozen=True)
class Differences:
    """How a candidate differs from the live run."""

    candidate: str
    live: str
    pictures: int
    tags: list[TagChange]
    clusters: list[ClusterChange]


async def compare_runs(
    graph: Graph, home: Path, candidate: str | None, live: str | None, report: steps.Report
) -> tuple[Differences, Report]:
    """Compare a run, else the newest candidate, with another, else the live one, and report on it.

    Raises:
        InputError: both are the same run, or have no tag or no picture in common to judge by.
        ModelError: a checkpoint cannot be used.
        NotFoundError: a run is not there.
    """
    await report("reading what the runs say", 0, STEPS)
    one, checkpoint, new = await read_run(graph, home, candidate or await _name_candidate(graph))
    other, _, old = await read_run(graph, home, live or await _name_live(graph))
    if one.run == other.run:
        raise InputError(f"{one.run} cannot be compared with itself. Name two runs; `taggy model runs` lists them.")
    await report("comparing", 2, STEPS)
    new, old = match_runs(new, old)
    judged = int((new.predictions.weights > 0).any(1).sum())
    if not judged:
        raise InputError(
            f"There is nothing to judge {one.run} and {other.run} by: no picture is on the test side of both, and "
            f"people answered none. Answer some questions first."
        )
    tags = compare_tags(new, old)
    clusters = await _compare_alike(graph, checkpoint, new, old)
    found = Differences(one.run, other.run, judged, tags, clusters)
    await report("fetching pictures", 3, STEPS)
    said = [(image, f"cluster {c.cluster}: {', '.join(c.tags)}") for c in clusters for image in c.examples]
    page = tell_differences(found, one, other, await show_pictures(graph, home, said))
    await report("fetching pictures", STEPS, STEPS)
    return found, page


async def _name_candidate(graph: Graph) -> str:
    if not (found := await find_candidate(graph)):
        raise NotFoundError("There is no candidate. `taggy model train` trains one, or name the run to compare.")
    return found.run


async def _name_live(graph: Graph) -> str:
    if not (found := await find_live_run(graph)):
        raise NotFoundError("No run is live yet. Name the run to compare with; `taggy model runs` lists them.")
    return found.run


async def _compare_alike(graph: Graph, checkpoint: Checkpoint, new: Opinions, old: Opinions) -> list[ClusterChange]:
    """Cluster the pictures by what the candidate's first backbone sees; ones that it never saw are in no cluster."""
    rows, vectors = await read_embeddings_of(graph, checkpoint.parts[0].backbone.key, new.predictions.images)
    clusters = new.predictions.test.long() * 0 - 1
    if rows:
        clusters[rows] = cluster_pictures(vectors)
    return compare_clusters(new, old, clusters)


def tell_differences(found: Differences, one: ModelRun, other: ModelRun, pictures: list[Shown]) -> Report:
    """Tell how two runs differ, as a report."""
    worse = [change.tag for change in found.tags if judge_change(change) == "worse"]
    better = [change.tag for change in found.tags if judge_change(change) == "better"]
    return Report(
        title=f"{found.candidate} beside {found.live}",
        facts=[
            ("candidate", f"{one.run} ({one.state}), {one.backbone}"),
            ("compared with", f"{other.run} ({other.state}), {other.backbone}"),
            ("judged by", f"{found.pictures} pictures: on the test side of both, or answered by people; out of fold"),
            ("better", ", ".join(better) or "no tag, as far as can be told"),
            ("worse", ", ".join(worse) or "no tag, as far as can be told"),
        ],
        missing=[],
        tables=[tabulate_tags(found), tabulate_clusters(found)],
        plots=[],
        pictures=pictures,
    )


def judge_change(change: TagChange) -> str:
    """Judge a tag: better or worse where the interval of average precision, or McNemar's test, leaves no doubt."""
    low, high = change.average_precision.low, change.average_precision.high
    tells = change.p_same < SURE
    if (high is not None and high < 0) or (tells and change.lost > change.gained):
        return "worse"
    if (low is not None and low > 0) or (tells and change.gained > change.lost):
        return "better"
    return "unclear"


def tabulate_tags(found: Differences) -> Table:
    """Make the table of tags."""
    heads = [f"{name} {which}" for name in FIGURES for which in ("candidate", "live", "change from", "to")]
    rows: list[list[Any]] = [
        [
            c.tag, c.category, judge_change(c), c.pictures,
            *_spread(c.average_precision), *_spread(c.precision), *_spread(c.coverage),
            c.gained, c.lost, c.p_same,
        ]
        for c in found.tags
    ]  # fmt: skip
    columns = ["tag", "category", "verdict", "pictures", *heads, "gained", "lost", "p same"]
    says = (
        "Intervals are of the difference (paired bootstrap, 95 %); gained and lost are pairs one run alone has right."
    )
    return Table("tags", "Tags", says, columns, rows)


def tabulate_clusters(found: Differences) -> Table:
    """Make the table of clusters."""
    rows: list[list[Any]] = [
        [c.cluster, c.pictures, c.pairs, *_spread(c.right), c.gained, c.lost, c.p_same, c.tags, c.examples]
        for c in found.clusters
    ]
    heads = ["right candidate", "right live", "change from", "to"]
    columns = ["cluster", "pictures", "pairs", *heads, "gained", "lost", "p same", "tags lost", "examples"]
    says = "Pictures that look alike to the candidate's backbone (k-means), where it got worst first."
    return Table("clusters", "Clusters of pictures", says, columns, rows)


def _spread(change: Change) -> list[float | None]:
    return [change.candidate, change.live, change.low, change.high]
