"""Works: what each kind of job does, the same in a command of its own and in a runner."""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from consensus.mining import Mined, mine_vocabulary
from consensus.rebuild import rebuild_consensus
from consensus.remarks import find_remarks
from consensus.revision import revise_consensus
from graph.connection import Graph
from graph.consensus import count_pictures
from graph.imports import GraphRecorder
from graph.jobs import Job, Kind, Order
from graph.remarks import count_tags, settle_moving_tags
from media.store import MediaStore
from sources.duplicates import Scanned, scan_duplicates
from sources.folder import import_folder, name_folder
from sources.reports import ImportSummary
from taggy.errors import ModelError
from taggy.settings import Settings
from taggy.steps import Report

if TYPE_CHECKING:
    from model.proposing import Proposed
    from model.training import Trained


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


async def do_propose(graph: Graph, settings: Settings, job: Job, report: Report) -> "Proposed":
    """Let a run propose, from the job's cursor on.

    Raises:
        ModelError: torch is not installed, or the run cannot be used.
    """
    with explain_missing_torch():
        from model.pictures import open_reader  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.proposing import propose_run  # noqa: PLC0415 - torch is loaded only where it is needed
    with open_reader(settings.home) as read:
        return await propose_run(graph, settings.home, read, json.loads(job.params)["run"], report, job.cursor or "")


async def do_train(graph: Graph, settings: Settings, job: Job, report: Report) -> "Trained":
    """Train a run. It has no cursor: cut off it begins anew, but for pictures that were looked at.

    Raises:
        ModelError: torch is not installed, the backbone cannot be had, or there is too little to learn from.
    """
    with explain_missing_torch():
        from model.pictures import open_reader  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.training import Plan, train_run  # noqa: PLC0415 - torch is loaded only where it is needed
    with open_reader(settings.home) as read:
        return await train_run(graph, settings.home, read, Plan.from_params(json.loads(job.params)), report)


@contextmanager
def explain_missing_torch() -> Iterator[None]:
    """Say what to do where the model's packages were left out.

    Raises:
        ModelError: they were.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("torch", "timm", "torchvision", "safetensors"):
            raise
        raise ModelError(
            f"The model needs {error.name}, which is not installed. `make -B setup` installs it with all it needs."
        ) from error


Work = Callable[[Graph, Settings, Job, Report], Awaitable[Any]]
WORKS: dict[Kind, Work] = {
    "import": do_import,
    "rebuild": do_rebuild,
    "train": do_train,
    "propose": do_propose,
    "vocabulary": do_vocabulary,
    "duplicates": do_scan,
    "mining": do_mining,
    "remarks": do_remarks,
}
