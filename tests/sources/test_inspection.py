"""Pictures are inspected in processes of their own, and one that crashes takes nothing down with it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path

import pytest

from media.decoding import Limits
from media.store import MediaStore
from sources.inspection import Inspected, Inspection, Inspector
from taggy.errors import InputError
from tests.media.clips import film
from tests.media.samples import draw_png
from tests.processes import PATIENT

ROOT = Path(__file__).resolve().parents[2]
LIMITS = Limits(10_000, 10_000, 10)
LOOK = """
import asyncio, sys, threading
from pathlib import Path
from media.decoding import Limits
from sources.inspection import Inspection, Inspector

if __name__ == "__main__":
    with Inspector(Inspection(Path(sys.argv[1]), Limits(10_000, 10_000, 10), None).inspect) as inspector:
        print(len(asyncio.run(inspector.inspect_all(["a.png"]))), flush=True)
        threading.Event().wait()
"""


@dataclass(frozen=True, slots=True)
class FragileInspection(Inspection):
    """Dies on a file of a certain name, as a decoder does that writes where it must not."""

    def inspect(self, path: str) -> Inspected | str:
        """Inspect a file, or die."""
        if path == "killer.png":
            os.kill(os.getpid(), signal.SIGKILL)
        return Inspection.inspect(self, path)


async def test_files_are_answered_in_order(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.png").write_bytes(draw_png((number, 0, 0)))
    (tmp_path / "5.png").write_bytes(b"")
    paths = [f"{number}.png" for number in range(12)]
    with Inspector(Inspection(tmp_path, LIMITS, None).inspect) as inspector:
        answers = await inspector.inspect_all([*paths, "gone.png"])
    assert answers[5] == "It is empty: it has zero bytes."
    assert answers[12] == f"The file 'gone.png' in {str(tmp_path)!r} is gone."
    pictures = [answer for answer in answers if isinstance(answer, Inspected)]
    assert len(pictures) == 11
    for answer, path in zip(pictures, [path for path in paths if path != "5.png"], strict=True):
        facts = (tmp_path / path).stat()
        assert (answer.size, answer.mtime_ns) == (facts.st_size, facts.st_mtime_ns)
        assert answer.picture.width == 8
    assert len({answer.picture.sha256 for answer in pictures}) == 11


async def test_a_file_that_kills_the_decoder_is_refused_alone(tmp_path: Path) -> None:
    names = ["a.png", "killer.png", "b.png"]
    for name in names:
        (tmp_path / name).write_bytes(draw_png())
    with Inspector(FragileInspection(tmp_path, LIMITS, None).inspect) as inspector:
        answers = await inspector.inspect_all(names)
        again = await inspector.inspect_all(["a.png"])
    assert [isinstance(answer, Inspected) for answer in answers] == [True, False, True]
    assert answers[1] == "It takes the decoder down. Do not open it."
    assert again == [answers[0]]


async def test_a_video_is_inspected_like_every_file(tmp_path: Path) -> None:
    (tmp_path / "good.png").write_bytes(film())
    (tmp_path / "cut.webm").write_bytes(film()[:-1])
    with Inspector(Inspection(tmp_path, LIMITS, None).inspect) as inspector:
        good, cut = await inspector.inspect_all(["good.png", "cut.webm"])
    assert isinstance(good, Inspected)
    assert (good.picture.mime, good.picture.frames) == ("video/webm", 16)
    assert isinstance(cut, str)
    assert cut.startswith("It is cut off")


async def test_copies_are_kept_where_asked(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(draw_png())
    with Inspector(Inspection(tmp_path, LIMITS, tmp_path / "home").inspect) as inspector:
        (answer,) = await inspector.inspect_all(["a.png"])
    assert isinstance(answer, Inspected)
    with MediaStore(tmp_path / "home") as store, store.open_media(answer.picture.sha256) as media:
        assert media.file.read() == draw_png()


async def test_a_copy_that_cannot_be_written_stops_the_import(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(draw_png())
    (tmp_path / "home").write_text("no folder")
    inspection = Inspection(tmp_path, LIMITS, tmp_path / "home")
    with Inspector(inspection.inspect) as inspector, pytest.raises(InputError, match="cannot be made"):
        await inspector.inspect_all(["a.png"])


async def test_the_processes_end_with_one_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(draw_png())
    script = tmp_path / "look.py"
    script.write_text(LOOK)
    ask = (sys.executable, str(script), str(tmp_path))
    path = {"PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(*ask, stdout=PIPE, stderr=DEVNULL, env={**os.environ, **path})
    assert process.stdout
    assert await process.stdout.readline() == b"1\n"
    process.kill()
    async with asyncio.timeout(PATIENT):
        assert await process.stdout.read() == b""  # it ends once nobody is left who could write to it
    await process.wait()
