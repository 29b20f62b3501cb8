"""Comparisons over HTTP: drawn, cast, taken back; who may see what; criteria, and ratings as JSON and CSV."""

import asyncio
import csv
from io import StringIO
from typing import Any

import httpx
from fastapi import FastAPI

from graph.connection import Graph
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_images, merge, run

NEXT, CAST, CRITERIA = "/api/v1/comparisons/next", "/api/v1/comparisons", "/api/v1/comparisons/criteria"
RATINGS = "/api/v1/comparisons/ratings"
QUALITY = {"name": "quality", "question": "Which is better?", "state": "open"}


async def draw(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    """Draw pairs."""
    answer = await client.get(NEXT, params=params)
    assert answer.status_code == 200, answer.text
    pairs: list[dict[str, Any]] = answer.json()["comparisons"]
    return pairs


def name(pair: dict[str, Any]) -> frozenset[str]:
    """Name a pair by its pictures, whichever stands left."""
    return frozenset((pair["left"]["id"], pair["right"]["id"]))


async def compare_all(client: httpx.AsyncClient, order: str) -> int:
    """Compare whatever is asked, as an order of pictures, the best first, has it; return how many."""
    done = 0
    while pairs := await draw(client, count=8):
        for pair in pairs:
            places = [order.index(pair[side]["id"][0]) for side in ("left", "right")]
            answer = "left" if places[0] < places[1] else "right"
            assert (await client.post(CAST, json={"token": pair["token"], "answer": answer})).status_code == 200
            done += 1
    return done


async def wait_for_ratings(client: httpx.AsyncClient, order: list[str]) -> list[dict[str, Any]]:
    """Wait until pictures are listed in this order."""
    for _ in range(1200):
        found: list[dict[str, Any]] = (await client.get(RATINGS)).json()["ratings"]
        if [row["image"]["id"] for row in found] == order:
            break
        await asyncio.sleep(0.05)
    assert [row["image"]["id"] for row in found] == order
    return found


async def test_each_pair_is_drawn_and_cast_once(browse: Browse, library: Graph) -> None:
    client = await browse()
    answer = (await client.get(NEXT, params={"count": 8})).json()
    assert answer["criterion"] == QUALITY
    pairs = answer["comparisons"]
    assert {name(pair) for pair in pairs} == {frozenset((A, B)), frozenset((A, C)), frozenset((B, C))}
    pair = pairs[0]
    assert pair["left"] == card(pair["left"]["id"])
    body = {"token": pair["token"], "answer": "right", "strength": 2, "took_ms": 700}
    cast = (await client.post(CAST, json=body)).json()
    at = cast.pop("at")
    told = {"criterion": "quality", "left": pair["left"]["id"], "right": pair["right"]["id"]}
    assert cast == told | {"answer": "right", "strength": 2, "outcome": "new"}
    assert (await client.post(CAST, json=body)).json() == cast | {"outcome": "same", "at": at}
    tie = await client.post(CAST, json={"token": pair["token"], "answer": "tie"})
    assert (tie.json()["outcome"], tie.json()["strength"]) == ("changed", None)
    assert name(pair) not in {name(other) for other in await draw(client, count=8)}
    rows = await run(library, "MATCH ()-[r:PREFERRED_TO]->() RETURN r.answer AS answer, r.left AS left, r.held AS held")
    assert [(row["answer"], row["left"]) for row in rows] == [("tie", pair["left"]["id"])]


async def test_an_answer_is_taken_back_and_asked_again(browse: Browse, library: Graph) -> None:
    client = await browse()
    pair = (await draw(client))[0]
    await client.post(CAST, json={"token": pair["token"], "answer": "left"})
    one, other = sorted(name(pair))
    for withdrawn in (True, False):
        answer = await client.delete(CAST, params={"one": other, "other": one})
        assert answer.json() == {"criterion": "quality", "one": other, "other": one, "withdrawn": withdrawn}
    assert name(pair) in {name(other) for other in await draw(client, count=8)}
    rows = await run(library, "MATCH ()-[r:PREFERRED_TO|PREFERRED_BEFORE]->() RETURN type(r) AS t, r.reason AS reason")
    assert rows == [{"t": "PREFERRED_BEFORE", "reason": "withdrawn"}]


async def list_own(client: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    """List one's own answers."""
    found: list[dict[str, Any]] = (await client.get(CAST, params=params)).json()["comparisons"]
    return found


async def test_own_answers_are_listed_newest_first_and_changed_by_their_token(browse: Browse, library: Graph) -> None:
    client, other = await browse(), await browse()
    pairs = await draw(client, count=2)
    for pair, answer in zip(pairs, ("left", "tie"), strict=True):
        await client.post(CAST, json={"token": pair["token"], "answer": answer})
    last, first = await list_own(client)
    assert (last["left"], last["right"]) == (pairs[1]["left"], pairs[1]["right"])
    assert [(row["criterion"], row["answer"], row["strength"]) for row in (last, first)] == [
        ("quality", "tie", None),
        ("quality", "left", 1),
    ]
    why = "MATCH ()-[r:PREFERRED_TO]->() RETURN r.key AS key, r.why AS why, r.held AS held, r.left AS left ORDER BY key"
    before = await run(library, why)
    body = {"token": first["token"], "answer": "right", "strength": 2}
    assert (await client.post(CAST, json=body)).json()["outcome"] == "changed"
    assert await run(library, why) == before
    assert [(row["answer"], row["strength"]) for row in await list_own(client)] == [("right", 2), ("tie", None)]
    problem(await other.post(CAST, json=body), 403, "foreign-token")
    assert await list_own(other) == []


async def test_own_answers_come_in_pages_without_what_is_hidden_or_taken_back(browse: Browse, library: Graph) -> None:
    client = await browse()
    pairs = await draw(client, count=3)
    for pair in pairs:
        await client.post(CAST, json={"token": pair["token"], "answer": "pass"})
    page = (await client.get(CAST, params={"limit": 2})).json()
    rest = (await client.get(CAST, params={"limit": 2, "before": page["next"]})).json()
    assert [name(row) for row in page["comparisons"] + rest["comparisons"]] == [name(pair) for pair in pairs[::-1]]
    assert rest["next"] is None
    problem(await client.get(CAST, params={"before": "x"}), 400, "invalid-input")
    await run(library, "MATCH (i:Image {id: $id}) SET i.nsfw = 'suspected'", id=A)
    assert [name(row) for row in await list_own(client)] == [frozenset((B, C))]
    await client.delete(CAST, params={"one": B, "other": C})
    assert await list_own(client) == []


async def test_what_is_hidden_or_merged_is_not_drawn(browse: Browse, library: Graph) -> None:
    await add_images(library, "d" * 64, nsfw="confirmed")
    await add_images(library, "e" * 64, withheld=["panic"])
    await merge(library, B, C)
    client = await browse()
    assert {name(pair) for pair in await draw(client, count=8)} == {frozenset((A, C))}
    await client.patch("/api/v1/session", json={"nsfw": True})
    assert {name(pair) for pair in await draw(client, count=8)} == {
        frozenset((A, C)),
        frozenset((A, "d" * 64)),
        frozenset((C, "d" * 64)),
    }


async def test_two_voters_do_not_hold_one_pair(browse: Browse, library: Graph) -> None:
    assert library
    one, other = await browse(), await browse()
    assert len(await draw(one, count=2)) == 2
    assert len(await draw(other, count=8)) == 1


async def test_tokens_of_others_of_votes_and_of_nobody_are_refused(browse: Browse, library: Graph) -> None:
    assert library
    client, other = await browse(), await browse()
    token = (await draw(client))[0]["token"]
    problem(await other.post(CAST, json={"token": token, "answer": "left"}), 403, "foreign-token")
    problem(await client.post(CAST, json={"token": token[:-2], "answer": "left"}), 400, "invalid-token")
    problem(await client.post("/api/v1/votes", json={"token": token, "answer": "yes"}), 400, "invalid-token")
    assert (await client.post(CAST, json={"token": token, "answer": "tie", "strength": 1})).status_code == 422


async def test_criteria_are_defined_by_staff_and_closed_ones_not_asked(browse: Browse, library: Graph) -> None:
    assert library
    client, staff = await browse(), await browse("staff")
    assert (await client.get(CRITERIA)).json() == {"criteria": [QUALITY]}
    made = await staff.put(f"{CRITERIA}/colour", json={"question": "Whose colours are better?"})
    assert made.json() == {"name": "colour", "question": "Whose colours are better?", "state": "open"}
    pair = (await draw(client, criterion="colour"))[0]
    cast = (await client.post(CAST, json={"token": pair["token"], "answer": "pass"})).json()
    assert (cast["criterion"], cast["outcome"]) == ("colour", "new")
    await staff.put(f"{CRITERIA}/colour", json={"question": "Whose colours are better?", "state": "closed"})
    problem(await client.get(NEXT, params={"criterion": "colour"}), 409, "conflict")
    problem(await client.get(NEXT, params={"criterion": "size"}), 404, "not-found")
    problem(await staff.put(f"{CRITERIA}/Colour!", json={"question": "?"}), 400, "invalid-input")


async def test_ratings_follow_while_people_go_on(app: FastAPI, browse: Browse, library: Graph) -> None:
    assert app
    analyst = await browse("analyst")
    await run(library, "CREATE (:Criterion {name: 'quality', question: 'Which is better?', state: 'open'})")
    app.state.context.pairer.held_share = 0.0
    assert await compare_all(await browse("voter"), "bca") == 3
    found = await wait_for_ratings(analyst, [B, C, A])
    assert [(row["comparisons"], row["part"], row["guess"]) for row in found] == [(2, 1, None)] * 3
    assert found[0]["low"] < found[0]["score"] < found[0]["high"]
    text = (await analyst.get(f"{RATINGS}.csv")).text
    rows = list(csv.DictReader(StringIO(text)))
    assert [(row["image"], float(row["score"]), row["guess"]) for row in rows] == [
        (row["image"]["id"], row["score"], "") for row in found
    ]
    await run(library, "MATCH (i:Image {id: $id}) SET i.nsfw = 'suspected'", id=C)
    assert [row["image"]["id"] for row in (await analyst.get(RATINGS)).json()["ratings"]] == [B, A]
    page = (await analyst.get(RATINGS, params={"limit": 1})).json()
    assert [row["image"]["id"] for row in page["ratings"]] == [B]
    page = (await analyst.get(RATINGS, params={"limit": 2, "after": page["next"]})).json()
    assert [row["image"]["id"] for row in page["ratings"]] == [A]
