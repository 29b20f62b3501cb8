"""Callers for the benchmark of votes: each sends a vote, waits for its answer, and sends the next, until time is up.

They run in a process of their own, and cost little: requests are made before the clock starts, answers are hardly read.
"""

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from neo4j import AsyncGraphDatabase, AsyncSession

from api.callers import COOKIE
from api.tokens import AskedPair, TokenSigner
from graph.catalogue import find_query
from graph.connection import Graph, connect
from graph.votes import Asked, Ballot, cast_votes

FASTEST = 4_000
AGE = 24 * 3600
Call = Callable[[int], Awaitable[bool]]


@dataclass(frozen=True)
class Voting:
    """Who votes on what, for so many seconds; equal seeds are equal votes."""

    voters: tuple[tuple[str, str], ...]  # id and the session's secret
    images: int
    tags: int
    seconds: float
    seed: int

    def list_ballots(self, place: int) -> list[Ballot]:
        """List more ballots than a caller can cast in the time."""
        draw = random.Random(f"{self.seed} {place}")  # noqa: S311 - no secret
        asked = Asked("fewest-answers", 0.01, "picture,tag", 900)
        voter = self.voters[place][0]
        return [
            Ballot(
                voter, name_image(draw.randrange(self.images)), name_tag(draw.randrange(self.tags)), "yes", None, asked
            )
            for _ in range(int(FASTEST * self.seconds / len(self.voters)) + 50)
        ]


@dataclass(frozen=True)
class Measured:
    """Votes that were answered, refused and the time each answer took, in seconds."""

    seconds: float
    latencies: list[float]
    refused: int


def name_image(number: int) -> str:
    """Return the id of a picture."""
    return f"{number:064x}"


def name_tag(number: int) -> str:
    """Return the name of a tag."""
    return f"tag {number}"


def vote_over_http(voting: Voting, port: int, key: bytes) -> Measured:
    """Vote through the API, each caller over a connection of its own that is kept open."""
    signer = TokenSigner(key, AGE, AskedPair, "question")

    def make_request(place: int, ballot: Ballot) -> bytes:
        pair = {"voter": ballot.voter, "image": ballot.image, "tag": ballot.tag}
        asked = AskedPair.model_validate({**pair, "why": "fewest-answers", "probability": 0.01, "shown": "picture,tag"})
        body = json.dumps({"token": signer.sign(asked), "answer": ballot.answer, "took_ms": 900}).encode()
        head = (
            f"POST /api/v1/votes HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {COOKIE}={voting.voters[place][1]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def measure() -> Measured:
        calls: list[Call] = []
        for place in range(len(voting.voters)):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            requests = [make_request(place, ballot) for ballot in voting.list_ballots(place)]
            calls.append(partial(_post, reader, writer, requests))
        return await measure_calls(calls, voting.seconds)

    return asyncio.run(measure())


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: list[bytes], turn: int) -> bool:
    writer.write(requests[turn])
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    await reader.readexactly(int(length))
    return head.startswith(b"HTTP/1.1 200")


def vote_by_loop(voting: Voting, uri: str, password: str) -> Measured:
    """Write the same votes by the same statement, each caller in auto-commit transactions of a session of its own."""
    text = find_query("cast_votes").text

    async def write(session: AsyncSession, ballots: list[Ballot], turn: int) -> bool:
        result = await session.run(text, batch={"votes": [ballots[turn].as_row()]})
        await result.consume()
        return True

    async def measure() -> Measured:
        async with AsyncGraphDatabase.driver(
            uri, auth=("neo4j", password), max_connection_pool_size=len(voting.voters) + 1
        ) as driver:
            calls: list[Call] = []
            for place in range(len(voting.voters)):
                session = driver.session(database="neo4j")
                ballots = voting.list_ballots(place)
                calls.append(partial(write, session, ballots))
            return await measure_calls(calls, voting.seconds)

    return asyncio.run(measure())


def vote_alone(voting: Voting, uri: str, password: str) -> Measured:
    """Write the same votes with the consensus of each, as the API does, but each vote in a transaction of its own."""

    async def write(graph: Graph, ballots: list[Ballot], turn: int) -> bool:
        await cast_votes(graph, [ballots[turn]])
        return True

    async def measure() -> Measured:
        async with connect(uri, "neo4j", password, "neo4j") as graph:
            places = range(len(voting.voters))
            return await measure_calls(
                [partial(write, graph, voting.list_ballots(place)) for place in places], voting.seconds
            )

    return asyncio.run(measure())


async def measure_calls(calls: list[Call], seconds: float) -> Measured:
    """Let every caller call, one call after the other, until time is up."""
    latencies: list[float] = []
    refused = 0
    start = time.perf_counter()

    async def repeat(call: Call) -> None:
        nonlocal refused
        turn = 0
        while (begun := time.perf_counter()) - start < seconds:
            kept = await call(turn)
            latencies.append(time.perf_counter() - begun)
            refused += not kept
            turn += 1

    await asyncio.gather(*(repeat(call) for call in calls))
    return Measured(time.perf_counter() - start, latencies, refused)
