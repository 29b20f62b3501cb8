"""Influence: how much each voter moves, had the voter not been there (leave one out).

Definition. Of every pair on which the voter counts, the pair is believed again without the voter (`graph.whatif`), by
the definition of `graph.beliefs` and with everybody else's weights as they are. `flips` are the pairs that would be
settled otherwise, or likely where they are not; `change` is the mean over these pairs of how far the posterior would
move.

It is what one would see if the voter were set aside now, before a fit weighs the others anew.

Example. Two voters of whom nothing is known say Yes to a pair: 4/5. Without either it is 2/3: each changes it by
2/15, and where two settle it both flip it.

Reference: R. D. Cook, "Detection of influential observation in linear regression" (Technometrics 19, 1977).
"""

from dataclasses import dataclass

from graph.answers import AnsweredPicture, list_answers
from graph.connection import Graph
from graph.consensus import list_evidence
from graph.evidence import Evidence
from graph.whatif import Without, find_change
from taggy.steps import Report

PAGE = 100  # pictures whose evidence is read at once


@dataclass
class Sway:
    """On how many pairs a voter counts, how many would flip without, and by how much posteriors would move in all."""

    pairs: int = 0
    flips: int = 0
    moved: float = 0.0

    @property
    def change(self) -> float:
        """By how much the posterior of a pair would move, on average."""
        return self.moved / max(self.pairs, 1)


async def measure_influence(graph: Graph, report: Report, total: int) -> dict[str, Sway]:
    """Measure the influence of every voter, a page of pictures after the other, while voting goes on.

    `total` is about how many answers there are.
    """
    sways: dict[str, Sway] = {}
    done = 0
    async for page in list_answers(graph, PAGE):
        for said in await list_evidence(graph, _list_pairs(page)):
            add_influence(sways, said)
        done += sum(len(picture.votes) for picture in page)
        await report("weighing", done, max(done, total))
    return sways


def _list_pairs(page: list[AnsweredPicture]) -> list[tuple[str, str]]:
    return sorted({(picture.image, vote[0]) for picture in page for vote in picture.votes})


def add_influence(sways: dict[str, Sway], said: Evidence) -> None:
    """Add what each voter moves on a pair."""
    if not said.shown:
        return
    for vote in said.votes:
        if vote.says is None or vote.aside:
            continue
        sway = sways.setdefault(vote.speaker, Sway())
        sway.pairs += 1
        if change := find_change(said, Without("voter", (vote.speaker,))):
            sway.flips += change.flips
            sway.moved += change.by
