"""Crawling: the posts of a site's query, page by page, each decided on, brought and recorded; alike for all sites."""

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from graph.connection import Graph
from graph.keys import post_key
from graph.posts import PostBatch, PostRow, SitePostKept, is_kept, list_forgotten_posts, list_site_posts, record_posts
from media.decoding import Limits
from media.store import MediaStore
from media.videos import can_read
from sources.bringing import Bringer
from sources.decisions import Decision, Judge
from sources.fetching import Fetcher
from sources.inspection import Inspection, Inspector
from sources.proposals import propose_vocabulary
from sources.reports import Remark, SiteSummary
from sources.rules import Rules, hash_text
from sources.screens import Screen
from sources.sites import Site, SitePage, SitePost
from taggy.errors import GoneError, SiteError
from taggy.settings import Settings
from taggy.steps import Report

BATCH = 100  # posts that are decided on together
FILES = 16  # that are here at once, and are recorded together
VANISHED = "Where it was, the site knows no more: it went on from the newest, and passed over what is known."


@dataclass(frozen=True, slots=True)
class SiteImport:
    """What is to be imported: at most `limit` posts of a query, then `follow` known ones that were long not seen.

    A `screen` judges new pictures; what it refuses comes to be withheld, or with `keep_refused` False not at all. `ask`
    are tags that people are asked about on each picture.
    """

    site: Site
    query: str
    collection: str
    rules: Rules = field(default_factory=Rules)
    limit: int | None = None
    follow: int = 0
    screen: Screen | None = None
    keep_refused: bool = True
    ask: tuple[str, ...] = ()


async def import_site(
    graph: Graph, settings: Settings, wanted: SiteImport, progress: Report, cursor: str = ""
) -> SiteSummary:
    """Import the posts of a query, newest first, from a cursor that `progress` was given.

    What is known and unchanged is passed over, so any part of it may be done again. The counts are those of this call.

    Raises:
        FetchError: the site does not answer, or not as its API should; what came is recorded.
        DiskError: there is no room; what came is recorded.
    """
    async with open_crawl(graph, settings, wanted) as crawl:
        done, _, place = cursor.partition(" ")
        await crawl.import_pages(place or None, int(done or 0), progress)
        await crawl.follow_posts(progress)
        await crawl.ask_vocabulary()
    return crawl.summary


@asynccontextmanager
async def open_crawl(graph: Graph, settings: Settings, wanted: SiteImport) -> AsyncIterator["Crawl"]:
    """Open what a crawl needs: a way to ask the site, the store, and processes that look at files."""
    limits = Limits.from_settings(settings)
    inspection = Inspection(settings.home, limits, None)
    screen = wanted.screen
    judge = Judge(wanted.rules, hash_text(f"{limits} {can_read()}"), screen.key if screen else "")
    site, started = wanted.site, time.monotonic()
    async with Fetcher(settings, site.address, site.paces) as fetch:
        with MediaStore(settings.home) as store, Inspector(inspection.inspect) as inspector:
            summary = SiteSummary(site.name, wanted.query, wanted.collection)
            bringer = Bringer(graph, site, fetch, store, inspector, judge, screen, wanted.keep_refused)
            yield Crawl(graph, wanted, fetch, bringer, judge, summary)
            summary.seconds = round(time.monotonic() - started, 2)


@dataclass(slots=True)
class Crawl:
    """One crawl under way.

    `seen` are the posts that it met, `sources` theirs, `places` the cursors that it followed, and `tags` those of what
    is here, as written.
    """

    graph: Graph
    wanted: SiteImport
    fetch: Fetcher
    bringer: Bringer
    judge: Judge
    summary: SiteSummary
    seen: set[tuple[str, str]] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    places: set[str | None] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    vanished: bool = False

    async def import_pages(self, place: str | None, done: int, progress: Report) -> None:
        """Import page after page; behind each, `progress` is given where the next one begins."""
        limit = self.wanted.limit
        while limit is None or done < limit:
            page = await self.read_page(place)
            posts = self.pick(page, None if limit is None else limit - done)
            for start in range(0, len(posts), BATCH):
                batch = posts[start : start + BATCH]
                async for taken in self.take(batch):
                    done += taken
                    await progress("importing", done, max(done, limit or 0))
            if page.cursor is None:
                return
            place = page.cursor
            await progress("importing", done, max(done, limit or 0), f"{done} {place}")

    async def read_page(self, place: str | None) -> SitePage:
        """Read the page at a place; where the site knows that no more, the first one instead, once."""
        if place is not None and place in self.places:
            raise SiteError(f"{self.wanted.site.name} leads in a circle: its pages come to {place[:80]!r} again.")
        page = await self._try_page(place)
        if page is None:
            self.vanished, place = True, None
            self.places.clear()
            self.summary.remarks.append(Remark("note", self.wanted.query, VANISHED))
            page = await self.wanted.site.read_page(self.fetch, self.wanted.query, None)
        self.places.add(place)
        return page

    async def _try_page(self, place: str | None) -> SitePage | None:
        """Read a page; None where its place has vanished.

        The site says so; or, of a place that was kept from another run, gives no page or nothing where something was.
        """
        is_kept_place = place is not None and not self.places
        try:
            page = await self.wanted.site.read_page(self.fetch, self.wanted.query, place)
        except (GoneError, SiteError) as error:
            if place is None or self.vanished or not (is_kept_place or isinstance(error, GoneError)):
                raise
            return None
        return page if page.posts or page.remarks or page.cursor or not is_kept_place else None

    def pick(self, page: SitePage, most: int | None = None) -> list[SitePost]:
        """Pick the posts of a page that this crawl has not met yet, at most so many."""
        self.summary.remarks += page.remarks
        found = {(post.source, post.id): post for post in reversed(page.posts)}
        posts = [found[key] for key in reversed(found) if key not in self.seen][:most]
        self.seen |= {(post.source, post.id) for post in posts}
        self.sources |= {post.source for post in posts}
        return posts

    async def take(self, posts: Sequence[SitePost]) -> AsyncIterator[int]:
        """Decide on posts, bring what is wanted, and record all of it, in their order.

        Yields:
            Whenever some are recorded, how many these are.
        """
        kept: dict[str, list[SitePostKept]] = {}
        for one in await list_site_posts(self.graph, {(post.source, post.id) for post in posts}):
            kept.setdefault(one.whole, []).append(one)
        decided = [self._decide(post, kept.get(post_key(post.source, post.id), [])) for post in posts]
        for part in split_decisions(decided):
            decisions = [decision for of_post in part for decision in of_post]
            at_once = FILES if len(part) == 1 else len(decisions)
            for start in range(0, len(decisions), at_once or 1):
                await self._bring(decisions[start : start + at_once])
            self.summary.posts += len(part)
            yield len(part)

    def _decide(self, post: SitePost, kept: Sequence[SitePostKept]) -> list[Decision]:
        decisions, remarks = self.judge.decide(post, kept)
        self.summary.remarks += remarks
        self.summary.without += not (post.media or post.gone)
        return decisions

    async def _bring(self, decisions: Sequence[Decision]) -> None:
        """Bring the files that some media need side by side, and record them, source by source."""
        files: list[Path] = []
        try:
            rows = await self.bringer.bring(decisions, files)
            pairs = list(zip(decisions, rows, strict=True))
            for source, group in groupby(pairs, key=lambda pair: pair[0].source):
                await self._record(source, list(group))
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    async def _record(self, source: str, pairs: Sequence[tuple[Decision, PostRow]]) -> None:
        new, seen = [], {}
        for decision, row in pairs:
            if decision.kept and is_kept(row, source, decision.kept):
                seen[row.id] = decision.kept.image
            else:
                new.append(row)
            self.tags |= {written for written, _ in row.tags if row.media == "here"}
            self._count(decision.kept, row, is_new=row.id not in seen)
        recorded = await record_posts(self.graph, self._batch(source, new, seen))
        self.summary.pictures += recorded.pictures
        self.summary.claims_added += recorded.claims_added
        self.summary.claims_closed += recorded.claims_closed

    def _batch(self, source: str, rows: Sequence[PostRow], seen: Mapping[str, str | None]) -> PostBatch:
        wanted = self.wanted
        name = wanted.screen.name if wanted.screen else ""
        return PostBatch(source, wanted.collection, tuple(rows), seen, name, wanted.ask)

    def _count(self, kept: SitePostKept | None, row: PostRow, *, is_new: bool) -> None:
        summary = self.summary
        if row.media in ("unavailable", "later"):
            summary.unavailable += row.media == "unavailable"
            summary.later += row.media == "later"
        elif not is_new:
            summary.known += 1
            return
        elif row.media == "refused":
            summary.count_refusal((row.reason or "").partition(":")[0])
        elif row.media == "removed":
            summary.removed += 1
        elif row.verdict and row.verdict.verdict == "refused":
            summary.count_refusal(row.verdict.stage)
            summary.remarks.append(Remark("note", row.id, f"withheld: {row.verdict.reason}"))
        elif kept and kept.image == row.image:
            summary.changed += 1
        else:
            summary.new += 1
            summary.duplicates += row.picture is None
        if row.media != "here":
            summary.remarks.append(Remark("note", row.id, row.reason or ""))

    async def follow_posts(self, progress: Report) -> None:
        """Ask again for known posts of the sources that this crawl met, those that were longest not seen first."""
        if not self.wanted.follow:
            return
        asked = await list_forgotten_posts(self.graph, sorted(self.sources), self.wanted.follow)
        for number, post in enumerate(asked, start=1):
            if (post.source, post.site_id) not in self.seen:
                async for _ in self.take(await self._ask_again(post.source, post.site_id)):
                    pass
            await progress("asking again", number, len(asked))

    async def ask_vocabulary(self) -> None:
        """Ask what the site says of the tags that came, and keep it as proposals."""
        proposed = await propose_vocabulary(self.graph, self.fetch, self.wanted.site, self.tags)
        self.summary.links_proposed += proposed.links
        if proposed.problem:
            reason = f"Not every tag was asked about. {proposed.problem}"
            self.summary.remarks.append(Remark("note", self.wanted.query, reason))

    async def _ask_again(self, source: str, site_id: str) -> list[SitePost]:
        """Ask for a post again; one that cannot be read now comes last the next time."""
        try:
            return [await self.wanted.site.read_post(self.fetch, source, site_id)]
        except (GoneError, SiteError) as error:
            self.summary.remarks.append(Remark("post", site_id, f"It cannot be asked for again. {error}"))
        kept = await list_site_posts(self.graph, [(source, site_id)])
        seen = {one.key.partition(":")[2]: one.image for one in kept}
        await record_posts(self.graph, self._batch(source, (), seen))
        return []


def split_decisions(decided: Iterable[list[Decision]]) -> Iterator[list[list[Decision]]]:
    """Split what was decided of posts, in order, into parts that need few files each; one at least."""
    part: list[list[Decision]] = []
    files = 0
    for of_post in decided:
        more = sum(decision.address is not None for decision in of_post)
        if part and files + more > FILES:
            yield part
            part, files = [], 0
        part.append(of_post)
        files += more
    if part:
        yield part
