"""`taggy voter`: accounts, and the links by which people sign in."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.interrupts import GOES_ON, explain_interrupt
from cli.output import Format, FormatOption, print_rows
from cli.runner import run_order
from graph.conduct import bring_voter_back, set_voter_aside
from graph.connection import Graph
from graph.events import COMMAND_LINE
from graph.jobs import ASIDE
from graph.voters import (
    DAY,
    LIFETIMES,
    Account,
    Revoked,
    add_session,
    add_voter,
    find_voter,
    list_voters,
    revoke_sessions,
)
from taggy.settings import load_settings

app = typer.Typer(help="Accounts, and the links by which people sign in.", no_args_is_help=True)
MOST = 1_000


class NamedRole(StrEnum):
    """What an account may do: staff settles panics; the answers of all three count by name."""

    VOTER = "voter"
    ANALYST = "analyst"
    STAFF = "staff"


@app.command()
def add(
    name: str, *, role: Annotated[NamedRole, typer.Option(help="What the account may do.")] = NamedRole.VOTER
) -> None:
    """Add an account, and print the link by which its owner signs in."""

    async def work(graph: Graph) -> str:
        voter = await add_voter(graph, name, role.value)
        return await add_session(graph, "link", voter.id)

    _print_link(work_on_graph(work))


@app.command()
def link(name: str) -> None:
    """Print a new link for an account; earlier ones stay open."""

    async def work(graph: Graph) -> str:
        return await add_session(graph, "link", (await find_voter(graph, name)).id)

    _print_link(work_on_graph(work))


@app.command()
def revoke(name: str) -> None:
    """End every link and visit of an account; its answers stay."""

    async def work(graph: Graph) -> Revoked:
        return await revoke_sessions(graph, (await find_voter(graph, name)).id)

    ended = work_on_graph(work)
    typer.echo(f"Ended {ended.links} links and {ended.visits} visits of {name}.")


@app.command("list")
def list_accounts(*, form: FormatOption = Format.table) -> None:
    """List the accounts, with their open links and visits."""

    async def work(graph: Graph) -> list[Account]:
        return await list_voters(graph, MOST)

    columns = ("name", "role", "joined_at", "links", "visits")
    print_rows(
        columns, [(a.name, a.role, a.joined_at.iso_format(), a.links, a.visits) for a in work_on_graph(work)], form
    )


@app.command()
def aside(
    who: Annotated[str, typer.Argument(help="Name or id of the voter.")],
    *,
    why: Annotated[str, typer.Option(help="Why; it is written down.")],
) -> None:
    """Let no answer of a voter count any more; nothing is deleted. `taggy whatif` tells first what changes."""
    _change_standing(set_voter_aside, who, why, "set aside")


@app.command()
def back(
    who: Annotated[str, typer.Argument(help="Name or id of the voter.")],
    *,
    why: Annotated[str | None, typer.Option(help="Why; it is written down.")] = None,
) -> None:
    """Let the answers of a voter who was set aside count again."""
    _change_standing(bring_voter_back, who, why, "counted")


def _change_standing(change: Callable[..., Awaitable[bool]], who: str, why: str | None, becomes: str) -> None:
    async def work(graph: Graph) -> tuple[bool, int]:
        changed = await change(graph, who, COMMAND_LINE, why)
        return changed, await run_order(graph, load_settings(), ASIDE) if changed else 0

    with explain_interrupt(GOES_ON):
        changed, answers = work_on_graph(work)
    says = f"{becomes} now; {answers} answers were gone through." if changed else f"{becomes} already."
    typer.echo(f"{who!r} is {says}")


def _print_link(secret: str) -> None:
    settings = load_settings()
    address = settings.public_url or f"http://127.0.0.1:{settings.port}"
    typer.echo(f"{address.rstrip('/')}/enter#{secret}")
    days = LIFETIMES["link"] // DAY
    typer.echo(f"Whoever has this link can sign in, for {days} days. It is shown this once.", err=True)
