"""`taggy import SITE`, `taggy import rules check` and `taggy watch`, as a user meets them."""

import asyncio
import json
import re
import signal
from pathlib import Path
from threading import Event

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from taggy.errors import ConflictError, FetchError, InputError
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.media.samples import draw_png
from tests.processes import Launch, wait_until
from tests.seeds import run
from tests.sources.digests import read_claims, read_graph
from tests.sources.server import Reply, Web


@pytest.fixture
def pets(tmp_path: Path, web: Web) -> Path:
    """A list of three addresses, of which one is gone and one no picture."""
    cat, words = web.answer("/cat.png", draw_png()), web.answer("/words.png", b"only words")
    file = tmp_path / "pets.txt"
    file.write_text(f"{cat}\tcat, pet\n{words}\n{web.address}/gone.png\tdog\nnonsense\n")
    return file


def test_the_counts_are_shown_with_what_was_refused(taggy: Taggy, pets: Path) -> None:
    result = taggy("import", "urls", str(pets))
    assert result.exit_code == 0
    lines = [line.strip(" │") for line in result.stdout.splitlines()]
    assert f"'{pets}' of urls" in "".join(lines)
    shown = {says.strip(): count.strip() for says, _, count in (line.partition("│") for line in lines) if count}
    assert float(shown.pop("seconds")) >= 0
    assert shown == {
        "posts looked at": "3",
        "without a picture": "0",
        "new": "1",
        "of them here already": "0",
        "changed": "0",
        "known and unchanged": "0",
        "refused: file": "1",
        "unavailable": "1",
        "did not come": "0",
        "removed there": "0",
        "new pictures": "1",
        "claims added": "2",
        "claims taken back": "0",
        "links proposed": "0",
        "posts or tags unreadable": "1",
    }
    said = "".join(result.stdout.split())
    assert "post'line4':'nonsense'isnohttporhttpsaddress." in said
    assert "file:Itisnopictureinaformatthatisread" in said


def test_counts_as_json_rules_and_a_report(taggy: Taggy, pets: Path, tmp_path: Path, web: Web) -> None:
    rules, report = tmp_path / "rules.toml", tmp_path / "report.jsonl"
    rules.write_text("min_width = 20\n")
    command = ("import", "urls", str(pets), "--rules", str(rules), "--collection", "x", "--limit", "2", "--json")
    counts = json.loads(taggy(*command, "--report", str(report)).stdout)
    assert counts.pop("seconds") >= 0
    assert counts == {
        "site": "urls",
        "query": str(pets),
        "collection": "x",
        "posts": 2,
        "without": 0,
        "new": 0,
        "known": 0,
        "changed": 0,
        "refused": {"min_width": 1, "file": 1},
        "unavailable": 0,
        "later": 0,
        "removed": 0,
        "duplicates": 0,
        "pictures": 0,
        "claims_added": 0,
        "claims_closed": 0,
        "links_proposed": 0,
        "unreadable": 1,
    }
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [(line["kind"], line["path"]) for line in lines] == [
        ("post", "line 4"),
        ("note", f"{web.address}/cat.png"),
        ("note", f"{web.address}/words.png"),
    ]
    assert lines[1]["reason"] == "min_width: it is 8 pixels wide, 20 are wanted"
    assert json.loads(taggy(*command).stdout)["known"] == 2
    assert sorted(asked.path for asked in web.asked) == ["/cat.png", "/words.png"]


def test_a_list_may_be_typed(taggy: Taggy, web: Web) -> None:
    typed = f"{web.answer('/cat.png', draw_png())}\tcat\n"
    counts = json.loads(taggy("import", "urls", "-", "--json", typed=typed).stdout)
    assert (counts["new"], counts["claims_added"], counts["collection"]) == (1, 1, "typed")
    assert Path(counts["query"]).read_text() == typed


def test_the_commands_of_the_document_run(
    taggy: Taggy, web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    shown = re.compile(r"^```(?:toml)?\n(min_width.*?|https:.*?)^```", re.MULTILINE | re.DOTALL)
    rules, addresses = shown.findall(text)
    (tmp_path / "rules.toml").write_text(rules)
    (tmp_path / "pets.txt").write_text(addresses.replace("https://example.org", web.address))
    web.answer("/cat.png", draw_png(size=(600, 600)) + b"\0" * 10_000)
    web.answer("/dog.png", draw_png())
    monkeypatch.chdir(tmp_path)
    commands = read_commands(DOCS / "sources.md")
    assert len(commands) == 3
    results = [taggy(*command[1:]) for command in commands]
    assert [result.exit_code for result in results] == [0, 0, 0]
    assert "The rules can be used: 9 of them." in results[0].stdout
    left_out = [json.loads(line)["reason"] for line in (tmp_path / "left-out.jsonl").read_text().splitlines()]
    assert left_out == ["required_tags: it has no tag 'cat'"]
    assert json.loads(results[2].stdout)["known"] == 2


def test_rules_can_be_checked(taggy: Taggy, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('min_width = 20\nextensions = ["JPEG"]\n')
    said = taggy("import", "rules", "check", str(file)).stdout
    assert said == "min_width = 20\nextensions = ['jpg']\nThe rules can be used: 2 of them.\n"
    file.write_text("")
    assert taggy("import", "rules", "check", str(file)).stdout == "The file has no rule: all is taken.\n"
    file.write_text("\nmin_widht = 20\n")
    with pytest.raises(InputError, match=r"Line 2, min_widht: there is no such rule\."):
        taggy("import", "rules", "check", str(file))


def test_what_cannot_be_used_is_named_and_changes_nothing(taggy: Taggy, pets: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no list 'none\.txt'"):
        taggy("import", "urls", "none.txt")
    with pytest.raises(InputError, match="is no query"):
        taggy("import", "philomena", " ")
    with pytest.raises(InputError, match="No collection can be called"):
        taggy("import", "urls", str(pets), "--collection", "x" * 101)
    with pytest.raises(InputError, match=r"rules .*cannot be read"):
        taggy("import", "urls", str(pets), "--rules", str(tmp_path / "none.toml"))
    with pytest.raises(InputError, match="There is no site 'flickr'"):
        taggy("watch", "flickr", "cats")
    assert taggy("import", "flickr", "cats").exit_code == 2
    assert taggy("jobs", "list", "--format", "json").stdout == "[]\n"


async def test_a_site_that_does_not_answer_fails_the_job_which_goes_on_later(
    graph: Graph, taggy: Taggy, web: Web
) -> None:
    web.answer("/api/v1/json/search/images", Reply(b"busy", 503))
    with pytest.raises(FetchError, match="cannot answer now"):
        await asyncio.to_thread(taggy, "import", "philomena", "cat", "--site", web.address)
    (job,) = await list_jobs(graph)
    assert (job.kind, job.title, job.state) == ("site", "import of cat from philomena", "failed")
    assert "cannot answer now" in (job.problem or "")
    web.answer("/api/v1/json/search/images", {"images": [], "total": 0, "interactions": []})
    result = await asyncio.to_thread(taggy, "import", "philomena", "cat", "--site", web.address, "--json")
    counts = json.loads(result.stdout)
    assert (counts["posts"], counts["collection"]) == (0, "philomena cat")
    assert [(job.state, job.id) for job in await list_jobs(graph)] == [("done", job.id)]


async def test_killed_in_the_middle_taken_over_and_resumed_it_ends_the_same(
    graph: Graph, taggy: Taggy, web: Web, start: Launch, tmp_path: Path
) -> None:
    gate = Event()
    gate.set()
    addresses = [web.answer(f"/{number}.png", draw_png((number, 0, 0))) for number in range(18)]
    web.answer("/17.png", Reply(draw_png((17, 0, 0)), gate=gate))
    file = tmp_path / "list.txt"
    file.write_text("".join(f"{address}\ttag {number % 4}\n" for number, address in enumerate(addresses)))
    command = ("import", "urls", str(file))
    await asyncio.to_thread(taggy, *command)
    undisturbed = await read_graph(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    gate.clear()

    async def is_in_the_middle() -> bool:
        return web.count("/17.png") == 2

    async def is_done() -> bool:
        return [job.state for job in await list_jobs(graph)] == ["done"]

    killed = await start(*command)
    await wait_until(is_in_the_middle)
    killed.send_signal(signal.SIGKILL)
    await killed.communicate()
    gate.set()
    assert len(await run(graph, "MATCH (p:Post) RETURN p")) == 16
    runner = await start("jobs", "run")  # finds the silent job and goes on with it
    await wait_until(is_done)
    runner.send_signal(signal.SIGINT)
    await runner.communicate()
    assert await read_graph(graph) == undisturbed
    assert json.loads((await asyncio.to_thread(taggy, *command, "--json")).stdout)["known"] == 18
    assert [web.count(f"/{number}.png") for number in range(16)] == [2] * 16


async def test_the_same_import_is_not_done_twice_at_once(
    graph: Graph, taggy: Taggy, web: Web, start: Launch, tmp_path: Path
) -> None:
    gate = Event()
    file = tmp_path / "list.txt"
    file.write_text(web.answer("/1.png", Reply(draw_png(), gate=gate)))
    first = await start("import", "urls", str(file))

    async def is_at_it() -> bool:
        return web.count("/1.png") == 1

    await wait_until(is_at_it)
    with pytest.raises(ConflictError, match="is under way elsewhere"):
        await asyncio.to_thread(taggy, "import", "urls", str(file))
    gate.set()
    await first.communicate()
    assert (first.returncode, len(await read_claims(graph))) == (0, 1)


async def test_watching_goes_on_until_ctrl_c(graph: Graph, web: Web, start: Launch, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text(f"{web.answer('/1.png', draw_png())}\tcat\n")
    watcher = await start("watch", "urls", str(file), "--collection", "watched")
    assert watcher.stdout
    line = (await watcher.stdout.readline()).decode()
    assert line[6:] == "1 new, 0 changed, 0 known, 0 refused, 0 not here, of 1 posts. Again in 15 minutes.\n"
    watcher.send_signal(signal.SIGINT)
    _, told = await watcher.communicate()
    assert (watcher.returncode, told.decode()) == (
        130,
        "Stopped. What came stays; the same command goes on from there.\n",
    )
    assert await run(graph, "MATCH (:Image)-[:IN]->(c) RETURN c.name AS name") == [{"name": "watched"}]
