"""The grid in the page: exceptions by key and by press, one key sends, and what was sent can be taken back."""

import asyncio

import pytest_asyncio
from playwright.async_api import Page, expect

from graph.connection import Graph
from tests.browser.conftest import STILLS
from tests.seeds import run


async def read_votes(graph: Graph) -> list[tuple[str, bool | None]]:
    """Read the answers to grids: those that were said first."""
    rows = await run(
        graph,
        """MATCH ()-[s:SORT {why: 'grid'}]->() RETURN s.answer AS answer, s.implicit AS implicit
           ORDER BY implicit IS NOT NULL, answer""",
    )
    return [(row["answer"], row["implicit"]) for row in rows]


async def wait_for_votes(graph: Graph, expected: list[tuple[str, bool | None]]) -> None:
    """Wait until the graph has exactly these answers; what was sent in the background takes a moment."""
    for _ in range(600):
        if await read_votes(graph) == expected:
            break
        await asyncio.sleep(0.05)
    assert await read_votes(graph) == expected


@pytest_asyncio.fixture
async def grid(page: Page, seeded: Graph) -> Page:
    """The grid of a tag that a source claims of ten pictures."""
    assert seeded
    await page.goto("/grid?tag=sunset")
    await expect(page.get_by_role("heading", name="Which do not match sunset?")).to_be_visible()
    await expect(page.get_by_role("img", name="Picture")).to_have_count(STILLS)
    return page


async def test_a_grid_is_answered_by_keys_and_taken_back(grid: Page, seeded: Graph) -> None:
    pictures = grid.locator("li [data-image]")
    for key in ("ArrowRight", "ArrowRight", "x", "ArrowLeft", "Space"):
        await grid.keyboard.press(key)
    await expect(pictures.nth(0)).to_be_focused()
    await expect(grid.get_by_role("button", pressed=True)).to_have_count(2)
    await grid.keyboard.press("x")
    await expect(grid.get_by_role("button", pressed=True)).to_have_count(1)
    assert await pictures.nth(1).get_attribute("aria-pressed") == "true"
    await grid.keyboard.press("s")
    said: list[tuple[str, bool | None]] = [("no", None), *[("yes", True)] * (STILLS - 1)]
    await wait_for_votes(seeded, said)
    await expect(grid.get_by_role("heading", name="No grid is left")).to_be_visible()
    await expect(grid.get_by_role("link", name="Your answers")).to_contain_text(str(STILLS))
    await grid.keyboard.press("u")
    await expect(grid.get_by_role("button", pressed=True)).to_have_count(1)
    await wait_for_votes(seeded, [])
    await grid.keyboard.press("s")
    await wait_for_votes(seeded, said)


async def test_a_grid_is_answered_by_thumb(grid: Page, seeded: Graph) -> None:
    await grid.set_viewport_size({"width": 360, "height": 740})
    for place in (2, 5):
        await grid.locator("li [data-image]").nth(place).tap()
    await grid.get_by_role("button", name="Send with 2 pressed").tap()
    await wait_for_votes(seeded, [("no", None), ("no", None), *[("yes", True)] * (STILLS - 2)])
    await grid.get_by_role("button", name="Undo").tap()
    await wait_for_votes(seeded, [])


async def test_a_picture_is_hidden_reported_and_left_out(grid: Page, seeded: Graph) -> None:
    pictures = grid.locator("li [data-image]")
    first, second, third = [await pictures.nth(place).get_attribute("data-image") for place in range(3)]
    await pictures.nth(1).click()
    await grid.keyboard.press("!")
    await expect(grid.locator(".cover")).to_have_text("Hidden")
    await expect(grid.get_by_role("img", name="Picture 2")).to_have_count(0)
    await grid.keyboard.press("Escape")
    await expect(grid.get_by_role("img", name="Picture 2")).to_be_visible()
    await grid.get_by_role("button", name="Hide picture 2: NSFW").click()
    await grid.get_by_role("button", name="Yes, report it").click()
    await expect(pictures).to_have_count(STILLS - 1)
    await expect(pictures.nth(1)).to_be_focused()
    assert [await pictures.nth(place).get_attribute("data-image") for place in range(2)] == [first, third]
    await grid.get_by_role("button", name="Send: no exception").click()
    await wait_for_votes(seeded, [("yes", True)] * (STILLS - 1))
    rows = await run(
        seeded, "MATCH (i:Image {nsfw: 'suspected'}) RETURN i.id AS id, size([(i)-[s:SORT]->() | s]) AS votes"
    )
    assert rows == [{"id": second, "votes": 0}]


async def test_down_goes_to_the_picture_below(grid: Page) -> None:
    pictures = grid.locator("li [data-image]")
    await pictures.nth(1).focus()
    top = await pictures.evaluate_all("all => all.filter((b) => b.offsetTop === all[0].offsetTop).length")
    await grid.keyboard.press("ArrowDown")
    await expect(pictures.nth(1 + top)).to_be_focused()
    await grid.keyboard.press("ArrowUp")
    await expect(pictures.nth(1)).to_be_focused()
