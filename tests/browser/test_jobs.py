"""Long work in the page: staff begin it, see how far it is, stop it and resume it."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from tests.browser.conftest import Watch
from tests.seeds import run


async def open_jobs(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Jobs").click()
    await expect(page.get_by_role("heading", name="Long work")).to_be_visible()


async def read_jobs(graph: Graph) -> list[dict[str, object]]:
    return await run(
        graph, "MATCH (j:Job) WHERE j.kind IS NOT NULL RETURN j.kind AS kind, j.state AS state ORDER BY kind"
    )


async def test_staff_begin_stop_and_resume(page: Page, seeded: Graph, staff_link: str, watch: Watch) -> None:
    await open_jobs(page, staff_link)
    await expect(page.get_by_text("Nothing has been at work yet")).to_be_visible()
    await page.get_by_role("button", name="Rebuild what votes add up to").click()
    job = page.get_by_role("article")
    await expect(job).to_have_count(1)
    await expect(job.get_by_role("progressbar")).to_be_visible()
    assert await read_jobs(seeded) == [{"kind": "rebuild", "state": "waiting"}]
    await page.get_by_role("button", name="Rebuild what votes add up to").click()
    await expect(page.get_by_role("status")).not_to_be_empty()
    watch.forgive("409")
    await job.get_by_role("button", name="Stop").click()
    await job.get_by_role("button", name="Resume").click()
    await expect(job.get_by_role("button", name="Stop")).to_be_visible()
    await job.get_by_role("button", name="Stop").click()
    await expect(job.get_by_text("stopped")).to_be_visible()
    assert await read_jobs(seeded) == [{"kind": "rebuild", "state": "stopped"}]


async def test_progress_is_followed_while_the_page_is_open(page: Page, seeded: Graph, staff_link: str) -> None:
    await open_jobs(page, staff_link)
    await page.get_by_role("button", name="Rebuild what votes add up to").click()
    job = page.get_by_role("article")
    await expect(job).to_have_count(1)
    await run(
        seeded,
        "MATCH (j:Job) WHERE j.kind IS NOT NULL SET j.state = 'failed', j.done = 3, j.problem = 'The disk is full.'",
    )
    await expect(job.get_by_text("The disk is full.")).to_be_visible()
    await expect(job.get_by_role("button", name="Resume")).to_be_visible()


async def test_jobs_are_for_staff(page: Page) -> None:
    await page.goto("/jobs")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Jobs")).to_have_count(0)
