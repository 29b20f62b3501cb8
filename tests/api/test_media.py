"""Media: whole, in ranges, unchanged, hidden and missing; never to whom a list would not show it."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from graph.connection import Graph
from media.store import MediaStore
from taggy.settings import Settings
from tests.api.conftest import A, Browse, problem
from tests.media.clips import film
from tests.seeds import add_images, run


def draw(shade: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (400, 200), (shade, 20, 200)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def store(settings: Settings) -> Iterator[MediaStore]:
    """The store of the application."""
    with MediaStore(settings.home) as opened:
        yield opened


async def add_picture(graph: Graph, store: MediaStore, shade: int, **state: str) -> tuple[str, bytes]:
    """Add a real picture to the graph and to the store."""
    content = draw(shade)
    image = hashlib.sha256(content).hexdigest()
    store.add_copy(image, BytesIO(content))
    await add_images(graph, image, **state)
    return image, content


async def test_a_picture_is_sent_as_it_was_imported(browse: Browse, graph: Graph, store: MediaStore) -> None:
    image, content = await add_picture(graph, store, 1)
    answer = await (await browse(None)).get(f"/media/{image}")
    assert (answer.status_code, answer.content) == (200, content)
    headers = {name: answer.headers[name] for name in ("content-type", "etag", "cache-control", "content-length")}
    assert headers == {
        "content-type": "image/png",
        "etag": f'"{image}"',
        "cache-control": "private, no-cache",
        "content-length": str(len(content)),
    }
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_video_is_sent_as_one_whole_or_in_parts_and_its_stills_are_pictures(
    browse: Browse, graph: Graph, store: MediaStore
) -> None:
    content = film(size=(400, 200))
    image = hashlib.sha256(content).hexdigest()
    store.add_copy(image, BytesIO(content))
    await add_images(graph, image)
    await run(graph, "MATCH (i:Image) SET i.mime = 'video/webm', i.frames = 16")
    client = await browse(None)
    whole = await client.get(f"/media/{image}")
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/webm", content)
    assert whole.headers["accept-ranges"] == "bytes"
    assert "media-src 'self'" in whole.headers["content-security-policy"]
    part = await client.get(f"/media/{image}", headers={"Range": "bytes=100-"})
    assert (part.status_code, part.headers["content-type"], part.content) == (206, "video/webm", content[100:])
    for kind, size in (("still", (400, 200)), ("thumbnail", (320, 160))):
        answer = await client.get(f"/media/{image}/{kind}")
        assert answer.headers["content-type"] == "image/webp"
        assert Image.open(BytesIO(answer.content)).size == size


@pytest.mark.parametrize(("kind", "size"), [("still", (400, 200)), ("thumbnail", (320, 160))])
async def test_stills_are_small_and_safe(
    browse: Browse, graph: Graph, store: MediaStore, kind: str, size: tuple[int, int]
) -> None:
    image, _ = await add_picture(graph, store, 2)
    client = await browse(None)
    answer = await client.get(f"/media/{image}/{kind}")
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(BytesIO(answer.content)).size == size
    again = await client.get(f"/media/{image}/{kind}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_unchanged_is_not_sent_again(browse: Browse, graph: Graph, store: MediaStore) -> None:
    image, content = await add_picture(graph, store, 3)
    client = await browse(None)
    for known in (f'"{image}"', f'"x", W/"{image}"', "*"):
        answer = await client.get(f"/media/{image}", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", f'"{image}"')
    assert (await client.get(f"/media/{image}", headers={"If-None-Match": '"x"'})).content == content


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=10-", 10, None),
        ("bytes=-5", -5, None),
        ("bytes=3-999999999", 3, None),
        ("bytes=-999999999", 0, None),
        ("bytes=0-0", 0, 0),
    ],
)
async def test_a_range_is_sent_alone(
    browse: Browse, graph: Graph, store: MediaStore, wanted: str, first: int, last: int | None
) -> None:
    image, content = await add_picture(graph, store, 4)
    answer = await (await browse(None)).get(f"/media/{image}", headers={"Range": wanted})
    expected = content[first:] if last is None else content[first : last + 1]
    start = content.index(expected) if first < 0 else first
    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(expected) - 1}/{len(content)}"


@pytest.mark.parametrize("wanted", ["bytes=999999999-", "bytes=-0"])
async def test_a_range_outside_the_file_is_refused(
    browse: Browse, graph: Graph, store: MediaStore, wanted: str
) -> None:
    image, content = await add_picture(graph, store, 5)
    answer = await (await browse(None)).get(f"/media/{image}", headers={"Range": wanted})
    assert f"{len(content)} bytes" in problem(answer, 416, "range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(content)}"


@pytest.mark.parametrize("wanted", ["bytes=0-1,3-4", "bytes=9-1", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=1" * 99])
async def test_a_range_that_cannot_be_read_is_the_whole(
    browse: Browse, graph: Graph, store: MediaStore, wanted: str
) -> None:
    image, content = await add_picture(graph, store, 6)
    client = await browse(None)
    answer = await client.get(f"/media/{image}", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, content)
    other = await client.get(f"/media/{image}", headers={"Range": "bytes=0-1", "If-Range": '"older"'})
    assert (other.status_code, other.content) == (200, content)


async def read_all(client: httpx.AsyncClient, image: str) -> list[int]:
    return [(await client.get(f"/media/{image}{kind}")).status_code for kind in ("", "/still", "/thumbnail")]


async def test_media_hides_what_lists_hide(browse: Browse, graph: Graph, store: MediaStore) -> None:
    image, _ = await add_picture(graph, store, 7, nsfw="suspected")
    stranger, voter, staff = await browse(None), await browse("voter"), await browse("staff")
    assert await read_all(stranger, image) == [404] * 3
    assert await read_all(voter, image) == [404] * 3
    assert await read_all(staff, image) == [200] * 3, "staff has to judge it"
    await voter.patch("/api/v1/session", json={"nsfw": True})
    assert await read_all(voter, image) == [200] * 3


async def test_what_is_withheld_is_shown_to_nobody(browse: Browse, graph: Graph, store: MediaStore) -> None:
    content = draw(8)
    image = hashlib.sha256(content).hexdigest()
    store.add_copy(image, BytesIO(content))
    await add_images(graph, image, withheld=["takedown"])
    staff = await browse("staff")
    await staff.patch("/api/v1/session", json={"nsfw": True})
    assert await read_all(staff, image) == [404] * 3
    known = await staff.get(f"/media/{image}", headers={"If-None-Match": f'"{image}"'})
    problem(known, 404, "not-found")


async def test_a_missing_file_says_so_and_not_where(
    browse: Browse, library: Graph, settings: Settings, tmp_path: Path
) -> None:
    assert library
    client = await browse(None)
    for kind in ("", "/still", "/thumbnail"):
        answer = await client.get(f"/media/{A}{kind}")
        assert "missing on the server" in problem(answer, 404, "not-found")
        assert str(settings.home) not in answer.text
        assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("image", ["..%2f..%2fetc%2fpasswd", "é", "%00", "a" * 63, "A" * 64, "%F0%9F%8C%85", "'", "`"])
async def test_ids_that_are_none_are_not_found(browse: Browse, graph: Graph, image: str) -> None:
    assert graph
    client = await browse(None)
    problem(await client.get(f"/media/{image}"), 404, "not-found")
    assert (await client.get(f"/api/v1/images/{image}")).status_code in (404, 422)
