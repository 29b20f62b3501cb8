"""Gathered reads: one at a time, never older than the question, and a failure is told to all who waited."""

import asyncio
from collections.abc import Sequence

import pytest

from graph.gathering import Gathering
from taggy.errors import UnavailableError


async def test_those_that_come_together_are_read_together_and_late_ones_again() -> None:
    reads: list[list[str]] = []
    known = {"a": 1, "b": 2}
    going_on = asyncio.Event()

    async def read(keys: Sequence[str]) -> dict[str, int]:
        reads.append(list(keys))
        found = {key: known[key] for key in keys if key in known}
        await going_on.wait()
        return found

    numbers = Gathering(read)
    early = [asyncio.create_task(numbers.find(key)) for key in ("a", "b", "a", "z")]
    await asyncio.sleep(0.01)
    known["a"] = 3
    late = [asyncio.create_task(numbers.find(key)) for key in ("a", "b")]
    await asyncio.sleep(0)
    early[0].cancel()
    going_on.set()
    assert await asyncio.gather(*early[1:]) == [2, 1, None]
    assert await asyncio.gather(*late) == [3, 2]
    assert reads == [["a", "b", "z"], ["a", "b"]]


async def test_a_failure_is_told_to_all_and_the_next_read_goes_on() -> None:
    fails = True

    async def read(keys: Sequence[str]) -> dict[str, int]:
        if fails:
            raise UnavailableError("away")
        return dict.fromkeys(keys, 1)

    numbers = Gathering(read)
    told = await asyncio.gather(numbers.find("a"), numbers.find("b"), return_exceptions=True)
    assert [str(error) for error in told] == ["away", "away"]
    fails = False
    assert await numbers.find("a") == 1


async def test_a_read_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.gathering.READ_TIME", 0.05)

    async def read(_: Sequence[str]) -> dict[str, int]:
        await asyncio.Event().wait()
        return {}

    with pytest.raises(UnavailableError, match=r"within 0\.05 seconds"):
        await Gathering(read).find("a")
