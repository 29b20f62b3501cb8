"""The board of remarks: staff see what speaks for a tag's being one, and say so by thumb or by key."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.remarks import Finding, write_findings
from tests.browser.conftest import MARKUP, sign_in
from tests.seeds import run


async def read_states(graph: Graph) -> dict[str, tuple[str, bool]]:
    rows = await run(graph, "MATCH (t:Tag) RETURN t.name AS name, t.state AS state, t.decidedBy IS NOT NULL AS decided")
    return {row["name"]: (row["state"], row["decided"]) for row in rows}


async def test_staff_take_out_keep_and_bring_back(page: Page, seeded: Graph, staff_link: str) -> None:
    findings = [
        Finding(MARKUP, 1.9, "ends like a sentence +0.97; one author uses it +0.68", strong=False, suspected=True),
        Finding("ball", 1.5, "one author uses it +0.68", strong=False, suspected=True),
        Finding("sunset", 0.5, "3 of 4 answers are No or Pass +1.39", strong=False, suspected=True),
    ]
    await write_findings(seeded, findings)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Remarks").click()
    cards = page.get_by_role("article")
    await expect(cards).to_have_count(3)
    await expect(cards.first.get_by_role("listitem")).to_have_text(
        ["ends like a sentence +0.97", "one author uses it +0.68"]
    )
    await expect(cards.last.get_by_role("img")).to_have_count(4)
    await page.keyboard.press("n")
    await expect(cards.first.get_by_text("It is out of circulation.")).to_be_visible()
    await expect(cards.nth(1)).to_be_focused()
    await page.keyboard.press("p")
    await expect(cards.nth(2)).to_be_focused()
    await page.keyboard.press("y")
    await expect(cards.nth(2).get_by_text("It circulates, and no search takes it out.")).to_be_visible()
    await cards.nth(1).get_by_role("button", name="Take it out").click()
    await expect(cards.nth(1).get_by_text("It is out of circulation.")).to_be_visible()
    assert await read_states(seeded) == {
        MARKUP: ("remark", True),
        "ball": ("remark", True),
        "sunset": ("circulating", True),
    }
    await page.get_by_role("button", name="Taken out").click()
    await expect(cards).to_have_count(2)
    await page.get_by_role("article", name="ball").get_by_role("button", name="Bring it back").click()
    await expect(page.get_by_role("article", name="ball").get_by_text("It circulates")).to_be_visible()
    assert (await read_states(seeded))["ball"] == ("circulating", True)
    await page.get_by_role("button", name="Search again").click()
    await expect(page.get_by_text("A search waits for its turn")).to_be_visible()


async def test_remarks_are_for_staff(page: Page) -> None:
    await page.goto("/remarks")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Remarks")).to_have_count(0)
