"""Reliability in the graph: kept by key, listed in index order, removed with who it was of."""

import time

import pytest

from graph.answers import count_answers, list_answers, list_categories_of_tags, list_speakers
from graph.connection import Graph
from graph.reliability import (
    WHOLE,
    Figures,
    list_reliable_voters,
    read_reliability,
    remove_reliability,
    remove_reliability_of_voter,
    write_reliability,
)
from graph.votes import Asked, Ballot, cast_votes
from tests.graph.hits import count_hits
from tests.graph.test_plans_at_size import FACTOR, PAGE
from tests.seeds import add_images, add_tags, add_voters, link, merge, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
AUDIT = Asked("audit", 0.25, "0" * 64, 900)
SIZES = {"few": 100, "many": 20_000}

CROWD = """
MERGE (category:Category {name: $category})
WITH category
UNWIND range(1, $voters) AS number
WITH category, number, $category + right('00000' + toString(number), 5) AS id
CREATE (:Voter {id: id})-[:RELIABLE_IN {key: 'voter|' + id + '|' + $category, kind: 'voter', category: $category,
  order: '02500|' + id}]->(category)
"""


def judge(voter: str, category: str, trust: float, right: float = 0.9) -> Figures:
    return Figures("voter", voter, category, trust, {"right": right, "answers": 3})


async def test_figures_are_kept_once_and_changed_in_place(graph: Graph) -> None:
    await add_voters(graph, "ann", "b|n")
    rows = [judge("ann", WHOLE, 0.5), judge("b|n", "a|b", 0.75, 1 / 3)]
    assert (await write_reliability(graph, rows), await write_reliability(graph, rows)) == (2, 2)
    assert await read_reliability(graph) == {row.key: row.list_properties() for row in rows}
    assert rows[1].list_properties() == {
        "key": "voter|b%7Cn|a|b",
        "kind": "voter",
        "category": "a|b",
        "order": "02500|b|n",
        "right": 0.3333,
        "answers": 3,
    }
    moved = judge("ann", WHOLE, 0.25)
    assert await write_reliability(graph, [moved]) == 1
    assert (await read_reliability(graph))[moved.key]["order"] == "07500|ann"
    assert await remove_reliability(graph, [moved.key, "none"]) == 1
    assert await remove_reliability_of_voter(graph, "b|n") == 1
    assert await read_reliability(graph) == {}


async def test_nothing_is_kept_of_who_is_not_there_or_joined(graph: Graph) -> None:
    await add_voters(graph, "ann")
    await add_voters(graph, "stranger", role="anonymous")
    await run(graph, "MATCH (a:Voter {id: 'stranger'}), (b:Voter {id: 'ann'}) CREATE (a)-[:IS {key: 'x'}]->(b)")
    assert await write_reliability(graph, [judge("stranger", WHOLE, 0.5), judge("nobody", WHOLE, 0.5)]) == 0
    assert await read_reliability(graph) == {}
    assert await list_speakers(graph, ["stranger", "ann", "nobody"]) == {"stranger": "ann", "ann": "ann"}
    await run(graph, "MATCH (v:Voter {id: 'ann'}) SET v.aside = datetime()")
    assert await list_speakers(graph, ["stranger", "ann"]) == {}


async def test_answers_are_read_once_each_the_oldest_first_with_their_class(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "silent")
    await add_tags(graph, "cat", "kitty")
    await add_tags(graph, "lovely", category="mood", state="remark")
    await run(graph, "CREATE (:Tag {name: 'bare', state: 'circulating'})")
    await link(graph, "alias", "kitty", "cat")
    await add_voters(graph, "ann")
    await merge(graph, "b", "a")
    for ballot in (
        Ballot("ann", "b", "kitty", "yes", asked=NEXT),
        Ballot("ann", "a", "cat", "pass"),
        Ballot("ann", "c", "lovely", "no", asked=AUDIT),
        Ballot("ann", "c", "cat", "yes", asked=NEXT, implicit=True),
    ):
        await cast_votes(graph, [ballot])
    pages = [page async for page in list_answers(graph, page=1)]
    assert [[picture.image for picture in page] for page in pages] == [["a"], ["c"]]
    first, second = pages[0][0], pages[1][0]
    assert [vote[:6] for vote in first.votes] == [
        ("kitty", "ann", True, True, None, None),
        ("cat", "ann", None, False, None, None),
    ]
    assert [vote[:6] for vote in second.votes] == [("lovely", "ann", False, True, "audit", 0.25)]
    given = [vote[6] for vote in (*first.votes, *second.votes)]
    assert given == sorted(given)
    assert abs(given[0] - time.time()) < 3600
    assert [vote[7] for vote in (*first.votes, *second.votes)] == [0.9, None, 0.9]
    assert (first.rulings, first.proposed, first.claims) == ((), (), ())
    assert await count_answers(graph) == 4
    assert await list_categories_of_tags(graph, ["kitty", "lovely", "bare", "none"]) == [
        ("bare", "bare", "", True),
        ("kitty", "cat", "general", True),
        ("lovely", "lovely", "mood", False),
    ]


async def test_a_page_of_many_tied_voters_costs_what_one_of_few_does(graph: Graph) -> None:
    for category, voters in SIZES.items():
        await run(graph, CROWD, category=category, voters=voters)
    hits = {
        category: await count_hits(
            graph,
            "list_reliable_voters",
            {"category": category, "after": f"02500|{category}{voters // 2:05d}", "limit": PAGE},
        )
        for category, voters in SIZES.items()
    }
    assert hits["few"] >= PAGE
    assert hits["many"] <= FACTOR * hits["few"]


@pytest.mark.parametrize("category", ["", "mood"])
async def test_a_list_ends_where_its_category_does(graph: Graph, category: str) -> None:
    await add_voters(graph, "ann", "ben")
    await write_reliability(graph, [judge("ann", WHOLE, 0.5), judge("ben", "other", 0.6)])
    await run(graph, "MATCH ()-[r:RELIABLE_IN]->() SET r += $figures", figures=SHARES)
    assert [row.voter for row in await list_reliable_voters(graph, category, "", 9)] == ["ann"] * (not category)


SHARES = dict.fromkeys(
    ("sensitivity", "lowSensitivity", "highSensitivity", "specificity", "lowSpecificity", "highSpecificity"), 0.5
)
