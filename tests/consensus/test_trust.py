"""Trust: whole fits on tiny graphs, read from and kept in the graph."""

import asyncio
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.answersheet import AnswerSheet, Vocabulary
from consensus.claims import CAP, measure_sources, weigh_tasks
from consensus.trust import Fitted, fit_trust, measure, read_answers
from graph.answers import AnsweredPicture, AnswerRow
from graph.connection import Graph
from graph.reliability import (
    Figures,
    list_reliability_of_voter,
    list_reliable_sources,
    list_reliable_voters,
    read_reliability,
)
from graph.voters import join_voter
from graph.votes import Answer, Asked, Ballot, cast_votes, withdraw_votes
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, merge, opine, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
CONTROL = Asked("control", 0.01, "0" * 64, 900)
TAGS = ("cat", "dog", "tree", "sun")
PICTURES = tuple(f"p{number:02d}" for number in range(12))


async def be_silent(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step in silence."""


async def fit(graph: Graph) -> Fitted:
    return await fit_trust(graph, be_silent)


def is_so(image: str, tag: str) -> bool:
    """Say what is true of a pair of the seeded library: about half are."""
    return (PICTURES.index(image) + TAGS.index(tag)) % 2 == 0


async def answer(graph: Graph, voter: str, image: str, tag: str, says: Answer, asked: Asked | None = NEXT) -> None:
    await cast_votes(graph, [Ballot(voter, image, tag, says, asked=asked)])


async def seed(graph: Graph) -> None:
    """Two who know, one who flips a coin and one who says the opposite have all answered everything."""
    await add_images(graph, *PICTURES)
    await add_tags(graph, *TAGS)
    await add_voters(graph, "ann", "ben", "coin", "foe")
    ballots = []
    for place, (image, tag) in enumerate((image, tag) for image in PICTURES for tag in TAGS):
        true = is_so(image, tag)
        for voter, says in (("ann", true), ("ben", true), ("coin", place % 3 != 0), ("foe", not true)):
            known = voter in ("ann", "ben") and place % 16 == 0
            ballots.append(Ballot(voter, image, tag, "yes" if says != known else "no", asked=NEXT))
    await cast_votes(graph, ballots)


async def read_kept(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    """Read all figures by who and category."""
    rows = await run(
        graph,
        """MATCH (who:Voter|Source)-[r:RELIABLE_IN]->(c:Category)
           RETURN coalesce(who.id, who.name) AS who, c.name AS category, properties(r) AS properties""",
    )
    return {(row["who"], row["category"]): row["properties"] for row in rows}


async def count_read(graph: Graph) -> dict[str, int]:
    """Count the answers that a fit reads, by speaker."""
    sheet = await read_answers(graph, be_silent)
    counts = np.bincount(sheet.answers.voters, minlength=len(sheet.voters)).tolist()
    return dict(zip(sheet.voters, counts, strict=True))


async def test_who_knows_is_told_from_a_coin_and_from_an_adversary(graph: Graph) -> None:
    await seed(graph)
    fitted = await fit(graph)
    assert fitted == Fitted(answers=192, pairs=48, voters=4, sources=0, written=9, unmoved=0, removed=0, moved=48)
    rows = await list_reliable_voters(graph, "", "", 10)
    assert [row.voter for row in rows][2:] == ["coin", "foe"]
    assert [(row.answers, row.name, row.role) for row in rows] == [(48, row.voter, "voter") for row in rows]
    ann, coin, foe = rows[0], rows[2], rows[3]
    assert ann.sensitivity > 0.8 < ann.specificity
    assert foe.sensitivity < 0.3 > foe.specificity
    assert 0.35 < (coin.sensitivity + coin.specificity) / 2 < 0.65
    assert all(row.low_sensitivity < row.sensitivity < row.high_sensitivity for row in rows)
    assert all(row.low_specificity < row.specificity < row.high_specificity for row in rows)
    in_category = await list_reliable_voters(graph, "general", "", 10)
    assert sorted(row.voter for row in in_category) == ["ann", "ben", "coin", "foe"]
    assert await list_reliable_voters(graph, "", rows[0].cursor, 2) == rows[1:3]
    own = await list_reliability_of_voter(graph, "foe", 10)
    assert [(row.category, row.answers) for row in own] == [("", 48), ("general", 48)]
    assert own[0].right < 0.3


async def test_the_same_fit_again_changes_nothing_and_one_answer_moves_what_it_bears_on(graph: Graph) -> None:
    await seed(graph)
    await fit(graph)
    before = await read_kept(graph)
    again = await fit(graph)
    assert (again.written, again.unmoved, again.removed, again.moved) == (0, 9, 0, 0)
    assert await read_kept(graph) == before
    await add_images(graph, "more")
    await answer(graph, "coin", "more", "cat", "yes")
    third = await fit(graph)
    assert (third.removed, third.written + third.unmoved) == (0, 9)
    after = await read_kept(graph)
    assert after["coin", ""]["answers"] == 49
    assert after["coin", ""]["fit"] > before["coin", ""]["fit"]


async def test_an_empty_graph_keeps_nothing(graph: Graph) -> None:
    assert await fit(graph) == Fitted(0, 0, 0, 0, 0, 0, 0, 0)
    assert await run(graph, "MATCH (c:Category) RETURN c.name AS name") == []


async def test_one_voter_alone_is_believed_as_anybody_is(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    await answer(graph, "ann", "a", "cat", "yes")
    assert (await fit(graph)).written == 3
    (row,) = await list_reliable_voters(graph, "", "", 10)
    assert row.answers == 1
    assert row.low_sensitivity < 0.5 < row.sensitivity < row.high_sensitivity


async def test_what_was_withdrawn_is_as_if_never_said_and_its_figures_go(graph: Graph) -> None:
    await seed(graph)
    await fit(graph)
    pairs = [(image, tag) for image in PICTURES for tag in TAGS]
    await withdraw_votes(graph, "foe", pairs, "withdrawn")
    fitted = await fit(graph)
    assert (fitted.voters, fitted.removed) == (3, 2)
    assert {who for who, _ in await read_kept(graph)} == {"ann", "ben", "coin"}


async def test_a_joined_voter_counts_as_the_account_with_the_latest_answer(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    await add_voters(graph, "stranger", role="anonymous")
    await answer(graph, "ann", "a", "cat", "yes")
    await answer(graph, "stranger", "a", "cat", "no")
    await answer(graph, "stranger", "b", "cat", "yes")
    await fit(graph)
    assert {who for who, _ in await read_kept(graph)} == {"ann", "stranger"}
    await join_voter(graph, "stranger", "ann")
    assert {who for who, _ in await read_kept(graph)} == {"ann"}
    assert await count_read(graph) == {"ann": 2}
    sheet = await read_answers(graph, be_silent)
    assert sheet.answers.labels.tolist() == [0, 1]
    await fit(graph)
    assert {key: row["answers"] for key, row in (await read_kept(graph)).items()} == {
        ("ann", ""): 2,
        ("ann", "general"): 2,
    }


async def test_figures_of_who_joins_while_a_fit_runs_are_not_kept(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    await add_voters(graph, "stranger", role="anonymous")
    await answer(graph, "stranger", "a", "cat", "yes")

    async def join_after_reading(step: str, done: int, total: int, cursor: str = "") -> None:  # noqa: ARG001 - a Report
        if step == "writing":
            await join_voter(graph, "stranger", "ann")

    assert (await fit_trust(graph, join_after_reading)).written == 1  # the crowd's
    assert await read_kept(graph) == {}


async def test_a_merged_picture_and_an_alias_make_one_pair(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "kitty", "animal")
    await link(graph, "alias", "kitty", "cat")
    await link(graph, "implies", "cat", "animal")
    await add_voters(graph, "ann", "ben")
    await merge(graph, "b", "a")
    await answer(graph, "ann", "a", "cat", "yes")
    await answer(graph, "ann", "b", "kitty", "no")
    await answer(graph, "ben", "b", "kitty", "yes")
    sheet = await read_answers(graph, be_silent)
    assert (sheet.answers.tasks.tolist(), len(sheet.answers.groups)) == ([0, 0], 1)
    said = dict(zip([[*sheet.voters][v] for v in sheet.answers.voters], sheet.answers.labels.tolist(), strict=True))
    assert said == {"ann": 0, "ben": 1}


async def test_passes_volunteered_answers_and_tags_out_of_circulation_are_not_read(graph: Graph) -> None:
    await add_images(graph, "a", "b")
    await add_tags(graph, "cat", "dog")
    await add_tags(graph, "lovely", state="remark")
    await add_voters(graph, "ann")
    await answer(graph, "ann", "a", "cat", "yes")
    await answer(graph, "ann", "a", "cat", "pass")
    await answer(graph, "ann", "a", "dog", "yes", asked=None)
    await answer(graph, "ann", "a", "lovely", "yes")
    await answer(graph, "ann", "b", "cat", "no")
    assert await count_read(graph) == {"ann": 1}


async def test_rulings_and_gold_tests_are_the_truth_and_audits_are_not_read(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    for image in ("a", "b", "c", "d"):
        await answer(graph, "ann", image, "cat", "yes")
    for image, purpose, response in (("a", "ruling", True), ("b", "test", False), ("c", "audit", False)):
        await run(
            graph,
            """MATCH (i:Image {id: $image}), (t:Tag {name: 'cat'})
               CREATE (i)-[:DECIDED {key: $purpose + $image, purpose: $purpose, response: $response,
                 at: datetime()}]->(t)""",
            image=image,
            purpose=purpose,
            response=response,
        )
    assert (await read_answers(graph, be_silent)).answers.known.tolist() == [1, 0, -1, -1]


async def test_pairs_share_a_base_rate_by_origin_and_category(graph: Graph) -> None:
    await add_images(graph, "a", "b", "c", "d")
    await add_tags(graph, "cat")
    await add_tags(graph, "mary", category="artist")
    await add_voters(graph, "ann")
    await go_live(graph)
    await opine(graph, "PROPOSED", "b", "cat", 0.9)
    await claim(graph, "blog", "a", "cat")
    await claim(graph, "blog", "c", "cat", until="2026-01-01T00:00:00Z")
    for image, tag in (("a", "cat"), ("b", "cat"), ("c", "cat"), ("d", "mary")):
        await answer(graph, "ann", image, tag, "yes")
    sheet = await read_answers(graph, be_silent)
    assert list(sheet.categories) == ["general", "artist"]
    assert sheet.answers.groups.tolist() == [0, 0, 0, 1]
    assert sheet.answers.priors.tolist() == [0, 2, 4, 5]


async def test_a_source_is_judged_on_control_questions_alone_and_only_on_what_it_claims(graph: Graph) -> None:
    await add_images(graph, *PICTURES)
    await add_tags(graph, "cat")
    await add_voters(graph, "ann", "ben")
    await run(graph, "CREATE (:Source {name: 'blog'}), (:Source {name: 'booru'})")
    for place, image in enumerate(PICTURES):
        if place != 11:
            await claim(graph, "blog" if place % 2 else "booru", image, "cat")
        right = place % 2 == 0
        for voter in ("ann", "ben"):
            asked = CONTROL if place < 8 or place == 11 else NEXT
            await answer(graph, voter, image, "cat", "yes" if right else "no", asked)
    fitted = await fit(graph)
    assert fitted.sources == 2
    rows = await list_reliable_sources(graph, "", "", 10)
    assert [(row.source, row.claims) for row in rows] == [("booru", 4), ("blog", 4)]
    assert rows[0].precision > 0.75 > rows[1].precision
    assert all(row.low_precision < row.precision < row.high_precision for row in rows)
    assert [row.source for row in await list_reliable_sources(graph, "general", "", 10)] == ["booru", "blog"]
    assert await list_reliable_sources(graph, "", rows[0].cursor, 10) == rows[1:]


def test_audits_weigh_what_they_stand_for_and_none_stands_for_all() -> None:
    controls = np.array([True, False, False, False, True])
    audits = np.array([0.0, 0.0, 0.5, 0.25, 0.1])
    assert weigh_tasks(controls, audits).tolist() == pytest.approx([1, 0, 2 / 3, 4 / 3, 1])
    rare = np.append(np.ones(999), 1e-9)
    assert weigh_tasks(np.zeros(1000, np.bool_), rare).max() == CAP


def test_four_of_four_claims_are_worth_what_the_definition_says() -> None:
    sheet = AnswerSheet()
    tags = {f"t{n}": (f"t{n}", "general") for n in range(10)}
    votes: tuple[AnswerRow, ...] = tuple((tag, "v", True, True, "control", 0.1, 0.0, None) for tag in tags)
    claims = (("good", tuple(list(tags)[:4])), ("other", tuple(list(tags)[4:])))
    sheet.add_pictures([AnsweredPicture(image="a", votes=votes, claims=claims)], Vocabulary(tags, {"v": "v"}))
    truth = np.array([1.0] * 8 + [0.0] * 2)
    figures = {(row.who, row.category): row.figures["precision"] for row in measure_sources(sheet, truth)}
    assert figures["good", ""] == pytest.approx(12.5 / 14)
    assert figures["other", ""] == pytest.approx((8.5 + 4) / 16)


async def test_votes_that_are_cast_meanwhile_are_kept_and_read_by_the_next_fit(graph: Graph) -> None:
    await seed(graph)
    await add_voters(graph, "late")
    ballots = [Ballot("late", image, tag, "yes", asked=NEXT) for image in PICTURES for tag in TAGS]
    await asyncio.gather(fit(graph), *(cast_votes(graph, [ballot]) for ballot in ballots))
    await fit(graph)
    assert (await read_kept(graph))["late", ""]["answers"] == len(ballots)


async def test_what_is_kept_is_what_was_measured_to_four_decimals(graph: Graph) -> None:
    await seed(graph)
    await fit(graph)
    measured: dict[str, Figures] = {row.key: row for row in measure(await read_answers(graph, be_silent))}
    assert await read_reliability(graph) == {key: row.list_properties() for key, row in measured.items()}


@given(st.permutations([(v, i, t, says) for v in "xy" for i in "ab" for t in ("cat", "dog") for says in (True, False)]))
def test_the_last_answer_of_each_person_on_each_pair_counts(order: list[tuple[str, str, str, bool]]) -> None:
    sheet = AnswerSheet()
    vocabulary = Vocabulary({"cat": ("cat", "g"), "dog": ("dog", "g")}, {"x": "x", "y": "y"})
    last: dict[tuple[str, str, str], bool] = {}
    for voter, image, tag, says in order:
        last[voter, image, tag] = says
    for image in "ab":
        votes: tuple[AnswerRow, ...] = tuple(
            (tag, voter, says, True, None, None, 0.0, None) for voter, place, tag, says in order if place == image
        )
        sheet.add_pictures([AnsweredPicture(image=image, votes=votes)], vocabulary)
    read = sheet.answers
    assert len(read.tasks) == len(last)
    assert sorted(read.labels.tolist()) == sorted(int(says) for says in last.values())
    assert len(set(zip(read.tasks.tolist(), read.voters.tolist(), strict=True))) == len(last)
