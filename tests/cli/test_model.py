"""`taggy model` as it is typed: train, propose, list, retire."""

import json
import sys
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
from safetensors.torch import save_file

from cli.modelworks import explain_missing_torch
from cli.runner import run_job
from graph.connection import Graph
from graph.jobs import list_jobs, order_training
from graph.runs import list_runs
from graph.transitions import begin_job, stop_job
from model.backbones import create_network
from model.plans import PartPlan, Plan, read_part
from model.split import find_side
from taggy.errors import InputError, ModelError, NotFoundError, StoppedError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.drawings import TAGS, draw_all, import_drawn
from tests.seeds import add_images

MISSING = "e" * 64


@pytest_asyncio.fixture
async def collection(graph: Graph, server_settings: Settings) -> None:
    """Put drawn pictures into the graph and its data folder, and one whose file is gone."""
    await import_drawn(graph, server_settings.home, draw_all(48))
    await add_images(graph, MISSING)


@pytest.fixture
def call(taggy: Taggy) -> Taggy:
    """Run the command."""
    return partial(taggy, "model")


@pytest.mark.usefixtures("collection")
def test_from_training_to_retiring(call: Taggy, tmp_path: Path) -> None:
    weights = tmp_path / "w.safetensors"
    save_file(create_network("test_vit").state_dict(), weights)
    result = call("train", "--backbone", "test_vit", "--weights", str(weights), "--threshold", "0.2", "--json")
    trained = json.loads(result.stdout)
    assert trained.pop("skipped").keys() == {MISSING}
    assert trained.pop("mean_average_precision") > 0.3
    assert 0 <= trained.pop("tags_abstained") <= 5
    run, backbone = trained.pop("run"), trained.pop("backbone")
    learned = [tags for image, (_, tags) in draw_all(48).items() if not find_side(1, image)]
    counts = {"pictures": len(learned), "pairs": 2 * len(learned)}
    assert trained == {**counts, "tags": 5, "tags_too_rare": 0}

    (listed,) = json.loads(call("runs", "--format", "json").stdout)
    assert listed.pop("created").startswith("20")
    assert f"{listed['backbone']}@{listed.pop('revision')}" == backbone
    assert listed == {
        "run": run,
        "state": "candidate",
        "backbone": "test_vit",
        "seed": 1,
        **counts,
    }
    tags = json.loads(call("tags", run, "--format", "json").stdout)
    assert {tag["tag"]: tag["support"] for tag in tags} == {tag: sum(tag in own for own in learned) for tag in TAGS}

    shown = call("propose").stdout
    assert f"run  {run}" in shown
    assert "1 pictures could not be read:" in shown
    proposed = json.loads(call("propose", run, "--json").stdout)
    assert json.loads(call("runs", "--format", "json").stdout)[0]["state"] == "live"
    assert json.loads(call("retire", run, "--json").stdout) == {"run": run, "taken_back": proposed["proposed"]}
    assert json.loads(call("runs", "--format", "json").stdout)[0]["state"] == "retired"


@pytest.mark.usefixtures("collection")
async def test_a_training_is_a_job_that_stops_between_its_steps(graph: Graph, server_settings: Settings) -> None:
    job = await begin_job(graph, order_training(Plan().as_params()), None, "me", 60)
    steps: list[str] = []

    async def show(step: str, done: int, total: int, cursor: str = "") -> None:
        assert done <= total
        assert not cursor
        if step == "training a network a fold" and done and step not in steps:
            await stop_job(graph, job.id)
            steps.append(step)

    with pytest.raises(StoppedError):
        await run_job(graph, server_settings, job, "me", show, "waiting")
    (left,) = await list_jobs(graph)
    assert (left.kind, left.state, left.runner, left.step) == ("train", "stopped", None, "training a network a fold")
    assert 0 < left.done < (left.total or 0)
    assert await list_runs(graph, 10) == []


WHOLE = Plan(
    "test_vit",
    Path("/w.safetensors"),
    7,
    0.5,
    100,
    popularity=0.0,
    parts=(PartPlan("who", "test_resnet"), PartPlan("style", "test_vit", Path("/v.safetensors"))),
)


def test_a_part_is_read_as_it_is_typed() -> None:
    assert read_part("who=test_vit") == PartPlan("who", "test_vit")
    assert read_part("who=test_vit,w.safetensors") == PartPlan("who", "test_vit", Path("w.safetensors"))
    for text in ("", "who", "who=", "=test_vit", "who=,w.safetensors"):
        with pytest.raises(InputError, match="CATEGORY=NAME"):
            read_part(text)


def test_a_plan_is_kept_whole_by_its_job() -> None:
    for plan in (Plan(), WHOLE):
        assert Plan.from_params(json.loads(json.dumps(plan.as_params()))) == plan
    assert Plan.from_params({}) == Plan()


def test_no_runs_are_an_empty_list(call: Taggy) -> None:
    assert json.loads(call("runs", "--format", "json").stdout) == []


def test_weights_need_the_name_of_their_network(call: Taggy) -> None:
    with pytest.raises(InputError, match="say --backbone NAME too"):
        call("train", "--weights", "w.safetensors")


def test_a_run_that_is_not_there_is_told(call: Taggy) -> None:
    with pytest.raises(NotFoundError, match="'gone'"):
        call("retire", "gone")


def test_without_torch_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with (
        pytest.raises(ModelError, match=r"needs torch, which is not installed. `make -B setup`"),
        explain_missing_torch(),
    ):
        import torch  # noqa: F401, PLC0415 - it is not there
    with pytest.raises(ModuleNotFoundError, match="no_such_module"), explain_missing_torch():
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401, PLC0415 - a defect stays one
