"""Works: what each kind of job does, the same in a command of its own and in a runner."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.modelworks import do_embed, do_propose, do_report, do_train
from cli.siteworks import do_site
from consensus.following import follow_voters
from consensus.mining import Mined, mine_vocabulary
from consensus.observing import Found, observe_conduct
from consensus.rating import Rated, fit_ratings
from consensus.rebuild import rebuild_consensus
from consensus.remarks import find_remarks
from consensus.revision import revise_consensus
from consensus.settling import resettle_pairs
from consensus.trust import Fitted, fit_trust
from graph.connection import Graph
from graph.consensus import count_pictures
from graph.criteria import list_criteria
from graph.imports import GraphRecorder
from graph.jobs import Job, Kind, Order
from graph.remarks import count_tags, settle_moving_tags
from media.store import MediaStore
from sources.duplicates import Scanned, scan_duplicates
from sources.folder import import_folder, name_folder
from sources.reports import ImportSummary
from taggy.settings import Settings
from taggy.steps import Report

if TYPE_CHECKING:
    from cli.cycles import Taken


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild or a revision went through."""

    pictures: int
    pairs: int


@dataclass(frozen=True)
class Searched:
    """What a search for remarks went through."""

    tags: int
    taken: int


def order_import(path: Path, collection: str | None, *, copy: bool, tags_from_folder: bool) -> Order:
    """Order the import of a folder: the same folder into the same collection is the same work.

    Raises:
        InputError: there is no such folder, or no collection can be named so.
    """
    root, name = name_folder(path, collection)
    params = {"path": str(root), "collection": name, "copy": copy, "tags_from_folder": tags_from_folder}
    return Order("import", f"import {name} {root}", f"import of folder {name}", "files", params)


async def do_import(graph: Graph, settings: Settings, job: Job, report: Report) -> ImportSummary:
    """Import a folder. It needs no cursor: what is known is skipped, and files that came meanwhile are not."""
    params = json.loads(job.params)
    with MediaStore(settings.home) as store:
        return await import_folder(
            GraphRecorder(graph),
            store,
            settings,
            Path(params["path"]),
            collection=params["collection"],
            copy=params["copy"],
            tags_from_folder_name=params["tags_from_folder"],
            progress=report,
        )


async def do_rebuild(graph: Graph, _settings: Settings, job: Job, report: Report) -> Rebuilt:
    """Rebuild the consensus, from the job's cursor on."""
    done, pairs, total = job.done, 0, await count_pictures(graph)
    await report("rebuilding", done, total)
    async for last, pictures, found in rebuild_consensus(graph, job.cursor or ""):
        done, pairs = done + pictures, pairs + found
        await report("rebuilding", done, total, last)
    return Rebuilt(done, pairs)


async def do_vocabulary(graph: Graph, _settings: Settings, job: Job, report: Report) -> Rebuilt:
    """Recompute the pairs that a change of the vocabulary moves, from the job's cursor on."""
    done, pairs, total = job.done, 0, await count_pictures(graph)
    async for last, pictures, found in revise_consensus(graph, job.cursor or ""):
        done, pairs = done + pictures, pairs + found
        await report("revising", done, max(done, total), last)
    return Rebuilt(done, pairs)


async def do_settle(graph: Graph, _settings: Settings, job: Job, report: Report) -> Rebuilt:
    """Bring every pair after the rules of settling, from the job's cursor on; `pairs` are those that moved."""
    done, pairs, total = job.done, 0, await count_pictures(graph)
    await report("settling", done, total)
    async for last, pictures, moved in resettle_pairs(graph, job.cursor or ""):
        done, pairs = done + pictures, pairs + moved
        await report("settling", done, max(done, total), last)
    return Rebuilt(done, pairs)


async def do_scan(graph: Graph, settings: Settings, _job: Job, report: Report) -> Scanned:
    """Scan for duplicates. It needs no cursor: a picture that was looked at is not looked at again."""
    return await scan_duplicates(graph, settings.home, report)


async def do_mining(graph: Graph, _settings: Settings, _job: Job, report: Report) -> Mined:
    """Propose links between tags. It needs no cursor: what it reads it reads again, what was proposed stays."""
    return await mine_vocabulary(graph, report)


async def do_remarks(graph: Graph, _settings: Settings, job: Job, report: Report) -> Searched:
    """Search for remarks, from the job's cursor on; a change of a tag's state that was cut off is finished first."""
    await settle_moving_tags(graph)
    done, taken, total = job.done, 0, await count_tags(graph)
    await report("searching", done, total)
    async for last, tags, found in find_remarks(graph, job.cursor or ""):
        done, taken = done + tags, taken + found
        await report("searching", done, max(done, total), last)
    return Searched(done, taken)


async def do_trust(graph: Graph, _settings: Settings, _job: Job, report: Report) -> Fitted:
    """Fit how reliable voters and sources are. It needs no cursor: a fit that was cut off begins anew."""
    return await fit_trust(graph, report)


async def do_conduct(graph: Graph, _settings: Settings, job: Job, report: Report) -> Found | None:
    """Search for bad faith and drift, then let the pairs of those who copy follow, from the job's cursor on.

    Returns:
        What was found; None where only pairs were left to follow.
    """
    found = None if job.cursor else await observe_conduct(graph, report)
    await follow_voters(graph, report, job.cursor or "")
    return found


async def do_aside(graph: Graph, _settings: Settings, job: Job, report: Report) -> int:
    """Let the pairs of voters who were set aside or brought back follow, from the job's cursor on."""
    return await follow_voters(graph, report, job.cursor or "", job.done)


async def do_ratings(graph: Graph, settings: Settings, _job: Job, report: Report) -> list[Rated]:
    """Rate pictures by every criterion. It needs no cursor: a fit that was cut off begins anew."""
    found = await list_criteria(graph)
    return [await fit_ratings(graph, criterion.name, settings.backbone, report) for criterion in found]


async def do_loop(graph: Graph, settings: Settings, job: Job, report: Report) -> "list[Taken]":
    """Go through the loop as often as the job says, from its cursor on.

    Raises:
        TaggyError: a step failed; resumed, the loop goes on with it.
    """
    from cli.cycles import run_cycles  # noqa: PLC0415 - its steps are jobs, which are run by what runs this one

    return await run_cycles(graph, settings, job, report)


Work = Callable[[Graph, Settings, Job, Report], Awaitable[Any]]
WORKS: dict[Kind, Work] = {
    "import": do_import,
    "site": do_site,
    "rebuild": do_rebuild,
    "train": do_train,
    "propose": do_propose,
    "vocabulary": do_vocabulary,
    "duplicates": do_scan,
    "mining": do_mining,
    "remarks": do_remarks,
    "report": do_report,
    "embed": do_embed,
    "trust": do_trust,
    "settle": do_settle,
    "loop": do_loop,
    "conduct": do_conduct,
    "aside": do_aside,
    "ratings": do_ratings,
}
