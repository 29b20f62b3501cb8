"""Plain pairs: of most, all that was said stands on one picture, so that many are added up without a question a pair.

A pair is *plain* where its picture has no duplicates, its tag has no part in the vocabulary, no reviewer ruled on it,
and nobody spoke twice. What was said of it is read with its picture; who speaks, how far each is believed, and where
tags belong is read once for all pictures (`Ground`). A plain pair adds up by `graph.beliefs` as every other; the others
are asked for one by one (`graph.consensus.list_evidence`).

Nothing is locked, and what changes meanwhile computes its pairs by itself: this tells which pairs are worth a lock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.answers import list_categories_of_tags
from graph.beliefs import believe, is_moved
from graph.connection import Graph, Record, Runner
from graph.evidence import Claim, Evidence, Voice
from graph.hearings import list_hearings
from graph.keys import reliability_key
from graph.odds import DEFAULT
from graph.reliability import WHOLE, read_reliability
from graph.rules import find_rules

PAGE = 1_000
# tag, voter, response (None for a pass), asked, the picture is bad, implicit
VoteRow = tuple[str, str, bool | None, bool, bool, bool]
# voter, who speaks for it, and of that one: anonymous, set aside, cluster
VoiceRow = tuple[str, str, bool, bool, str | None]


class SpokenPicture(Record):
    """A picture, the tags on which somebody in question spoke, and all that was said of these, as it was spoken."""

    image: str
    nsfw: str
    shown: bool
    alone: bool
    spoken: tuple[str, ...]
    votes: tuple[VoteRow, ...]
    claims: tuple[tuple[str, str], ...]
    ruled: frozenset[str]
    scores: tuple[tuple[str, float, float | None], ...]
    proposals: tuple[tuple[str, float], ...]
    pairs: tuple[dict[str, Any], ...]


class Voices(Record):
    """Voters and who speaks for each, in one row."""

    voices: tuple[VoiceRow, ...]


class PlainTag(NamedTuple):
    """Where a tag belongs ('' for nowhere), and whether it circulates."""

    category: str
    circulates: bool


@dataclass
class Ground:
    """What is the same for all pictures: the rules, tags of the vocabulary, who speaks, and how far each is believed.

    `tags` are those that were met and have no part in the vocabulary.
    """

    rules: str
    heard: set[str]
    voices: dict[str, VoiceRow]
    kept: dict[str, dict[str, Any]]
    tags: dict[str, PlainTag] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    async def add_tags(self, runner: Runner, names: Iterable[str]) -> None:
        """Learn where tags belong that were not met before."""
        if new := {*names} - self.asked - self.heard:
            self.asked |= new
            found = await list_categories_of_tags(runner, sorted(new))
            self.tags |= {name: PlainTag(category, circulates) for name, _, category, circulates in found}

    def find_figures(self, kind: str, who: str, category: str) -> dict[str, Any]:
        """Find how far somebody is believed: in the category, else in all; a voter else as the crowd is."""
        for place in (category, WHOLE):
            if row := self.kept.get(reliability_key(kind, who, place)):
                return row
        return self.kept.get(reliability_key("crowd", WHOLE, WHOLE), {}) if kind == "voter" else {}


async def read_ground(graph: Graph) -> Ground:
    """Read what is the same for all pictures; tags come as they are met."""
    voices: list[VoiceRow] = []
    while page := await list_voices(graph, voices[-1][0] if voices else "", PAGE):
        voices += page
    heard = {name for pair in await list_hearings(graph) for name in pair}
    return Ground(await find_rules(graph), heard, {row[0]: row for row in voices}, await read_reliability(graph))


async def list_voices(runner: Runner, after: str, limit: int) -> Sequence[VoiceRow]:
    """List voters and who speaks for each, by id, from `after` on."""
    return (await runner.fetch(Voices, "list_voices", after=after, limit=limit))[0].voices


def divide_spoken(picture: SpokenPicture, ground: Ground) -> tuple[list[str], list[str]]:
    """Divide the tags that were spoken on: those whose plain pairs moved, and those whose pairs are not plain."""
    stored = {pair["tag"]: pair for pair in picture.pairs}
    said = gather_plain(picture, ground)
    moved = [tag for tag, one in said.items() if is_moved(stored.get(tag, {}), believe(one) if one.exists else {})]
    return moved, [tag for tag in picture.spoken if tag not in said]


def gather_plain(picture: SpokenPicture, ground: Ground) -> dict[str, Evidence]:
    """Gather what was said of the plain pairs that were spoken on, by tag."""
    strange = {vote[0] for vote in picture.votes if vote[1] not in ground.voices}
    plain = {tag for tag in picture.spoken if picture.alone and tag in ground.tags} - picture.ruled - strange
    votes: dict[str, list[Voice]] = {tag: [] for tag in plain}
    claims: dict[str, set[str]] = {tag: set() for tag in plain}
    for vote in picture.votes:
        if vote[0] in plain:
            votes[vote[0]].append(_make_voice(ground, vote))
    for tag, source in picture.claims:
        if tag in plain:
            claims[tag].add(source)
    scores = {tag: (confidence, usual) for tag, confidence, usual in picture.scores}
    proposals = dict(picture.proposals)
    gathered = {}
    for tag in plain:
        run, usual = scores.get(tag, (proposals.get(tag), None))
        if len({voice.speaker for voice in votes[tag]}) == len(votes[tag]):
            gathered[tag] = Evidence.model_construct(
                image=picture.image,
                tag=tag,
                votes=tuple(votes[tag]),
                claimed=tuple(_make_claim(ground, source, tag) for source in claims[tag]),
                run=run,
                usual=usual,
                proposed=tag in proposals,
                nsfw=picture.nsfw,
                listable=picture.shown and ground.tags[tag].circulates,
                rules=ground.rules,
            )
    return gathered


def _make_voice(ground: Ground, vote: VoteRow) -> Voice:
    tag, voter, says, asked, unfit, implicit = vote
    _, speaker, stranger, aside, cluster = ground.voices[voter]
    figures = ground.find_figures("voter", speaker, ground.tags[tag].category)
    return Voice.model_construct(
        speaker=speaker,
        says=says,
        asked=asked,
        stranger=stranger,
        unfit=unfit,
        implicit=implicit,
        aside=aside,
        cluster=cluster,
        sensitivity=figures.get("sensitivity", DEFAULT),
        specificity=figures.get("specificity", DEFAULT),
    )


def _make_claim(ground: Ground, source: str, tag: str) -> Claim:
    precision = ground.find_figures("source", source, ground.tags[tag].category).get("precision", DEFAULT)
    return Claim.model_construct(source=source, precision=precision)
