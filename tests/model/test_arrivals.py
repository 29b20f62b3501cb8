"""Arrivals: each new picture is looked at once, in the order of their coming, wherever it was cut off."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from graph.arrivals import count_arrivals, find_attendance, list_arrivals
from graph.connection import Graph
from graph.proposals import Opinion, record_opinions
from graph.runs import make_run_live
from media.store import MediaStore
from model import arrivals
from model.arrivals import Attendant, attend_run
from model.opinions import load_speaker, read_terms
from model.pictures import Reader, open_reader
from taggy.errors import ConflictError, ModelError, UnavailableError
from taggy.settings import Settings
from tests.model.runs import draw_newcomers, make_live_run, propose_again, read_opinions, train_tiny_run
from tests.seeds import add_images, run

MISSING = "e" * 64


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Reader]:
    """Read the pictures of the data folder."""
    with open_reader(tmp_path) as reader:
        yield reader


async def begin(graph: Graph, home: Path, read: Reader) -> Attendant:
    """Begin as a process does that has just been started."""
    attendance = await find_attendance(graph)
    assert attendance
    terms = await read_terms(graph, attendance.run)
    speaker = load_speaker(Settings(home=home), attendance.run, attendance.checkpoint or "", terms)
    return Attendant(graph, speaker, read, attendance)


async def bring(graph: Graph, home: Path, count: int, ago: int = 0) -> list[str]:
    """Bring new pictures into the graph, all at one moment, some seconds ago; return their ids in order."""
    drawn = draw_newcomers(count)
    with MediaStore(home) as store:
        for image, (content, _) in drawn.items():
            store.add_copy(image, BytesIO(content))
    there = {row["id"] for row in await run(graph, "MATCH (i:Image) RETURN i.id AS id")}
    drawn = {image: picture for image, picture in drawn.items() if image not in there}
    await add_images(graph, *sorted(drawn))
    await run(
        graph,
        "MATCH (i:Image) WHERE i.id IN $ids SET i.createdAt = datetime() - duration({seconds: $ago})",
        ids=sorted(drawn),
        ago=ago,
    )
    return sorted(drawn)


async def test_a_new_picture_gets_what_proposing_would_give_it(graph: Graph, tmp_path: Path, read: Reader) -> None:
    await make_live_run(graph, tmp_path)
    new = await bring(graph, tmp_path, 3)
    attendant = await begin(graph, tmp_path, read)
    assert await attendant.look()
    said = await read_opinions(graph, *new)
    assert {image for _, image, _ in said} == set(new)
    assert await attendant.look()
    assert await read_opinions(graph, *new) == said
    await propose_again(graph, tmp_path)
    assert await read_opinions(graph, *new) == pytest.approx(said, abs=1e-6)


async def test_page_by_page_each_is_looked_at_once(
    graph: Graph, tmp_path: Path, read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_live_run(graph, tmp_path)
    monkeypatch.setattr(arrivals, "PAGE", 2)
    looked: list[str] = []

    async def note(graph: Graph, named: str, opinions: list[Opinion]) -> Any:
        looked.extend(opinion.image for opinion in opinions)
        return await record_opinions(graph, named, opinions)

    monkeypatch.setattr(arrivals, "record_opinions", note)
    attendant = await begin(graph, tmp_path, read)
    await attendant.look()
    known = len(looked)
    new = await bring(graph, tmp_path, 5)
    await attendant.look()
    late = await bring(graph, tmp_path, 6, ago=30)  # its transaction ended after that of the others
    await attendant.look()
    assert looked[known:] == [*new, *late]
    assert len(late) == 1


async def test_what_cannot_be_read_is_logged_once(
    graph: Graph, tmp_path: Path, read: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    await make_live_run(graph, tmp_path)
    await add_images(graph, MISSING)
    new = await bring(graph, tmp_path, 1)
    attendant = await begin(graph, tmp_path, read)
    for _ in range(3):
        await attendant.look()
    assert await read_opinions(graph, *new)
    (said,) = [record.getMessage() for record in caplog.records if MISSING in record.getMessage()]
    assert said.startswith(f"the picture {MISSING} is not looked at: ")


async def test_cut_off_between_looking_and_writing_it_goes_on(
    graph: Graph, tmp_path: Path, read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_live_run(graph, tmp_path)
    new = await bring(graph, tmp_path, 2)

    async def fail(*_: object) -> None:
        raise UnavailableError("away")

    attendant = await begin(graph, tmp_path, read)
    with monkeypatch.context() as cut:
        cut.setattr(arrivals, "record_opinions", fail)
        with pytest.raises(UnavailableError):
            await attendant.look()
    assert await read_opinions(graph, *new) == {}
    assert await (await begin(graph, tmp_path, read)).look()
    assert {image for _, image, _ in await read_opinions(graph, *new)} == set(new)


async def test_what_was_looked_at_long_ago_is_not_listed_again(graph: Graph, tmp_path: Path, read: Reader) -> None:
    await make_live_run(graph, tmp_path)
    await run(graph, "MATCH (i:Image) SET i.createdAt = datetime() - duration('PT1H')")
    await run(graph, "MATCH (r:ModelRun) SET r.attended = datetime() - duration('PT2H')")
    assert await count_arrivals(graph) == 36
    attendant = await begin(graph, tmp_path, read)
    await attendant.look()
    assert await count_arrivals(graph) == 0
    after = await find_attendance(graph)
    assert after
    assert await list_arrivals(graph, after.attended, "", 9) == []


async def test_a_run_that_is_not_live_any_more_says_nothing(graph: Graph, tmp_path: Path, read: Reader) -> None:
    first = await make_live_run(graph, tmp_path)
    attendant = await begin(graph, tmp_path, read)
    second = await train_tiny_run(graph, tmp_path, seed=2)
    await make_run_live(graph, second)
    new = await bring(graph, tmp_path, 1)
    assert not await attendant.look()
    with pytest.raises(ConflictError, match="not live any more"):
        await record_opinions(graph, first, [Opinion(new[0], {"red": 0.9}, {"red": 0.1})])
    assert await read_opinions(graph, *new) == {}
    assert await (await begin(graph, tmp_path, read)).look()
    assert {
        row["run"]
        for row in await run(graph, "MATCH (:Image {id: $i})-[o:SCORED|PROPOSED]->() RETURN o.run AS run", i=new[0])
    } == {second}


async def test_a_checkpoint_that_is_gone_is_told(graph: Graph, tmp_path: Path, read: Reader) -> None:
    trained = await make_live_run(graph, tmp_path)
    (tmp_path / "models" / f"{trained}.safetensors").unlink()
    attendance = await find_attendance(graph)
    assert attendance
    with pytest.raises(ModelError, match="Train again"):
        await attend_run(graph, Settings(home=tmp_path), read, attendance)
