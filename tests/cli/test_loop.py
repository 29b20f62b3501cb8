"""The loop: ten times round, nothing that people said moves; stopped anywhere, it goes on with the step it was at."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from cli.cycles import STEPS, Taken
from cli.runner import run_job, run_order
from consensus.trust import fit_trust
from graph.connection import Graph
from graph.jobs import TRUST, Job, list_jobs, order_loop
from graph.reliability import read_reliability
from graph.transitions import begin_job, end_job, stop_job
from graph.votes import Answer, Asked, Ballot, cast_votes
from model.answers import gather_answers, read_pictures
from model.backbones import create_network
from taggy.errors import ConflictError, ModelError, StoppedError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.drawings import claim_all, draw_all, ignore, import_drawn
from tests.seeds import add_images, add_tags, add_voters, read_consensus, run

ASKED = Asked("control", 1.0, "0" * 64, 900)
PICTURES = 36


@dataclass(frozen=True)
class Ground:
    """What no model may move: targets and weights of training, reliabilities, and what is settled by what."""

    targets: list[Any]
    reliability: dict[str, Any]
    settled: dict[tuple[str, str], tuple[Any, Any]]


async def read_ground(graph: Graph) -> Ground:
    pictures = await read_pictures(graph)
    answers, _ = gather_answers(pictures, [picture.image for picture in pictures], 0.5)
    pairs = await read_consensus(graph)
    return Ground(
        [answers.images, answers.tags, answers.targets.tolist(), answers.weights.tolist()],
        await read_reliability(graph),
        {pair: (facts.get("settled"), facts.get("settledBy")) for pair, facts in pairs.items() if "settled" in facts},
    )


async def answer(graph: Graph, images: list[str], tag: str, said: Answer) -> None:
    ballots = [Ballot(voter, image, tag, said, asked=ASKED) for voter in ("ann", "ben") for image in images]
    await cast_votes(graph, ballots)


async def seed(graph: Graph, home: Path) -> list[str]:
    """Drawn pictures with true claims, and a tag that a source claims of the red ones and people deny; return these."""
    drawn = draw_all(PICTURES)
    await import_drawn(graph, home, drawn)
    await add_tags(graph, "lol")
    await add_voters(graph, "ann", "ben")
    red = sorted(image for image, (_, tags) in drawn.items() if "red" in tags)
    blue = sorted(image for image, (_, tags) in drawn.items() if "blue" in tags)
    await claim_all(graph, [(image, "lol") for image in red])
    await answer(graph, red[:3], "lol", "no")
    await answer(graph, red[:3], "red", "yes")
    await answer(graph, blue[:3], "red", "no")
    return red


async def test_ten_times_round_a_wrong_model_moves_nothing_that_people_said(graph: Graph, tmp_path: Path) -> None:
    red = await seed(graph, tmp_path)
    await fit_trust(graph, ignore)
    weights = tmp_path / "w.safetensors"
    torch.manual_seed(1)
    save_file(create_network("test_resnet").state_dict(), weights)
    settings = Settings(home=tmp_path, backbone="test_resnet", weights=weights)
    before, taken, grounds = await read_ground(graph), [], []
    for _ in range(10):
        taken += await run_order(graph, settings, order_loop(1, {"threshold": 0.05}))
        grounds.append(await read_ground(graph))
    assert [step.step for step in taken] == [*STEPS] * 10
    assert all(ground == grounds[0] for ground in grounds)
    assert (grounds[0].targets, grounds[0].settled) == (before.targets, before.settled)
    assert {before.settled[image, "lol"] for image in red[:3]} == {("no", "unopposed")}
    proposed = {
        image for (image, tag), facts in (await read_consensus(graph)).items() if tag == "lol" and facts["proposed"]
    }
    assert proposed
    assert not proposed & set(red[:3])
    assert proposed - set(red), "the model says it of pictures of which nobody does"
    assert "not compared: No run is live" in next(step.did for step in taken if step.step == "compare")
    assert "beside" in taken[-len(STEPS) + 3].did


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A data folder of its own; no backbone is named."""
    return Settings(home=tmp_path)


async def begin(graph: Graph) -> Job:
    return await begin_job(graph, order_loop(2), "ann", "me", 10)


async def read_states(graph: Graph) -> dict[str, tuple[str, str | None]]:
    """Read how the newest job of each kind does, and where it goes on."""
    return {job.kind: (job.state, job.cursor) for job in reversed(await list_jobs(graph))}


async def test_it_waits_stops_and_goes_on_with_the_step_it_was_at(graph: Graph, settings: Settings) -> None:
    await add_images(graph, "a")
    other = await begin_job(graph, TRUST, "ben", "him", 10)
    heard: list[str] = []

    async def show(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - what is done matters
        heard.append(step)
        if "waiting for the fit of reliability" in step:
            await end_job(graph, other.id, "him", "done")
        if "reading" in step:
            await stop_job(graph, job.id)

    job = await begin(graph)
    with pytest.raises(StoppedError):
        await run_job(graph, settings, job, "me", show, "stopped")
    assert heard[0] == "cycle 1 of 2: waiting for the fit of reliability that is under way"
    states = await read_states(graph)
    assert states["loop"] == ("stopped", None)
    assert states["trust"] == ("stopped", None)

    job = await begin(graph)
    with pytest.raises(ModelError, match="too little to learn from"):
        await run_job(graph, settings, job, "me", ignore_step, "stopped")
    states = await read_states(graph)
    assert states["loop"] == ("failed", "1|train")
    assert (states["trust"][0], states["train"][0]) == ("done", "failed")
    (failed,) = [job for job in await list_jobs(graph) if job.kind == "loop"]
    assert "too little to learn from" in (failed.problem or "")

    async def stop_part(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - as above
        parts = [job for job in await list_jobs(graph) if job.kind == "trust" and job.state == "running"]
        if "reading" in step and parts:
            await stop_job(graph, parts[0].id)

    anew = await begin_job(graph, order_loop(1), "ann", "me", 10)  # another order, so it begins anew
    assert anew.cursor is None
    with pytest.raises(ConflictError, match="fit of reliability was stopped"):
        await run_job(graph, settings, anew, "me", stop_part, "stopped")
    assert (await read_states(graph))["loop"] == ("failed", None)


async def ignore_step(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step in silence."""


async def test_the_command_says_each_step_and_how_long_it_took(
    graph: Graph, taggy: Taggy, server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(graph, server_settings.home)
    weights = server_settings.home / "w.safetensors"
    save_file(create_network("test_resnet").state_dict(), weights)
    monkeypatch.setenv("TAGGY_BACKBONE", "test_resnet")
    monkeypatch.setenv("TAGGY_WEIGHTS", str(weights))
    result = await asyncio.to_thread(taggy, "loop", "--cycles", "1", "--format", "json")
    taken = [Taken(**row) for row in json.loads(result.stdout)]
    assert [(step.cycle, step.step) for step in taken] == [(1, name) for name in STEPS]
    assert all(step.seconds >= 0 for step in taken)
    said = {step.step: step.did for step in taken}
    assert "12 answers" in said["trust"] or "18 answers" in said["trust"]
    assert "has seen 36 pictures" in said["embed"]
    assert said["suggest"] == "the backbone knows no words"
    assert "wait to be asked about" in said["questions"]
    (loop,) = [job for job in await list_jobs(graph) if job.kind == "loop"]
    assert loop.state == "done"
    assert "questions: " in (loop.step or "")
    assert await run(graph, "MATCH (r:ModelRun) RETURN r.state AS state") == [{"state": "live"}]
