"""Predictions: every picture is judged by heads that learned nothing of it, beside what is known of it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch

from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.runs import TrainingPicture
from model.backbones import Backbone, create_network, find_preprocessing
from model.checkpoint import Checkpoint, Part
from model.fitting import assemble_run
from model.folds import FOLDS, Learned
from model.heads import Heads
from model.predictions import find_rows, predict, read_rows
from model.split import find_side
from tests.model.pictures import claimed, pair, picture
from tests.seeds import add_images

TESTED = next(str(number) for number in range(100) if find_side(1, str(number)))
OTHERS = [str(number) for number in range(100) if not find_side(1, str(number))]


@pytest.fixture(scope="module")
def part() -> Part:
    """Heads that say 0, 3 and 6, whatever they see."""
    network = create_network("test_vit")
    backbone = Backbone("test_vit", [network], find_preprocessing(network))
    return Part(backbone, [Heads(torch.zeros(1, 2), torch.tensor([3.0 * fold])) for fold in range(FOLDS)], ["cat"])


def make_run(part: Part, **folds: int) -> Checkpoint:
    """Make a run of one tag that learned from these pictures."""
    return assemble_run([part], ["animal"], Learned.remember({name[1:]: fold for name, fold in folds.items()}), 1, 0.95)


def judge(run: Checkpoint, pictures: Sequence[TrainingPicture]) -> dict[str, float]:
    """Predict, and return the logit of each picture."""
    predictions = predict(pictures, run, [torch.zeros(len(pictures), 2)])
    return dict(zip(predictions.images, predictions.logits.squeeze(1).tolist(), strict=True))


def test_what_was_learned_is_judged_by_its_fold_and_all_else_by_the_mean(part: Part) -> None:
    a, b, c = OTHERS[:3]
    run = make_run(part, **{f"i{a}": 0, f"i{b}": 2})
    known = [claimed(image, "cat") for image in (a, b, c, TESTED)]
    predictions = predict(known, run, [torch.zeros(4, 2)])
    assert predictions.images == [a, b, c, TESTED]
    assert predictions.logits.squeeze(1).tolist() == [0, 6, 3, 3]
    assert predictions.test.tolist() == [False, False, False, True]


def test_one_of_a_series_or_class_that_was_learned_from_speaks_for_all(part: Part) -> None:
    a, b, c, d = OTHERS[:4]
    series = (("s", "ann", "2026-01-01"),)
    known = [
        claimed(a, "cat").model_copy(update={"series": series}),
        claimed(b, "cat").model_copy(update={"series": series}),
        claimed(c, "cat").model_copy(update={"members": (d, c)}),
    ]
    assert judge(make_run(part, **{f"i{a}": 2, f"i{d}": 0}), known) == {a: 6, b: 6, c: 0}


def test_a_test_picture_that_joined_what_was_learned_from_is_none_any_more(part: Part) -> None:
    merged = claimed(OTHERS[0], "cat").model_copy(update={"members": (TESTED, OTHERS[0])})
    predictions = predict([merged], make_run(part, **{f"i{OTHERS[0]}": 2}), [torch.zeros(1, 2)])
    assert (predictions.test.tolist(), predictions.logits.tolist()) == ([False], [[6]])


def test_a_class_of_two_folds_and_what_was_not_seen_are_left_out(part: Part) -> None:
    a, b, c = OTHERS[:3]
    known = [claimed(a, "cat").model_copy(update={"members": (a, b)}), claimed(c, "cat"), claimed(TESTED, "cat")]
    seen = torch.tensor([[0.0, 0], [0, 0], [torch.nan, torch.nan]])
    predictions = predict(known, make_run(part, **{f"i{a}": 2, f"i{b}": 0}), [seen])
    assert predictions.images == [c]


def test_what_is_known_stands_beside_it_and_rows_can_be_taken(part: Part) -> None:
    a, b, c = OTHERS[:3]
    known = [
        picture(a, pair("cat", 1), audited=("cat",), came=1_767_225_600_000),
        claimed(b, "cat"),
        picture(c, claimed=True, liked=3.0),
    ]
    found = predict(known, make_run(part), [torch.zeros(3, 2)])
    assert (found.tags, found.categories) == (["cat"], ["animal"])
    assert found.targets.squeeze(1).tolist() == pytest.approx([1, 0.9, 0])
    assert found.weights.squeeze(1).tolist() == [1, 1, 1]
    assert found.people.squeeze(1).tolist() == [1, 0, 0]
    assert found.claimed.squeeze(1).tolist() == [-1, 1, 0]
    assert found.audited.squeeze(1).tolist() == [True, False, False]
    assert found.popularity.tolist() == [1, 0, 2]
    assert found.months == ["2026-01", "", ""]
    for rows in (torch.tensor([True, False, True]), torch.tensor([0, 2])):
        taken = found.take(rows)
        assert taken.images == [a, c]
        assert taken.months == ["2026-01", ""]
        assert taken.people.squeeze(1).tolist() == [1, 0]
        assert taken.popularity.tolist() == [1, 2]


def test_people_on_the_test_side_do_not_tell_how_reliable_a_source_is(part: Part) -> None:
    denied = picture(TESTED, pair("cat", no=1), claims=(("cat", "s"),), claimed=True)
    found = predict([claimed(OTHERS[0], "cat"), denied], make_run(part), [torch.zeros(2, 2)])
    assert found.targets.squeeze(1).tolist() == pytest.approx([0.9, 0.45])


def test_a_run_of_two_parts_needs_both(part: Part) -> None:
    two = assemble_run([part, replace(part, tags=["dog"])], ["", ""], Learned.remember({}), 1, 0.95)
    seen = [torch.zeros(2, 2), torch.tensor([[0.0, 0], [torch.nan, 0]])]
    assert predict([claimed(image, "cat") for image in OTHERS[:2]], two, seen).images == OTHERS[:1]


async def test_rows_of_all_or_of_a_few_are_the_same_and_what_was_not_seen_is_no_number(
    graph: Graph, part: Part
) -> None:
    await add_images(graph, "a", "b", "c")
    await add_embeddings(graph, part.backbone.key, {"c": [1.0, 2.0], "a": [3.0, 4.0]})
    wanted, nan = ["b", "c", "a"], float("nan")
    expected = torch.tensor([[nan, nan], [1.0, 2.0], [3.0, 4.0]])
    for rows in (await read_rows(graph, part.backbone, wanted), await find_rows(graph, part.backbone, wanted, 9)):
        assert torch.equal(rows.nan_to_num(-1), expected.nan_to_num(-1))
    for images in (["b"], []):
        for read in (read_rows, find_rows):
            rows = await read(graph, part.backbone, images, 9)
            assert (rows.shape, bool(rows.isnan().all())) == ((len(images), 9), True)
