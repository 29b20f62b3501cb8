"""Remarks: how surely a tag is something that somebody said, not something that a picture shows.

Definition. The score of a tag is the log-odds that it is a remark, a sum of one term for each kind of evidence, as in
naive Bayes: it can be read term by term, and evidence that is missing adds nothing.

    score = b + w · wording(tag) + w_a (log2 authors - 1) + w_p (place - ½) + B(refused, answers; 3, 1)
            + B(divided, pairs; 1, 2) + p(skill)

*wording* is what the text shows (`consensus.wording`), *authors* counts who used the tag independently of each other
(a post without an author counts as one), *place* is its mean place among the tags of its posts, 0 first and 1 last.
These weights are a logistic regression (L2, C = 1) on the build half of tests/data/remarks.csv;
`python -m benchmarks.remarks --fit` prints them. No site publishes votes on remarks, so the rest cannot be fitted and
is set by these priors, said here so that it can be argued with:

- *refused* of the *answers* on pictures that a source claims the tag of are No or Pass. B is the log ratio of two
  beta-binomial likelihoods: refusals of a remark are drawn from Beta(3, 1), those of metadata from Beta(1, 3).
- *divided* of the *pairs* with two answers or more have a third of them on either side: Beta(1, 2) against Beta(1, 6).
- *skill* of the live run is (AP - chance) / (1 - chance), out of fold: p = ½ - 5 skill, and not below -3. A model that
  sees a tag in pictures speaks against a remark; one that does not says little, for it may be a poor model.

Example. `cowboy` by 8 authors scores -1.94 - 0.68·2 = -3.30; `i want this` by one, of whose three words all speak,
-1.94 + 0.93·1.58 + 2.20 + 1.96 + 0.68 = 4.37.

From `STRONG` on a tag leaves circulation: the lowest half point at which 99 of 100 are remarks on the build half.
From `SUSPECTED` on it is more likely a remark than not, and shown to staff.

Reference: I. J. Good, "Probability and the Weighing of Evidence" (1950): weights of evidence, added as log-odds;
S. Golder and B. Huberman, "Usage patterns of collaborative tagging systems", Journal of Information Science 32 (2006),
whose kinds "self reference", "qualities" and "task organizing" are most of what docs/remarks.md calls remarks.
"""

import math
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

from consensus.wording import Wording, read_wording
from graph.connection import Graph
from graph.remarks import Finding, TagEvidence, list_tag_evidence, settle_tag, write_findings

STRONG = 2.0
SUSPECTED = 0.0
BASE = -1.94
WEIGHTS = Wording(length=0.93, talk=2.20, person=1.96, stops=0.97, drawer=3.29, blank=0.84)
AUTHORS = -0.68
PLACE = -0.31
BATCH = 100
_TOLD = 0.3


class Term(NamedTuple):
    """One kind of evidence: what it is in words, and what it adds to the log-odds."""

    says: str
    adds: float


def score_remark(said: TagEvidence) -> float:
    """Compute the log-odds that a tag is a remark."""
    return BASE + sum(term.adds for term in list_terms(said))


def explain_score(said: TagEvidence) -> str:
    """Say in words what weighs most, strongest first, each with what it adds: `reads like speech +2.20; …`."""
    told = sorted((term for term in list_terms(said) if abs(term.adds) >= _TOLD), key=lambda term: -abs(term.adds))
    return "; ".join(f"{term.says} {term.adds:+.2f}" for term in told)


def list_terms(said: TagEvidence) -> Iterator[Term]:
    """List what each kind of evidence adds; what is missing is left out."""
    wording = read_wording(said.tag)
    for (name, says), weight, value in zip(_WORDINGS.items(), WEIGHTS, wording, strict=True):
        yield Term(says if name != "length" else f"{len(said.tag.split())} words", weight * value)
    if said.authors:
        who = "one author uses it" if said.authors == 1 else f"{said.authors} authors use it"
        yield Term(who, AUTHORS * (math.log2(said.authors) - 1))
    if said.place is not None:
        yield Term("stands late among the tags" if said.place > 1 / 2 else "stands early", PLACE * (said.place - 1 / 2))
    if answers := said.yes + said.no + said.passes:
        refused = said.no + said.passes
        yield Term(f"{refused} of {answers} answers are No or Pass", weigh_counts(refused, answers, (3, 1), (1, 3)))
    if said.compared:
        divided = f"people are divided on {said.divided} of {said.compared} pictures"
        yield Term(divided, weigh_counts(said.divided, said.compared, (1, 2), (1, 6)))
    if said.average_precision is not None and said.chance is not None and said.chance < 1:
        skill = (said.average_precision - said.chance) / (1 - said.chance)
        yield Term(f"the model's skill on it is {skill:.2f}", max(0.5 - 5 * skill, -3.0))


_WORDINGS = {
    "length": "",
    "talk": "reads like speech",
    "person": "speaks of oneself or to others",
    "stops": "ends like a sentence",
    "drawer": "is named like the drawer of a blog",
    "blank": "leaves nothing to search for",
}


def weigh_counts(hits: int, trials: int, remark: tuple[float, float], metadata: tuple[float, float]) -> float:
    """Return the log ratio of two beta-binomial likelihoods of these hits; no trials weigh nothing."""
    return _log_likelihood(hits, trials, *remark) - _log_likelihood(hits, trials, *metadata)


def _log_likelihood(hits: int, trials: int, a: float, b: float) -> float:
    return _log_beta(a + hits, b + trials - hits) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def judge_tag(said: TagEvidence) -> Finding:
    """Score a tag, and tell whether it is surely a remark, and whether it is suspected."""
    score = score_remark(said)
    return Finding(said.tag, score, explain_score(said), strong=score >= STRONG, suspected=score >= SUSPECTED)


async def find_remarks(graph: Graph, after: str = "") -> AsyncIterator[tuple[str, int, int]]:
    """Score every tag by name from `after` on, and take those out of circulation that are surely remarks.

    What a person decided stays. A search that was stopped goes on from the last name that it gave.

    Yields:
        After each batch: the name of its last tag, its tags, and how many of them were taken out.
    """
    while page := await list_tag_evidence(graph, after, BATCH):
        taken = await write_findings(graph, [judge_tag(said) for said in page])
        for tag in taken:
            await settle_tag(graph, tag)
        after = page[-1].tag
        yield after, len(page), len(taken)


async def list_suspects(graph: Graph) -> AsyncIterator[Finding]:
    """Score every tag and list the suspected ones that a search could take out, by name, changing nothing."""
    after = ""
    while page := await list_tag_evidence(graph, after, BATCH):
        for said in page:
            finding = judge_tag(said)
            if said.free and finding.suspected:
                yield finding
        after = page[-1].tag
