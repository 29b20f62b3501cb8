"""Every screen, narrow and wide, light and dark: nothing sticks out, nothing shuts anybody out."""

from collections.abc import Awaitable, Callable
from typing import Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from graph.flags import record_panic
from graph.gold import GoldAnswer, set_all_gold
from graph.remarks import Finding, write_findings
from graph.vocabulary import NewLink, propose_links
from tests.browser.conftest import SHOTS, Files, settle_pairs
from tests.browser.test_boards import add_disputes
from tests.browser.test_compare import add_ratings
from tests.browser.test_conduct import add_conduct
from tests.browser.test_filtered import refuse_two
from tests.browser.test_model import add_runs
from tests.browser.test_trust import add_figures
from tests.seeds import add_voters, run

Scheme = Literal["light", "dark"]
WIDTHS = {360: 740, 1920: 1080}


async def show_vote(page: Page, _link: str) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("img", name="Picture to judge")).to_be_visible()


async def show_grid(page: Page, _link: str) -> None:
    await page.goto("/grid?tag=sunset")
    await expect(page.get_by_role("button", name="Picture 2", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Picture 2", exact=True).click()
    await expect(page.get_by_role("button", name="Send with 1 pressed")).to_be_visible()


async def show_compare(page: Page, _link: str) -> None:
    await page.goto("/compare")
    await expect(page.get_by_role("img", name="Picture 2").first).to_be_visible()


async def show_comparisons(page: Page, link: str) -> None:
    await show_compare(page, link)
    await page.keyboard.press("2")
    await page.get_by_role("link", name="Your answers").click()
    await page.get_by_text("Pictures that you compared").click()
    await expect(page.get_by_role("article", name="Two pictures, by quality")).to_have_count(1)


async def show_ratings(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Ratings").click()
    await expect(page.get_by_role("columnheader", name="Score")).to_be_visible()


async def show_reasons(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.keyboard.press("p")
    await expect(page.get_by_role("button", name="Bad picture")).to_be_visible()


async def show_panic(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.keyboard.press("!")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def show_help(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def show_settings(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.get_by_role("button", name="Settings").click()
    await expect(page.get_by_role("dialog")).to_be_visible()


async def show_scope(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.get_by_role("button", name="What to vote on").click()
    await page.get_by_role("combobox", name="Tag").fill("s")
    await expect(page.get_by_role("option", name="sunset")).to_be_visible()


async def show_empty(page: Page, _link: str) -> None:
    await page.goto("/?tag=nothing")
    await expect(page.get_by_role("heading", name="Nothing left to ask")).to_be_visible()


async def show_answers(page: Page, link: str) -> None:
    await show_vote(page, link)
    for key in "ynp":
        await page.keyboard.press(key)
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("3")
    await page.goto("/answers")
    await expect(page.get_by_role("article")).to_have_count(3)


async def show_keys(page: Page, link: str) -> None:
    await show_settings(page, link)
    await page.get_by_role("button", name="Change keys").click()
    await page.get_by_role("button", name="Pass: key p").click()
    await expect(page.get_by_role("dialog", name="Change keys")).to_be_visible()


async def show_closer(page: Page, link: str) -> None:
    await show_vote(page, link)
    await page.keyboard.press("z")
    await expect(page.get_by_role("button", name="Look closer", pressed=True)).to_be_visible()


async def show_graph(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await expect(page.get_by_role("link", name="Jobs")).to_be_visible()
    await page.get_by_role("link", name="Graph").click()
    await page.get_by_role("combobox", name="Tag").fill("sunset")
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("table")).to_be_visible()


async def show_tag(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await expect(page.get_by_role("link", name="Jobs")).to_be_visible()
    await show_vote(page, link)
    for key in "yn":
        await page.keyboard.press(key)
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("2")
    await page.keyboard.press("i")
    await page.get_by_role("button", name="Change the description").click()
    await page.get_by_role("textbox", name="What it means").fill("The sun, low.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("button", name="Change the description")).to_be_focused()
    await expect(page.get_by_role("img", name="Picture 1 that does not match")).to_be_visible()
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="What it means")).to_be_focused()


async def show_jobs(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Jobs").click()
    await page.get_by_role("button", name="Rebuild what votes add up to").click()
    await expect(page.get_by_role("progressbar")).to_be_visible()


async def show_model(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Model").click()
    await page.get_by_role("button", name="Its tags").last.click()
    await expect(page.get_by_role("rowheader", name="sunset")).to_be_visible()


async def show_trust(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Trust").click()
    await expect(page.get_by_role("table", name="Sources")).to_be_visible()


async def show_conduct(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Conduct").click()
    await page.get_by_role("button", name="What would change without ben").click()
    await expect(page.get_by_text("would turn.")).to_be_visible()


async def show_gold(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Gold").click()
    await expect(page.get_by_role("rowheader", name="sunset")).to_have_count(2)


async def show_gild(page: Page, link: str) -> None:
    await show_gold(page, link)
    await page.get_by_role("table").get_by_role("link", name="Picture").first.click()
    await page.get_by_text("Make it gold").first.click()
    await expect(page.get_by_role("button", name="It is Yes").first).to_be_visible()


async def show_vocabulary(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Vocabulary").click()
    await expect(page.get_by_text("if you say Yes.")).to_be_visible()


async def show_remarks(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Remarks").click()
    await page.get_by_role("button", name="Perhaps remarks").click()
    await expect(page.get_by_role("article", name="sunset")).to_be_visible()


async def show_boards(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Boards").click()
    await expect(page.get_by_role("region", name="Nearest Yes").get_by_role("img")).to_be_visible()


async def show_confused(page: Page, link: str) -> None:
    await show_boards(page, link)
    await page.keyboard.press(",")
    await expect(page.get_by_role("heading", name="sunset where it is ball")).to_be_visible()


async def show_queue(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Queue").click()
    await expect(page.get_by_role("article").first).to_be_visible()


async def show_filtered(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Filtered").click()
    await expect(page.get_by_role("article")).to_have_count(2)


async def show_duplicates(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Duplicates").click()
    await expect(page.get_by_role("img", name="Picture 2")).to_have_js_property("complete", value=True)


async def show_difference(page: Page, link: str) -> None:
    await show_duplicates(page, link)
    await page.keyboard.press("x")
    await expect(page.get_by_role("button", name="Difference")).to_have_attribute("aria-pressed", "true")


async def show_class(page: Page, link: str) -> None:
    await show_duplicates(page, link)
    await page.keyboard.press("d")
    await page.get_by_role("link", name="See what is merged").click()
    await expect(page.get_by_role("article")).to_have_count(2)


async def show_try(page: Page, link: str) -> None:
    await page.goto(f"/enter#{link}")
    await page.get_by_role("link", name="Try it").click()
    await expect(page.get_by_role("button", name="Choose a picture")).to_be_visible()


SCREENS: dict[str, Callable[[Page, str], Awaitable[None]]] = {
    "vote": show_vote,
    "reasons": show_reasons,
    "panic": show_panic,
    "help": show_help,
    "settings": show_settings,
    "scope": show_scope,
    "keys": show_keys,
    "closer": show_closer,
    "graph": show_graph,
    "tag": show_tag,
    "jobs": show_jobs,
    "model": show_model,
    "trust": show_trust,
    "conduct": show_conduct,
    "gold": show_gold,
    "gild": show_gild,
    "try": show_try,
    "remarks": show_remarks,
    "empty": show_empty,
    "answers": show_answers,
    "grid": show_grid,
    "compare": show_compare,
    "comparisons": show_comparisons,
    "ratings": show_ratings,
    "boards": show_boards,
    "confused": show_confused,
    "queue": show_queue,
    "filtered": show_filtered,
    "duplicates": show_duplicates,
    "difference": show_difference,
    "class": show_class,
    "vocabulary": show_vocabulary,
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_screen_fits_and_shuts_nobody_out(
    page: Page, seeded: Graph, files: Files, staff_link: str, screen: str
) -> None:
    for voter, image in zip("ab", files.stills, strict=False):
        await add_voters(seeded, voter, role="anonymous")
        await record_panic(seeded, voter, "anonymous", image)
    await record_comparisons(seeded, [Comparison(files.stills[3], files.stills[8], "print", 0.02, mirrored=True)])
    await propose_links(seeded, [NewLink("implies", "ball", "sunset", "mining", "They stand together.", score=0.7)])
    await write_findings(seeded, [Finding("sunset", 0.5, "on two pictures +0.50", strong=False, suspected=True)])
    await add_runs(seeded)
    await add_figures(seeded)
    if screen == "filtered":
        await refuse_two(seeded)
    if screen in ("gold", "gild"):
        gilded = files.stills[5:7]
        await settle_pairs(seeded, gilded, "sunset")
        (ada,) = await run(seeded, "MATCH (v:Voter {name: 'Ada'}) RETURN v.id AS id")  # who is not tested on her own
        await set_all_gold(seeded, [GoldAnswer(image, "sunset", "yes", "test") for image in gilded], ada["id"], "it is")
    if screen == "conduct":
        await run(seeded, "MATCH (v:Voter) WHERE v.name IN ['ann', 'ben'] DETACH DELETE v")
        await add_conduct(seeded, files)
    if screen in ("boards", "confused"):
        await add_disputes(seeded, files)
    if screen == "ratings":
        await add_ratings(seeded, files)
    SHOTS.mkdir(exist_ok=True)
    await page.set_viewport_size({"width": 360, "height": 740})
    await SCREENS[screen](page, staff_link)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        for width, height in WIDTHS.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot(path=SHOTS / f"{screen}-{width}-{scheme}.png", animations="disabled")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            found = await Axe().run(page)
            assert [
                (rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found.response["violations"]
            ] == []


async def test_everything_to_press_is_large_enough_for_a_thumb(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await show_reasons(page, "")
    buttons = await page.get_by_role("button").all()
    boxes = [await button.bounding_box() for button in buttons]
    assert len(boxes) == 11
    assert all(box and box["width"] >= 44 and box["height"] >= 44 for box in boxes)
    for name in ("Yes", "No", "Pass"):
        box = await page.get_by_role("group", name="Your answer").get_by_role("button", name=name).bounding_box()
        assert box
        assert box["y"] > 740 * 0.75
        assert box["y"] + box["height"] <= 740


async def test_whole_page_is_reached_by_tab(page: Page) -> None:
    await show_vote(page, "")
    await page.set_viewport_size({"width": 1280, "height": 800})
    reached = []
    for _ in range(16):
        await page.keyboard.press("Tab")
        reached.append(
            await page.evaluate(
                """() => {
                  let active = document.activeElement;
                  while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
                  return active.getAttribute("aria-label") ?? active.innerText.split("\\n")[0].trim();
                }"""
            )
        )
    assert reached == [
        "Vote", "Grid", "Compare", "Your answers", "Graph", "Tags", "Keys and swipes", "Settings", "What to vote on:",
        "Look closer", "sunset", "No", "Pass", "Yes", "Undo", "Hide: NSFW",
    ]  # fmt: skip
