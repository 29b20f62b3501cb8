"""Locks that the kernel gives back."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from graph.server.flock import hold_lock, is_locked, try_lock
from taggy.errors import ServerError

HOLD = """
import sys
from pathlib import Path
from graph.server.flock import try_lock
lock = try_lock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_many_share_but_one_excludes(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_locked(path)
    assert not path.exists()
    first, second = try_lock(path, shared=True), try_lock(path, shared=True)
    assert first
    assert second
    assert try_lock(path) is None
    assert not is_locked(path)
    first.close()
    second.close()
    alone = try_lock(path)
    assert alone
    assert is_locked(path)
    assert try_lock(path, shared=True) is None
    alone.close()


async def test_killed_holder_frees_its_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    holder = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLD, path), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert await holder.stdout.readline() == b"held\n"
    with pytest.raises(ServerError, match=r"^somebody has it$"):
        async with hold_lock(path, wait=0.2, busy="somebody has it"):
            pass
    holder.kill()
    await holder.communicate()
    async with hold_lock(path, wait=0, busy="somebody has it"):
        assert is_locked(path)
    assert not is_locked(path)


def test_file_that_cannot_be_locked(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"nowhere/lock cannot be locked \(No such file or directory\)"):
        try_lock(tmp_path / "nowhere" / "lock")
