"""`taggy watch`: bring what a site posts newly, until Ctrl-C."""

import asyncio
from datetime import datetime
from typing import Annotated

import typer

from cli.interrupts import explain_interrupt
from cli.sites import CollectionOption, RulesOption, SiteOption, describe_counts
from cli.siteworks import order_site
from graph.connection import open_graph
from graph.jobs import tidy
from graph.migrations import ensure_schema
from sources.registry import open_site
from sources.reports import SiteSummary
from sources.rules import Rules, load_rules
from taggy.errors import TaggyError
from taggy.settings import load_settings

MINUTE = 60.0
STOPPED = "Stopped. What came stays; the same command goes on from there."


def watch(
    site: Annotated[str, typer.Argument(help="The site's name; `taggy import --help` lists them.")],
    query: Annotated[str, typer.Argument(help="What to ask it for, as the site writes it.")],
    every: Annotated[float, typer.Option(min=1, max=10_000, help="Minutes between two rounds.")] = 15,
    rules: RulesOption = None,
    collection: CollectionOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many posts a round; else 1,000.")] = None,
    address: SiteOption = None,
) -> None:
    """Bring what a site posts newly, back to what is known; again every few minutes, until Ctrl-C."""
    asked = load_rules(rules) if rules else Rules()
    settings = load_settings()
    name = order_site(settings, site, query, address=address, collection=collection).params["collection"]
    with explain_interrupt(STOPPED):
        asyncio.run(_watch(site, query, address, name, asked, limit, every * MINUTE))


async def _watch(
    site: str, query: str, address: str | None, collection: str, rules: Rules, limit: int | None, every: float
) -> None:
    from sources.crawling import SiteImport  # noqa: PLC0415 - what asks sites is loaded where one is asked
    from sources.watching import watch_site  # noqa: PLC0415 - as above

    settings = load_settings()
    wanted = SiteImport(open_site(settings, site, address), query, collection, rules, limit)
    async with open_graph(settings) as graph:
        await ensure_schema(graph)
        await watch_site(graph, settings, wanted, every, _tell, asyncio.sleep)


def _tell(said: SiteSummary | TaggyError, wait: float) -> None:
    """Tell of a round, on a line of its own."""
    what = describe_counts(said) if isinstance(said, SiteSummary) else f"Not this time: {said}"
    typer.echo(f"{datetime.now().astimezone():%H:%M} {tidy(what)} Again in {wait / MINUTE:g} minutes.")
