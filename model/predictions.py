"""Predictions: what heads that did not learn from a picture say of it, beside what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from graph.arrivals import find_vectors
from graph.connection import Graph
from graph.runs import TrainingPicture
from model.answers import count_interest, lay_out, read_pictures
from model.backbones import Backbone
from model.embedding import read_embeddings_of
from model.folds import UNSEEN, Learned
from model.reliability import measure_reliability
from model.split import split_pictures

if TYPE_CHECKING:
    from model.checkpoint import Checkpoint

JOINED = -2


@dataclass(frozen=True)
class Predictions:
    """What heads that did not learn from a picture say of it, beside what is known of it; n pictures, t tags.

    `weights` are for measuring: of an answered pair as in training, of the silence of a source on a picture that it
    claims other tags of one whole No, elsewhere 0; popularity is not in them.
    """

    images: list[str]
    tags: list[str]
    categories: list[str]  # t: of each tag, "" for none
    logits: Tensor  # n by t float32
    targets: Tensor  # n by t soft targets in 0..1
    weights: Tensor  # n by t, 0 where nothing is known
    people: Tensor  # n by t int8: 1 where people say Yes, -1 No, 0 silent or tied (votes and rulings, never claims)
    claimed: Tensor  # n by t int8: 1 a source claims it, 0 not; -1 the picture has no source that claims anything
    audited: (
        Tensor  # n by t bool: a person answered an audit or control question here, or it is gold: fair to measure by
    )
    test: Tensor  # n bool: on the test side
    popularity: Tensor  # n float; 0 where unknown
    months: list[str]  # n "YYYY-MM" when the picture came, "" where unknown

    def take(self, rows: Tensor) -> "Predictions":
        """Return the predictions on some of the pictures: a bool for each, or their numbers."""
        numbers = rows.nonzero().squeeze(1) if rows.dtype == torch.bool else rows
        return Predictions(
            images=[self.images[row] for row in numbers.tolist()],
            tags=self.tags,
            categories=self.categories,
            logits=self.logits[numbers],
            targets=self.targets[numbers],
            weights=self.weights[numbers],
            people=self.people[numbers],
            claimed=self.claimed[numbers],
            audited=self.audited[numbers],
            test=self.test[numbers],
            popularity=self.popularity[numbers],
            months=[self.months[row] for row in numbers.tolist()],
        )


async def read_predictions(graph: Graph, checkpoint: "Checkpoint") -> Predictions:
    """Read the graph's answers of now and the stored embeddings, and judge every picture out of fold.

    Raises:
        ModelError: a logit is no number.
    """
    pictures = await read_pictures(graph)
    images = [picture.image for picture in pictures]
    embeddings = [await read_rows(graph, part.backbone, images, part.width) for part in checkpoint.parts]
    return predict(pictures, checkpoint, embeddings)


async def read_rows(graph: Graph, backbone: Backbone, images: list[str], width: int = 1) -> Tensor:
    """Read a row a picture, NaN where the backbone has not seen it; of this width where it has seen none."""
    rows, found = await read_embeddings_of(graph, backbone.key, images)
    return _lay_out_rows(len(images), rows, found, width)


async def find_rows(graph: Graph, backbone: Backbone, images: list[str], width: int) -> Tensor:
    """Read what `read_rows` does, of a few pictures, without going through all that the backbone has seen."""
    vectors = await find_vectors(graph, backbone.key, images)
    rows = [row for row, image in enumerate(images) if image in vectors]
    return _lay_out_rows(len(images), rows, torch.tensor([vectors[images[row]] for row in rows]), width)


def _lay_out_rows(count: int, rows: list[int], found: Tensor, width: int) -> Tensor:
    embeddings = torch.full((count, found.shape[1] if rows else width), torch.nan)
    if rows:
        embeddings[rows] = found
    return embeddings


def predict(pictures: Sequence[TrainingPicture], checkpoint: "Checkpoint", embeddings: Sequence[Tensor]) -> Predictions:
    """Judge pictures that people or sources spoke of; `embeddings` has n rows a part, NaN where there is none.

    A picture is judged by the heads of the fold that its group was held out with, whichever of the group was learned
    from; by the mean of all folds where none was. Left out are pictures that a backbone has not seen, and those of a
    group that was joined since from different folds: no heads are left that learned from none of it.

    Raises:
        ModelError: a logit is no number.
    """
    facts = checkpoint.facts
    split = split_pictures(facts.seed, pictures)
    folds = _find_folds(checkpoint.learned, pictures, split.groups)
    kept = (folds > JOINED) & torch.stack([torch.isfinite(part).all(1) for part in embeddings]).all(0)
    rows = kept.nonzero().squeeze(1)
    left = [pictures[row] for row in rows.tolist()]
    test = torch.tensor(split.test, dtype=torch.bool)[rows] & (folds[rows] < 0)
    reliability = measure_reliability([p for p, held in zip(pictures, split.test, strict=True) if not held])
    table = lay_out(left, facts.tags, reliability)
    return Predictions(
        images=[picture.image for picture in left],
        tags=facts.tags,
        categories=facts.categories,
        logits=checkpoint.compute_logits([part[rows] for part in embeddings], folds[rows]),
        targets=table.targets,
        weights=table.weigh(1.0),
        people=table.people,
        claimed=table.claimed,
        audited=table.audited,
        test=test,
        popularity=torch.tensor([count_interest(picture) for picture in left]),
        months=[_name_month(picture.came) for picture in left],
    )


def _find_folds(learned: Learned, pictures: Sequence[TrainingPicture], groups: Sequence[str]) -> Tensor:
    """Find the fold that each picture's group was learned from in: UNSEEN for none, JOINED for several."""
    members = [(group, image) for picture, group in zip(pictures, groups, strict=True) for image in picture.members]
    found: dict[str, int] = {}
    for (group, _), fold in zip(members, learned.find_folds([image for _, image in members]).tolist(), strict=True):
        if fold != UNSEEN:
            found[group] = fold if found.get(group, fold) == fold else JOINED
    return torch.tensor([found.get(group, UNSEEN) for group in groups])


def _name_month(came: int | None) -> str:
    return "" if came is None else f"{datetime.fromtimestamp(came / 1000, UTC):%Y-%m}"
