"""Works of the model: what jobs do that need torch, and what is said where it is not installed."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graph.connection import Graph
from graph.embeddings import list_backbones
from graph.jobs import Job
from taggy.errors import InputError, ModelError
from taggy.settings import Settings
from taggy.steps import Report

if TYPE_CHECKING:
    from model.proposing import Proposed
    from model.training import Trained


@dataclass(frozen=True)
class Embedded:
    """How many pictures a backbone has seen in all, where it ran, and what could not be read."""

    backbone: str
    device: str
    pictures: int
    skipped: dict[str, str]


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
