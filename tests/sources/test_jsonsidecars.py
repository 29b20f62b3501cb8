"""JSON sidecars give the tags and addresses that stand in them at any depth; what cannot be read is told."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from sources.jsonsidecars import MAX_URLS, read_json_sidecar
from sources.reports import Remark
from sources.sidecars import MAX_SIDECAR, Described
from taggy.errors import InputError
from tests.media.samples import draw_png
from tests.seeds import run
from tests.sources.digests import bring, read_claims

ONE, TWO = "http://example.com/1", "https://example.org/2"


@pytest.mark.parametrize(
    ("said", "tags", "urls"),
    [
        ({"metadata": {"tags": ["blue eyes", "skirt"], "urls": [ONE, TWO, ONE]}}, ("blue eyes", "skirt"), (ONE, TWO)),
        ({"tags": {"my tags": ["a"], "ptr": {"deep": [["b"], "c"]}}, "title": "x"}, ("a", "b", "c"), ()),
        ([{"tags": ["a"]}, {"x": [{"urls": [ONE]}, {"tags": ["b", 5]}]}], ("a", "b", 5), (ONE,)),
        ({"tags": "a b c", "urls": ONE, "tags_like": ["x"], "notes": ["y"]}, (), ()),
        ({"urls": ["https://a.example/?x=1&amp;y=2"]}, (), ("https://a.example/?x=1&y=2",)),
        ([], (), ()),
        ("tags", (), ()),
    ],
)
def test_lists_of_tags_and_urls_are_read_wherever_they_stand(
    tmp_path: Path, said: Any, tags: tuple[object, ...], urls: tuple[str, ...]
) -> None:
    (tmp_path / "a.png.json").write_text("\ufeff" + json.dumps(said), encoding="utf-8")
    assert read_json_sidecar(tmp_path, "a.png.json") == (Described(tags, urls=urls), [])


def test_what_is_no_address_is_left_out_with_a_note(tmp_path: Path) -> None:
    said = [
        "file:///etc/passwd",
        5,
        None,
        f"{ONE}\udcff",
        f"{ONE}/" + "x" * 2_000,
        *(f"{ONE}/{number}" for number in range(MAX_URLS + 1)),
    ]
    (tmp_path / "a.png.json").write_text(json.dumps({"urls": said}))
    described, remarks = read_json_sidecar(tmp_path, "a.png.json")
    assert (len(described.urls), described.urls[0]) == (MAX_URLS, f"{ONE}/0")
    assert remarks == [
        Remark("note", "a.png.json", f"{text} is no web address, and is left out.")
        for text in ("'file:///etc/passwd'", "'5'", "'None'", f"'{ONE}\\udcff'", f"'{ONE}/{'x' * 59}'")
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"tags": ["a"', "a.png.json is no JSON that can be read"),
        (b"[" * 100_000, "a.png.json is no JSON that can be read"),
        (b'{"tags": [], "tags": ["x"]}', "the key 'tags' stands twice"),
        (b'{"tags": ["\xff"]}', "is no JSON that can be read"),
        (b"[]" + b" " * MAX_SIDECAR, "more than 1000000 bytes"),
        (b"", "is no JSON that can be read"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "a.png.json").write_bytes(content)
    with pytest.raises(InputError, match=says):
        read_json_sidecar(tmp_path, "a.png.json")


async def read_links(graph: Graph) -> list[dict[str, Any]]:
    return await run(graph, "MATCH (p:Post) RETURN p.url AS url, p.links AS links ORDER BY p.key")


async def test_tags_and_addresses_come_with_a_folder_and_follow_the_sidecar(graph: Graph, tmp_path: Path) -> None:
    folder, home = tmp_path / "pets", tmp_path / "home"
    folder.mkdir()
    (folder / "a.png").write_bytes(draw_png((1, 1, 1)))
    (folder / "a.png.txt").write_text("cat\n")
    (folder / "a.png.json").write_text(json.dumps({"tags": ["Black_Cat"], "urls": [ONE, TWO]}))
    (folder / "b.png").write_bytes(draw_png((2, 2, 2)))
    first = await bring(graph, home, folder)
    assert (first.files, first.new, first.claims_added, first.remarks) == (2, 2, 2, [])
    assert await read_claims(graph) == {"a.png": {"cat", "black cat"}, "b.png": set()}
    assert await read_links(graph) == [{"url": ONE, "links": [ONE, TWO]}, {"url": None, "links": None}]
    again = await bring(graph, home, folder)
    assert (again.known, again.changed) == (2, 0)
    (folder / "a.png.json").write_text(json.dumps({"tags": ["Black_Cat"], "urls": [TWO]}))
    changed = await bring(graph, home, folder)
    assert (changed.known, changed.changed, changed.claims_closed) == (1, 1, 0)
    assert await read_links(graph) == [{"url": TWO, "links": [TWO]}, {"url": None, "links": None}]
    (folder / "a.png.json").write_text("{")
    broken = await bring(graph, home, folder)
    assert [remark.path for remark in broken.remarks] == ["a.png"]
    assert (await read_links(graph))[0] == {"url": TWO, "links": [TWO]}
    (folder / "a.png.json").unlink()
    gone = await bring(graph, home, folder)
    assert (gone.changed, gone.claims_closed) == (1, 1)
    assert (await read_links(graph))[0] == {"url": None, "links": None}


@pytest.mark.shared
def test_real_sidecars_are_read(shared: Path, tmp_path: Path) -> None:
    folder = shared / "api-samples" / "hydrus" / "sidecars"
    for name in ("example_1.jpg.json", "example_2.jpg.json"):
        shutil.copy(folder / name, tmp_path)
    urls = ("http://example.com/123456", "https://site.org/post/45678")
    assert read_json_sidecar(tmp_path, "example_1.jpg.json") == (Described(urls=urls), [])
    tags = ("blonde hair", "blue eyes", "skirt")
    assert read_json_sidecar(tmp_path, "example_2.jpg.json") == (Described(tags, urls=urls), [])
