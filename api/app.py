"""The application: opens the graph and the media, and puts the routes behind the guards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI

from api import (
    comparisons,
    complaints,
    conduct,
    contradictions,
    disagreements,
    duplicates,
    explanations,
    filtering,
    gold,
    health,
    images,
    jobs,
    media,
    metrics,
    neighbourhoods,
    owncomparisons,
    pages,
    pairs,
    panics,
    questions,
    ratings,
    refused,
    reliability,
    remarks,
    rulings,
    runs,
    search,
    sessions,
    similar,
    tagpages,
    tags,
    trials,
    vocabulary,
    votes,
    whatif,
)
from api.context import Context
from api.description import describe_api
from api.filterdesk import FilterDesk
from api.guards import BodyLimit, Deadline, Envelope, Gate, Head
from api.keys import load_metrics_key, load_signing_key
from api.limits import Limits
from api.problems import add_problem_handlers
from api.tokens import AskedComparison, AskedPair, TokenSigner
from consensus.leases import Leases
from consensus.pairing import Pairer
from consensus.routing import Router
from graph.ballotbox import BallotBox
from graph.connection import Graph, open_graph
from graph.gathering import Gathering
from graph.migrations import ensure_schema
from graph.remarks import settle_moving_tags
from graph.server.flock import try_lock
from graph.similar import Likeness
from graph.voters import join_voter, list_open_joins, list_sessions, remove_old_sessions
from graph.warmup import warm_up
from media.store import MediaStore
from taggy import __version__
from taggy.settings import Settings, load_settings

ROUTES = (
    sessions,
    questions,
    votes,
    contradictions,
    comparisons,
    owncomparisons,
    ratings,
    panics,
    search,
    images,
    similar,
    tags,
    tagpages,
    pairs,
    disagreements,
    rulings,
    gold,
    explanations,
    neighbourhoods,
    duplicates,
    refused,
    vocabulary,
    remarks,
    reliability,
    runs,
    jobs,
    complaints,
    trials,
    filtering,
    conduct,
    whatif,
    health,
)
JOINS = 1_000
RETRY_TIME = 4.0


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; what it works with is opened when it starts."""
    settings = settings or load_settings()
    limits = Limits(settings)
    app = FastAPI(
        title="Taggy",
        version=__version__,
        summary="Does this tag match this picture?",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda app: _open_context(app, settings, limits),
    )
    api = APIRouter(prefix="/api/v1")
    for module in ROUTES:
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(media.router)
    app.include_router(metrics.router)
    app.include_router(pages.router)
    app.mount("/static", pages.static_files)
    add_problem_handlers(app)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Head)
    app.add_middleware(Deadline, settings=settings)
    app.add_middleware(Gate, settings=settings, limits=limits)
    app.add_middleware(Envelope)  # the last one added is the first to see a request
    describe_api(app)
    return app


@asynccontextmanager
async def _open_context(app: FastAPI, settings: Settings, limits: Limits) -> AsyncIterator[None]:
    key = load_signing_key(settings.home)
    metrics_key = load_metrics_key(settings.home)
    async with open_graph(settings, RETRY_TIME) as graph:
        await ensure_schema(graph)
        await warm_up(graph)
        with MediaStore(settings.home) as store, Leases(settings.home, settings.lease, settings.token_age) as leases:
            context = Context(
                settings,
                graph,
                Router(graph, settings, leases),
                store,
                TokenSigner(key, settings.token_age, AskedPair, "question"),
                TokenSigner(key, settings.token_age, AskedComparison, "comparison"),
                metrics_key,
                limits,
                BallotBox(graph, settings.vote_queue),
                Gathering(lambda digests: list_sessions(graph, digests, "visit")),
                Likeness(graph, settings.backbone),
                Pairer(graph, settings, leases),
                FilterDesk(settings),
            )
            context.background.start(_tidy_up(graph, settings.home))
            app.state.context = context
            try:
                yield
            finally:
                await context.ballots.close()
                await context.pairer.close()
                await context.likeness.close()
                await context.background.stop()
                await context.model.stop()
                await context.filtering.stop()


async def _tidy_up(graph: Graph, home: Path) -> None:
    """Finish joins and changes of tags that were cut off, and remove what expired long ago; one worker does it."""
    lock = try_lock(home / "tidy.lock")
    if lock is None:
        return
    with lock:
        for join in await list_open_joins(graph, JOINS):
            await join_voter(graph, join.anonymous, join.account)
        await remove_old_sessions(graph)
        await settle_moving_tags(graph)
