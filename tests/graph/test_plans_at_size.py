"""A page costs the same in a tag of 20,000 tied pairs as in one of 100, at its start and in its middle.

So does what surrounds a picture with 10,000 votes, and a voter who gave as many.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from graph.connection import Graph
from tests.graph.hits import count_hits
from tests.seeds import add_tags, run

PAGE = 20
FACTOR = 3
SIZES = {"large": 20_000, "small": 100}
HIDDEN = 2_000

SEED = """
MATCH (tag:Tag {name: $tag})
MATCH (also:Tag {name: 'also'})
UNWIND range(0, $pairs - 1) AS number
CALL (tag, also, number) {
  WITH tag, also, number, $tag + right('00000' + toString(number), 6) AS id, number < $hidden AS hidden
  CREATE (image:Image {id: id, nsfw: 'unknown', withheld: CASE WHEN hidden THEN ['removed'] ELSE [] END})
  CREATE (image)-[c:CONSENSUS {key: id + '|' + $tag, image: id, tag: $tag, yes: 0, no: 1, pass: 0, claims: 0}]->(tag)
  SET c += CASE WHEN hidden THEN {posterior: 0.9} ELSE {
    posterior: 0.6, people: 0.3, run: 0.8, rank: '0400000|' + id, rankSafe: '0400000|' + id,
    ask: '0930000|00001|' + id, askSafe: '0930000|00001|' + id, agreed: '0400000|' + id + '|' + $tag,
    board: 'refused|0500000|' + id + '|' + $tag,
    denied: 'source-against-people|0500000|' + id + '|' + $tag,
    misrated: 'rating-conflict|0500000|' + id + '|' + $tag,
    settled: CASE number % 2 WHEN 0 THEN 'yes' ELSE 'no' END} END
  WITH image, also, id, number
  WHERE number % 1000 < 100
  CREATE (image)-[:CONSENSUS {key: id + '|also', image: id, tag: 'also', posterior: 0.7, rank: '0300000|' + id,
    rankSafe: '0300000|' + id}]->(also)
  // Compared with itself: enough for the order of the board.
  CREATE (image)-[:COMPARED {key: id + '|' + id, method: 'print', distance: 0.5, order: '0500000|' + id}]->(image)
} IN TRANSACTIONS OF 5000 ROWS
"""


VOTES = {"many": 10_000, "few": 1_000}

CROWD = """
MATCH (tag:Tag {name: 'also'})
CREATE (:Voter {id: 'by ' + $crowd})
CREATE (image:Image {id: $crowd, nsfw: 'unknown', withheld: []})
CREATE (image)-[:CONSENSUS {key: $crowd + '|also', image: $crowd, tag: 'also', posterior: 0.7, yes: $votes}]->(tag)
WITH image, tag
UNWIND range(1, $votes) AS number
MATCH (other:Image {id: 'large' + right('00000' + toString(number), 6)})
CREATE (image)-[:SORT {key: number + '|' + $crowd + '|also', voter: toString(number), answer: 'yes'}]->(tag)
CREATE (other)-[:SORT {key: 'by ' + $crowd + '|' + other.id + '|also', voter: 'by ' + $crowd, answer: 'yes',
  at: datetime({epochSeconds: number})}]->(tag)
"""


@pytest_asyncio.fixture(scope="module")
async def seeded(server: Graph) -> AsyncIterator[Graph]:
    """Two tags, one large and one small, and pairs of a third on some of their pictures, all at the pages looked at."""
    await empty(server)
    await add_tags(server, "also", *SIZES)
    async with server.driver.session(database=server.database) as session:
        for tag, pairs in SIZES.items():
            hidden = HIDDEN if tag == "large" else 0
            await (await session.run(SEED, tag=tag, pairs=pairs, hidden=hidden)).consume()
        for crowd, votes in VOTES.items():
            await (await session.run(CROWD, crowd=crowd, votes=votes)).consume()
    yield server
    await empty(server)


async def empty(graph: Graph) -> None:
    async with graph.driver.session(database=graph.database) as session:
        for text in (
            "MATCH ()-[c:CONSENSUS|COMPARED]->() CALL (c) { DELETE c } IN TRANSACTIONS OF 10000 ROWS",
            "MATCH (n) WHERE NOT n:Library CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
        ):
            await (await session.run(text)).consume()


def place(tag: str, *, middle: bool) -> str:
    """The picture before a page: none, or the one in the middle of the tag."""
    return f"{tag}{SIZES[tag] // 2:06d}" if middle else ""


def cursor(start: str, image: str, end: str = "") -> str:
    return f"{start}{image}{end}" if image else ""


RANKED = {"minPosterior": 0.5, "limit": PAGE}
MANY: dict[str, Any] = {"without": [], "collection": None, "candidates": PAGE}
ASKED = {"voters": ["v"], "collection": None, "limit": PAGE}
EXAMPLES = {"voters": ["v"], "nsfw": False, "limit": PAGE}
LISTED = {"kind": "refused", "limit": PAGE}

# Each query with its parameters for a tag and the picture before the page.
QUERIES: dict[str, Any] = {
    "rank_images_for_tag": lambda tag, image: RANKED | {"tag": tag, "after": cursor("0400000|", image)},
    "rank_all_images_for_tag": lambda tag, image: RANKED | {"tag": tag, "after": cursor("0400000|", image)},
    "rank_images_for_tags": lambda tag, image: (
        RANKED | MANY | {"tags": [tag, "also"], "after": cursor("0400000|", image)}
    ),
    "rank_all_images_for_tags": lambda tag, image: (
        RANKED | MANY | {"tags": [tag, "also"], "after": cursor("0400000|", image)}
    ),
    "rank_pairs_of_tag": lambda tag, image: {
        "tag": tag, "limit": PAGE, "after": cursor("0400000|", image, f"|{tag}")
    },
    "list_disagreements_of_tag": lambda tag, image: (
        LISTED | {"tag": tag, "after": cursor("refused|0500000|", image, f"|{tag}")}
    ),
    "list_source_against_people_of_tag": lambda tag, image: {
        "tag": tag, "limit": PAGE, "after": cursor("source-against-people|0500000|", image, f"|{tag}")
    },
    "list_rating_conflicts_of_tag": lambda tag, image: {
        "tag": tag, "limit": PAGE, "after": cursor("rating-conflict|0500000|", image, f"|{tag}")
    },
    "count_disputes": lambda tag, _: {"batch": {"tags": [tag]}, "most": PAGE},
    "count_pairs_of_tag": lambda tag, _: {"tag": tag, "nsfw": False, "most": PAGE},
    "list_yes_examples": lambda tag, _: EXAMPLES | {"tag": tag},
    "list_no_examples": lambda tag, _: EXAMPLES | {"tag": tag},
    "list_neighbours_of_tag": lambda tag, _: {"tag": tag, "voters": ["v"], "nsfw": False},
    "list_open_pairs": lambda tag, image: ASKED | {"tag": tag, "after": cursor("0930000|00001|", image)},
    "list_safe_open_pairs": lambda tag, image: ASKED | {"tag": tag, "after": cursor("0930000|00001|", image)},
}  # fmt: skip
GLOBAL: dict[str, Any] = {
    "rank_pairs": lambda tag, image: {"limit": PAGE, "after": cursor("0400000|", image, f"|{tag}")},
    "list_refused": lambda tag, image: {"limit": PAGE, "after": cursor("refused|0500000|", image, f"|{tag}")},
    "list_source_against_people": lambda tag, image: {
        "limit": PAGE, "after": cursor("source-against-people|0500000|", image, f"|{tag}")
    },
    "list_rating_conflicts": lambda tag, image: {
        "limit": PAGE, "after": cursor("rating-conflict|0500000|", image, f"|{tag}")
    },
    "list_open_comparisons": lambda _, image: {"limit": PAGE, "after": cursor("0500000|", image)},
}  # fmt: skip


@pytest.mark.parametrize("name", QUERIES)
async def test_a_page_of_a_large_tag_costs_what_one_of_a_small_tag_does(seeded: Graph, name: str) -> None:
    for middle in (False, True):
        small, large = [
            await count_hits(seeded, name, QUERIES[name](tag, place(tag, middle=middle))) for tag in ("small", "large")
        ]
        assert small >= PAGE, "the page is there"
        assert large <= FACTOR * small, f"{'middle' if middle else 'start'}: {large} hits, {small} in the small tag"


AROUND: dict[str, Any] = {
    "image-everybody's votes": lambda crowd: {"image": crowd, "voters": None},
    "image-one's own votes": lambda crowd: {"image": crowd, "voters": ["7", "8"]},
    "voter": lambda crowd: {"voter": f"by {crowd}"},
}


@pytest.mark.parametrize("around", AROUND)
async def test_what_surrounds_costs_the_same_however_many_votes_there_are(seeded: Graph, around: str) -> None:
    name = f"list_neighbours_of_{around.partition('-')[0]}"
    few, many = [await count_hits(seeded, name, AROUND[around](crowd)) for crowd in ("few", "many")]
    assert few > 10, "there are votes"
    assert many <= FACTOR * few, f"{many} hits, {few} around few votes"


@pytest.mark.parametrize("name", GLOBAL)
async def test_a_page_of_the_whole_graph_costs_the_same_in_its_middle(seeded: Graph, name: str) -> None:
    first, later = [await count_hits(seeded, name, GLOBAL[name]("large", image)) for image in ("", "large010000")]
    assert PAGE <= first <= 25 * PAGE
    assert later <= FACTOR * first


async def test_the_seed_is_as_large_as_it_says(seeded: Graph) -> None:
    rows = await run(
        seeded,
        """MATCH ()-[c:CONSENSUS]->() WHERE c.tag IN $tags
           RETURN c.tag AS tag, count(*) AS pairs, count(c.rank) AS listed, count(DISTINCT c.posterior) AS posteriors
           ORDER BY tag""",
        tags=[*SIZES],
    )
    assert rows == [
        {"tag": "large", "pairs": 20_000, "listed": 18_000, "posteriors": 2},
        {"tag": "small", "pairs": 100, "listed": 100, "posteriors": 1},
    ]


async def test_confused_tags_are_found_on_the_first_pairs_of_the_boards_alone(seeded: Graph) -> None:
    few, more = [await count_hits(seeded, "list_confused_tags", {"depth": depth, "limit": PAGE}) for depth in (20, 40)]
    assert few >= PAGE
    assert more <= FACTOR * few
    assert few <= 200 * PAGE
