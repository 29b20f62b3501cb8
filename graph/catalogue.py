"""The query catalogue: one Cypher statement a file, with its contract in the header.

A header is the comment that a file begins with: what the query answers, why so, `Params:`, `Returns:`,
`Access:`, an optional `Plan: allows OPERATOR because …`, and a `:params {…}` example.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from taggy.errors import QueryError

FOLDER = Path(__file__).resolve().parents[1] / "cypher"
_FIELD = re.compile(r"^//\s{3}(?P<name>\$?\w+)\s{2,}(?P<type>[A-Z][A-Z<>, ]*[A-Z>])(?:\s{2,}(?P<says>.*))?$")
_EXAMPLE = re.compile(r"/\*\s*:params\s+(?P<params>\{.*?\})\s*\*/", re.DOTALL)


@dataclass(frozen=True)
class Field:
    """A parameter or a returned column: its name, Cypher type and meaning."""

    name: str
    type: str
    says: str


@dataclass(frozen=True)
class Query:
    """One file of the catalogue: its text and its contract."""

    name: str
    topic: str
    path: Path
    text: str
    answers: str
    about: str
    params: tuple[Field, ...]
    returns: tuple[Field, ...]
    access: Literal["read", "write"]
    plan: tuple[str, ...]
    example: str

    @property
    def statement(self) -> str:
        """The text without its header."""
        return self.text.partition("*/")[2].strip()


def parse_query(path: Path) -> Query:
    """Read one query file.

    Raises:
        QueryError: the header lacks a part of the contract; the message names file and part.
    """
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("//")]
    sections: dict[str, list[str]] = {"about": []}
    current = "about"
    for line in lines:
        if match := re.match(r"^// (Params|Returns|Access|Plan):\s*(.*)$", line):
            current = match[1]
            sections.setdefault(current, []).append(match[2])
        else:
            sections[current].append(line)
    example = _EXAMPLE.search(text)
    access = " ".join(sections.get("Access", [])[:1]).strip()
    if not (lines and "Returns" in sections and access in ("read", "write") and example):
        raise QueryError(f"{path}: the header needs a first sentence, Returns, Access and a :params example")
    answers, _, about = "\n".join(line.removeprefix("//").strip() for line in sections["about"]).partition("\n\n")
    return Query(
        name=path.stem,
        topic=path.parent.name,
        path=path,
        text=text,
        answers=" ".join(answers.split()),
        about=" ".join(about.split()),
        params=_parse_fields(sections.get("Params", [])),
        returns=_parse_fields(sections["Returns"]),
        access="read" if access == "read" else "write",
        plan=tuple(" ".join(sections.get("Plan", [])).split()),
        example=example["params"],
    )


def _parse_fields(lines: list[str]) -> tuple[Field, ...]:
    matches = [match for line in lines if (match := _FIELD.match(line))]
    return tuple(Field(m["name"].removeprefix("$"), m["type"], m["says"] or "") for m in matches)


@cache
def load_catalogue() -> dict[str, Query]:
    """Read every query file, by name; `cypher/schema` holds migrations, which are no queries."""
    paths = sorted(p for p in FOLDER.glob("*/*.cypher") if p.parent.name != "schema")
    return {path.stem: parse_query(path) for path in paths}


def find_query(name: str) -> Query:
    """Find a query by its name.

    Raises:
        QueryError: there is none of that name.
    """
    try:
        return load_catalogue()[name]
    except KeyError:
        raise QueryError(f"There is no query named {name!r}. `taggy query list` shows them all.") from None
