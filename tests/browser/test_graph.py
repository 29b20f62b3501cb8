"""The graph as it is drawn: what is in it, how one walks in it, and the Cypher beside it."""

import asyncio
import json
import re

from playwright.async_api import Page, expect

from graph.connection import Graph
from tests.browser.conftest import Files, Watch, sign_in, wait_for_answers
from tests.conftest import Taggy


async def answer_sunset(page: Page, seeded: Graph) -> str:
    """Say that the first picture is a sunset; return its id."""
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    source = await page.locator("taggy-picture.shown img").get_attribute("src")
    assert source
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    return source.removeprefix("/media/")


async def list_rows(page: Page) -> set[str]:
    """The table beside the drawing, a text a row."""
    rows = await page.get_by_role("table").get_by_role("row").all_inner_texts()
    return {" | ".join(row.split("\t")) for row in rows[1:]}


async def test_what_others_said_is_drawn_once_one_has_answered(page: Page, seeded: Graph) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    await expect(page.get_by_role("link", name="In the graph")).to_have_count(0)
    shown = await answer_sunset(page, seeded)
    await page.get_by_role("link", name="In the graph").click()
    await expect(page).to_have_url(f"/graph?image={shown}")
    await expect(page.get_by_role("heading", name="relationships")).to_be_visible()
    me = (await (await page.request.get("/api/v1/session")).json())["voter"]["id"]
    picture = f"picture {shown[:8]}"
    assert await list_rows(page) == {
        f"{picture} | 1 yes, 0 no, 0 pass · likely 80 % | sunset",
        f"{picture} | is in | hills",
        "folder:hills | claims it | sunset",
        f"folder:hills | shows | {picture}",
        f"voter {me[:8]} | voted yes | sunset",
    }
    drawing = page.get_by_role("group", name="Drawing of the neighbourhood")
    await expect(drawing.get_by_role("link")).to_have_count(2)
    await expect(drawing.get_by_role("img", name=re.compile("Source|Collection|Picture"))).to_have_count(3)


async def test_one_walks_by_the_keyboard_and_goes_back(
    page: Page, seeded: Graph, files: Files, staff_link: str
) -> None:
    await sign_in(page, staff_link)
    await page.goto("/graph?tag=sunset")
    drawing = page.get_by_role("group", name="Drawing of the neighbourhood")
    pictures = drawing.get_by_role("link", name=re.compile("^Picture"))
    await expect(pictures).to_have_count(len(files.stills))
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    # Of a pair that staff were just asked about nothing is shown.
    name = next(row.split(" | ")[0] for row in await list_rows(page) if "likely" in row)
    await drawing.get_by_role("link", name=name.capitalize()).focus()
    await expect(drawing.get_by_text("likely").first).to_be_attached()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert "/graph?image=" in page.url
    await page.go_back()
    await expect(page).to_have_url("/graph?tag=sunset")
    await expect(pictures).to_have_count(len(files.stills))
    assert seeded


async def test_the_drawing_is_moved_and_magnified(page: Page, staff_link: str) -> None:
    await sign_in(page, staff_link)
    await page.goto("/graph?tag=sunset")
    drawing = page.get_by_role("group", name="Drawing of the neighbourhood")
    await expect(drawing.get_by_role("link").first).to_be_visible()

    async def read_view() -> list[float]:
        return [float(part) for part in str(await drawing.get_attribute("viewBox")).split()]

    first = await read_view()
    await page.get_by_role("button", name="Larger").click()
    larger = await read_view()
    assert larger[2] < first[2]
    box = await drawing.bounding_box()
    assert box
    await page.mouse.move(box["x"] + 12, box["y"] + 12)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 112, box["y"] + 62, steps=5)
    await page.mouse.up()
    moved = await read_view()
    assert moved[0] < larger[0]
    assert moved[1] < larger[1]
    assert moved[2:] == larger[2:]
    await page.get_by_role("button", name="Whole").click()
    assert (await read_view())[2] >= first[2]
    assert page.url.endswith("/graph?tag=sunset")


async def test_the_cypher_beside_it_runs_in_the_shell(page: Page, seeded: Graph, taggy: Taggy) -> None:
    shown = await answer_sunset(page, seeded)
    await page.goto(f"/graph?image={shown}")
    await expect(page.get_by_role("heading", name="The same in Cypher")).to_be_visible()
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_text("Copied.")).to_be_visible()
    text = await page.evaluate("navigator.clipboard.readText()")
    printed = await asyncio.to_thread(taggy, "shell", "--format", "json", typed=f"{text}\n:quit\n")
    rows = json.loads(printed.stdout[printed.stdout.index("[") : printed.stdout.rindex("]") + 1])
    edges = (await (await page.request.get(f"/api/v1/neighbourhoods/image/{shown}")).json())["edges"]
    assert rows == edges
    assert len(rows) == 5


async def test_a_picture_tells_why_each_tag_is_believed(page: Page, seeded: Graph) -> None:
    shown = await answer_sunset(page, seeded)
    await page.goto(f"/graph?image={shown}")
    beliefs = page.get_by_role("region", name="What is believed of it")
    await expect(beliefs.get_by_role("link", name="sunset")).to_have_attribute("href", "/tags/sunset")
    await beliefs.get_by_text("Why it is believed so").click()
    shares = beliefs.get_by_role("table", name="What each speaker adds")
    await expect(shares.get_by_role("row")).to_have_count(3)
    await expect(shares.get_by_role("row", name="folder:hills")).to_be_visible()


async def test_own_answers_lead_to_their_graph(page: Page, seeded: Graph) -> None:
    await answer_sunset(page, seeded)
    await page.goto("/answers")
    await page.get_by_role("link", name="See them in the graph").click()
    await expect(page.get_by_role("heading", name="relationships")).to_be_visible()
    assert "/graph?voter=" in page.url
    assert len(await list_rows(page)) == 2


async def test_what_is_not_there_says_so(page: Page, watch: Watch) -> None:
    await page.goto("/graph?tag=nothing")
    await expect(page.get_by_role("heading", name="This cannot be drawn")).to_be_visible()
    watch.forgive("404")
