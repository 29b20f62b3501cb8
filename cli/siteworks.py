"""Imports from sites as jobs: what is ordered, and how it is done."""

import json

from graph.connection import Graph
from graph.jobs import Job, Order
from sources.folder import name_collection
from sources.registry import open_site
from sources.reports import SiteSummary
from sources.rules import Rules
from taggy.errors import InputError
from taggy.settings import Settings
from taggy.steps import Report

MAX_QUERY = 2_000


def order_site(
    settings: Settings,
    site: str,
    query: str,
    *,
    address: str | None = None,
    collection: str | None = None,
    rules: Rules | None = None,
    limit: int | None = None,
    follow: int = 0,
) -> Order:
    """Order the import of a site's posts: the same query into the same collection is the same work.

    Raises:
        InputError: there is no such site, or the query or the collection cannot be used.
    """
    open_site(settings, site, address)
    if not query.strip() or len(query) > MAX_QUERY or any("\ud800" <= character <= "\udfff" for character in query):
        raise InputError(f"{query[:80]!r} is no query. Give 1 to {MAX_QUERY} characters.")
    name = name_collection(f"{site} {query}"[:100] if collection is None else collection)
    params = {
        "site": site,
        "address": address,
        "query": query,
        "collection": name,
        "rules": rules.model_dump(exclude_none=True) if rules else {},
        "limit": limit,
        "follow": follow,
    }
    work = f"site {site} {address or ''} {name} {query}"
    return Order("site", work, f"import of {query} from {site}", "posts", params)


async def do_site(graph: Graph, settings: Settings, job: Job, report: Report) -> SiteSummary:
    """Import the posts of a site's query, from the job's cursor on."""
    from sources.crawling import SiteImport, import_site  # noqa: PLC0415 - what asks sites is loaded where one is asked

    params = json.loads(job.params)
    wanted = SiteImport(
        open_site(settings, params["site"], params["address"]),
        params["query"],
        params["collection"],
        Rules.model_validate(params["rules"]),
        params["limit"],
        params["follow"],
    )
    return await import_site(graph, settings, wanted, report, job.cursor or "")
