"""Neighbourhoods: whole answers around each kind of centre, and who may see what of them."""

import asyncio
import json
from typing import Any

import httpx
import pytest
import pytest_asyncio

from consensus.rebuild import rebuild_consensus
from graph.connection import Graph
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.conftest import Taggy
from tests.seeds import claim, go_live, opine, run

Edges = set[tuple[str, str, str]]
ROOT = "/api/v1/neighbourhoods"
CLAIMS = {("Source:web", "TAGGED", "Tag:sunset")}
ORIGIN = {("Source:web", "SHOWS", f"Image:{A}"), (f"Image:{A}", "IN", "Collection:mine")}


@pytest_asyncio.fixture
async def known(library: Graph) -> Graph:
    """The library with a source that claims sunset of A and B, and a live run that proposes beach of A."""
    await run(
        library,
        """MATCH (i:Image {id: $a}) CREATE (i)-[:IN {key: '1'}]->(:Collection {name: 'mine'}),
           (i)<-[:SHOWS {key: '2'}]-(:Post {key: 'p'})-[:FROM {key: '3'}]->(:Source {name: 'web'})""",
        a=A,
    )
    await claim(library, "web", A, "sunset")
    await claim(library, "web", B, "sunset")
    await go_live(library)
    await opine(library, "PROPOSED", A, "beach", 0.9)
    async for _ in rebuild_consensus(library):
        pass
    return library


async def read(client: httpx.AsyncClient, place: str) -> dict[str, Any]:
    answer = await client.get(f"{ROOT}/{place}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    ends = {key for edge in body["edges"] for key in (edge["start"], edge["end"])}
    assert {node["key"] for node in body["nodes"]} == ends | {body["centre"]}
    return body


def list_edges(body: dict[str, Any]) -> Edges:
    return {(edge["start"], edge["type"], edge["end"]) for edge in body["edges"]}


async def vote(client: httpx.AsyncClient, image: str, tag: str, answer: str) -> str:
    kept = await client.post("/api/v1/votes", json={"image": image, "tag": tag, "answer": answer})
    assert kept.status_code == 200, kept.text
    return str((await client.get("/api/v1/session")).json()["voter"]["id"])


async def test_an_analyst_sees_everything_around_a_picture(browse: Browse, known: Graph) -> None:
    voter = await vote(await browse("voter", "Ada"), A, "sunset", "yes")
    body = await read(await browse("analyst"), f"image/{A}")
    assert list_edges(body) == CLAIMS | ORIGIN | {
        (f"Image:{A}", "CONSENSUS", "Tag:sunset"),
        (f"Image:{A}", "CONSENSUS", "Tag:beach"),
        ("ModelRun:run1", "PROPOSED", "Tag:beach"),
        (f"Voter:{voter}", "SORT", "Tag:sunset"),
    }
    nodes = {node["key"]: node for node in body["nodes"]}
    assert body["centre"] == body["nodes"][0]["key"] == f"Image:{A}"
    assert nodes[f"Image:{A}"]["image"] == card(A)
    assert nodes[f"Voter:{voter}"] == {
        "key": f"Voter:{voter}", "kind": "Voter", "id": voter, "name": "Ada", "image": None
    }  # fmt: skip
    said = {(edge["type"], edge["end"]): edge["properties"] for edge in body["edges"]}
    assert said["SORT", "Tag:sunset"] == {"answer": "yes", "name": "Ada"}
    assert said["PROPOSED", "Tag:beach"] == {"confidence": 0.9}
    assert said["CONSENSUS", "Tag:sunset"] == {
        "yes": 1, "no": 0, "pass": 0, "posterior": 0.8, "run": None, "settled": None
    }  # fmt: skip
    assert known


async def test_who_could_still_be_asked_sees_only_what_was_answered(browse: Browse, known: Graph) -> None:
    assert known
    client, other = await browse(), await browse()
    assert list_edges(await read(client, f"image/{A}")) == ORIGIN
    assert list_edges(await read(client, "tag/sunset")) == {("Tag:sunset", "OF", "Category:general")}
    voter = await vote(client, A, "sunset", "no")
    stranger = await vote(other, A, "sunset", "yes")
    seen = {(f"Image:{A}", "CONSENSUS", "Tag:sunset"), (f"Voter:{voter}", "SORT", "Tag:sunset")}
    assert list_edges(await read(client, f"image/{A}")) == ORIGIN | CLAIMS | seen
    body = await read(client, "tag/Sunset")
    assert list_edges(body) == {
        ("Tag:sunset", "OF", "Category:general"),
        (f"Image:{A}", "CONSENSUS", "Tag:sunset"),
        (f"Voter:{voter}", "SORT", f"Image:{A}"),
        ("Source:web", "TAGGED", f"Image:{A}"),
    }
    assert stranger not in json.dumps(body)
    assert list_edges(await read(await browse(None), f"image/{A}")) == ORIGIN


async def test_a_tag_has_its_pictures_and_what_else_they_show(browse: Browse, known: Graph) -> None:
    assert known
    voter = await vote(await browse("voter"), C, "sunset", "yes")
    assert list_edges(await read(await browse("staff"), "tag/sunset")) == {
        *((f"Image:{image}", "CONSENSUS", "Tag:sunset") for image in (A, B, C)),
        (f"Image:{A}", "CONSENSUS", "Tag:beach"),
        ("Source:web", "TAGGED", f"Image:{A}"),
        ("Source:web", "TAGGED", f"Image:{B}"),
        (f"Voter:{voter}", "SORT", f"Image:{C}"),
        ("Tag:sunset", "OF", "Category:general"),
    }
    assert list_edges(await read(await browse("analyst"), "tag/beach")) == {
        (f"Image:{A}", "CONSENSUS", "Tag:beach"),
        (f"Image:{A}", "CONSENSUS", "Tag:sunset"),
        ("ModelRun:run1", "PROPOSED", f"Image:{A}"),
        ("Tag:beach", "OF", "Category:general"),
    }


async def test_a_voter_is_seen_by_the_voter_analysts_and_staff(browse: Browse, known: Graph) -> None:
    assert known
    client = await browse("voter", "Ada")
    await vote(client, A, "sunset", "yes")
    await vote(client, B, "sunset", "yes")
    voter = await vote(client, B, "beach", "pass")
    expected = {
        (f"Image:{A}", "SORT", "Tag:sunset"),
        (f"Image:{B}", "SORT", "Tag:sunset"),
        (f"Image:{B}", "SORT", "Tag:beach"),
        (f"Voter:{voter}", "SORT", "Tag:sunset"),
        (f"Voter:{voter}", "SORT", "Tag:beach"),
    }
    for reader in (client, await browse("analyst"), await browse("staff")):
        body = await read(reader, f"voter/{voter}")
        assert list_edges(body) == expected
        [total] = [e["properties"] for e in body["edges"] if (e["start"], e["end"]) == (f"Voter:{voter}", "Tag:sunset")]
        assert total == {"yes": 2, "no": 0, "pass": 0, "name": "Ada"}
        assert body["nodes"][0]["name"] == "Ada"
    for reader in (await browse(None), await browse(), await browse("voter", "Bob")):
        problem(await reader.get(f"{ROOT}/voter/{voter}"), 403, "not-allowed")


async def test_own_answers_before_signing_in_are_among_them(browse: Browse, known: Graph) -> None:
    client = await browse()
    anonymous = await vote(client, A, "sunset", "yes")
    await run(
        known,
        """MATCH (v:Voter {id: $id})
           CREATE (v)-[:IS {key: 'k', doneAt: datetime()}]->(:Voter {id: 'ada', name: 'Ada', role: 'voter'})""",
        id=anonymous,
    )
    assert list_edges(await read(await browse("analyst"), "voter/ada")) == {
        (f"Image:{A}", "SORT", "Tag:sunset"),
        ("Voter:ada", "SORT", "Tag:sunset"),
        (f"Voter:{anonymous}", "IS", "Voter:ada"),
    }


@pytest.mark.parametrize("change", ["SET i.withheld = ['removed']", "SET i.nsfw = 'confirmed'"])
async def test_hidden_pictures_are_left_out(browse: Browse, known: Graph, change: str) -> None:
    client = await browse("voter")
    voter = await vote(client, A, "sunset", "yes")
    await run(known, f"MATCH (i:Image {{id: $a}}) {change}", a=A)
    async for _ in rebuild_consensus(known):
        pass
    problem(await client.get(f"{ROOT}/image/{A}"), 404, "not-found")
    body = await read(client, f"voter/{voter}")
    assert list_edges(body) == {(f"Voter:{voter}", "SORT", "Tag:sunset")}
    assert A not in json.dumps(body)
    assert A not in json.dumps(await read(await browse("analyst"), "tag/sunset"))
    await client.patch("/api/v1/session", json={"nsfw": True})
    shown = "nsfw" in change
    assert ((f"Image:{A}", "CONSENSUS", "Tag:sunset") in list_edges(await read(client, "tag/sunset"))) is shown
    assert (await client.get(f"{ROOT}/image/{A}")).status_code == (200 if shown else 404)


@pytest.mark.parametrize("place", ["tag/none", f"image/{'0' * 64}", "image/..", "voter/none"])
async def test_what_is_not_there_says_so(browse: Browse, known: Graph, place: str) -> None:
    assert known
    problem(await (await browse("analyst")).get(f"{ROOT}/{place}"), 404, "not-found")


async def test_there_are_never_more_than_a_hundred_nodes(browse: Browse, graph: Graph) -> None:
    await run(
        graph,
        """UNWIND range(1, 60) AS n
           CREATE (i:Image {id: right('000' + n, 4) + $rest, nsfw: 'unknown', withheld: [], mime: 'image/png', width: 1,
             height: 1, frames: 1}), (t:Tag {name: 'tag ' + n, state: 'circulating'}),
             (v:Voter {id: 'v' + n, name: 'Voter ' + n, role: 'voter'})
           WITH collect(i) AS images, collect(t) AS tags UNWIND images AS i UNWIND tags AS t
           WITH i, t, CASE WHEN i.id STARTS WITH '0001' OR t.name = 'tag 1' THEN 60 ELSE 1 END AS votes
           UNWIND range(1, votes) AS n
           CREATE (i)-[:SORT {key: 'v' + n + '|' + i.id + '|' + t.name, voter: 'v' + n, answer: 'yes', response: true,
             at: datetime()}]->(t),
             (i)-[:TAGGED {key: 's' + n + '|' + i.id + '|' + t.name, source: 's' + n, at: datetime()}]->(t)""",
        rest="0" * 60,
    )
    async for _ in rebuild_consensus(graph):
        pass
    client = await browse("analyst")
    counts = {}
    for place in (f"image/0001{'0' * 60}", "tag/tag 1", "voter/v1"):
        kinds = [node["kind"] for node in (await read(client, place))["nodes"]]
        assert len(kinds) <= 100
        counts[place.partition("/")[0]] = {kind: kinds.count(kind) for kind in sorted({*kinds})}
    assert counts["image"] == {"Image": 1, "Source": 10, "Tag": 40, "Voter": 20}
    assert counts["tag"] == {"Image": 40, "Source": 8, "Tag": 16, "Voter": 15}
    assert counts["voter"]["Voter"] == 1


async def test_the_cypher_returns_the_same_in_the_shell(browse: Browse, known: Graph, taggy: Taggy) -> None:
    assert known
    client = await browse("voter")
    voter = await vote(client, A, "sunset", "yes")
    analyst = await browse("analyst")
    places = [(client, f"image/{A}"), (client, "tag/sunset"), (client, f"voter/{voter}"), (analyst, "tag/sunset")]
    for reader, place in places:
        body = await read(reader, place)
        params = [part for name, value in body["params"].items() for part in ("-p", f"{name}={json.dumps(value)}")]
        shown = await asyncio.to_thread(taggy, "shell", "-c", body["cypher"], *params, "--format", "json")
        assert json.loads(shown.stdout) == body["edges"]
        assert body["edges"]
