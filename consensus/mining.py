"""Mining: what the names and uses of tags suggest about the vocabulary, as questions for staff.

Aliases (`consensus.aliases`), implications (`consensus.implications`) and exclusions (`consensus.exclusions`) are
ranked and proposed, with a sentence and the numbers that speak for each. Two tags that may be one are not asked whether
one implies the other. What staff decided is not asked again; what they accepted is known, and what follows from it is
left out. Mining writes nothing but proposals, and the same again changes nothing: stopped, it begins anew.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

from consensus.aliases import Alias, AliasWay, rank_aliases
from consensus.exclusions import Exclusion, rank_exclusions
from consensus.implications import Implication, rank_implications
from consensus.spelling import Pair
from consensus.uses import Use, Uses
from graph.closure import LinkKind
from graph.conflicts import is_rating
from graph.connection import Graph
from graph.consensus import count_pictures
from graph.mining import DecidedLink, list_decided_links, list_free_tags, list_uses
from graph.vocabulary import KINDS, NewLink, propose_links
from taggy.steps import Report

SOURCE = "mining"
PICTURES = 200_000
MOST = 1000  # questions of a kind
BATCH = 200
REASONS: Mapping[AliasWay, str] = {
    "marks": "The names differ in spaces, hyphens, accents or signs only.",
    "region": "They are British and American spelling, or a number in words and in digits.",
    "plural": "They are singular and plural of the same words.",
    "order": "They are the same words in another order.",
    "qualifier": "They are one name, once with something in brackets or before a colon.",
    "form": "They are forms of the same words.",
    "initials": "One is made of the first letters of the other.",
    "slip": "One word differs by a letter or two, as a slip of the keyboard does.",
    "context": "They stand beside the same tags, never together, and nobody uses both.",
}


@dataclass(frozen=True)
class Decided:
    """What staff decided before: accepted and rejected pairs of each kind."""

    accepted: Mapping[LinkKind, list[Pair]]
    rejected: Mapping[LinkKind, list[Pair]]

    @classmethod
    def sort(cls, links: Collection[DecidedLink]) -> "Decided":
        """Sort links by what was decided."""
        sides: tuple[dict[LinkKind, list[Pair]], ...] = tuple({kind: [] for kind in KINDS.values()} for _ in range(2))
        for link in links:
            sides[not link.accepted][KINDS[link.type]].append((link.start, link.end))
        return cls(*sides)

    def list_pairs(self, *kinds: LinkKind) -> list[Pair]:
        """List the pairs that are not to be asked about: accepted in any kind, or rejected in one of these."""
        accepted = [pair for pairs in self.accepted.values() for pair in pairs]
        return accepted + [pair for kind in kinds for pair in self.rejected[kind]]


@dataclass(frozen=True)
class Mined:
    """What was found, the surest of each kind first, and how many of these questions are new."""

    links: Sequence[NewLink]
    added: int


async def mine_vocabulary(graph: Graph, report: Report) -> Mined:
    """Find links between tags and propose them."""
    links = await find_links(graph, report)
    added = 0
    for place in range(0, len(links), BATCH):
        added += await propose_links(graph, links[place : place + BATCH])
        await report("proposing", min(place + BATCH, len(links)), len(links))
    return Mined(links, added)


async def find_links(graph: Graph, report: Report) -> list[NewLink]:
    """Find links between tags, and propose none."""
    uses = await read_uses(graph, report)
    names = await list_free_tags(graph)
    decided = Decided.sort(await list_decided_links(graph))
    await report("comparing", 0, len(names))
    found = await asyncio.to_thread(rank_links, names, uses, decided)  # the heart of the job goes on beating
    await report("comparing", len(names), len(names))
    return found


async def read_uses(graph: Graph, report: Report) -> Uses:
    """Read what is known on pictures: on all, or on so many as are enough, drawn at random."""
    total = min(PICTURES, await count_pictures(graph))
    uses: list[Use] = []
    done = 0
    async for page in list_uses(graph, PICTURES):
        done += len(page)
        uses += [
            Use(row.author or "", tuple(row.tags), tuple(row.yes), tuple(row.no))
            for row in page
            if row.tags or row.yes or row.no
        ]
        await report("reading", done, max(done, total))
    return Uses(uses)


def rank_links(names: Collection[str], uses: Uses, decided: Decided) -> list[NewLink]:
    """Rank the links that uses and names suggest, and that nobody has decided on."""
    aliases = rank_aliases(names, uses, decided.list_pairs("alias"))
    same = [(said.one, said.other) for said in aliases]
    implications = rank_implications(uses, decided.accepted["implies"], decided.list_pairs("implies") + same)
    exclusions = rank_exclusions(uses, decided.list_pairs("excludes") + same)
    return [
        *(describe_alias(said, uses) for said in aliases[:MOST]),
        *(describe_implication(said, uses) for said in implications[:MOST]),
        *list_rating_exclusions(names, decided.list_pairs("excludes")),
        *(describe_exclusion(said, uses) for said in exclusions[:MOST]),
    ]


def list_rating_exclusions(names: Collection[str], without: Collection[Pair]) -> list[NewLink]:
    """List what every library means by ratings, whatever is known on pictures: a picture has one of them."""
    settled = {frozenset(pair) for pair in without}
    ratings = sorted(name for name in names if is_rating(name))
    pairs = [pair for pair in combinations(ratings, 2) if frozenset(pair) not in settled]
    return [NewLink("excludes", *pair, SOURCE, "A picture has one rating.", score=1.0) for pair in pairs]


def describe_alias(said: Alias, uses: Uses) -> NewLink:
    """Propose an alias, with what speaks for it."""
    return _make_link("alias", said, REASONS[said.way], uses)


def describe_implication(said: Implication, uses: Uses) -> NewLink:
    """Propose an implication, with what speaks for it."""
    share = f"{said.share:.0%} of what has {said.one!r}, each of {said.voices:g} authors counted alike"
    reason = f"{said.other!r} is known on {share}."
    if said.yes or said.no:
        reason += f" There people answered it with Yes on {said.yes} pictures and with No on {said.no}."
    return _make_link("implies", said, reason, uses)


def describe_exclusion(said: Exclusion, uses: Uses) -> NewLink:
    """Propose an exclusion, with what speaks for it."""
    reason = (
        f"They are together on {said.together} pictures, where by chance they would be on {said.expected:.1f}; "
        f"the tags beside them are {said.context:.0%} alike."
    )
    if said.parted or said.joined:
        reason += (
            f" People said Yes to one and No to the other on {said.parted} pictures, Yes to both on {said.joined}."
        )
    return _make_link("excludes", said, reason, uses)


def _make_link(kind: LinkKind, said: Alias | Implication | Exclusion, reason: str, uses: Uses) -> NewLink:
    numbers = {name: value for name, value in asdict(said).items() if name not in ("one", "other", "score")}
    counted = {
        "pictures": [uses.count_pictures(said.one), uses.count_pictures(said.other)],
        "together": uses.count_together(said.one, said.other),
    }
    return NewLink(kind, said.one, said.other, SOURCE, reason, numbers | counted, round(said.score, 6))
