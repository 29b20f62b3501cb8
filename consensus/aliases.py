"""Aliases: which two tags are one, and how sure is that?

Definition. Two names are compared where they may be two writings of one tag (`consensus.spelling`), or where they
stand in one context and no voice uses both (way `context`). What speaks for it are parts that add up to log odds:

    part       what it is                                                            of
    way        how the names differ                                                  all
    letters    letters of the shorter word that differs, less 6, at most 6           slips
    first      1 where the first letters differ                                      slips
    soft       1 where the words sound alike: their consonants are the same          slips
    rarity     log2 of how much rarer the one is, at most 4                          slips, contexts
    context    cosine of the contexts (`consensus.uses`)                             all

    score = 1 / (1 + exp(-sum of weight · part))

The rarer tag is proposed as the alias of the commoner one; two that are as surely the aliases of one other are not
asked about.

Example. `pengiun` (on one picture) and `penguin` (on 20, nothing beside both): way -2 + letters 1 · 0.4 + soft 2.5 +
rarity 3.4 · 0.2 = 1.6, score 0.83.

The weights of slips are those of a logistic regression on the build halves of two sets judged by others and by hand,
and the ways' are log odds found there, both rounded (`python -m benchmarks.mining --fit` prints them).

Reference: Z. S. Harris, "Distributional structure" (Word 10, 1954), for contexts; others in `consensus.spelling`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from consensus.spelling import Pair, Way, find_difference, find_writings
from consensus.uses import Context, Uses, compare_contexts

AliasWay = Literal[Way, "context"]

WAYS: Mapping[AliasWay, float] = {
    "marks": 4.0,
    "region": 4.0,
    "plural": 4.0,
    "order": 3.0,
    "qualifier": 2.0,
    "form": 1.0,
    "initials": 0.0,
    "slip": -2.0,
    "context": -3.0,
}
WEIGHTS = {"letters": 0.4, "first": -1.5, "soft": 2.5, "rarity": 0.2, "context": 3.0}
ENOUGH = 0.3
ALIKE = 0.5
SUPPORT = 3  # voices of each, for their contexts to be compared
KEYS = 10
CROWDED = 30  # tags beside one: more are told apart by others
_VOWELS = frozenset("aeiouy")
_SOUNDS = str.maketrans("cqwz", "kkvs")


@dataclass(frozen=True)
class Alias:
    """That one tag is another, in which way, and the parts that speak for and against."""

    one: str
    other: str
    score: float
    way: AliasWay
    parts: Mapping[str, float]
    together: int


def rank_aliases(names: Collection[str], uses: Uses, without: Collection[Pair] = ()) -> list[Alias]:
    """Rank which tag may be which other, best first; pairs in `without` are left out, in either order."""
    settled = {frozenset(pair) for pair in without}
    voices = {name: counts for name in sorted(names) if len(counts := uses.count_voices(name)) >= SUPPORT}
    contexts = {name: uses.describe_context(name) for name in voices}
    ways: dict[Pair, AliasWay] = dict.fromkeys(find_alike(contexts, voices, uses), "context")
    ways |= find_writings(names)
    contexts |= {name: uses.describe_context(name) for pair in ways for name in pair if name not in contexts}
    found = [
        _weigh_alias(*_direct(pair, uses), way, contexts, uses)
        for pair, way in ways.items()
        if frozenset(pair) not in settled
    ]
    sure = _drop_redundant([said for said in found if said.score >= ENOUGH])
    return sorted(sure, key=lambda said: (-said.score, said.one, said.other))


def find_alike(contexts: Mapping[str, Context], voices: Mapping[str, Counter[str]], uses: Uses) -> set[Pair]:
    """Find the pairs of tags with one context that no voice uses both of; the lower first.

    Only tags are compared that have one of their `KEYS` nearest neighbours in common.
    """
    beside: dict[str, list[str]] = defaultdict(list)
    for name in sorted(contexts):
        for other in list(contexts[name])[:KEYS]:
            beside[other].append(name)
    found = {pair for names in beside.values() if len(names) <= CROWDED for pair in combinations(names, 2)}
    return {
        (one, other)
        for one, other in found
        if not uses.count_together(one, other)
        and not (voices[one].keys() & voices[other].keys() - {""})
        and compare_contexts(contexts[one], contexts[other]) >= ALIKE
    }


def measure_slip(one: str, other: str) -> dict[str, float]:
    """Measure the parts of a slip from the word that differs."""
    word, wanted = find_difference(one, other)
    return {
        "letters": min(6.0, min(len(word), len(wanted)) - 6.0),
        "first": float(word[0] != wanted[0]),
        "soft": float(_list_sounds(word) == _list_sounds(wanted)),
    }


def _list_sounds(word: str) -> list[str]:
    """List the consonants of a word as they sound, sorted, without doubles: a slip that is hard to hear keeps them."""
    word = word.translate(_SOUNDS)
    kept = [letter for place, letter in enumerate(word) if letter != word[place - 1 : place]]
    return sorted(letter for letter in kept if letter not in _VOWELS)


def _direct(pair: Pair, uses: Uses) -> Pair:
    """Put the rarer name first; of two as rare the longer, then the higher."""
    other, one = sorted(pair, key=lambda name: (-uses.count_pictures(name), len(name), name))
    return one, other


def _weigh_alias(one: str, other: str, way: AliasWay, contexts: Mapping[str, Context], uses: Uses) -> Alias:
    parts = measure_slip(one, other) if way == "slip" else {}
    if way in ("slip", "context"):
        rarity = (1 + uses.count_pictures(other)) / (1 + uses.count_pictures(one))
        parts["rarity"] = min(4.0, math.log2(rarity))
    parts["context"] = compare_contexts(contexts.get(one, {}), contexts.get(other, {}))
    odds = WAYS[way] + sum(WEIGHTS[name] * value for name, value in parts.items())
    return Alias(one, other, 1 / (1 + math.exp(-odds)), way, parts, uses.count_together(one, other))


def _drop_redundant(found: Sequence[Alias]) -> list[Alias]:
    """Leave out the pairs whose both ends are, as surely, the alias of one other tag."""
    better: dict[str, dict[str, float]] = defaultdict(dict)
    for said in found:
        better[said.one][said.other] = said.score
    return [
        said
        for said in found
        if not any(
            min(better[said.one][tag], better[said.other][tag]) >= said.score
            for tag in better[said.one].keys() & better[said.other].keys()
        )
    ]
