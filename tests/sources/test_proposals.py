"""What sites say of tags: proposals that staff decide, categories where nobody chose one, and each asked seldom."""

from pathlib import Path
from typing import Any

from graph.connection import Graph
from graph.events import list_events_of_tag
from graph.remarks import list_moving_tags
from graph.tags import find_tag, set_category
from graph.vocabulary import list_links, make_link, reject_link
from sources.e621 import E621
from sources.proposals import BATCH, Proposed, propose_vocabulary
from tests.seeds import add_images, add_tags, claim, read_links, run
from tests.sources.recordings import open_site
from tests.sources.server import Asked, Reply, Web

SAID = {
    "tag_aliases": [("vulpine", "red_fox"), ("Red_Fox", "red fox"), ("unknown", "red_fox")],
    "tag_implications": [("red_fox", "canine"), ("bad\x00\x1f", "canine")],
}


async def add_source(graph: Graph, name: str) -> None:
    await run(graph, "CREATE (:Source {name: $name})", name=name)


def say(web: Web, **categories: int) -> None:
    """Let the site say the above, and these categories."""
    for path, rows in SAID.items():
        web.answer(f"/{path}.json", [{"id": 1, "antecedent_name": one, "consequent_name": of} for one, of in rows])
    web.answer("/tags.json", [{"id": 1, "name": name, "category": number} for name, number in categories.items()])


async def test_what_a_site_says_is_proposed_and_never_twice(graph: Graph, tmp_path: Path) -> None:
    await add_tags(graph, "red fox", "vulpine", "canine", "solo")
    async with open_site(tmp_path, E621) as (web, site, fetch):
        await add_source(graph, site.name)
        say(web)
        tags = ["red_fox", "solo", "not_there", "\u200b"]
        assert await propose_vocabulary(graph, fetch, site, tags) == Proposed(asked=2, links=2)
        assert len(web.asked) == 4
        assert await propose_vocabulary(graph, fetch, site, tags) == Proposed()
        assert len(web.asked) == 4
        rows = await list_links(graph, source=site.name)
        assert [(row.kind, row.start, row.end, row.state, row.reason, row.score) for row in rows] == [
            (
                "alias",
                "vulpine",
                "red fox",
                "proposed",
                f"{site.name} takes 'vulpine' for another name of 'red fox'.",
                0.9,
            ),
            ("implies", "red fox", "canine", "proposed", f"{site.name} gives 'canine' to whatever has 'red fox'.", 0.9),
        ]
        await reject_link(graph, make_link("implies", "red fox", "canine"), "ann", "not here")
        await run(graph, "MATCH ()-[a:ASKED]->() SET a.at = a.at - duration({days: 31})")
        assert await propose_vocabulary(graph, fetch, site, tags) == Proposed(asked=2)
    assert await read_links(graph) == {
        ("ALIAS_OF", "vulpine", "red fox", "proposed"),
        ("IMPLIES", "red fox", "canine", "rejected"),
    }


async def test_a_category_is_taken_where_nobody_chose(graph: Graph, tmp_path: Path) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "mary", "solo", "chosen", "odd")
    await add_tags(graph, "artist:ann", category="artist")
    await set_category(graph, "chosen", "person", "staff")
    await set_category(graph, "chosen", "general", "staff", "no artist")
    await run(graph, "MATCH (t:Tag) REMOVE t.moving")
    async with open_site(tmp_path, E621) as (web, site, fetch):
        await claim(graph, site.name, "a", "mary")
        await add_source(graph, site.name)
        say(web, **{"mary": 1, "solo": 0, "chosen": 1, "artist:ann": 5, "odd": 77, "elsewhere": 1})
        tags = ["mary", "solo", "chosen", "artist:ann", "odd"]
        assert await propose_vocabulary(graph, fetch, site, tags) == Proposed(asked=5, categories=1)
        found = {tag: card.category for tag in tags if (card := await find_tag(graph, tag))}
        assert found == {
            "mary": "artist",
            "solo": "general",
            "chosen": "general",
            "artist:ann": "artist",
            "odd": "general",
        }
        assert await list_moving_tags(graph, 10) == []
        (event,) = await list_events_of_tag(graph, "mary")
        assert (event.what, event.who, event.before, event.after) == ("category", site.name, "general", "artist")
        await set_category(graph, "mary", "general", "staff")
        await run(graph, "MATCH ()-[a:ASKED]->() DELETE a")
        assert (await propose_vocabulary(graph, fetch, site, tags)).categories == 0
    assert await run(graph, "MATCH (t:Tag {name: 'mary'})-[:OF]->(c) RETURN c.name AS c") == [{"c": "general"}]


async def test_the_pairs_of_a_tag_follow_its_category(graph: Graph, tmp_path: Path) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "mary")
    async with open_site(tmp_path, E621) as (web, site, fetch):
        await add_source(graph, site.name)
        await claim(graph, site.name, "a", "mary")
        await run(
            graph,
            """MATCH (i:Image {id: 'a'}), (t:Tag {name: 'mary'})
               CREATE (i)-[:CONSENSUS {key: 'a|mary', image: 'a', tag: 'mary', claims: 0}]->(t)""",
        )
        say(web, mary=1)
        assert (await propose_vocabulary(graph, fetch, site, ["mary"])).categories == 1
    (pair,) = await run(graph, "MATCH (:Image)-[c:CONSENSUS]->(:Tag {name: 'mary'}) RETURN c.claims AS claims")
    assert pair == {"claims": 1}


async def test_a_site_that_does_not_answer_ends_it_and_what_it_said_stays(graph: Graph, tmp_path: Path) -> None:
    names = [f"tag{number:03}" for number in range(BATCH + 1)]
    await add_tags(graph, *names)
    await add_images(graph, "a")
    async with open_site(tmp_path, E621) as (web, site, fetch):
        await add_source(graph, site.name)
        await claim(graph, site.name, "a", names[-1])
        web.answer("/tag_implications.json", [])
        web.answer("/tags.json", [])

        def refuse_second(asked: Asked) -> Reply | list[Any]:
            return Reply(b"<html>", 403) if names[-2] in asked.params.values() else []

        web.answer("/tag_aliases.json", refuse_second)
        done = await propose_vocabulary(graph, fetch, site, names)
        assert (done.asked, done.links) == (BATCH, 0)
        assert done.problem
        assert "status 403" in done.problem
        assert web.asked[0].params["search[consequent_name]"].split(",")[:2] == [names[-1], names[0]]
        web.answer("/tag_aliases.json", [])
        assert await propose_vocabulary(graph, fetch, site, names) == Proposed(asked=1)
