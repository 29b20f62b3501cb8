"""Fetching: what is asked of a site, how its answers are read, and what a hostile one cannot do."""

import asyncio
import gzip
import itertools
import logging
import sqlite3
import threading
import tracemalloc
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sources.fetching import Fetcher
from sources.politeness import Turns
from sources.sites import Pace
from taggy.errors import AddressError, FetchError, GoneError, SiteError
from taggy.settings import Settings
from tests.processes import PATIENT
from tests.sources.server import FAST, Asked, Reply, Web, open_web, trust

KEY = "k3y/of+mine"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def settings(tmp_path: Path, web: Web) -> Settings:
    return trust(Settings(home=tmp_path, philomena_key=SecretStr(KEY)), web)


async def read(settings: Settings, web: Web, path: str, **options: Any) -> Any:
    async with Fetcher(settings, web.address, FAST) as fetcher:
        return await fetcher.read_json(f"{web.address}{path}", **options)


async def test_json_is_asked_for_by_name_and_decoded(web: Web, settings: Settings) -> None:
    url = web.answer("/posts.json", [{"id": 1}])
    settings = settings.model_copy(update={"contact": "mary@example.org"})
    async with Fetcher(settings, web.address, FAST) as fetcher:
        assert await fetcher.read_json(url, {"tags": "a b"}, headers={"X-Key": KEY}) == [{"id": 1}]
    (asked,) = web.asked
    assert (asked.params, asked.headers) == (
        {"tags": "a b"},
        {
            "host": web.address.removeprefix("http://"),
            "user-agent": "Taggy/0.1.0 (+mary@example.org)",
            "accept": "application/json",
            "accept-encoding": "gzip",
            "x-key": KEY,
        },
    )


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"<!DOCTYPE html><p>Prove that you are human.", headers={"Content-Type": "text/html"}),
        Reply(b'{"posts": [{"id": 1}, {"id'),
        Reply(b""),
        Reply(status=204),
        Reply(b'{"score": NaN}', headers=JSON),
        Reply(b"9" * 5_000, headers=JSON),
        Reply(b"[" * 100_000, headers=JSON),
        Reply(b"\xff\xfe\x00", headers=JSON),
        Reply(b"no gzip", headers={"Content-Encoding": "gzip"}),
        Reply(gzip.compress(b'{"a": 1}', mtime=0)[:-9], headers={"Content-Encoding": "gzip"}),
        Reply(b"packed", headers={"Content-Encoding": "br"}),
        Reply(b'{"message": "no"}', 422, JSON),
        Reply(status=302),
        Reply(status=304),
    ],
    ids=lambda reply: f"{reply.status} {reply.body[:12]!r} {reply.headers}",
)
async def test_an_answer_that_is_no_json_is_refused(reply: Reply, web: Web, settings: Settings) -> None:
    web.answer("/posts.json", reply)
    with pytest.raises(SiteError, match=r"/posts\.json "):
        await read(settings, web, "/posts.json")
    assert len(web.asked) == 1


async def test_packed_and_long_and_odd_answers_are_read_whole(web: Web, settings: Settings) -> None:
    long = [f"tag {number}" for number in range(100_000)]
    body = gzip.compress(str(long).replace("'", '"').encode())
    web.answer("/long.json", Reply(body, headers={"Content-Encoding": "gzip"}))
    web.answer("/odd.json", Reply(b'["\\ud83d\\ude00", "half \\ud83d", "\xc3\xa9"]'))
    web.answer("/unframed.json", Reply([b'{"a":', b" 1}"]))
    assert await read(settings, web, "/long.json") == long
    assert await read(settings, web, "/odd.json") == ["\U0001f600", "half \ufffd", "\xe9"]
    assert await read(settings, web, "/unframed.json") == {"a": 1}


async def test_what_follows_a_packed_answer_is_not_read(web: Web, settings: Settings) -> None:
    packed = itertools.chain([gzip.compress(b'{"a": 1}')], itertools.repeat(bytes(50_000)))
    web.answer("/posts.json", Reply(packed, headers={"Content-Encoding": "gzip"}))
    assert await read(settings, web, "/posts.json") == {"a": 1}


async def test_an_endless_answer_and_a_bomb_are_cut_off_in_little_memory(web: Web, settings: Settings) -> None:
    web.answer("/endless.json", Reply(itertools.repeat(b" " * 50_000)))
    web.answer("/bomb.json", Reply(gzip.compress(bytes(200_000_000), 1), headers={"Content-Encoding": "gzip"}))
    settings = settings.model_copy(update={"max_answer": 2_000_000})
    tracemalloc.start()
    try:
        for path in ("/endless.json", "/bomb.json"):
            with pytest.raises(SiteError, match=r"longer than 2,000,000 bytes"):
                await read(settings, web, path)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "reply",
    [Reply([b"["], gate=threading.Event()), Reply(b"[]", length=3), Reply(b"[" * 9, cut=3), Reply(b"[]", cut=0)],
)
async def test_an_answer_that_does_not_come_is_given_up_after_a_while(
    reply: Reply, web: Web, settings: Settings
) -> None:
    web.answer("/posts.json", reply)
    settings = settings.model_copy(update={"answer_timeout": 0.5, "site_patience": 0.4})
    try:
        with pytest.raises(FetchError, match=r"It was tried for \d+ s\. The same can be done again later") as given_up:
            await read(settings, web, "/posts.json")
        assert type(given_up.value) is FetchError
    finally:
        if reply.gate:
            reply.gate.set()


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
async def test_what_is_not_there_or_not_for_us_is_told_with_its_status(
    status: int, web: Web, settings: Settings
) -> None:
    web.answer("/posts/1.json", Reply(b"{}", status))
    with pytest.raises(GoneError, match=rf"/posts/1\.json .*\(status {status}\)") as gone:
        await read(settings, web, "/posts/1.json")
    assert (gone.value.status, len(web.asked)) == (status, 1)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 522])
async def test_a_site_that_says_when_is_asked_again_then(status: int, web: Web, settings: Settings) -> None:
    web.answer("/posts.json", Reply(b"busy", status, {"Retry-After": "0"}), {"a": 1})
    assert await read(settings, web, "/posts.json") == {"a": 1}
    assert len(web.asked) == 2


async def test_a_site_rests_after_an_answer_that_does_not_say_for_how_long(web: Web, settings: Settings) -> None:
    web.answer("/posts.json", Reply(b"<html>", 501))
    task = asyncio.create_task(read(settings, web, "/posts.json"))
    with Turns(settings.home) as turns:
        async with asyncio.timeout(PATIENT):
            while not (rest := turns.find_rest("127.0.0.1")):  # noqa: ASYNC110 - it is written in a file
                await asyncio.sleep(0.01)
    task.cancel()
    assert 0 < rest <= 5
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_site_that_asks_for_too_long_a_rest_gets_it_and_the_next_call_says_so(
    web: Web, settings: Settings
) -> None:
    web.answer("/posts.json", Reply(b"", 429, {"Retry-After": "7200"}), {"a": 1})
    with pytest.raises(FetchError, match=r"cannot answer now \(status 429\)"):
        await read(settings, web, "/posts.json")
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 is to be left alone for 7,\d\d\d s more"):
        await read(settings, web, "/posts.json")
    assert len(web.asked) == 1


async def test_a_pace_that_is_spent_for_hours_is_told(web: Web, settings: Settings) -> None:
    url = web.answer("/posts.json", {})
    async with Fetcher(settings, web.address, (Pace(2, 86_400.0),)) as fetcher:
        assert [await fetcher.read_json(url) for _ in range(2)] == [{}, {}]
        with pytest.raises(FetchError, match=r"left alone for 8\d,\d\d\d s more\. Do the same again after that"):
            await fetcher.read_json(url)


async def test_a_site_rests_where_it_says_that_no_request_is_left(web: Web, settings: Settings) -> None:
    left = {**JSON, "X-Ratelimit-Remaining": "0.0", "X-Ratelimit-Reset": "580"}
    web.answer("/new.json", Reply(b"{}", headers=left))
    assert await read(settings, web, "/new.json") == {}
    with Turns(settings.home) as turns:
        assert 0 < turns.find_rest("127.0.0.1") <= 580


async def test_many_requests_at_once_keep_the_pace(web: Web, settings: Settings) -> None:
    url = web.answer("/posts.json", [])
    paces = (Pace(4, 0.5), Pace(1000, 3600.0, "kept in the file"))
    async with Fetcher(settings, web.address, paces) as fetcher:
        await asyncio.gather(*(fetcher.read_json(url) for _ in range(14)))
    assert len(web.asked) == 14
    with closing(sqlite3.connect(settings.home / "fetching" / "turns.sqlite")) as file:
        at = [at for (at,) in file.execute("SELECT at FROM turn ORDER BY at")]
    assert all(after - before >= 0.5 for before, after in itertools.pairwise(at[::4]))
    assert len(at) == 14


async def test_few_requests_are_under_way_at_once(web: Web, settings: Settings) -> None:
    together, inside = threading.Barrier(4), set[int]()

    def answer(_: Asked) -> dict[str, int]:
        inside.add(threading.get_ident())
        together.wait(PATIENT)
        seen = len(inside)
        together.wait(PATIENT)
        inside.discard(threading.get_ident())
        together.wait(PATIENT)
        return {"inside": seen}

    url = web.answer("/posts.json", answer)
    async with Fetcher(settings, web.address, FAST) as fetcher:
        seen = await asyncio.gather(*(fetcher.read_json(url) for _ in range(12)))
    assert [one["inside"] for one in seen] == [4] * 12


async def test_a_network_that_is_gone_for_a_while_is_waited_for(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "taggy.asking")
    with open_web() as first:
        settings = trust(settings, first)
        url = first.answer("/posts.json", {"page": 1})
        async with Fetcher(settings, first.address, FAST) as fetcher:
            assert await fetcher.read_json(url) == {"page": 1}
            first.close()
            task = asyncio.create_task(fetcher.read_json(url))
            async with asyncio.timeout(PATIENT):
                while not caplog.records:  # noqa: ASYNC110 - the log tells when it has failed
                    await asyncio.sleep(0.01)
            with open_web(first.port) as again:
                again.answer("/posts.json", {"page": 2})
                assert await task == {"page": 2}
    assert caplog.messages[0] == "127.0.0.1 does not answer as it should. Asking again in 0.5 s."


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("http://127.0.0.1:{other}/posts.json", "is not public|not public"),
        ("http://localhost:{other}/posts.json", "not public"),
        ("http://2130706433:{other}/posts.json", "not public"),
        ("http://0x7f.1:{other}/posts.json", "not public"),
        ("http://[::ffff:127.0.0.1]:{other}/posts.json", "not public"),
        ("http://[64:ff9b::7f00:1]:{other}/posts.json", "not public"),
        ("http://[::1]:{other}/posts.json", "not public"),
        ("http://10.0.0.1/posts.json", "not public"),
        ("http://169.254.169.254/latest/meta-data/", "not public"),
        ("http://[fe80::1]/posts.json", "not public"),
        ("//127.0.0.1:{other}/posts.json", "not public"),
        ("file:///etc/passwd", "no http or https address"),
        ("ftp://example.org/posts.json", "no http or https address"),
        ("http://mary@127.0.0.1:{port}/posts.json", "no http or https address"),
        ("http://127.0.0.1:99999/", "no http or https address"),
        ("http://[::1/", "no http or https address"),
        ("http://xn--\x01/", "no http or https address"),
        ("/posts.json", "leads on and on"),
        ("/posts.json?again", "leads on and on"),
    ],
)
async def test_a_redirect_leads_nowhere_that_is_not_public(
    location: str, why: str, web: Web, settings: Settings
) -> None:
    with open_web() as other:
        settings = trust(settings, web, other)
        other.answer("/posts.json", {"secret": 1})
        to = location.format(other=other.port, port=web.port)
        web.answer("/posts.json", Reply(status=302, headers={"Location": to}))
        with pytest.raises(AddressError, match=why):
            await read(settings, web, "/posts.json")
        assert other.asked == []


async def test_a_redirect_on_the_same_server_is_followed_with_the_key(web: Web, settings: Settings) -> None:
    web.answer("/old.json", Reply(status=301, headers={"Location": "new.json?page=2"}))
    web.answer("/new.json", {"a": 1})
    assert await read(settings, web, "/old.json", headers={"X-Key": KEY}) == {"a": 1}
    assert [(asked.path, asked.params, asked.headers["x-key"]) for asked in web.asked] == [
        ("/old.json", {}, KEY),
        ("/new.json", {"page": "2"}, KEY),
    ]


async def test_a_redirect_to_a_page_that_asks_to_sign_in_is_told(web: Web, settings: Settings) -> None:
    web.answer("/posts.json", Reply(status=302, headers={"Location": "/login?next=/posts.json"}))
    web.answer("/login", Reply(b"<html>Who are you?", headers={"Content-Type": "text/html"}))
    with pytest.raises(SiteError, match=r"/login gives a page for people\. It may block us, ask to sign in"):
        await read(settings, web, "/posts.json")


async def test_a_server_on_the_loopback_is_asked_only_where_it_is_trusted(web: Web, settings: Settings) -> None:
    web.answer("/posts.json", {"a": 1})
    own = Settings(home=settings.home)
    for address, trusting in ((web.address, own), ("", own), ("https://example.org", settings)):
        async with Fetcher(trusting, address, FAST) as fetcher:
            with pytest.raises(AddressError, match=r"127\.0\.0\.1, which is not public.*TAGGY_TRUSTED_SITES"):
                await fetcher.read_json(f"{web.address}/posts.json")
    assert web.asked == []
    async with Fetcher(settings, "", FAST) as fetcher:
        assert await fetcher.read_json(f"{web.address}/posts.json") == {"a": 1}


@pytest.mark.parametrize(
    ("params", "headers"), [({"key": KEY}, {}), ({"next": f"/posts.json?key={KEY}"}, {}), ({}, {"X-Key": KEY})]
)
async def test_a_key_goes_to_its_site_only(
    params: Mapping[str, str], headers: Mapping[str, str], web: Web, settings: Settings
) -> None:
    with open_web() as other:
        settings = trust(settings, web, other)
        url = other.answer("/posts.json", {"a": 1})
        async with Fetcher(settings, web.address, FAST) as fetcher:
            if headers:
                assert await fetcher.read_json(url, headers=headers) == {"a": 1}
            else:
                with pytest.raises(AddressError, match="holds a key") as refused:
                    await fetcher.read_json(url, params)
                assert KEY not in str(refused.value)
        assert all(KEY not in str(asked) for asked in other.asked)


async def test_a_server_that_gives_a_key_away_is_not_followed(web: Web, settings: Settings) -> None:
    for to in (f"https://example.org/{KEY}/posts.json", "https://example.org/?q=k3y%2Fof%2Bmine"):
        web.answer("/posts.json", Reply(status=302, headers={"Location": to}))
        with pytest.raises(AddressError, match="holds a key") as refused:
            await read(settings, web, "/posts.json", params={"key": KEY})
        assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(status=422),
        Reply(b"<html>"),
        Reply(status=302),
        Reply(status=302, headers={"Location": f"file:///{KEY}"}),
        Reply(b"[", cut=1, length=2),
        Reply(status=503, headers={"Retry-After": "9999"}),
        Reply(status=302, headers={"Location": f"/{KEY}/posts.json"}),
    ],
)
async def test_no_key_reaches_a_message_or_a_log(
    reply: Reply, web: Web, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    web.answer("/posts.json", reply)
    settings = settings.model_copy(update={"site_patience": 0.4})
    with pytest.raises(FetchError) as failed:
        await read(settings, web, "/posts.json", params={"key": KEY}, headers={"X-Key": KEY})
    error: BaseException | None = failed.value
    told = [caplog.text]
    while error:
        told.append(str(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert all(text not in " ".join(told) for text in (KEY, "k3y%2Fof%2Bmine", "k3y/of"))
    assert {asked.params.get("key") for asked in web.asked if asked.path == "/posts.json"} == {KEY}


async def test_a_key_that_no_header_may_hold_is_not_told(web: Web, settings: Settings) -> None:
    web.answer("/posts.json", {})
    for key in (f"{KEY}\n", f"{KEY}é"):
        with pytest.raises(FetchError, match="a key or another header") as refused:
            await read(settings, web, "/posts.json", headers={"X-Key": key})
        assert KEY not in str(refused.value)
        assert refused.value.__suppress_context__
    assert web.asked == []


async def test_a_proxy_in_the_environment_is_not_used(
    web: Web, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.answer("/posts.json", {"a": 1})
    assert await read(settings, web, "/posts.json") == {"a": 1}
