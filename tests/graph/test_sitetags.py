"""What sites say of tags: whom to ask next, and categories that are taken once, whoever comes at the same time."""

import asyncio

from graph.connection import Graph
from graph.events import list_events_of_tag
from graph.sitetags import list_unasked_tags, mark_asked_tags, place_tags
from graph.tags import find_tag, set_category
from tests.seeds import add_images, add_tags, claim, run


async def test_the_most_claimed_tags_are_asked_about_first_and_once(graph: Graph) -> None:
    await add_tags(graph, "a", "b", "c")
    await add_images(graph, "1", "2")
    for image, tag in (("1", "c"), ("2", "c"), ("1", "b")):
        await claim(graph, "e621.net", image, tag)
    names = ["a", "b", "c", "none"]
    assert await list_unasked_tags(graph, "e621.net", names, 10) == ["c", "b", "a"]
    assert await list_unasked_tags(graph, "e621.net", names, 2) == ["c", "b"]
    assert await mark_asked_tags(graph, "e621.net", ["a"]) == 0  # it has no posts
    await run(graph, "CREATE (:Source {name: 'e621.net'}), (:Source {name: 'other'})")
    assert await mark_asked_tags(graph, "e621.net", ["c", "none"]) == 1
    assert await mark_asked_tags(graph, "e621.net", ["c", "a"]) == 2
    assert await list_unasked_tags(graph, "e621.net", names, 10) == ["b"]
    assert await list_unasked_tags(graph, "other", names, 10) == ["c", "b", "a"]
    await run(graph, "MATCH ()-[a:ASKED {key: 'e621.net|c'}]->() SET a.at = a.at - duration({days: 31})")
    assert await list_unasked_tags(graph, "e621.net", names, 10) == ["c", "b"]


async def test_two_sites_and_staff_at_once_leave_a_tag_in_one_category(graph: Graph) -> None:
    names = [f"t{number}" for number in range(10)]
    await add_tags(graph, *names)
    placed = await asyncio.gather(
        place_tags(graph, "one", dict.fromkeys(names, "artist")),
        place_tags(graph, "two", dict.fromkeys(names, "character")),
        place_tags(graph, "two", {"t0": "general", "none": "artist"}),
        set_category(graph, "t5", "person", "staff"),
    )
    rows = await run(
        graph, "MATCH (t:Tag)-[o:OF]->(c) RETURN t.name AS tag, collect(c.name) AS homes, t.moving AS moving"
    )
    assert sorted(row["tag"] for row in rows) == names
    assert all(len(row["homes"]) == 1 and row["moving"] for row in rows)
    assert sorted([*placed[0], *placed[1]]) in (names, [name for name in names if name != "t5"])
    assert placed[2] == []
    for name in names:
        card = await find_tag(graph, name)
        assert card
        assert (await list_events_of_tag(graph, name))[0].after == card.category
