"""What if: what a pair would add up to without a voter, a source or the live run; nothing is written.

What was said of a pair is read as ever, what the speaker said is left out, and both are believed by the same
definition (`graph.beliefs`). So what is foretold of a voter is what happens when the voter is set aside. A page goes
along what the speaker said, by index, and looks at no more than a page of it, whatever is asked: a tag that the page
has nothing of makes an empty page with a next one.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from neo4j.time import DateTime

from graph.beliefs import believe
from graph.conduct import find_speaker
from graph.connection import Record, Runner
from graph.consensus import Pair, list_evidence
from graph.evidence import Evidence
from graph.keys import bound_keys
from graph.proposals import SpokenPair, list_pairs_of_run
from graph.runs import find_live_run
from graph.settling import Settled
from graph.voters import LONG_AGO, list_pairs_of_voter
from taggy.errors import InputError, NotFoundError

SMALLEST = 1e-6  # a change below it is none

Speech = Literal["voter", "source", "run"]


class Standing(Record):
    """What a pair adds up to; None where nobody spoke."""

    people: float | None = None
    evidence: float | None = None
    posterior: float | None = None
    settled: Settled | None = None

    @property
    def likely(self) -> bool | None:
        """Whether it is more likely so than not; None where it is neither."""
        return None if self.posterior in (None, 1 / 2) else self.posterior > 1 / 2


class Change(Record):
    """A pair that would add up to something else."""

    image: str
    tag: str
    before: Standing
    after: Standing

    @property
    def by(self) -> float:
        """By how much the posterior moves, from 0 to 1; what is not there counts as 1/2."""
        before, after = self.before.posterior, self.after.posterior
        return abs((1 / 2 if after is None else after) - (1 / 2 if before is None else before))

    @property
    def flips(self) -> bool:
        """Whether it would be settled otherwise, or likely where it was not."""
        return self.before.settled != self.after.settled or self.before.likely != self.after.likely


class SourceName(Record):
    """The name of a source."""

    source: str


@dataclass(frozen=True)
class Without:
    """Who is left out: a voter, by all ids; a source, by name; the live run, by its id, or by nothing if none is."""

    what: Speech
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page of what a speaker said: how many pairs were looked at, those that would change, and where it goes on."""

    looked: int
    changes: list[Change]
    next: str | None


async def find_without(runner: Runner, voter: str | None, source: str | None) -> Without:
    """Find who is left out: a voter by name or id, a source by name, or the live run where neither is named.

    Raises:
        NotFoundError: there is no such voter or source.
    """
    if voter is not None:
        return Without("voter", tuple((await find_speaker(runner, voter)).ids))
    if source is not None:
        return Without("source", (await find_source(runner, source),))
    live = await find_live_run(runner)
    return Without("run", (live.run,) if live else ())


def leave_out(said: Evidence, without: Without) -> Evidence:
    """Return the evidence on a pair without what somebody said of it."""
    if without.what == "voter":
        return replace(said, votes=tuple(vote for vote in said.votes if vote.speaker not in without.ids))
    if without.what == "source":
        return replace(said, claimed=tuple(claim for claim in said.claimed if claim.source not in without.ids))
    return replace(said, run=None, proposed=False)


def find_standing(said: Evidence) -> Standing:
    """Find what a pair adds up to."""
    if not said.exists:
        return Standing()
    properties = believe(said)
    return Standing.model_validate({name: properties.get(name) for name in Standing.model_fields})


def find_change(said: Evidence, without: Without) -> Change | None:
    """Find what would change on a pair; None where nothing would."""
    less = leave_out(said, without)
    if less == said:
        return None
    before, after = find_standing(said), find_standing(less)
    same = before.settled == after.settled and all(
        _is_near(getattr(before, name), getattr(after, name)) for name in ("people", "evidence", "posterior")
    )
    return None if same else Change(image=said.image, tag=said.tag, before=before, after=after)


def _is_near(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) < SMALLEST)


async def list_changes(runner: Runner, without: Without, tag: str | None, after: str, limit: int) -> Page:
    """List what would change on a page of pairs that somebody spoke of, the most first.

    `tag` is a canonical one, None for all. `after` is '' for the first page, then the `next` of the one before, and
    `limit` how many of the speaker's words are looked at.

    Raises:
        InputError: `after` is no place.
    """
    pairs, following = await _list_spoken(runner, without, after, limit)
    evidence = await list_evidence(runner, sorted({(pair.image, pair.tag) for pair in pairs}))
    told = sorted({(said.image, tag) for said in evidence if said.shown for tag in said.told})
    known = {(said.image, said.tag): said for said in evidence}
    known |= {(said.image, said.tag): said for said in (await list_evidence(runner, told) if told else [])}
    asked = [said for said in known.values() if said.shown and tag in (None, said.tag)]
    changes = [change for said in asked if (change := find_change(said, without))]
    return Page(len(asked), sorted(changes, key=lambda c: (-c.by, c.image, c.tag)), following)


async def _list_spoken(
    runner: Runner, without: Without, after: str, limit: int
) -> tuple[Sequence[Pair | SpokenPair], str | None]:
    """List a page of pairs as a speaker named them, and where the next one begins."""
    place = _read_place(after)
    if without.what == "voter":
        return await _list_answered(runner, without.ids, place, limit)
    if not without.ids:
        return [], None
    fetch = list_pairs_of_source if without.what == "source" else list_pairs_of_run
    spoken = await fetch(runner, without.ids[0], place[2], limit)
    return spoken, _write_place("", LONG_AGO, spoken[-1].cursor) if len(spoken) == limit else None


async def _list_answered(
    runner: Runner, ids: Sequence[str], place: tuple[str, DateTime, str], limit: int
) -> tuple[Sequence[Pair | SpokenPair], str | None]:
    pairs: list[Pair | SpokenPair] = []
    one, at, key = place
    for voter in (voter for voter in sorted(ids) if voter >= one):
        since = (at, key) if voter == one else (LONG_AGO, "")
        page = await list_pairs_of_voter(runner, voter, *since, limit - len(pairs))
        pairs += [Pair(image=row.image, tag=row.tag) for row in page]
        if len(pairs) == limit:
            return pairs, _write_place(voter, page[-1].at, page[-1].key)
    return pairs, None


def _write_place(voter: str, at: DateTime, key: str) -> str:
    return json.dumps([voter, at.iso_format(), key])


def _read_place(after: str) -> tuple[str, DateTime, str]:
    if not after:
        return "", LONG_AGO, ""
    try:
        voter, at, key = json.loads(after)
        return str(voter), DateTime.from_iso_format(at), str(key)
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"{after!r} is no place in a list. Give the `next` of the page before.") from error


async def list_pairs_of_source(runner: Runner, source: str, after: str, limit: int) -> list[SpokenPair]:
    """List the pairs that a source ever claimed, by the key of the claim, from `after` on."""
    start, end = bound_keys(source)
    return await runner.fetch(SpokenPair, "list_pairs_of_source", after=after or start, end=end, limit=limit)


async def find_source(runner: Runner, name: str) -> str:
    """Find a source by its name.

    Raises:
        NotFoundError: there is no such source.
    """
    found = await runner.fetch(SourceName, "find_source", name=name)
    if not found:
        raise NotFoundError(f"There is no source {name!r}. `taggy trust sources` lists those that a fit has judged.")
    return found[0].source
