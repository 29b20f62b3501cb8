"""Each query file is a contract: its header, its text and the record that reads it say the same."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from graph.catalogue import FOLDER, parse_query
from graph.connection import Record
from taggy.errors import QueryError

FILES = sorted(path for path in FOLDER.glob("*/*.cypher") if path.parent.name != "schema")
ROOM = FOLDER.parent / "graph"
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")


WHOLE = """\
// Which?
//
// Params:
//   $name  STRING  of it
// Returns: one row
//   name  STRING
// Access: read
/*
:params {name: 'x'}
*/
RETURN $name AS name
"""


class Use(NamedTuple):
    """One place that runs a query: its module, the function around it, and the record it reads rows as."""

    module: str
    function: str
    record: str


@cache
def find_uses() -> dict[str, list[Use]]:
    uses: dict[str, list[Use]] = {}
    for path in sorted(ROOM.rglob("*.py")):
        for function in ast.parse(path.read_text(encoding="utf-8")).body:
            for name, record in _find_fetches(function):
                uses.setdefault(name, []).append(Use(path.stem, getattr(function, "name", ""), record))
    return uses


def _find_fetches(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(attr="fetch"), args=[ast.Name(id=record), ast.Constant(value=str(name)), *_]
            ):
                yield name, record


def split_parts(text: str) -> list[str]:
    """Split at the commas that stand in no bracket and no text."""
    parts, depth, quoted = [""], 0, False
    for character in text:
        quoted ^= character == "'"
        depth += 0 if quoted else (character in "([{") - (character in ")]}")
        if character == "," and depth == 0 and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def read_statement(path: Path) -> str:
    """Return the Cypher of a file without comments and texts."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"//[^\n]*|'(?:\\.|[^'\\])*'", lambda found: "''" if found[0].startswith("'") else "", text).strip()


def read_aliases(path: Path) -> list[str]:
    """Return the column names of the last RETURN that stands at the margin."""
    returned = re.split(r"^RETURN\b(?: DISTINCT)?", read_statement(path), flags=re.MULTILINE)[-1]
    columns = re.split(r"^(?:ORDER BY|SKIP|LIMIT)\b", returned, flags=re.MULTILINE)[0]
    return [re.split(r"\bAS\s+", column)[-1] for column in split_parts(columns)]


@each_file
def test_the_header_is_whole(path: Path) -> None:
    query = parse_query(path)
    assert query.answers.endswith(("?", ".")), "the first sentence asks or says something"
    assert all(name in "".join(query.plan) for name in ["allows", "because"] if query.plan)


@each_file
def test_the_parameters_are_those_of_the_text_and_of_the_example(path: Path) -> None:
    query = parse_query(path)
    declared = [field.name for field in query.params]
    example = [part.partition(":")[0] for part in split_parts(query.example[1:-1])]
    assert sorted(declared) == sorted(set(re.findall(r"\$(\w+)", read_statement(path))))
    assert sorted(declared) == sorted(example)


@each_file
def test_one_function_of_the_same_name_runs_it(path: Path) -> None:
    uses = find_uses().get(path.stem, [])
    assert [(use.module, use.function) for use in uses] == [(path.parent.name, path.stem)]


@each_file
def test_the_columns_are_those_of_the_text_and_of_the_record(path: Path) -> None:
    declared = [field.name for field in parse_query(path).returns]
    assert declared == read_aliases(path)
    use = find_uses()[path.stem][0]
    record: type[Record] = getattr(importlib.import_module(f"graph.{use.module}"), use.record)
    assert sorted(declared) == sorted(field.alias or name for name, field in record.model_fields.items())


@each_file
def test_it_is_one_short_statement_without_internal_ids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(?:elementId|id)\(", read_statement(path))
    assert ";" not in read_statement(path)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert len(read_statement(path).splitlines()) <= 85


def test_there_are_queries() -> None:
    assert len(FILES) > 20


@pytest.mark.parametrize("part", ["// Returns: one row\n", "// Access: read\n", "/*\n:params {name: 'x'}\n*/\n"])
def test_a_header_that_lacks_a_part_is_no_query(tmp_path: Path, part: str) -> None:
    path = tmp_path / "find_tag.cypher"
    path.write_text(WHOLE)
    assert parse_query(path).params[0].says == "of it"
    path.write_text(path.read_text().replace(part, ""))
    with pytest.raises(QueryError, match=r"find_tag\.cypher: the header needs"):
        parse_query(path)
