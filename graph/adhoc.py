"""Cypher that an analyst writes: read, bounded in time and rows, and nothing but the graph itself.

READ access alone still lets through `LOAD CSV`, `SHOW SETTINGS`, `TERMINATE TRANSACTION` and procedures. So the server
first explains the query, and every operator of its plan, every procedure and every function's namespace must be one
that is known to read the graph only. The server bounds the memory of rows and lists, not of texts: so `reduce`, which
doubles one in a line, is refused, but a long query can still build a text that ends the server (it starts again by
itself). Give people whom you do not trust a copy of the graph.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, cast

from neo4j import READ_ACCESS, AsyncTransaction
from neo4j.exceptions import AuthError, ClientError, Neo4jError

from graph.catalogue import Query
from graph.connection import Graph, translate_errors
from graph.operators import FUNCTION_SPACES, PROCEDURES, READ_OPERATORS
from graph.values import Plain, make_plain
from taggy.errors import QueryError

GRACE = 5.0  # seconds that the server has to stop a query by itself
LONGEST = 10_000
_PREFIX = re.compile(r"(?:\s|//[^\n]*(?:\n|\Z)|/\*.*?\*/)*(EXPLAIN|PROFILE|CYPHER|USE)\b", re.IGNORECASE | re.DOTALL)
_CALL = re.compile(r"(?<![\w`.$])([A-Za-z_]\w*)(?:\.\w+)+\(")
_REDUCE = re.compile(r"\b(?:all)?reduce\(", re.IGNORECASE)
_MEMORY = ("OutOfMemoryError", "MemoryPoolOutOfMemoryError", "TransactionOutOfMemoryError")


@dataclass(frozen=True)
class AdhocResult:
    """The columns and plain rows of a query; `truncated` where it had more rows than were asked for."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Plain]]
    truncated: bool


async def run_adhoc(graph: Graph, text: str, params: Mapping[str, Any], *, seconds: float, rows: int) -> AdhocResult:
    """Run one reading statement and return at most so many rows.

    Raises:
        QueryError: it is no Cypher, does more than read the graph, or takes too much time or memory.
    """
    if len(text) > LONGEST:
        raise QueryError(f"The query has {len(text)} characters; at most {LONGEST} are taken. Use parameters.")
    if prefix := _PREFIX.match(text):
        raise QueryError(f"A query may not begin with {prefix[1].upper()}. Write it alone: it runs as Cypher 25.")
    async with _begin(graph, seconds) as transaction:
        explained = await (await transaction.run(_pass(f"EXPLAIN {text}"), dict(params))).consume()
    if explained.query_type != "r":
        raise QueryError("The query does more than read. Here queries may only read the graph; nothing was run.")
    _check_plan(cast("Mapping[str, Any]", explained.plan))
    return await _fetch_rows(graph, text, params, seconds, rows)


async def run_query(graph: Graph, query: Query, params: Mapping[str, Any], *, seconds: float, rows: int) -> AdhocResult:
    """Run a reading query of the catalogue, by its columns instead of as records, and return at most so many rows.

    Raises:
        QueryError: it changes the graph, or was given parameters that the server cannot take.
    """
    if query.access != "read":
        raise QueryError(f"{query.name} changes the graph. Here queries may only read it.")
    return await _fetch_rows(graph, query.text, params, seconds, rows)


async def _fetch_rows(graph: Graph, text: str, params: Mapping[str, Any], seconds: float, rows: int) -> AdhocResult:
    async with _begin(graph, seconds) as transaction:
        result = await transaction.run(_pass(text), dict(params))
        columns, found = result.keys(), await result.fetch(rows + 1)
    plain = [[make_plain(value) for value in record.values()] for record in found[:rows]]
    return AdhocResult(columns, plain, truncated=len(found) > rows)


@asynccontextmanager
async def _begin(graph: Graph, seconds: float) -> AsyncIterator[AsyncTransaction]:
    """Open a read transaction that is never committed, with the errors that a query of one's own can raise."""
    try:
        with translate_errors(), _translate_errors(seconds):
            async with (
                asyncio.timeout(seconds + GRACE),
                graph.driver.session(database=graph.database, default_access_mode=READ_ACCESS) as session,
                await session.begin_transaction(timeout=seconds) as transaction,
            ):
                yield transaction
    except TimeoutError as error:
        raise QueryError(_describe_slowness(seconds)) from error


class _translate_errors:  # noqa: N801 - reads as the statement it is
    """Turn what the server says against a query into a QueryError."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Translate what the query is to blame for; the rest stays as it is."""
        if not isinstance(error, Neo4jError) or not error.code:
            return
        if "TimedOut" in error.code:
            raise QueryError(_describe_slowness(self._seconds)) from error
        if error.code.endswith(_MEMORY):
            raise QueryError("The query takes more memory than the server has for it. Ask for less.") from error
        if isinstance(error, ClientError) and not isinstance(error, AuthError):
            raise QueryError(f"Neo4j refused the query: {error.message}") from error


def _describe_slowness(seconds: float) -> str:
    return f"The query took longer than {seconds:g} s and was stopped. Narrow it, or set TAGGY_QUERY_TIMEOUT."


def _check_plan(plan: Mapping[str, Any]) -> None:
    """Walk a plan and refuse what is not known to read the graph only."""
    operator = str(plan["operatorType"]).partition("@")[0]
    name = operator.partition("(")[0]
    details = str(plan.get("args", {}).get("Details", ""))
    if name == "ProcedureCall":
        procedure = details.partition("(")[0]
        if procedure not in PROCEDURES:
            raise QueryError(f"CALL {procedure} is not allowed here. Allowed are {', '.join(sorted(PROCEDURES))}.")
    elif name not in READ_OPERATORS:
        raise QueryError(
            f"The query needs the operator {operator}, which does more than read the graph. Allowed is what MATCH, "
            "WITH, UNWIND, CALL { }, UNION and RETURN need; nothing was run."
        )
    if _REDUCE.search(details):
        raise QueryError(
            "reduce() is not allowed here: it can fill the server's memory. Use sum(), collect() or paths."
        )
    for space in _CALL.findall(details if name != "ProcedureCall" else details.partition("(")[2]):
        if space not in FUNCTION_SPACES:
            raise QueryError(f"Functions of {space!r} are not allowed here: only Cypher's own are.")
    for child in plan.get("children", ()):
        _check_plan(child)


def _pass(text: str) -> LiteralString:
    """Pass an analyst's text to the driver, which asks for literal text: what it may do is checked in its plan."""
    return cast("LiteralString", text)  # type: ignore[redundant-cast]  # the driver's type for safe text
