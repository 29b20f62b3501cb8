"""An analyst's own Cypher: it reads the graph, and nothing it says can do more."""

import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.adhoc import LONGEST, AdhocResult, run_adhoc, run_query
from graph.catalogue import load_catalogue
from graph.connection import Graph
from taggy.errors import QueryError
from tests.seeds import add_images, add_tags, run

FORBIDDEN = [
    "CREATE (:Image {id: 'x'})",
    "CREATE (n:Image {id: 'x'}) RETURN n",
    "INSERT (:Image {id: 'x'})",
    "MERGE (n:Image {id: 'x'}) RETURN n",
    "MATCH (n:Image) DELETE n",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n:Image) SET n.nsfw = 'cleared' RETURN n",
    "MATCH (n:Image) SET n += {nsfw: 'cleared'}",
    "MATCH (n:Image) SET n:Hidden",
    "MATCH (n:Image) SET n[$name] = 1",
    "MATCH (n:Image) REMOVE n.nsfw",
    "MATCH (n:Image) REMOVE n:Image",
    "MATCH (n:Image) FOREACH (x IN [1] | SET n.y = x)",
    "FOREACH (x IN [1, 2] | CREATE (:Image))",
    "MATCH (n:Image) CALL (n) { SET n.x = 1 } RETURN n",
    "MATCH (n:Image) CALL (n) { SET n.x = 1 } IN TRANSACTIONS OF 1 ROW",
    "MATCH (n:Image) CALL (n) { RETURN 1 AS one } IN TRANSACTIONS RETURN one",
    "MATCH (n:Image) CALL (n) { RETURN 1 AS one } IN 2 CONCURRENT TRANSACTIONS RETURN one",
    "RETURN 1 AS x UNION CREATE (n:Image) RETURN 1 AS x",
    "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
    "LOAD CSV FROM 'http://127.0.0.1:1/' AS row RETURN row",
    "LOAD CSV WITH HEADERS FROM $url AS row RETURN row",
    "SHOW USERS",
    "SHOW CURRENT USER",
    "SHOW SETTINGS",
    "SHOW SETTINGS YIELD name, value RETURN name",
    "SHOW TRANSACTIONS",
    "SHOW DATABASES",
    "SHOW PROCEDURES",
    "SHOW INDEXES",
    "SHOW CONSTRAINTS",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "SHOW TRANSACTIONS YIELD transactionId AS id TERMINATE TRANSACTIONS id YIELD message RETURN message",
    "CREATE INDEX sneaky FOR (n:Image) ON (n.mime)",
    "DROP INDEX consensus_gap",
    "CREATE CONSTRAINT sneaky FOR (n:Image) REQUIRE n.mime IS UNIQUE",
    "DROP CONSTRAINT image_id",
    "CREATE USER bob SET PASSWORD 'secret-password'",
    "ALTER USER neo4j SET PASSWORD 'secret-password'",
    "ALTER CURRENT USER SET PASSWORD FROM 'testpass1' TO 'secret-password'",
    "DROP USER neo4j",
    "CREATE DATABASE other",
    "DROP DATABASE neo4j",
    "STOP DATABASE neo4j",
    "GRANT ROLE admin TO neo4j",
    "CALL db.clearQueryCaches()",
    "CALL db.createLabel('Sneaky')",
    "CALL db.createProperty('sneaky')",
    "CALL dbms.listConfig()",
    "CALL dbms.killConnection('bolt-1')",
    "CALL dbms.setConfigValue('db.transaction.timeout', '0')",
    "CALL tx.setMetaData({a: 1})",
    "CALL db.prepareForReplanning()",
    "CALL `db`.`clearQueryCaches`()",
    "CALL db.info() YIELD name RETURN name",
    "USE system SHOW USERS",
    "USE system MATCH (n) RETURN n",
    "USE neo4j MATCH (n) RETURN n",
    "EXPLAIN MATCH (n:Image) DELETE n",
    "PROFILE MATCH (n:Image) DELETE n",
    "/* a comment */ PROFILE MATCH (n:Image) DELETE n",
    "// a comment\nPROFILE CREATE (n)",
    "CYPHER 5 MATCH (n) RETURN n",
    "CYPHER runtime=slotted CREATE (n)",
    "cypher 25 create (n)",
    "\\u0043REATE (n:Image)",
    "MATCH (n) RETURN n; MATCH (n) DELETE n",
    "RETURN 1; CREATE (n)",
    "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)', {})",
    "MATCH (n) WHERE genai.vector.encode('a', 'OpenAI', {}) IS NOT NULL RETURN n",
    "MATCH (n:`Image` {id: 'a'}) SET n.`x\\u0060y` = 1",
    "",
    ";",
    "RETURN reduce(s = 'aaaaaaaa', x IN range(1, 60) | s + s) AS s",
    "MATCH (n:Image) WHERE size(REDUCE(s = n.id, x IN range(1, 60) | s + s)) > 1 RETURN n",
    "RETURN [x IN [1] | \\u0072educe(s = 'a', y IN range(1, 60) | s + s)] AS s",
    "RETURN allReduce(s = 'a', x IN range(1, 60) | s + s, size(s) > 0) AS s",
    "RETURN $missing",
    "not Cypher at all",
]


async def digest(graph: Graph) -> list[dict[str, Any]]:
    """All that a graph is: nodes, relationships, schema and users."""
    nodes = await run(
        graph, "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY toString(n.id)"
    )
    ties = await run(graph, "MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS properties ORDER BY r.key")
    schema = await run(graph, "SHOW CONSTRAINTS YIELD name RETURN name ORDER BY name")
    indexes = await run(graph, "SHOW INDEXES YIELD name RETURN name ORDER BY name")
    users = await run(graph, "SHOW USERS YIELD user RETURN user ORDER BY user")
    return [*nodes, *ties, *schema, *indexes, *users]


async def ask(graph: Graph, text: str, /, seconds: float = 20, rows: int = 100, **params: Any) -> AdhocResult:
    return await run_adhoc(graph, text, params, seconds=seconds, rows=rows)


async def test_what_does_more_than_read_is_refused_and_changes_nothing(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "sunset")
    before = await digest(graph)
    taken = []
    for text in FORBIDDEN:
        try:
            await ask(graph, text, name="x", url="file:///etc/passwd")
        except QueryError:
            continue
        taken.append(text)
    assert taken == []
    assert await digest(graph) == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOAD CSV FROM 'file:///x' AS row RETURN row", "LoadCSV"),
        ("SHOW SETTINGS", "ShowSettings"),
        ("TERMINATE TRANSACTIONS 'neo4j-transaction-1'", "TerminateTransactions"),
        ("CREATE (n)", "more than read"),
        ("PROFILE RETURN 1", "may not begin with PROFILE"),
        ("CALL db.info()", "CALL db.info is not allowed here. Allowed are db.index.fulltext.queryNodes, "),
        ("RETURN $missing", "missing"),
        ("FOO", "FOO"),
        (f"RETURN '{'x' * LONGEST}'", f"at most {LONGEST}"),
    ],
)
async def test_a_refusal_says_what_is_wrong(graph: Graph, text: str, said: str) -> None:
    with pytest.raises(QueryError, match=said.replace("(", r"\(")):
        await ask(graph, text)


async def test_each_query_of_the_catalogue_runs_by_its_columns(graph: Graph) -> None:
    for query in load_catalogue().values():
        ((params,),) = (await ask(graph, f"RETURN {query.example} AS params")).rows
        assert isinstance(params, dict)
        if query.access == "read":
            result = await run_query(graph, query, params, seconds=20, rows=100)
            assert result.columns == [field.name for field in query.returns]
        else:
            with pytest.raises(QueryError, match=f"{query.name} changes the graph"):
                await run_query(graph, query, params, seconds=20, rows=100)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (i:Image) RETURN i.id AS id ORDER BY id;",
        "MATCH p = (a:Image)-[:DUPLICATE_OF|COMPARED*0..3]-(b:Image) RETURN count(p) AS n",
        "MATCH (a:Image {id: 'a'}), (b:Image {id: 'b'}) MATCH p = shortestPath((a)-[*..4]-(b)) RETURN p",
        "MATCH (a:Image) WHERE NOT EXISTS { (a)-[:SORT]->() } RETURN COUNT { (a)--() } AS n",
        "MATCH (a:Image)-[r]->{0,3}(b) RETURN DISTINCT b.id AS id ORDER BY id SKIP 0 LIMIT 3",
        "CALL db.labels() YIELD label RETURN label ORDER BY label",
        "CALL db.index.fulltext.queryNodes('tag_words', 'a') YIELD node, score RETURN node, score",
        "RETURN date.truncate('month', date('2026-11-23')) AS day, point.distance(point({x: 0, y: 0}), null) AS far",
        "UNWIND [1, 2] AS x RETURN x UNION UNWIND [2, 3] AS x RETURN x",
        "MATCH (i:Image) RETURN i.nsfw AS nsfw, collect(i.id) AS ids, avg(i.width) AS width ORDER BY nsfw",
        "MATCH (a:Image) OPTIONAL MATCH (a)-[:SORT]->(t:Tag) WHERE t.name STARTS WITH 'x' RETURN a.id, t.name",
        "MATCH (a:Image) RETURN [(a)-[:SORT]->(t) | t.name] AS tags",
        "/* what is it? */ MATCH (a:Image) WITH a ORDER BY a.id LIMIT 1 RETURN a.id AS `a;b` // CREATE",
    ],
)
async def test_reading_is_allowed(graph: Graph, text: str) -> None:
    await add_images(graph, "a", "b")
    await ask(graph, text)


async def test_values_are_made_plain(graph: Graph) -> None:
    await run(graph, "CREATE (:Image {id: 'a'})-[:SORT {key: 'k', at: date('2026-11-23')}]->(:Tag {name: 'sunset'})")
    result = await ask(
        graph,
        """MATCH p = (i:Image)-[s:SORT]->(t:Tag)
           RETURN i, s, p, datetime('2026-11-23T10:00:00Z') AS at, duration({days: 1}) AS d, localtime('10:00') AS lt,
             point({x: 1, y: 2}) AS xy, 0.0 / 0.0 AS nan, 1.0 / 0.0 AS inf, {b: [1, null], a: true} AS map,
             vector([1, 2], 2, INTEGER8) AS v, $bytes AS bytes""",
        bytes=b"\x00\xff",
    )
    image = {"labels": ["Image"], "properties": {"id": "a"}}
    tag = {"labels": ["Tag"], "properties": {"name": "sunset"}}
    vote = {"type": "SORT", "properties": {"at": "2026-11-23", "key": "k"}}
    assert dict(zip(result.columns, result.rows[0], strict=True)) == {
        "i": image,
        "s": vote,
        "p": {"nodes": [image, tag], "relationships": [vote]},
        "at": "2026-11-23T10:00:00.000000000+00:00",
        "d": "P1D",
        "lt": "10:00:00.000000000",
        "xy": {"srid": 7203, "coordinates": [1.0, 2.0]},
        "nan": str(math.nan),
        "inf": str(math.inf),
        "map": {"a": True, "b": [1, None]},
        "v": [1, 2],
        "bytes": "00ff",
    }


async def test_rows_are_bounded_and_it_is_said(graph: Graph) -> None:
    result = await ask(graph, "UNWIND range(1, 1000000000) AS n RETURN n", rows=3)
    assert result == AdhocResult(["n"], [[1], [2], [3]], truncated=True)
    assert await ask(graph, "UNWIND range(1, 3) AS n RETURN n", rows=3) == AdhocResult(
        ["n"], [[1], [2], [3]], truncated=False
    )


async def test_time_is_bounded(graph: Graph) -> None:
    with pytest.raises(QueryError, match=r"longer than 0\.5 s"):
        await ask(graph, "UNWIND range(1, 1000000000) AS n RETURN max(n * n) AS n", seconds=0.5)
    assert (await ask(graph, "RETURN 1 AS n")).rows == [[1]]


async def test_a_query_that_takes_the_memory_is_stopped_and_the_server_lives(graph: Graph) -> None:
    with pytest.raises(QueryError, match=r"more memory|longer than"):
        await ask(graph, "UNWIND range(1, 1000000000) AS n RETURN collect(toString(n) + 'xxxxxxxxxxxxxxxxxxxx') AS all")
    assert (await ask(graph, "RETURN 1 AS n")).rows == [[1]]


NASTY = st.text(st.sampled_from("`'\"\\;/*{}$u0060 \n:-")) | st.sampled_from(
    [
        "') DETACH DELETE n //",
        "` SET n.x = 1 //",
        "\\u0060",
        "\\u0027 OR 1=1",
        "*/ CREATE (x) /*",
        "; MATCH (n) DELETE n;",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=NASTY)
async def test_a_parameter_is_a_value_and_never_cypher(server: Graph, text: str) -> None:
    before = await digest(server)
    result = await ask(server, "OPTIONAL MATCH (i:Image {id: $text}) RETURN $text AS text, i", text=text)
    assert result.rows == [[text, None]]
    assert await digest(server) == before


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=NASTY, around=st.sampled_from(["RETURN '{}' AS x", "MATCH (n:`{}`) RETURN n", "{}", "RETURN 1 // {}"]))
async def test_no_text_changes_the_graph(server: Graph, text: str, around: str) -> None:
    before = await digest(server)
    with suppress(QueryError):
        await ask(server, around.replace("{}", text))
    assert await digest(server) == before
