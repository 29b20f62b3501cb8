"""Criteria: what is asked of two pictures, each a question of its own."""

import re
from typing import Literal

from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from taggy.errors import InputError, NotFoundError

State = Literal["open", "closed"]
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST = 200


class Criterion(Record):
    """What is asked of two pictures; a closed one is asked no more."""

    name: str
    question: str
    state: State


DEFAULT = Criterion(name="quality", question="Which is better?", state="open")


async def list_criteria(runner: Runner) -> list[Criterion]:
    """List all criteria by name; the default one is there from the start."""
    found = {row.name: row for row in await runner.fetch(Criterion, "list_criteria")}
    return [({DEFAULT.name: DEFAULT} | found)[name] for name in sorted({DEFAULT.name, *found})]


async def find_criterion(runner: Runner, name: str) -> Criterion:
    """Find a criterion.

    Raises:
        NotFoundError: there is none of this name.
    """
    for criterion in await list_criteria(runner):
        if criterion.name == name:
            return criterion
    raise NotFoundError(f"There is no criterion {name!r}. `taggy compare criteria` lists them.")


async def define_criterion(graph: Graph, who: str, wanted: Criterion) -> Criterion:
    """Say what is asked by a criterion, new or not, and whether it is asked now; what is said already changes nothing.

    Raises:
        InputError: the name or the question is none.
    """
    question = " ".join(wanted.question.split())
    if not NAME.fullmatch(wanted.name):
        raise InputError(f"{wanted.name!r} names no criterion. Take 1 to 40 small letters, digits and dashes.")
    if not 0 < len(question) <= LONGEST:
        raise InputError(f"Ask a question of 1 to {LONGEST} characters; this has {len(question)}.")

    async def work(tx: Transaction) -> Criterion:
        before = {row.name: row for row in await list_criteria(tx)}.get(wanted.name)
        await add_criterion(tx, wanted)
        after = await write_criterion(tx, wanted.name, question, wanted.state)
        if before != after:
            was = f"{before.state}: {before.question}" if before else None
            await add_event(tx, who, "criterion", wanted.name, was, f"{after.state}: {after.question}", None)
        return after

    return await graph.write(work)


async def add_criterion(runner: Runner, criterion: Criterion) -> Criterion:
    """Add a criterion unless there is one of its name, and return what there is."""
    return (await runner.fetch(Criterion, "add_criterion", name=criterion.name, question=criterion.question))[0]


async def write_criterion(runner: Runner, name: str, question: str, state: State) -> Criterion:
    """Write what is asked by a criterion that is there."""
    return (await runner.fetch(Criterion, "write_criterion", name=name, question=question, state=state))[0]
