"""Checks of the graph and of what belongs to it: clock, schema, the live run, pictures, and what is derived."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from cli.checks import Check
from graph.arrivals import count_arrivals, is_attended
from graph.connection import Graph
from graph.consensus import list_pictures, list_wrong_pairs
from graph.migrations import list_migrations, list_schema_faults, read_version
from graph.restores import find_restore, read_clock
from graph.runs import find_live_run
from graph.server.status import read_server_version
from media.check import check_picture
from media.store import MediaStore
from taggy.settings import Settings

SKEW = 60.0
SAMPLE = 50


async def check_graph(settings: Settings, graph: Graph) -> AsyncIterator[Check]:
    """Check a graph that answers."""
    yield Check("server", "ok", f"Neo4j {await read_server_version(graph)} answers")
    skew = abs(((await read_clock(graph)).to_native() - datetime.now(UTC)).total_seconds())
    yield Check(
        "clock",
        "ok" if skew < SKEW else "warning",
        f"{skew:.0f} s apart"
        + ("" if skew < SKEW else " from the server's: questions may seem too old. Set the clocks."),
    )
    if await find_restore(graph):
        yield Check("restore", "wrong", "begun and not finished. Run `taggy db restore` with the same file again.")
        return
    version, newest = await read_version(graph), list_migrations()[-1][0]
    if version != newest:
        what = "Run `taggy db migrate`." if version < newest else "Bring Taggy up to date."
        yield Check("schema", "wrong", f"version {version}, this program's is {newest}. {what}")
        return
    faults = await list_schema_faults(graph)
    says = (
        f"{'; '.join(faults[:5])}. Wait where one is populating; else see docs/server.md."
        if faults
        else f"version {version}"
    )
    yield Check("schema", "wrong" if faults else "ok", says)
    yield await _check_live_run(settings, graph)
    yield await _check_arrivals(settings, graph)
    images = await _draw_pictures(graph)
    yield _check_media(settings, images)
    wrong = await graph.read(lambda tx: list_wrong_pairs(tx, images))
    says = "as the evidence says, on a sample"
    if wrong:
        says = f"{len(wrong)} pairs of {len(images)} pictures are not what their evidence says, so {wrong[0].tag!r} of "
        says += f"{wrong[0].image[:8]}. Run `taggy consensus rebuild`."
    yield Check("consensus", "wrong" if wrong else "ok", says)


async def _draw_pictures(graph: Graph) -> list[str]:
    """Draw neighbours by id, which is a digest: so at random."""
    page = await list_pictures(graph, secrets.token_hex(32), SAMPLE) or await list_pictures(graph, "", SAMPLE)
    return [picture.image for picture in page]


async def _check_live_run(settings: Settings, graph: Graph) -> Check:
    run = await find_live_run(graph)
    if run is None:
        return Check("live run", "ok", "none")
    path = settings.home / "models" / f"{run.run}.safetensors"
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Check("live run", "wrong", f"{path} cannot be read ({error.strerror}). Restore it, or train again.")
    if digest != run.checkpoint:
        return Check("live run", "wrong", f"{path} is not what run {run.run} wrote. Restore it, or train again.")
    return Check("live run", "ok", f"{run.run}, its checkpoint is whole")


async def _check_arrivals(settings: Settings, graph: Graph) -> Check:
    waiting = await count_arrivals(graph)
    if waiting is None:
        return Check("new pictures", "ok", "no run is live to look at them; `taggy model propose` lets one go live")
    if is_attended(settings.home):
        return Check("new pictures", "ok", f"looked at as they come; {waiting} of the last minute or waiting")
    says = f"{waiting} came and nobody looks at them. `taggy serve` does; its log says why not."
    return Check("new pictures", "warning" if waiting else "ok", says if waiting else "none waits to be looked at")


def _check_media(settings: Settings, images: list[str]) -> Check:
    with MediaStore(settings.home) as store:
        faults = [fault for image in images if (fault := check_picture(store, image, deep=False))]
    if not faults:
        return Check("pictures", "ok", f"{len(images)} looked at, all there")
    says = f"{len(faults)} of {len(images)} looked at are missing or changed. `taggy media check` lists all."
    return Check("pictures", "wrong", says)
