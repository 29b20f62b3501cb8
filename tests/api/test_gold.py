"""Gold over HTTP: staff give it, see how voters did, and take it back; voters are asked and cannot tell."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.tokens import AskedComparison, AskedPair, TokenSigner
from graph.connection import Graph
from graph.gold import GoldAnswer, set_all_gold
from graph.voters import add_session, add_voter
from taggy.settings import Settings
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_images, run

PLACE = "/api/v1/gold"
BODY = {"image": A, "tag": "Sunset", "answer": "yes", "purpose": "test", "reason": "It sets."}
Start = Callable[[Settings], Awaitable[FastAPI]]


async def list_rows(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    answer = await client.get(PLACE, params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_gold_is_given_listed_and_taken_back(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    pair = {"image": A, "tag": "sunset", "purpose": "test"}
    assert (await staff.put(PLACE, json=BODY)).json() == {**pair, "before": None, "answer": "yes"}
    assert (await staff.put(PLACE, json=BODY)).json() == {**pair, "before": "yes", "answer": "yes"}
    listed = await list_rows(staff)
    at = listed["gold"][0].pop("at")
    row = {"tag": "sunset", "purpose": "test", "answer": "yes", "reason": "It sets.", "who": "a staff"}
    assert listed == {"gold": [{"image": card(A), **row, "answered": 0, "right": 0, "uses": 0}], "next": None}
    assert at.endswith("Z")
    assert await list_rows(staff, purpose="audit") == {"gold": [], "next": None}
    params = {"image": A, "tag": "sunset"}
    assert (await staff.delete(PLACE, params=params)).json() == {**pair, "before": "yes", "answer": None}
    none = {**params, "purpose": None, "before": None, "answer": None}
    assert (await staff.delete(PLACE, params=params)).json() == none
    assert await list_rows(staff) == {"gold": [], "next": None}
    events = await run(
        library, "MATCH (e:Event) RETURN e.what AS what, e.before AS before, e.after AS after ORDER BY e.at"
    )
    assert [tuple(event.values()) for event in events] == [("gold", None, "test yes"), ("gold", "test yes", None)]


async def test_the_list_comes_in_pages(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    given = [GoldAnswer(image, tag, "no", "audit") for image in (A, B, C) for tag in ("beach", "sunset")]
    await set_all_gold(library, given, "command line")
    seen, after = [], None
    while True:
        page = await list_rows(staff, purpose="audit", limit=4, **({"after": after} if after else {}))
        seen += [(row["image"]["id"], row["tag"], row["who"]) for row in page["gold"]]
        after = page["next"]
        if after is None:
            break
    assert seen == [(one.image, one.tag, "command line") for one in given]
    problem(await staff.get(PLACE, params={"after": "none"}), 400, "invalid-input")


async def test_what_cannot_be_gold_is_a_problem(browse: Browse, library: Graph) -> None:
    staff = await browse("staff")
    problem(await staff.put(PLACE, json={**BODY, "image": "f" * 64}), 404, "not-found")
    problem(await staff.put(PLACE, json={**BODY, "tag": "nothing"}), 404, "not-found")
    problem(await staff.put(PLACE, json={**BODY, "tag": "_"}), 422, "invalid-tag-name")
    problem(await staff.put(PLACE, json={**BODY, "answer": "pass"}), 422, "invalid-request")
    problem(await staff.put(PLACE, json={**BODY, "purpose": "ruling"}), 422, "invalid-request")
    problem(await staff.delete(PLACE, params={"image": A, "tag": "nothing"}), 404, "not-found")
    await staff.put(PLACE, json=BODY)
    said = problem(await staff.put(PLACE, json={**BODY, "purpose": "audit"}), 409, "conflict")
    assert "is test gold already (yes)" in said
    assert len(await run(library, "MATCH ()-[d:DECIDED]->() RETURN d")) == 1


@pytest.mark.parametrize("role", ["anonymous", "voter", "analyst"])
async def test_nobody_else_sees_or_gives_gold(role: str, browse: Browse, library: Graph) -> None:
    await set_all_gold(library, [GoldAnswer(A, "sunset", "yes", "test")], "ada", "secret reason")
    client = await browse(role)
    problem(await client.get(PLACE), 403, "not-allowed")
    problem(await client.put(PLACE, json=BODY), 403, "not-allowed")
    problem(await client.delete(PLACE, params={"image": A, "tag": "sunset"}), 403, "not-allowed")
    for place in (
        f"images/{A}",
        f"neighbourhoods/image/{A}",
        "neighbourhoods/tag/sunset",
        "tags/sunset",
        "pairs",
        f"explanations?image={A}&tag=sunset",
        "disagreements?kind=contested",
        "images?tags=sunset",
        "votes",
    ):
        text = (await client.get(f"/api/v1/{place}")).text
        assert "gold" not in text, place
        assert "secret" not in text, place
        assert "DECIDED" not in text, place


@pytest.mark.usefixtures("library")
async def test_a_voter_is_asked_a_test_and_cannot_tell(start: Start, settings: Settings, graph: Graph) -> None:
    shares = {"gold_share": 1.0, "control_share": 0.0, "audit_share": 0.0}
    app = await start(settings.model_copy(update=shares))
    await set_all_gold(graph, [GoldAnswer(A, "sunset", "yes", "test")], "ada")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        link = await add_session(graph, "link", (await add_voter(graph, "Vic", "voter")).id)
        await client.post("/api/v1/session", json={"link": link})
        (tested,) = (await client.get("/api/v1/questions")).json()["questions"]
        tag = {"name": "sunset", "description": None, "category": "general"}
        assert {name: said for name, said in tested.items() if name != "token"} == {
            "image": card(A), "tag": tag, "origin": None
        }  # fmt: skip
        vote = {"token": tested["token"], "answer": "yes", "took_ms": 900}
        answer = (await client.post("/api/v1/votes", json=vote)).json()
        answer.pop("at")
        counts = {"yes": 1, "no": 0, "pass": 0}
        assert answer == {"image": A, "tag": "sunset", "answer": "yes", "outcome": "new", **counts}
        (own,) = (await client.get("/api/v1/votes")).json()["votes"]
        own.pop("at")
        assert own == {"image": card(A), "tag": "sunset", "answer": "yes", "pass_reason": None}
        assert (await client.get("/api/v1/questions")).json()["questions"] == []
    kept = await run(graph, "MATCH ()-[s:SORT]->() RETURN s.why AS why, s.probability AS p, s.asked AS asked")
    assert kept == [{"why": "test", "p": 1.0, "asked": True}]


def test_no_token_shows_what_it_says_or_why_it_was_made() -> None:
    signer = TokenSigner(b"k" * 32, 60, AskedPair, "question")
    whys = ("control", "audit", "retest", "test", "suggested", "information", "grid")
    made = [
        AskedPair(voter="v" * 32, image=A, tag="été ☀", why=why, probability=chance, shown="picture,tag")
        for why in whys
        for chance in (1.0, 0.1, 1 / 3, 1e-9 / 7)
    ]
    tokens = [signer.sign(asked) for asked in made]
    assert [signer.read(token, "v" * 32) for token in tokens] == made
    assert len({len(token) for token in tokens}) == 1
    for token in tokens:
        sealed = base64.urlsafe_b64decode(token)
        assert not any(json.dumps(word).strip('"').encode() in sealed for word in (*whys, "probability", "voter", A))
    assert len({signer.sign(made[0]) for _ in range(9)}) == 9, "the same question twice is covered otherwise"
    pairs = TokenSigner(b"k" * 32, 60, AskedComparison, "comparison")
    compared = [
        AskedComparison(voter="v", criterion="quality", left=A, right=B, why=why, held=why == "held")
        for why in ("held", "information")
    ]
    assert len({len(pairs.sign(asked)) for asked in compared}) == 1
    assert [pairs.read(pairs.sign(asked), "v") for asked in compared] == compared


async def test_nsfw_and_withheld_pictures_are_listed_for_staff(browse: Browse, library: Graph) -> None:
    await add_images(library, "d" * 64, nsfw="confirmed", withheld=["filtered"])
    await set_all_gold(library, [GoldAnswer("d" * 64, "sunset", "no", "test")], "ada")
    (row,) = (await list_rows(await browse("staff")))["gold"]
    assert row["image"] == card("d" * 64, "confirmed")
