"""Sessions: anonymous and by link, with cookies that cannot be forged, kept or stolen from the graph."""

import hashlib
import re

import httpx
from fastapi import FastAPI

from graph.connection import Graph
from graph.voters import add_session, add_voter
from tests.api.conftest import A, B, Browse, problem
from tests.seeds import read_consensus, run

SESSION = "/api/v1/session"


async def test_without_a_session_nobody_is_calling(browse: Browse) -> None:
    client = await browse(None)
    assert "no session" in problem(await client.get(SESSION), 401, "sign-in")


async def test_an_anonymous_session_is_opened_once(browse: Browse, graph: Graph) -> None:
    client = await browse(None)
    first = await client.post(SESSION, json={})
    me = first.json()
    assert me == {"voter": {"id": me["voter"]["id"], "name": None, "role": "anonymous"}, "nsfw": False, "votes": 0}
    assert re.fullmatch("[0-9a-f]{32}", me["voter"]["id"])
    again = await client.post(SESSION, json={})
    assert again.json() == me
    assert "set-cookie" not in again.headers
    assert (await client.get(SESSION)).json() == me
    assert await run(graph, "MATCH (v:Voter) RETURN count(v) AS n") == [{"n": 1}]


async def test_the_cookie_is_safe_and_the_graph_keeps_its_hash_alone(browse: Browse, graph: Graph) -> None:
    client = await browse(None)
    header = (await client.post(SESSION, json={})).headers["set-cookie"]
    secret = client.cookies["taggy_session"]
    assert len(secret) == 43
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(header.split("; "))
    assert "Secure" not in header
    rows = await run(graph, "MATCH (s:Session)-[o:OPENS]->() RETURN properties(s) AS s, o.key AS key")
    assert rows[0]["s"]["hash"] == hashlib.sha256(secret.encode()).hexdigest()
    everything = await run(graph, "MATCH (n) RETURN properties(n) AS n")
    assert secret not in str(everything) + str(rows)


async def test_the_cookie_is_secure_over_https(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as client:
        header = (await client.post(SESSION, json={})).headers["set-cookie"]
    assert "Secure" in header.split("; ")


async def test_a_forged_cookie_is_refused_and_replaced(browse: Browse) -> None:
    client = await browse(None)
    client.cookies.set("taggy_session", "x' OR 1=1 //", domain="localhost.local")
    assert "names no session" in problem(await client.get(SESSION), 401, "sign-in")
    assert "names no session" in problem(await client.get("/api/v1/images/" + A), 401, "sign-in")
    replaced = await client.post(SESSION, json={})
    fresh = await browse(None)
    fresh.cookies.set("taggy_session", replaced.cookies["taggy_session"], domain="localhost.local")
    assert (await fresh.get(SESSION)).json() == replaced.json()


async def test_an_ended_session_stays_ended(browse: Browse) -> None:
    client = await browse()
    secret = client.cookies["taggy_session"]
    assert (await client.delete(SESSION)).status_code == 204
    assert "taggy_session" not in client.cookies
    problem(await client.get(SESSION), 401, "sign-in")
    client.cookies.set("taggy_session", secret, domain="localhost.local")
    assert "was ended" in problem(await client.get(SESSION), 401, "sign-in")


async def test_an_expired_session_is_refused_and_one_in_use_lives_on(browse: Browse, graph: Graph) -> None:
    client = await browse()
    await run(
        graph,
        """MATCH (s:Session) SET s.touchedAt = datetime() - duration({hours: 2}),
           s.expiresAt = datetime() + duration({minutes: 1})""",
    )
    assert (await client.get(SESSION)).status_code == 200
    left = await run(graph, "MATCH (s:Session) RETURN duration.inDays(datetime(), s.expiresAt).days AS days")
    assert left == [{"days": 89}]
    await run(graph, "MATCH (s:Session) SET s.expiresAt = datetime() - duration({seconds: 1})")
    assert "has expired" in problem(await client.get(SESSION), 401, "sign-in")


async def test_nsfw_is_chosen_a_browser(browse: Browse) -> None:
    client = await browse("voter")
    changed = await client.patch(SESSION, json={"nsfw": True})
    assert changed.json()["nsfw"] is True
    assert (await client.get(SESSION)).json() == changed.json()
    assert (await client.patch(SESSION, json={"nsfw": False})).json()["nsfw"] is False
    problem(await client.patch(SESSION, json={"nsfw": "perhaps"}), 422, "invalid-request")


async def test_a_link_signs_several_browsers_in(browse: Browse, graph: Graph) -> None:
    voter = await add_voter(graph, "Ada", "staff")
    link = await add_session(graph, "link", voter.id)
    for client in (await browse(None), await browse()):
        me = (await client.post(SESSION, json={"link": link})).json()
        assert me == {"voter": {"id": voter.id, "name": "Ada", "role": "staff"}, "nsfw": False, "votes": 0}
        assert (await client.get(SESSION)).json() == me
        assert (await client.post(SESSION, json={"link": link})).json() == me


async def test_a_link_that_opens_nothing_is_refused(browse: Browse, graph: Graph) -> None:
    client = await browse(None)
    voter = await add_voter(graph, "Ada", "staff")
    for end in ("s.revokedAt = datetime()", "s.expiresAt = datetime() - duration({seconds: 1})"):
        link = await add_session(graph, "link", voter.id)
        await run(graph, f"MATCH (s:Session {{kind: 'link'}}) SET {end}")
        assert "opens nothing" in problem(await client.post(SESSION, json={"link": link}), 401, "sign-in")
    problem(await client.post(SESSION, json={"link": "nonsense"}), 401, "sign-in")
    problem(await client.post(SESSION, json={"link": ""}), 422, "invalid-request")
    visit = await add_session(graph, "visit", voter.id)
    problem(await client.post(SESSION, json={"link": visit}), 401, "sign-in")


async def test_a_link_is_no_cookie(browse: Browse, graph: Graph) -> None:
    client = await browse(None)
    link = await add_session(graph, "link", (await add_voter(graph, "Ada", "staff")).id)
    client.cookies.set("taggy_session", link, domain="localhost.local")
    problem(await client.get(SESSION), 401, "sign-in")


async def test_anonymous_answers_become_the_accounts(browse: Browse, library: Graph) -> None:
    account = await browse("voter", "Ada")
    voter = (await account.get(SESSION)).json()["voter"]["id"]
    link = await add_session(library, "link", voter)
    await account.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "no"})
    stranger = await browse()
    await stranger.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "yes"})
    await stranger.post("/api/v1/votes", json={"image": B, "tag": "sunset", "answer": "yes"})
    before = await read_consensus(library)
    assert (before[A, "sunset"]["yes"], before[A, "sunset"]["no"]) == (1, 1)
    old = stranger.cookies["taggy_session"]
    me = (await stranger.post(SESSION, json={"link": link})).json()
    assert me["voter"] == {"id": voter, "name": "Ada", "role": "voter"}
    after = await read_consensus(library)
    assert (after[A, "sunset"]["yes"], after[A, "sunset"]["no"]) == (1, 0), "one person, and the latest answer"
    assert (after[B, "sunset"]["yes"], after[B, "sunset"]["no"]) == (1, 0)
    listed = (await account.get("/api/v1/votes")).json()["votes"]
    assert [(vote["image"]["id"], vote["answer"]) for vote in listed] == [(B, "yes"), (A, "yes"), (A, "no")]
    done = await run(library, "MATCH ()-[is:IS]->() RETURN is.doneAt IS NOT NULL AS done")
    assert done == [{"done": True}]
    leftover = await browse(None)
    leftover.cookies.set("taggy_session", old, domain="localhost.local")
    assert "was ended" in problem(await leftover.get(SESSION), 401, "sign-in")
    withdrawn = await account.request("DELETE", f"/api/v1/votes?image={A}&tag=sunset")
    assert withdrawn.json() == {"image": A, "tag": "sunset", "withdrawn": True}
    assert (A, "sunset") not in await read_consensus(library)


async def test_one_account_does_not_join_another(browse: Browse, graph: Graph) -> None:
    ada = await browse("voter", "Ada")
    link = await add_session(graph, "link", (await add_voter(graph, "Grace", "voter")).id)
    assert (await ada.post(SESSION, json={"link": link})).json()["voter"]["name"] == "Grace"
    assert await run(graph, "MATCH ()-[is:IS]->() RETURN count(is) AS n") == [{"n": 0}]
