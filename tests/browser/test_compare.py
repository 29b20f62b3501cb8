"""Comparing in the page: by key, press and thumb, there and back, offline, NSFW; and the table of ratings."""

import asyncio
import re

import pytest_asyncio
from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.criteria import DEFAULT, Criterion, add_criterion, define_criterion
from graph.ratings import Figures, write_ratings
from graph.voters import add_session, add_voter
from tests.browser.conftest import Files, Watch, sign_in
from tests.seeds import run

ASKS = "Which is better?"
READ = """MATCH (lower)-[r:PREFERRED_TO]->(higher) RETURN r.answer AS answer, r.strength AS strength,
          (r.answer = 'lower') = (r.left = lower.id) AS left ORDER BY r.at, r.key"""


@pytest_asyncio.fixture
async def board(page: Page) -> Page:
    """The page, open before a visitor."""
    await page.goto("/compare")
    await expect(page.get_by_role("img", name="Picture 1")).to_be_visible()
    await expect(page.get_by_role("heading", name=ASKS)).to_be_visible()
    return page


async def add_ratings(graph: Graph, files: Files) -> None:
    """Rate three pictures."""
    await add_criterion(graph, DEFAULT)
    compared = Figures("quality", files.stills[0], 1.25, 0.5, 2.0, 7, 1, 0.9, 0.25)
    never = [Figures("quality", image, None, None, None, 0, None, -0.5, 0.25) for image in files.stills[1:3]]
    await write_ratings(graph, "quality", [compared, *never])


async def read_given(graph: Graph) -> list[str]:
    """Read every answer as the key that gives it, the earliest first."""
    keys = {("tie", None): "3", ("pass", None): "p"}
    return [
        keys.get((row["answer"], row["strength"])) or str((3 - row["strength"]) if row["left"] else 3 + row["strength"])
        for row in await run(graph, READ)
    ]


async def wait_for_given(graph: Graph, *keys: str) -> None:
    """Wait until the graph has these answers; what was sent in the background takes a moment."""
    for _ in range(600):
        if await read_given(graph) == list(keys):
            break
        await asyncio.sleep(0.05)
    assert await read_given(graph) == list(keys)


async def press(page: Page, *keys: str) -> None:
    """Press keys, each when two pictures are there."""
    for key in keys:
        await expect(page.locator(".shown img").nth(1)).to_be_visible()
        await page.keyboard.press(key)


async def list_shown(page: Page) -> list[str]:
    """List the ids of the two pictures that are compared, left and right."""
    sources = await page.locator(".shown img").evaluate_all("images => images.map((img) => img.getAttribute('src'))")
    return [source.split("/")[2] for source in sources]


async def test_each_key_says_what_it_is_for(board: Page, seeded: Graph) -> None:
    await press(board, "1", "2", "3", "4", "5", "p")
    await wait_for_given(seeded, "1", "2", "3", "4", "5", "p")
    await press(board, "Shift+ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowRight", "Shift+ArrowRight", "ArrowDown")
    await wait_for_given(seeded, *("1", "2", "3", "4", "5", "p") * 2)


async def test_buttons_answer_and_the_next_pair_is_there_before(board: Page, seeded: Graph) -> None:
    ahead = board.locator(".ahead img")
    await expect(ahead).to_have_count(2)
    await expect(ahead.first).to_have_js_property("complete", value=True)
    sources = await ahead.evaluate_all("all => all.map((img) => img.getAttribute('src'))")
    following = [source.split("/")[2] for source in sources]
    await board.get_by_role("button", name="2 much better").click()
    await expect(board.get_by_text("Picture 2 is much better.").last).to_be_visible()
    assert await list_shown(board) == following
    await board.get_by_role("button", name="Tie").click()
    await board.get_by_role("button", name="Pass").click()
    await wait_for_given(seeded, "5", "3", "p")


async def test_last_answers_are_taken_back_and_given_anew(board: Page, seeded: Graph) -> None:
    first = await list_shown(board)
    await board.keyboard.press("1")
    await board.keyboard.press("2")
    await wait_for_given(seeded, "1", "2")
    await board.keyboard.press("u")
    await board.get_by_role("button", name="Undo").click()
    await wait_for_given(seeded)
    assert await list_shown(board) == first
    await board.keyboard.press("5")
    await wait_for_given(seeded, "5")


async def test_own_answers_are_found_changed_and_taken_back(board: Page, seeded: Graph) -> None:
    pairs = []
    for key in "125":
        pairs.append(await list_shown(board))
        await press(board, key)
    await board.get_by_role("link", name="Your answers").click()
    await board.get_by_text("Pictures that you compared").click()
    listed = board.get_by_role("article", name="Two pictures, by quality")
    await expect(listed).to_have_count(3)
    sources = await listed.first.locator("img").evaluate_all("all => all.map((img) => img.getAttribute('src'))")
    assert [source.split("/")[2] for source in sources] == pairs[-1]
    await expect(listed.first.get_by_role("button", name="2 much better", pressed=True)).to_be_visible()
    await listed.first.get_by_role("button", name="Tie").click()
    await expect(listed.first.get_by_text("Recorded.")).to_be_visible()
    await expect(listed.first.get_by_role("button", name="Tie", pressed=True)).to_be_visible()
    await listed.last.get_by_role("button", name="Take back").click()
    await expect(listed.last.get_by_text("Taken back.")).to_be_visible()
    await wait_for_given(seeded, "2", "3")
    await listed.last.get_by_role("button", name="1 better").click()
    await wait_for_given(seeded, "2", "3", "2")


async def test_answers_wait_while_one_is_offline(board: Page, seeded: Graph, watch: Watch) -> None:
    await board.context.set_offline(True)
    await board.keyboard.press("2")
    await expect(board.get_by_text(re.compile("offline|cannot be reached|kept", re.IGNORECASE)).first).to_be_visible()
    assert await read_given(seeded) == []
    await board.context.set_offline(False)
    await wait_for_given(seeded, "2")
    watch.forgive("ERR_INTERNET_DISCONNECTED")


async def test_what_is_refused_is_said(board: Page, watch: Watch) -> None:
    refusal = {"type": "about:blank", "title": "Gone", "status": 410, "detail": "Asked too long ago."}
    await board.route("**/api/v1/comparisons", lambda route: route.fulfill(status=410, json=refusal), times=1)
    await board.keyboard.press("2")
    await expect(board.get_by_text("Not recorded. Asked too long ago.").last).to_be_visible()
    watch.forgive("410")


async def test_a_picture_is_hidden_first_and_then_reported(board: Page, seeded: Graph) -> None:
    left, _ = await list_shown(board)
    await board.get_by_role("button", name="Hide picture 1: NSFW").click()
    await expect(board.get_by_role("img", name="Picture 1")).to_have_count(0)
    await board.get_by_role("button", name="Yes, report it").click()
    await expect(board.get_by_text("Reported. The picture is hidden.").last).to_be_visible()
    for _ in range(600):
        rows = await run(seeded, "MATCH (i:Image {id: $id}) RETURN i.nsfw AS nsfw", id=left)
        if rows == [{"nsfw": "suspected"}]:
            break
        await asyncio.sleep(0.05)
    assert rows == [{"nsfw": "suspected"}]
    assert left not in await list_shown(board)


async def test_an_animation_can_be_stopped(page: Page, seeded: Graph, files: Files) -> None:
    kept = [files.moving, files.stills[0]]
    await run(seeded, "MATCH (i:Image) WHERE NOT i.id IN $kept SET i.withheld = ['x']", kept=kept)
    await page.goto("/compare")
    moving = page.locator(f".shown img[src='/media/{files.moving}']")
    await expect(moving).to_be_visible()
    await page.get_by_role("button", name="Pause").click()
    await expect(page.locator(f".shown img[src='/media/{files.moving}/still']")).to_be_visible()
    await page.get_by_role("button", name="Tie").click()
    await expect(page.get_by_role("heading", name="Nothing left to compare")).to_be_focused()
    await wait_for_given(seeded, "3")


async def test_both_are_looked_at_closer_and_whole_again(board: Page) -> None:
    await board.keyboard.press("z")
    await expect(board.locator(".shown taggy-picture[closer]")).to_have_count(2)
    await board.keyboard.press("Escape")
    await expect(board.locator(".shown taggy-picture[closer]")).to_have_count(0)


async def test_help_lists_its_keys_and_a_criterion_is_chosen(page: Page, seeded: Graph) -> None:
    await define_criterion(seeded, "ann", Criterion(name="colour", question="Whose colours?", state="open"))
    await page.goto("/compare")
    await page.get_by_role("combobox", name="Compare by").select_option("colour")
    await expect(page).to_have_url("/compare?criterion=colour")
    await expect(page.get_by_role("heading", name="Whose colours?")).to_be_visible()
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and swipes")
    assert "".join(await dialog.locator("kbd").all_inner_texts()) == "p↓1⇧←2←3↑4→5⇧→uz?⤢"
    await page.keyboard.press("Escape")
    await page.keyboard.press("4")
    await wait_for_given(seeded, "4")
    assert await run(seeded, "MATCH ()-[r:PREFERRED_TO]->() RETURN r.criterion AS by") == [{"by": "colour"}]


async def test_two_stand_over_each_other_on_a_telephone(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/compare")
    one, other = (page.locator(".shown").get_by_role("img", name=f"Picture {n}") for n in (1, 2))
    await expect(other).to_be_visible()
    boxes = [await one.bounding_box(), await other.bounding_box()]
    answers = await page.get_by_role("group", name="Your answer").bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert answers
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    assert answers["y"] + answers["height"] > 600
    for button in await page.get_by_role("group", name="Your answer").get_by_role("button").all():
        box = await button.bounding_box()
        assert box
        assert (box["width"] >= 44, box["height"] >= 44) == (True, True)


async def test_analysts_read_the_ratings(page: Page, seeded: Graph) -> None:
    await page.goto("/ratings")
    await expect(page.get_by_role("heading", name="This page is for analysts and staff")).to_be_visible()
    voter = await add_voter(seeded, "Bea", "analyst")
    await sign_in(page, await add_session(seeded, "link", voter.id))
    await page.get_by_role("link", name="Compare").click()
    await expect(page.get_by_role("img", name="Picture 1").first).to_be_visible()
    await press(page, *"222222")
    await wait_for_given(seeded, *"222222")
    for _ in range(300):
        if (await run(seeded, "MATCH ()-[r:RATED]->() RETURN count(r) AS n"))[0]["n"] > 2:
            break
        await asyncio.sleep(0.1)
    await page.get_by_role("link", name="Ratings").click()
    await expect(page.get_by_role("columnheader", name="Between")).to_be_visible()
    await expect(page.get_by_role("row").nth(2).get_by_role("img")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="All as CSV").click()
    text = await asyncio.to_thread((await (await download.value).path()).read_text)
    assert text.startswith("image,score,low,high,comparisons,part,guess,variance\n")
    await expect(page).to_have_url("/ratings")
    await expect(page.get_by_role("button", name="Fit anew")).to_have_count(0)
