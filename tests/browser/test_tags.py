"""Tag pages: reached from where a tag is read, whatever its name, and described in place by staff."""

from urllib.parse import quote

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.descriptions import change_description
from graph.tags import find_tag
from tests.browser.conftest import DESCRIPTION, Watch, sign_in
from tests.seeds import add_tags, run

ODD = ["a/b?c=%20#d%", "..", "שלום 😀", "<b>bold</b>", "x" * 255]


async def test_the_tag_of_a_question_is_read_and_the_question_stays(page: Page) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    shown = page.locator("taggy-picture.shown img")
    asked = await shown.get_attribute("src")
    await page.keyboard.press("i")
    await expect(page).to_have_url("/tags/sunset")
    await expect(page.get_by_role("heading", name="sunset", exact=True)).to_be_visible()
    await expect(page.get_by_text(DESCRIPTION)).to_be_visible()
    await expect(page.get_by_role("definition").nth(2)).to_have_text("10")
    await expect(page.get_by_role("button", name="Change the description")).to_have_count(0)
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="What it means")).to_have_count(0)
    await page.go_back()
    await expect(shown).to_have_attribute("src", asked or "")
    await page.get_by_role("link", name="sunset").click()
    await expect(page).to_have_url("/tags/sunset")
    await page.get_by_role("link", name="In the graph").click()
    await page.get_by_role("link", name="About this tag").click()
    await expect(page).to_have_url("/tags/sunset")


async def test_odd_names_are_found_and_their_addresses_last(page: Page, seeded: Graph, watch: Watch) -> None:
    await add_tags(seeded, *ODD)
    await page.goto("/tags")
    for name in ODD:
        await page.get_by_role("combobox", name="Tag").fill(name)
        await page.get_by_role("button", name="Show").click()
        heading = page.get_by_role("heading", name=name, exact=True)
        await expect(heading).to_be_visible()
        await page.reload()
        await expect(heading).to_be_visible()
    assert page.url.endswith(f"/tags/{quote(ODD[-1], safe='')}")
    await page.goto("/tags/nothing")
    await expect(page.get_by_role("heading", name="This tag cannot be shown")).to_be_visible()
    watch.forgive("404")


async def test_a_long_description_is_opened_beside_the_question(page: Page, seeded: Graph) -> None:
    await run(seeded, "MATCH (t:Tag {name: 'sunset'}) SET t.description = $text", text="word " * 100 + "end.")
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.goto("/?tag=sunset")
    about = page.locator("taggy-question .about")
    before = await about.bounding_box()
    await page.get_by_role("button", name="More").click()
    after = await about.bounding_box()
    assert before
    assert after
    assert after["height"] > 3 * before["height"]
    await expect(page.get_by_role("button", name="Less")).to_have_attribute("aria-expanded", "true")


async def test_staff_describe_a_tag_in_place(page: Page, seeded: Graph, staff_link: str, watch: Watch) -> None:
    await sign_in(page, staff_link)
    await page.goto("/tags/sunset")
    await page.get_by_role("button", name="Change the description").wait_for()
    await page.keyboard.press("e")
    field = page.get_by_role("textbox", name="What it means")
    await expect(field).to_have_value(DESCRIPTION)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Change the description")).to_be_focused()
    await page.keyboard.press("e")
    await field.fill("The *sun* sets.\nhttps://example.org")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("The *sun* sets.").first).to_be_visible()
    await expect(page.get_by_role("listitem").filter(has_text="Ada (staff) · description")).to_contain_text(DESCRIPTION)
    await expect(page.get_by_role("link", name="example.org")).to_have_count(0)
    kept = await find_tag(seeded, "sunset")
    assert kept
    assert kept.description == "The *sun* sets.\nhttps://example.org"
    await page.get_by_role("button", name="Change the description").click()
    await change_description(seeded, "another", "sunset", kept.description, "Evening.")
    await field.fill("Dusk.")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("somebody else changed it meanwhile. It says now: “Evening.”")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Dusk.").first).to_be_visible()
    kept = await find_tag(seeded, "sunset")
    assert kept
    assert kept.description == "Dusk."
    watch.forgive("409")


async def test_own_answers_lead_to_their_tags(page: Page) -> None:
    await page.goto("/?tag=ball")
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await page.keyboard.press("y")
    await page.get_by_role("link", name="Your answers").click()
    await page.get_by_role("article").get_by_role("link", name="ball").click()
    await expect(page).to_have_url("/tags/ball")
    await expect(page.get_by_role("img", name="Picture 1 that matches")).to_be_visible()
