"""An open connection to the graph: catalogue queries in managed transactions, with typed rows."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, LiteralString, Protocol, TypeVar, cast

from neo4j import AsyncDriver, AsyncGraphDatabase, AsyncManagedTransaction, NotificationMinimumSeverity
from neo4j.exceptions import AuthError, ConfigurationError, DatabaseError, DriverError, Neo4jError, TransientError
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from graph.catalogue import find_query
from graph.server import lease_local_server
from taggy.errors import InputError, UnavailableError
from taggy.metrics import measure_transaction
from taggy.settings import Settings

RETRY_TIME = 15.0
CONNECT_TIME = 10.0
BROKEN = "Neo.DatabaseError.Transaction."  # its log cannot be written: no transaction is begun or ends


class Record(BaseModel):
    """A typed row: field names in snake_case here, columns in camelCase in Cypher."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        frozen=True,
        extra="forbid",
        arbitrary_types_allowed=True,
    )


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Runner(Protocol):
    """What every topic function takes first: the graph, or a transaction on it."""

    async def fetch(self, record: type[R], query: str, /, **params: Any) -> list[R]:
        """Run a catalogue query and return its rows as records."""


class Transaction:
    """One transaction; all that is run in it happens together or not at all."""

    def __init__(self, transaction: AsyncManagedTransaction) -> None:
        self._transaction = transaction

    async def fetch(self, record: type[R], query: str, /, **params: Any) -> list[R]:
        """Run a catalogue query inside this transaction."""
        result = await self._transaction.run(_trust(find_query(query).text), params)
        return [record.model_validate(dict(row)) async for row in result]


class Graph:
    """One driver and one database, kept for the life of the process."""

    def __init__(self, driver: AsyncDriver, database: str) -> None:
        self.driver = driver
        self.database = database

    async def fetch(self, record: type[R], query: str, /, **params: Any) -> list[R]:
        """Run a catalogue query in a managed transaction of its own, read or write as its header says."""

        async def work(transaction: Transaction) -> list[R]:
            return await transaction.fetch(record, query, **params)

        return await (self.read(work) if find_query(query).access == "read" else self.write(work))

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do work in one read transaction, routed to a reader and retried while the server asks for it."""
        with measure_transaction("read"), translate_errors():
            async with self.driver.session(database=self.database) as session:
                return await session.execute_read(lambda tx: work(Transaction(tx)))

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Do work in one write transaction, retried while the server asks for it: it must be repeatable."""
        with measure_transaction("write"), translate_errors():
            async with self.driver.session(database=self.database) as session:
                return await session.execute_write(lambda tx: work(Transaction(tx)))


def _trust(text: str) -> LiteralString:
    """Pass a catalogue file for literal text: nothing is ever formatted into it."""
    return cast("LiteralString", text)  # type: ignore[redundant-cast]  # the driver's type for safe text


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn the driver's errors that can be told apart into ours; a defect of our own stays as it is.

    Raises:
        UnavailableError: the server refuses us, fails by itself, or does not answer now.
    """
    try:
        yield
    except AuthError as error:
        raise UnavailableError(
            "Neo4j refused the user name or password. Check NEO4J_USERNAME and NEO4J_PASSWORD."
        ) from error
    except (DriverError, Neo4jError) as error:
        if isinstance(error, DatabaseError) and (error.code or "").startswith(BROKEN):
            raise UnavailableError(
                f"Neo4j cannot write ({error}). Its log says more; where its disk is full, make room and restart it."
            ) from error
        if isinstance(error, TransientError | DriverError) or error.is_retryable():
            raise UnavailableError(f"Neo4j does not answer now ({error}). Try again in a moment.") from error
        raise


@asynccontextmanager
async def connect(
    uri: str, username: str, password: str, database: str, patience: float = RETRY_TIME
) -> AsyncIterator[Graph]:
    """Open a driver on a server, with the same settings everywhere. `patience` is how long work is tried again.

    Raises:
        InputError: the address cannot be read.
        UnavailableError: nobody answers there, or not to this user.
    """
    try:
        driver = AsyncGraphDatabase.driver(
            uri,
            auth=(username, password),
            connection_timeout=CONNECT_TIME,
            connection_acquisition_timeout=CONNECT_TIME,
            max_transaction_retry_time=patience,
            notifications_min_severity=NotificationMinimumSeverity.OFF,
            user_agent="taggy",
        )
    except (ConfigurationError, ValueError) as error:
        raise InputError(f"NEO4J_URI {uri!r} is no address of a Neo4j server: {error}") from error
    async with driver:
        with translate_errors():
            await driver.verify_connectivity()
        yield Graph(driver, database)


@asynccontextmanager
async def open_graph(settings: Settings, patience: float = RETRY_TIME) -> AsyncIterator[Graph]:
    """Open the graph: the server named by NEO4J_URI, else the local one, started where it does not run.

    The schema is not looked at: `graph.migrations.ensure_schema` does that.

    Raises:
        TaggyError: the server cannot be reached or started.
    """
    if settings.neo4j_uri:
        password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
        user, database = settings.neo4j_username, settings.neo4j_database
        async with connect(settings.neo4j_uri, user, password, database, patience) as graph:
            yield graph
        return
    async with (
        lease_local_server(settings) as local,
        connect(local.uri, "neo4j", local.password, "neo4j", patience) as graph,
    ):
        yield graph
