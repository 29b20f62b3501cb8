"""Which way a folder goes into the library: batch by batch, or for the first large one through Neo4j's import tool."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.connection import Graph, open_graph
from graph.imports import GraphRecorder, Recorder, count_nodes
from graph.loading import Staging, load_staged
from graph.migrations import ensure_schema
from media.store import MediaStore
from sources.folder import find_root, import_folder, name_collection, name_source
from sources.listing import METADATA, SIDECAR
from sources.reports import ImportSummary
from taggy.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported, and how: see `sources.folder.import_folder`."""

    path: Path
    collection: str | None = None
    copy: bool = False
    tags_from_folder_name: bool = False


async def bring_folder(
    settings: Settings, order: Order, progress: Callable[[int, int], None], say: Callable[[str], None]
) -> ImportSummary:
    """Import a folder, by the first load where it is large and the local library empty; the result is the same.

    `progress` is told how many files of how many are done, `say` which way is taken and what is done at its end.

    Raises:
        TaggyError: the folder or the graph cannot be used.
    """
    root = find_root(order.path)
    collection = name_collection(root, order.collection)
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        if not await _is_first_load(graph, settings, root, say):
            return await _import(GraphRecorder(graph), settings, order, progress)
    started = time.monotonic()
    with Staging(settings, name_source(collection), collection) as staging:
        summary = await _import(staging, settings, order, progress)
        await load_staged(settings, staging, say)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


async def _import(
    recorder: Recorder, settings: Settings, order: Order, progress: Callable[[int, int], None]
) -> ImportSummary:
    with MediaStore(settings.home) as store:
        return await import_folder(
            recorder,
            store,
            settings,
            order.path,
            collection=order.collection,
            copy=order.copy,
            tags_from_folder_name=order.tags_from_folder_name,
            progress=progress,
        )


async def _is_first_load(graph: Graph, settings: Settings, root: Path, say: Callable[[str], None]) -> bool:
    """Decide which way to go; of a large folder, say why."""
    if not has_more_files(root, settings.first_load):
        return False
    if settings.neo4j_uri:
        say("NEO4J_URI names a server, so this goes in batches: only the local one can be filled as a whole.")
        return False
    if await count_nodes(graph):
        say("The graph is not empty, so this goes in batches.")
        return False
    say("A large folder into an empty graph: it is read first and then loaded as a whole.")
    return True


def has_more_files(root: Path, limit: int) -> bool:
    """Tell whether a folder has more files than so many beside those with tags, without looking at all of them."""
    found = 0
    for _, _, files in os.walk(root):
        found += sum(not name.endswith(SIDECAR) and name != METADATA for name in files)
        if found > limit:
            return True
    return False
