"""The vocabulary over HTTP: staff propose, try, decide and list; voters see their own contradictions."""

import pytest

from graph.connection import Graph
from graph.jobs import list_jobs
from graph.vocabulary import NewLink, propose_links
from tests.api.conftest import A, Browse, card, problem
from tests.seeds import add_tags, link, read_links

LINKS = "/api/v1/vocabulary/links"


async def test_staff_propose_try_and_decide(browse: Browse, library: Graph) -> None:
    await add_tags(library, "sundown")
    staff = await browse("staff", "ann")
    voter = (await staff.get("/api/v1/session")).json()["voter"]["id"]
    await staff.post("/api/v1/votes", json={"image": A, "tag": "sundown", "answer": "yes"})
    wanted = {"kind": "alias", "from": "Sundown", "to": "sunset"}
    assert (await staff.post(LINKS, json={**wanted, "reason": "the same"})).json() == {"new": True}
    assert (await staff.post(LINKS, json=wanted)).json() == {"new": False}
    assert (await staff.post(f"{LINKS}/preview", json=wanted)).json() == {"pairs": 2}
    (row,) = (await staff.get(LINKS, params={"state": "proposed"})).json()["links"]
    assert row.pop("at").endswith("Z")
    assert row == {
        "kind": "alias",
        "from": "sundown",
        "to": "sunset",
        "source": "staff",
        "who": voter,
        "state": "proposed",
        "reason": "the same",
        "evidence": None,
        "score": None,
    }
    accepted = (await staff.post(f"{LINKS}/accept", json=wanted)).json()
    assert accepted == {"state": "accepted", "moved": ["sundown", "sunset"]}
    assert [(job.kind, job.state) for job in await list_jobs(library)] == [("vocabulary", "waiting")]
    turned = {"kind": "alias", "from": "sunset", "to": "sundown"}
    detail = problem(await staff.post(f"{LINKS}/accept", json=turned), 409, "conflict")
    assert "sundown → sunset" in detail
    assert (await staff.post(f"{LINKS}/preview", json={**wanted, "accepted": False})).json() == {"pairs": 2}
    withdrawn = (await staff.post(f"{LINKS}/withdraw", json=wanted)).json()
    assert withdrawn == {"state": "proposed", "moved": ["sundown", "sunset"]}
    assert (await staff.post(f"{LINKS}/reject", json=wanted)).json() == {"state": "rejected", "moved": []}
    assert await read_links(library) == {("ALIAS_OF", "sundown", "sunset", "rejected")}


async def test_links_come_in_pages_the_surest_first(browse: Browse, library: Graph) -> None:
    evidence = {"together": 3, "of": 40}
    await propose_links(
        library,
        [
            NewLink("implies", "beach", "sunset", "mining", score=0.4),
            NewLink("excludes", "sunset", "beach", "mining", "never together", evidence, 0.8),
        ],
    )
    staff = await browse("staff")
    first = (await staff.get(LINKS, params={"limit": 1})).json()
    rest = (await staff.get(LINKS, params={"limit": 1, "after": first["next"]})).json()
    assert [(row["kind"], row["evidence"]) for row in first["links"] + rest["links"]] == [
        ("excludes", evidence),
        ("implies", None),
    ]
    assert (await staff.get(LINKS, params={"source": "booru"})).json() == {"links": [], "next": None}


@pytest.mark.usefixtures("library")
async def test_what_cannot_be_linked_is_refused(browse: Browse) -> None:
    staff = await browse("staff")
    unknown = {"kind": "implies", "from": "sunset", "to": "no such tag"}
    for place in ("", "/preview", "/accept", "/reject", "/withdraw"):
        problem(await staff.post(f"{LINKS}{place}", json=unknown), 404, "not-found")
    same = {"kind": "implies", "from": "sunset", "to": "Sunset"}
    problem(await staff.post(f"{LINKS}/accept", json=same), 400, "invalid-input")
    problem(await staff.post(f"{LINKS}/accept", json={**same, "kind": "resembles"}), 422, "invalid-request")
    problem(await staff.post(f"{LINKS}/accept", json={**same, "from": "\u0007"}), 422, "invalid-tag-name")
    problem(await staff.get(LINKS, params={"after": "eA"}), 400, "invalid-input")


async def test_a_voter_sees_own_contradictions(browse: Browse, library: Graph) -> None:
    await link(library, "excludes", "beach", "sunset")
    client, other = await browse(), await browse()
    for tag in ("sunset", "beach"):
        await client.post("/api/v1/votes", json={"image": A, "tag": tag, "answer": "yes"})
        await other.post("/api/v1/votes", json={"image": A, "tag": tag, "answer": "no"})
    page = (await client.get("/api/v1/votes/contradictions")).json()
    assert page["next"] is None
    (found,) = page["contradictions"]
    for answer in (found["later"], found["earlier"]):
        assert answer.pop("at").endswith("Z")
    shown = {"image": card(A), "answer": "yes", "pass_reason": None}
    assert found == {
        "later": {**shown, "tag": "beach"},
        "earlier": {**shown, "tag": "sunset"},
        "why": "excludes",
    }
    empty = {"contradictions": [], "next": None}
    assert (await other.get("/api/v1/votes/contradictions")).json() == empty
    await client.post("/api/v1/votes", json={"image": A, "tag": "beach", "answer": "no"})
    assert (await client.get("/api/v1/votes/contradictions")).json() == empty
