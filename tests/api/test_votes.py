"""Votes: with the token of a question or volunteered, and never lost, doubled or another's."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.tokens import AskedPair, TokenSigner
from graph.connection import Graph
from tests.api.conftest import A, B, Browse, card, problem
from tests.seeds import add_images, read_consensus, read_votes, run

VOTES = "/api/v1/votes"


async def draw(client: httpx.AsyncClient, **scope: Any) -> list[dict[str, Any]]:
    response = await client.get("/api/v1/questions", params={"count": 8, **scope})
    assert response.status_code == 200, response.text
    return list(response.json()["questions"])


async def ask_about(client: httpx.AsyncClient, graph: Graph) -> dict[str, Any]:
    """Make one pair askable, and return the question on it."""
    other = {"image": A, "tag": "sunset", "answer": "pass"}
    assert (await client.post(VOTES, json=other)).status_code == 200
    assert await run(graph, "MATCH ()-[c:CONSENSUS]->() RETURN c.ask IS NOT NULL AS ask") == [{"ask": True}]
    return other


async def test_a_question_is_asked_and_its_answer_kept_as_asked(browse: Browse, library: Graph) -> None:
    await ask_about(await browse(), library)
    client = await browse()
    questions = await draw(client)
    token = questions[0].pop("token")
    tag = {"name": "sunset", "description": None, "category": "general"}
    assert questions == [{"image": card(A), "tag": tag, "origin": None}]
    answer = (await client.post(VOTES, json={"token": token, "answer": "yes", "took_ms": 900})).json()
    at = answer.pop("at")
    assert at.endswith("Z")
    assert answer == {
        "image": A,
        "tag": "sunset",
        "answer": "yes",
        "outcome": "new",
        "yes": 1,
        "no": 0,
        "pass": 1,
    }
    kept = await run(library, "MATCH ()-[s:SORT {answer: 'yes'}]->() RETURN properties(s) AS s")
    vote = kept[0]["s"]
    assert {name: vote[name] for name in ("asked", "shown", "tookMs", "response")} == {
        "asked": True,
        "shown": "picture,tag,category",
        "tookMs": 900,
        "response": True,
    }
    assert vote["why"] in ("control", "information")
    assert 0 < vote["probability"] <= 1
    assert await draw(client) == []


async def test_a_retry_changes_nothing_and_another_answer_does(browse: Browse, library: Graph) -> None:
    client = await browse()
    vote = {"image": A, "tag": "Sunset", "answer": "yes"}
    first = (await client.post(VOTES, json=vote)).json()
    again = (await client.post(VOTES, json=vote)).json()
    assert again == {**first, "outcome": "same"}
    changed = (await client.post(VOTES, json={**vote, "answer": "pass", "pass_reason": "cannot-tell"})).json()
    assert {k: changed[k] for k in ("outcome", "yes", "no", "pass")} == {
        "outcome": "changed",
        "yes": 0,
        "no": 0,
        "pass": 1,
    }
    assert len(await read_votes(library)) == 1


async def test_a_vote_without_a_token_is_volunteered(browse: Browse, library: Graph) -> None:
    client = await browse()
    assert (await client.post(VOTES, json={"image": A, "tag": "sunset", "answer": "yes"})).status_code == 200
    rows = await run(library, "MATCH ()-[s:SORT]->() RETURN s.asked AS asked, s.why AS why, s.answer AS answer")
    assert rows == [{"asked": None, "why": None, "answer": "yes"}]


def sign(app: FastAPI, **changes: Any) -> str:
    pair = {"voter": "v", "image": A, "tag": "sunset", "why": "control", "probability": 0.5, "shown": "picture"}
    signer: TokenSigner[AskedPair] = app.state.context.tokens
    return signer.sign(AskedPair.model_validate({**pair, **changes}))


async def test_tokens_that_do_not_hold_are_told_apart(
    browse: Browse, app: FastAPI, library: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = await browse()
    voter = (await client.get("/api/v1/session")).json()["voter"]["id"]
    good = sign(app, voter=voter)
    foreign = await client.post(VOTES, json={"token": sign(app), "answer": "yes"})
    assert "another voter" in problem(foreign, 403, "foreign-token")
    forged = [
        good[:-4] + "AAAA",
        "nonsense",
        "a.b.c",
        TokenSigner(b"x" * 32, 60, AskedPair, "question").sign(
            AskedPair.model_validate(
                {"voter": voter, "image": A, "tag": "sunset", "why": "w", "probability": 1, "shown": "s"}
            )
        ),
    ]
    for token in forged:
        refused = await client.post(VOTES, json={"token": token, "answer": "yes"})
        assert "not signed by this Taggy" in problem(refused, 400, "invalid-token")
    other = await client.post(VOTES, json={"token": good, "image": B, "answer": "yes"})
    assert "another picture" in problem(other, 400, "invalid-input")
    monkeypatch.setattr(app.state.context.tokens, "age", -1)
    old = await client.post(VOTES, json={"token": good, "answer": "yes"})
    assert "more than -1 seconds ago" in problem(old, 410, "old-token")
    monkeypatch.undo()
    assert await read_votes(library) == set()
    assert (await client.post(VOTES, json={"token": good, "answer": "yes"})).status_code == 200


async def test_votes_on_what_is_not_there_are_refused(browse: Browse, app: FastAPI, library: Graph) -> None:
    client = await browse()
    hidden = "d" * 64
    await add_images(library, hidden, withheld=["takedown"])
    nsfw = "e" * 64
    await add_images(library, nsfw, nsfw="confirmed")
    for image, tag in (("f" * 64, "sunset"), (A, "no such tag"), (hidden, "sunset"), (nsfw, "sunset")):
        refused = await client.post(VOTES, json={"image": image, "tag": tag, "answer": "yes"})
        problem(refused, 404, "not-found")
    voter = (await client.get("/api/v1/session")).json()["voter"]["id"]
    gone = await client.post(VOTES, json={"token": sign(app, voter=voter, image="f" * 64), "answer": "yes"})
    problem(gone, 404, "not-found")
    assert await read_votes(library) == set()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"answer": "yes"},
        {"image": A, "answer": "yes"},
        {"image": A, "tag": "sunset"},
        {"image": A, "tag": "sunset", "answer": "maybe"},
        {"image": A, "tag": "sunset", "answer": "yes", "pass_reason": "cannot-tell"},
        {"image": A, "tag": "sunset", "answer": "pass", "pass_reason": "bored"},
        {"image": A, "tag": "sunset", "answer": "yes", "took_ms": -1},
        {"image": A, "tag": "sunset", "answer": "yes", "took_ms": 10**30},
        {"image": A, "tag": "sunset", "answer": "yes", "voter": "somebody"},
        {"image": "../../etc/passwd", "tag": "sunset", "answer": "yes"},
        {"image": A.upper(), "tag": "sunset", "answer": "yes"},
        {"image": A, "tag": "x" * 1001, "answer": "yes"},
        {"image": A, "tag": ["sunset"], "answer": "yes"},
        [],
        "yes",
    ],
)
async def test_bodies_that_do_not_fit_are_refused(browse: Browse, library: Graph, body: Any) -> None:
    client = await browse()
    assert problem(await client.post(VOTES, json=body), 422, "invalid-request")
    assert await read_votes(library) == set()


@pytest.mark.parametrize("tag", [" ", "_", "\u202e", "x" * 256])
async def test_tags_that_are_no_names_are_refused(browse: Browse, library: Graph, tag: str) -> None:
    client = await browse()
    problem(await client.post(VOTES, json={"image": A, "tag": tag, "answer": "yes"}), 422, "invalid-tag-name")
    assert await read_votes(library) == set()


@pytest.mark.parametrize("text", ["'}) DETACH DELETE n //", "`x`", "\\u0027 OR 1=1", "$tag", "*/ RETURN 1 /*", "\x00"])
async def test_cypher_in_any_text_is_only_text(browse: Browse, library: Graph, text: str) -> None:
    client = await browse("staff")
    before = await run(library, "MATCH (n) RETURN count(n) AS n")
    answers = [
        await client.post(VOTES, json={"image": A, "tag": text, "answer": "yes"}),
        await client.post(VOTES, json={"token": text, "answer": "yes"}),
        await client.request("DELETE", VOTES, params={"image": A, "tag": text}),
        await client.get(VOTES, params={"before": text}),
        await client.get("/api/v1/questions", params={"tag": text, "category": text, "collection": text}),
        await client.get("/api/v1/tags", params={"q": text}),
        await client.get("/api/v1/tags", params={"q": text, "mode": "text"}),
        await client.get("/api/v1/tags/" + text.replace("\x00", "%00").replace("?", "%3F")),
        await client.get("/api/v1/images", params={"tags": text}),
        await client.get("/api/v1/images", params={"tags": "sunset", "after": text}),
        await client.get("/api/v1/pairs", params={"tag": text}),
        await client.get("/api/v1/pairs", params={"after": text}),
        await client.get("/api/v1/disagreements", params={"kind": "contested", "tag": text}),
        await client.post("/api/v1/session", json={"link": text}),
        await client.post("/api/v1/panics/verdicts", json={"image": A, "verdict": "cleared", "reason": text}),
    ]
    assert {answer.status_code for answer in answers} <= {200, 400, 401, 404, 422}
    assert answers[-1].status_code == 200
    why = await run(library, "MATCH (e:Event) RETURN e.why AS why")
    assert why == [{"why": text}]
    after = await run(library, "MATCH (n) RETURN count(n) AS n")
    assert after[0]["n"] == before[0]["n"] + 1, "the event alone"


async def test_an_answer_is_withdrawn_once(browse: Browse, library: Graph) -> None:
    client = await browse()
    await client.post(VOTES, json={"image": A, "tag": "sunset", "answer": "yes"})
    place = f"{VOTES}?image={A}&tag=sunset"
    gone = {"image": A, "tag": "sunset", "withdrawn": True}
    assert (await client.request("DELETE", place)).json() == gone
    assert (await client.request("DELETE", place)).json() == {**gone, "withdrawn": False}
    assert await read_consensus(library) == {}


async def test_nobody_withdraws_or_lists_anothers_answers(browse: Browse, library: Graph) -> None:
    client, other = await browse(), await browse()
    await client.post(VOTES, json={"image": A, "tag": "sunset", "answer": "yes"})
    gone = await other.request("DELETE", f"{VOTES}?image={A}&tag=sunset")
    assert gone.json()["withdrawn"] is False
    assert (await other.get(VOTES)).json() == {"votes": [], "next": None}
    assert len(await read_votes(library)) == 1


async def test_own_answers_are_listed_newest_first_in_pages(browse: Browse, library: Graph) -> None:
    client = await browse()
    for image, tag in ((A, "sunset"), (A, "beach"), (B, "sunset")):
        await client.post(VOTES, json={"image": image, "tag": tag, "answer": "yes"})
    first = (await client.get(VOTES, params={"limit": 2})).json()
    second = (await client.get(VOTES, params={"limit": 2, "before": first["next"]})).json()
    rows = [(v["image"]["id"], v["tag"], v["answer"], v["pass_reason"]) for v in first["votes"] + second["votes"]]
    assert rows == [(B, "sunset", "yes", None), (A, "beach", "yes", None), (A, "sunset", "yes", None)]
    assert second["next"] is None
    assert first["votes"][0]["image"] == card(B)
    for nonsense in ("xyz", "é", "a" * 10_000, "MjAyNi0xMy00NQ"):
        problem(await client.get(VOTES, params={"before": nonsense}), 400, "invalid-input")
    assert len(await read_votes(library)) == 3


async def test_eight_at_once_on_one_pair_lose_and_double_nothing(browse: Browse, library: Graph) -> None:
    clients = [await browse() for _ in range(8)]

    async def vote(place: int, answer: str) -> httpx.Response:
        return await clients[place].post(VOTES, json={"image": A, "tag": "sunset", "answer": answer})

    answers = ["yes", "no", "pass", "yes", "no", "pass", "yes", "yes"]
    kept = await asyncio.gather(*(vote(i, a) for _ in range(3) for i, a in enumerate(answers)))
    assert {response.status_code for response in kept} == {200}
    outcomes = sorted(response.json()["outcome"] for response in kept)
    assert outcomes == ["new"] * 8 + ["same"] * 16
    pair = (await read_consensus(library))[A, "sunset"]
    assert (pair["yes"], pair["no"], pair["pass"]) == (4, 2, 2)
    assert sorted(answer for *_, answer in await read_votes(library)) == sorted(answers)


async def test_eight_at_once_on_one_tag_lose_and_double_nothing(browse: Browse, library: Graph) -> None:
    clients = [await browse() for _ in range(8)]
    images = [f"{n:064x}" for n in range(6)]
    await add_images(library, *images)
    calls = [
        client.post(VOTES, json={"image": image, "tag": "sunset", "answer": "yes"})
        for client in clients
        for image in images
    ]
    kept = await asyncio.gather(*calls)
    assert {(response.status_code, response.json().get("outcome")) for response in kept} == {(200, "new")}
    counts = {image: pair["yes"] for (image, _), pair in (await read_consensus(library)).items()}
    assert counts == dict.fromkeys(images, 8)
    assert len(await read_votes(library)) == 48


async def test_one_voter_who_changes_at_once_ends_with_one_answer(browse: Browse, library: Graph) -> None:
    client = await browse()
    answers = ["yes", "no"] * 6
    kept = await asyncio.gather(
        *(client.post(VOTES, json={"image": A, "tag": "sunset", "answer": answer}) for answer in answers)
    )
    assert {response.status_code for response in kept} == {200}
    [(_, _, _, last)] = await read_votes(library)
    pair = (await read_consensus(library))[A, "sunset"]
    assert (pair["yes"], pair["no"]) == ((1, 0) if last == "yes" else (0, 1))
    changed = sum(response.json()["outcome"] == "changed" for response in kept)
    assert await run(library, "MATCH ()-[b:SORTED_BEFORE]->() RETURN count(b) AS n") == [{"n": changed}]
