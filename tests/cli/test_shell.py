"""`taggy shell`, as a user meets it."""

import json
from functools import partial
from pathlib import Path

import pytest

from cli.shell import describe_access
from taggy.errors import QueryError
from taggy.settings import Settings
from tests.conftest import Taggy


@pytest.fixture
def run(taggy: Taggy) -> Taggy:
    """Run the shell on an empty graph; `typed` is what is typed at its prompt."""
    return partial(taggy, "shell")


def test_one_query_is_run_with_its_parameters(run: Taggy) -> None:
    query = "RETURN $list AS list, $text AS text, $number + 1 AS number"
    result = run("-c", query, "-p", "list=[1, null]", "-p", "text=a=b", "-p", "number=41", "--format", "json")
    assert json.loads(result.stdout) == [{"list": [1, None], "text": "a=b", "number": 42}]


def test_a_query_that_writes_is_refused(run: Taggy) -> None:
    with pytest.raises(QueryError, match="more than read"):
        run("-c", "CREATE (n:Image)")


def test_the_prompt_takes_lines_up_to_a_semicolon_and_survives_mistakes(run: Taggy) -> None:
    typed = (
        ":param n=2\nRETURN\n\n  $n AS n,\n  ';' AS sign;\nCREATE (n);\nRETURN 3 AS three;\n:quit\nRETURN 4 AS four;\n"
    )
    result = run("--format", "csv", typed=typed)
    assert result.exit_code == 0
    printed = [line.strip() for line in result.stdout.replace("taggy> ", "").replace("   ... ", "").splitlines()]
    assert [line for line in printed if line] == ["n,sign", "2,;", "three", "3"]
    assert "Error: The query does more than read" in result.stderr


def test_the_prompt_says_how_others_reach_the_graph_and_what_it_can_do(run: Taggy) -> None:
    result = run(typed=":help\n:param a=1\n:params\n")
    assert "user neo4j" in result.stderr
    assert ":param NAME=VALUE" in result.stderr
    assert "a" in result.stdout


def test_what_is_typed_is_kept_for_the_owner_alone(run: Taggy, server_settings: Settings) -> None:
    run(typed="RETURN 1 AS x;\n")
    assert (server_settings.home / "shell_history").stat().st_mode & 0o777 == 0o600


def test_rows_are_cut_off_as_the_settings_say(run: Taggy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAGGY_QUERY_ROWS", "2")
    result = run("-c", "UNWIND range(1, 9) AS n RETURN n", "-f", "json")
    assert json.loads(result.stdout) == [{"n": 1}, {"n": 2}]
    assert "Only the first 2 rows" in result.stderr


def test_where_the_password_is_is_said_and_the_password_is_not(tmp_path: Path) -> None:
    local = describe_access(Settings.model_validate({"home": tmp_path, "NEO4J_URI": None}))
    assert str(tmp_path / "neo4j" / "password") in local
    remote = Settings.model_validate(
        {"home": tmp_path, "NEO4J_URI": "neo4j://graph.example", "NEO4J_USERNAME": "ann", "NEO4J_PASSWORD": "hush"}
    )
    assert describe_access(remote) == (
        "The graph is at neo4j://graph.example, user ann, password as in NEO4J_PASSWORD."
    )
