"""Watching: what a site posts newly, round after round; a fault is told, and the site is left alone for longer."""

from collections.abc import Awaitable, Callable

from graph.connection import Graph
from graph.keys import post_key
from graph.posts import list_site_posts
from sources.crawling import BATCH, Crawl, SiteImport, open_crawl
from sources.reports import SiteSummary
from sources.sites import SitePost
from taggy.errors import FetchError, UnavailableError
from taggy.settings import Settings

MOST = 1_000  # posts of a round where no limit is given
LONGEST = 24 * 3600.0
Tell = Callable[[SiteSummary | FetchError | UnavailableError, float], None]
Pause = Callable[[float], Awaitable[None]]
Hear = Callable[[SiteSummary], Awaitable[None]]


async def watch_site(
    graph: Graph, settings: Settings, wanted: SiteImport, every: float, tell: Tell, pause: Pause
) -> None:
    """Import what is newly posted, again and again until it is cancelled; `tell` is told of each round and of the wait.

    Between two rounds lie `every` seconds; after faults in a row twice as many for each, a day at most.
    """
    faults = 0
    while True:
        said: SiteSummary | FetchError | UnavailableError
        try:
            said, faults = await import_newest(graph, settings, wanted), 0
        except (FetchError, UnavailableError) as error:
            said, faults = error, faults + 1
        wait = choose_pause(every, faults)
        tell(said, wait)
        await pause(wait)


def choose_pause(every: float, faults: int) -> float:
    """Choose for how many seconds a site is left alone after so many rounds in a row that failed."""
    return min(every * 2.0 ** min(faults, 32), max(LONGEST, every))


async def pass_on(summary: SiteSummary) -> None:
    """Hear of what came where nobody wants to."""


async def import_newest(graph: Graph, settings: Settings, wanted: SiteImport, hear: Hear = pass_on) -> SiteSummary:
    """Import the posts from the newest back to a page of which all are known.

    The oldest of them come first, so that one that is cut off leaves no gap behind what is known. `hear` is given the
    counts so far whenever some posts are recorded, and at the end.

    Raises:
        FetchError: the site does not answer, or not as its API should.
        UnavailableError: the graph does not answer, or there is no room.
    """
    async with open_crawl(graph, settings, wanted) as crawl:
        posts = await _list_newest(crawl, wanted.limit or MOST)
        for start in range(0, len(posts), BATCH):
            async for _ in crawl.take(posts[start : start + BATCH]):
                await hear(crawl.summary)
    await hear(crawl.summary)
    return crawl.summary


async def _list_newest(crawl: Crawl, most: int) -> list[SitePost]:
    """List the posts of the newest pages, at most so many, the oldest first."""
    posts: list[SitePost] = []
    place: str | None = None
    while len(posts) < most:
        page = await crawl.read_page(place)
        picked = crawl.pick(page, most - len(posts))
        posts += picked
        place = page.cursor
        if place is None or await _are_known(crawl.graph, picked):
            break
    return posts[::-1]


async def _are_known(graph: Graph, posts: list[SitePost]) -> bool:
    """Tell whether at least one of these posts is known and none is new; those without pictures tell nothing."""
    telling = {(post.source, post.id) for post in posts if post.media or post.gone}
    known = {one.whole for one in await list_site_posts(graph, telling)}
    return bool(telling) and known == {post_key(source, post) for source, post in telling}
