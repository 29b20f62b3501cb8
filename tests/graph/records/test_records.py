"""The graph as records: every label and type of the schema, every kind of value, and what comes while it is read."""

import asyncio
import gzip
import json
import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytz  # type: ignore[import-untyped]  # the driver's zones
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from neo4j.time import Date, DateTime, Duration, Time

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from graph.consensus import list_wrong_pairs
from graph.gold import PURPOSES, GoldAnswer, list_gold, set_all_gold
from graph.goldaudits import use_all_audits
from graph.preferences import Choosing, keep_preference, withdraw_preferences
from graph.records import reading, statements
from graph.records.reading import list_parts, locate_part, read_records
from graph.records.values import decode_properties, encode_properties
from graph.records.writing import write_records
from graph.restores import Restore, remove_moved_answers, remove_moved_comparisons, save_restore
from graph.schema import HOUSEKEEPING, NODES, RELATIONSHIPS, find_key, list_kept_labels, list_kept_relationships
from graph.votes import RESPONSES, Ballot, cast_votes, withdraw_votes
from taggy.errors import BackupError
from tests.seeds import add_images, add_tags, add_voters, read_votes, run

WHOLE = """
MATCH (n) WHERE NOT n:Library RETURN labels(n) AS what, null AS start, null AS end, properties(n) AS properties
UNION ALL
MATCH (a)-[r]->(b) RETURN [type(r)] AS what, properties(a) AS start, properties(b) AS end, properties(r) AS properties
"""
ANSWERS = (*RESPONSES, None)
EMPTY = "MATCH (n) WHERE NOT n:Library DETACH DELETE n"
integers = st.integers(min_value=-(2**63), max_value=2**63 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def build_moment(at: datetime, nanosecond: int, zone: Any) -> DateTime:
    parts = (at.year, at.month, at.day, at.hour, at.minute, at.second, nanosecond)
    return DateTime(*parts, tzinfo=UTC).astimezone(zone) if zone else DateTime(*parts)


ZONES = [None, UTC, pytz.FixedOffset(-90), pytz.timezone("Europe/Berlin"), pytz.timezone("Asia/Kolkata")]
moments = st.builds(
    build_moment,
    st.datetimes(datetime.fromisoformat("1900-01-02"), datetime.fromisoformat("2100-01-01")),
    st.integers(0, 999_999_999),
    st.sampled_from(ZONES),
)
scalars = [integers, texts, st.booleans(), st.floats(), st.binary(max_size=9), moments]
scalars += [st.builds(Date, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28))]
scalars += [st.builds(Time, st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999_999_999))]
scalars += [st.builds(Duration, months=st.integers(-99, 99), days=st.integers(-99, 99), seconds=st.integers(-99, 99))]
values = st.one_of(*scalars, *(st.lists(kind, max_size=4) for kind in scalars))


async def read_whole(graph: Graph) -> list[str]:
    return sorted(repr(_sort(row)) for row in await run(graph, WHOLE))


def _sort(value: Any) -> Any:
    """Bring properties into an order: the server gives them in any."""
    return sorted((name, _sort(part)) for name, part in value.items()) if isinstance(value, dict) else value


async def carry(graph: Graph, folder: Path) -> None:
    """Read the graph as records, empty it, and write them into it."""
    async for _ in read_records(graph, folder):
        pass
    await run(graph, EMPTY)
    await write_all(graph, folder)


async def write_all(graph: Graph, folder: Path) -> None:
    for part in list_parts(folder):
        with part.path.open("rb") as file:
            async for _ in write_records(graph, part.name, file, Restore(restoring="ff", restored="begun:0")):
                pass
    await run(graph, "MATCH (n:Library) REMOVE n.restoring, n.restored")


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.just("x") | st.just("y"), values))
def test_every_value_comes_back_from_json_as_it_was(properties: dict[str, Any]) -> None:
    text = json.dumps(encode_properties(properties), allow_nan=False)
    assert repr(normalise(decode_properties(json.loads(text)))) == repr(normalise(properties))


def normalise(value: Any) -> Any:
    """Compare moments by instant and zone: an offset may be said in several ways."""
    match value:
        case dict():
            return {name: normalise(item) for name, item in value.items()}
        case list():
            return [normalise(item) for item in value]
        case DateTime():
            zone = getattr(value.tzinfo, "zone", None)
            return value.iso_format(), zone if zone != "UTC" else None
    return value


async def test_every_label_and_type_of_the_schema_is_carried_with_every_property(graph: Graph, tmp_path: Path) -> None:
    # A label or type that is added to the schema is here by itself, and must come through.
    times = "[datetime('2026-01-02T03:04:05.123456789Z'), datetime('2026-07-01T00:00:00[Europe/Berlin]')]"
    for label, names in NODES.items():
        if label not in HOUSEKEEPING:
            properties = {name: [name, "ü|"] for name in names.split()[1:]} | {find_key(label): "k"}
            await run(graph, f"CREATE (n:{label}) SET n = $p, n.when = {times}, n.at = datetime()", p=properties)
    for of in RELATIONSHIPS:
        said: dict[str, Any] = {name: [1.0, 0.1, 1e300] for name in of.properties.split()} | {
            "key": f"{of.start} {of.type} key"
        }
        await run(
            graph,
            f"MATCH (a:{of.start}), (b:{of.end}) CREATE (a)-[r:{of.type}]->(b) SET r = $p, r.when = {times}",
            p=said,
        )
    await run(
        graph,
        "MATCH ()-[r]->() WHERE type(r) IN $derived DELETE r",
        derived=[r.type for r in RELATIONSHIPS if r.derived],
    )
    before = await read_whole(graph)
    assert len(before) == len(list_kept_labels()) + len(list_kept_relationships())
    exact = await run(graph, "MATCH (n:Event) RETURN [t IN n.when | toString(t)] AS when, valueType(n.at) AS kind")
    await carry(graph, tmp_path)
    assert await read_whole(graph) == before
    assert (
        await run(graph, "MATCH (n:Event) RETURN [t IN n.when | toString(t)] AS when, valueType(n.at) AS kind") == exact
    )


async def test_gold_is_carried_with_how_often_it_judged(graph: Graph, tmp_path: Path) -> None:
    await seed_votes(graph)
    await set_all_gold(
        graph, [GoldAnswer("a0", "cat", "yes", "test"), GoldAnswer("a1", "cat", "no", "audit")], "v1", "so"
    )
    used = [audit.key for audit in await use_all_audits(graph)]
    before = [await list_gold(graph, purpose, "", 10) for purpose in PURPOSES]
    assert (used, [row.uses for row in before[1]]) == (["audit|a1|cat"], [1])
    await carry(graph, tmp_path)
    assert [await list_gold(graph, purpose, "", 10) for purpose in PURPOSES] == before


async def test_first_property_of_every_label_is_its_key_under_a_constraint(graph: Graph) -> None:
    rows = await run(
        graph, "SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes[0] AS on, properties"
    )
    unique = {(row["on"], tuple(row["properties"])) for row in rows}
    assert {(label, (find_key(label),)) for label in list_kept_labels()} <= unique
    assert {(of.type, ("key",)) for of in list_kept_relationships()} <= unique


def test_current_answers_are_read_before_earlier_ones() -> None:
    types = [of.type for of in list_kept_relationships()]
    assert types.index("SORT") < types.index("SORTED_BEFORE")
    assert types.index("PREFERRED_TO") < types.index("PREFERRED_BEFORE")


async def test_pages_go_by_an_index(graph: Graph) -> None:
    texts_of = [statements.read_nodes(label) for label in list_kept_labels()]
    for text in [*texts_of, *(statements.read_relationships(of) for of in list_kept_relationships())]:
        async with graph.driver.session(database=graph.database) as session:
            summary = await (await session.run(f"EXPLAIN {text}", after="", limit=9)).consume()
        assert summary.plan
        assert "Sort" not in str(summary.plan)
        assert "IndexSeekByRange" in str(summary.plan)


async def test_reading_goes_on_where_it_was_stopped(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    await seed_votes(graph)
    before = await read_whole(graph)
    stops = 0
    while await read_one_page(read_records(graph, tmp_path)):
        stops += 1
        with (tmp_path / locate_part("nodes/Image")).open("ab") as file:
            file.write(b"half a page")
    assert stops > len(list_kept_labels())
    await run(graph, EMPTY)
    await write_all(graph, tmp_path)
    assert await read_whole(graph) == before
    await write_all(graph, tmp_path)
    assert await read_whole(graph) == before


async def read_one_page(pages: AsyncIterator[tuple[str, int]]) -> bool:
    """Read up to the first page that is new, and stop there as a crash would."""
    async with aclosing(pages) as read:  # type: ignore[type-var]
        return await anext(read, None) is not None


async def seed_votes(graph: Graph) -> None:
    await add_images(graph, *(f"a{number}" for number in range(5)))
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v1", "v2")
    await cast_votes(graph, [Ballot("v1", f"a{number}", "cat", "yes") for number in range(5)])
    await run(graph, "MATCH ()-[r:CONSENSUS]->() DELETE r")


async def test_what_comes_while_it_is_read_has_its_ends_and_stands_at_one_moment(graph: Graph, tmp_path: Path) -> None:
    await seed_votes(graph)
    begun = (await run(graph, "RETURN toString(datetime.realtime()) AS now"))[0]["now"]
    async for name, _ in read_records(graph, tmp_path):
        if name == "nodes/Event":  # the last label: pictures and voters are read
            await add_images(graph, "late")
            await add_voters(graph, "w")
            await cast_votes(graph, [Ballot("w", "late", "dog", "yes")])
            await run(graph, "MATCH (n:Image {id: 'a4'}) DETACH DELETE n")
        if name == "relationships/Image-SORT-Tag":
            await cast_votes(graph, [Ballot("v1", "a0", "cat", "no")])
            await withdraw_votes(graph, "v1", [("a1", "cat")], "withdrawn")
            await cast_votes(graph, [Ballot("v1", "a0", "cat", "yes")])
    await run(graph, EMPTY)
    await write_all(graph, tmp_path)
    doubled = "MATCH ()-[r:SORTED_BEFORE]->() RETURN count(r) AS n"
    assert (await run(graph, doubled))[0]["n"] == 3
    assert await remove_moved_answers(graph, begun) == 3
    votes = await run(
        graph, "MATCH (i)-[r:SORT]->(t) RETURN r.voter AS voter, i.id AS image, r.answer AS answer ORDER BY image"
    )
    assert [(v["voter"], v["image"], v["answer"]) for v in votes] == [
        ("v1", "a0", "yes"),
        ("v1", "a1", "yes"),
        ("v1", "a2", "yes"),
        ("v1", "a3", "yes"),
        ("w", "late", "yes"),
    ]


async def test_a_comparison_that_changes_while_it_is_read_is_in_once(graph: Graph, tmp_path: Path) -> None:
    await add_images(graph, "a", "b", "c")
    await add_voters(graph, "v")
    first = Choosing("v", "quality", "a", "b", "left", 1, "random", held=False)
    await keep_preference(graph, first)
    await keep_preference(graph, replace(first, right="c"))
    begun = (await run(graph, "RETURN toString(datetime.realtime()) AS now"))[0]["now"]
    async for name, _ in read_records(graph, tmp_path):
        if name == "relationships/Image-PREFERRED_TO-Image":
            await keep_preference(graph, replace(first, answer="tie", strength=None))
            await withdraw_preferences(graph, ["v"], "quality", "a", "c")
    await run(graph, EMPTY)
    await write_all(graph, tmp_path)
    assert await remove_moved_comparisons(graph, begun) == 2
    rows = await run(graph, "MATCH (a)-[r]->(b) RETURN type(r) AS t, b.id AS other, r.answer AS answer ORDER BY other")
    assert [tuple(row.values()) for row in rows] == [("PREFERRED_TO", "b", "lower"), ("PREFERRED_TO", "c", "lower")]


async def test_of_votes_that_are_cast_meanwhile_each_is_in_once_as_it_was_at_a_moment(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    images, voters = [f"a{number}" for number in range(8)], ["v1", "v2", "v3"]
    await add_images(graph, *images)
    await add_tags(graph, "cat")
    await add_voters(graph, *voters)
    await cast_votes(graph, [Ballot(voter, image, "cat", "yes") for voter in voters for image in images])
    said: dict[tuple[str, str], list[str | None]] = {(voter, image): ["yes"] for voter in voters for image in images}
    begun = (await run(graph, "RETURN toString(datetime.realtime()) AS now"))[0]["now"]
    read = asyncio.Event()

    async def keep_voting(voter: str) -> None:
        dice = random.Random(voter)  # noqa: S311 - votes that can be repeated
        while not read.is_set():
            image, answer = dice.choice(images[1:]), dice.choice(ANSWERS)
            said[voter, image].append(answer)
            if answer:
                await cast_votes(graph, [Ballot(voter, image, "cat", answer)])
            else:
                await withdraw_votes(graph, voter, [(image, "cat")], "withdrawn")

    async with asyncio.TaskGroup() as group:
        for voter in voters:
            group.create_task(keep_voting(voter))
        async for _ in read_records(graph, tmp_path):
            pass
        read.set()
    await run(graph, EMPTY)
    await write_all(graph, tmp_path)
    await remove_moved_answers(graph, begun)
    async for _ in rebuild_consensus(graph):
        pass
    restored = {(voter, image): answer for voter, image, _, answer in await read_votes(graph)}
    assert {pair: restored.get(pair) for pair in said if restored.get(pair) not in said[pair]} == {}
    answers = await run(
        graph,
        """MATCH (i:Image)-[r:SORT|SORTED_BEFORE]->() RETURN r.voter AS voter, i.id AS image, toString(r.at) AS at,
           type(r) AS type ORDER BY voter, image, r.at, type DESC""",
    )
    times = [(row["voter"], row["image"], row["at"]) for row in answers]
    assert len(set(times)) == len(times), "no answer is in twice"
    last = {(row["voter"], row["image"]): row["type"] for row in answers}
    assert {pair for pair, kind in last.items() if kind == "SORT"} == set(restored), "none was before and is later"
    assert await graph.read(lambda tx: list_wrong_pairs(tx, images)) == []


async def test_a_relationship_without_its_ends_is_refused(graph: Graph, tmp_path: Path) -> None:
    line = {"key": "k", "start": "nobody", "end": "nothing", "properties": {"key": "k"}}
    path = tmp_path / "part"
    path.write_bytes(gzip.compress((json.dumps(line) + "\n").encode()))
    await save_restore(graph, "ff", "begun:0")
    with path.open("rb") as file, pytest.raises(BackupError, match="names an end that the backup does not hold"):
        async for _ in write_records(
            graph, "relationships/Image-SORT-Tag", file, Restore(restoring="f", restored=":0")
        ):
            pass
    await run(graph, "MATCH (n:Library) REMOVE n.restoring, n.restored")
