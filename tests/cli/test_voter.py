"""`taggy voter`, as staff meets it."""

import asyncio
import json
from functools import partial

import pytest

from graph.connection import Graph
from graph.voters import find_session
from taggy.errors import ConflictError, InputError, NotFoundError
from taggy.settings import load_settings
from tests.conftest import Taggy
from tests.seeds import run as run_cypher


@pytest.fixture
def run(taggy: Taggy) -> Taggy:
    """Run the command on an empty graph."""
    return partial(taggy, "voter")


def list_accounts(run: Taggy) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(run("list", "--format", "json").stdout)
    return [{name: value for name, value in row.items() if name != "joined_at"} for row in rows]


async def test_a_link_is_printed_once_and_opens_the_account(run: Taggy, graph: Graph) -> None:
    result = await asyncio.to_thread(run, "add", "Ada", "--role", "staff")
    assert result.exit_code == 0
    address, _, secret = result.stdout.strip().partition("#")
    assert address == "http://127.0.0.1:8765/enter"
    assert "30 days" in result.stderr
    opened = await find_session(graph, secret, "link")
    assert opened
    assert (opened.name, opened.role) == ("Ada", "staff")
    kept = await run_cypher(graph, "MATCH (n) RETURN properties(n) AS n")
    assert secret not in str(kept)


def test_links_use_the_public_address(run: Taggy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGGY_PUBLIC_URL", "https://taggy.example/")
    load_settings.cache_clear()
    assert run("add", "Ada").stdout.startswith("https://taggy.example/enter#")


def test_accounts_are_added_listed_and_revoked(run: Taggy) -> None:
    run("add", "Bob")
    run("add", "Ada [bold]", "--role", "analyst")
    run("link", "Bob")
    ada = {"name": "Ada [bold]", "role": "analyst", "links": 1, "visits": 0}
    assert list_accounts(run) == [ada, {"name": "Bob", "role": "voter", "links": 2, "visits": 0}]
    assert run("revoke", "Bob").stdout == "Ended 2 links and 0 visits of Bob.\n"
    assert list_accounts(run) == [ada, {"name": "Bob", "role": "voter", "links": 0, "visits": 0}]
    assert "Ada [bold]" in run("list").stdout


def test_names_that_are_taken_wrong_or_unknown_are_refused(run: Taggy) -> None:
    run("add", "Ada")
    with pytest.raises(ConflictError, match="named 'Ada' already"):
        run("add", "Ada", "--role", "staff")
    with pytest.raises(InputError, match="is no name"):
        run("add", "")
    for command in ("link", "revoke"):
        with pytest.raises(NotFoundError, match="no voter named 'Bob'"):
            run(command, "Bob")
    assert run("add", "Eve", "--role", "god").exit_code == 2
    assert run("add", "Eve", "--role", "anonymous").exit_code == 2
    assert [row["name"] for row in list_accounts(run)] == ["Ada"]
