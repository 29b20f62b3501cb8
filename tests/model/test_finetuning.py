"""Fine-tuning: learns what drawings show, goes on where it was cut off, keeps to its folds, and stops at no number."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from timm.optim import param_groups_layer_decay  # type: ignore[attr-defined]  # timm names no exports
from torch import Tensor

from graph.connection import Graph
from model.assessment import measure_average_precision
from model.backbones import Backbone, create_network
from model.course import Course
from model.embedding import read_embeddings
from model.finetuning import train_networks
from model.folds import FOLDS, find_fold
from model.heads import fit_heads
from model.lessons import Lessons
from model.pictures import open_reader
from model.plans import Plan
from model.scratch import FROM_NOTHING, create_small_backbone
from model.steps import Steps
from model.training import name_tuning, train_run
from taggy.errors import ModelError
from tests.model.drawings import COLOURS, SHAPES, TAGS, draw_all, ignore, import_drawn

QUICK = replace(FROM_NOTHING, passes=320)


@pytest.fixture(autouse=True, scope="module")
def _fewer_looks() -> Iterator[None]:
    """Look every second step of ten."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("model.finetuning.LOOKS", 5)
        yield


def make_tiny() -> Backbone:
    """Make the small network for still smaller pictures."""
    small = create_small_backbone(1)
    return replace(small, preprocessing=small.preprocessing | {"input_size": (3, 32, 32)})


def run_all(steps: Steps[Backbone]) -> tuple[list[int], Backbone]:
    """Take all steps; return what they told, and the backbone."""
    told: list[int] = []
    try:
        while True:
            told.append(next(steps))
    except StopIteration as end:
        return told, end.value


def make_lessons(start: Backbone, tags: tuple[str, ...], count: int = 90) -> tuple[Lessons, Tensor]:
    """Make lessons of drawings, and the pictures as the backbone takes them."""
    drawn = draw_all(count)
    images = sorted(drawn)
    pictures = torch.stack([start.prepare(Image.open(BytesIO(drawn[image][0])).convert("RGB")) for image in images])
    targets = torch.tensor([[float(tag in drawn[image][1]) for tag in tags] for image in images])
    folds = torch.tensor([find_fold(1, image) for image in images])
    return Lessons(images, targets, torch.ones_like(targets), folds), pictures


def list_states(backbone: Backbone) -> list[dict[str, Tensor]]:
    return [network.state_dict() for network in backbone.networks]


def are_equal(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Backbone, Lessons, Tensor, list[int], Backbone]:
    """Train without a cut: what it began with and learned from, what it told, and what came of it."""
    start = make_tiny()
    lessons, pictures = make_lessons(start, TAGS, 48)
    path = tmp_path_factory.mktemp("whole") / "t"
    return start, lessons, pictures, *run_all(train_networks(start, lessons, pictures, QUICK, path))


@pytest.mark.parametrize("cut", [1, 10, 15])
def test_cut_off_anywhere_it_comes_to_the_same_networks(
    whole: tuple[Backbone, Lessons, Tensor, list[int], Backbone], tmp_path: Path, cut: int
) -> None:
    start, lessons, pictures, told, trained = whole
    steps = train_networks(start, lessons, pictures, QUICK, tmp_path / "t")
    for _ in range(cut):
        next(steps)
    steps.close()
    again, resumed = run_all(train_networks(start, lessons, pictures, QUICK, tmp_path / "t"))
    assert again == told[cut - cut % 2 :]  # there is a look every second step
    assert resumed.revision == trained.revision
    assert len({str(state["trunk.stem.conv.weight"]) for state in list_states(trained)}) == FOLDS


def test_a_fold_does_not_change_its_network(
    whole: tuple[Backbone, Lessons, Tensor, list[int], Backbone], tmp_path: Path
) -> None:
    start, lessons, pictures, _, trained = whole
    targets = lessons.targets.clone()
    targets[0] = 1 - targets[0]
    other = replace(lessons, targets=targets)
    changed = run_all(train_networks(start, other, pictures, QUICK, tmp_path / "t"))[1]
    for fold, (one, two) in enumerate(zip(*map(list_states, (trained, changed)), strict=True)):
        assert are_equal(one, two) == (fold == int(lessons.folds[0]))


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    """Return a network that has learned colours."""
    start = make_tiny()
    lessons, pictures = make_lessons(start, tuple(COLOURS))
    course = replace(FROM_NOTHING, passes=320, folds=1)
    path = tmp_path_factory.mktemp("colours") / "t"
    return run_all(train_networks(start, lessons, pictures, course, path))[1]


def measure_out_of_fold(backbone: Backbone, lessons: Lessons, pictures: Tensor) -> float:
    """Measure the mean average precision of heads that did not learn from the picture's fold."""
    logits = torch.empty_like(lessons.targets)
    for fold in range(FOLDS):
        learn = lessons.folds != fold
        network = backbone.networks[fold if len(backbone.networks) > 1 else 0]
        with torch.no_grad():
            seen = network(pictures)
        heads = fit_heads(seen[learn], lessons.targets[learn], lessons.weights[learn])
        logits[~learn] = heads.compute_logits(seen[~learn])
    tags = range(logits.shape[1])
    return sum(measure_average_precision(logits[:, tag], lessons.targets[:, tag] > 0) for tag in tags) / len(tags)


def test_a_tuned_network_knows_shapes_better_than_the_frozen_one(tmp_path: Path) -> None:
    start = make_tiny()
    lessons, pictures = make_lessons(start, SHAPES)
    tuned = run_all(train_networks(start, lessons, pictures, Course(rate=0.004, passes=1280), tmp_path / "t"))[1]
    before, after = (measure_out_of_fold(b, lessons, pictures) for b in (start, tuned))
    assert after > before
    assert after > 0.98


def test_what_gets_no_better_ends_early_as_it_began(colours: Backbone, tmp_path: Path) -> None:
    lessons, pictures = make_lessons(colours, SHAPES)
    told, tuned = run_all(train_networks(colours, lessons, pictures, Course(rate=0.0, passes=224), tmp_path / "t"))
    assert all(are_equal(state, colours.networks[0].state_dict()) for state in list_states(tuned))
    assert told == [7 * fold + step for fold in range(FOLDS) for step in range(1, 7)]  # six looks in vain


def test_each_layer_has_a_rate_of_its_own_that_falls_exponentially(colours: Backbone) -> None:
    groups = param_groups_layer_decay(colours.networks[0].requires_grad_(), layer_decay=0.5)
    colours.networks[0].requires_grad_(requires_grad=False)
    scales = sorted({group["lr_scale"] for group in groups}, reverse=True)
    assert scales == [0.5**layer for layer in range(len(scales))]
    assert len(scales) > 3


def test_a_rate_rises_and_falls_to_nothing() -> None:
    course = Course(passes=3200)
    rates = [course.find_rate(step) for step in range(course.steps + 1)]
    assert rates[:2] == [1 / 15, 2 / 15]
    assert max(rates) == rates[14] == rates[15] == 1
    assert rates[15:] == sorted(rates[15:], reverse=True)
    assert rates[-1] == pytest.approx(0)


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_state(colours: Backbone, tmp_path: Path) -> None:
    lessons, pictures = make_lessons(colours, SHAPES)
    path, course = tmp_path / "t", Course(passes=160, folds=1)
    steps = train_networks(colours, lessons, pictures, course, path)
    for _ in range(3):
        next(steps)
    kept = path.read_bytes()
    pictures[:] = torch.nan
    with pytest.raises(ModelError, match=r"step 3 of fold 0 is no number\. The last good state is kept in .*t\."):
        next(steps)
    assert path.read_bytes() == kept
    lessons, pictures = make_lessons(colours, SHAPES)
    assert run_all(train_networks(colours, lessons, pictures, course, path))[0][0] == 4
    with pytest.raises(ModelError, match=r"is no number\. No run was written"):
        run_all(train_networks(colours, lessons, pictures * torch.nan, course, tmp_path / "other"))


def test_a_file_of_other_work_or_none_at_all_begins_anew(colours: Backbone, tmp_path: Path) -> None:
    lessons, pictures = make_lessons(colours, SHAPES)
    path = tmp_path / "t"
    for work in (lessons, replace(lessons, weights=lessons.weights / 2)):
        assert next(train_networks(colours, work, pictures, Course(passes=64), path)) == 1
    path.write_bytes(b"no safetensors")
    assert next(train_networks(colours, lessons, pictures, Course(passes=64), path)) == 1


def test_of_a_large_collection_a_part_is_drawn_by_the_seed() -> None:
    start = create_small_backbone(1)
    many = Lessons(
        [f"{n:064x}" for n in range(5_000)], torch.zeros(5_000, 1), torch.ones(5_000, 1), torch.arange(5_000)
    )
    drawn = many.draw(start, 1)
    assert len(drawn.images) == len(set(drawn.images)) == 4_000
    assert drawn.images == [many.images[row] for row in drawn.folds.tolist()] == many.draw(start, 1).images
    assert drawn.images != many.draw(start, 2).images
    large = Backbone("", [], start.preprocessing | {"input_size": (3, 512, 512)})
    assert len(many.draw(large, 1).images) == 341


async def test_a_run_on_a_tuned_backbone_is_kept_and_its_file_removed(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(48))
    weights = tmp_path / "w.safetensors"
    save_file(create_network("test_resnet").state_dict(), weights)
    seen: list[str] = []

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:
        assert done <= total
        assert not cursor
        seen.append(step)
        if stop and step == stop:
            assert name_tuning(tmp_path, 0).is_file()
            raise KeyboardInterrupt

    plan, stop = Plan("test_resnet", weights, passes=64, finetune=True), "looking at the pictures"
    with open_reader(tmp_path) as read:
        with pytest.raises(KeyboardInterrupt):
            await train_run(graph, tmp_path, read, plan, report)
        seen, stop = [], ""
        trained = await train_run(graph, tmp_path, read, plan, report)
        frozen = await train_run(graph, tmp_path, read, replace(plan, finetune=False), ignore)
    assert "training a network a fold" in seen
    assert not name_tuning(tmp_path, 0).exists()
    assert trained.backbone != frozen.backbone
    assert trained.backbone.startswith("test_resnet@")
    width = (await read_embeddings(graph, frozen.backbone, ""))[1].shape[1]
    assert (await read_embeddings(graph, trained.backbone, ""))[1].shape == (48, FOLDS * width)
