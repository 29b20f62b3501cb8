"""Training on drawn pictures, end to end, and what it may never do."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Generator

from graph.connection import Graph
from graph.duplicates import judge_pair
from graph.runs import list_assessments, list_runs
from model.answers import Answers, read_pictures
from model.backbones import Backbone, create_network, find_preprocessing
from model.checkpoint import Part, load_checkpoint, name_checkpoint
from model.embedding import read_embeddings
from model.fitting import fit_part
from model.folds import FOLDS, find_fold
from model.pictures import open_reader
from model.plans import PartPlan, Plan
from model.predictions import read_predictions
from model.split import find_side, split_pictures
from model.steps import take_steps
from model.training import train_run
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
    learned = [image for image in drawn if not find_side(1, image)]
    assert 0 < len(learned) < 120
    counts = (len(learned), 2 * len(learned))
    assert (kept.run, kept.state, kept.pictures, kept.pairs) == (trained.run, "candidate", *counts)
    rows = await run(graph, "MATCH (i:Image) WHERE 1 IN i.learned RETURN i.id AS image")
    assert sorted(row["image"] for row in rows) == sorted(learned)
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
    after = await fit_toy(deny_first(answers), embeddings, networks)
    own = find_fold(1, answers.groups[0])
    for fold in range(FOLDS):
        logits = [part.heads[fold].compute_logits(embeddings[:1]) for part in (before, after)]
        assert torch.equal(*logits) == (fold == own)


async def test_a_picture_that_was_not_seen_is_no_part_of_the_fit() -> None:
    answers, embeddings = make_toy(1)
    embeddings[0] = torch.nan
    part = await fit_toy(answers, embeddings, 1)
    for fold in range(FOLDS):
        told = await fit_toy(answers.take(range(1, 90)), embeddings[1:], 1)
        assert torch.equal(part.heads[fold].weight, told.heads[fold].weight)
    with pytest.raises(ModelError, match="Import their folder again"):
        await fit_toy(answers, torch.full_like(embeddings, torch.nan), 1)


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
    targets = (told > 0).float()
    return Answers(images, images, ["a", "b"], ["", ""], targets, torch.ones(90, 2)), embeddings


def deny_first(answers: Answers) -> Answers:
    """Turn what is said of the first picture round."""
    targets = answers.targets.clone()
    targets[0] = 1 - targets[0]
    return replace(answers, targets=targets)


async def fit_toy(answers: Answers, embeddings: torch.Tensor, networks: int) -> Part:
    """Fit a part on the toy."""
    network = create_network("test_vit")
    backbone = Backbone("test_vit", [network] * networks, find_preprocessing(network))
    folds = torch.tensor([find_fold(1, group) for group in answers.groups])
    return await take_steps("", FOLDS, fit_part(backbone, answers, embeddings, folds), ignore)


async def test_a_category_may_have_a_backbone_of_its_own(graph: Graph, tmp_path: Path) -> None:
    drawn = draw_all(60)
    await import_drawn(graph, tmp_path, drawn)
    await run(
        graph,
        """MATCH (t:Tag)-[o:OF]->(:Category) WHERE t.name IN ['circle', 'cross'] DELETE o
           MERGE (c:Category {name: 'shape'}) CREATE (t)-[:OF {key: t.name + '|shape'}]->(c)""",
    )
    save_file(create_network("test_resnet").state_dict(), tmp_path / "r.safetensors")
    save_file(create_network("test_vit").state_dict(), tmp_path / "v.safetensors")
    plan = Plan(
        "test_resnet", tmp_path / "r.safetensors", parts=(PartPlan("shape", "test_vit", tmp_path / "v.safetensors"),)
    )
    with open_reader(tmp_path) as read:
        trained = await train_run(graph, tmp_path, read, plan, ignore)
    (kept,) = await list_runs(graph, 5)
    assert kept.backbone == "test_resnet + test_vit"
    checkpoint = load_checkpoint(name_checkpoint(tmp_path, trained.run), kept.checkpoint)
    assert [(part.backbone, part.tags) for part in checkpoint.facts.parts] == [
        ("test_resnet", ["blue", "green", "red"]),
        ("test_vit", ["circle", "cross"]),
    ]
    assert checkpoint.facts.categories == ["general"] * 3 + ["shape"] * 2
    predictions = await read_predictions(graph, checkpoint)
    assert predictions.images == sorted(drawn)
    assert predictions.test.tolist() == [find_side(1, image) for image in sorted(drawn)]
    assert [a.support for a in sorted(trained.assessments, key=lambda a: a.tag)] == [
        sum(tag in drawn[image][1] for image in drawn if not find_side(1, image)) for tag in sorted(TAGS)
    ]
    with open_reader(tmp_path) as read, pytest.raises(ModelError, match="category 'who' has 8 pictures"):
        await train_run(graph, tmp_path, read, replace(plan, parts=(PartPlan("who", "test_vit"),)), ignore)


async def test_a_merge_across_the_sides_leaves_the_test_side_for_good(graph: Graph, tmp_path: Path) -> None:
    drawn = draw_all(60)
    await import_drawn(graph, tmp_path, drawn)
    weights = tmp_path / "w.safetensors"
    save_file(create_network("test_resnet").state_dict(), weights)
    with open_reader(tmp_path) as read:
        await train_run(graph, tmp_path, read, Plan("test_resnet", weights), ignore)
    tested, learned = (min(image for image in drawn if find_side(1, image) is side) for side in (True, False))
    await judge_pair(graph, tested, learned, "duplicate", "staff")
    await judge_pair(graph, tested, learned, "unrelated", "staff")
    pictures = await read_pictures(graph)
    split = split_pictures(1, pictures)
    held = {p.image for p, test in zip(pictures, split.test, strict=True) if test}
    assert held == {image for image in drawn if find_side(1, image)} - {tested}
