"""Finding tags, whole answers compared."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.connection import Graph
from graph.tags import (
    CategoryCard,
    CollectionCard,
    TagCard,
    WholeTag,
    describe_tags,
    find_tag,
    find_whole_tag,
    list_categories,
    list_collections,
    search_tags_by_prefix,
    search_tags_by_words,
)
from graph.votes import Ballot, cast_votes
from tests.seeds import add_images, add_tags, add_voters, link, run


async def seed(graph: Graph) -> None:
    await add_tags(graph, "sun", "sunset", "red sun", "sun 😀", "日本人", "café", "2girls", "zebra's den", "b.c")
    await add_tags(graph, "artist:sunny day", category="artist")
    await add_tags(graph, "sunk", state="deprecated")
    await run(graph, "MATCH (t:Tag {name: 'zebra\\'s den'}) SET t.description = 'Where the red ones sleep'")
    await link(graph, "alias", "sunset", "red sun")
    await link(graph, "alias", "red sun", "sun")
    await run(graph, "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")


def card(name: str, canonical: str | None = None, **known: object) -> TagCard:
    default = {"description": None, "category": "general", "state": "circulating", "pairs": 0}
    return TagCard.model_validate({"name": name, "canonical": canonical} | default | known)


async def test_a_tag_is_found_by_its_name(graph: Graph) -> None:
    await seed(graph)
    await add_images(graph, "a", "b")
    await add_voters(graph, "v")
    await cast_votes(graph, [Ballot("v", image, "sun", "pass") for image in "ab"])
    assert await find_tag(graph, "sun") == card("sun", pairs=2)
    assert await find_tag(graph, "sunset") == card("sunset", canonical="sun")
    assert await find_tag(graph, "su") is None


async def test_a_whole_tag_names_what_it_hangs_together_with(graph: Graph) -> None:
    await seed(graph)
    await run(graph, "MATCH (t:Tag {name: 'sunk'}) SET t.why = 'a misspelling'")
    await run(
        graph,
        """UNWIND [['IMPLIES', 'sunset', 'café', 'accepted'], ['IMPLIES', 'sun', 'b.c', 'accepted'],
             ['IMPLIES', '2girls', 'sun', 'accepted'], ['IMPLIES', 'b.c', 'sun', 'proposed'],
             ['EXCLUDES', 'sun', '日本人', 'accepted'], ['EXCLUDES', 'b.c', 'sun', 'accepted'],
             ['EXCLUDES', 'café', 'sun', 'rejected']] AS row
           MATCH (a:Tag {name: row[1]}), (b:Tag {name: row[2]})
           CREATE (a)-[:$(row[0]) {key: row[0] + row[1] + row[2], state: row[3]}]->(b)""",
    )
    tag = await find_whole_tag(graph, "sun")
    assert tag == WholeTag(
        **card("sun").model_dump(),
        why=None,
        aliases=["red sun", "sunset"],
        implies=["b.c"],
        implied_by=["2girls"],
        excludes=["b.c", "日本人"],
    )
    alias = await find_whole_tag(graph, "red sun")
    assert alias
    assert (alias.canonical, alias.aliases, alias.implies) == ("sun", ["sunset"], [])
    old = await find_whole_tag(graph, "sunk")
    assert old
    assert (old.state, old.why, old.aliases) == ("deprecated", "a misspelling", [])
    assert await find_whole_tag(graph, "su") is None


async def test_a_prefix_lists_tags_by_name(graph: Graph) -> None:
    await seed(graph)
    assert await search_tags_by_prefix(graph, "sun") == [card("sun"), card("sun 😀"), card("sunset", canonical="sun")]
    hidden = await search_tags_by_prefix(graph, "sun", hidden=True, after="sun 😀")
    assert hidden == [card("sunk", state="deprecated"), card("sunset", canonical="sun")]
    assert [tag.name for tag in await search_tags_by_prefix(graph, "", limit=2)] == ["2girls", "artist:sunny day"]
    assert await search_tags_by_prefix(graph, "moon") == []


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("sunset", {"sunset"}),
        ("RED", {"red sun", "zebra's den"}),
        ("red su", {"red sun"}),
        ("day artist:sun", {"artist:sunny day"}),
        ("sunny", {"artist:sunny day"}),
        ("日本", {"日本人"}),
        ("caf", {"café"}),
        ("2", {"2girls"}),
        ("zebra's", {"zebra's den"}),
        ("😀", {"sun 😀"}),
        ("sunk", set()),
        ('"', set()),
        ("", set()),
        ("AND", set()),
    ],
)
async def test_words_find_names_and_descriptions(graph: Graph, words: str, names: set[str]) -> None:
    await seed(graph)
    assert {tag.name for tag in await search_tags_by_words(graph, words)} == names


async def test_the_best_match_comes_first(graph: Graph) -> None:
    await seed(graph)
    assert [tag.name for tag in await search_tags_by_words(graph, "sun", limit=1)] == ["sun"]
    assert await search_tags_by_words(graph, "sunk", hidden=True) == [card("sunk", state="deprecated")]


SIGNS = st.text(st.sampled_from('ab *?:"\\/()[]{}^~+-&|!<>= ANDORNOT\n')) | st.text(
    st.characters(exclude_categories=["Cs"])
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SIGNS)
async def test_no_text_is_an_error(graph: Graph, text: str) -> None:
    assert isinstance(await search_tags_by_words(graph, text), list)
    assert await search_tags_by_prefix(graph, text or "x") == []


async def test_categories_and_collections_count_what_is_in_them(graph: Graph) -> None:
    assert await list_categories(graph) == []
    assert await list_collections(graph) == []
    await seed(graph)
    await add_images(graph, "a", "b")
    await run(graph, "CREATE (c:Collection {name: 'pets'}) WITH c MATCH (i:Image) CREATE (i)-[:IN {key: i.id}]->(c)")
    assert await list_categories(graph) == [CategoryCard(name="artist", tags=1), CategoryCard(name="general", tags=10)]
    assert await list_categories(graph, after="artist", limit=1) == [CategoryCard(name="general", tags=10)]
    assert await list_collections(graph) == [CollectionCard(name="pets", images=2)]


async def test_a_tag_that_is_described_says_so(graph: Graph) -> None:
    await add_tags(graph, "sunset")
    assert await describe_tags(graph, {"sunset": "The sun sets.", "no such tag": "-"}) == 1
    found = await find_tag(graph, "sunset")
    assert found
    assert found.description == "The sun sets."
