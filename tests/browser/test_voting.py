"""Voting as people do it: by key, by button, by swipe; what they do is asked of the graph."""

import re

import pytest
from playwright.async_api import Page, expect

from graph.connection import Graph
from tests.browser.conftest import DESCRIPTION, MARKUP, Files, Watch, read_answers, wait_for_answers
from tests.seeds import run

SUNSET = "/?tag=sunset"


async def open_sunset(page: Page) -> None:
    await page.goto(SUNSET)
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()


async def picture_shown(page: Page) -> str:
    """The id of the picture that is shown."""
    source = await page.locator("taggy-picture.shown img").get_attribute("src")
    assert source
    return source.removeprefix("/media/")


@pytest.mark.parametrize(
    ("key", "answer"),
    [("y", "yes"), ("ArrowRight", "yes"), ("n", "no"), ("ArrowLeft", "no"), ("p", "pass"), ("ArrowDown", "pass")],
)
async def test_key_casts_a_vote(page: Page, seeded: Graph, key: str, answer: str) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)
    await page.keyboard.press(key)
    await wait_for_answers(seeded, [("sunset", answer, None)])
    votes = await run(seeded, "MATCH (i:Image)-[s:SORT]->() RETURN i.id AS image, s.why AS why, s.tookMs AS took")
    assert [vote["image"] for vote in votes] == [shown]
    assert votes[0]["why"] == "information"
    assert votes[0]["took"] >= 0
    assert await picture_shown(page) != shown


@pytest.mark.parametrize(("name", "answer"), [("Yes", "yes"), ("No", "no"), ("Pass", "pass")])
async def test_button_casts_a_vote_and_keeps_the_focus(page: Page, seeded: Graph, name: str, answer: str) -> None:
    await open_sunset(page)
    button = page.get_by_role("group", name="Your answer").get_by_role("button", name=name)
    await button.click()
    await wait_for_answers(seeded, [("sunset", answer, None)])
    await expect(button).to_be_focused()
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("1")


async def test_keys_count_by_their_place(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    for code, key in (("KeyY", "f"), ("KeyN", "b"), ("KeyP", "l")):  # as a Dvorak keyboard sends them
        await page.evaluate(
            "([code, key]) => document.body.dispatchEvent(new KeyboardEvent('keydown', "
            "{code, key, bubbles: true, composed: true}))",
            [code, key],
        )
    await wait_for_answers(seeded, [("sunset", "yes", None), ("sunset", "no", None), ("sunset", "pass", None)])


async def test_held_keys_shortcuts_and_the_up_arrow_do_nothing(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)
    for keys in ("ArrowUp", "Control+y", "Alt+n", "Meta+p"):
        await page.keyboard.press(keys)
    await page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', "
        "{code: 'KeyY', key: 'y', repeat: true, bubbles: true}))"
    )
    assert await picture_shown(page) == shown
    await page.keyboard.press("n")
    await wait_for_answers(seeded, [("sunset", "no", None)])


async def test_keys_rest_in_a_text_field_and_when_switched_off(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    await page.get_by_role("button", name="What to vote on").click()
    field = page.get_by_role("combobox", name="Tag")
    await expect(field).to_be_focused()
    await field.fill("")
    await field.press_sequentially("yn")
    await expect(field).to_have_value("yn")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Settings").click()
    await page.get_by_role("switch", name="Single keys").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("y")
    await page.get_by_role("group", name="Your answer").get_by_role("button", name="No").click()
    await wait_for_answers(seeded, [("sunset", "no", None)])


async def test_pass_can_say_why_by_key_or_button(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    await page.keyboard.press("p")
    await expect(page.get_by_role("group", name=re.compile("Why did you pass"))).to_be_visible()
    await page.keyboard.press("2")
    await wait_for_answers(seeded, [("sunset", "pass", "unknown-tag")])
    await page.keyboard.press("p")
    await page.get_by_role("button", name="Bad picture").click()
    await wait_for_answers(seeded, [("sunset", "pass", "unknown-tag"), ("sunset", "pass", "bad-picture")])
    await expect(page.get_by_role("button", name="Pass")).to_be_focused()


async def test_undo_goes_back_one_by_one(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    first = await picture_shown(page)
    await page.keyboard.press("y")
    second = await picture_shown(page)
    await page.keyboard.press("n")
    await wait_for_answers(seeded, [("sunset", "yes", None), ("sunset", "no", None)])
    await page.keyboard.press("u")
    assert await picture_shown(page) == second
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    await page.get_by_role("button", name="Undo").click()
    assert await picture_shown(page) == first
    await wait_for_answers(seeded, [])
    await page.keyboard.press("u")  # there is nothing more to take back
    await page.keyboard.press("n")
    await wait_for_answers(seeded, [("sunset", "no", None)])
    kept = await run(
        seeded, "MATCH ()-[s:SORTED_BEFORE]->() RETURN s.answer AS answer, s.reason AS reason ORDER BY answer"
    )
    assert kept == [{"answer": "no", "reason": "withdrawn"}, {"answer": "yes", "reason": "withdrawn"}]


async def test_panic_hides_at_once_and_escape_takes_it_back(page: Page, seeded: Graph, files: Files) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    await page.keyboard.press("Shift+Digit1")
    await expect(page.get_by_role("dialog", name="Report this picture as NSFW?")).to_be_visible()
    await expect(page.get_by_role("img", name="Picture to judge")).to_have_count(0)
    await page.keyboard.press("y")  # the keys of the page rest
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("img", name="Picture to judge")).to_be_visible()
    assert await picture_shown(page) == shown
    assert sent == []
    states = await run(seeded, "MATCH (i:Image) RETURN DISTINCT i.nsfw AS nsfw")
    assert states == [{"nsfw": "unknown"}]
    assert await read_answers(seeded) == []
    assert shown in files.stills


async def test_panic_confirmed_hides_the_picture_from_all(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)
    await page.get_by_role("button", name="Hide: NSFW").click()
    await page.get_by_role("button", name="Yes, report it").click()
    await expect(page.get_by_role("img", name="Picture to judge")).to_be_visible()
    assert await picture_shown(page) != shown
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    states = await run(seeded, "MATCH (i:Image {nsfw: 'suspected'}) RETURN i.id AS id")
    assert states == [{"id": shown}]
    assert (await page.request.get(f"/media/{shown}")).status == 404


@pytest.mark.parametrize(
    ("x", "y", "answer"), [(260, 10, "yes"), (-260, 10, "no"), (5, 220, "pass")], ids=["right", "left", "down"]
)
async def test_swipe_casts_a_vote_and_shows_which(page: Page, seeded: Graph, x: int, y: int, answer: str) -> None:
    await open_sunset(page)
    box = await page.get_by_role("img", name="Picture to judge").bounding_box()
    assert box
    start = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(start[0] + x / 2, start[1] + y / 2, steps=4)
    await page.mouse.move(start[0] + x, start[1] + y, steps=4)
    await expect(page.locator(".stamp")).to_have_text(re.compile(answer, re.IGNORECASE))
    await page.mouse.up()
    await wait_for_answers(seeded, [("sunset", answer, None)])


async def test_short_or_upward_swipe_does_nothing(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)
    for x, y in ((40, 0), (0, -300)):
        await page.mouse.move(400, 400)
        await page.mouse.down()
        await page.mouse.move(400 + x, 400 + y, steps=4)
        await page.mouse.up()
    assert await picture_shown(page) == shown
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "yes", None)])


async def test_tag_stands_with_its_category_and_meaning_and_without_opinions(page: Page) -> None:
    await open_sunset(page)
    await expect(page.get_by_text(DESCRIPTION)).to_be_visible()
    await expect(page.get_by_text("scene")).to_be_visible()
    answer = await (await page.request.get("/api/v1/questions?count=1&tag=sunset")).json()
    assert answer["questions"][0]["origin"] == {"source": "folder:hills", "author": None, "url": None, "links": []}
    assert set(answer["questions"][0]) == {"token", "image", "tag", "origin"}


async def test_markup_in_a_tag_is_text(page: Page) -> None:
    await page.goto(f"/?tag={MARKUP}")
    await expect(page.get_by_role("heading", name=MARKUP)).to_be_visible()
    assert await page.locator("img[src=x]").count() == 0
    await page.keyboard.press("p")
    await expect(page.get_by_text(f"Passed “{MARKUP}”").first).to_be_attached()
    await page.goto("/answers")
    await expect(page.get_by_role("heading", name=MARKUP)).to_be_visible()
    assert await page.locator("img[src=x]").count() == 0


async def test_refused_vote_says_so_and_is_asked_again(page: Page, seeded: Graph, watch: Watch) -> None:
    await open_sunset(page)
    shown = await picture_shown(page)

    async def spoil(route, request) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Playwright's own
        await route.continue_(post_data={**request.post_data_json, "token": "forged"})

    await page.route("**/api/v1/votes", spoil, times=1)
    await page.keyboard.press("y")
    await expect(page.get_by_text("Not recorded: “sunset”").last).to_be_visible()
    watch.forgive("400")
    assert await read_answers(seeded) == []
    await page.keyboard.press("n")
    assert await picture_shown(page) == shown
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "no", None), ("sunset", "yes", None)])
    again = await run(seeded, "MATCH (:Image {id: $id})-[s:SORT]->() RETURN s.answer AS answer, s.why AS why", id=shown)
    assert again == [{"answer": "yes", "why": None}]


async def test_animation_stands_still_where_motion_is_not_wanted(page: Page, files: Files) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.goto("/?tag=ball")
    picture = page.get_by_role("img", name="Picture to judge")
    await expect(picture).to_have_js_property("complete", value=True)
    assert (await picture.evaluate("img => img.currentSrc")).endswith(f"/media/{files.moving}/still")
    await page.get_by_role("button", name="Play").click()
    await expect(picture).to_have_js_property("currentSrc", f"{page.url.split('/?')[0]}/media/{files.moving}")
    await page.get_by_role("button", name="Pause").click()
    await expect(picture).to_have_attribute("src", f"/media/{files.moving}/still")


async def test_animation_plays_otherwise(page: Page, files: Files) -> None:
    await page.goto("/?tag=ball")
    picture = page.get_by_role("img", name="Picture to judge")
    await expect(picture).to_have_js_property("complete", value=True)
    assert (await picture.evaluate("img => img.currentSrc")).endswith(f"/media/{files.moving}")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
