"""`taggy db upgrade`: the local store moves to the Neo4j that this program brings."""

import asyncio
import json
from contextlib import nullcontext
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from graph.server.upgrade import discard_old_stores, upgrade_store
from taggy.errors import ConflictError
from taggy.settings import load_settings

DISCARD = typer.Option("--discard-old", help="Delete the old stores that upgrades left, this one's too.")
JSON = typer.Option("--json", help="For programs.")


def upgrade(*, discard_old: Annotated[bool, DISCARD] = False, as_json: Annotated[bool, JSON] = False) -> None:
    """Move the local graph to the Neo4j that this program brings; the old store stays until you delete it."""
    settings = load_settings()
    if settings.neo4j_uri:
        raise ConflictError(f"NEO4J_URI names {settings.neo4j_uri}, a server of your own: upgrade it as Neo4j says.")
    console = Console(stderr=True)
    with console.status("Dumping, loading and trying the store …") if console.is_terminal else nullcontext():
        done = asyncio.run(upgrade_store(settings))
    gone = asyncio.run(discard_old_stores(settings)) if discard_old else []
    if as_json:
        typer.echo(json.dumps({"upgrade": asdict(done) if done else None, "discarded": [str(path) for path in gone]}))
        return
    if done is None:
        typer.echo("The local graph is on this program's Neo4j already, or there is none yet.")
    else:
        typer.echo(
            f"The local graph moved from Neo4j {done.before} to {done.now}: {done.nodes} nodes and "
            f"{done.relationships} relationships."
        )
    if done and not discard_old:
        typer.echo(f"The old store lies in {done.old}; `taggy db upgrade --discard-old` deletes it.")
    for path in gone:
        typer.echo(f"Deleted {path}.")
