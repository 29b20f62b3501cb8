"""Settling: by which rule people said enough of a pair that it need not be asked about any more.

Definition. A *voice* is what an independent person says Yes or No to a question that was asked. All anonymous voters
together are one voice, and so are the members of a cluster, for what most of them say; one who is set aside is none. A
voice of implicit answers alone (what a grid left unclicked) is half a voice. A ruling settles a pair at once. Else the
library's rules are tried in their order, and the first that holds settles the pair for an answer. A rule holds where

    agree     so many voices, or more, say so (never below two)
    against   so many, or fewer, say the opposite; no limit where it is absent
    voices    so many, or more, say either; none where it is absent
    people    people alone make it so probable (`graph.beliefs`), and more likely than not in any case

What a model or a source says has no part in it. Nothing is settled for good: a rule that does not hold any more, for
what came or was taken back, leaves the pair open, and it is asked about again.

Example. *First four agree, or nine in all*:

    [[rule]]
    name = "first four agree"
    agree = 4
    against = 0

    [[rule]]
    name = "nine in all"
    voices = 9

Four Yes settle the pair. With a fifth answer that says No it is open, and is asked about until nine have answered;
then it is settled for what people, weighed, hold more likely.

Reference: the adaptive stopping of labels, as in P. Welinder, P. Perona, "Online crowdsourcing: rating annotators and
obtaining cost-effective labels" (2010), with counts beside the probability, so that a person can read it.
"""

import tomllib
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from graph.evidence import Evidence, Voice
from taggy.errors import InputError

Settled = Literal["yes", "no"]
RULING = "ruling"
FEWEST = 2
LONGEST = 10_000  # of all rules together
LONGEST_NAME = 50
MOST = 20
SAME = 1e-9  # two probabilities that differ by less are one
USUAL = """\
# The first rule that holds settles a pair. What each key means is in docs/settling.md.

[[rule]]
name = "unopposed"
agree = 2
against = 0
people = 0.75

[[rule]]
name = "clear majority"
agree = 2
people = 0.9
"""


class Rule(NamedTuple):
    """When a pair is settled: see the module's definition."""

    name: str
    agree: int = FEWEST
    against: int | None = None
    voices: int = FEWEST
    people: float = 0.5

    def holds(self, agree: float, against: float, likely: float) -> bool:
        """Tell whether it settles a pair for an answer that so many voices give and deny, at this probability."""
        return (
            agree >= self.agree
            and (self.against is None or against <= self.against)
            and agree + against >= self.voices
            and likely > 1 / 2 + SAME
            and likely >= self.people - SAME
        )


class Settlement(NamedTuple):
    """What a pair is settled for, and by what: the name of a rule, or `RULING`."""

    answer: Settled
    by: str


def settle(said: Evidence, people: float | None) -> Settlement | None:
    """Tell what people settled the pair for, and by which rule; None while it is open."""
    if said.ruled is not None:
        return Settlement("yes" if said.ruled else "no", RULING)
    if people is None:
        return None
    yes, no = count_voices(said.votes)
    sides: list[tuple[Settled, float, float, float]] = [("yes", yes, no, people), ("no", no, yes, 1 - people)]
    for rule in read_rules(said.rules or USUAL):
        for answer, agree, against, likely in sides:
            if rule.holds(agree, against, likely):
                return Settlement(answer, rule.name)
    return None


def count_voices(votes: Sequence[Voice]) -> tuple[float, float]:
    """Count the independent voices that say Yes, and those that say No: see the module's definition."""
    heard = [vote for vote in votes if vote.asked and not vote.aside and vote.says is not None]
    strange = {vote.cluster for vote in heard if vote.stranger and vote.cluster}
    groups: defaultdict[str | int, list[float]] = defaultdict(list)
    for place, vote in enumerate(heard):
        weight = 1 / 2 if vote.implicit else 1.0
        one = "" if vote.stranger or vote.cluster in strange else vote.cluster or place
        groups[one].append(weight if vote.says else -weight)
    yes = [max(group) for group in groups.values() if sum(group) > 0]
    no = [-min(group) for group in groups.values() if sum(group) < 0]
    return sum(yes), sum(no)


@lru_cache(maxsize=8)
def read_rules(text: str) -> tuple[Rule, ...]:
    """Read rules as TOML: see the module's example.

    Raises:
        InputError: it is no TOML, names something else, or a value is out of its range.
    """
    if len(text) > LONGEST:
        raise InputError(f"Rules of settling have at most {LONGEST:,} characters, these {len(text):,}.")
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"The rules of settling are no TOML: {error}.") from error
    rules = given.pop("rule", None)
    if given:
        raise InputError(f"Rules of settling have no {next(iter(given))!r}: each is a table that begins with [[rule]].")
    if not isinstance(rules, list) or not 1 <= len(rules) <= MOST:
        raise InputError(f"There must be 1 to {MOST} rules of settling, each beginning with [[rule]].")
    read = tuple(_read_rule(place, rule) for place, rule in enumerate(rules, start=1))
    names = [rule.name for rule in read]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(f"Two rules of settling are named {twice!r}: the name says by which a pair was settled.")
    return read


def _read_rule(place: int, given: Any) -> Rule:
    if not isinstance(given, dict):
        raise InputError(f"Rule {place} of settling is {given!r}: write [[rule]], and its keys below.")
    name = given.get("name")
    if not isinstance(name, str) or not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME or name == RULING:
        raise InputError(
            f"Rule {place} of settling needs a name of 1 to {LONGEST_NAME} characters, not {RULING!r}: it is {name!r}."
        )
    for key, value in given.items():
        _check_value(name, key, value)
    return Rule(**given)


def _check_value(name: str, key: str, value: Any) -> None:
    counts = {"agree": FEWEST, "against": 0, "voices": FEWEST}
    if key in counts:
        if type(value) is not int or value < counts[key]:
            raise InputError(f"The rule {name!r} has {key} = {value!r}: it is a whole number from {counts[key]} on.")
    elif key == "people":
        if type(value) not in (int, float) or not 1 / 2 <= value < 1:
            raise InputError(f"The rule {name!r} has people = {value!r}: it is a probability from 0.5 to below 1.")
    elif key != "name":
        raise InputError(f"The rule {name!r} has a key {key!r}; known are name, agree, against, voices and people.")
