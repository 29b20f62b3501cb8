"""Arrivals in the graph: listed by when they came, page by page, at a cost that does not grow with the library."""

import pytest

from graph.arrivals import count_arrivals, find_attendance, list_arrivals, save_attendance
from graph.connection import Graph
from tests.graph.hits import count_hits
from tests.seeds import add_images, go_live, merge, run

LIBRARY = 3_000


@pytest.mark.parametrize("page", [1, 2, 9])
async def test_pages_follow_each_other_also_where_many_came_at_once(graph: Graph, page: int) -> None:
    await add_images(graph, "old", "a", "b", "c", "d", "copy")
    await add_images(graph, "hidden", withheld=["dmca"])
    await run(graph, "MATCH (i:Image) SET i.createdAt = datetime('2026-01-02')")
    await run(graph, "MATCH (i:Image {id: 'old'}) SET i.createdAt = datetime('2026-01-01')")
    await run(graph, "MATCH (i:Image {id: 'a'}) SET i.createdAt = datetime('2026-01-03')")
    await merge(graph, "copy", "b")
    await go_live(graph)
    await run(graph, "MATCH (r:ModelRun) SET r.attended = datetime('2026-01-02')")
    attendance = await find_attendance(graph)
    assert attendance
    listed: list[str] = []
    came, after = attendance.attended, ""
    while rows := await list_arrivals(graph, came, after, page):
        listed += [row.image for row in rows]
        came, after = rows[-1].came, rows[-1].image
    assert listed == ["b", "c", "d", "a"]


async def test_how_far_it_looked_never_goes_back(graph: Graph) -> None:
    assert await find_attendance(graph) is None
    assert await count_arrivals(graph) is None
    await go_live(graph)
    await add_images(graph, "a")
    first = await find_attendance(graph)
    assert first
    assert await count_arrivals(graph) == 1
    await save_attendance(graph, "run1", first.now)
    await save_attendance(graph, "run1", first.attended)
    second = await find_attendance(graph)
    assert second
    assert second.attended == first.now


async def test_looking_for_new_pictures_costs_the_same_in_a_large_library(graph: Graph) -> None:
    await go_live(graph)
    await run(
        graph,
        """UNWIND range(1, $count) AS n CREATE (:Image {id: toString(n), nsfw: 'unknown', withheld: [],
           createdAt: datetime('2020-01-01') + duration({minutes: n})})""",
        count=LIBRARY,
    )
    await add_images(graph, "new")
    rows = await run(graph, "RETURN datetime('2026-01-01') AS since")
    hits = await count_hits(graph, "list_arrivals", {"since": rows[0]["since"], "after": "", "limit": 32})
    assert hits < 30
    await save_attendance(graph, "run1", rows[0]["since"])
    assert await count_arrivals(graph) == 1
    assert await count_hits(graph, "count_arrivals", {}) < 30
