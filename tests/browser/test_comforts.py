"""Comforts of every day: keys of one's own, a closer look, where a picture comes from."""

import re

import pytest
from playwright.async_api import Page, expect

from graph.connection import Graph
from tests.browser.conftest import read_answers, wait_for_answers
from tests.seeds import run


async def open_sunset(page: Page) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()


async def open_keys(page: Page) -> None:
    await page.get_by_role("button", name="Settings").click()
    await page.get_by_role("button", name="Change keys").click()
    await expect(page.get_by_role("dialog", name="Change keys")).to_be_visible()


async def read_scale(page: Page) -> float:
    """How much the picture is magnified."""
    scale = await page.locator("taggy-picture.shown img").evaluate(
        "img => new DOMMatrix(getComputedStyle(img).transform).a"
    )
    return float(scale)


async def test_keys_are_chosen_shown_and_kept(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    await open_keys(page)
    await page.get_by_role("button", name="Yes, the tag matches the picture: key y").click()
    await page.keyboard.press("j")
    await expect(page.get_by_role("status").get_by_text("“j” is now: Yes")).to_be_visible()
    await page.get_by_role("button", name="Done").click()
    await page.reload()
    yes = page.get_by_role("group", name="Your answer").get_by_role("button", name="Yes")
    await expect(yes.locator("kbd").first).to_have_text("j")
    await expect(yes).to_have_attribute("aria-keyshortcuts", "j")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keys and swipes").locator("kbd").first).to_have_text("j")
    await page.keyboard.press("Escape")
    await page.keyboard.press("y")
    await page.keyboard.press("j")
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    await open_keys(page)
    await page.get_by_role("button", name="As they were at first").click()
    await page.keyboard.press("Escape")
    await expect(yes.locator("kbd").first).to_have_text("y")
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "yes", None), ("sunset", "yes", None)])


@pytest.mark.parametrize(
    ("pressed", "says"),
    [("n", "“n” is taken: No, it does not"), ("Enter", "keep their meaning"), ("Control+b", "without Ctrl")],
)
async def test_a_key_that_is_taken_is_refused(page: Page, pressed: str, says: str) -> None:
    await open_sunset(page)
    await open_keys(page)
    await page.get_by_role("button", name="Yes, the tag matches the picture: key y").click()
    await page.keyboard.press(pressed)
    await expect(page.get_by_text(says)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Change keys")).to_be_visible()
    await expect(page.get_by_role("button", name="Yes, the tag matches the picture: key y")).to_be_visible()
    assert await page.evaluate("localStorage.getItem('taggy.keymap')") is None


async def test_one_looks_closer_and_drags_without_voting(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    picture = page.get_by_role("img", name="Picture to judge")
    await expect(picture).to_have_js_property("complete", value=True)
    await page.keyboard.press("z")
    assert await read_scale(page) == 2.5
    box = await page.locator("taggy-picture.shown").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.move(*middle)
    await page.mouse.down()
    await page.mouse.move(middle[0] + 300, middle[1], steps=5)
    await page.mouse.up()
    moved = await picture.evaluate("img => new DOMMatrix(getComputedStyle(img).transform).e")
    assert moved > 100
    await page.keyboard.press("Escape")
    assert await read_scale(page) == 1
    await page.mouse.dblclick(*middle)
    assert await read_scale(page) == 2.5
    await page.keyboard.press("z")
    assert await read_scale(page) == 1
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, -100)
    await page.keyboard.up("Control")
    await expect(page.get_by_role("button", name="Look closer")).to_have_attribute("aria-pressed", "true")
    assert await read_answers(seeded) == []
    await page.keyboard.press("y")
    await expect(page.get_by_role("button", name="Look closer")).to_have_attribute("aria-pressed", "false")
    await wait_for_answers(seeded, [("sunset", "yes", None)])


async def test_two_fingers_look_closer(page: Page, seeded: Graph) -> None:
    await open_sunset(page)
    box = await page.locator("taggy-picture.shown").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch = await page.context.new_cdp_session(page)

    async def hold(kind: str, *apart: float) -> None:
        points = [{"x": x + way * part, "y": y, "id": way} for part in apart for way in (-1, 1)]
        for point in points:
            point["id"] = point["id"] + 1
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await hold("touchStart", 40)
    for apart in (60, 80, 100, 120):
        await hold("touchMove", apart)
    await hold("touchEnd")
    assert await read_scale(page) > 1.8
    assert await read_answers(seeded) == []


async def test_a_moving_picture_is_looked_at_closer_too(page: Page) -> None:
    await page.goto("/?tag=ball")
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()
    await page.get_by_role("button", name="Look closer").click()
    assert await read_scale(page) == 2.5
    await page.get_by_role("button", name="Pause").click()
    assert await read_scale(page) == 2.5


async def test_artist_and_source_stand_beside_the_picture(page: Page, seeded: Graph) -> None:
    await run(
        seeded,
        """MATCH (p:Post) SET p.author = 'Ada <b>', p.url = 'https://example.org/' + p.key, p.title = 'A sunset by Ada',
             p.links = ['https://ada.example/1', 'https://[', 'javascript:alert(1)']""",
    )
    await open_sunset(page)
    await expect(page.get_by_text("By Ada <b>")).to_be_visible()
    link = page.get_by_role("link", name="hills")
    await expect(link).to_have_attribute("href", re.compile(r"^https://example\.org/"))
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("link", name="ada.example")).to_have_attribute("href", "https://ada.example/1")
    await expect(page.get_by_text("alert")).to_have_count(0)
    await expect(page.get_by_text("A sunset by Ada")).to_have_count(0)
