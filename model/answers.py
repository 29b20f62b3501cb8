"""Answers: what people and sources say of the pictures, as soft targets and weights that the model learns from.

Definition. On a pair people give Yes the weight y and No the weight n (`graph/beliefs.py`: one a voter of whom nothing
is known, more or less by how reliable a voter is, 20 a ruling), and each source that claims it adds r to y and 1 - r to
n, where r is how often its claims of this category hold (`model/reliability.py`). The target is y / (y + n), the weight
3·(y + n) / (2 + y + n): 1 for one answer, 1.5 for two, never above 3. No model has touched it, and it keeps what the
graph's *evidence* sums up: how many spoke, and how divided they are. An unreviewed pair has the weight 0: it is
unknown, not No.

One exception, the *hint*: where a source claims something of a picture, its silence on the other tags is a No of the
weight `HINT`, a quarter of an answer. Tags of an imported collection are mostly complete, and without it a collection
of nothing but claims would have no No to learn from. A picture that no source has claimed anything of gives only what
people answered.

Popularity. A picture that many have seen is vetted better. With q = log2(1 + favourites, else score, + answers of
people) all weights of a picture are multiplied by (1 + q)^popularity, divided by its mean over the pictures: at 0 all
are alike, at 0.5 one with 1,000 favourites weighs 3.3 times one that nobody noticed, and none weighs nothing.

Example. One voter says Yes, two say No, a source with r = 0.9 claims it: target 1.9 / 4, weight 3·4 / 6 = 2.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import torch
from torch import Tensor

from graph.connection import Graph
from graph.runs import TrainingPicture, list_training_pairs
from model.reliability import Reliability, measure_reliability

HINT = 0.25
FEWEST = 8
MOST = 3.0
STRENGTH = 2.0
PAGE = 500


@dataclass(frozen=True)
class Answers:
    """Pictures (with the oldest of the group of each), tags, and for each pair a soft target and a weight."""

    images: list[str]
    groups: list[str]
    tags: list[str]
    categories: list[str]
    targets: Tensor
    weights: Tensor

    def take(self, rows: Sequence[int]) -> "Answers":
        """Return the answers on some of the pictures."""
        images, groups = [self.images[row] for row in rows], [self.groups[row] for row in rows]
        return Answers(images, groups, self.tags, self.categories, self.targets[rows], self.weights[rows])

    def choose(self, columns: Sequence[int]) -> "Answers":
        """Return the answers on some of the tags."""
        tags, categories = [self.tags[c] for c in columns], [self.categories[c] for c in columns]
        targets, weights = self.targets[:, columns], self.weights[:, columns]
        return Answers(self.images, self.groups, tags, categories, targets, weights)


@dataclass(frozen=True)
class Table:
    """What is said of pictures (n rows) and tags (t columns); `weights` are 0 where nobody spoke.

    `people` is 1 for Yes, -1 for No, 0 for silence or a tie; `claimed` 1 for a claim, 0 for none, -1 where no source
    claims anything of the picture; both are int8. `audited` pairs are fair to measure by.
    """

    targets: Tensor
    weights: Tensor
    people: Tensor
    claimed: Tensor
    audited: Tensor

    def weigh(self, hint: float) -> Tensor:
        """Weigh each pair, and a source's silence by `hint`."""
        silent = (self.weights == 0) & (self.claimed >= 0)
        return torch.where(silent, hint, self.weights)


async def read_pictures(graph: Graph) -> list[TrainingPicture]:
    """Read all pictures that people or sources say something of, by id."""
    pictures: list[TrainingPicture] = []
    while page := await list_training_pairs(graph, pictures[-1].image if pictures else "", PAGE):
        pictures += page
    return pictures


def gather_answers(
    pictures: Sequence[TrainingPicture], groups: Sequence[str], popularity: float
) -> tuple[Answers, dict[str, int]]:
    """Turn pictures, each with the name of its group, into what is learned from.

    Returns:
        The answers on tags that at least `FEWEST` pictures have (copies are one), and the other tags with how many.
    """
    reliability = measure_reliability(pictures)
    found: dict[str, str] = {}
    support: Counter[str] = Counter()
    for picture in pictures:
        for tag, category, yes, no in _list_sums(picture, reliability):
            found[tag] = category
            support[tag] += yes > no
    tags = sorted(tag for tag in found if support[tag] >= FEWEST)
    table = lay_out(pictures, tags, reliability)
    weights = table.weigh(HINT) * weigh_pictures(pictures, popularity).unsqueeze(1)
    images, categories = [picture.image for picture in pictures], [found[tag] for tag in tags]
    answers = Answers(images, list(groups), tags, categories, table.targets, weights)
    return answers, {tag: support[tag] for tag in sorted(found) if support[tag] < FEWEST}


def lay_out(pictures: Sequence[TrainingPicture], tags: Sequence[str], reliability: Reliability) -> Table:
    """Lay out what is said of these pictures on these tags."""
    column = {tag: number for number, tag in enumerate(tags)}
    size = (len(pictures), len(tags))
    targets, weights = torch.zeros(size), torch.zeros(size)
    people, audited = torch.zeros(size, dtype=torch.int8), torch.zeros(size, dtype=torch.bool)
    claimed = torch.tensor([0 if picture.claimed else -1 for picture in pictures], dtype=torch.int8)
    claimed = claimed.unsqueeze(1).repeat(1, len(tags))
    for row, picture in enumerate(pictures):
        for tag, _, yes, no in _list_sums(picture, reliability):
            if tag in column and yes + no:
                targets[row, column[tag]] = yes / (yes + no)
                weights[row, column[tag]] = MOST * (yes + no) / (STRENGTH + yes + no)
        for pair in picture.pairs:
            if pair.tag in column:
                people[row, column[pair.tag]] = (pair.yes_weight > pair.no_weight) - (pair.yes_weight < pair.no_weight)
        claimed[row, [column[tag] for tag, _ in picture.claims if tag in column]] = 1
        audited[row, [column[tag] for tag in picture.audited if tag in column]] = True
    return Table(targets, weights, people, claimed, audited)


def count_interest(picture: TrainingPicture) -> float:
    """Measure a picture's popularity q: see the module's definition; 0 where nothing is known of it."""
    answers = sum(pair.yes + pair.no for pair in picture.pairs)
    return log2(1 + max(picture.liked or 0.0, 0.0) + answers)


def weigh_pictures(pictures: Sequence[TrainingPicture], popularity: float) -> Tensor:
    """Weigh each picture by its popularity; the mean is 1."""
    weights = (1 + torch.tensor([count_interest(picture) for picture in pictures])) ** popularity
    return weights / weights.mean()


def _list_sums(picture: TrainingPicture, reliability: Reliability) -> list[tuple[str, str, float, float]]:
    """List tag, category and the weights of Yes and No of each pair with evidence."""
    sources: dict[str, list[str]] = {}
    for tag, source in picture.claims:
        sources.setdefault(tag, []).append(source)
    sums = []
    for pair in picture.pairs:
        yes, no = pair.yes_weight, pair.no_weight
        for source in sources.get(pair.tag, ()):
            held = reliability.find(source, pair.category)
            yes, no = yes + held, no + 1 - held
        sums.append((pair.tag, pair.category, yes, no))
    return sums
