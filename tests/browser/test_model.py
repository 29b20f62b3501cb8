"""The model's runs in the page: staff see how good each is, let one go live, compare and retire."""

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from graph.connection import Graph
from model.page import Report, Table, write_report
from taggy.settings import Settings
from tests.browser.conftest import MARKUP, Files, Watch, sign_in
from tests.seeds import opine, run


async def add_runs(graph: Graph) -> None:
    """Add a live run and a candidate that is better on one tag and silent on another."""
    await run(
        graph,
        """UNWIND [['r1', 'live', '2026-01-01T00:00:00Z'], ['r2', 'candidate', '2026-02-01T00:00:00Z']] AS row
           CREATE (:ModelRun {id: row[0], state: row[1], cleared: true, backbone: 'toy', revision: '1', seed: 1,
             snapshot: datetime(row[2]), createdAt: datetime(row[2]), pictures: 30, pairs: 90, checkpoint: 'c'})
           WITH count(*) AS runs
           UNWIND [
             ['r1', 'sunset', {support: 20, averagePrecision: 0.5, precision: 0.75}],
             ['r1', 'ball', {support: 9, averagePrecision: 0.875}],
             ['r2', 'sunset', {support: 21, averagePrecision: 0.75, precision: 0.875, coverage: 0.5, missing: 0,
               chance: 0.0625, measuredOn: 'test'}],
             ['r2', 'ball', {support: 10, averagePrecision: 0.625, missing: 31, abstains: 'too few audited answers'}],
             ['r2', $markup, {support: 3, missing: 59, abstains: 'fewer than 8 pictures have it'}]
           ] AS row
           MATCH (m:ModelRun {id: row[0]}), (t:Tag {name: row[1]})
           CREATE (m)-[a:ASSESSED {key: row[0] + '|' + row[1]}]->(t) SET a += row[2]""",
        markup=MARKUP,
    )


@pytest_asyncio.fixture
async def model(page: Page, seeded: Graph, staff_link: str) -> Page:
    """Open the page of the model as staff."""
    await add_runs(seeded)
    await sign_in(page, staff_link)
    await page.get_by_role("link", name="Model").click()
    await expect(page.get_by_role("article")).to_have_count(2)
    return page


def find_run(page: Page, name: str) -> Locator:
    return page.get_by_role("article", name=name)


async def read_names(page: Page) -> list[str]:
    return await page.get_by_role("rowheader").all_inner_texts()


async def test_tags_are_sorted_and_told_apart(model: Page) -> None:
    await find_run(model, "r2").get_by_role("button", name="Its tags").click()
    await expect(model.get_by_role("rowheader")).to_have_count(3)
    assert await read_names(model) == ["sunset", "ball", MARKUP]
    await model.get_by_role("button", name="Average precision").click()
    assert await read_names(model) == ["ball", "sunset", MARKUP]
    await model.get_by_role("button", name="Answers missing").click()
    assert await read_names(model) == [MARKUP, "ball", "sunset"]
    await expect(model.get_by_role("columnheader", name="Answers missing")).to_have_attribute("aria-sort", "descending")
    await expect(model.get_by_role("row", name="ball")).to_contain_text("too few audited answers")
    await expect(model.get_by_role("row", name="sunset")).to_contain_text("pictures it never learns from")
    await expect(model.get_by_label("Noise of sunset")).to_be_visible()
    await model.get_by_role("checkbox", name="Only tags that it is silent on").check()
    assert await read_names(model) == [MARKUP, "ball"]
    await model.get_by_role("checkbox", name="Only tags that it is silent on").uncheck()
    await model.get_by_role("combobox", name="Category").select_option("scene")
    assert await read_names(model) == ["sunset"]


async def test_a_candidate_is_compared_and_let_go_live(model: Page, seeded: Graph, watch: Watch) -> None:
    candidate = find_run(model, "r2")
    await candidate.get_by_role("button", name="Compare with the live run").click()
    await expect(model.get_by_role("rowheader")).to_have_count(2)
    assert await read_names(model) == ["ball", "sunset"]  # where it got worst first
    await expect(model.get_by_role("row", name="sunset")).to_contain_text("+0.250")
    await expect(model.get_by_role("row", name="ball")).to_contain_text("-0.250")
    await candidate.get_by_role("button", name="Let it go live").click()
    await expect(model.get_by_role("status").first).to_contain_text("waits for its turn")
    rows = await run(seeded, "MATCH (j:Job) WHERE j.kind = 'propose' RETURN j.state AS state, j.params AS params")
    assert rows == [{"state": "waiting", "params": '{"run": "r2"}'}]
    await candidate.get_by_role("button", name="Let it go live").click()
    await expect(model.get_by_role("status").first).to_contain_text("is waiting")
    watch.forgive("409")


async def test_a_report_is_ordered_and_read(model: Page, seeded: Graph, server_settings: Settings) -> None:
    await find_run(model, "r1").get_by_role("button", name="Report on it").click()
    await expect(model.get_by_role("status").first).to_contain_text("A report waits for its turn")
    assert await run(seeded, "MATCH (j:Job) WHERE j.kind IS NOT NULL RETURN j.kind AS kind, j.params AS params") == [
        {"kind": "report", "params": '{"run": "r1"}'}
    ]
    report = Report("A report", [("run", "r1")], [], [Table("t", "Tags", "", ["tag"], [[MARKUP]])], [], [])
    place = server_settings.home / "reports" / "r1.html"
    write_report(report, place)
    await find_run(model, "r1").get_by_role("link", name="Read its report").click()
    await expect(model.get_by_role("heading", name="A report")).to_be_visible()
    await expect(model.get_by_role("cell", name=MARKUP)).to_be_visible()
    place.unlink()


async def test_the_live_run_retires_with_what_it_proposed(model: Page, seeded: Graph, files: Files) -> None:
    await opine(seeded, "PROPOSED", files.stills[0], "ball", 0.9, "r1")
    await find_run(model, "r1").get_by_role("button", name="Retire it").click()
    await expect(model.get_by_role("status").first).to_contain_text("1 proposals were taken back")
    await expect(find_run(model, "r1").get_by_text("retired")).to_be_visible()
    rows = await run(
        seeded, "MATCH (m:ModelRun {id: 'r1'}) RETURN m.state AS state, COUNT { ()-[:PROPOSED]->() } AS proposed"
    )
    assert rows == [{"state": "retired", "proposed": 0}]


async def test_the_model_is_for_staff(page: Page) -> None:
    await page.goto("/model")
    await expect(page.get_by_role("heading", name="This page is for staff")).to_be_visible()
    await expect(page.get_by_role("link", name="Model")).to_have_count(0)
