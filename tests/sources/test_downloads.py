"""Downloads: files come here whole, go on where they were cut off, and a hostile server fills no disk."""

import asyncio
import fcntl
import itertools
import json
import os
import resource
import signal
import sys
import threading
import time
from asyncio.subprocess import PIPE
from collections.abc import Iterator

import pytest

from sources.fetching import Fetcher
from taggy.errors import DiskError, FetchError, GoneError, SiteError, TooLargeError
from taggy.settings import Settings
from tests.processes import PATIENT
from tests.sources.server import FAST, Asked, Reply, Web, open_web, trust

FILE = bytes(range(256)) * 4_000  # about a megabyte
TAG = {"ETag": '"one"'}
DATE = {"Last-Modified": "Sat, 01 Jan 2022 00:00:00 GMT"}


async def download(settings: Settings, web: Web) -> tuple[bytes, str | None, str | None, int]:
    """Download the file, take it away, and tell all of it."""
    async with Fetcher(settings, web.address, FAST) as fetcher:
        got = await fetcher.download(f"{web.address}/a.png")
    whole = got.path.read_bytes()
    got.path.unlink()
    return whole, got.etag, got.last_modified, got.size


def list_sizes(settings: Settings) -> dict[str, int]:
    """List what lies in the folder of downloads, by what its name ends in."""
    folder = settings.home / "fetching" / "files"
    return {path.suffix: path.stat().st_size for path in sorted(folder.iterdir())}


def list_ranges(web: Web) -> list[tuple[str | None, str | None]]:
    return [(asked.headers.get("range"), asked.headers.get("if-range")) for asked in web.asked]


async def test_a_file_comes_whole_with_what_its_server_says_of_it(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(FILE, headers=TAG | DATE))
    assert await download(settings, web) == (FILE, '"one"', DATE["Last-Modified"], len(FILE))
    assert web.asked[0].headers["accept-encoding"] == "identity"
    web.answer("/a.png", Reply([FILE, b"more"]))
    assert await download(settings, web) == (FILE + b"more", None, None, len(FILE) + 4)
    web.answer("/a.png", b"")
    assert await download(settings, web) == (b"", None, None, 0)


async def test_a_file_goes_on_where_it_was_cut_off(web: Web, settings: Settings) -> None:
    web.answer(
        "/a.png", Reply(FILE, headers=TAG, cut=300_000), Reply(FILE, headers=TAG, cut=200_000), Reply(FILE, headers=TAG)
    )
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web) == [(None, None), ("bytes=300000-", '"one"'), ("bytes=500000-", '"one"')]


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ({"ETag": '"one"'}, {"ETag": '"two"'}),
        ({}, {}),
        ({"ETag": 'W/"one"'}, {"ETag": 'W/"one"'}),
        ({"ETag": '"é"'}, {"ETag": '"é"'}),
        ({"ETag": f'"{"a" * 2_000}"'}, {}),
    ],
)
async def test_a_file_begins_anew_where_it_may_be_another(
    first: dict[str, str], later: dict[str, str], web: Web, settings: Settings
) -> None:
    web.answer("/a.png", Reply(b"old" * 1000, headers=first, cut=1000), Reply(FILE, headers=later))
    assert (await download(settings, web))[0] == FILE


async def test_a_file_goes_on_by_its_date_where_it_has_no_strong_tag(web: Web, settings: Settings) -> None:
    weak = {"ETag": 'W/"1"', **DATE}
    rest = Reply(FILE[1000:], 206, {**weak, "Content-Range": f"bytes 1000-{len(FILE) - 1}/{len(FILE)}"})
    web.answer("/a.png", Reply(FILE, headers=weak, cut=1000), rest)
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web)[1] == ("bytes=1000-", DATE["Last-Modified"])


async def test_a_server_that_gives_a_piece_at_a_time_is_asked_for_each(web: Web, settings: Settings) -> None:
    def give(asked: Asked) -> Reply:
        start = int(asked.headers["range"].removeprefix("bytes=").removesuffix("-"))
        piece = FILE[start : start + 400_000]
        told = f"bytes {start}-{start + len(piece) - 1}/{len(FILE)}"
        return Reply(piece, 206, TAG | {"Content-Range": told})

    web.answer("/a.png", Reply(FILE, headers=TAG, cut=100_000), give)
    assert (await download(settings, web))[0] == FILE
    assert [asked for asked, _ in list_ranges(web)] == [None, "bytes=100000-", "bytes=500000-", "bytes=900000-"]


async def test_a_part_that_nobody_asked_for_is_not_taken(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(b"part", 206, {"Content-Range": "bytes 0-3/4"}), Reply(FILE, headers=TAG))
    assert (await download(settings, web))[:2] == (FILE, '"one"')


@pytest.mark.parametrize(
    "wrong",
    [
        {"Content-Range": "bytes 0-9/10"},
        {"Content-Range": "bytes 999-1002/4000"},
        {"Content-Range": f"bytes {'9' * 6_000}-1/1"},
        {"Content-Type": "multipart/byteranges; boundary=a"},
        {"Content-Range": f"bytes 1000-{len(FILE) - 1}/{len(FILE)}", "ETag": '"two"'},
    ],
)
async def test_another_part_than_the_missing_one_is_not_taken(
    wrong: dict[str, str], web: Web, settings: Settings
) -> None:
    web.answer(
        "/a.png", Reply(FILE, headers=TAG, cut=1000), Reply(b"wrong", 206, TAG | wrong), Reply(FILE, headers=TAG)
    )
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web) == [(None, None), ("bytes=1000-", '"one"'), (None, None)]


async def test_a_part_that_is_longer_than_the_file_is_thrown_away(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(FILE, headers=TAG, cut=5000), Reply(b"short", headers=TAG))
    assert (await download(settings, web))[0] == b"short"
    assert list_ranges(web) == [(None, None), ("bytes=5000-", '"one"'), (None, None)]


async def test_a_file_that_was_not_taken_away_is_asked_for_anew_only(web: Web, settings: Settings) -> None:
    url = web.answer("/a.png", Reply(b"old", headers=TAG | DATE))
    async with Fetcher(settings, web.address, FAST) as fetcher:
        first = await fetcher.download(url)
        assert await fetcher.download(url) == first
        assert web.asked[1].headers["if-none-match"] == '"one"'
        assert web.asked[1].headers["if-modified-since"] == DATE["Last-Modified"]
        web.answer("/a.png", Reply(b"newer", headers={"ETag": '"two"'}))
        second = await fetcher.download(url)
    assert (second.path.read_bytes(), second.etag, second.last_modified) == (b"newer", '"two"', None)
    assert list_sizes(settings) == {"": 5, ".json": len(json.dumps({"etag": '"two"', "last_modified": None}))}


async def test_a_file_that_is_said_to_be_unchanged_but_is_not_here_is_refused(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(status=304))
    with pytest.raises(SiteError, match=r"/a\.png gives no file \(status 304\)"):
        await download(settings, web)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(FILE, headers=TAG),
        Reply(itertools.repeat(bytes(50_000))),
        Reply(b"few", length=10**15),
        Reply(FILE, headers=TAG, length=10),
    ],
    ids=["long", "endless", "says it is long", "says it is short"],
)
async def test_a_file_that_is_too_large_is_refused_and_nothing_of_it_kept(
    reply: Reply, web: Web, settings: Settings
) -> None:
    web.answer("/a.png", reply)
    settings = settings.model_copy(update={"max_media_bytes": 900_000})
    if reply.length == 10:
        assert (await download(settings, web))[3] == 10
        return
    with pytest.raises(TooLargeError, match=r"/a\.png has more than 900,000 bytes \(TAGGY_MAX_MEDIA_BYTES\)"):
        await download(settings, web)
    assert list_sizes(settings)[".part"] == 0


async def test_parts_together_are_not_larger_than_a_file_may_be(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(FILE, headers=TAG, cut=800_000), Reply(FILE, headers=TAG))
    settings = settings.model_copy(update={"max_media_bytes": 900_000})
    with pytest.raises(TooLargeError):
        await download(settings, web)


async def test_a_file_that_is_cut_short_each_time_is_given_up(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(FILE, cut=1000))
    with pytest.raises(SiteError, match=r"/a\.png is cut short each time"):
        await download(settings, web)
    assert len(web.asked) == 3
    assert list_sizes(settings)[".part"] == 0, "a server that does so fills no disk"


async def test_a_file_that_comes_too_slowly_is_given_up(web: Web, settings: Settings) -> None:
    released = threading.Event()

    def drip() -> Iterator[bytes]:
        yield b"a"
        released.wait(PATIENT)

    web.answer("/a.png", Reply(drip()))
    try:
        with pytest.raises(SiteError, match=r"/a\.png is not whole after 1 s \(TAGGY_DOWNLOAD_TIMEOUT\)"):
            await download(settings.model_copy(update={"download_timeout": 1.0}), web)
    finally:
        released.set()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(status=404), GoneError),
        (Reply(b"packed", headers={"Content-Encoding": "gzip"}), SiteError),
        (Reply(status=204), SiteError),
    ],
)
async def test_what_is_no_file_is_refused(reply: Reply, error: type[FetchError], web: Web, settings: Settings) -> None:
    web.answer("/a.png", reply)
    with pytest.raises(error) as refused:
        await download(settings, web)
    assert type(refused.value) is error


async def test_a_host_that_is_away_is_given_up_and_the_part_stays(settings: Settings) -> None:
    settings = settings.model_copy(update={"site_patience": 0.4})
    with open_web() as first:
        settings = trust(settings, first)
        url = first.answer("/a.png", Reply(FILE, headers=TAG, cut=1000))
        async with Fetcher(settings, first.address, FAST) as fetcher:
            with pytest.raises(FetchError, match="The same can be done again later; it goes on then"):
                await fetcher.download(url)
            assert list_sizes(settings)[".part"] == 1000
    with open_web(first.port) as again:
        again.answer("/a.png", Reply(FILE, headers=TAG))
        async with Fetcher(settings, again.address, FAST) as fetcher:
            assert (await fetcher.download(url)).path.read_bytes() == FILE
        assert list_ranges(again) == [("bytes=1000-", '"one"')]


async def test_a_download_on_a_full_disk_goes_on_once_there_is_room(web: Web, settings: Settings) -> None:
    web.answer("/a.png", Reply(FILE, headers=TAG))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with Fetcher(settings, web.address, FAST) as fetcher:
        await fetcher.read_json(web.answer("/warm.json", {}))
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, limits[1]))
        try:
            with pytest.raises(DiskError, match=r"Make room; then do the same again"):
                await fetcher.download(f"{web.address}/a.png")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list_sizes(settings)[".part"] == 400_000
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web)[-1] == ("bytes=400000-", '"one"')


DOWNLOADS = """
import asyncio, sys
from sources.fetching import Fetcher
from sources.sites import Pace
from taggy.settings import load_settings

async def main(address):
    async with Fetcher(load_settings(), address, (Pace(1000, 1.0),)) as fetcher:
        print((await fetcher.download(f"{address}/a.png")).size)

asyncio.run(main(sys.argv[1]))
"""


async def test_a_download_goes_on_after_its_process_was_killed(web: Web, settings: Settings) -> None:
    killed = threading.Event()

    def half(_: Asked) -> Reply:
        def chunks() -> Iterator[bytes]:
            yield FILE[:700_000]
            killed.wait(PATIENT)

        return Reply(chunks(), headers=TAG)

    web.answer("/a.png", half, Reply(FILE, headers=TAG))
    environment = {"TAGGY_HOME": str(settings.home), "TAGGY_TRUSTED_SITES": json.dumps(settings.trusted_sites)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", DOWNLOADS, web.address, stdout=PIPE, env={**os.environ, **environment}
    )
    async with asyncio.timeout(PATIENT):
        folder = settings.home / "fetching" / "files"
        while not any(part.stat().st_size == 700_000 for part in folder.glob("*.part")):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    killed.set()
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web) == [(None, None), ("bytes=700000-", '"one"')]


async def test_two_who_want_the_same_file_wait_for_each_other(web: Web, settings: Settings) -> None:
    url = web.answer("/a.png", Reply(FILE, headers=TAG))
    async with Fetcher(settings, web.address, FAST) as one, Fetcher(settings, web.address, FAST) as two:
        got = await asyncio.gather(*(fetcher.download(url) for fetcher in (one, two) * 3))
    assert {file.path.read_bytes() for file in got} == {FILE}
    assert [asked.headers.get("if-none-match") for asked in web.asked] == [None, *['"one"'] * 5]


async def test_old_parts_are_swept_away_and_young_ones_stay(web: Web, settings: Settings) -> None:
    folder = settings.home / "fetching" / "files"
    folder.mkdir(parents=True)
    for name, days in (("old.part", 31), ("young.part", 29)):
        (folder / name).write_bytes(b"half")
        os.utime(folder / name, (time.time() - days * 86_400,) * 2)
    async with Fetcher(settings, web.address, FAST):
        assert [path.name for path in folder.iterdir()] == ["young.part"]


async def test_the_oldest_parts_beyond_a_gigabyte_are_swept_away(web: Web, settings: Settings) -> None:
    folder = settings.home / "fetching" / "files"
    folder.mkdir(parents=True)
    for number, name in enumerate(("new.part", "held.part", "old.part", "whole")):
        with (folder / name).open("wb") as file:
            file.truncate(600_000_000)  # a hole: no byte of it is on the disk
        os.utime(folder / name, (time.time() - number * 3_600,) * 2)
    with (folder / "held.part").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        async with Fetcher(settings, web.address, FAST):
            assert sorted(path.name for path in folder.iterdir()) == ["held.part", "new.part", "whole"]


async def test_a_damaged_note_of_the_version_lets_the_file_begin_anew(web: Web, settings: Settings) -> None:
    settings = settings.model_copy(update={"site_patience": 0.4})
    web.answer("/a.png", Reply(FILE, headers=TAG, cut=1000), Reply(FILE, headers=TAG))
    with pytest.raises(FetchError):
        await download(settings, web)
    for note in (settings.home / "fetching" / "files").glob("*.json"):
        note.write_bytes(b'{"etag": 1')
    assert (await download(settings, web))[0] == FILE
    assert list_ranges(web) == [(None, None), (None, None)]
