"""Which way a folder goes into the library: batch by batch, or for the first large one through Neo4j's import tool."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graph.connection import open_graph
from graph.imports import count_nodes
from graph.loading import Staging, load_staged
from graph.migrations import ensure_schema
from media.store import MediaStore
from sources.folder import import_folder, name_folder, name_source
from sources.listing import METADATA, SIDECARS
from sources.reports import ImportSummary
from taggy.settings import Settings
from taggy.steps import Report


@dataclass(frozen=True, slots=True)
class FolderImport:
    """What is to be imported, and how: see `sources.folder.import_folder`."""

    path: Path
    collection: str | None = None
    copy: bool = False
    tags_from_folder_name: bool = False


async def load_folder(
    settings: Settings, wanted: FolderImport, progress: Report, say: Callable[[str], None]
) -> ImportSummary | None:
    """Import a large folder into an empty local library as a whole; None where it has to go in batches.

    `progress` is told how many files of how many are read, `say` which way is taken and what is done at its end.

    Raises:
        TaggyError: the folder or the graph cannot be used.
    """
    root, collection = name_folder(wanted.path, wanted.collection)
    if not has_more_files(root, settings.first_load) or not await _is_possible(settings, say):
        return None
    started = time.monotonic()
    with (
        Staging(settings, name_source(collection), collection) as staging,
        MediaStore(settings.home) as store,
    ):
        summary = await import_folder(
            staging,
            store,
            settings,
            root,
            collection=collection,
            copy=wanted.copy,
            tags_from_folder_name=wanted.tags_from_folder_name,
            progress=progress,
        )
        await load_staged(settings, staging, say)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


async def _is_possible(settings: Settings, say: Callable[[str], None]) -> bool:
    """Tell whether a folder can be loaded as a whole, and say why or why not."""
    if settings.neo4j_uri:
        say("NEO4J_URI names a server, so this goes in batches: only the local one can be filled as a whole.")
        return False
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        if await count_nodes(graph):
            say("The graph is not empty, so this goes in batches.")
            return False
    say("A large folder into an empty graph: it is read first and then loaded as a whole.")
    return True


def has_more_files(root: Path, limit: int) -> bool:
    """Tell whether a folder has more files than so many beside those with tags, without looking at all of them."""
    found = 0
    for _, _, files in os.walk(root):
        found += sum(not name.endswith(SIDECARS) and name != METADATA for name in files)
        if found > limit:
            return True
    return False
