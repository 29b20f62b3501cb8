"""The pages beside the voting: one's own answers, the choice of what to vote on, staff's queue, settings, help."""

import asyncio

from playwright.async_api import Page, Route, expect

from graph.connection import Graph
from graph.suspicions import Suspicion, list_suspicions, record_suspicions
from tests.browser.conftest import Watch, read_answers, wait_for_answers
from tests.seeds import link, run


async def vote(page: Page, *keys: str) -> None:
    await page.goto("/?tag=sunset")
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    for key in keys:
        await page.keyboard.press(key)


async def test_own_answers_are_changed_and_withdrawn(page: Page, seeded: Graph) -> None:
    await vote(page, "y", "n", "p")
    await wait_for_answers(seeded, [("sunset", "yes", None), ("sunset", "no", None), ("sunset", "pass", None)])
    await page.get_by_role("link", name="Your answers").click()
    cards = page.get_by_role("article")
    await expect(cards).to_have_count(3)
    for place, pressed in enumerate(("Pass", "No", "Yes")):  # newest first
        await expect(cards.nth(place).get_by_role("button", name=pressed)).to_have_attribute("aria-pressed", "true")
    oldest = cards.nth(2)
    await oldest.get_by_role("button", name="No").click()
    await expect(oldest.get_by_text("Recorded.")).to_be_visible()
    await expect(oldest.get_by_role("button", name="No")).to_have_attribute("aria-pressed", "true")
    await wait_for_answers(seeded, [("sunset", "no", None), ("sunset", "pass", None), ("sunset", "no", None)])
    await cards.nth(1).get_by_role("button", name="Withdraw").click()
    await expect(cards.nth(1).get_by_text("Withdrawn.")).to_be_visible()
    await wait_for_answers(seeded, [("sunset", "pass", None), ("sunset", "no", None)])
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("2")


async def test_answer_that_arrives_late_joins_the_list(page: Page, seeded: Graph) -> None:
    arrived = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrived.wait()
        await route.continue_()

    await page.route("**/api/v1/votes", hold)
    await page.goto("/?tag=ball")
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await page.keyboard.press("y")
    await page.get_by_role("link", name="Your answers").click()
    await expect(page.get_by_role("heading", name="No answers yet")).to_be_visible()
    arrived.set()
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await wait_for_answers(seeded, [("ball", "yes", None)])


async def test_older_answers_are_shown_on_demand(page: Page, seeded: Graph) -> None:
    await vote(page)
    me = await (await page.request.get("/api/v1/session")).json()
    await run(
        seeded,
        """MATCH (v:Voter {id: $voter}), (i:Image) WITH v, collect(i)[0] AS i
           UNWIND range(1, 30) AS n CREATE (t:Tag {name: 'tag ' + n, state: 'circulating'})
           CREATE (i)-[:SORT {key: v.id + '|' + i.id + '|' + t.name, voter: v.id, answer: 'yes', response: true,
             at: datetime() - duration({minutes: n})}]->(t)""",
        voter=me["voter"]["id"],
    )
    await page.goto("/answers")
    await expect(page.get_by_role("article")).to_have_count(24)
    await page.get_by_role("button", name="Show older answers").click()
    await expect(page.get_by_role("article")).to_have_count(30)
    await expect(page.get_by_role("heading", name="tag 30", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Show older answers")).to_have_count(0)


async def test_scope_is_chosen_and_stays_in_the_address(page: Page, seeded: Graph) -> None:
    await page.goto("/")
    await page.get_by_role("button", name="What to vote on").click()
    await page.get_by_role("combobox", name="Tag").press_sequentially("sun")
    await page.get_by_role("option", name="sunset").wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Tag")).to_have_value("sunset")
    await page.get_by_role("combobox", name="Category").select_option("scene")
    await page.get_by_role("combobox", name="Collection").select_option("hills")
    await page.get_by_role("button", name="Vote on this").click()
    await expect(page).to_have_url("/?tag=sunset&category=scene&collection=hills")
    await expect(page.get_by_role("button", name="What to vote on: sunset · scene · hills")).to_be_visible()
    await page.get_by_role("button", name="What to vote on").click()
    await page.get_by_role("combobox", name="Tag").fill("ball")
    await page.get_by_role("combobox", name="Category").select_option("")
    await page.get_by_role("button", name="Vote on this").click()
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", name="sunset")).to_be_visible()
    await page.go_forward()
    await expect(page).to_have_url("/?tag=ball&collection=hills")
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("ball", "yes", None)])
    await page.get_by_role("button", name="Choose something else").click()
    await page.get_by_role("button", name="Everything", exact=True).click()
    await expect(page).to_have_url("/")


async def test_nothing_left_says_what_to_do_next(page: Page, seeded: Graph) -> None:
    await page.goto("/?tag=ball")
    await page.get_by_role("group", name="Your answer").get_by_role("button", name="Yes").click()
    notice = page.get_by_role("heading", name="Nothing left to ask")
    await expect(notice).to_be_focused()
    await wait_for_answers(seeded, [("ball", "yes", None)])
    await expect(page.get_by_role("button", name="Choose something else")).to_be_visible()
    await page.keyboard.press("u")
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await wait_for_answers(seeded, [])


async def test_link_signs_staff_in_and_leaves_no_trace(page: Page, seeded: Graph, staff_link: str) -> None:
    await vote(page, "y")
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    await page.goto(f"/enter#{staff_link}")
    await expect(page).to_have_url("/")
    await expect(page.get_by_role("link", name="Queue")).to_be_visible()
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("1")
    await page.go_back()
    assert staff_link not in page.url
    await page.goto("/")
    await page.get_by_role("button", name="Settings").click()
    await expect(page.get_by_text("Signed in as Ada (staff).")).to_be_visible()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("link", name="Queue")).to_have_count(0)
    await expect(page.get_by_role("link", name="Your answers")).to_contain_text("0")


async def test_who_goes_on_before_the_link_has_signed_in_is_signed_in_all_the_same(
    page: Page, seeded: Graph, staff_link: str
) -> None:
    answered = asyncio.Event()

    async def hold(route: Route) -> None:
        await answered.wait()
        await route.continue_()

    await page.route("**/api/v1/session", hold)
    await page.goto(f"/enter#{staff_link}")
    await page.get_by_role("link", name="Your answers").click()
    await expect(page).to_have_url("/answers")
    answered.set()
    await expect(page.get_by_role("link", name="Queue")).to_be_visible()
    await expect(page.get_by_role("heading", name="No answers yet")).to_be_visible()
    await expect(page).to_have_url("/answers")
    assert await run(seeded, "MATCH (s:Session {kind: 'visit'}) RETURN count(s) AS visits") == [{"visits": 1}]


async def test_link_that_opens_nothing_says_so(page: Page, watch: Watch) -> None:
    await page.goto("/enter#nonsense")
    await expect(page.get_by_text("This link opens nothing")).to_be_visible()
    watch.forgive("401")
    assert page.url.endswith("/enter")
    await page.get_by_role("link", name="Vote without signing in").click()
    await expect(page.get_by_role("group", name="Your answer")).to_be_visible()


async def test_staff_confirms_and_clears(page: Page, seeded: Graph, staff_link: str) -> None:
    await vote(page)
    for _ in range(2):
        await page.keyboard.press("!")
        await page.get_by_role("button", name="Yes, report it").click()
    await page.keyboard.press("y")
    await wait_for_answers(seeded, [("sunset", "yes", None)])
    await page.goto(f"/enter#{staff_link}")
    await page.get_by_role("link", name="Queue").click()
    cards = page.get_by_role("article", name="Reported once")
    await expect(cards).to_have_count(2)
    picture = cards.first.get_by_role("img", name="Picture to judge")
    await expect(picture).to_have_class("veiled")
    await cards.first.get_by_role("button", name="Show").click()
    await expect(picture).not_to_have_class("veiled")
    await expect(picture).to_have_js_property("complete", value=True)
    assert await picture.evaluate("img => img.naturalWidth") > 0
    await cards.first.get_by_label("Reason, if you like").fill("as it says")
    await cards.first.get_by_role("button", name="Confirm").click()
    await expect(cards.first.get_by_text("Confirmed as NSFW")).to_be_focused()
    await cards.last.get_by_role("button", name="Clear").click()
    await expect(cards.last.get_by_text("Cleared.")).to_be_visible()
    states = await run(seeded, "MATCH (i:Image) WHERE i.nsfw <> 'unknown' RETURN i.nsfw AS nsfw ORDER BY nsfw")
    assert states == [{"nsfw": "cleared"}, {"nsfw": "confirmed"}]
    reasons = await run(seeded, "MATCH (e:Event {after: 'confirmed'}) RETURN e.why AS why")
    assert reasons == [{"why": "as it says"}]


async def test_staff_sees_what_a_network_suspects_and_why(page: Page, seeded: Graph, staff_link: str) -> None:
    (first,) = await run(seeded, "MATCH (i:Image) RETURN i.id AS id ORDER BY id LIMIT 1")
    await record_suspicions(seeded, "classes:nsfw", [Suspicion(first["id"], 0.93, "It is 'porn' with 0.93.")])
    await page.goto(f"/enter#{staff_link}")
    await page.get_by_role("link", name="Queue").click()
    card = page.get_by_role("article", name="Suspected")
    await expect(card.get_by_text("classes:nsfw: It is 'porn' with 0.93.")).to_be_visible()
    await card.get_by_role("button", name="Clear").click()
    await expect(card.get_by_text("Cleared.")).to_be_visible()
    assert await list_suspicions(seeded, "", 5) == []


async def test_queue_is_for_staff(page: Page) -> None:
    await page.goto("/queue")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()


async def test_nsfw_is_shown_only_after_opting_in(page: Page, seeded: Graph) -> None:
    await run(seeded, "MATCH (i:Image)-[:TAGGED]->(:Tag {name: 'ball'}) SET i.nsfw = 'confirmed'")
    await run(
        seeded,
        "MATCH ()-[c:CONSENSUS {tag: 'ball'}]->() REMOVE c.rankSafe, c.askSafe",
    )
    await page.goto("/?tag=ball")
    await expect(page.get_by_role("heading", name="Nothing left to ask")).to_be_visible()
    await page.get_by_role("button", name="Settings").click()
    switch = page.get_by_role("switch", name="Show NSFW pictures")
    await expect(switch).not_to_be_checked()
    await switch.check()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="ball")).to_be_visible()
    assert await read_answers(seeded) == []


async def test_help_lists_every_key_and_gives_the_focus_back(page: Page) -> None:
    await vote(page)
    settings = page.get_by_role("button", name="Settings")
    await settings.focus()
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and swipes")
    await expect(dialog).to_be_visible()
    keys = await dialog.locator("kbd").all_inner_texts()
    assert keys == [*"y→n←p↓123uzi!?", *"→←↓⤢"]
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await expect(settings).to_be_focused()


async def test_answers_that_cannot_all_be_right_are_shown_together(page: Page, seeded: Graph) -> None:
    await page.goto("/")
    await expect(page.get_by_role("img", name="Picture to judge")).to_be_visible()
    me = await (await page.request.get("/api/v1/session")).json()
    await link(seeded, "implies", "ball", "sunset")
    await run(
        seeded,
        """MATCH (i:Image) WITH i ORDER BY i.id LIMIT 1
           UNWIND [['ball', 'yes', true], ['sunset', 'no', false]] AS said
           MATCH (t:Tag {name: said[0]})
           CREATE (i)-[:SORT {key: $voter + '|' + i.id + '|' + t.name, voter: $voter, answer: said[1],
             response: said[2], at: datetime.realtime()}]->(t)""",
        voter=me["voter"]["id"],
    )
    await page.goto("/answers")
    both = page.get_by_role("region", name="Answers that cannot all be right")
    await expect(both.get_by_text("What is ball is also sunset.")).to_be_visible()
    await expect(both.get_by_role("article")).to_have_count(2)
    await both.get_by_role("article", name="sunset").get_by_role("button", name="Yes").click()
    await expect(both.get_by_role("article")).to_have_count(0)
    await expect(both.get_by_text("All of that is settled.")).to_be_visible()
    await wait_for_answers(seeded, [("ball", "yes", None), ("sunset", "yes", None)])
