"""Suspecting: a class network looks at the pictures of the library, and marks those that it is sure enough of.

What it says of a picture is kept as an embedding, so a picture is looked at once; with another bound, or cut off, it is
only read again. Marks are those of `graph/suspicions.py`: they last until a person has looked.
"""

from dataclasses import dataclass

from torch import Tensor

from graph.connection import Graph
from graph.suspicions import Suspicion, record_suspicions
from model.classes import ClassFacts, Classifier
from model.embedders import Embedder, embed_collection
from model.embedding import read_embeddings
from model.pictures import Reader
from taggy.errors import ModelError
from taggy.steps import Report


@dataclass(frozen=True)
class Suspected:
    """How many pictures were judged, how many wait for a person, and how many of those are suspected since."""

    judged: int
    waiting: int
    changed: int
    skipped: dict[str, str]


async def suspect_pictures(
    graph: Graph, name: str, classifier: Classifier, embedder: Embedder, bound: float, read: Reader, report: Report
) -> Suspected:
    """Suspect every picture of which the classes to suspect are likely enough together; done again it changes nothing.

    Args:
        graph: the library.
        name: of the class network, under which what it says is kept.
        classifier: the network.
        embedder: looks by it.
        bound: from how likely on, from 0 to 1.
        read: reads the pictures.
        report: hears of the steps.

    Raises:
        ModelError: no class of the network is to be suspected, or it gives numbers that are none.
    """
    facts = classifier.facts
    if not facts.suspect:
        raise ModelError(
            f"No class of {name!r} is to be suspected ({', '.join(facts.classes)}). Name some when it is trained: "
            f"`taggy classes train --suspect CLASS`."
        )
    skipped = await embed_collection(graph, embedder, read, report)
    judged = waiting = changed = 0
    after = ""
    while (page := await read_embeddings(graph, classifier.backbone.key, after))[0]:
        after = page[0][-1]
        found = list_suspects(facts, *page, bound)
        now, since = await record_suspicions(graph, f"classes:{name}", found)
        judged, waiting, changed = judged + len(page[0]), waiting + now, changed + since
        await report("judging the pictures", judged, judged)
    return Suspected(judged, waiting, changed, skipped)


def list_suspects(facts: ClassFacts, images: list[str], told: Tensor, bound: float) -> list[Suspicion]:
    """List which of these pictures are suspected, by the logarithm of how likely each class is (n by c)."""
    columns = [facts.classes.index(name) for name in facts.suspect]
    likely = told.exp()[:, columns]
    scores = likely.sum(1).clamp(max=1)
    return [
        Suspicion(images[row], float(scores[row]), _explain(facts, likely[row], float(scores[row]), bound))
        for row in (scores >= bound).nonzero().squeeze(1).tolist()
    ]


def _explain(facts: ClassFacts, likely: Tensor, score: float, bound: float) -> str:
    first = facts.suspect[int(likely.argmax())]
    each = f"It is {first!r} with {float(likely.max()):.3f}"
    return f"{each}; all that is suspected is likely with {score:.3f}, bound {bound:g}."
