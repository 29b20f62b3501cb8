"""Trust in the page: staff see whom to believe and order a fit; voters read what their answers are worth."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.reliability import Figures, write_reliability
from tests.browser.conftest import Watch, sign_in
from tests.seeds import add_voters, run

POOR = (
    "On scene tags you and others often see it differently. It helps to read what the tag means before you answer, to "
    "look at its examples, and to pass where you cannot tell."
)


async def add_figures(graph: Graph) -> None:
    """Add figures of three voters and of the source, in all and in one category."""
    await add_voters(graph, "ann", "ben")
    await add_voters(graph, "f00d" * 8, role="anonymous")
    rights = {"ann": 0.93, "ben": 0.71, "f00d" * 8: 0.5}
    await write_reliability(graph, [describe(voter, "", right, 1200) for voter, right in rights.items()])
    await write_reliability(graph, [describe("ben", "scene", 0.8, 30)])
    figures = {"precision": 0.88, "lowPrecision": 0.7, "highPrecision": 0.96, "claims": 10}
    await write_reliability(graph, [Figures("source", "folder:hills", "", 0.88, figures)])


def describe(voter: str, category: str, right: float, answers: int) -> Figures:
    """Describe a voter who is right as often on both sides."""
    sides = ("ensitivity", "pecificity")
    shares = {f"s{side}": right for side in sides}
    bounds = {f"{end}S{side}": right + by for side in sides for end, by in (("low", -0.04), ("high", 0.04))}
    return Figures("voter", voter, category, right, {**shares, **bounds, "right": right, "answers": answers})


async def test_staff_see_whom_to_believe_and_order_a_fit(page: Page, seeded: Graph, staff_link: str) -> None:
    await add_figures(seeded)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Trust").click()
    voters = page.get_by_role("table", name="Voters")
    await expect(voters.get_by_role("rowheader")).to_have_text(["ann", "ben", "anonymous f00df00d"])
    await expect(voters.get_by_role("row", name="ann")).to_contain_text("0.89 to 0.97")
    await expect(voters.get_by_role("row", name="ann")).to_contain_text("1,200")
    await expect(page.get_by_role("table", name="Sources").get_by_role("rowheader")).to_have_text(["folder:hills"])
    await page.get_by_role("combobox", name="Category").select_option("scene")
    await expect(voters.get_by_role("rowheader")).to_have_text(["ben"])
    await expect(page.get_by_text("No claim was asked about by chance here yet.")).to_be_visible()
    await page.get_by_role("button", name="Fit anew").click()
    await expect(page.get_by_text("A fit waits for its turn")).to_be_visible()
    jobs = await run(seeded, "MATCH (j:Job) WHERE j.kind = 'trust' RETURN j.state AS state, j.by AS by")
    assert jobs == [{"state": "waiting", "by": "Ada"}]


async def test_trust_is_for_staff(page: Page, watch: Watch) -> None:
    await page.goto("/trust")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Trust")).to_have_count(0)
    assert watch.errors == []


async def test_voters_read_what_their_answers_are_worth(page: Page, seeded: Graph) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    await page.keyboard.press("y")
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("1")
    (voter,) = await run(seeded, "MATCH (v:Voter) RETURN v.id AS id")
    await write_reliability(seeded, [describe(voter["id"], "", 0.95, 40), describe(voter["id"], "scene", 0.3, 40)])
    await page.get_by_role("link", name="Your answers").click()
    region = page.get_by_role("region", name="How it goes")
    await expect(region.get_by_role("listitem")).to_have_text(
        [
            "You are right in all about 19 of 20 times.",
            POOR,
        ]
    )
