"""The statements that carry records: one a label and one a relationship type, so that an index serves each page.

Cypher takes no index where a label or a type is a parameter, and each new one must be carried without a file that
somebody has to remember. So these texts, alone of all, are put together: from the names of `graph/schema.py` and
nothing else.
"""

from typing import LiteralString, cast

from graph.schema import Relationship, find_key

READ_NODES = """\
MATCH (n:{label})
WHERE n.{key} > $after
RETURN n.{key} AS key, properties(n) AS properties
ORDER BY n.{key}
LIMIT $limit"""

FIND_NODES = """\
UNWIND $keys AS key
MATCH (n:{label} {{{key}: key}})
RETURN key, properties(n) AS properties"""

READ_RELATIONSHIPS = """\
MATCH (a)-[r:{type}]->(b)
USING INDEX r:{type}(key)
WHERE r.key > $after
WITH a, r, b
ORDER BY r.key
LIMIT $limit
RETURN
  r.key AS key, a.{start_key} AS start, b.{end_key} AS end, a:{start} AND b:{end} AS ours,
  properties(r) AS properties"""

WRITE_NODES = """\
UNWIND $rows AS row
MERGE (n:{label} {{{key}: row.key}})
SET n = row.properties
RETURN count(*) AS written"""

WRITE_RELATIONSHIPS = """\
UNWIND $rows AS row
MATCH (a:{start} {{{start_key}: row.start}})
MATCH (b:{end} {{{end_key}: row.end}})
OPTIONAL MATCH ()-[old:{type} {{key: row.key}}]->()
CALL (a, b, row, old) {{
  WITH *
  WHERE old IS NULL
  CREATE (a)-[r:{type}]->(b)
  SET r = row.properties
}}
RETURN count(*) AS written"""


def read_nodes(label: str) -> LiteralString:
    """Text: a page of the nodes of a label, by key."""
    return _fill(READ_NODES, label=label, key=find_key(label))


def find_nodes(label: str) -> LiteralString:
    """Text: the nodes of a label that have these keys."""
    return _fill(FIND_NODES, label=label, key=find_key(label))


def read_relationships(of: Relationship) -> LiteralString:
    """Text: a page of the relationships of a type, by key, with the keys of their ends."""
    return _fill(READ_RELATIONSHIPS, **_name(of))


def write_nodes(label: str) -> LiteralString:
    """Text: write nodes by key; again changes nothing."""
    return _fill(WRITE_NODES, label=label, key=find_key(label))


def write_relationships(of: Relationship) -> LiteralString:
    """Text: write relationships by key between nodes that are there; again changes nothing."""
    return _fill(WRITE_RELATIONSHIPS, **_name(of))


def _name(of: Relationship) -> dict[str, str]:
    return {
        "type": of.type,
        "start": of.start,
        "start_key": find_key(of.start),
        "end": of.end,
        "end_key": find_key(of.end),
    }


def _fill(text: str, **names: str) -> LiteralString:
    for name in names.values():
        if not name.isidentifier():
            raise ValueError(name)
    return cast("LiteralString", text.format(**names))  # type: ignore[redundant-cast]  # the driver's type for safe text
