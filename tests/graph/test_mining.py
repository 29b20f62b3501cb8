"""What mining reads of a tiny graph, whole answers compared."""

from graph.closure import Link
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.mining import DecidedLink, FreeTag, UsedTags, list_decided_links, list_free_tags, list_uses
from graph.vocabulary import NewLink, propose_links, reject_link
from graph.votes import Ballot, cast_votes
from tests.seeds import add_images, add_tags, add_voters, claim, link, merge, run


async def seed(graph: Graph) -> None:
    """Three pictures, one of them merged away; a claim, answers that agree and that do not, a remark, an alias."""
    await add_images(graph, "a", "b", "c")
    await add_tags(graph, "cat", "kitty", "dog", "tie")
    await add_tags(graph, "lol", state="remark")
    await add_voters(graph, "v", "w")
    await run(
        graph,
        """MATCH (i:Image) WHERE i.id IN ['a', 'b'] UNWIND ['ann', 'bob', null] AS author
           CREATE (:Post {key: i.id + coalesce(author, ''), author: author})
             -[:SHOWS {key: i.id + coalesce(author, ''), until: CASE author WHEN 'ann' THEN datetime() END}]->(i)""",
    )
    await link(graph, "alias", "kitty", "cat")
    for image, tag in (("a", "kitty"), ("a", "lol"), ("b", "dog"), ("c", "dog")):
        await claim(graph, "s", image, tag)
    await merge(graph, "c", "b")
    await graph.write(lambda tx: recompute_images(tx, ["a", "b"]))
    ballots = [Ballot("v", "b", "cat", "no"), Ballot("v", "a", "tie", "yes"), Ballot("w", "a", "tie", "no")]
    await cast_votes(graph, [*ballots, Ballot("w", "b", "dog", "yes"), Ballot("v", "a", "dog", "pass")])


async def test_uses_are_what_is_known_of_each_picture(graph: Graph) -> None:
    await seed(graph)
    pages = [page async for page in list_uses(graph, 100)]
    assert pages == [
        [
            UsedTags(image="a", author="bob", tags=["cat"], yes=[], no=[]),
            UsedTags(image="b", author="bob", tags=["dog"], yes=["dog"], no=["cat"]),
            UsedTags(image="c", author=None, tags=[], yes=[], no=[]),
        ]
    ]
    assert [[row.image for row in page] async for page in list_uses(graph, 2)] == [["a", "b"]]


async def test_an_empty_graph_has_no_uses_and_no_tags(graph: Graph) -> None:
    assert [page async for page in list_uses(graph, 100)] == [[]]
    assert await list_free_tags(graph) == []
    assert await list_decided_links(graph) == []


async def test_free_tags_circulate_and_are_no_alias(graph: Graph) -> None:
    await seed(graph)
    assert await list_free_tags(graph) == ["cat", "dog", "tie"]
    first = await graph.fetch(FreeTag, "list_free_tags", after="cat", limit=1)
    assert [tag.name for tag in first] == ["dog"]


async def test_decided_links_are_those_with_a_word_of_staff(graph: Graph) -> None:
    await seed(graph)
    await propose_links(
        graph, [NewLink("implies", "cat", "dog", "mining"), NewLink("excludes", "cat", "tie", "mining")]
    )
    await reject_link(graph, Link("implies", "cat", "dog"), "ann")
    assert await list_decided_links(graph) == [
        DecidedLink(type="ALIAS_OF", start="kitty", end="cat", accepted=True),
        DecidedLink(type="IMPLIES", start="cat", end="dog", accepted=False),
    ]
