"""The board of the vocabulary: staff answer what mining asks, by key and by thumb, and take an answer back."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.vocabulary import NewLink, propose_links
from tests.browser.conftest import Watch, sign_in
from tests.seeds import add_tags, link, read_links

QUESTIONS = (
    NewLink("alias", "sunsets", "sunset", "mining", "One is the plural.", {"pictures": [0, 11], "together": 0}, 0.98),
    NewLink("implies", "scene", "sunset", "mining", "It stands beside it.", {"pictures": [4, 11], "together": 4}, 0.7),
    NewLink("excludes", "ball", "sunset", "mining", "Never together.", score=0.5),
)
PROPOSED = {
    ("ALIAS_OF", "sunsets", "sunset", "proposed"),
    ("IMPLIES", "scene", "sunset", "proposed"),
    ("EXCLUDES", "ball", "sunset", "proposed"),
}


async def open_board(page: Page, graph: Graph, staff_link: str) -> None:
    await add_tags(graph, "sunsets", "scene")
    await propose_links(graph, QUESTIONS)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Vocabulary").click()
    await ask(page, "Is sunsets the same as sunset?")


async def ask(page: Page, question: str) -> None:
    await expect(page.get_by_role("heading", name=question)).to_be_visible()


async def test_questions_are_answered_by_key_and_taken_back(page: Page, seeded: Graph, staff_link: str) -> None:
    await open_board(page, seeded, staff_link)
    await expect(page.get_by_text("“sunsets” is on 0 pictures, “sunset” on 11, never both on one.")).to_be_visible()
    await expect(page.get_by_text("0 pairs move if you say Yes.")).to_be_visible()
    # Four but for those that staff were just asked about.
    await expect(page.get_by_role("img", name="A picture with sunset").first).to_be_visible()
    await expect(page.get_by_text("No picture that you may see.")).to_have_count(1)
    await page.keyboard.press("y")
    await ask(page, "Is whatever is scene also sunset?")
    assert await read_links(seeded) == {
        ("ALIAS_OF", "sunsets", "sunset", "accepted"),
        ("IMPLIES", "scene", "sunset", "proposed"),
        ("EXCLUDES", "ball", "sunset", "proposed"),
    }
    await page.keyboard.press("u")
    await ask(page, "Is sunsets the same as sunset?")
    assert await read_links(seeded) == PROPOSED
    await page.keyboard.press("n")
    await ask(page, "Is whatever is scene also sunset?")
    await page.keyboard.press("t")
    await ask(page, "Is whatever is sunset also scene?")
    await expect(page.get_by_text("if you say Yes.")).to_be_visible()
    await page.keyboard.press("y")
    await ask(page, "Can nothing be both ball and sunset?")
    assert await read_links(seeded) == {
        ("ALIAS_OF", "sunsets", "sunset", "rejected"),
        ("IMPLIES", "sunset", "scene", "accepted"),
        ("IMPLIES", "scene", "sunset", "rejected"),
        ("EXCLUDES", "ball", "sunset", "proposed"),
    }
    await page.keyboard.press("l")
    await expect(page.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
    await page.get_by_role("button", name="Read again").click()
    await ask(page, "Can nothing be both ball and sunset?")
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and swipes")
    await expect(dialog.get_by_text("Ask it the other way round")).to_be_visible()
    await expect(dialog.get_by_text("Pass", exact=True)).to_have_count(0)


async def test_questions_are_answered_by_thumb_and_what_cannot_be_is_said(
    page: Page, seeded: Graph, staff_link: str, watch: Watch
) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await open_board(page, seeded, staff_link)
    for name in ("No", "Later", "Yes"):
        box = await page.get_by_role("group", name="Your decision").get_by_role("button", name=name).bounding_box()
        assert box
        assert box["height"] >= 44
        assert 740 * 0.75 < box["y"] <= 740 - box["height"]
    await page.get_by_role("button", name="Excludes").click()
    await ask(page, "Can nothing be both ball and sunset?")
    await link(seeded, "implies", "ball", "sunset")
    await page.get_by_role("button", name="Yes").click()
    await expect(page.get_by_text("Not recorded: That 'ball' excludes 'sunset' contradicts").first).to_be_visible()
    await ask(page, "Can nothing be both ball and sunset?")
    await page.get_by_role("button", name="No").click()
    await expect(page.get_by_role("heading", name="Nothing is waiting")).to_be_visible()
    assert ("EXCLUDES", "ball", "sunset", "rejected") in await read_links(seeded)
    watch.forgive("409")


async def test_the_vocabulary_is_for_staff(page: Page) -> None:
    await page.goto("/vocabulary")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Vocabulary")).to_have_count(0)
