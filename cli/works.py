"""Works: what each kind of job does, the same in a command of its own and in a runner."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.siteworks import do_site
from consensus.following import follow_voters
from consensus.mining import Mined, mine_vocabulary
from consensus.observing import Found, observe_conduct
from consensus.rebuild import rebuild_consensus
from consensus.remarks import find_remarks
from consensus.revision import revise_consensus
from consensus.settling import resettle_pairs
from consensus.trust import Fitted, fit_trust
from graph.connection import Graph
from graph.consensus import count_pictures
from graph.embeddings import list_backbones
from graph.imports import GraphRecorder
from graph.jobs import Job, Kind, Order
from graph.remarks import count_tags, settle_moving_tags
from media.store import MediaStore
from sources.duplicates import Scanned, scan_duplicates
from sources.folder import import_folder, name_folder
from sources.reports import ImportSummary
from taggy.errors import InputError, ModelError
from taggy.settings import Settings
from taggy.steps import Report

if TYPE_CHECKING:
    from cli.cycles import Taken
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


@dataclass(frozen=True)
class Embedded:
    """How many pictures a backbone has seen in all, where it ran, and what could not be read."""

    backbone: str
    device: str
    pictures: int
    skipped: dict[str, str]


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


async def do_propose(graph: Graph, settings: Settings, job: Job, report: Report) -> "Proposed":
    """Let a run propose, from the job's cursor on.

    Raises:
        ModelError: torch is not installed, or the run cannot be used.
    """
    with explain_missing_torch():
        from model.pictures import open_reader  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.proposing import propose_run  # noqa: PLC0415 - torch is loaded only where it is needed
    with open_reader(settings.home) as read:
        return await propose_run(graph, settings, read, json.loads(job.params)["run"], report, job.cursor or "")


async def do_train(graph: Graph, settings: Settings, job: Job, report: Report) -> "Trained":
    """Train a run. It has no cursor: networks that learn go on from their file, and pictures are looked at once.

    Raises:
        ModelError: torch is not installed, the backbone cannot be had, or there is too little to learn from.
    """
    with explain_missing_torch():
        from model.pictures import open_reader  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.plans import Plan  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.training import train_run  # noqa: PLC0415 - torch is loaded only where it is needed
    with open_reader(settings.home) as read:
        plan = Plan.from_params(json.loads(job.params))
        backbone, weights = choose_backbone(settings, plan.backbone, plan.weights)
        return await train_run(graph, settings.home, read, replace(plan, backbone=backbone, weights=weights), report)


async def do_embed(graph: Graph, settings: Settings, job: Job, report: Report) -> Embedded:
    """Let a backbone look at all pictures. It needs no cursor: what it has seen it does not look at again.

    Raises:
        ModelError: torch is not installed, or the backbone is not named, cannot be had or gives no numbers.
    """
    with explain_missing_torch():
        from model.backbones import load_backbone  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.embedders import embed_collection  # noqa: PLC0415 - as above
        from model.embedding import choose_device  # noqa: PLC0415 - as above
        from model.pictures import open_reader  # noqa: PLC0415 - as above
        from model.runtime import open_embedder  # noqa: PLC0415 - as above
    params = json.loads(job.params)
    name, weights = choose_backbone(settings, params.get("backbone"), params.get("weights"))
    if name is None:
        raise ModelError(
            "No backbone is named. Say --backbone NAME or set TAGGY_BACKBONE; `taggy model backbones` lists some. A "
            "run whose network is trained from nothing looks at the pictures by itself: `taggy model train`."
        )
    backbone = await asyncio.to_thread(load_backbone, name, weights)
    embedder = open_embedder(settings, backbone)
    where = f"the cluster {settings.cluster}" if settings.cluster else str(choose_device(settings.device))
    with open_reader(settings.home) as read:
        skipped = await embed_collection(graph, embedder, read, report)
    seen = {row.backbone: row.pictures for row in await list_backbones(graph)}
    return Embedded(embedder.key, where, seen.get(embedder.key, 0), skipped)


def choose_backbone(
    settings: Settings, backbone: str | None, weights: Path | str | None
) -> tuple[str | None, Path | None]:
    """Choose the network and the file of its weights: what is asked for, else what is set.

    Raises:
        InputError: weights without a network.
    """
    name = backbone or settings.backbone
    if weights and not name:
        raise InputError(f"--weights {weights} needs the name of its network: say --backbone NAME too.")
    file = Path(weights) if weights else None
    return name, file if backbone or file else settings.weights


async def do_loop(graph: Graph, settings: Settings, job: Job, report: Report) -> "list[Taken]":
    """Go through the loop as often as the job says, from its cursor on.

    Raises:
        TaggyError: a step failed; resumed, the loop goes on with it.
    """
    from cli.cycles import run_cycles  # noqa: PLC0415 - its steps are jobs, which are run by what runs this one

    return await run_cycles(graph, settings, job, report)


async def do_report(graph: Graph, settings: Settings, job: Job, report: Report) -> Path:
    """Report on a run, for staff to read in the page. It has no cursor: cut off it begins anew.

    Raises:
        ModelError: torch is not installed, or the run cannot be used.
    """
    with explain_missing_torch():
        from model.page import write_report  # noqa: PLC0415 - torch is loaded only where it is needed
        from model.report import make_report  # noqa: PLC0415 - torch is loaded only where it is needed
    run = json.loads(job.params)["run"]
    place = settings.home / "reports" / f"{run}.html"
    write_report(await make_report(graph, settings.home, run, [], report), place)
    return place


@contextmanager
def explain_missing_torch() -> Iterator[None]:
    """Say what to do where the model's packages were left out.

    Raises:
        ModelError: they were.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in (
            "torch",
            "timm",
            "torchvision",
            "safetensors",
            "jinja2",
            "matplotlib",
        ):
            raise
        raise ModelError(
            f"The model needs {error.name}, which is not installed. `make -B setup` installs it with all it needs."
        ) from error


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
}
