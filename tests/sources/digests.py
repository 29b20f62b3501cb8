"""A folder import as a test calls it, and a digest of a whole graph to compare."""

from pathlib import Path
from typing import Any

from graph.connection import Graph
from graph.imports import GraphRecorder
from media.store import MediaStore
from sources.folder import import_folder
from sources.reports import ImportSummary
from taggy.settings import Settings
from tests.model.drawings import ignore
from tests.seeds import run

TIMES = ("at", "createdAt", "until", "seenAt")


async def bring(graph: Graph, home: Path, folder: Path, **options: Any) -> ImportSummary:
    """Import a folder with the default options, but for those given."""
    chosen = {"collection": None, "copy": False, "tags_from_folder_name": False, "progress": ignore}
    with MediaStore(home) as store:
        return await import_folder(GraphRecorder(graph), store, Settings(home=home), folder, **(chosen | options))


async def read_graph(graph: Graph) -> list[str]:
    """Read all nodes and relationships with properties and ends, but for jobs and stamps; of times that they are."""
    nodes = await run(
        graph, "MATCH (n) WHERE NOT n:Library AND NOT n:Job RETURN labels(n) AS what, n {.*, stamp: null} AS has"
    )
    links = await run(
        graph,
        """MATCH (a)-[r]->(b)
           RETURN properties(r) AS has,
             [type(r), coalesce(a.id, a.key, a.name), coalesce(b.id, b.key, b.name)] AS what""",
    )
    return sorted(repr((row["what"], sorted(map(_hide_time, row["has"].items())))) for row in nodes + links)


def _hide_time(item: tuple[str, Any]) -> tuple[str, str]:
    return item[0], "then" if item[0] in TIMES else repr(item[1])


async def read_claims(graph: Graph) -> dict[str, set[str]]:
    """Read the open claims: which tags each post has on the picture that it shows now, by the post's path."""
    rows = await run(
        graph,
        """MATCH (p:Post)-[s:SHOWS]->(i:Image) WHERE s.until IS NULL
           RETURN p.key AS key,
             COLLECT { MATCH (i)-[c:TAGGED {post: p.key}]->(t:Tag) WHERE c.until IS NULL RETURN t.name } AS tags""",
    )
    return {row["key"].split(":", 1)[1]: set(row["tags"]) for row in rows}
