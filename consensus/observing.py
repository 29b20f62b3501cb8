"""Observing: signs of bad faith, influence and drift of all voters and tags, fitted to all answers and kept.

It reads what the fit of reliability reads (`consensus.answersheet`), and fits it in the same way; finds who copies
whom (`consensus.copying`), hurries or always says the same (`consensus.signs`), and who judges otherwise than before
(`consensus.drift`); weighs each pair without each of its voters (`consensus.influence`); and counts who answers a
question that is asked again as before. All is kept as OBSERVED, to be looked at. One thing has consequences: voters
who copy weigh as one from then on (`Voter.cluster`), and their pairs follow (`consensus.following`).

Only what moved is written and what is gone is removed, so that the same again changes nothing, and one that was cut
off is done by the next.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from consensus.answers import Floats
from consensus.answersheet import AnswerSheet
from consensus.copying import Copying, find_copying, join_pairs
from consensus.dawidskene import fit_answers
from consensus.drift import Agreements, Drift, find_agreements, find_drift
from consensus.influence import Sway, measure_influence
from consensus.signs import Sign, find_hasty, find_one_sided
from consensus.trust import read_answers
from graph.answers import list_speakers
from graph.conduct import write_clusters
from graph.connection import Graph
from graph.keys import write_order
from graph.observations import (
    BATCH,
    Observation,
    read_observations,
    read_retests,
    remove_observations,
    write_observations,
)
from taggy.steps import Report

MOST_SIGNS = 9
FLIPS = 10**9
STRONGEST = 100.0  # changes as strong or stronger stand together

Figures = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Measured:
    """What the answers say: figures of voters and of tags, and the first voter of the cluster of each who copies."""

    voters: Figures
    tags: Figures
    clusters: dict[str, str]


@dataclass(frozen=True)
class Found:
    """What was read and found: `joined` counts voters whose cluster changed, `written` and `removed` what is kept."""

    answers: int
    suspects: int
    clusters: int
    joined: int
    drifting_voters: int
    drifting_tags: int
    written: int
    removed: int


async def observe_conduct(graph: Graph, report: Report) -> Found:
    """Observe all voters and tags, keep what moved, and mark the voters whose pairs must follow."""
    sheet = await read_answers(graph, report)
    measured = await asyncio.to_thread(measure_conduct, sheet)
    sways = await measure_influence(graph, report, len(sheet.times))
    retests = await _list_retests(graph)
    voters = _join_figures(measured.voters, sways, retests)
    rows = [Observation("voter", who, figures) for who, figures in voters.items()]
    rows += [Observation("tag", who, figures) for who, figures in measured.tags.items()]
    written, removed = await _keep(graph, rows, report)
    return Found(
        answers=len(sheet.times),
        suspects=sum("signs" in figures for figures in voters.values()),
        clusters=len(set(measured.clusters.values())),
        joined=await write_clusters(graph, measured.clusters),
        drifting_voters=sum(figures.get("moved", False) for figures in voters.values()),
        drifting_tags=sum(figures["moved"] for figures in measured.tags.values()),
        written=written,
        removed=removed,
    )


def measure_conduct(sheet: AnswerSheet) -> Measured:
    """Measure a sheet of answers: signs, clusters and drift."""
    answers, times = sheet.answers, sheet.times
    if not len(times):
        return Measured({}, {}, {})
    names, tags = list(sheet.voters), list(sheet.tags)
    copying, fit = find_copying(answers, times), fit_answers(answers)
    voters: Figures = defaultdict(dict)
    lone = [*find_hasty(answers, sheet.took), *find_one_sided(answers, fit)]
    for voter, signs in _list_signs(lone, copying, names).items():
        order = f"{MOST_SIGNS - len(signs)}|{names[voter]}"
        voters[names[voter]] = {
            "suspect": order,
            "signs": [sign for sign, _ in signs],
            "because": [because for _, because in signs],
        }
    said = find_agreements(answers, fit, number_months(times))
    for drift in find_drift(said, answers.voters[said.answers].astype(np.intp)):
        voters[names[drift.who]] |= describe_drift(names[drift.who], drift)
    moved = {tags[drift.who]: describe_drift(tags[drift.who], drift) for drift in _find_tag_drift(sheet, said)}
    return Measured(dict(voters), moved, name_clusters(copying, names))


def _find_tag_drift(sheet: AnswerSheet, said: Agreements) -> list[Drift]:
    return find_drift(said, sheet.tags_of_tasks[said.pairs])


def _list_signs(
    lone: Sequence[Sign], copying: Sequence[Copying], names: Sequence[str]
) -> dict[int, list[tuple[str, str]]]:
    """List the signs of each voter who shows any, and what each rests on."""
    signs: dict[int, dict[str, str]] = defaultdict(dict)
    for one in lone:
        signs[one.voter][one.kind] = one.because
    for pair in copying:
        for voter, other in ((pair.first, pair.second), (pair.second, pair.first)):
            signs[voter].setdefault("copies", _describe_copying(pair, names[other]))
    return {voter: sorted(found.items()) for voter, found in sorted(signs.items())}


def _describe_copying(pair: Copying, other: str) -> str:
    same = f"the same answer as {other[:8]} on {pair.agreed} of {pair.tasks} pairs, where {pair.expected:.0f} would be"
    near = f"; on {pair.together} within seconds of each other" if pair.together else ""
    return f"{same} expected of two who judge for themselves{near}"


def name_clusters(copying: Sequence[Copying], names: Sequence[str]) -> dict[str, str]:
    """Name of each voter who copies, or is copied, the first voter of the cluster by id."""
    links = np.array([[pair.first, pair.second] for pair in copying], np.int64).reshape(-1, 2)
    lowest = join_pairs(links, len(names))
    members: dict[int, list[str]] = defaultdict(list)
    for voter in np.unique(links).tolist():
        members[int(lowest[voter])].append(names[voter])
    return {name: min(cluster) for cluster in members.values() for name in cluster}


def number_months(times: Floats) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Number the months of these seconds since 1970, which is month 0."""
    return times.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def describe_drift(who: str, drift: Drift) -> dict[str, Any]:
    """Describe how somebody, or a tag, agrees over time, under the names of the properties that keep it."""
    strength = min(abs(drift.z or 0.0), STRONGEST) / STRONGEST
    return {
        "drift": f"{write_order(1 - strength)}|{who}",
        "z": drift.z,
        "since": None if drift.since is None else _name_month(drift.since),
        "moved": drift.moved,
        "months": [_name_month(month.month) for month in drift.months],
        "answers": [month.answers for month in drift.months],
        "agreed": [month.agreed for month in drift.months],
        "expected": [month.expected for month in drift.months],
    }


def _name_month(month: int) -> str:
    return f"{1970 + month // 12}-{month % 12 + 1:02d}"


async def _list_retests(graph: Graph) -> dict[str, list[bool]]:
    """List of each voter, for every question that was asked again, whether the answer was the same."""
    found: dict[str, list[bool]] = defaultdict(list)
    async for voter, same in read_retests(graph):
        found[voter].append(same)
    retests: dict[str, list[bool]] = defaultdict(list)
    for voter, speaker in (await list_speakers(graph, sorted(found))).items():
        retests[speaker] += found[voter]
    return retests


def _join_figures(voters: Figures, sways: Mapping[str, Sway], retests: Mapping[str, Sequence[bool]]) -> Figures:
    joined: Figures = {}
    for who in sorted(voters.keys() | sways.keys() | retests.keys()):
        again = retests.get(who, ())
        joined[who] = {**voters.get(who, {}), "retests": len(again), "same": sum(again)}
        if sway := sways.get(who):
            order = f"{FLIPS - sway.flips:010d}|{write_order(1 - sway.change)}|{who}"
            joined[who] |= {"sway": order, "pairs": sway.pairs, "flips": sway.flips, "change": sway.change}
    return joined


async def _keep(graph: Graph, rows: Sequence[Observation], report: Report) -> tuple[int, int]:
    """Write what moved and remove what is not there any more; return how many were written and removed."""
    kept = await read_observations(graph)
    moved = sorted((row for row in rows if _differs(kept.get(row.key), row)), key=lambda row: row.key)
    gone = sorted(kept.keys() - {row.key for row in rows})
    written, removed, total = 0, 0, len(moved) + len(gone)
    await report("writing", 0, total)
    for start in range(0, len(gone), BATCH):
        removed += await remove_observations(graph, gone[start : start + BATCH])
    for start in range(0, len(moved), BATCH):
        written += await write_observations(graph, moved[start : start + BATCH])
        await report("writing", min(len(gone) + start + BATCH, total), total)
    return written, removed


def _differs(kept: dict[str, Any] | None, row: Observation) -> bool:
    return kept != {name: value for name, value in row.list_properties().items() if value is not None}
