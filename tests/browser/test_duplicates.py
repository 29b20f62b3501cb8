"""The board in the page: staff compare two pictures, judge them and go back; a class can be changed."""

import asyncio
import re

import pytest_asyncio
from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from tests.browser.conftest import Files, Watch, sign_in
from tests.seeds import run

ASKS = "Are these the same picture?"


@pytest_asyncio.fixture
async def pairs(seeded: Graph, files: Files) -> list[tuple[str, str]]:
    """Three pairs that wait, the nearest first; the second one is mirrored. The first of each is the better copy."""
    found = []
    for place, (one, other) in enumerate([(0, 5), (1, 6), (2, 7)]):
        pair = (files.stills[one], files.stills[other])
        found.append(pair)
        await run(seeded, "MATCH (i:Image {id: $id}) SET i.createdAt = datetime('2020-01-01T00:00:00Z')", id=pair[0])
        await record_comparisons(seeded, [Comparison(*pair, "print", 0.01 * (place + 1), mirrored=place == 1)])
    return found


@pytest_asyncio.fixture
async def board(page: Page, pairs: list[tuple[str, str]], staff_link: str) -> Page:
    """The board, open before staff."""
    assert pairs
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Duplicates").click()
    await expect(page.get_by_role("heading", name=ASKS)).to_be_visible()
    return page


async def read_verdicts(graph: Graph) -> list[str | None]:
    """Read every verdict, in the order in which the pairs waited."""
    rows = await run(graph, "MATCH ()-[c:COMPARED]->() RETURN c.verdict AS verdict ORDER BY c.distance")
    return [row["verdict"] for row in rows]


async def wait_for_verdicts(graph: Graph, *expected: str | None) -> None:
    """Wait until the graph has these verdicts; what was sent in the background takes a moment."""
    for _ in range(600):
        if await read_verdicts(graph) == list(expected):
            break
        await asyncio.sleep(0.05)
    assert await read_verdicts(graph) == list(expected)


async def read_transforms(page: Page) -> list[list[float]]:
    """How each picture is scaled across, and moved."""
    transforms: list[list[float]] = await page.locator("taggy-pair.first img").evaluate_all(
        """images => images.map((img) => {
          const matrix = new DOMMatrix(getComputedStyle(img).transform);
          return [matrix.a, matrix.e, matrix.f];
        })"""
    )
    return transforms


async def test_staff_judges_by_key_and_by_press(board: Page, seeded: Graph, pairs: list[tuple[str, str]]) -> None:
    await expect(board.get_by_text("99 % alike by how they look")).to_be_visible()
    await expect(board.get_by_text(re.compile("^960 . 640$"))).to_have_count(2)
    images = board.locator("taggy-pair.first img")
    sources = await images.evaluate_all("images => images.map((img) => img.getAttribute('src'))")
    assert sorted(sources) == sorted(f"/media/{image}" for image in pairs[0])
    ahead = board.locator("taggy-pair.ahead img")
    await expect(ahead).to_have_count(4)
    await expect(ahead.first).to_have_js_property("complete", value=True)
    await board.keyboard.press("d")
    await expect(board.get_by_text("Merged.", exact=False).last).to_be_visible()
    await expect(board.get_by_text("mirrored", exact=True)).to_be_visible()
    await board.get_by_role("group", name="Your verdict").get_by_role("button", name="Alternate").click()
    await expect(board.get_by_text("mirrored", exact=True)).to_have_count(0)
    await board.keyboard.press("n")
    await expect(board.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
    await wait_for_verdicts(seeded, "duplicate", "alternate", "unrelated")
    stars = await run(seeded, "MATCH (a)-[:DUPLICATE_OF]->(b) RETURN a.id AS a, b.id AS b")
    assert stars == [{"a": pairs[0][1], "b": pairs[0][0]}]


async def test_last_verdicts_are_taken_back(board: Page, seeded: Graph) -> None:
    await board.keyboard.press("d")
    await board.keyboard.press("l")
    await board.keyboard.press("n")
    await wait_for_verdicts(seeded, "duplicate", None, "unrelated")
    await expect(board.get_by_text("What you left for later")).to_be_visible()
    await board.keyboard.press("u")
    await expect(board.get_by_role("heading", name=ASKS)).to_be_visible()
    await wait_for_verdicts(seeded, "duplicate", None, None)
    await board.get_by_role("button", name="Undo").click()
    await board.get_by_role("button", name="Undo").click()
    await wait_for_verdicts(seeded, None, None, None)
    assert await run(seeded, "MATCH ()-[d:DUPLICATE_OF]->() RETURN count(d) AS n") == [{"n": 0}]
    await board.keyboard.press("a")
    await wait_for_verdicts(seeded, "alternate", None, None)


async def test_pictures_are_compared_in_every_view(board: Page, seeded: Graph) -> None:
    left = board.get_by_role("img", name="Picture 1")
    right = board.get_by_role("img", name="Picture 2")
    before = [await image.bounding_box() for image in (left, right)]
    assert all(before)
    await board.keyboard.press("s")
    swapped = [await image.bounding_box() for image in (right, left)]
    assert swapped == before
    await board.keyboard.press("z")
    await left.hover()
    await board.mouse.down()
    await board.mouse.move(300, 300, steps=4)
    await board.mouse.up()
    one, other = await read_transforms(board)
    assert one == other
    assert one[0] == 2.5
    assert one[1:] != [0, 0]
    await board.keyboard.press("m")
    assert (await read_transforms(board))[1][0] == -2.5
    await board.keyboard.press("Escape")
    assert [scale for scale, *_ in await read_transforms(board)] == [1, -1]
    await board.keyboard.press("f")
    shown = board.locator("taggy-pair.first .pane:not([data-hidden]) img")
    first = await shown.get_attribute("alt")
    await expect(shown).not_to_have_attribute("alt", first or "")
    await board.keyboard.press("x")
    pane = board.locator("taggy-pair.first .other")
    assert await pane.evaluate("pane => getComputedStyle(pane).mixBlendMode") == "difference"
    over = [await image.bounding_box() for image in (left, right)]
    assert over[0] == over[1]
    await board.keyboard.press("Escape")
    await expect(board.get_by_role("button", name="Side by side")).to_have_attribute("aria-pressed", "true")
    assert await read_verdicts(seeded) == [None, None, None]


async def test_other_copy_is_shown_and_the_class_changed(
    board: Page, seeded: Graph, pairs: list[tuple[str, str]]
) -> None:
    one, other = pairs[0]
    await expect(board.get_by_text("is the better copy: here first.")).to_be_visible()
    number = "2" if one < other else "1"
    await board.keyboard.press(number)
    await expect(board.get_by_role("button", name=f"Show {number}")).to_have_attribute("aria-pressed", "true")
    await board.keyboard.press("d")
    await board.get_by_role("link", name="See what is merged").click()
    await expect(board.get_by_role("heading", name="2 pictures that count as one")).to_be_visible()
    assert await run(seeded, "MATCH (a)-[:DUPLICATE_OF]->(b) RETURN b.id AS b") == [{"b": other}]
    await board.get_by_role("button", name=f"Show {one[:8]}").click()
    await expect(board.get_by_text(f"{one[:8]} is shown now.")).to_be_visible()
    assert await run(seeded, "MATCH (a)-[:DUPLICATE_OF]->(b) RETURN b.id AS b") == [{"b": one}]
    await board.get_by_role("button", name=f"Take {other[:8]} out").click()
    await expect(board.get_by_text(f"{other[:8]} was taken out.")).to_be_visible()
    assert await run(seeded, "MATCH ()-[d:DUPLICATE_OF]->() RETURN count(d) AS n") == [{"n": 0}]
    await board.get_by_role("link", name="To the board").click()
    await expect(board.get_by_text("mirrored", exact=True)).to_be_visible()


async def test_refused_verdict_is_named_and_asked_for_again(board: Page, seeded: Graph, watch: Watch) -> None:
    refusal = {"type": "about:blank", "title": "Conflict", "status": 409, "detail": "Another did."}
    await board.route("**/api/v1/duplicates/verdicts", lambda route: route.fulfill(status=409, json=refusal), times=1)
    await board.keyboard.press("d")
    await expect(board.get_by_text("Not recorded. Another did.").last).to_be_visible()
    watch.forgive("409")
    for key in "ann":
        await board.keyboard.press(key)
    await wait_for_verdicts(seeded, "unrelated", "alternate", "unrelated")


async def test_board_has_keys_of_its_own(board: Page, seeded: Graph) -> None:
    await board.keyboard.press("?")
    dialog = board.get_by_role("dialog", name="Keys and swipes")
    assert await dialog.locator("kbd").all_inner_texts() == [*"danl↓12bfxsmuz?", "⤢"]
    await board.keyboard.press("Escape")
    await board.get_by_role("button", name="Settings").click()
    await board.get_by_role("button", name="Change keys").click()
    await board.get_by_role("button", name="They are the same picture: merge them: key d").click()
    await board.keyboard.press("y")  # Yes to a tag, on another screen
    await board.get_by_role("button", name="Done").click()
    await board.keyboard.press("d")
    await board.keyboard.press("y")
    await wait_for_verdicts(seeded, "duplicate", None, None)


async def test_board_is_for_staff(page: Page) -> None:
    for address in ("/duplicates", f"/duplicates?image={'a' * 64}"):
        await page.goto(address)
        await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Duplicates")).to_have_count(0)
