"""`taggy mine` as it is typed: checked, run once and for long, killed, stopped, and summed up by day."""

import asyncio
import csv
import json
import re
import signal
from io import StringIO
from pathlib import Path
from threading import Event

import pytest

from graph.connection import Graph
from graph.filters import list_filtered
from graph.hauls import LOCK
from graph.server.flock import try_lock
from graph.suggestions import count_suggestions
from taggy.errors import ConflictError, InputError, ModelError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.media.samples import draw_png
from tests.model.filters import draw_good, draw_noise
from tests.processes import Launch, wait_until
from tests.seeds import run
from tests.sources.digests import read_graph
from tests.sources.server import Reply, Web

CHEAP = 'name = "cheap"\n[shape]\nshortest = 32\n[colours]\nspread = 2.0\n'
MINER = """
filter = "cheap.toml"
ask = ["good picture"]
[sources.pets]
site = "urls"
query = "pets.txt"
[sources.wolves]
site = "philomena"
query = "wolf"
address = "{address}"
filter = false
rules = {{ min_width = 20 }}
"""


@pytest.fixture
def web(web: Web, server_settings: Settings) -> Web:
    """A web server whose sources nobody has asked yet."""
    for file in (server_settings.home / "fetching").glob("rounds.sqlite*"):
        file.unlink()
    return web


@pytest.fixture
def miner(tmp_path: Path, web: Web) -> Path:
    """A miner's file with all that it names: three pictures, of which one is small, and a site that is away."""
    good = draw_good(2)
    addresses = [web.answer(f"/{n}.png", content) for n, content in enumerate((*good, draw_noise(1, (20, 20))))]
    (tmp_path / "pets.txt").write_text("".join(f"{address}\tcat\n" for address in addresses))
    (tmp_path / "cheap.toml").write_text(CHEAP)
    (tmp_path / "miner.toml").write_text(MINER.format(address=web.address))
    web.answer("/api/v1/json/search/images", Reply(b"<html>", 200))
    return tmp_path / "miner.toml"


async def test_it_brings_what_is_good_and_says_by_day_what_came_of_it(
    graph: Graph, taggy: Taggy, miner: Path, web: Web
) -> None:
    said = (await asyncio.to_thread(taggy, "mine", str(miner), "--once")).stdout
    lines = sorted(line[6:] for line in said.splitlines())
    assert lines[0] == "pets: 2 new, 0 changed, 0 known, 1 refused, 0 not here, of 3 posts. Again in 15 minutes."
    assert lines[1].startswith("wolves: Not this time: ")
    assert lines[1].endswith("Again in 30 minutes.")
    (refused,) = await list_filtered(graph, "", 10)
    assert (refused.filter, refused.stage, refused.withheld) == ("cheap", "shape", ["filtered"])
    assert await count_suggestions(graph) == 3
    again = await asyncio.to_thread(taggy, "mine", str(miner), "--once")
    assert (again.stdout, again.stderr) == ("", "No source is due yet.\n")

    rows = json.loads((await asyncio.to_thread(taggy, "mine", "summary", "--json")).stdout)
    pets, wolves = sorted(rows, key=lambda row: str(row["source"]))
    assert (pets["seen"], pets["kept"], pets["refused"], pets["faults"]) == (3, 2, {"shape": 1}, 0)
    assert (wolves["seen"], wolves["faults"]) == (0, 1)
    assert "a page for people" in wolves["problem"]
    shown = csv.DictReader(StringIO((await asyncio.to_thread(taggy, "mine", "summary", "--csv", "--days", "1")).stdout))
    assert [(row["source"], row["kept"], json.loads(row["refused"])) for row in shown] == [
        ("pets", "2", {"shape": 1}),
        ("wolves", "0", {}),
    ]
    assert "shape" in (await asyncio.to_thread(taggy, "mine", "summary")).stdout
    assert web.count("/2.png") == 1


def test_a_file_is_explained_without_asking_anybody(taggy: Taggy, miner: Path, web: Web) -> None:
    pets, wolves = json.loads(taggy("mine", "check", str(miner), "--json").stdout)
    assert pets == {
        "source": "pets",
        "site": "urls",
        "query": str(miner.parent / "pets.txt"),
        "minutes": 15,
        "limit": 1000,
        "collection": "pets",
        "rules": {},
        "filter": str(miner.parent / "cheap.toml"),
        "refused": "withheld",
        "ask": ["good picture"],
    }
    assert (wolves["filter"], wolves["refused"], wolves["rules"]) == (None, None, {"min_width": 20})
    assert taggy("mine", "check", str(miner)).stderr == "The file can be used: 2 sources.\n"
    assert web.asked == []
    assert taggy("jobs", "list", "--format", "json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('"philomena"', '"flickr"', "The source 'wolves' cannot be used. There is no site 'flickr'."),
        ("min_width", "min_widht", "sources.wolves.rules"),
        (
            "rules = {",
            'rules = "none.toml" # {',
            r"'wolves' cannot be used. The file of rules .*none.toml' cannot be read",
        ),
        ('"pets.txt"', '"none.txt"', "There is no list 'none.txt'"),
        ('"cheap.toml"', '"none.toml"', "The source 'pets' cannot be used. The filter .*none.toml' cannot be read"),
        ('query = "wolf"', 'query = " "', "'wolves' cannot be used. ' ' is no query"),
        ('"wolf"', '"wolf"\ncollection = "' + "x" * 101 + '"', "'wolves' cannot be used. No collection"),
        (
            "[sources.wolves]",
            '[sources.two]\nsite = "urls"\nquery = "./pets.txt"\n[sources.wolves]',
            "'pets' and 'two'",
        ),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_begins(
    taggy: Taggy, miner: Path, web: Web, before: str, after: str, says: str
) -> None:
    miner.write_text(miner.read_text().replace(before, after))
    for command in (("mine", str(miner), "--once"), ("mine", "check", str(miner))):
        with pytest.raises(InputError, match=says):
            taggy(*command)
    assert web.asked == []


def test_a_network_that_is_missing_is_named_before_anything_begins(taggy: Taggy, miner: Path, web: Web) -> None:
    (miner.parent / "cheap.toml").write_text(CHEAP + '[watermarks]\nnetwork = "none.onnx"\n')
    with pytest.raises(ModelError, match=r"none\.onnx"):
        taggy("mine", str(miner), "--once")
    with pytest.raises(ModelError, match=r"none\.onnx"):
        taggy("mine", "check", str(miner))
    with pytest.raises(InputError, match="not both"):
        taggy("mine", "summary", "--json", "--csv")
    assert web.asked == []


def test_there_is_one_miner_a_data_folder(taggy: Taggy, miner: Path, web: Web, server_settings: Settings) -> None:
    lock = try_lock(server_settings.home / LOCK)
    assert lock
    with lock, pytest.raises(ConflictError, match="A miner is at work"):
        taggy("mine", str(miner), "--once")
    assert web.asked == []


async def test_killed_in_the_middle_and_begun_again_it_ends_the_same(
    graph: Graph, taggy: Taggy, miner: Path, web: Web, start: Launch, server_settings: Settings
) -> None:
    gate = Event()
    gate.set()
    pictures = [draw_noise(n, (40 if n % 4 else 20, 40)) for n in range(18)]
    addresses = [web.answer(f"/{n}.png", content) for n, content in enumerate(pictures)]
    web.answer("/0.png", Reply(pictures[0], gate=gate))  # the oldest, at the bottom of the list, come first
    (miner.parent / "pets.txt").write_text("".join(f"{one}\ttag {n % 3}\n" for n, one in enumerate(addresses)))
    command = ("mine", str(miner), "--once")
    await asyncio.to_thread(taggy, *command)
    undisturbed = await read_library(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    for file in (server_settings.home / "fetching").glob("rounds.sqlite*"):
        file.unlink()
    gate.clear()

    async def is_in_the_middle() -> bool:
        return web.count("/0.png") == 2

    killed = await start("mine", str(miner))
    await wait_until(is_in_the_middle)
    killed.send_signal(signal.SIGKILL)
    await killed.communicate()
    gate.set()
    (posts,) = await run(graph, "MATCH (p:Post) RETURN count(p) AS n")
    assert posts["n"] == 16
    (seen,) = await run(
        graph,
        """MATCH (i:Image)
           WHERE i.height <> i.width AND NOT 'filtered' IN i.withheld OR NOT EXISTS { (i)-[:JUDGED]->() }
           RETURN count(i) AS n""",
    )
    assert seen["n"] == 0  # nothing that is refused was ever to be seen
    await asyncio.to_thread(taggy, *command)
    assert await read_library(graph) == undisturbed
    assert [web.count(f"/{n}.png") for n in range(2, 18)] == [2] * 16


async def read_library(graph: Graph) -> list[str]:
    """Read the whole graph but for what was counted."""
    return [row for row in await read_graph(graph) if not row.startswith("(['Haul']")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_goes_on_until_it_is_stopped(miner: Path, start: Launch, number: signal.Signals) -> None:
    working = await start("mine", str(miner))
    assert working.stdout
    lines = sorted([(await working.stdout.readline()).decode()[6:] for _ in range(2)])
    assert lines[0].startswith("pets: 2 new")
    working.send_signal(number)
    _, told = await working.communicate()
    assert (working.returncode, told.decode().splitlines()[-1]) == (
        130,
        "Stopped. What came stays; the same command goes on from there.",
    )


async def test_the_commands_of_the_document_run(
    graph: Graph, taggy: Taggy, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / "miner.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    (tmp_path / "good.toml").write_text(CHEAP.replace("cheap", "good"))
    (tmp_path / "rules.toml").write_text("min_width = 20\n")
    (tmp_path / "pets.txt").write_text(f"{web.answer('/1.png', draw_good(1)[0])}\n{web.answer('/2.png', draw_png())}\n")
    (tmp_path / "miner.toml").write_text(shown)
    monkeypatch.chdir(tmp_path)
    checked, mined, summed = read_commands(DOCS / "miner.md")
    assert "EarthPorn+SkyPorn" in (await asyncio.to_thread(taggy, *checked[1:])).stdout
    without_sites = shown[: shown.index("[sources.wolves]")] + shown[shown.index("[sources.pets]") :]
    (tmp_path / "miner.toml").write_text(without_sites)  # no test asks the internet
    assert "pets: 1 new" in (await asyncio.to_thread(taggy, *mined[1:])).stdout
    assert "pets" in (await asyncio.to_thread(taggy, *summed[1:])).stdout
    assert await count_suggestions(graph) == 2
