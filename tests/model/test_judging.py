"""Judging: what people answer on a run's audits opens a tag, and nothing else does."""

import torch

from graph.audits import record_draws
from graph.connection import Graph
from graph.runs import list_assessments
from graph.votes import Asked, Ballot, cast_votes
from model.auditing import Drawing
from model.judging import judge_run
from tests.model.predicted import make_predictions
from tests.seeds import add_images, add_tags, add_voters, claim, run

COUNT = 160


async def test_a_tag_is_silent_until_people_have_answered_its_audits(graph: Graph) -> None:
    truth = (torch.arange(2 * COUNT) < COUNT).float().unsqueeze(1)
    predictions = make_predictions(8 * truth - 4, truth)
    confidence = torch.sigmoid(predictions.logits)
    await add_images(graph, *predictions.images)
    await add_tags(graph, "t0")
    await add_voters(graph, "v")
    await claim(graph, "s", "p0", "t0")
    await run(graph, "CREATE (:ModelRun {id: 'r', state: 'candidate', createdAt: datetime()})")
    drawing = Drawing(predictions.tags)
    drawing.add(predictions.images, confidence)
    assert await record_draws(graph, "r", drawing.list_draws()) == COUNT
    before = await judge_run(graph, "r", predictions, confidence, 0.95)
    assert (before.audits, before.answered) == (COUNT, 0)
    assert [(row.threshold, row.answered_by, row.missing) for row in before.assessments] == [(None, "nobody", 118)]
    asked = Asked("audit", 1.0, "picture")
    await cast_votes(graph, [Ballot("v", f"p{number}", "t0", "yes", asked=asked) for number in range(COUNT)])
    after = await judge_run(graph, "r", predictions, confidence, 0.95)
    (kept,) = await list_assessments(graph, "r", 9)
    assert [kept] == after.assessments
    assert (after.answered, kept.answered_by, kept.missing, kept.reason) == (COUNT, "tag", 0, None)
    assert kept.threshold == confidence.max()
    assert kept.audited is not None
    assert kept.judged == kept.right == COUNT - kept.audited
    assert (kept.precision, kept.recall, kept.measured_on, kept.abstains) == (1, 1, "folds", None)
