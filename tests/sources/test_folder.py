"""A folder comes into the graph as it lies there; each thing refused has its reason and leaves no trace."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from graph.connection import Graph
from media.store import MediaStore
from sources.reports import ImportSummary, Remark
from taggy.errors import InputError
from tests.media.samples import draw_gif, draw_png, encode, write_long_gif, write_png_header
from tests.seeds import run
from tests.sources.digests import bring, read_claims, read_graph


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A folder with three pictures and seven claims."""
    folder = tmp_path / "pets"
    (folder / "young").mkdir(parents=True)
    (folder / "cat.png").write_bytes(draw_png((1, 1, 1)))
    (folder / "cat.png.txt").write_text("Cat\nblack_cat\n")
    (folder / "dog.gif").write_bytes(draw_gif(3))
    (folder / "young" / "kitten.png").write_bytes(draw_png((2, 2, 2)))
    said = {"file_name": "dog.gif", "tags": ["dog", "artist:Ann"], "creator": "Ann", "title": "A dog"}
    (folder / "metadata.jsonl").write_text(json.dumps(said) + "\n")
    (folder / "young" / "metadata.jsonl").write_text('{"file_name": "kitten.png", "tags": ["cat", "young", "tiny"]}\n')
    return folder


CLAIMS = {
    "cat.png": {"cat", "black cat"},
    "dog.gif": {"dog", "artist:ann"},
    "young/kitten.png": {"cat", "young", "tiny"},
}


def count(summary: ImportSummary) -> tuple[int, int, int, int, int]:
    return summary.new, summary.known, summary.changed, summary.claims_added, summary.claims_closed


async def test_pictures_come_with_all_their_tags(graph: Graph, home: Path, pets: Path) -> None:
    told: list[tuple[str, int, int]] = []

    async def hear(step: str, done: int, total: int, cursor: str = "") -> None:
        assert not cursor
        told.append((step, done, total))

    summary = await bring(graph, home, pets, progress=hear)
    assert (count(summary), summary.remarks, summary.collection) == ((3, 0, 0, 7, 0), [], "pets")
    assert told == [("importing", 3, 3)]
    assert await read_claims(graph) == CLAIMS
    posts = await run(graph, "MATCH (p:Post)-[:FROM]->(s) RETURN p.key AS k, p.author AS a, p.title AS t, s.name AS s")
    assert {post["k"]: (post["a"], post["t"]) for post in posts} == {
        "folder%3Apets:cat.png": (None, None),
        "folder%3Apets:dog.gif": ("Ann", "A dog"),
        "folder%3Apets:young/kitten.png": (None, None),
    }
    assert {post["s"] for post in posts} == {"folder:pets"}
    (dog,) = await run(graph, "MATCH (i:Image {frames: 3}) RETURN i.mime AS mime, i.duration AS duration, i.id AS id")
    assert (dog["mime"], dog["duration"]) == ("image/gif", 0.12)
    with MediaStore(home) as store, store.open_media(dog["id"]) as media:
        assert media.file.read() == (pets / "dog.gif").read_bytes()
        assert not store.has_copy(dog["id"])


async def test_a_second_run_changes_nothing(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    assert count(await bring(graph, home, pets)) == (0, 3, 0, 0, 0)
    os.utime(pets / "cat.png")  # another time, the same bytes
    assert count(await bring(graph, home, pets)) == (0, 3, 0, 0, 0)
    moved = Path(shutil.move(pets, pets.parent / "moved"))
    assert count(await bring(graph, home, moved, collection="pets")) == (0, 3, 0, 0, 0)
    assert await read_graph(graph) == before
    image = sha256(draw_png((1, 1, 1))).hexdigest()
    with MediaStore(home) as store, store.open_media(image) as media:
        assert media.file.read() == draw_png((1, 1, 1))


async def test_tags_that_come_and_go_are_claims_that_open_and_close(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    (pets / "cat.png.txt").write_text("black_cat\nold\n")
    assert count(await bring(graph, home, pets)) == (0, 2, 1, 1, 1)
    assert await read_claims(graph) == CLAIMS | {"cat.png": {"black cat", "old"}}
    (pets / "cat.png.txt").unlink()
    assert count(await bring(graph, home, pets)) == (0, 2, 1, 0, 2)
    (pets / "cat.png.txt").write_text("Cat\nblack_cat\n")
    assert count(await bring(graph, home, pets)) == (0, 2, 1, 2, 0)
    assert await read_claims(graph) == CLAIMS
    assert len(await read_graph(graph)) == len(before) + 3  # the closed claim, its tag and the tag's category link


async def test_a_file_changed_in_place_is_another_picture(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    (pets / "cat.png").write_bytes(draw_png((9, 9, 9)))
    assert count(await bring(graph, home, pets)) == (0, 2, 1, 2, 2)
    assert await read_claims(graph) == CLAIMS
    old, new = (sha256(draw_png((n, n, n))).hexdigest() for n in (1, 9))
    pairs = await run(graph, "MATCH (i:Image)-[:CONSENSUS]->(:Tag {name: 'black cat'}) RETURN i.id AS id")
    assert [pair["id"] for pair in pairs] == [new]
    shows = await run(
        graph, "MATCH (:Post {key: 'folder%3Apets:cat.png'})-[s:SHOWS]->(i) RETURN i.id AS i, s.until AS u"
    )
    assert {row["i"]: row["u"] is None for row in shows} == {old: False, new: True}


async def test_a_file_that_is_gone_leaves_the_graph_as_it_is(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    (pets / "dog.gif").unlink()
    summary = await bring(graph, home, pets)
    reason = "The line is left out: there is no picture 'dog.gif' beside it."
    assert (count(summary), summary.remarks) == ((0, 2, 0, 0, 0), [Remark("line", "metadata.jsonl:1", reason)])
    assert await read_graph(graph) == before


async def test_the_same_bytes_twice_are_one_picture_with_two_posts(graph: Graph, home: Path, pets: Path) -> None:
    (pets / "copy.png").write_bytes(draw_png((1, 1, 1)))
    (pets / "copy.png.txt").write_text("cat\ncopy\n")
    assert count(await bring(graph, home, pets)) == (4, 0, 0, 9, 0)
    assert await read_claims(graph) == CLAIMS | {"copy.png": {"cat", "copy"}}
    rows = await run(graph, "MATCH (i:Image)-[c:CONSENSUS]->(:Tag {name: 'cat'}) RETURN i.id AS i, c.claims AS n")
    assert {row["i"]: row["n"] for row in rows} == {sha256(draw_png((n, n, n))).hexdigest(): 1 for n in (1, 2)}


async def test_the_folder_s_name_is_a_tag_when_asked(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets, tags_from_folder_name=True)
    assert await read_claims(graph) == {
        "cat.png": {"cat", "black cat", "pets"},
        "dog.gif": {"dog", "artist:ann", "pets"},
        "young/kitten.png": {"cat", "young", "tiny"},
    }


async def test_copies_outlive_the_folder(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    assert count(await bring(graph, home, pets, copy=True)) == (0, 3, 0, 0, 0)
    assert await read_graph(graph) == before
    content = (pets / "dog.gif").read_bytes()
    (pets / "dog.gif").unlink()
    with MediaStore(home) as store, store.open_media(sha256(content).hexdigest()) as media:
        assert media.file.read() == content


async def test_two_folders_may_fill_a_collection_but_not_the_same_path(
    graph: Graph, home: Path, pets: Path, tmp_path: Path
) -> None:
    await bring(graph, home, pets)
    other = tmp_path / "other"
    other.mkdir()
    (other / "cat.png").write_bytes(draw_png((7, 7, 7)))
    (other / "bird.png").write_bytes(draw_png((8, 8, 8)))
    summary = await bring(graph, home, other, collection="pets")
    assert count(summary) == (1, 0, 0, 0, 0)
    reason = f"This collection has another picture of the same path from {str(pets)!r}. Name another collection with"
    assert summary.remarks == [Remark("file", "cat.png", f"{reason} --collection.")]
    assert await read_claims(graph) == CLAIMS | {"bird.png": set()}
    assert count(await bring(graph, home, other)) == (2, 0, 0, 0, 0)


BAD = {
    "cut.png": (draw_png()[:60], "It is damaged or cut off"),
    "empty.png": (b"", "It is empty: it has zero bytes."),
    "text.png": (b"only words\n", "It is no picture in a format that is read"),
    "huge.png": (write_png_header(30_000, 30_000), "It is 30000 x 30000 pixels"),
    "film.mp4": (b"\0\0\0\x20ftypisom" + b"\0" * 40, "It is damaged or cut off"),
    "frames.gif": (write_long_gif(10_000), "It has more than 2000 frames."),
    "alone.txt": (b"tag\n", "It is no picture in a format that is read"),
}


async def test_bad_files_are_refused_with_their_reasons_and_leave_no_trace(
    graph: Graph, home: Path, pets: Path
) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    for name, (content, _) in BAD.items():
        (pets / name).write_bytes(content)
        (pets / f"{name}.txt").write_text("never\n")
    (pets / "out.png").symlink_to("/etc/passwd")
    os.mkfifo(pets / "pipe.png")
    (pets / "folder.png").mkdir()
    summary = await bring(graph, home, pets)
    assert count(summary) == (0, 3, 0, 0, 0)
    reasons = {remark.path: remark.reason for remark in summary.remarks}
    assert reasons.keys() == {*BAD, "out.png", "pipe.png"}
    assert all(reasons[name].startswith(reason) for name, (_, reason) in BAD.items())
    assert reasons["out.png"].startswith("It is a link")
    assert reasons["pipe.png"] == "It is no regular file."
    assert summary.refused == {"files": 9, "tags": 0, "lines": 0}
    assert await read_graph(graph) == before


async def test_a_known_picture_that_is_damaged_since_stays_as_it_was(graph: Graph, home: Path, pets: Path) -> None:
    await bring(graph, home, pets)
    before = await read_graph(graph)
    (pets / "cat.png").write_bytes(draw_png()[:60])
    (pets / "young" / "metadata.jsonl").write_bytes(b"\0")
    (pets / "dog.gif.txt").write_bytes(b"\0")
    summary = await bring(graph, home, pets)
    assert count(summary) == (0, 0, 0, 0, 0)
    assert [(remark.path, remark.reason.split(".")[0]) for remark in summary.remarks] == [
        ("young/metadata.jsonl", "It is no text: it has zero bytes in it"),
        ("dog.gif", "Its tags cannot be read, so it was left as it is"),
        ("young/kitten.png", "Its tags cannot be read, so it was left as it is"),
        ("cat.png", "It is damaged or cut off (Truncated File Read)"),
    ]
    assert await read_graph(graph) == before


async def test_a_picture_under_a_wrong_name_is_what_it_is(graph: Graph, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "really.png").write_bytes(encode(Image.new("RGB", (4, 4)), kind="JPEG"))
    (folder / "no extension").write_bytes(draw_png())
    await bring(graph, home, folder)
    rows = await run(graph, "MATCH (p:Post)-[:SHOWS]->(i) RETURN p.key AS key, i.mime AS mime ORDER BY key")
    assert [tuple(row.values()) for row in rows] == [
        ("folder%3Afolder:no extension", "image/png"),
        ("folder%3Afolder:really.png", "image/jpeg"),
    ]


async def test_odd_names_and_tags_come_through(graph: Graph, home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    names = ["🦊.png", "a\nb.png", "\u202egnp.png", "'}) DETACH DELETE n.png", "%2F|.png"]
    for number, name in enumerate(names):
        (folder / name).write_bytes(draw_png((number, 5, 5)))
    (folder / "🦊.png.txt").write_text("🦊\n\u202eabc\u202c\n'}) MATCH (n) DETACH DELETE n //\n" + "x" * 10_000 + "\n")
    (folder / "a\nb.png.txt").write_bytes("Café\n".encode("latin-1"))
    said = {"file_name": "\u202egnp.png", "tags": ["two\nlines", "", "$param", "a|b"]}
    twice = '{"file_name": "%2F|.png", "tags": ["a"], "tags": ["b"]}'
    (folder / "metadata.jsonl").write_text(json.dumps(said) + "\n" + twice + "\n")
    summary = await bring(graph, home, folder)
    assert count(summary) == (5, 0, 0, 7, 0)
    assert await read_claims(graph) == {
        "🦊.png": {"🦊", "abc", "'}) match (n) detach delete n //"},
        "a\nb.png": {"café"},
        "\u202egnp.png": {"two lines", "$param", "a|b"},
        "'}) DETACH DELETE n.png": set(),
        "%2F|.png": set(),
    }
    assert [(remark.kind, remark.path) for remark in summary.remarks] == [
        ("line", "metadata.jsonl:2"),
        ("note", "a\nb.png.txt"),
        ("tag", "\u202egnp.png"),
        ("tag", "🦊.png"),
    ]
    before = await read_graph(graph)
    assert count(await bring(graph, home, folder)) == (0, 5, 0, 0, 0)
    assert await read_graph(graph) == before


def write_inside(path: Path, *words: str) -> None:
    """Save a JPEG with these keywords inside, by Ann."""
    subject = "".join(f"<rdf:li>{word}</rdf:li>" for word in words)
    packet = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag>{subject}</rdf:Bag></dc:subject>
      <dc:creator><rdf:Seq><rdf:li>Ann</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"""
    path.write_bytes(encode(Image.new("RGB", (8, 6)), kind="JPEG", xmp=packet.encode()))


async def read_posts(graph: Graph) -> dict[str, tuple[list[str], str | None]]:
    posts = await run(graph, "MATCH (p:Post) RETURN p.key AS key, p.tags AS tags, p.author AS author")
    return {post["key"].split(":", 1)[1]: (post["tags"], post["author"]) for post in posts}


async def test_what_a_picture_says_of_itself_comes_after_what_lies_beside_it(
    graph: Graph, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    write_inside(folder / "cat.jpg", "CAT", "striped", "striped ", "x" * 300)
    (folder / "cat.jpg.txt").write_text("Cat\n")
    content = (folder / "cat.jpg").read_bytes()
    summary = await bring(graph, home, folder, tags_from_folder_name=True)
    assert (count(summary), [remark.kind for remark in summary.remarks]) == ((1, 0, 0, 3, 0), ["tag"])
    assert await read_posts(graph) == {"cat.jpg": (["Cat", "inside", "CAT", "striped"], "Ann")}
    (claim,) = await run(graph, "MATCH ()-[c:TAGGED]->(:Tag {name: 'cat'}) RETURN c.written AS written")
    assert claim == {"written": "Cat"}
    before = await read_graph(graph)
    assert count(await bring(graph, home, folder, tags_from_folder_name=True)) == (0, 1, 0, 0, 0)
    assert await read_graph(graph) == before
    (folder / "cat.jpg.txt").unlink()  # not opened again, and nothing of what is inside is lost
    assert count(await bring(graph, home, folder)) == (0, 0, 1, 0, 1)
    assert await read_posts(graph) == {"cat.jpg": (["CAT", "striped"], "Ann")}
    assert (folder / "cat.jpg").read_bytes() == content


async def test_a_picture_imported_before_its_inside_was_read_is_opened_once_more(
    graph: Graph, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    write_inside(folder / "cat.jpg", "cat")
    await bring(graph, home, folder)
    after = await read_graph(graph)
    with closing(sqlite3.connect(home / "media" / "references.db")) as references, references:
        references.execute("ALTER TABLE reference DROP COLUMN inside")  # as the version before made it
    await run(graph, "MATCH (p:Post) SET p.tags = [] REMOVE p.author WITH p MATCH ()-[c:TAGGED|CONSENSUS]->() DELETE c")
    assert count(await bring(graph, home, folder)) == (0, 0, 1, 1, 0)
    assert await read_graph(graph) == after
    assert count(await bring(graph, home, folder)) == (0, 1, 0, 0, 0)


async def test_an_empty_folder_is_no_error(graph: Graph, home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert count(await bring(graph, home, tmp_path / "empty")) == (0, 0, 0, 0, 0)
    assert await read_graph(graph) == []


@pytest.mark.parametrize("collection", ["", "  ", "x" * 101, "\udcff"])
async def test_a_collection_has_a_name_that_can_be_kept(graph: Graph, home: Path, pets: Path, collection: str) -> None:
    with pytest.raises(InputError, match="No collection can be called"):
        await bring(graph, home, pets, collection=collection)


async def test_a_folder_that_is_not_there_is_named(graph: Graph, home: Path, pets: Path) -> None:
    for path in (pets / "none", pets / "cat.png"):
        with pytest.raises(InputError, match=f"There is no folder '{path}'"):
            await bring(graph, home, path)
