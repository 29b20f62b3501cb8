"""Class training: better stage by stage, the same when it was cut off; and what a folder may be."""

import shutil
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from media.decoding import Limits
from model.backbones import Backbone
from model.classheads import PASSES
from model.classlessons import FEWEST, list_class_files, read_class_lessons
from model.classtraining import ClassPlan, TrainedClasses, doubt_classes, train_classes
from taggy.errors import InputError, ModelError, StoppedError
from taggy.steps import Report
from tests.model.classfolders import CLASSES, NETWORK, draw_folder
from tests.model.drawings import ignore
from tests.model.portable import make_backbone

LIMITS = Limits(2_000_000, 4_000_000, 50)
PLAN = ClassPlan(suspect=("red",), clean=True, stages=1, passes=2)


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    """A small network at random weights."""
    return make_backbone(NETWORK, input_size=(3, 64, 64))


@pytest.fixture(scope="module")
def wrong(folder: Path) -> set[str]:
    """What lies in a wrong sub-folder."""
    return {path.relative_to(folder).as_posix() for path in folder.glob("*/*") if path.parent.name not in path.name}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three colours, 40 pictures each, of which 4 lie in the wrong sub-folder, and files that are left out."""
    place = tmp_path_factory.mktemp("colours")
    assert len(draw_folder(place, 40, 4)) == 12
    (place / "red" / "notes.txt").write_text("no picture")
    shutil.copy(place / "red" / "red020.png", place / "red" / "zz-again.png")
    shutil.copy(place / "red" / "red021.png", place / "green" / "red021.png")
    (place / "red" / ".hidden").write_text("passed over")
    (place / ".git").mkdir()
    return place


async def train(folder: Path, backbone: Backbone, path: Path, plan: ClassPlan = PLAN) -> TrainedClasses:
    return await train_classes(folder, backbone, LIMITS, plan, path, ignore)


@pytest.fixture(scope="module")
async def trained(folder: Path, backbone: Backbone, tmp_path_factory: pytest.TempPathFactory) -> TrainedClasses:
    return await train(folder, backbone, tmp_path_factory.mktemp("trained") / "t.safetensors")


def test_each_stage_is_measured_on_pictures_that_were_held_out(trained: TrainedClasses, folder: Path) -> None:
    names = ["commonest class", "head", "layers 1", "cleaned head", "cleaned layers 1"]
    assert [stage.stage for stage in trained.stages] == names
    tested = trained.classifier.facts.tested
    assert {stage.pictures for stage in trained.stages} == {tested} == {24}
    assert trained.stages[0].right / tested < 0.5
    for stage in trained.stages[1:]:
        assert stage.right / tested > 0.75
        low, high = stage.interval
        assert low < stage.right / tested < high
    last = trained.stages[-1]
    assert last.undoubted_right / last.undoubted > 0.9
    assert trained.classifier.facts.right == last.right
    assert [sum(row) for row in trained.confusion] == [8, 8, 8]
    assert sum(trained.confusion[n][n] for n in range(3)) == last.right
    assert trained.classifier.facts.classes == [*CLASSES]
    assert trained.classifier.network.suspect.tolist() == [False, False, True]
    assert list_class_files(folder).classes == [*CLASSES]


def test_what_lies_in_a_wrong_folder_is_found_and_left_out(trained: TrainedClasses, wrong: set[str]) -> None:
    found = {doubted.path: doubted for doubted in trained.doubted}
    assert len(found.keys() & wrong) >= 9
    assert len(found.keys() - wrong) <= 3
    for path in found.keys() & wrong:
        assert found[path].labelled == path.split("/")[0]
        assert path.split("/")[1].startswith(found[path].likely)
    learned = trained.classifier.facts.learned
    assert 120 - 24 - 3 - len(found) <= learned < 120 - 24


def test_what_cannot_be_learned_from_is_named_with_the_reason(trained: TrainedClasses) -> None:
    skipped = trained.skipped
    assert [*sorted(skipped)] == ["green/red021.png", "red/notes.txt", "red/red021.png", "red/zz-again.png"]
    assert skipped["red/zz-again.png"] == "It shows the same pixels as 'red/red020.png'."
    assert skipped["red/red021.png"] == skipped["green/red021.png"]
    assert skipped["red/red021.png"] == "The same pixels are in 'green' and 'red'. Leave it in one of them."
    assert "no picture in a format" in skipped["red/notes.txt"]


async def test_doubts_alone_are_those_of_the_training(
    trained: TrainedClasses, folder: Path, backbone: Backbone
) -> None:
    assert await doubt_classes(folder, backbone, LIMITS, ClassPlan(), ignore) == trained.doubted


def stop_at(last: int) -> Report:
    """Stop once so many steps of learning are done."""

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - a report's
        if step == "learning the classes" and done >= last:
            raise StoppedError("enough")

    return report


@pytest.mark.parametrize("stop", [30, 43, 60])
async def test_cut_off_it_goes_on_and_comes_to_the_same_network(
    trained: TrainedClasses, folder: Path, backbone: Backbone, tmp_path: Path, stop: int
) -> None:
    path = tmp_path / "t.safetensors"
    with pytest.raises(StoppedError):
        await train_classes(folder, backbone, LIMITS, PLAN, path, stop_at(stop))
    again = await train(folder, backbone, path)
    assert again.stages == trained.stages
    assert again.classifier.backbone.key == trained.classifier.backbone.key


async def test_deeper_layers_learn_from_the_last_one_on(folder: Path, backbone: Backbone, tmp_path: Path) -> None:
    path = tmp_path / "t.safetensors"
    with pytest.raises(StoppedError):
        await train_classes(folder, backbone, LIMITS, ClassPlan(stages=1, passes=9), path, stop_at(PASSES + 12))
    with safe_open(path, framework="pt") as file:
        before = backbone.networks[0].state_dict()
        moved = [name for name in before if not torch.equal(before[name], file.get_tensor(f"last.trunk.{name}"))]
    names = [name for name, _ in backbone.networks[0].named_parameters()]
    assert moved
    assert all(len(names) // 3 <= names.index(name) for name in moved)


async def test_a_loss_that_is_no_number_ends_it(
    folder: Path, backbone: Backbone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("model.stages.RATE", 1e30)
    with pytest.raises(ModelError, match=r"The loss of stage 2 is no number\. The last good state is kept"):
        await train(folder, backbone, tmp_path / "t.safetensors", ClassPlan(stages=1, passes=2))


def make_bad(folder: Path, kind: str) -> None:
    """Make a folder that cannot be learned from."""
    draw_folder(folder, FEWEST)
    if kind == "one":
        for name in ("green", "red"):
            shutil.rmtree(folder / name)
    elif kind == "empty":
        (folder / "yellow").mkdir()
    elif kind == "two":
        for path in sorted((folder / "red").iterdir())[2:]:
            path.unlink()
    elif kind == "broken":
        for path in (folder / "red").iterdir():
            path.write_bytes(path.read_bytes()[:60])
    elif kind == "control":
        (folder / "red").rename(folder / "r\x1bed")
    elif kind == "twice":
        (folder / "red").rename(folder / "e\u0301")
        (folder / "green").rename(folder / "\u00e9")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("one", r"has 1 sub-folders\. .*two at least"),
        ("empty", "The class 'yellow' is empty"),
        ("two", "The class 'red' has 2 pictures that can be learned from; 10 at least"),
        ("broken", "The class 'red' has 0 pictures that can be learned from; 10 at least"),
        ("control", r"A class cannot be called 'r\\x1bed'"),
        ("twice", "Two folders are called 'é', written in two ways"),
    ],
)
async def test_a_folder_that_cannot_be_learned_from_is_refused(
    tmp_path: Path, backbone: Backbone, kind: str, says: str
) -> None:
    make_bad(tmp_path / "c", kind)
    with pytest.raises(InputError, match=says):
        await train(tmp_path / "c", backbone, tmp_path / "t.safetensors")
    assert not (tmp_path / "t.safetensors").exists()


async def test_a_class_to_suspect_that_is_none_is_refused(folder: Path, backbone: Backbone, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no class 'pink' to suspect\. There are: blue, green, red\."):
        await train(folder, backbone, tmp_path / "t.safetensors", ClassPlan(suspect=("pink",)))
    with pytest.raises(InputError, match="There is no folder"):
        await train(folder / "none", backbone, tmp_path / "t.safetensors")


def test_names_of_every_script_are_classes(tmp_path: Path, backbone: Backbone) -> None:
    draw_folder(tmp_path / "c", FEWEST)
    (tmp_path / "c" / "red").rename(tmp_path / "c" / "赤 🌹")
    (tmp_path / "c" / "green").rename(tmp_path / "c" / "e\u0301clair")
    files = list_class_files(tmp_path / "c")
    assert files.classes == ["blue", "éclair", "赤 🌹"]
    steps = read_class_lessons(files, backbone, LIMITS, 1)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            lessons = end.value
            break
    assert lessons.labels.bincount().tolist() == [FEWEST] * 3
    assert lessons.labels[lessons.held].bincount().tolist() == [2, 2, 2]
    assert lessons.seen.shape == (3 * FEWEST, backbone.width)
    assert lessons.paths[-1] == "赤 🌹/red009.png"
