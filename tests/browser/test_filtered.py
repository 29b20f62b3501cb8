"""The page of filtered pictures: staff look at what a filter refused and restore it."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.filters import Verdict, record_verdicts
from tests.browser.conftest import sign_in
from tests.seeds import run


async def refuse_two(graph: Graph) -> list[str]:
    """Let a filter refuse two pictures, and return their ids, the nearest to its bound first."""
    rows = await run(graph, "MATCH (i:Image) RETURN i.id AS id ORDER BY id LIMIT 2")
    ids = [row["id"] for row in rows]
    verdicts = [
        Verdict(image, "refused", "outliers", -30.5, 0.01, f"unlike the others: {place}", 0.2 + place / 2)
        for place, image in enumerate(ids)
    ]
    await record_verdicts(graph, "good", verdicts)
    return ids


async def test_staff_look_at_what_was_refused_and_restore_it(page: Page, seeded: Graph, staff_link: str) -> None:
    first, second = await refuse_two(seeded)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Filtered").click()
    cards = page.get_by_role("article", name="Refused by good")
    await expect(cards).to_have_count(2)
    await expect(cards.first).to_contain_text("unlike the others: 0")
    picture = cards.first.get_by_role("img", name="Refused picture")
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("img => img.naturalWidth") > 0
    await cards.first.get_by_role("button", name="Restore").click()
    await expect(cards.first.get_by_text("Restored.")).to_be_focused()
    withheld = await run(seeded, "MATCH (i:Image) WHERE size(i.withheld) > 0 RETURN i.id AS id")
    assert withheld == [{"id": second}]
    restored = await run(seeded, "MATCH (i:Image)-[j:JUDGED]->() WHERE j.restoredAt IS NOT NULL RETURN i.id AS id")
    assert restored == [{"id": first}]
    await page.reload()
    await expect(page.get_by_role("article")).to_have_count(1)
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_text("Restored.")).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("heading", name="Nothing is refused")).to_be_visible()


async def test_the_page_is_for_staff(page: Page) -> None:
    await page.goto("/filtered")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
