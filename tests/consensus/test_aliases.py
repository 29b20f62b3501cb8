"""Aliases: what is one tag, ranked, on toys and on real tags."""

import json
from pathlib import Path

import pytest

from consensus.aliases import Alias, measure_slip, rank_aliases
from consensus.implications import rank_implications
from consensus.uses import Use, Uses

PENGUINS = Uses([Use("", ("penguin",))] * 20 + [Use("", ("pengiun",))])


def list_pairs(found: list[Alias]) -> list[tuple[str, str, str]]:
    return [(said.one, said.other, said.way) for said in found]


def test_the_rarer_name_is_the_alias_and_the_score_is_the_sum_of_its_parts() -> None:
    (said,) = rank_aliases(["penguin", "pengiun"], PENGUINS)
    assert (said.one, said.other, said.way, said.together) == ("pengiun", "penguin", "slip", 0)
    assert said.parts == {"letters": 1, "first": 0, "soft": 1, "rarity": pytest.approx(3.39, abs=0.01), "context": 0}
    assert said.score == pytest.approx(0.83, abs=0.005)  # the example of the module
    assert rank_aliases(["penguin", "pengiun"], PENGUINS, [("penguin", "pengiun")]) == []


def test_a_slip_is_surer_where_it_is_not_heard() -> None:
    assert measure_slip("big vegetable", "big vegitable") == {"letters": 3, "first": 0, "soft": 1}
    assert measure_slip("mouse", "house") == {"letters": -1, "first": 1, "soft": 0}


def test_two_aliases_of_one_tag_are_not_asked_about() -> None:
    uses = Uses([Use("", ("leaf",))] * 3 + [Use("", ("leaves",))] * 2 + [Use("", ("leafs",))])
    assert list_pairs(rank_aliases(["leaf", "leafs", "leaves"], uses)) == [
        ("leafs", "leaf", "plural"),
        ("leaves", "leaf", "plural"),
    ]


def test_names_that_nobody_used_are_compared_too() -> None:
    assert list_pairs(rank_aliases(["colour", "color"], Uses([]))) == [("colour", "color", "region")]


def test_one_context_of_different_people_suggests_one_tag() -> None:
    words = ("sweet", "wobbly", "dessert")
    uses = Uses(
        [Use(f"a{n}", ("jello", *words)) for n in range(4)]
        + [Use(f"b{n}", ("gelatin", *words)) for n in range(5)]
        + [Use(f"c{n}", ("car", "road")) for n in range(20)]
    )
    (said,) = rank_aliases(["jello", "gelatin", "car"], uses)
    assert (said.one, said.other, said.way) == ("jello", "gelatin", "context")
    told_apart = Uses([*uses.pictures, Use("a1", ("gelatin", *words))])
    assert rank_aliases(["jello", "gelatin", "car"], told_apart) == []


def read_clipart(shared: Path) -> Uses:
    lines = (shared / "clipart" / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return Uses(Use(row["creator"] or "", tuple(sorted(set(row["tags"])))) for row in map(json.loads, lines))


@pytest.mark.shared
def test_real_tags_are_told_apart(shared: Path) -> None:
    uses = read_clipart(shared)
    found = {(said.one, said.other) for said in rank_aliases(uses.places, uses)}
    assert {("vegitable", "vegetable"), ("linex", "linux"), ("mime-types", "mimetypes"), ("cities", "city")} <= found
    assert not {("horse", "house"), ("night", "light"), ("spain", "italy")} & found
    implied = {(said.one, said.other) for said in rank_implications(uses)[:20]}
    assert {("mammal", "animal"), ("dessert", "food"), ("house", "building")} <= implied
