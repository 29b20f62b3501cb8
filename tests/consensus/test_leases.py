"""Leases: shared by all processes of the machine, ended by an answer or by time, and never in anybody's way."""

import multiprocessing
import sqlite3
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from consensus.leases import Leases
from taggy.errors import UnavailableError

PAIR = ("a", "lol")
OTHER = ("b", "lol")


def take_all(home: Path, voter: str, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Take the last answer of each pair, as one of several processes."""
    with Leases(home, 60, 3600) as leases:
        return {pair for pair in pairs if leases.take(pair, voter, 1)}


def test_one_voter_holds_the_last_answer_until_it_is_given(tmp_path: Path) -> None:
    with Leases(tmp_path, 60, 3600) as one, Leases(tmp_path, 60, 3600) as two:
        assert one.take(PAIR, "v", 1)
        assert not two.take(PAIR, "w", 1)
        assert two.take(PAIR, "w", 2)
        assert one.take(PAIR, "v", 2), "who holds it may take it again"
        assert two.list_holders([PAIR, OTHER]) == {PAIR: {"v", "w"}}
        two.drop(PAIR, "v")
        assert one.list_holders([PAIR]) == {PAIR: {"w"}}
    with Leases(tmp_path, 60, 3600) as later:
        assert later.list_holders([PAIR]) == {PAIR: {"w"}}


def test_of_several_processes_at_once_one_gets_each_last_answer(tmp_path: Path) -> None:
    pairs = [(f"{number:03d}", "lol") for number in range(200)]
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as processes:
        taken = list(processes.map(take_all, [tmp_path] * 3, "vwx", [pairs] * 3))
    assert sorted(pair for mine in taken for pair in mine) == pairs


def test_what_is_leased_while_another_waits_for_the_file_is_held(tmp_path: Path) -> None:
    with Leases(tmp_path, 60, 3600) as leases, ThreadPoolExecutor(1) as thread:
        file = sqlite3.connect(leases.path, isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        waiting = thread.submit(take_all, tmp_path, "v", [PAIR])
        time.sleep(0.3)
        until = time.monotonic() + 60
        file.execute("INSERT INTO question VALUES (?, ?, 'w', ?, ?)", (*reversed(PAIR), until, until))
        file.execute("COMMIT")
        assert waiting.result() == set()
        file.close()


def test_a_question_is_open_for_longer_than_it_is_leased_and_then_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Leases(tmp_path, 60, 3600) as leases:
        for image in "abc":
            leases.take((image, "lol"), "v", 1)
        now += 59
        assert leases.list_holders([PAIR]) == {PAIR: {"v"}}
        now += 2
        assert leases.list_holders([PAIR]) == {}
        assert leases.list_open([PAIR, OTHER, ("d", "lol")], "v") == {PAIR, OTHER}
        assert leases.list_open([PAIR], "w") == set()
        leases.drop(OTHER, "v")
        assert leases.list_open([PAIR, OTHER], "v") == {PAIR}
        now += 3540
        assert leases.list_open([PAIR], "v") == set()
        assert leases.take(PAIR, "w", 1)
        assert len(leases) == 1


def test_a_machine_that_was_started_anew_holds_nobody_to_old_leases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    with Leases(tmp_path, 60, 3600) as leases:
        leases.take(PAIR, "v", 1)
    now = 5.0
    with Leases(tmp_path, 60, 3600) as leases:
        assert leases.list_holders([PAIR]) == {}
        assert leases.list_open([PAIR], "v") == set()
        assert leases.take(PAIR, "w", 1)


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "leases.sqlite").write_bytes(b"no database" * 1000)
    with Leases(tmp_path, 60, 3600) as leases:
        assert leases.take(PAIR, "v", 1)


def test_leases_that_cannot_be_kept_are_named(tmp_path: Path) -> None:
    (tmp_path / "leases.sqlite").mkdir()
    with pytest.raises(UnavailableError, match=r"leases\.sqlite cannot be kept"):
        Leases(tmp_path, 60, 3600)
    with Leases(tmp_path / "other", 60, 3600) as leases:
        leases.take(PAIR, "v", 1)
    leases.drop(PAIR, "v")  # closed: an answer is kept all the same
