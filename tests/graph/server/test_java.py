"""Children that end with their parent, and orphans that are found by the folder they run on."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from graph.server.home import Home
from graph.server.java import SERVER, end_orphans, find_orphans

PARENT = """
import subprocess, sys
from graph.server.java import end_with_parent
child = subprocess.Popen([sys.executable, "-c", "input()"], preexec_fn=end_with_parent)
print(child.pid, flush=True)
child.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
async def test_child_ends_with_a_killed_parent() -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout
    child = psutil.Process(int(await parent.stdout.readline()))
    os.kill(parent.pid, signal.SIGKILL)
    await asyncio.to_thread(child.wait, 30)
    assert not child.is_running()
    await parent.communicate()


async def test_orphan_of_this_folder_is_ended_and_no_other(tmp_path: Path) -> None:
    ours, theirs = Home(tmp_path / "ours"), Home(tmp_path / "theirs")
    javas = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", "input()", SERVER, f"--home-dir={home.folder}"), stdin=subprocess.PIPE
        )
        for home in (ours, theirs)
    ]
    assert [process.pid for process in find_orphans(ours)] == [javas[0].pid]
    await end_orphans(ours)
    await javas[0].wait()  # its status went to whoever asked first
    assert not psutil.pid_exists(javas[0].pid)
    assert find_orphans(ours) == []
    assert [process.pid for process in find_orphans(theirs)] == [javas[1].pid]
    await end_orphans(theirs)
    await javas[1].wait()
