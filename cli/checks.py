"""Checks of this machine: the program, its files, the data folder and the settings. None changes anything."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psutil
from packaging.requirements import Requirement
from rich.filesize import decimal

from graph.server.configuration import is_free
from graph.server.home import find_store_version, is_newer, locate_home
from graph.server.jars import are_fetched, find_version, list_jars
from graph.server.state import is_supervised
from media.videos import INSTALL, can_read
from taggy.settings import Settings

State = Literal["ok", "warning", "wrong"]
ROOT = Path(__file__).resolve().parents[1]
NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"}
LITTLE, LEAST = 2_000_000_000, 200_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, how it is, and what to do where it is not well."""

    name: str
    state: State
    says: str


def check_machine(settings: Settings) -> Iterator[Check]:
    """Check everything that can be seen without the graph."""
    yield from _check_program()
    if not settings.neo4j_uri:
        yield from _check_local_server(settings)
    yield from _check_folder(settings.home.absolute())
    yield from _check_privacy(settings.home.absolute())
    yield from _check_settings(settings)


def _check_program() -> Iterator[Check]:
    found = ".".join(map(str, sys.version_info[:3]))
    new = sys.version_info >= (3, 11)
    yield Check("Python", "ok" if new else "wrong", found if new else f"{found}; 3.11 or newer is needed.")
    differing = list(_compare_packages("base"))
    says = f"{'; '.join(differing[:5])}. Run `make setup`." if differing else "as locked"
    yield Check("packages", "wrong" if differing else "ok", says)
    try:
        version("torch")
        differing = list(_compare_packages("model"))
        says = f"{'; '.join(differing[:5])}. Run `make setup`." if differing else "as locked"
        yield Check("model packages", "warning" if differing else "ok", says)
    except PackageNotFoundError:
        yield Check("model packages", "ok", "not installed; training and proposing need them: `make setup`.")
    says = f"read by PyAV {version('av')}" if can_read() else f"refused: PyAV is not installed. {INSTALL}"
    yield Check("videos", "ok", says)
    bundle = (ROOT / "frontend" / "vendor" / "lit.js").is_file()
    says = "there" if bundle else "frontend/vendor/lit.js is missing: the page stays empty. Run `make setup`."
    yield Check("page's bundle", "ok" if bundle else "wrong", says)


def _compare_packages(lock: str) -> Iterator[str]:
    """List what differs from a lock file; what it locks for other systems is left out."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if "==" not in line or line.startswith((" ", "#", "-")):
            continue
        wanted = Requirement(line.removesuffix("\\").strip())
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            yield f"{wanted.name} is missing"
            continue
        if not wanted.specifier.contains(found.partition("+")[0], prereleases=True):
            yield f"{wanted.name} is {found}, not {wanted.specifier}"


def _check_local_server(settings: Settings) -> Iterator[Check]:
    whole, ours = are_fetched(settings.cache, list_jars()), find_version()
    says = f"Neo4j {ours}" if whole else f"not all there in {settings.cache}. Run `taggy db fetch`."
    yield Check("Neo4j's jars", "ok" if whole else "wrong", says)
    home = locate_home(settings)
    theirs = find_store_version(home)
    if theirs and is_newer(ours, theirs):
        yield Check("store", "wrong", f"written by Neo4j {theirs}; this program brings {ours}. Run `taggy db upgrade`.")
    elif theirs and is_newer(theirs, ours):
        yield Check("store", "wrong", f"written by Neo4j {theirs}, newer than {ours}. Bring Taggy up to date.")
    else:
        yield Check("store", "ok", f"of Neo4j {theirs}" if theirs else "none yet")
    if home.databases.exists() and not home.password.exists():
        yield Check("password", "wrong", f"{home.password} is gone. Put it back, or restore a backup.")
    if settings.bolt_port and not is_supervised(home) and not is_free(settings.bolt_port):
        yield Check("TAGGY_BOLT_PORT", "wrong", f"{settings.bolt_port} is taken by another program. Set another, or 0.")


def _check_folder(home: Path) -> Iterator[Check]:
    place = next(folder for folder in (home, *home.parents) if folder.exists())
    writable = os.access(place, os.W_OK | os.X_OK) and not os.statvfs(place).f_flag & os.ST_RDONLY
    says = str(home) if writable else f"{place} cannot be written. Set TAGGY_HOME to a folder that can."
    yield Check("data folder", "ok" if writable else "wrong", says)
    mounts = [p for p in psutil.disk_partitions(all=True) if place.resolve().is_relative_to(p.mountpoint)]
    kind = max(mounts, key=lambda p: len(p.mountpoint)).fstype if mounts else ""
    local = kind not in NETWORK
    says = kind or "local" if local else f"{kind} is a network's, whose locks may fail. Set TAGGY_HOME to a local disk."
    yield Check("file system", "ok" if local else "wrong", says)
    free = shutil.disk_usage(place).free
    state: State = "wrong" if free < LEAST else "warning" if free < LITTLE else "ok"
    yield Check("disk space", state, f"{decimal(free)} free" + ("" if state == "ok" else f" at {place}. Make room."))


def _check_privacy(home: Path) -> Iterator[Check]:
    secrets = [home, home / "keys", home / "neo4j", home / "neo4j" / "password", *sorted((home / "keys").glob("*"))]
    open_ones = [path for path in secrets if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    says = f"others may enter or read {open_ones[0]}. Run `chmod -R go= {home}`." if open_ones else "only yours"
    yield Check("permissions", "wrong" if open_ones else "ok", says)


def _check_settings(settings: Settings) -> Iterator[Check]:
    found = list(_list_contradictions(settings))
    for state, says in found:
        yield Check("settings", state, says)
    if not found:
        yield Check("settings", "ok", "none contradicts another")
    if settings.port and not is_free(settings.port):
        yield Check("port", "ok", f"{settings.port} is in use: by `taggy serve`, or by another program")


def _list_contradictions(settings: Settings) -> Iterator[tuple[State, str]]:
    allowed = settings.allowed_hosts
    if settings.public_url:
        url = urlsplit(settings.public_url)
        if url.scheme not in ("http", "https") or not url.hostname:
            yield "wrong", f"TAGGY_PUBLIC_URL {settings.public_url!r} is no address. Write https://name."
        elif not {url.hostname, f"[{url.hostname}]", "*"} & set(allowed):
            yield (
                "wrong",
                f"TAGGY_PUBLIC_URL names {url.hostname}, which TAGGY_ALLOWED_HOSTS lacks: it would be refused.",
            )
        elif url.scheme == "http" and not _is_own(url.hostname):
            yield "warning", "TAGGY_PUBLIC_URL is http: links and visits cross the network in the clear. Use https."
    elif not _is_own(settings.host):
        yield (
            "warning",
            f"TAGGY_HOST {settings.host} is open to others, but TAGGY_PUBLIC_URL is not set: links lead nowhere.",
        )
    if settings.neo4j_uri and settings.neo4j_password is None:
        yield "wrong", "NEO4J_URI is set and NEO4J_PASSWORD is not."


def _is_own(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
