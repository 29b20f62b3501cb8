"""Conduct in the page: staff see signs, what would change without somebody, set the voter aside and bring them back."""

from typing import Any

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.observations import Observation, write_observations
from graph.votes import Asked, Ballot, cast_votes
from tests.browser.conftest import Files, Watch, sign_in
from tests.seeds import add_voters, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
MONTHS: dict[str, Any] = {
    "months": ["2026-01", "2026-02", "2026-03"],
    "answers": [40, 30, 50],
    "agreed": [37, 28, 25],
    "expected": [36.0, 27.0, 45.0],
}


async def add_conduct(graph: Graph, files: Files) -> None:
    """Let ben copy ann, both settling sunset on a picture; ben and the tag drift."""
    await add_voters(graph, "ann", "ben")
    ballots = [Ballot(voter, files.stills[0], "sunset", "yes", asked=NEXT) for voter in ("ann", "ben")]
    await cast_votes(graph, ballots)
    signs = {
        "suspect": "7|ben",
        "signs": ["copies", "too-fast"],
        "because": ["the same answer as ann on 60 of 60 pairs", "31 of 40 answers took less than 0.9 seconds"],
    }
    sway = {"sway": "1|ben", "pairs": 9, "flips": 2, "change": 0.25}
    drift = {"drift": "1|ben", "z": -4.2, "since": "2026-03", "moved": True, "retests": 9, "same": 8}
    tag = {"drift": "1|sunset", "z": 0.4, "since": "2026-02", "moved": False}
    await write_observations(
        graph,
        [Observation("voter", "ben", signs | sway | drift | MONTHS), Observation("tag", "sunset", tag | MONTHS)],
    )


async def test_staff_see_what_would_change_and_set_a_voter_aside(
    page: Page, seeded: Graph, files: Files, staff_link: str, watch: Watch
) -> None:
    await add_conduct(seeded, files)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Conduct").click()
    ben = page.get_by_role("article", name="ben", exact=True)
    await expect(ben).to_contain_text("the same answer as ann on 60 of 60 pairs")
    await ben.get_by_role("button", name="What would change without ben").click()
    await expect(ben).to_contain_text("Of 1 pair 1 would change, and 1 of these would turn.")
    await expect(ben.get_by_role("listitem")).to_have_text("sunset: 0.89 would be 0.80, open again")
    await ben.get_by_role("textbox").fill("copies ann")
    await ben.get_by_role("button", name="Set ben aside").click()
    await expect(page.get_by_text("ben is set aside; the pairs follow, see Jobs.")).to_be_visible()
    aside = page.get_by_role("article", name="ben, set aside")
    await expect(aside).to_contain_text("copies ann")
    await expect(aside).to_contain_text("By Ada")
    await expect(page.get_by_text("Nobody who counts shows any.")).to_be_visible()
    await aside.get_by_role("button", name="Bring ben back").click()
    await expect(ben).to_be_visible()
    marks = await run(seeded, "MATCH (e:Event {what: 'aside'}) RETURN e.after AS after ORDER BY e.at")
    assert [mark["after"] for mark in marks] == ["aside", "counts"]
    assert watch.errors == []


async def test_staff_see_influence_and_drift_and_order_a_search(
    page: Page, seeded: Graph, files: Files, staff_link: str
) -> None:
    await add_conduct(seeded, files)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Conduct").click()
    await expect(page.get_by_role("table", name="Influence").get_by_role("row", name="ben")).to_contain_text("0.250")
    voters = page.get_by_role("table", name="Agreement of voters").get_by_role("row", name="ben")
    await expect(voters).to_contain_text("agrees less since 2026-03 (z -4.2)")
    await expect(voters).to_contain_text("same answer to 8 of 9 asked again")
    await expect(voters.get_by_role("img")).to_have_attribute(
        "aria-label", "ben agrees, 2026-01: 37 of 40, 2026-02: 28 of 30, 2026-03: 25 of 50"
    )
    await expect(page.get_by_role("table", name="Agreement on tags")).to_contain_text("no change beyond luck")
    await page.get_by_role("button", name="Search anew").click()
    await expect(page.get_by_text("A search waits for its turn")).to_be_visible()
    jobs = await run(seeded, "MATCH (j:Job {kind: 'conduct'}) RETURN j.state AS state")
    assert jobs == [{"state": "waiting"}]


async def test_conduct_is_for_staff(page: Page) -> None:
    await page.goto("/conduct")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Conduct")).to_have_count(0)
