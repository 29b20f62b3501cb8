"""Training on drawn pictures, end to end, and what it may never do."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Generator

from graph.connection import Graph
from graph.runs import list_assessments, list_runs
from model.answers import Answers
from model.backbones import Backbone, create_network, find_preprocessing
from model.checkpoint import Checkpoint
from model.embedding import read_embeddings
from model.folds import FOLDS, find_fold
from model.pictures import open_reader
from model.scratch import SIZE, train_backbone
from model.steps import take_steps
from model.training import Plan, fit_run, name_checkpoint, train_run
from taggy.errors import ModelError
from tests.model.drawings import TAGS, draw_all, ignore, import_drawn
from tests.seeds import add_images, read_consensus, run


async def test_a_small_network_learns_colours_and_shapes_from_nothing(graph: Graph, tmp_path: Path) -> None:
    drawn = draw_all(120)
    await import_drawn(graph, tmp_path, drawn)
    before = await read_consensus(graph)
    await add_images(graph, "f" * 64)
    with open_reader(tmp_path) as read:
        trained = await train_run(graph, tmp_path, read, Plan(passes=2400), ignore)
    precisions = {a.tag: a.average_precision or 0 for a in trained.assessments}
    assert sorted(precisions) == sorted(TAGS)
    assert sum(precisions.values()) / len(TAGS) > 0.9
    assert list(trained.skipped) == ["f" * 64]
    (kept,) = await list_runs(graph, 5)
    assert (kept.run, kept.state, kept.pictures, kept.pairs) == (trained.run, "candidate", 120, 240)
    assert await list_assessments(graph, trained.run, 9) == sorted(
        trained.assessments, key=lambda a: (-(a.average_precision or 0), a.tag)
    )
    assert name_checkpoint(tmp_path, trained.run).is_file()
    assert (await read_embeddings(graph, trained.backbone, ""))[0] == sorted(drawn)
    assert await read_consensus(graph) == before


async def test_embeddings_are_computed_once(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(36))
    weights = tmp_path / "w.safetensors"
    save_file(create_network("test_resnet").state_dict(), weights)
    seen: list[tuple[str, int, int]] = []

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:
        assert not cursor
        seen.append((step, done, total))

    with open_reader(tmp_path) as read:
        first = await train_run(graph, tmp_path, read, Plan("test_resnet", weights), ignore)
        again = await train_run(graph, tmp_path, read, Plan("test_resnet", weights), report)
    assert first.backbone == again.backbone
    assert {what for what, _, _ in seen} == {"fitting a head a tag"}
    assert [a.average_precision for a in first.assessments] == [a.average_precision for a in again.assessments]


@pytest.mark.parametrize("networks", [1, FOLDS])
async def test_a_pictures_own_answer_does_not_change_its_heads(networks: int) -> None:
    answers, embeddings = make_toy(networks)
    before = await fit_toy(answers, embeddings, networks)
    changed = answers.cells.clone()
    changed[0] = -changed[0]
    after = await fit_toy(Answers(answers.images, answers.tags, changed, answers.claimed), embeddings, networks)
    own = find_fold(1, answers.images[0])
    for fold in range(FOLDS):
        logits = [c.heads[fold].compute_logits(embeddings[:1]) for c in (before, after)]
        assert torch.equal(*logits) == (fold == own)


async def test_a_pictures_own_answer_does_not_change_the_network_that_looks_at_it() -> None:
    answers, _ = make_toy(FOLDS)
    dice = Generator().manual_seed(4)
    pictures = torch.randn(len(answers.images), 3, SIZE, SIZE, generator=dice)
    changed = answers.cells.clone()
    changed[0] = -changed[0]
    networks = [
        (await take_steps("", 1, train_backbone(pictures, told, 1, 320), ignore)).networks
        for told in (answers, Answers(answers.images, answers.tags, changed, answers.claimed))
    ]
    own = find_fold(1, answers.images[0])
    for fold in range(FOLDS):
        states = [list(trained[fold].state_dict().values()) for trained in networks]
        same = all(torch.equal(a, b) for a, b in zip(*states, strict=True))
        assert same == (fold == own)


async def test_what_is_no_number_writes_nothing(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(36))
    tensors = create_network("test_resnet").state_dict()
    tensors["conv1.0.weight"] = torch.full_like(tensors["conv1.0.weight"], torch.nan)
    save_file(tensors, tmp_path / "w.safetensors")
    with open_reader(tmp_path) as read, pytest.raises(ModelError, match="embeddings that are no numbers"):
        await train_run(graph, tmp_path, read, Plan("test_resnet", tmp_path / "w.safetensors"), ignore)
    assert await run(graph, "MATCH (n) WHERE n:ModelRun OR n:Embedding RETURN count(n) AS n") == [{"n": 0}]
    assert not (tmp_path / "models").exists()


async def test_too_little_to_learn_from_is_told(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(12))
    with open_reader(tmp_path) as read, pytest.raises(ModelError, match="no tag has 8 pictures"):
        await train_run(graph, tmp_path, read, Plan(), ignore)


async def test_where_no_picture_can_be_read_it_is_told(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(36))
    with open_reader(tmp_path / "elsewhere") as read, pytest.raises(ModelError, match="Import their folder again"):
        await train_run(graph, tmp_path, read, Plan(), ignore)


def make_toy(networks: int) -> tuple[Answers, torch.Tensor]:
    """Make 90 pictures with two tags that embeddings tell apart, noisily."""
    dice = Generator().manual_seed(6)
    images = [f"{number:064x}" for number in range(90)]
    embeddings = torch.randn(90, 6 * networks, generator=dice)
    told = sum(embeddings[:, 6 * n : 6 * n + 2] for n in range(networks)) / networks + 0.3 * torch.randn(
        90, 2, generator=dice
    )
    return Answers(images, ["a", "b"], told.sign().to(torch.int8), torch.ones(90, dtype=torch.bool)), embeddings


async def fit_toy(answers: Answers, embeddings: torch.Tensor, networks: int) -> Checkpoint:
    """Fit a run on the toy."""
    network = create_network("test_vit")
    backbone = Backbone("test_vit", [network] * networks, find_preprocessing(network))
    return (await take_steps("", FOLDS, fit_run(backbone, answers, embeddings, Plan()), ignore))[0]
