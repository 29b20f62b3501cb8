"""Gold in use: files that are refused as a whole, tests that are asked, and judging against numbers done by hand."""

import math
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path
from secrets import token_hex

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, recall_score

from consensus.asking import Asker, Scope
from consensus.goldfiles import import_gold
from consensus.goldjudging import JudgeFigures, judge_by_gold, measure_judge
from consensus.leases import Leases
from consensus.rebuild import rebuild_consensus
from consensus.routing import Router
from consensus.trust import fit_trust
from graph.connection import Graph
from graph.gold import GoldAnswer, list_gold, set_all_gold, set_gold
from graph.goldaudits import UsedAudit
from graph.votes import Answer, Asked, Ballot, cast_votes
from taggy.bounds import compute_interval
from taggy.errors import ConflictError, InputError, NotFoundError
from taggy.settings import Settings
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, merge, opine, read_consensus, run

ANY = Scope()
A, B, C, D = (letter * 64 for letter in "abcd")
MakeRouter = Callable[..., Router]


@pytest.fixture
def make_router(graph: Graph, tmp_path: Path) -> Iterator[MakeRouter]:
    """Make routers whose draws can be repeated, each with leases of its own."""
    with ExitStack() as stack:

        def make(gold_share: float = 1.0, audit_share: float = 0.0) -> Router:
            leases = stack.enter_context(Leases(tmp_path / token_hex(4), 90, 3600))
            shares = {"control_share": 0.0, "audit_share": audit_share, "gold_share": gold_share}
            return Router(graph, Settings.model_validate(shares), leases, seed=7)

        yield make


async def seed(graph: Graph) -> None:
    """Four pictures that a source claims a cat of, and voters."""
    await add_images(graph, A, B, C, D)
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v", "w", "x")
    for image in (A, B, C, D):
        await claim(graph, "s", image, "cat")
    async for _ in rebuild_consensus(graph):
        pass


async def answer(graph: Graph, voter: str, image: str, said: Answer, why: str = "information") -> None:
    await cast_votes(graph, [Ballot(voter, image, "cat", said, asked=Asked(why, 1.0, "picture", 900))])


async def test_tests_are_asked_once_settled_or_not_and_settle_as_others_do(
    graph: Graph, make_router: MakeRouter
) -> None:
    await seed(graph)
    await merge(graph, D, C)
    async for _ in rebuild_consensus(graph):
        pass
    for voter in ("w", "x"):
        await answer(graph, voter, A, "yes")
    assert (await read_consensus(graph))[A, "cat"]["settled"] == "yes"
    given = [
        GoldAnswer(A, "cat", "yes", "test"),
        GoldAnswer(D, "cat", "no", "test"),
        GoldAnswer(B, "dog", "no", "audit"),
    ]
    await set_all_gold(graph, given, "ada")
    router, asked = make_router(), []
    while (question := (await router.draw(Asker("v"), 1, ANY))[0]).why == "test":
        asked.append(question.card.image)
        assert (question.card.tag, question.probability) == ("cat", 0.5)
        said = Asked(question.why, question.probability, "picture", 900)
        await cast_votes(graph, [Ballot("v", question.card.image, "cat", "no", asked=said)])
    assert (question.card.image, sorted(asked)) == (B, [A, C])
    assert "settled" not in (await read_consensus(graph))[C, "cat"]
    await answer(graph, "w", C, "no", "test")
    assert (await read_consensus(graph))[C, "cat"]["settled"] == "no"
    rows = await list_gold(graph, "test", "", 10)
    assert [(row.image, row.answered, row.right) for row in rows] == [(A, 3, 2), (D, 2, 2)]


async def test_a_share_of_questions_are_tests_and_leaves_the_others_their_chances(
    graph: Graph, make_router: MakeRouter
) -> None:
    await seed(graph)
    await set_gold(graph, GoldAnswer(A, "cat", "yes", "test"), "ada")
    router, whys = make_router(0.25), []
    for _ in range(400):
        (question,) = await router.draw(Asker("v"), 1, ANY)
        router.leases.drop((question.card.image, question.card.tag), "v")
        chance = 0.25 if question.why == "test" else 0.75 / 4
        assert question.probability == pytest.approx(chance)
        whys.append(question.why)
    assert whys.count("test") / len(whys) == pytest.approx(0.25, abs=0.11)  # five standard deviations
    assert {q.why for q in await make_router(1.0).draw(Asker("v"), 1, Scope(tag="cat"))} == {"information"}
    (none,) = await make_router(0.0).draw(Asker("v"), 1, ANY)
    assert none.why == "information"


async def test_nobody_is_tested_on_what_may_not_be_shown_or_where_nothing_is_a_test(
    graph: Graph, make_router: MakeRouter
) -> None:
    await seed(graph)
    await add_images(graph, "e" * 64, nsfw="confirmed")
    (question,) = await make_router().draw(Asker("v"), 1, ANY)
    assert question.why == "information"
    assert question.probability == pytest.approx(1 / 4)
    await set_gold(graph, GoldAnswer("e" * 64, "cat", "yes", "test"), "ada")
    await set_gold(graph, GoldAnswer(A, "cat", "yes", "audit"), "ada")
    assert (await make_router().draw(Asker("v"), 1, ANY))[0].why == "information"
    (question,) = await make_router().draw(Asker("v", nsfw=True), 1, ANY)
    assert (question.why, question.card.image) == ("test", "e" * 64)


async def test_a_fit_takes_tests_as_the_truth_and_never_reads_audits(graph: Graph) -> None:
    images = [f"{number:064x}" for number in range(30)]
    await add_images(graph, *images)
    await add_tags(graph, "cat")
    await add_voters(graph, "good", "bad")
    for image in images:
        await answer(graph, "good", image, "yes", "test")
        await answer(graph, "bad", image, "no", "test")

    async def read_rights() -> dict[str, float]:
        await fit_trust(graph, be_silent)
        kept = "MATCH (v:Voter)-[r:RELIABLE_IN]->(:Category {name: ''}) RETURN v.id AS voter, r.sensitivity AS right"
        return {row["voter"]: row["right"] for row in await run(graph, kept)}

    none = await read_rights()
    await set_all_gold(graph, [GoldAnswer(image, "cat", "no", "audit") for image in images], "ada")
    assert await read_rights() == none
    await run(graph, "MATCH ()-[d:DECIDED]->() DELETE d")
    await set_all_gold(graph, [GoldAnswer(image, "cat", "yes", "test") for image in images], "ada")
    rights = await read_rights()
    assert (rights["good"] > 0.9, rights["bad"] < 0.1) == (True, True)


async def be_silent(step: str, done: int, total: int, cursor: str = "") -> None:
    """Hear of a step in silence."""


def make_audits(responses: list[bool], people: list[float | None]) -> list[UsedAudit]:
    return [
        UsedAudit(key=f"{n}", response=response, uses=0, counts=True, people=p, posterior=p, run=None)
        for n, (response, p) in enumerate(zip(responses, people, strict=True))
    ]


def test_a_judge_is_measured_as_by_hand() -> None:
    audits = make_audits([True, False], [0.8, 0.6])
    found = measure_judge("people", audits, [0.8, 0.6])
    (low, high), loss = compute_interval(1, 2), -(math.log(0.8) + math.log(0.4)) / 2
    assert astuple(found) == pytest.approx(("people", 2, 0, 0.5, low, high, loss, 1.0, 0.0, 0.4))
    assert (round(low, 4), round(high, 4)) == (0.0945, 0.9055)
    half = measure_judge("run", make_audits([True], [0.5]), [0.5])
    assert (half.accuracy, half.sensitivity, half.specificity) == (0.5, 0.5, None)
    silent = measure_judge("run", audits, [None, None])
    assert silent == JudgeFigures("run", 0, 2, None, None, None, None, None, None, None)


def test_a_judge_is_measured_as_sklearn_does() -> None:
    dice = np.random.default_rng(5)
    for _ in range(20):
        believed = dice.uniform(0.01, 0.99, 200)
        truth = dice.random(200) < believed**2
        audits = make_audits(truth.tolist(), believed.tolist())
        found = measure_judge("people", audits, believed.tolist())
        said = believed > 0.5
        assert found.accuracy == pytest.approx(accuracy_score(truth, said))
        assert found.log_loss == pytest.approx(log_loss(truth, believed))
        assert found.sensitivity == pytest.approx(recall_score(truth, said))
        assert found.specificity == pytest.approx(recall_score(truth, said, pos_label=False))


async def test_judging_says_what_each_is_worth_and_how_often_it_was_done(graph: Graph) -> None:
    await seed(graph)
    with pytest.raises(NotFoundError, match="taggy gold set IMAGE TAG yes --purpose audit"):
        await judge_by_gold(graph)
    await go_live(graph)
    await opine(graph, "PROPOSED", A, "cat", 0.9)
    await opine(graph, "SCORED", A, "cat", 0.3)
    await opine(graph, "PROPOSED", B, "cat", 0.9)
    for voter in ("v", "w"):
        await answer(graph, voter, A, "yes")
    await set_all_gold(graph, [GoldAnswer(A, "cat", "yes", "audit"), GoldAnswer(B, "cat", "no", "audit")], "ada")
    first = await judge_by_gold(graph)
    await set_gold(graph, GoldAnswer(C, "cat", "no", "audit"), "ada")
    second = await judge_by_gold(graph)
    assert (first.gold, first.left_out, first.least_uses, first.most_uses) == (2, 0, 0, 0)
    assert (second.gold, second.left_out, second.least_uses, second.most_uses) == (3, 0, 0, 1)
    counts = [(judge.judge, judge.pairs, judge.silent, judge.accuracy) for judge in second.judges]
    assert counts == [("people", 1, 2, 1.0), ("posterior", 3, 0, pytest.approx(1 / 3)), ("run", 2, 1, 0.0)]
    assert [row.uses for row in await list_gold(graph, "audit", "", 10)] == [2, 2, 1]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


async def test_a_file_is_given_and_given_again(graph: Graph, tmp_path: Path) -> None:
    await seed(graph)
    await merge(graph, D, C)
    rows = [f"test,{A},_CAT_,Yes", f"audit,{B},\uff43\uff41\uff54,no", f"test,{A},cat,yes"]
    rows += [f"test,{image},dog,no" for image in (C, D)]
    file = write(tmp_path / "gold.csv", "\n".join(["purpose,image,tag,answer", *rows]))
    assert await import_gold(graph, file, None, "ada", "by hand") == (3, 3)
    assert await import_gold(graph, file, None, "ada", None) == (3, 0)
    kept = [row.cursor for purpose in ("test", "audit") for row in await list_gold(graph, purpose, "", 10)]
    assert kept == [f"test|{A}|cat", f"test|{C}|dog", f"audit|{B}|cat"]
    with pytest.raises(ConflictError, match=r"line 3: 'cat' on b+ is audit gold already"):
        await import_gold(graph, file, "test", "ada", None)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (f"{A},cat,maybe", "line 3: the answer 'maybe' is neither yes nor no"),
        (f"{A},\u200b,yes", "line 3: The tag '.*' is empty"),
        (f"{A},{'x' * 256},yes", "line 3: The tag .* at most 255 are kept"),
        (f"{A},cat", "line 3: 2 values where the header has 3"),
        (f"{A},,yes", "line 3: the tag is empty"),
        ("cafe,cat,yes", "line 3: the image 'cafe' is no id of a picture"),
        (f"{'f' * 64},cat,yes", "line 3: there is no picture 'f+' or no tag 'cat'"),
        (f"{A},ca\u0301t,yes", "line 3: there is no picture 'a+' or no tag 'cát'"),
        (f"{A},cat,yes\n{A},CAT,no", "line 4: 'cat' on a+ is test no, and in line 3 it is test yes"),
        (f"{C},cat,yes\n{D},cat,no", "line 4: 'cat' on c+ is test no, and in line 3 it is test yes"),
    ],
)
async def test_a_file_with_a_fault_changes_nothing(graph: Graph, tmp_path: Path, rows: str, says: str) -> None:
    await seed(graph)
    await merge(graph, D, C)
    file = write(tmp_path / "gold.csv", f"image,tag,answer\n{B},cat,yes\n{rows}\n")
    with pytest.raises(InputError, match=says):
        await import_gold(graph, file, "test", "ada", None)
    with pytest.raises(InputError, match="the column 'purpose' is not in it"):
        await import_gold(graph, file, None, "ada", None)
    file = write(tmp_path / "other.csv", f"image,tag,answer,purpose\n{B},cat,yes,test\n{B},dog,yes,ruling\n")
    with pytest.raises(InputError, match="line 3: the purpose 'ruling' is neither test nor audit"):
        await import_gold(graph, file, None, "ada", None)
    assert await run(graph, "MATCH ()-[d:DECIDED]->() RETURN d") == []
