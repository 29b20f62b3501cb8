"""Mining of the vocabulary against aliases that others gave and questions that were judged by hand.

    python -m benchmarks.mining
    python -m benchmarks.mining --fit

Names: the tags and aliases of three sites (`../shared/tags`), each a vocabulary of its own. Which pairs among all
names are one tag? A proposed pair is right where both names belong to one tag; an alias is found where right pairs lead
from it to its tag. Nothing but the names is looked at: how often aliases are used is not in the data. Beside it two
simple rules: one edit, and the same stems in the same order, both longest names first. Most names in the data are
aliases or have some, so there is less to be wrong about than in life; the same holds for the rules beside.

Clip art (`../shared/clipart`): the best 50 of each kind, judged by hand in `benchmarks/mining.csv`; the rule is in
docs/vocabulary.md. Beside it the same counts with every picture a voice of its own, instead of every author.

Both are parted by a hash, of the tag or of the pair: one half is to build with, the other to judge with. `--fit` prints
what the build halves say about the weights in `consensus.aliases`.
"""

import argparse
import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.runs import print_settings, print_table
from consensus import aliases
from consensus.aliases import WEIGHTS, measure_slip, rank_aliases
from consensus.exclusions import rank_exclusions
from consensus.implications import rank_implications
from consensus.spelling import Pair, count_edits, find_writings
from consensus.uses import Use, Uses
from consensus.words import fold_form, list_singulars, split_words
from graph.tagnames import normalise_tag
from taggy.bounds import bound_share

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELS = Path(__file__).with_name("mining.csv")
SITES = ("danbooru", "derpibooru", "e621")
RANKS = (100, 500)
PRECISIONS = (0.8, 0.5)
JUDGED = 50
Classes = Mapping[str, str]  # the tag of each name
Ranked = Sequence[tuple[int, Pair]]  # the vocabulary that a pair is of


def find_half(*text: str) -> str:
    """Put something into the half to build with or the half to judge with, by a hash."""
    return ("build", "judge")[hashlib.sha256("|".join(text).encode()).digest()[0] % 2]


def read_names(half: str) -> list[Classes]:
    """Read the names of each site with the tags they belong to, of one half of the tags."""
    vocabularies: list[Classes] = []
    for site in SITES:
        tags: dict[str, str] = {}
        with (SHARED / "tags" / f"{site}_tags.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                tag = normalise_tag(row["tag"])
                written = [row["tag"], *filter(str.strip, (row["aliases"] or "").split(","))]
                if find_half(tag) == half:
                    tags |= {normalise_tag(name): tag for name in written if normalise_tag(name) not in tags}
        vocabularies.append(tags)
    return vocabularies


def rank_by_mining(names: Collection[str]) -> list[tuple[float, Pair]]:
    """Rank pairs as the product does, without uses."""
    return [(said.score, (said.one, said.other)) for said in rank_aliases(names, Uses([]))]


def rank_by_edit(names: Collection[str]) -> list[tuple[float, Pair]]:
    """Rank the pairs with one edit between them, the longest first."""
    lengths: dict[int, list[str]] = defaultdict(list)
    for name in names:
        lengths[len(name)].append(name)
    near = (pair for size, same in lengths.items() for pair in _list_near(same, lengths.get(size + 1, [])))
    return [(len(one), (one, other)) for one, other in near if count_edits(one, other) == 1]


def _list_near(names: Sequence[str], longer: Sequence[str]) -> Iterable[Pair]:
    yield from combinations(names, 2)
    yield from ((one, other) for one in names for other in longer)


def rank_by_stem(names: Collection[str]) -> list[tuple[float, Pair]]:
    """Rank the pairs with the same stems in the same order, the longest first."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        groups[tuple(map(fold_form, split_words(name)))].append(name)
    return [(len(pair[0]), pair) for stems, group in groups.items() if stems for pair in combinations(group, 2)]


def rank_all(rank: Callable[[Collection[str]], list[tuple[float, Pair]]], vocabularies: Sequence[Classes]) -> Ranked:
    """Rank the pairs of all vocabularies in one list."""
    scored = [(score, place, pair) for place, names in enumerate(vocabularies) for score, pair in rank(names)]
    return [(place, pair) for _, place, pair in sorted(scored, key=lambda row: (-row[0], *row[1:]))]


def follow_found(ranked: Ranked, vocabularies: Sequence[Classes]) -> list[tuple[int, int]]:
    """Count after each pair how many are right so far, and how many aliases right pairs lead to their tags."""
    leads: list[dict[str, set[str]]] = [{name: {name} for name in names} for names in vocabularies]
    right = found = 0
    counts = []
    for place, (one, other) in ranked:
        names, led = vocabularies[place], leads[place]
        if names[one] == names[other]:
            right += 1
            if led[one] is not led[other]:
                tag = names[one]
                found += len((led[one], led[other])[tag in led[one]]) * (tag in led[one] or tag in led[other])
                joined = led[one] | led[other]
                led.update(dict.fromkeys(joined, joined))
        counts.append((right, found))
    return counts


def describe_ranking(name: str, ranked: Ranked, vocabularies: Sequence[Classes]) -> list[str]:
    """Return the row of a table: precision at ranks, recall at precisions, and both of all pairs."""
    links = sum(name != tag for names in vocabularies for name, tag in names.items())
    counts = follow_found(ranked, vocabularies)
    at_ranks = [f"{counts[rank - 1][0] / rank:.3f}" if len(counts) >= rank else "-" for rank in RANKS]
    at_precisions = []
    for wanted in PRECISIONS:
        reached = [found for rank, (right, found) in enumerate(counts, start=1) if right / rank >= wanted]
        at_precisions.append(f"{max(reached, default=0) / links:.3f}")
    right, found = counts[-1]
    return [name, str(len(counts)), *at_ranks, *at_precisions, f"{right / len(counts):.3f}", f"{found / links:.3f}"]


def count_ways(vocabularies: Sequence[Classes]) -> Counter[str]:
    """Count the aliases by how they differ from their tag."""
    ways: Counter[str] = Counter()
    for names in vocabularies:
        written = find_writings(names)
        for name, tag in names.items():
            words, others = set(list_singulars(name)), set(list_singulars(tag))
            if name == tag:
                continue
            if way := written.get((min(name, tag), max(name, tag))):
                ways[way] += 1
            elif words < others or others < words:
                ways["words more"] += 1
            else:
                ways["some words the same" if words & others else "nothing in common"] += 1
    return ways


def report_names(half: str) -> None:
    """Print how well aliases are found among names."""
    vocabularies = read_names(half)
    print_settings(
        {"half": half, "names": sum(map(len, vocabularies)), "aliases": sum(count_ways(vocabularies).values())}
    )
    rules = (("mining", rank_by_mining), ("one edit", rank_by_edit), ("same stems", rank_by_stem))
    header = ["", "pairs", *(f"precision@{rank}" for rank in RANKS)]
    header += [*(f"recall at {wanted}" for wanted in PRECISIONS), "precision of all", "recall of all"]
    rows = [describe_ranking(name, rank_all(rank, vocabularies), vocabularies) for name, rank in rules]
    print_table(f"Aliases among names, {half} half", header, rows)
    ways = count_ways(vocabularies)
    shares = [(way, count, f"{count / ways.total():.3f}") for way, count in ways.most_common()]
    print_table("Aliases by how they differ from their tag", ["way", "aliases", "share"], shares)


def read_clipart() -> Uses:
    """Read who tagged which clip art how."""
    text = (SHARED / "clipart" / "metadata.jsonl").read_text(encoding="utf-8")
    rows = sorted(
        map(json.loads, text.splitlines()), key=lambda row: hashlib.sha256(row["file_name"].encode()).digest()
    )
    return Uses(Use(row["creator"] or "", tuple(sorted({normalise_tag(tag) for tag in row["tags"]}))) for row in rows)


def rank_kinds(uses: Uses) -> dict[str, list[Pair]]:
    """Rank what mining would ask about these uses."""
    found = rank_aliases(uses.places, uses)
    same = [(said.one, said.other) for said in found]
    return {
        "alias": [(min(pair), max(pair)) for pair in same],
        "implies": [(said.one, said.other) for said in rank_implications(uses, without=same)],
        "excludes": [(said.one, said.other) for said in rank_exclusions(uses, without=same)],
    }


def read_labels() -> dict[tuple[str, str, str], bool]:
    """Read what was judged by hand."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["one"], row["other"]): row["right"] == "yes" for row in csv.DictReader(file)}


def report_clipart() -> None:
    """Print the precision of the best questions about clip art, with Wilson intervals."""
    uses = read_clipart()
    alone = Uses(Use("", use.tags) for use in uses.pictures)
    labels, rows = read_labels(), []
    for voices, counted in (("authors", uses), ("pictures", alone)):
        for kind, pairs in rank_kinds(counted).items():
            best = [(kind, *pair) for pair in pairs[:JUDGED]]
            if missing := [pair for pair in best if pair not in labels]:
                print(f"not judged yet: {missing}")
            for half in ("build", "judge"):
                right = [labels[pair] for pair in best if find_half(*pair) == half and pair in labels]
                rows.append([f"{kind}, {half}", voices, len(right), sum(right), describe_share(sum(right), len(right))])
    print_table(f"Clip art: the best {JUDGED}", ["kind, half", "voices are", "judged", "right", "precision"], rows)


def describe_share(hits: int, trials: int) -> str:
    """Write a share with its Wilson interval."""
    return f"{hits / trials:.2f} ({bound_share(hits, trials):.2f}-{1 - bound_share(trials - hits, trials):.2f})"


def fit() -> None:
    """Print what the build halves say about ways and slips; sites have an intercept of their own."""
    parts, right, of_site, ways = [], [], [], Counter[str]()
    rights: Counter[str] = Counter()
    for names in read_names("build"):
        for (one, other), way in find_writings(names).items():
            same = names[one] == names[other]
            ways[way] += 1
            rights[way] += same
            if way == "slip":
                parts.append([measure_slip(one, other).get(name, 0.0) for name in WEIGHTS])
                right.append(same)
                of_site.append(True)
    labels, uses = read_labels(), read_clipart()
    aliases.ENOUGH = 0.0
    for said in rank_aliases(uses.places, uses):
        judged = labels.get(("alias", *sorted((said.one, said.other))))  # type: ignore[arg-type]
        if judged is None or find_half("alias", *sorted((said.one, said.other))) == "judge":
            continue
        ways[f"{said.way}, clip art"] += 1
        rights[f"{said.way}, clip art"] += judged
        if said.way == "slip":
            parts.append([said.parts.get(name, 0.0) for name in WEIGHTS])
            right.append(judged)
            of_site.append(False)
    print_table("Ways", ["way", "pairs", "right"], [(way, count, rights[way]) for way, count in sorted(ways.items())])
    weight = np.where(of_site, 1.0, sum(of_site) / max(1, len(of_site) - sum(of_site)))
    model = LogisticRegression(max_iter=1000).fit(np.column_stack([parts, of_site]), right, sample_weight=weight)
    fitted = dict(zip([*WEIGHTS, "site"], model.coef_[0], strict=True)) | {"slip": model.intercept_[0]}
    print_table("Slips", ["part", "weight"], [(name, f"{value:.2f}") for name, value in fitted.items()])


def main() -> None:
    """Fit, or measure both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fit", action="store_true", help="print what the build halves say about the weights")
    if parser.parse_args().fit:
        fit()
        return
    report_names("build")
    report_names("judge")
    report_clipart()


if __name__ == "__main__":
    main()
