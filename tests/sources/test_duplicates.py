"""The scan for duplicates, on real files and a real graph: what is found, merged, named, and not done twice."""

from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from graph.connection import Graph
from graph.embeddings import add_embeddings
from media.store import MediaStore
from sources.duplicates import Scanned, scan_duplicates
from taggy.errors import StoppedError
from taggy.settings import Settings
from tests.media.drawings import COPIES, animate, draw
from tests.media.samples import draw_png, encode
from tests.model.drawings import ignore
from tests.seeds import add_images, read_stars, run

COMPARED = """MATCH (a:Image)-[c:COMPARED]->(b:Image)
RETURN a.id AS one, b.id AS other, c.method AS method, c.verdict AS verdict, c.mirrored AS mirrored"""


@pytest.fixture(name="home")
def _home(server_settings: Settings) -> Path:
    return server_settings.home


async def keep(graph: Graph, home: Path, pictures: dict[str, bytes]) -> dict[str, str]:
    """Put pictures into the store and the graph; return the name of each id."""
    names = {sha256(content).hexdigest(): name for name, content in pictures.items()}
    with MediaStore(home) as store:
        for image, name in names.items():
            store.add_copy(image, BytesIO(pictures[name]))
    await add_images(graph, *names)
    return names


async def read_compared(graph: Graph, names: dict[str, str]) -> set[tuple[frozenset[str], str, str | None, bool]]:
    return {
        (frozenset({names[row["one"]], names[row["other"]]}), row["method"], row["verdict"], row["mirrored"])
        for row in await run(graph, COMPARED)
    }


async def read_prints(graph: Graph) -> list[dict[str, Any]]:
    return await run(
        graph, "MATCH (i:Image) RETURN i.id AS image, i.pixels AS pixels, i.prints AS prints, i.leader AS leader"
    )


def make_pictures() -> dict[str, bytes]:
    """Make two drawings with copies of every kind, and two blank ones."""
    picture = draw(1)
    return {
        "first": encode(picture, kind="PNG"),
        "same": encode(picture, kind="WEBP", lossless=True),
        "small": encode(COPIES["smaller"](picture), kind="PNG"),
        "mirrored": encode(ImageOps.mirror(COPIES["JPEG"](picture)), kind="PNG"),
        "other": encode(draw(2), kind="PNG"),
        "white": draw_png((255, 255, 255), (20, 20)),
        "large white": draw_png((255, 255, 255), (200, 200)),
        "film": encode(*animate(3), kind="GIF", duration=50),
        "short film": encode(*animate(3)[1:], kind="GIF", duration=50),
    }


async def test_copies_are_found_and_the_same_pixels_merge(graph: Graph, home: Path) -> None:
    names = await keep(graph, home, make_pictures())
    scanned = await scan_duplicates(graph, home, ignore)
    assert scanned == Scanned(9, 9, same_pixels=1, look_alikes=2, mirrored=1, merged=1)
    stars = await read_stars(graph)
    assert {frozenset({names[one], names[other]}) for one, other in stars.items()} == {frozenset({"first", "same"})}
    found = await read_compared(graph, names)
    assert {(method, verdict, mirrored) for _, method, verdict, mirrored in found} == {
        ("pixels", "duplicate", False),
        ("print", None, False),
        ("print", None, True),
    }
    drawing = {"first", "same", "small"}
    for pair, method, _, mirrored in found:
        if method == "pixels":
            assert pair == {"first", "same"}
        elif mirrored:
            assert "mirrored" in pair
            assert len(pair & drawing) == 1
        else:
            assert pair <= drawing or pair == {"film", "short film"}


async def test_a_second_scan_looks_at_new_pictures_only(graph: Graph, home: Path) -> None:
    pictures = make_pictures()
    late = {name: pictures.pop(name) for name in ("same", "small")}
    names = await keep(graph, home, pictures)
    await scan_duplicates(graph, home, ignore)
    before = await read_prints(graph)
    assert await scan_duplicates(graph, home, ignore) == Scanned()
    assert await read_prints(graph) == before
    names |= await keep(graph, home, late)
    assert await scan_duplicates(graph, home, ignore) == Scanned(2, 2, same_pixels=1, look_alikes=1, merged=1)
    found = {pair for pair, _, _, mirrored in await read_compared(graph, names) if not mirrored}
    assert found == {frozenset({"first", "same"}), frozenset({"first", "small"}), frozenset({"film", "short film"})}


async def test_what_cannot_be_read_is_named_and_tried_again(graph: Graph, home: Path) -> None:
    content = encode(draw(1), kind="PNG")
    whole, cut = sha256(content).hexdigest(), content[: len(content) // 2]
    damaged, gone = sha256(cut).hexdigest(), "e" * 64
    await add_images(graph, whole, damaged, gone)
    with MediaStore(home) as store:
        store.add_copy(whole, BytesIO(content))
        store.add_copy(damaged, BytesIO(cut))
    scanned = await scan_duplicates(graph, home, ignore)
    assert (scanned.fingerprinted, scanned.compared, set(scanned.skipped)) == (1, 1, {damaged, gone})
    assert "cannot be decoded" in scanned.skipped[damaged]
    assert "No file of it was ever imported" in scanned.skipped[gone]
    assert (await scan_duplicates(graph, home, ignore)).skipped == scanned.skipped


async def stop_at(wanted: str, step: str, *_: object) -> None:
    if step == wanted:
        raise StoppedError


async def test_stopped_at_any_step_it_goes_on_to_the_same_end(graph: Graph, home: Path) -> None:
    names = await keep(graph, home, make_pictures())
    await scan_duplicates(graph, home, ignore)
    whole = await read_prints(graph), await read_compared(graph, names), await read_stars(graph)
    await run(graph, "MATCH (i:Image) REMOVE i.pixels, i.prints, i.leader")
    await run(graph, "MATCH ()-[c:COMPARED|DUPLICATE_OF]->() DELETE c")

    for step in ("taking fingerprints", "looking for look-alikes"):
        with pytest.raises(StoppedError):
            await scan_duplicates(graph, home, partial(stop_at, step))
    await scan_duplicates(graph, home, ignore)
    assert (await read_prints(graph), await read_compared(graph, names), await read_stars(graph)) == whole


@pytest.mark.parametrize(("cosine", "found"), [(0.99, {"embedding"}), (0.5, set[str]())])
async def test_embeddings_confirm_what_is_less_near(graph: Graph, home: Path, cosine: float, found: set[str]) -> None:
    blend = Image.blend(draw(1), draw(2), 0.27)
    names = await keep(graph, home, {"first": encode(draw(1), kind="PNG"), "blend": encode(blend, kind="PNG")})
    vectors = {"first": [1.0, 0.0], "blend": [cosine, (1 - cosine**2) ** 0.5]}
    await add_embeddings(graph, "net@1", {image: vectors[name] for image, name in names.items()})
    await add_embeddings(graph, "other@1", {image: [1.0] for image in list(names)[:1]})
    await scan_duplicates(graph, home, ignore)
    assert {method for _, method, _, _ in await read_compared(graph, names)} == found
