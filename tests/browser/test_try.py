"""The page on which analysts and staff try the model on a picture."""

import pytest
from playwright.async_api import Page, expect

from graph.connection import Graph
from taggy.settings import Settings
from tests.browser.conftest import Watch, sign_in
from tests.model.runs import draw_newcomers, make_live_run
from tests.seeds import run

FILE = "input[type=file]"
LOADED_MS = 90_000  # a busy machine takes its time to load the model


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch, server_settings: Settings) -> None:
    """The process that looks reads the same settings, and runs on one thread."""
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


async def test_a_picture_is_tried_and_a_proposal_called_wrong(
    page: Page, seeded: Graph, server_settings: Settings, staff_link: str, watch: Watch
) -> None:
    named = await make_live_run(seeded, server_settings.home)
    await page.set_viewport_size({"width": 360, "height": 740})
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Try it").click()
    choose = page.get_by_role("button", name="Choose a picture")
    await expect(choose).to_be_enabled()
    async with page.expect_file_chooser() as chooser:
        await choose.press("Enter")
    picture = {"name": "p.png", "mimeType": "image/png", "buffer": next(iter(draw_newcomers(1).values()))[0]}
    await (await chooser.value).set_files(picture)  # type: ignore[arg-type]
    await expect(page.get_by_role("heading", name="Proposed")).to_be_visible(timeout=LOADED_MS)
    await expect(page.get_by_role("img", name="The picture that is tried")).to_be_visible()
    watch.forgive("503")  # the model is loaded at the first picture
    wrong = page.get_by_role("button", name="is wrong").first
    tag = (await wrong.get_attribute("aria-label") or "").removesuffix(" is wrong")
    near = page.get_by_role("region", name=f"Nearest with {tag}")
    await expect(near.get_by_role("img", name="Picture 1: Yes, says a source")).to_be_visible()
    assert (await near.get_by_role("link").first.get_attribute("href") or "").startswith("/graph?image=")
    await wrong.press("Enter")
    await expect(page.get_by_role("textbox", name="What is wrong with it?")).to_be_focused()
    await page.keyboard.type("<b>no</b> such thing")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Filed for staff")).to_be_visible()
    await expect(page.get_by_role("region", name="Called wrong").get_by_role("listitem")).to_contain_text("<b>no</b>")
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    (event,) = await run(seeded, "MATCH (e:Event {what: 'wrong-proposal'}) RETURN e.before AS before, e.why AS why")
    assert event["before"].split("|")[::2] == [named, tag]
    assert event["why"] == "<b>no</b> such thing"

    text = {"name": "p.png", "mimeType": "image/png", "buffer": b"hello"}
    await page.locator(FILE).set_input_files(text)  # type: ignore[arg-type]
    await expect(page.get_by_role("status")).to_contain_text("no picture in a format")
    watch.forgive("422")


async def test_it_is_for_analysts_and_staff(page: Page) -> None:
    await page.goto("/try")
    await expect(page.get_by_role("heading", name="This page is for analysts and staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Try it")).to_have_count(0)
