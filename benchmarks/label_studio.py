"""Label Studio beside the benchmark of votes: annotations created through its HTTP API by callers with a token.

It runs from a virtual environment of its own that holds `label-studio` and `pyuwsgi`, as its documents advise for
production: uWSGI with its own settings (two processes a core) before Postgres; where Postgres is not installed, SQLite,
its default. Left out is nginx, which there only passes requests on. A task is a picture with its tag, its labels are
Yes, No and Pass, and an annotation is one choice. Each caller opens a connection a request, as behind nginx.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from benchmarks.callers import Call, Measured, Voting, measure_calls

PATIENCE = 300
IMPORTED = 5_000  # tasks in a request
TOKEN = "0123456789abcdef" * 2 + "01234567"  # of a server that is thrown away
USER = ("--username", "bench@example.org", "--password", "throw-away", "--user-token", TOKEN)
INIT = ("init", "bench", *USER, "--enable-legacy-api-token", "--no-browser")
CONFIG = """<View><Image name="image" value="$image"/><Header value="$tag"/><Choices name="says" toName="image">
<Choice value="yes"/><Choice value="no"/><Choice value="pass"/></Choices></View>"""
QUIET = {"COLLECT_ANALYTICS": "False", "LATEST_VERSION_CHECK": "False", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": ""}

# As in Label Studio's own image.
UWSGI = """\
[uwsgi]
chdir = {package}
virtualenv = {venv}
module = core.wsgi:application
http = 127.0.0.1:{port}
processes = {processes}
master = true
cheaper = true
single-interpreter = true
die-on-term = true
need-app = true
enable-threads = true
thunder-lock = true
lazy-apps = true
buffer-size = 65535
post-buffering = 4096
http-timeout = 300
harakiri = 120
max-requests = 5000
disable-logging = true
"""


@dataclass(frozen=True)
class Studio:
    """A Label Studio that runs, and the tasks of its one project."""

    port: int
    version: str
    database: str
    tasks: tuple[int, ...]


def annotate(voting: Voting, port: int, tasks: tuple[int, ...]) -> Measured:
    """Create annotations; the picture of a vote chooses the task."""

    def make_request(image: str, answer: str) -> bytes:
        value = {"from_name": "says", "to_name": "image", "type": "choices", "value": {"choices": [answer]}}
        body = json.dumps({"result": [value], "lead_time": 0.9}).encode()
        head = (
            f"POST /api/tasks/{tasks[int(image, 16) % len(tasks)]}/annotations/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Authorization: Token {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"Connection: close\r\n\r\n"
        )
        return head.encode() + body

    async def measure() -> Measured:
        calls: list[Call] = []
        for place in range(len(voting.voters)):
            requests = [make_request(ballot.image, ballot.answer) for ballot in voting.list_ballots(place)]
            calls.append(partial(_post, port, requests))
        return await measure_calls(calls, voting.seconds)

    return asyncio.run(measure())


async def _post(port: int, requests: list[bytes], turn: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(requests[turn])
        answer = await reader.read()
        writer.close()
    except OSError:
        return False
    return answer.startswith(b"HTTP/1.1 201")


@contextmanager
def serve_studio(venv: Path, pictures: int) -> Iterator[Studio]:
    """Run Label Studio with a project of so many tasks; it is deleted afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="label-studio-")))
        postgres = stack.enter_context(open_postgres())
        environment = {**os.environ, **QUIET, **postgres, "LABEL_STUDIO_BASE_DATA_DIR": str(folder)}
        environment |= {"DJANGO_SETTINGS_MODULE": "core.settings.label_studio", "APP_WEBSERVER": "uwsgi"}
        log = stack.enter_context((folder / "log").open("wb"))
        subprocess.run([str(venv / "bin" / "label-studio"), *INIT], env=environment, stdout=log, stderr=log, check=True)
        port = find_free_port()
        package = next((venv / "lib").glob("python*/site-packages/label_studio"))
        settings = folder / "uwsgi.ini"
        settings.write_text(UWSGI.format(package=package, port=port, venv=venv, processes=2 * (os.cpu_count() or 1)))
        uwsgi = subprocess.Popen([str(venv / "bin" / "uwsgi"), str(settings)], env=environment, stdout=log, stderr=log)
        stack.callback(uwsgi.wait)
        stack.callback(uwsgi.terminate)
        version = str(wait_for_answer(port, "/api/version")["release"])
        project = ask(port, "/api/projects", {"title": "votes", "label_config": CONFIG})["id"]
        tasks: list[int] = []
        for start in range(0, pictures, IMPORTED):
            numbers = range(start, min(start + IMPORTED, pictures))
            new = [{"image": f"http://example.org/{number}.png", "tag": f"tag {number % 500}"} for number in numbers]
            tasks += ask(port, f"/api/projects/{project}/import?return_task_ids=true", new)["task_ids"]
        yield Studio(port, version, "Postgres" if postgres else "SQLite", tuple(tasks))


@contextmanager
def open_postgres() -> Iterator[dict[str, str]]:
    """Run a Postgres and yield how Label Studio is told of it; nothing where none is installed."""
    if not shutil.which("initdb"):
        yield {}
        return
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        user = "nobody" if os.geteuid() == 0 else None  # it does not run as root
        if user:
            shutil.chown(folder, user)
        port = find_free_port()
        make = ["initdb", "--pgdata", f"{folder}/data", "--auth", "trust", "--username", "postgres"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=user)
        run = ["postgres", "-D", f"{folder}/data", "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
        with subprocess.Popen(
            run, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user
        ) as server:
            try:
                wait_for_port(port)
                place = {"HOST": "127.0.0.1", "PORT": str(port), "NAME": "postgres", "USER": "postgres", "PASSWORD": ""}
                yield {"DJANGO_DB": "default", **{f"POSTGRE_{name}": value for name, value in place.items()}}
            finally:
                server.terminate()


def find_free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until somebody listens."""
    deadline = time.monotonic() + PATIENCE
    with socket.socket() as probe:
        while probe.connect_ex(("127.0.0.1", port)):
            if time.monotonic() > deadline:
                sys.exit(f"Nobody listens on port {port} after {PATIENCE} seconds.")
            time.sleep(0.2)


def wait_for_answer(port: int, path: str) -> Any:
    """Ask until there is an answer."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask(port, path)
        except httpx.TransportError:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def ask(port: int, path: str, body: object = None) -> Any:
    """Ask the API something, and return its JSON."""
    headers = {"Authorization": f"Token {TOKEN}"}
    url, method = f"http://127.0.0.1:{port}{path}", "GET" if body is None else "POST"
    return httpx.request(method, url, json=body, headers=headers, timeout=PATIENCE).raise_for_status().json()
