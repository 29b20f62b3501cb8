"""Politeness: turns that all processes share, rests as a site asks for them, and patience that ends."""

import multiprocessing
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.politeness import AgainError, Patience, Turns, read_rest, read_wait
from sources.sites import Pace
from taggy.errors import FetchError, UnavailableError
from taggy.settings import Settings

NAMES = (b"Retry-After", b"Date", b"X-Ratelimit-Remaining", b"X-Ratelimit-Reset")
PACES = (Pace(5, 60.0), Pace(2, 10.0, "search"))


class Clock:
    """The machine's time since it was started, as the test has it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def take_many(home: Path, count: int) -> int:
    """Try to take turns, as one of several processes; count those that were given."""
    with Turns(home) as turns:
        return sum(turns.take("example.org", (Pace(50, 3600.0),)) == 0 for _ in range(count))


def test_a_pace_is_kept_for_all_requests_and_for_a_kind_of_them(tmp_path: Path, clock: Clock) -> None:
    with Turns(tmp_path) as turns:
        assert [turns.take("a", PACES, "search") for _ in range(3)] == [0, 0, 10]
        clock.now += 4
        assert [turns.take("a", PACES) for _ in range(4)] == [0, 0, 0, 56], "the searches count among all"
        assert turns.take("a", PACES, "search") == 56
        assert turns.take("b", PACES, "search") == 0, "another site has its own"
        clock.now += 56
        assert [turns.take("a", PACES, "search") for _ in range(3)] == [0, 0, 10]


def test_who_asks_at_another_pace_makes_no_turn_forgotten(tmp_path: Path, clock: Clock) -> None:
    with Turns(tmp_path) as turns:
        assert turns.take("a", (Pace(1, 3600.0),)) == 0
        clock.now += 100
        assert turns.take("a", (Pace(1, 1.0),)) == 0
        assert turns.take("a", (Pace(1, 3600.0),)) == 3600
        clock.now += 1
        assert turns.take("a", (Pace(1, 1.0),)) == 0, "and the short turn is over"
        assert turns.take("a", (Pace(2, 3600.0),)) == 3499


def test_several_processes_keep_one_pace(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as processes:
        given = list(processes.map(take_many, [tmp_path] * 3, [40] * 3))
    assert sum(given) == 50


def test_a_site_rests_as_long_as_the_longest_that_it_asked_for(tmp_path: Path, clock: Clock) -> None:
    with Turns(tmp_path) as one, Turns(tmp_path) as two:
        one.let_rest("a", 30)
        two.let_rest("a", 5)
        assert (two.find_rest("a"), two.find_rest("b")) == (30, 0)
        assert (two.take("a", PACES), two.take("b", PACES)) == (30, 0)
        clock.now += 30
        assert two.take("a", PACES) == 0
        one.let_rest("a", 10**9)
        assert one.find_rest("a") == 86_400
    with Turns(tmp_path) as later:
        assert later.find_rest("a") == 86_400


def test_what_was_written_before_the_machine_started_is_forgotten(tmp_path: Path, clock: Clock) -> None:
    with Turns(tmp_path) as turns:
        assert [turns.take("a", PACES) for _ in range(6)] == [0, 0, 0, 0, 0, 60]
        turns.let_rest("a", 500)
        clock.now = 20.0
        assert turns.find_rest("a") == 0
        assert [turns.take("a", PACES) for _ in range(6)] == [0, 0, 0, 0, 0, 60]
        turns.let_rest("a", 90)
        assert turns.find_rest("a") == 90


def test_a_damaged_file_is_made_anew_and_one_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "fetching").mkdir()
    (tmp_path / "fetching" / "turns.sqlite").write_bytes(b"no database" * 1000)
    with Turns(tmp_path) as turns:
        assert turns.take("a", PACES) == 0
    other = tmp_path / "other"
    (other / "fetching" / "turns.sqlite").mkdir(parents=True)
    with pytest.raises(UnavailableError, match="paces of sites"):
        Turns(other)


def test_silence_is_borne_for_a_while_with_longer_and_longer_waits(clock: Clock) -> None:
    patience = Patience(Settings(site_patience=400))
    for wait in (5, 10, 20, 40, 60, 60, 60, 60, 60):
        assert patience.choose_wait(AgainError("away.", least=5)) == wait
        clock.now += wait
    with pytest.raises(FetchError, match=r"away\. It was tried for 375 s.*goes on then"):
        patience.choose_wait(AgainError("away.", least=5))


def test_what_a_site_says_is_waited_for_and_longer_each_time_it_says_it_again(clock: Clock) -> None:
    patience = Patience(Settings(site_patience=1, site_pause=100))
    assert [patience.choose_wait(AgainError("busy.", wait=2)) for _ in range(5)] == [2, 2, 3, 7, 15]
    with pytest.raises(FetchError, match=r"busy\. "):
        patience.choose_wait(AgainError("busy.", wait=101))
    clock.now += 90
    with pytest.raises(FetchError):
        patience.choose_wait(AgainError("busy.", wait=2))
    patience.renew()
    assert [patience.choose_wait(AgainError("busy.", wait=0)) for _ in range(8)] == [0, 1, 3, 7, 15, 31, 60, 60]
    with pytest.raises(FetchError):
        patience.choose_wait(AgainError("busy.", wait=0))
    patience.renew()
    assert patience.choose_wait(AgainError("away.")) == 0.5


def test_retry_after_is_read_as_seconds_or_as_a_date_by_the_sites_own_clock() -> None:
    skewed = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    at = {
        "now": format_datetime(skewed, usegmt=True),
        "soon": format_datetime(skewed + timedelta(seconds=90), usegmt=True),
        "past": format_datetime(skewed - timedelta(days=1), usegmt=True),
        "ever": format_datetime(skewed + timedelta(days=3000), usegmt=True),
    }
    told = [
        ({"Retry-After": "120"}, 120),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "9" * 400}, 86_400),
        ({"Retry-After": at["soon"], "Date": at["now"]}, 90),
        ({"Retry-After": at["past"], "Date": at["now"]}, 0),
        ({"Retry-After": at["ever"], "Date": at["now"]}, 86_400),
        ({"Retry-After": at["soon"]}, 0),
        ({"Retry-After": at["soon"], "Date": "yesterday"}, 0),
        *(({"Retry-After": text}, None) for text in ("", "-5", "soon", "1e3", "Mon, 99 Foo 2001 99:99:99 GMT")),
        ({}, None),
    ]
    assert [read_wait(httpx.Headers(headers)) for headers, _ in told] == [wait for _, wait in told]


@given(st.text(st.characters(codec="latin-1")), st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_whatever_a_site_says_of_waiting_is_no_error_and_no_more_than_a_day(one: str, other: str) -> None:
    headers = httpx.Headers([(name, text.encode("latin-1")) for name in NAMES for text in (one, other)])
    assert 0 <= (read_wait(headers) or 0.0) <= 86_400
    assert 0 <= read_rest(headers) <= 3_600


def test_a_rest_is_read_where_no_request_is_left() -> None:
    told = [
        ("0", "580", 580), ("0.0", "12.5", 12.5), ("1.0", "580", 0), ("0", "", 0), ("", "580", 0), ("0", "-1", 0),
        ("nan", "580", 0), ("0", "inf", 0), ("0", "1700000000", 0), ("none", "few", 0),
    ]  # fmt: skip
    headers = [
        {name: value for name, value in (("X-Ratelimit-Remaining", left), ("X-Ratelimit-Reset", reset)) if value}
        for left, reset, _ in told
    ]
    assert Counter(map(read_rest, map(httpx.Headers, headers))) == Counter(rest for *_, rest in told)
    assert [read_rest(httpx.Headers(header)) for header in headers] == [rest for *_, rest in told]
