"""Plain pairs: of most, all that was said stands on one picture, so that many are added up without a question a pair.

A pair is *plain* where its picture has no duplicates, its tag has no part in the vocabulary, no reviewer ruled on it,
and nobody spoke twice. What was said of it is read with its picture; who speaks, how far each is believed, and where
tags belong is read once for all pictures (`Ground`). A plain pair adds up by `graph.beliefs` as every other; the others
are asked for one by one (`graph.consensus.list_evidence`).

Nothing is locked while it is read. Each picture has a *stamp*, which is another after its lock was taken
(`graph.consensus.lock_pictures`): pairs that moved are written under the lock where the stamp is the one of before,
and nothing of the ground that they stand on has changed. All others are computed anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from graph.answers import list_categories_of_tags
from graph.beliefs import Property, believe, is_moved
from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import PairCount, write_pairs
from graph.evidence import Claim, Evidence, Voice
from graph.hearings import list_hearings
from graph.keys import reliability_key
from graph.odds import DEFAULT
from graph.reliability import WHOLE, read_reliability
from graph.rules import find_rules
from graph.settling import USUAL

PAGE = 1_000
# tag, voter, response (None for a pass), asked, the picture is bad, implicit
VoteRow = tuple[str, str, bool | None, bool, bool, bool]
# voter, who speaks for it, and of that one: anonymous, set aside, cluster
VoiceRow = tuple[str, str, bool, bool, str | None]
Moved = dict[str, dict[str, Property]]  # of one picture's pairs that moved, by tag: all that is true of them now


class SpokenPicture(Record):
    """A picture, the tags on which somebody in question spoke, and all that was said of these, as it was spoken.

    `stamp` is of before the rest was read.
    """

    image: str
    stamp: float
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

    @cached_property
    def stored(self) -> dict[str, dict[str, Any]]:
        """What is written of the pairs of these tags, by tag."""
        return {pair["tag"]: pair for pair in self.pairs}


class Voices(Record):
    """Voters and who speaks for each, in one row."""

    voices: tuple[VoiceRow, ...]


class KnownGround(Record):
    """What is known of some voters and some tags now, and the rules, None for the usual ones."""

    voices: tuple[VoiceRow, ...]
    tags: tuple[tuple[str, str, bool], ...]
    rules: str | None


class HeldPictures(Record):
    """The pictures that nobody changed since they were read, whose locks are held."""

    held: list[str]


class PlainTag(NamedTuple):
    """Where a tag belongs ('' for nowhere), and whether it circulates."""

    category: str
    circulates: bool


@dataclass
class Ground:
    """What is the same for all pictures: the rules, tags of the vocabulary, who speaks, and how far each is believed.

    `tags` are those that were met and have no part in the vocabulary. `said` and `claimed` are words that came before:
    many pairs share them.
    """

    rules: str
    heard: set[str]
    voices: dict[str, VoiceRow]
    kept: dict[str, dict[str, Any]]
    tags: dict[str, PlainTag] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    said: dict[VoteRow, Voice] = field(default_factory=dict)
    claimed: dict[tuple[str, str], Claim] = field(default_factory=dict)

    async def add_tags(self, runner: Runner, names: Iterable[str]) -> None:
        """Learn where tags belong that were not met before."""
        if new := {*names} - self.asked - self.heard:
            self.asked |= new
            found = await list_categories_of_tags(runner, sorted(new))
            self.tags |= {name: PlainTag(category, circulates) for name, _, category, circulates in found}

    async def holds(self, runner: Runner, voters: Sequence[str], tags: Sequence[str]) -> bool:
        """Tell whether all of this is still so, as far as these voters and tags go."""
        now = await find_ground(runner, voters, tags)
        return (
            (now.rules or USUAL) == self.rules
            and {row[0]: row for row in now.voices} == {voter: self.voices.get(voter) for voter in voters}
            and {name: known for name, *known in now.tags} == {tag: list(self.tags[tag]) for tag in tags}
        )

    def hear_voter(self, vote: VoteRow) -> Voice:
        """Return what a voter said, with how far the one who speaks for the voter is believed."""
        tag, voter, says, asked, unfit, implicit = vote
        words = (self.tags[tag].category, voter, says, asked, unfit, implicit)
        if (voice := self.said.get(words)) is None:
            _, speaker, stranger, aside, cluster = self.voices[voter]
            figures = self._find_figures("voter", speaker, words[0])
            voice = self.said[words] = Voice(
                says=says,
                asked=asked,
                stranger=stranger,
                speaker=speaker,
                unfit=unfit,
                implicit=implicit,
                aside=aside,
                cluster=cluster,
                sensitivity=figures.get("sensitivity", DEFAULT),
                specificity=figures.get("specificity", DEFAULT),
            )
        return voice

    def hear_source(self, source: str, tag: str) -> Claim:
        """Return a source's claim, with how far the source is believed."""
        words = (self.tags[tag].category, source)
        if (claim := self.claimed.get(words)) is None:
            precision = self._find_figures("source", source, words[0]).get("precision", DEFAULT)
            claim = self.claimed[words] = Claim(source, precision)
        return claim

    def _find_figures(self, kind: str, who: str, category: str) -> dict[str, Any]:
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


async def find_ground(runner: Runner, voters: Sequence[str], tags: Sequence[str]) -> KnownGround:
    """Find what is known of these voters and tags now, and the rules."""
    return (await runner.fetch(KnownGround, "find_ground", batch={"voters": voters, "tags": tags}))[0]


async def lock_unchanged(tx: Transaction, pictures: Sequence[tuple[str, float]]) -> set[str]:
    """Lock pictures; return the ids of those that still have the stamp that is given with each."""
    return {*(await tx.fetch(HeldPictures, "lock_unchanged", batch={"pictures": pictures}))[0].held}


async def list_voices(runner: Runner, after: str, limit: int) -> Sequence[VoiceRow]:
    """List voters and who speaks for each, by id, from `after` on."""
    return (await runner.fetch(Voices, "list_voices", after=after, limit=limit))[0].voices


def divide_spoken(picture: SpokenPicture, ground: Ground) -> tuple[Moved, list[str]]:
    """Divide the tags that were spoken on: those whose plain pairs moved, and those that must be asked for."""
    found = {tag: believe(one) for tag, one in gather_plain(picture, ground).items() if one.exists}
    moved = {tag: pair for tag, pair in found.items() if is_moved(picture.stored.get(tag, {}), pair)}
    return moved, [tag for tag in picture.spoken if tag not in found]


async def write_plain(tx: Transaction, found: Sequence[tuple[SpokenPicture, Moved]], ground: Ground) -> list[str]:
    """Write pairs that moved where all is as it was when they were read; return the pictures where it is not."""
    read = [(picture.image, picture.stamp) for picture, _ in found]
    held = await lock_unchanged(tx, read)
    voters = {vote[1] for picture, moved in found for vote in picture.votes if vote[0] in moved}
    tags = {tag for _, moved in found for tag in moved}
    if not await ground.holds(tx, sorted(voters), sorted(tags)):
        return [image for image, _ in read]
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    for picture, moved in found:
        if picture.image in held:
            for tag, properties in moved.items():
                key = properties["key"]
                if old := picture.stored.get(tag):
                    changed.append({"key": key, "changes": _list_changes(old, properties)})
                else:
                    new.append({"image": picture.image, "tag": tag, "key": key, "properties": properties})
    await change_pairs(tx, changed)
    if new:
        await write_pairs(tx, new)
    return [image for image, _ in read if image not in held]


def _list_changes(old: Mapping[str, Property], new: Mapping[str, Property]) -> dict[str, Property]:
    """List what is another now, None for what is there no more."""
    changes = {name: value for name, value in new.items() if old.get(name) != value}
    return changes | dict.fromkeys(old.keys() - new.keys())


async def change_pairs(tx: Transaction, changes: Sequence[dict[str, object]]) -> int:
    """Write what is another of pairs."""
    return (await tx.fetch(PairCount, "change_pairs", batch={"pairs": changes}))[0].pairs


def gather_plain(picture: SpokenPicture, ground: Ground) -> dict[str, Evidence]:
    """Gather what was said of the plain pairs that were spoken on, by tag."""
    strange = {vote[0] for vote in picture.votes if vote[1] not in ground.voices}
    plain = {tag for tag in picture.spoken if picture.alone and tag in ground.tags} - picture.ruled - strange
    votes: dict[str, list[Voice]] = {tag: [] for tag in plain}
    claims: dict[str, set[str]] = {tag: set() for tag in plain}
    for vote in picture.votes:
        if vote[0] in plain:
            votes[vote[0]].append(ground.hear_voter(vote))
    for tag, source in picture.claims:
        if tag in plain:
            claims[tag].add(source)
    scores = {tag: (confidence, usual) for tag, confidence, usual in picture.scores}
    proposals = dict(picture.proposals)
    gathered = {}
    for tag in plain:
        run, usual = scores.get(tag, (proposals.get(tag), None))
        if len({voice.speaker for voice in votes[tag]}) == len(votes[tag]):
            gathered[tag] = Evidence(
                image=picture.image,
                tag=tag,
                votes=tuple(votes[tag]),
                claimed=tuple(ground.hear_source(source, tag) for source in claims[tag]),
                run=run,
                usual=usual,
                proposed=tag in proposals,
                nsfw=picture.nsfw,
                listable=picture.shown and ground.tags[tag].circulates,
                rules=ground.rules,
            )
    return gathered
