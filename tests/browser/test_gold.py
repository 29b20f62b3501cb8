"""Gold in the page: staff make a pair gold, a voter is asked about it without a sign of that, staff see how it went."""

import math
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, Page, expect

from consensus import remembered
from graph.connection import Graph
from graph.gold import GoldAnswer, set_all_gold
from taggy.settings import Settings
from tests.browser.conftest import Files, Watch, settle_pairs, sign_in, wait_for_answers
from tests.seeds import run


@pytest.fixture
def page_settings(server_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings by which a voter is asked nothing but tests as soon as there are any."""
    monkeypatch.setattr(remembered, "AGE", 0.0)
    monkeypatch.setattr(remembered, "SHARE", math.inf)
    return server_settings.model_copy(update={"control_share": 0.0, "audit_share": 0.0, "gold_share": 1.0})


@dataclass(frozen=True)
class Pair:
    """The pair that is made gold in these tests."""

    image: str
    tag: str = "sunset"


async def open_form(page: Page, pair: Pair) -> None:
    """Open, by keyboard, the form that makes a pair gold."""
    await page.goto(f"/graph?image={pair.image}")
    await page.get_by_text("Make it gold").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name=f"What is true of {pair.tag}")).to_be_visible()


async def test_staff_make_gold_a_voter_answers_unaware_and_staff_see_it(
    page: Page, browser: Browser, server_url: str, seeded: Graph, files: Files, staff_link: str, watch: Watch
) -> None:
    pair = Pair(files.stills[2])
    await settle_pairs(seeded, [pair.image], pair.tag)
    await sign_in(page, staff_link)
    await open_form(page, pair)
    await page.get_by_role("textbox", name=f"Why {pair.tag} is gold").fill("the sun is in it")
    await page.get_by_role("button", name="It is Yes").press("Enter")
    await expect(page.get_by_text("Yes is gold now, as a test.")).to_be_visible()
    await page.get_by_role("combobox", name=f"What gold on {pair.tag} is for").select_option("audit")
    await page.get_by_role("button", name="It is No").click()
    await expect(page.get_by_text("is test gold already (yes)")).to_be_visible()
    watch.forgive("409")

    voter = await browser.new_context(base_url=server_url)
    asked = await voter.new_page()
    heard: list[str] = []
    asked.on("response", lambda response: heard.append(response.url))
    await asked.goto("/")
    await expect(asked.get_by_role("heading", name=pair.tag)).to_be_visible()
    picture = asked.get_by_role("img", name="Picture to judge")
    await expect(picture).to_have_attribute("src", f"/media/{pair.image}")
    for word in ("gold", "test", "Test", "Gold"):
        assert word not in await asked.locator("body").inner_text()
    await asked.keyboard.press("y")
    await wait_for_answers(seeded, [(pair.tag, "yes", None)] * 3)
    await asked.get_by_role("link", name="Your answers").click()
    await expect(asked.get_by_role("article")).to_have_count(1)
    assert "gold" not in (await asked.locator("body").inner_text()).lower()
    await asked.goto("/gold")
    await expect(asked.get_by_role("heading", name="This page is for staff")).to_be_visible()
    assert not any("/api/v1/gold" in url for url in heard)
    await voter.close()
    assert await run(seeded, "MATCH ()-[s:SORT {why: 'test'}]->() RETURN count(s) AS tests") == [{"tests": 1}]

    await page.get_by_role("link", name="Gold").click()
    row = page.get_by_role("row", name=pair.tag)
    await expect(row.get_by_role("cell")).to_contain_text(["", "Yes", "3", "3", "0", "the sun is in it", "Take back"])
    await row.get_by_role("button", name=f"Take back {pair.tag}").press("Enter")
    await expect(page.get_by_text("Nothing is gold for this yet.")).to_be_visible()
    await expect(page.get_by_role("combobox", name="What for")).to_be_focused()
    assert await run(seeded, "MATCH ()-[d:DECIDED]->() RETURN d") == []


async def test_staff_look_at_audits_in_pages(page: Page, seeded: Graph, files: Files, staff_link: str) -> None:
    tags = [f"thing {number:02d}" for number in range(60)]
    await run(seeded, "UNWIND $tags AS name CREATE (:Tag {name: name, state: 'circulating'})", tags=tags)
    await set_all_gold(seeded, [GoldAnswer(files.stills[0], tag, "no", "audit") for tag in tags], "command line")
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Gold").click()
    await expect(page.get_by_text("Nothing is gold for this yet.")).to_be_visible()
    await page.get_by_role("combobox", name="What for").select_option("audit")
    rows = page.get_by_role("table", name="Audits of what is believed").get_by_role("rowheader")
    await expect(rows).to_have_count(50)
    await page.get_by_role("button", name="Show more").click()
    await expect(rows).to_have_count(60)


async def test_voters_find_no_way_to_gold(page: Page, files: Files) -> None:
    await page.goto("/answers")
    await page.goto(f"/graph?image={files.stills[2]}")
    await expect(page.get_by_role("table")).to_be_visible()
    await expect(page.get_by_text("Make it gold")).to_have_count(0)
    await expect(page.get_by_role("link", name="Gold")).to_have_count(0)
