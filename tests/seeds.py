"""Tiny graphs for tests, written directly, and digests of what a test wants to compare."""

from collections.abc import Sequence
from typing import Any

from graph.closure import LinkKind
from graph.connection import Graph
from graph.vocabulary import TYPES, rebuild_hearings


async def run(graph: Graph, query: str, **params: Any) -> list[dict[str, Any]]:
    """Run Cypher as it is written and return its rows."""
    rows, _, _ = await graph.driver.execute_query(query, params, database_=graph.database)
    return [row.data() for row in rows]


async def add_images(graph: Graph, *ids: str, nsfw: str = "unknown", withheld: Sequence[str] = ()) -> None:
    """Add pictures."""
    await run(
        graph,
        """UNWIND $ids AS id CREATE (:Image {id: id, nsfw: $nsfw, withheld: $withheld, mime: 'image/png', width: 64,
           height: 48, frames: 1, byteSize: 1000, createdAt: datetime()})""",
        ids=ids,
        nsfw=nsfw,
        withheld=list(withheld),
    )


async def add_tags(graph: Graph, *names: str, category: str = "general", state: str = "circulating") -> None:
    """Add tags of one category."""
    await run(
        graph,
        """MERGE (c:Category {name: $category})
           WITH c UNWIND $names AS name
           CREATE (:Tag {name: name, state: $state})-[:OF {key: name + '|' + $category}]->(c)""",
        names=names,
        category=category,
        state=state,
    )


async def add_voters(graph: Graph, *ids: str, role: str = "voter") -> None:
    """Add voters; anonymous ones have no name."""
    await run(
        graph,
        """UNWIND $ids AS id CREATE (v:Voter {id: id, role: $role, joinedAt: datetime()})
           SET v.name = CASE WHEN $role = 'anonymous' THEN null ELSE id END""",
        ids=ids,
        role=role,
    )


async def claim(graph: Graph, source: str, image: str, tag: str, *, until: str | None = None) -> None:
    """Add a source's claim on a pair, without recomputing it."""
    await run(
        graph,
        """MATCH (i:Image {id: $image}), (t:Tag {name: $tag})
           CREATE (i)-[:TAGGED {key: $source + '|p|' + $image + '|' + $tag, source: $source, post: 'p', written: $tag,
             at: datetime(), until: CASE WHEN $until IS NULL THEN null ELSE datetime($until) END}]->(t)""",
        source=source,
        image=image,
        tag=tag,
        until=until,
    )


async def go_live(graph: Graph, run_id: str = "run1") -> None:
    """Add a model run that is live."""
    await run(graph, "CREATE (:ModelRun {id: $id, state: 'live', backbone: 'toy', revision: '1'})", id=run_id)


async def opine(graph: Graph, kind: str, image: str, tag: str, confidence: float, run_id: str = "run1") -> None:
    """Add what a run says of a pair: kind is PROPOSED or SCORED."""
    text = {
        "PROPOSED": "CREATE (i)-[:PROPOSED {key: $key, run: $run, confidence: $confidence, at: datetime()}]->(t)",
        "SCORED": "CREATE (i)-[:SCORED {key: $key, run: $run, confidence: $confidence, at: datetime()}]->(t)",
    }[kind]
    key = f"{run_id}|{image}|{tag}"
    await run(
        graph,
        "MATCH (i:Image {id: $image}), (t:Tag {name: $tag}) " + text,
        image=image,
        tag=tag,
        key=key,
        run=run_id,
        confidence=confidence,
    )


async def merge(graph: Graph, duplicate: str, shown: str) -> None:
    """Make one picture the duplicate of another, without recomputing."""
    await run(
        graph,
        """MATCH (d:Image {id: $duplicate}), (s:Image {id: $shown})
           CREATE (d)-[:DUPLICATE_OF {key: $duplicate + '|' + $shown}]->(s)""",
        duplicate=duplicate,
        shown=shown,
    )


async def read_consensus(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    """Read every CONSENSUS with all its properties, by the pair that its ends are."""
    rows = await run(
        graph,
        "MATCH (i:Image)-[c:CONSENSUS]->(t:Tag) RETURN i.id AS image, t.name AS tag, properties(c) AS properties",
    )
    pairs = {(row["image"], row["tag"]): row["properties"] for row in rows}
    assert len(pairs) == len(rows), "a pair has more than one CONSENSUS"
    return pairs


async def read_votes(graph: Graph) -> set[tuple[str, str, str, str]]:
    """Read every current answer as (voter, image, tag, answer)."""
    rows = await run(
        graph,
        "MATCH (i:Image)-[s:SORT]->(t:Tag) RETURN s.voter AS voter, i.id AS image, t.name AS tag, s.answer AS answer",
    )
    votes = [(row["voter"], row["image"], row["tag"], row["answer"]) for row in rows]
    assert len(votes) == len(set(votes)), "a vote is there twice"
    return set(votes)


async def link(graph: Graph, kind: LinkKind, start: str, end: str) -> None:
    """Add an accepted link and what follows from it, without recomputing."""
    await run(
        graph,
        """MATCH (a:Tag {name: $start}), (b:Tag {name: $end})
           CREATE (a)-[:$($type) {key: $type + '|' + $start + '|' + $end, source: 'staff', state: 'accepted',
             at: datetime()}]->(b)""",
        start=start,
        end=end,
        type=TYPES[kind],
    )
    await rebuild_hearings(graph)


async def read_links(graph: Graph) -> set[tuple[str, str, str, str]]:
    """Read every link as (type, start, end, state)."""
    rows = await run(
        graph,
        """MATCH (a:Tag)-[l:ALIAS_OF|IMPLIES|EXCLUDES]->(b:Tag)
           RETURN type(l) AS type, a.name AS start, b.name AS end, l.state AS state""",
    )
    links = [(row["type"], row["start"], row["end"], row["state"]) for row in rows]
    assert len(links) == len(set(links)), "a link is there twice"
    return set(links)
