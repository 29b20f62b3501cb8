"""Spelling: in which way are two names two writings of one tag?

Definition. Each *way* of writing folds the words of a name (`consensus.words`) to a key, and two names with one key are
alike in that way; the first that holds is theirs:

    marks      the words joined: spaces, hyphens, accents and punctuation do not count      ice cream, ice-cream
    region     British as American, number words as digits, & as and                        colour, color
    plural     every word in the singular                                                   leaf, leaves
    order      the singular words sorted, without articles and prepositions                 blue sky, sky blue
    qualifier  what is in brackets or before a colon left away, on one of the two           tux (penguin), tux
    form       the stems of the words sorted                                                smile, smiling
    slip       few edits, of letters only: one from 5 letters on, two from 8 on             pengiun, penguin

An edit is a letter too many, too few or another, or two neighbours exchanged (`count_edits`). Numbers, Roman ones too,
and letters that stand alone are never slips: episode 11 is not episode 12.

No two names are compared unless they share a key. For slips the keys are the letters with up to as many left out as
edits are allowed: two texts within k edits have a common text within k deletions of each, so a table of these finds
all of them.

Example. `fold_plural` makes "wolfden" of "Wolves' dens" and of "wolf den"; `count_edits("pengiun", "penguin")` is 1.

Reference: F. J. Damerau, "A technique for computer detection and correction of spelling errors" (CACM 7, 1964), in the
restricted form (optimal string alignment); W. Garbe, "SymSpell" (2012), symmetric deletes.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal

from consensus.words import fold_form, fold_region, list_singulars, split_words

Way = Literal["marks", "region", "plural", "order", "qualifier", "form", "slip"]
Pair = tuple[str, str]
SHORTEST = 2  # of a key
ONE_EDIT, TWO_EDITS = 5, 8  # from so many letters on
CROWDED = 50  # so many names with one key are no writings of one tag
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")
_ROMAN = re.compile("[ivx]+$")
_ARTICLES = frozenset(("a", "an", "at", "by", "for", "from", "in", "of", "on", "s", "the", "to", "with"))


def fold_marks(name: str) -> str:
    """Join the words of a name."""
    return "".join(split_words(name))


def fold_regions(name: str) -> str:
    """Join the words of a name as an American writes them."""
    return "".join(map(fold_region, split_words(name)))


def fold_plural(name: str) -> str:
    """Join the words of a name in the singular."""
    return "".join(list_singulars(name))


def fold_order(name: str) -> str:
    """Sort the words of a name in the singular, without articles; numbers keep their order, so such a name has no key."""
    words = list_singulars(name)
    if any(word.isdigit() for word in words):
        return ""
    return " ".join(sorted(word for word in words if word not in _ARTICLES))


def fold_forms(name: str) -> str:
    """Sort the stems of the words of a name; numbers keep their order, so such a name has no key."""
    words = list_singulars(name)
    return "" if any(word.isdigit() for word in words) else " ".join(sorted(map(fold_form, words)))


def remove_qualifier(name: str) -> str:
    """Leave away what is in brackets and the namespace before a colon; the name as it is where nothing is left."""
    bare = _BRACKETS.sub(" ", name.rpartition(":")[2]).strip()
    return bare if split_words(bare) else name


def allow_edits(letters: str) -> int:
    """Say how many edits of so long a text may be a slip."""
    return (len(letters) >= ONE_EDIT) + (len(letters) >= TWO_EDITS)


def count_edits(one: str, other: str) -> int:
    """Count the edits from one text to another; of two neighbours that were exchanged neither is edited again."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def list_deletions(text: str) -> set[str]:
    """List a text with as many letters left out as it may have edits, and with fewer; digits always stay."""
    places = [place for place, character in enumerate(text) if not character.isdigit()]
    return {
        "".join(character for place, character in enumerate(text) if place not in left)
        for count in range(allow_edits(text) + 1)
        for left in combinations(places, count)
    }


def find_writings(names: Iterable[str]) -> dict[Pair, Way]:
    """Find the pairs of names that may be two writings of one tag, and in which way; the lower name first."""
    known = sorted(set(names))
    found: dict[Pair, Way] = {}
    folds: tuple[tuple[Way, Callable[[str], str]], ...] = (
        ("marks", fold_marks),
        ("region", fold_regions),
        ("plural", fold_plural),
        ("order", fold_order),
    )
    for way, fold in folds:
        found = dict.fromkeys(_pair_up(known, fold), way) | found
    bare = {name: remove_qualifier(name) for name in known}
    qualified = _pair_up(known, lambda name: fold_plural(bare[name]))
    found = {(a, b): "qualifier" for a, b in qualified if (bare[a] == a) != (bare[b] == b)} | found
    found = dict.fromkeys(_pair_up(known, fold_forms), "form") | found
    return dict.fromkeys(find_slips(known), "slip") | found


def _pair_up(names: Iterable[str], fold: Callable[[str], str]) -> Iterator[Pair]:
    """List the pairs of names with one key, in the order they are given."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[fold(name)].append(name)
    return _list_pairs(groups)


def _list_pairs(groups: Mapping[str, list[str]]) -> Iterator[Pair]:
    """List the pairs of each group; a key of one letter, or one that too many share, says nothing."""
    for key, group in groups.items():
        if len(key) >= SHORTEST and len(group) <= CROWDED:
            yield from combinations(group, 2)


def find_slips(names: Iterable[str]) -> set[Pair]:
    """Find the pairs of names, in the order they are given, of which one may be a slip for the other."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        letters = fold_regions(name)
        if allow_edits(letters):
            for key in list_deletions(letters):
                groups[key].append(name)
    return {pair for pair in set(_list_pairs(groups)) if is_slip(*pair)}


def is_slip(one: str, other: str) -> bool:
    """Tell whether one name may be a slip for the other.

    Names of as many words are compared word by word, each of which must be long enough for its edits; others as a
    whole, unless one only has a word more. Numbers and letters that stand alone are never slips.
    """
    differ = list_differences(one, other)
    words, others = set(split_words(one)), set(split_words(other))
    if words <= others or others <= words or _list_numbers(one) != _list_numbers(other):
        return False
    return bool(differ) and all(_is_slip_of_word(*pair) for pair in differ)


def list_differences(one: str, other: str) -> list[Pair]:
    """List the words in which two names differ, place by place; the names as a whole where one has more words."""
    words, others = ([fold_region(word) for word in split_words(name)] for name in (one, other))
    if len(words) != len(others):
        words, others = ["".join(words)], ["".join(others)]
    return [(word, wanted) for word, wanted in zip(words, others, strict=True) if word != wanted]


def _is_slip_of_word(one: str, other: str) -> bool:
    edits = count_edits(one, other)
    return edits <= min(allow_edits(one), allow_edits(other)) and (edits <= 1 or one[0] == other[0])


def _list_numbers(name: str) -> list[str]:
    words = map(fold_region, split_words(name))
    return [word for word in words if word.isdigit() or len(word) == 1 or _ROMAN.match(word)]
