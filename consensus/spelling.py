"""Spelling: in which way are two names two writings of one tag?

Definition. Each *way* of writing folds the words of a name (`consensus.words`) to a key, and two names with one key are
alike in that way; the first that holds is theirs:

    marks      the words joined: spaces, hyphens, accents and punctuation do not count      ice cream, ice-cream
    region     British as American, numbers as digits, & as and                             colour, color
    plural     every word in the singular                                                   leaf, leaves
    order      the singular words sorted, without articles and prepositions                 blue sky, sky blue
    qualifier  what is in brackets or before a colon left away, on one of the two           tux (penguin), tux
    form       the stems of the words sorted                                                smile, smiling
    initials   one word of three letters or more, of another's words the first letters      tmnt
    slip       one word with few edits: one from 5 letters on, two from 8 on                pengiun, penguin

An edit is a letter too many, too few or another, or two neighbours exchanged (`count_edits`). Numbers, Roman ones too,
are never slips: episode 11 is not episode 12.

No two names are compared unless they share a key. For slips the keys are the vocabulary's words with up to as many
letters left out as edits are allowed: two words within k edits have a common text within k deletions of each, so a
table of these finds all of them; then each word of a name is replaced by those that it may be a slip for, and the name
that comes out is looked up.

Example. `fold_plural` makes "wolfden" of "Wolves' dens" and of "wolf den"; `count_edits("pengiun", "penguin")` is 1.

Reference: F. J. Damerau, "A technique for computer detection and correction of spelling errors" (CACM 7, 1964), in the
restricted form (optimal string alignment); W. Garbe, "SymSpell" (2012), symmetric deletes.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal

from consensus.words import fold_form, fold_region, list_singulars, split_words

Way = Literal["marks", "region", "plural", "order", "qualifier", "form", "initials", "slip"]
Pair = tuple[str, str]
SHORTEST = 2  # of a key
ONE_EDIT, TWO_EDITS = 5, 8  # from so many letters on
LONGEST = 30  # letters of a word that may be a slip
FEWEST = 3  # of initials
AMBIGUOUS = 10  # more names with the same initials say nothing
CROWDED = 50  # more names with one key are no writings of one tag
_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")
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
    """Sort the words of a name in the singular, without articles; one with numbers has no key: their order counts."""
    words = list_singulars(name)
    if any(word.isdigit() for word in words):
        return ""
    return " ".join(sorted(word for word in words if word not in _ARTICLES))


def fold_forms(name: str) -> str:
    """Sort the stems of the words of a name; one with numbers has no key."""
    words = list_singulars(name)
    return "" if any(word.isdigit() for word in words) else " ".join(sorted(map(fold_form, words)))


def remove_qualifier(name: str) -> str:
    """Leave away what is in brackets and the namespace before a colon; the name as it is where nothing is left."""
    bare = _BRACKETS.sub(" ", name.rpartition(":")[2]).strip()
    return bare if split_words(bare) else name


def allow_edits(word: str) -> int:
    """Say how many edits of a word may be a slip."""
    if not word.isalpha() or len(word) > LONGEST:
        return 0
    return (len(word) >= ONE_EDIT) + (len(word) >= TWO_EDITS)


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


def list_deletions(word: str) -> set[str]:
    """List a word with as many letters left out as it may have edits, and with fewer."""
    return {
        "".join(letter for place, letter in enumerate(word) if place not in left)
        for count in range(allow_edits(word) + 1)
        for left in combinations(range(len(word)), count)
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
        _add(found, _pair_up(known, fold), way)
    bare = {name: remove_qualifier(name) for name in known}
    qualified = _pair_up(known, lambda name: fold_plural(bare[name]))
    _add(found, ((a, b) for a, b in qualified if (bare[a] == a) != (bare[b] == b)), "qualifier")
    _add(found, _pair_up(known, fold_forms), "form")
    _add(found, find_initials(known), "initials")
    _add(found, find_slips(known), "slip")
    return found


def _add(found: dict[Pair, Way], pairs: Iterable[Pair], way: Way) -> None:
    for pair in pairs:
        found.setdefault(pair, way)


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


def find_initials(names: Iterable[str]) -> set[Pair]:
    """Find the pairs of names, the lower first, of which one is made of the first letters of the other's words."""
    longer: dict[str, set[str]] = defaultdict(set)
    words = {name: split_words(name) for name in names}
    for name, parts in words.items():
        for kept in (parts, [word for word in parts if word not in _ARTICLES]):
            if len(kept) >= FEWEST:
                longer["".join(word[0] for word in kept)].add(name)
    return {
        (min(name, other), max(name, other))
        for name, parts in words.items()
        if len(parts) == 1 and len(longer.get(parts[0], ())) <= AMBIGUOUS
        for other in longer.get(parts[0], ())
    }


def find_slips(names: Iterable[str]) -> set[Pair]:
    """Find the pairs of names, the lower first, that differ in one word, which may be a slip in one of them."""
    by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        by_words[tuple(map(fold_region, split_words(name)))].append(name)
    slips = find_slips_of_words({word for words in by_words for word in words})
    found: set[Pair] = set()
    for words, group in by_words.items():
        for place, word in enumerate(words):
            for wanted in slips.get(word, ()):
                others = by_words.get((*words[:place], wanted, *words[place + 1 :]), ())
                found |= {(min(one, other), max(one, other)) for one in group for other in others}
    return found


def find_slips_of_words(words: Collection[str]) -> dict[str, set[str]]:
    """Find for each word those that it may be a slip for, or they for it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        if allow_edits(word):
            for key in list_deletions(word):
                groups[key].append(word)
    slips: dict[str, set[str]] = defaultdict(set)
    for one, other in set(_list_pairs(groups)):
        if is_slip(one, other):
            slips[one].add(other)
            slips[other].add(one)
    return slips


def is_slip(one: str, other: str) -> bool:
    """Tell whether one word may be a slip for another; the first letters differ only where that is the one edit."""
    edits = count_edits(one, other)
    return 0 < edits <= min(allow_edits(one), allow_edits(other)) and (edits == 1 or one[0] == other[0])


def find_difference(one: str, other: str) -> Pair:
    """Find the words in which two names with as many words differ; the last where there are several."""
    words = (map(fold_region, split_words(name)) for name in (one, other))
    return [pair for pair in zip(*words, strict=True) if pair[0] != pair[1]][-1]
