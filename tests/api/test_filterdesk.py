"""The filter's desk: requests share batches, the line is bounded, who leaves frees places, a fatal picture is alone."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio

from api import filterdesk
from api.filterdesk import FATAL, MISSING, FilterDesk
from taggy.errors import BusyError, InputError, ModelError
from taggy.settings import Settings

STAND_IN = """
import json, os, sys, time
gate, log = sys.argv[1], sys.argv[2]
while line := sys.stdin.buffer.readline():
    question = json.loads(line)
    content = sys.stdin.buffer.read(question["size"])
    with open(log, "a") as file:
        print(len(question["sizes"]), file=file, flush=True)
    while not os.path.exists(gate):
        time.sleep(0.01)
    if b"fatal" in content:
        os._exit(9)
    rows, start = [], 0
    for size in question["sizes"]:
        rows.append({"index": 0, "verdict": "kept", "stage": "all", "score": None, "percentile": None,
                     "reason": content[start:start + size].decode()})
        start += size
    says = {"problem": "no network", "code": "model"} if b"broken" in content else {"rows": rows}
    print(json.dumps(says), flush=True)
"""
Open = Callable[..., FilterDesk]


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """The file for which the process waits with every answer."""
    return tmp_path / "gate"


@pytest_asyncio.fixture(name="open_desk")
async def _open_desk(tmp_path: Path, gate: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Open]:
    """Open a desk whose process answers with what it was given, and writes down how many pictures came together."""
    monkeypatch.setattr(filterdesk, "COMMAND", [sys.executable, "-c", STAND_IN, str(gate), str(tmp_path / "log")])
    desks = []

    def begin(**settings: object) -> FilterDesk:
        desks.append(FilterDesk(Settings(home=tmp_path, filter=tmp_path / "f.toml").model_copy(update=settings)))
        return desks[-1]

    yield begin
    for desk in desks:
        await desk.stop()


def lift(gate: Path) -> None:
    """Let the process answer from now on."""
    gate.touch()


async def wait_for(true: Callable[[], bool]) -> None:
    """Wait with patience until something is true."""
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


def read_log(tmp_path: Path) -> list[int]:
    """Read how many pictures came together, question by question."""
    log = tmp_path / "log"
    return [int(line) for line in log.read_text().split()] if log.exists() else []


async def read_reasons(work: Awaitable[list[filterdesk.Row]]) -> list[tuple[int, str]]:
    """Read the place and the reason of each verdict."""
    return [(row["index"], row["reason"]) for row in await work]


async def test_requests_share_batches_and_each_gets_its_own_verdicts(
    open_desk: Open, tmp_path: Path, gate: Path
) -> None:
    desk = open_desk()
    first = asyncio.create_task(read_reasons(desk.judge([b"a", b"b"])))
    await wait_for(lambda: read_log(tmp_path) == [2])
    others = [asyncio.create_task(read_reasons(desk.judge([f"{n}".encode(), b"x"]))) for n in range(3)]
    await wait_for(lambda: desk.waiting == 8)
    lift(gate)
    assert await first == [(0, "a"), (1, "b")]
    assert await asyncio.gather(*others) == [[(0, f"{n}"), (1, "x")] for n in range(3)]
    assert (read_log(tmp_path), desk.waiting) == ([2, 6], 0)


async def test_more_than_may_wait_are_refused_at_once_and_taken_later(open_desk: Open, gate: Path) -> None:
    desk = open_desk(filter_queue=3)
    waiting = asyncio.create_task(desk.judge([b"a", b"b"]))
    await wait_for(lambda: desk.waiting == 2)
    with pytest.raises(BusyError, match="More than 3 pictures wait"):
        await desk.judge([b"c", b"d"])
    lift(gate)
    await waiting
    assert await read_reasons(desk.judge([b"c", b"d"])) == [(0, "c"), (1, "d")]


async def test_who_leaves_takes_its_pictures_out_of_the_line(open_desk: Open, tmp_path: Path, gate: Path) -> None:
    desk = open_desk(filter_queue=3)
    first = asyncio.create_task(desk.judge([b"a"]))
    await wait_for(lambda: read_log(tmp_path) == [1])
    leaving = asyncio.create_task(desk.judge([b"b", b"c"]))
    await wait_for(lambda: desk.waiting == 3)
    leaving.cancel()
    with suppress(asyncio.CancelledError):
        await leaving
    assert desk.waiting == 1
    staying = asyncio.create_task(read_reasons(desk.judge([b"d", b"e"])))
    lift(gate)
    assert await staying == [(0, "d"), (1, "e")]
    await first
    assert read_log(tmp_path) == [1, 2]


async def test_a_request_whose_pictures_are_with_the_process_may_leave(
    open_desk: Open, tmp_path: Path, gate: Path
) -> None:
    desk = open_desk()
    leaving = asyncio.create_task(desk.judge([b"a"]))
    await wait_for(lambda: read_log(tmp_path) == [1])
    leaving.cancel()
    with suppress(asyncio.CancelledError):
        await leaving
    lift(gate)
    assert await read_reasons(desk.judge([b"b"])) == [(0, "b")]


async def test_a_picture_that_ends_the_process_fails_alone(open_desk: Open, gate: Path) -> None:
    desk = open_desk()
    lift(gate)
    pictures = [b"fatal" if n == 5 else b"%d" % n for n in range(9)]
    rows = await desk.judge(pictures)
    assert [row["reason"] for row in rows] == [FATAL if n == 5 else str(n) for n in range(9)]
    assert (rows[5]["verdict"], rows[5]["stage"]) == ("refused", "decoding")


async def test_a_process_that_never_answers_is_told_of(open_desk: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filterdesk, "COMMAND", [sys.executable, "-c", ""])
    with pytest.raises(ModelError, match="No answer came") as told:
        await open_desk().judge([b"a", b"b"])
    assert str(told.value) == MISSING


async def test_what_the_filter_cannot_do_is_told_to_all_and_the_next_are_judged(open_desk: Open, gate: Path) -> None:
    desk = open_desk()
    lift(gate)
    with pytest.raises(ModelError, match="no network"):
        await desk.judge([b"a", b"broken"])
    assert await read_reasons(desk.judge([b"a"])) == [(0, "a")]
    with pytest.raises(InputError, match="No filter is set"):
        await open_desk(filter=None).judge([b"a"])


async def test_no_more_bytes_are_held_than_may_be(open_desk: Open) -> None:
    desk = open_desk(max_filter=10)
    with desk.hold(10), desk.hold(10), pytest.raises(BusyError, match="Others are sending pictures"), desk.hold(1):
        pass
    with desk.hold(10):
        pass


async def test_who_waits_when_it_is_stopped_is_let_go(open_desk: Open) -> None:
    desk = open_desk()
    waiting = asyncio.create_task(desk.judge([b"a"]))
    await wait_for(lambda: desk.waiting == 1)
    await desk.stop()
    with pytest.raises(asyncio.CancelledError):
        await waiting
