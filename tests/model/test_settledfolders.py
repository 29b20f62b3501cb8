"""Settled folders: copies of what people settled Yes for just one of the tags, and nothing twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from graph.connection import Graph
from graph.slices import list_settled_images
from graph.votes import Asked, Ballot, cast_votes
from media.store import MediaStore
from model.classlessons import list_class_files
from model.settledfolders import Gathered, gather_classes
from taggy.errors import InputError
from tests.model.drawings import draw_all, ignore, import_drawn
from tests.seeds import add_images, add_tags, add_voters, run

SAFE, OPEN = "rating:safe", "rating:explicit"
ASKED = Asked("control", 0.5, "picture", 100)


@pytest.fixture(name="library")
async def _library(graph: Graph, tmp_path: Path) -> Graph:
    """Drawn pictures, one whose file is gone, and a withheld one, of which two voters say what they are."""
    drawn = draw_all(7)
    await import_drawn(graph, tmp_path, drawn)
    await add_images(graph, "e" * 64)
    await add_images(graph, "f" * 64, withheld=["asked for"])
    await add_tags(graph, SAFE, OPEN, category="rating")
    await add_voters(graph, "v", "w")
    said = [(image, tag) for tag, images in split(sorted(drawn)).items() for image in images]
    said += [("e" * 64, SAFE), ("f" * 64, SAFE)]
    await cast_votes(
        graph, [Ballot(voter, image, tag, "yes", asked=ASKED) for image, tag in said for voter in ("v", "w")]
    )
    await cast_votes(graph, [Ballot("v", sorted(drawn)[6], SAFE, "yes", asked=ASKED)])  # one voice settles nothing
    return graph


def split(images: Sequence[str]) -> dict[str, Sequence[str]]:
    """Say which pictures have which tag; the fourth has both."""
    return {SAFE: images[:4], OPEN: images[3:6]}


async def test_what_is_settled_for_one_tag_is_copied(library: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    images = sorted(draw_all(7))
    with MediaStore(tmp_path) as store:
        done = await gather_classes(library, store, ["Rating:Safe", OPEN, SAFE], folder, ignore)
        assert (done.written, done.several, [*done.skipped]) == ({SAFE: 3, OPEN: 2}, 1, ["e" * 64])
        files = list_class_files(folder)
        assert files.classes == [OPEN, SAFE]
        assert sorted(files.files) == sorted(
            [*(f"{SAFE}/{image}.png" for image in images[:3]), *(f"{OPEN}/{image}.png" for image in images[4:6])]
        )
        path = folder / SAFE / f"{images[0]}.png"
        assert path.read_bytes() == draw_all(7)[images[0]][0]
        before = path.stat().st_mtime_ns
        again = await gather_classes(library, store, [SAFE, OPEN], folder, ignore)
        assert again == Gathered({SAFE: 3, OPEN: 2}, 1, done.skipped)
        assert path.stat().st_mtime_ns == before


async def test_pages_go_on_by_the_last_picture(library: Graph) -> None:
    first = await list_settled_images(library, SAFE, "", 2)
    rest = await list_settled_images(library, SAFE, first[-1].image, 9)
    assert [row.image for row in (*first, *rest)] == [*split(sorted(draw_all(7)))[SAFE], "e" * 64]


@pytest.mark.parametrize(
    ("tags", "says"),
    [([SAFE, "Rating:safe"], "1 tag makes no classes"), ([SAFE, "a/b"], "'a/b' cannot name a folder")],
)
async def test_tags_that_make_no_folders_are_refused(graph: Graph, tmp_path: Path, tags: list[str], says: str) -> None:
    with MediaStore(tmp_path) as store, pytest.raises(InputError, match=says):
        await gather_classes(graph, store, tags, tmp_path / "out", ignore)
    assert not (tmp_path / "out").exists()
    assert await run(graph, "MATCH (t:Tag) RETURN count(t) AS n") == [{"n": 0}]
