"""Duplicates: the board of pictures that look alike, verdicts, the way back, and the class of a picture."""

from typing import Any

import httpx
import pytest
import pytest_asyncio

from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import run

BOARD = "/api/v1/duplicates"
VERDICTS = "/api/v1/duplicates/verdicts"
NEAR = Comparison(A, B, "print", 0.02)
FAR = Comparison(B, C, "embedding", 0.25, mirrored=True)


@pytest_asyncio.fixture
async def staff(browse: Browse, library: Graph) -> httpx.AsyncClient:
    """A browser of staff, before a board of two pairs; C is the larger picture, A and B are alike."""
    await run(library, "MATCH (i:Image) SET i.createdAt = datetime('2026-01-02T03:04:05Z')")
    await run(library, "MATCH (i:Image {id: $c}) SET i.width = 640, i.height = 480, i.byteSize = 9000", c=C)
    await record_comparisons(library, [FAR, NEAR])
    return await browse("staff")


def copy(image: str, **facts: Any) -> dict[str, Any]:
    """Return what the board says of a picture of the library."""
    known = {"byte_size": 1000, "created_at": "2026-01-02T03:04:05Z", "sources": [], "tags": 0, "votes": 0}
    return card(image) | known | facts


async def list_pairs(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    return [(pair["one"]["id"], pair["other"]["id"]) for pair in (await client.get(BOARD)).json()["pairs"]]


async def judge(client: httpx.AsyncClient, one: str, other: str, verdict: str, **more: str) -> Any:
    answer = await client.post(VERDICTS, json={"one": one, "other": other, "verdict": verdict, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def read_verdicts(graph: Graph) -> list[tuple[str, str, str | None]]:
    rows = await run(graph, "MATCH (a)-[c:COMPARED]->(b) RETURN a.id AS a, b.id AS b, c.verdict AS v ORDER BY c.key")
    return [(row["a"], row["b"], row["v"]) for row in rows]


async def test_board_is_read_page_by_page_the_nearest_first(staff: httpx.AsyncClient) -> None:
    first = (await staff.get(BOARD, params={"limit": 1})).json()
    assert first["pairs"] == [
        {
            "one": copy(A),
            "other": copy(B),
            "method": "print",
            "distance": 0.02,
            "mirrored": False,
            "better": A,
            "reasons": [],
        }
    ]
    second = (await staff.get(BOARD, params={"limit": 1, "after": first["next"]})).json()
    [pair] = second["pairs"]
    assert (pair["one"], pair["other"]) == (copy(B), copy(C, width=640, height=480, byte_size=9000))
    assert (pair["method"], pair["distance"], pair["mirrored"]) == ("embedding", 0.25, True)
    assert (pair["better"], pair["reasons"]) == (C, ["larger"])
    assert (await staff.get(BOARD, params={"limit": 1, "after": second["next"]})).json() == {"pairs": [], "next": None}


async def test_copies_say_where_they_were_found_and_what_was_said(staff: httpx.AsyncClient, library: Graph) -> None:
    await run(
        library,
        """MATCH (a:Image {id: $a}), (t:Tag {name: 'sunset'})
           CREATE (s:Source {name: 'gallery'})
           CREATE (:Post {key: 'gallery:1', url: 'https://example.org/1'})-[:FROM {key: '1'}]->(s)
           CREATE (:Post {key: 'gallery:2', url: 'javascript:alert(1)'})-[:FROM {key: '2'}]->(s)
           CREATE (a)-[:TAGGED {key: 'gallery|1', source: 'gallery', at: datetime()}]->(t)
           WITH a MATCH (p:Post) CREATE (p)-[:SHOWS {key: p.key}]->(a)""",
        a=A,
    )
    await staff.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "yes"})
    [pair, _] = (await staff.get(BOARD)).json()["pairs"]
    sources = [{"source": "gallery", "url": "https://example.org/1"}, {"source": "gallery", "url": None}]
    assert pair["one"] == copy(A, sources=sources, tags=1, votes=1)


async def test_nsfw_pictures_wait_for_those_who_opted_in(staff: httpx.AsyncClient, library: Graph) -> None:
    await run(library, "MATCH (i:Image {id: $a}) SET i.nsfw = 'confirmed'", a=A)
    assert await list_pairs(staff) == [(B, C)]
    await staff.patch("/api/v1/session", json={"nsfw": True})
    assert await list_pairs(staff) == [(A, B), (B, C)]


async def test_verdicts_merge_part_and_leave_the_board(staff: httpx.AsyncClient, library: Graph) -> None:
    assert await judge(staff, B, A, "duplicate") == {"before": None, "verdict": "duplicate", "shown": [A, A]}
    assert await judge(staff, B, A, "duplicate") == {"before": "duplicate", "verdict": "duplicate", "shown": [A, A]}
    assert await judge(staff, B, C, "alternate") == {"before": None, "verdict": "alternate", "shown": [A, C]}
    assert (await staff.get(BOARD)).json() == {"pairs": [], "next": None}
    assert await read_verdicts(library) == [(A, B, "duplicate"), (B, C, "alternate")]
    assert await judge(staff, A, B, "unrelated", reason="two photographs") == {
        "before": "duplicate",
        "verdict": "unrelated",
        "shown": [A, B],
    }
    events = await run(library, "MATCH (e:Event {after: 'unrelated'}) RETURN e.before AS before, e.why AS why")
    assert events == [{"before": "duplicate", "why": "two photographs"}]


async def test_a_verdict_is_taken_back(staff: httpx.AsyncClient, library: Graph) -> None:
    pair = {"one": A, "other": B}
    await judge(staff, A, B, "duplicate")
    taken = {"before": "duplicate", "verdict": None, "shown": [A, B]}
    assert (await staff.delete(VERDICTS, params=pair)).json() == taken
    assert (await staff.delete(VERDICTS, params=pair)).json() == taken | {"before": None}
    assert await list_pairs(staff) == [(A, B), (B, C)]
    assert await read_verdicts(library) == [(A, B, None), (B, C, None)]
    problem(await staff.delete(VERDICTS, params={"one": A, "other": C}), 404, "not-found")


async def test_a_class_is_read_another_is_shown_and_one_taken_out(staff: httpx.AsyncClient, library: Graph) -> None:
    await judge(staff, B, C, "duplicate", shown=B)
    found = (await staff.get(f"{BOARD}/{C}")).json()
    assert (found["shown"], [member["id"] for member in found["members"]]) == (B, [B, C])
    assert found["comparisons"] == [
        {
            "one": B,
            "other": C,
            "method": "embedding",
            "distance": 0.25,
            "mirrored": True,
            "verdict": "duplicate",
            "by_person": True,
        }
    ]
    assert (await staff.get(f"{BOARD}/{A}")).json() == {"shown": A, "members": [copy(A)], "comparisons": []}
    assert (await staff.post(f"{BOARD}/{C}/show", json={})).json()["shown"] == C
    alone = (await staff.post(f"{BOARD}/{C}/unmerge", json={"reason": "another photograph"})).json()
    assert (alone["shown"], [member["id"] for member in alone["members"]]) == (C, [C])
    assert await run(library, "MATCH ()-[d:DUPLICATE_OF]->() RETURN count(d) AS n") == [{"n": 0}]
    assert await read_verdicts(library) == [(A, B, None), (B, C, "unrelated")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"one": A, "other": "f" * 64, "verdict": "duplicate"}, 404, "not-found"),
        ({"one": A, "other": A, "verdict": "duplicate"}, 422, "invalid-request"),
        ({"one": A, "other": B, "verdict": "alternate", "shown": A}, 422, "invalid-request"),
        ({"one": A, "other": B, "verdict": "duplicate", "shown": C}, 422, "invalid-request"),
        ({"one": A, "other": B, "verdict": "same"}, 422, "invalid-request"),
        ({"one": A, "other": "'", "verdict": "duplicate"}, 422, "invalid-request"),
    ],
)
async def test_verdicts_that_make_no_sense_change_nothing(
    staff: httpx.AsyncClient, library: Graph, body: dict[str, str], status: int, code: str
) -> None:
    problem(await staff.post(VERDICTS, json=body), status, code)
    assert await read_verdicts(library) == [(A, B, None), (B, C, None)]


async def test_what_is_not_there_is_said(staff: httpx.AsyncClient) -> None:
    unknown = "f" * 64
    problem(await staff.get(f"{BOARD}/{unknown}"), 404, "not-found")
    problem(await staff.post(f"{BOARD}/{unknown}/unmerge", json={}), 404, "not-found")
    problem(await staff.post(f"{BOARD}/{unknown}/show", json={}), 404, "not-found")
    problem(await staff.get(BOARD, params={"after": "nonsense"}), 400, "invalid-input")
