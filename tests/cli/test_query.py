"""`taggy query`, as a user meets it."""

import csv
import io
import json
import shlex

import pytest
import pytest_asyncio

from cli.output import Format, print_rows
from cli.parameters import read_parameters
from graph.catalogue import find_query, load_catalogue
from graph.connection import Graph
from graph.votes import Ballot, cast_votes
from taggy.errors import QueryError
from tests.conftest import Taggy
from tests.docs import DOCS, read_commands
from tests.seeds import add_images, add_tags, add_voters

ODD = 'a "quoted", tag; 日本\n=1+1'


@pytest_asyncio.fixture
async def seeded(graph: Graph) -> Graph:
    """Three pictures with votes on a star, one of them on a tag with an odd name."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "star", "red", "count:two", ODD)
    await add_voters(graph, "v", "w")
    ballots = [Ballot(voter, image, "star", "yes") for voter, image in [("v", "a"), ("w", "a"), ("v", "b")]]
    await cast_votes(graph, [*ballots, Ballot("v", "c", "star", "yes"), Ballot("w", "c", "star", "no")])
    await cast_votes(graph, [Ballot("v", "a", "red", "yes"), Ballot("v", "b", ODD, "yes")])
    return graph


@pytest.fixture
def run(seeded: Graph, taggy: Taggy) -> Taggy:
    """Run a command on the seeded graph."""
    assert seeded
    return taggy


def test_the_list_names_every_query_that_reads(run: Taggy) -> None:
    listed = json.loads(run("query", "list", "--format", "json").stdout)
    expected = [query for query in load_catalogue().values() if query.access == "read"]
    assert sorted(row["name"] for row in listed) == sorted(query.name for query in expected)
    assert {"name": "find_tag", "topic": "tags", "answers": "What is known of a tag?"} in listed
    only = json.loads(run("query", "list", "--topic", "tags", "-f", "json").stdout)
    assert {row["topic"] for row in only} == {"tags"}


def test_a_query_is_shown_as_it_is_run(run: Taggy) -> None:
    assert run("query", "show", "find_tag").stdout == find_query("find_tag").text


def test_rows_as_json_are_one_array(run: Taggy) -> None:
    result = run("query", "rank_images_for_tag", "--param", "tag=star", "--format", "json")
    assert [(row["image"], row["posterior"], row["run"]) for row in json.loads(result.stdout)] == [
        ("a", 0.8, None),
        ("b", pytest.approx(2 / 3), None),
        ("c", 0.5, None),
    ]
    assert run("query", "find_tag", "-p", "name=none", "-f", "json").stdout == "[]\n"


def test_rows_as_csv_keep_odd_text_and_leave_out_what_is_absent(run: Taggy) -> None:
    text = run("query", "rank_pairs", "-f", "csv").stdout_bytes.decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["image", "tag", "people", "yes", "no", "pass", "claims", "run", "settled", "cursor"]
    assert [row[:9] for row in rows[1:3]] == [
        ["a", "star", "0.8", "2", "0", "0", "0", "", ""],
        ["a", "red", "0.666666667", "1", "0", "0", "0", "", ""],
    ]
    assert ODD in [row[1] for row in rows]
    assert text.endswith("\r\n")


def test_a_table_names_where_to_go_on(run: Taggy) -> None:
    first = run("query", "rank_pairs", "-p", "limit=1")
    assert "star" in first.stdout
    following = shlex.split(first.stderr.partition("follow: ")[2])
    rows = json.loads(run("query", "rank_pairs", *following, "-f", "json").stdout)
    assert [(row["image"], row["tag"]) for row in rows] == [("a", "red"), ("b", ODD), ("b", "star")]


def test_more_rows_than_the_settings_allow_are_cut_off_and_it_is_said(
    run: Taggy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAGGY_QUERY_ROWS", "1")
    result = run("query", "rank_pairs", "-f", "json")
    assert len(json.loads(result.stdout)) == 1
    assert "Only the first 1 rows" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cast_votes", "-p", "batch={}"], "batch is a MAP, which cannot be given"),
        (["touch_job", "-p", "job=x", "-p", "runner=y"], "touch_job changes the graph"),
        (["no_such_query"], "no query named 'no_such_query'"),
        (["rank_images_for_tag"], r"needs --param tag=… \(STRING: name of the tag, or another name of it\)"),
        (["find_tag", "-p", "name"], "'name' is no parameter. Write NAME=VALUE"),
        (["find_tag", "-p", "nam=x"], "find_tag has no parameter 'nam'. It takes name"),
        (["rank_pairs", "-p", "limit=many"], "'many' is no INTEGER for the parameter limit"),
        (["rank_pairs", "-p", "limit=-1"], "Neo4j refused the query"),
        (["rank_pairs", "-p", f"limit={2**63}"], "is no INTEGER"),
        (["search_tags_by_words", "-p", "words=x", "-p", "hidden=perhaps"], "'perhaps' is no BOOLEAN"),
        (["find_tag", "-p", "name=\udcff"], "no valid Unicode"),
    ],
)
def test_what_cannot_be_run_says_why(run: Taggy, arguments: list[str], said: str) -> None:
    with pytest.raises(QueryError, match=said):
        run("query", *arguments)


def test_parameters_are_read_by_the_types_of_the_header() -> None:
    query = find_query("rank_images_for_tags")
    assert read_parameters(query, ['tags=["a,b", "c"]', "without=x, y", "minPosterior=0.25", "limit=7"]) == {
        "tags": ["a,b", "c"],
        "without": ["x", "y"],
        "collection": None,
        "minPosterior": 0.25,
        "after": "",
        "candidates": 200,
        "limit": 7,
    }
    with pytest.raises(QueryError, match=r"'\[1\]' is no LIST<STRING>"):
        read_parameters(query, ["tags=[1]"])


def test_a_value_cannot_write_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(["name"], [["a\x1b[31mred\x07"]], Format.table)
    assert "a\\x1b[31mred\\x07" in capsys.readouterr().out


def test_rows_too_wide_for_the_terminal_are_printed_line_by_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns, row = ["picture", "agreed", "says"], ["a" * 12, 3, "word " * 9]
    monkeypatch.setenv("COLUMNS", "60")
    print_rows(columns, [row])
    assert "picture       agreed  says" in capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", "40")
    print_rows(columns, [row, row])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[:2] for line in lines if line[0] in {"1", "2", *columns}] == [
        ["1", "─" * 38], ["picture", "a" * 12], ["agreed", "3"], ["says", "word"],
        ["2", "─" * 38], ["picture", "a" * 12], ["agreed", "3"], ["says", "word"],
    ]  # fmt: skip


@pytest.mark.parametrize("command", read_commands(DOCS / "querying.md"), ids=" ".join)
def test_the_commands_of_the_document_run(run: Taggy, command: list[str]) -> None:
    assert command[0] == "taggy"
    result = run(*command[1:])
    assert result.exit_code == 0
    assert result.stdout.strip()
