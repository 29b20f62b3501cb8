"""The boards in the page: staff rule by key and by press and go back, analysts look on, evidence comes with the row."""

import asyncio

import pytest_asyncio
from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.embeddings import add_embeddings
from graph.voters import add_session, add_voter
from graph.votes import Ballot, cast_votes
from tests.browser.conftest import Files, Watch, sign_in
from tests.seeds import add_voters, run


async def add_disputes(graph: Graph, files: Files) -> list[str]:
    """Three pictures on which two people contradict each other about sunset; of two others they agree, Yes and No."""
    await add_voters(graph, "v0", "v1")
    disputed, yes, no = files.stills[:3], files.stills[3], files.stills[4]
    said = [("v0", image, "yes") for image in disputed] + [("v1", image, "no") for image in disputed]
    said += [(voter, yes, "yes") for voter in ("v0", "v1")] + [(voter, no, "no") for voter in ("v0", "v1")]
    await cast_votes(graph, [Ballot(voter, image, "sunset", "yes" if a == "yes" else "no") for voter, image, a in said])
    await cast_votes(graph, [Ballot("v0", image, "ball", "yes") for image in disputed])
    vectors = {image: [1.0, float(place)] for place, image in enumerate([*disputed, yes, no])}
    await add_embeddings(graph, "net@1", vectors)
    return sorted(disputed)


@pytest_asyncio.fixture
async def disputed(seeded: Graph, files: Files) -> list[str]:
    """The disputed pictures, in the order of their board: equal rows stand by their pictures."""
    return await add_disputes(seeded, files)


@pytest_asyncio.fixture
async def board(page: Page, disputed: list[str], staff_link: str) -> Page:
    """The board of contested pairs, open before staff."""
    assert disputed
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Boards").click()
    await expect(page.get_by_role("article")).to_have_count(3)
    return page


async def read_rulings(graph: Graph) -> dict[str, bool]:
    rows = await run(graph, "MATCH (i)-[d:DECIDED {purpose: 'ruling'}]->() RETURN i.id AS image, d.response AS yes")
    return {row["image"]: row["yes"] for row in rows}


async def wait_for_rulings(graph: Graph, expected: dict[str, bool]) -> None:
    """Wait until the graph has exactly these rulings; what was sent in the background takes a moment."""
    for _ in range(600):
        if await read_rulings(graph) == expected:
            break
        await asyncio.sleep(0.05)
    assert await read_rulings(graph) == expected


async def test_staff_rule_by_key_and_by_press_and_go_back(board: Page, seeded: Graph, disputed: list[str]) -> None:
    first, second, third = disputed
    rows = board.get_by_role("article")
    await expect(rows.first.get_by_role("listitem").first).to_have_text("1 says Yes, 1 says No")
    await expect(rows.first.get_by_text("one source claims it")).to_be_visible()
    await board.keyboard.press("y")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_be_focused()
    await wait_for_rulings(seeded, {first: True})
    await board.keyboard.press("l")
    await expect(board.get_by_text("Left for later")).to_be_visible()
    await rows.first.get_by_role("button", name="No").click()
    await expect(board.get_by_role("heading", name="Nothing stands here")).to_be_visible()
    await wait_for_rulings(seeded, {first: True, third: False})
    for _ in range(3):
        await board.keyboard.press("u")
    await expect(rows).to_have_count(3)
    await wait_for_rulings(seeded, {})
    await rows.last.get_by_role("button", name="Look at this row").click()
    await expect(rows.first).to_be_focused()
    await board.keyboard.press("n")
    await wait_for_rulings(seeded, {third: False})
    events = await run(
        seeded, "MATCH (e:Event {what: 'ruling'}) RETURN e.before AS before, e.after AS after ORDER BY e.at"
    )
    assert [(event["before"], event["after"]) for event in events] == [
        (None, "yes"), (None, "no"), ("no", None), ("yes", None), (None, "no")
    ]  # fmt: skip
    await board.reload()
    await expect(rows).to_have_count(2)
    assert second in (await rows.last.get_by_role("img").first.get_attribute("src") or "")


async def test_no_question_is_drawn_where_none_is_asked(board: Page, seeded: Graph, disputed: list[str]) -> None:
    drawn: list[str] = []
    board.on("request", lambda asked: drawn.append(asked.url) if "/api/v1/questions" in asked.url else None)
    await board.reload()
    rows = board.get_by_role("article")
    await expect(rows).to_have_count(3)
    await board.keyboard.press("y")
    await wait_for_rulings(seeded, {disputed[0]: True})
    await board.reload()
    await expect(rows).to_have_count(2)
    assert drawn == []
    await board.get_by_role("link", name="Vote").click()
    await expect(board.get_by_role("button", name="Yes")).to_be_visible()
    assert drawn


async def test_a_reason_is_written_by_key_and_kept_with_the_ruling(
    board: Page, seeded: Graph, disputed: list[str]
) -> None:
    first, second, _ = disputed
    rows = board.get_by_role("article")
    field = board.get_by_role("textbox", name="Reason, if you like")
    await board.keyboard.press("r")
    await expect(field).to_be_focused()
    await board.keyboard.type("y n, <b>a lamp</b>")
    await board.keyboard.press("Enter")
    await expect(rows.first).to_be_focused()
    await board.keyboard.press("n")
    await wait_for_rulings(seeded, {first: False})
    await expect(field).to_have_value("")
    await board.keyboard.press("r")
    await board.keyboard.press("Escape")
    await board.keyboard.press("y")
    await wait_for_rulings(seeded, {first: False, second: True})
    stored = await run(seeded, "MATCH (i)-[d:DECIDED]->() RETURN i.id AS image, d.reason AS reason")
    assert {row["image"]: row["reason"] for row in stored} == {first: "y n, <b>a lamp</b>", second: None}
    events = await run(seeded, "MATCH (e:Event {what: 'ruling'}) RETURN e.why AS why ORDER BY e.at")
    assert [event["why"] for event in events] == ["y n, <b>a lamp</b>", None]


async def test_proposals_that_were_called_wrong_are_a_press_away_and_lead_to_the_picture(
    board: Page, seeded: Graph, files: Files
) -> None:
    image = files.stills[0]
    await run(
        seeded,
        """CREATE (:Event {id: 'e1', who: 'v0', what: 'wrong-proposal', subject: 'TRIAL', at: datetime(),
           before: 'r1|' + $image + '|sunset', after: '0.9000', why: 'a lamp'})""",
        image=image,
    )
    await board.get_by_role("link", name="Proposals that were called wrong").click()
    row = board.get_by_role("region", name="Called wrong").get_by_role("listitem")
    await expect(row).to_contain_text("a lamp")
    link = row.get_by_role("link", name="The picture in the graph: sunset")
    await expect(link).to_have_attribute("href", f"/graph?image={image}")


async def test_the_row_that_is_looked_at_has_evidence_and_ways_on(
    board: Page, files: Files, disputed: list[str]
) -> None:
    row = board.get_by_role("article").first
    yes, no = (row.get_by_role("region", name=f"Nearest {side}") for side in ("Yes", "No"))
    await expect(yes.get_by_role("link")).to_have_attribute("href", f"/graph?image={files.stills[3]}")
    await expect(no.get_by_role("link")).to_have_attribute("href", f"/graph?image={files.stills[4]}")
    await expect(board.get_by_role("region", name="Nearest Yes")).to_have_count(1)
    await row.get_by_role("link", name="The picture in the graph").click()
    await expect(board.get_by_role("heading", name=f"picture {disputed[0][:8]}")).to_be_visible()
    await board.go_back()
    await board.get_by_role("link", name="About the tag sunset").first.click()
    await expect(board.get_by_role("heading", name="sunset", level=1)).to_be_visible()


async def test_boards_are_chosen_by_key_and_stand_in_the_address(board: Page) -> None:
    await board.keyboard.press(".")
    await expect(board.get_by_role("button", name="Refused", pressed=True)).to_be_visible()
    assert board.url.endswith("/boards?kind=refused")
    await board.keyboard.press(",")
    await expect(board.get_by_role("article")).to_have_count(3)
    await board.keyboard.press(",")
    await expect(board.get_by_role("button", name="Confused tags", pressed=True)).to_be_visible()
    await expect(board.get_by_role("heading", name="sunset where it is ball")).to_be_visible()
    await expect(board.get_by_text("On 3 of 4 pictures where “sunset” is denied or disputed")).to_be_visible()
    await expect(board.get_by_role("img", name="Picture 3: ball")).to_be_visible()
    await board.reload()
    await expect(board.get_by_role("heading", name="sunset where it is ball")).to_be_visible()
    await board.keyboard.press("?")
    dialog = board.get_by_role("dialog", name="Keys and swipes")
    assert await dialog.locator("kbd").all_inner_texts() == [*"y→n←,.rl↓u?"]


async def test_refused_ruling_is_named_and_asked_for_again(board: Page, seeded: Graph, watch: Watch) -> None:
    refusal = {"type": "about:blank", "title": "Conflict", "status": 409, "detail": "Not today."}
    await board.route("**/api/v1/rulings", lambda route: route.fulfill(status=409, json=refusal), times=1)
    await board.keyboard.press("y")
    await expect(board.get_by_text("Not today.")).to_be_visible()
    watch.forgive("409")
    await expect(board.get_by_role("article")).to_have_count(3)
    assert await read_rulings(seeded) == {}


async def test_analysts_look_on(page: Page, seeded: Graph, disputed: list[str]) -> None:
    assert disputed
    voter = await add_voter(seeded, "Bea", "analyst")
    await sign_in(page, await add_session(seeded, "link", voter.id))
    await page.get_by_role("link", name="Boards").click()
    await expect(page.get_by_role("article")).to_have_count(3)
    await expect(page.get_by_role("group", name="Your ruling").get_by_role("button")).to_have_text(["Later l"])
    await expect(page.get_by_role("textbox")).to_have_count(0)
    await expect(page.get_by_role("link", name="Proposals that were called wrong")).to_have_count(0)
    for key in "ynr":
        await page.keyboard.press(key)
    await page.keyboard.press("l")
    await expect(page.get_by_role("article")).to_have_count(2)
    assert await read_rulings(seeded) == {}


async def test_boards_are_for_analysts_and_staff(page: Page) -> None:
    await page.goto("/boards")
    await expect(page.get_by_role("heading", name="This page is for analysts and staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Boards")).to_have_count(0)


async def test_staff_see_why_a_pair_is_believed_so(board: Page) -> None:
    row = board.get_by_role("article").first
    await row.get_by_text("Why it is believed so").click()
    table = row.get_by_role("table", name="What each speaker adds")
    await expect(table.get_by_role("row")).to_have_count(4)
    await expect(table.get_by_role("cell", name="v0")).to_be_visible()
    await expect(table.get_by_role("cell", name="+0.69").first).to_be_visible()
    await expect(table.get_by_role("cell", name="\u22120.69").first).to_be_visible()
    await expect(row.get_by_role("group", name="Cypher")).to_contain_text("MATCH (given:Image")
