"""What the page does when the server or the network does not: nothing acknowledged is lost."""

import asyncio

from playwright.async_api import BrowserContext, Page, Route, expect

from graph.connection import Graph
from tests.browser.conftest import Watch, read_answers, wait_for_answers
from tests.seeds import run

AWAY = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": "Neo4j does not answer now."}


async def open_sunset(page: Page) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()


async def wait_for_pictures(page: Page) -> None:
    """Wait until the picture that is shown and the three ahead of it are loaded."""
    await page.wait_for_function(
        """() => {
          const app = document.querySelector("taggy-app").shadowRoot;
          const pictures = [...app.querySelector("taggy-vote").shadowRoot.querySelectorAll("taggy-picture")];
          const images = pictures.map((picture) => picture.shadowRoot.querySelector("img"));
          return images.length >= 4 && images.every((image) => image?.complete && image.naturalWidth);
        }"""
    )


async def test_next_three_are_there_offline_and_votes_arrive_later(
    page: Page, context: BrowserContext, seeded: Graph, watch: Watch
) -> None:
    await open_sunset(page)
    await wait_for_pictures(page)
    await context.set_offline(True)
    picture = page.locator("taggy-picture.shown img")
    seen = set()
    for key in ("y", "n", "p"):
        seen.add(await picture.get_attribute("src"))
        await page.keyboard.press(key)
        assert await picture.evaluate("img => img.complete && img.naturalWidth > 0")
    seen.add(await picture.get_attribute("src"))
    assert len(seen) == 4
    await expect(page.get_by_text("You are offline. 3 answers are kept here")).to_be_visible()
    await page.keyboard.press("y")
    await expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    assert await read_answers(seeded) == []
    await context.set_offline(False)
    await wait_for_answers(seeded, [("sunset", answer, None) for answer in ("yes", "no", "pass", "yes")])
    await expect(page.get_by_role("img", name="Picture to judge")).to_be_visible()
    watch.forgive("ERR_INTERNET_DISCONNECTED")


async def test_votes_wait_for_the_database_and_keep_their_order(page: Page, seeded: Graph, watch: Watch) -> None:
    await open_sunset(page)
    away = True

    async def fail(route: Route) -> None:
        await (route.fulfill(status=503, json=AWAY) if away else route.continue_())

    await page.route("**/api/v1/votes", fail)
    await page.keyboard.press("y")
    await page.keyboard.press("n")
    await expect(page.get_by_text("The database is away. 2 answers are kept here")).to_be_visible()
    assert await read_answers(seeded) == []
    away = False
    await wait_for_answers(seeded, [("sunset", "yes", None), ("sunset", "no", None)])
    await expect(page.get_by_text("The database is away")).to_have_count(0)
    watch.forgive("503")


async def test_unsent_votes_outlive_a_reload(page: Page, seeded: Graph, watch: Watch) -> None:
    await open_sunset(page)
    await page.route("**/api/v1/votes", lambda route: route.fulfill(status=503, json=AWAY))
    await page.keyboard.press("y")
    await expect(page.get_by_text("One answer is kept here")).to_be_visible()
    await page.unroute("**/api/v1/votes")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.reload()
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    watch.forgive("503")


async def test_page_recovers_when_the_database_is_back(page: Page, watch: Watch) -> None:
    await page.route("**/api/v1/questions*", lambda route: route.fulfill(status=503, json=AWAY))
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="The database is away")).to_be_visible()
    await page.unroute("**/api/v1/questions*")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    watch.forgive("503")


async def test_session_is_opened_once_the_server_answers(page: Page, watch: Watch) -> None:
    await page.route("**/api/v1/session", lambda route: route.fulfill(status=503, json=AWAY), times=1)
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    watch.forgive("503")


async def test_waits_as_long_as_the_server_asks(page: Page, seeded: Graph, watch: Watch) -> None:
    await open_sunset(page)
    busy = {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "Wait."}

    async def refuse(route: Route) -> None:
        await route.fulfill(status=429, json=busy, headers={"Retry-After": "2"})

    await page.route("**/api/v1/votes", refuse, times=1)
    await page.keyboard.press("y")
    await expect(page.get_by_text("it asks us to wait 2 s")).to_be_visible()
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    watch.forgive("429")


async def test_scope_that_cannot_be_asked_says_why(page: Page, watch: Watch) -> None:
    await page.goto(f"/?tag={'x' * 300}")
    await expect(page.get_by_role("heading", name="This cannot be asked")).to_be_visible()
    await expect(page.get_by_role("button", name="Choose something else")).to_be_visible()
    watch.forgive("422")


async def test_session_that_is_gone_is_opened_anew(page: Page, seeded: Graph, watch: Watch) -> None:
    await open_sunset(page)
    await run(seeded, "MATCH (s:Session) SET s.revokedAt = datetime()")
    await page.keyboard.press("y")
    await expect(page.get_by_text("Not recorded: “sunset”").last).to_be_visible()  # another voter was asked
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    await page.keyboard.press("n")
    await wait_for_answers(seeded, [("sunset", "no", None)])
    watch.forgive("401")
    watch.forgive("403")
