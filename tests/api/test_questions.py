"""Questions: what they show and what they keep to themselves."""

import pytest

from graph.connection import Graph
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_tags, run

QUESTIONS = "/api/v1/questions"


async def test_nothing_to_ask_is_an_empty_list(browse: Browse, library: Graph) -> None:
    assert library
    answer = await (await browse()).get(QUESTIONS)
    assert answer.json() == {"questions": [], "scope": {"tag": None, "category": None, "collection": None}}


async def test_questions_stay_in_their_scope_and_tell_no_answer(browse: Browse, library: Graph) -> None:
    other, client = await browse(), await browse()
    for image in (A, B, C):
        for tag in ("sunset", "beach"):
            await other.post("/api/v1/votes", json={"image": image, "tag": tag, "answer": "pass"})
    await run(library, "MATCH (i:Image {id: $a}) CREATE (i)-[:IN {key: 'x'}]->(:Collection {name: 'mine'})", a=A)
    await run(library, "MATCH (t:Tag {name: 'sunset'}) SET t.description = 'dusk'")
    scope = {"tag": "Sunset", "collection": "mine"}
    asked = (await client.get(QUESTIONS, params={"count": 8, **scope})).json()
    assert asked["scope"] == {"tag": "sunset", "category": None, "collection": "mine"}
    [question] = asked["questions"]
    assert len(question.pop("token")) > 100
    described = {"name": "sunset", "description": "dusk", "category": "general"}
    assert question == {"image": card(A), "tag": described, "origin": None}
    everything = (await client.get(QUESTIONS, params={"count": 8})).json()["questions"]
    pairs = {(q["image"]["id"], q["tag"]["name"]) for q in everything}
    assert pairs == {(image, tag) for image in (A, B, C) for tag in ("sunset", "beach")}
    assert len({q["token"] for q in everything}) == 6
    nothing = (await client.get(QUESTIONS, params={"category": "none"})).json()
    assert nothing == {"questions": [], "scope": {"tag": None, "category": "none", "collection": None}}


async def test_nsfw_is_asked_only_of_those_who_chose_it(browse: Browse, library: Graph) -> None:
    assert library
    other, client = await browse(), await browse()
    await other.post("/api/v1/votes", json={"image": A, "tag": "sunset", "answer": "pass"})
    await other.post("/api/v1/panics", json={"image": A})
    assert (await client.get(QUESTIONS)).json()["questions"] == []
    await client.patch("/api/v1/session", json={"nsfw": True})
    [question] = (await client.get(QUESTIONS)).json()["questions"]
    assert question["image"] == card(A, "suspected")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org/1", "https://example.org/1"),
        ("javascript:alert(1)", None),
        ("file:///srv/pictures/1.png", None),
        ("/srv/pictures/1.png", None),
        (None, None),
    ],
)
async def test_the_origin_is_shown_without_what_is_no_address(
    browse: Browse, library: Graph, url: str | None, shown: str | None
) -> None:
    client, tag = await browse(), f"from {url}".lower()  # a tag that no question of another test holds
    await add_tags(library, tag)
    await (await browse()).post("/api/v1/votes", json={"image": A, "tag": tag, "answer": "pass"})
    await run(
        library,
        """MATCH (i:Image {id: $a}) CREATE (s:Source {name: 'web'})
           CREATE (i)<-[:SHOWS {key: '1'}]-(:Post {key: 'a'})-[:FROM {key: '2'}]->(s),
             (i)<-[:SHOWS {key: '3'}]-(:Post {key: 'b', url: $url, author: 'Ada', title: 'A sunset',
                 links: ['https://ada.example/1', 'javascript:alert(1)']})-[:FROM {key: '4'}]->(s),
             (i)<-[:SHOWS {key: '5', until: datetime()}]-(:Post {key: 'c', url: 'https://old.example', author: 'Bob'})
               -[:FROM {key: '6'}]->(s)""",
        a=A,
        url=url,
    )
    [question] = (await client.get(QUESTIONS, params={"tag": tag})).json()["questions"]
    links = ["https://ada.example/1"]
    assert question["origin"] == {"source": "web", "author": "Ada", "url": shown, "links": links}


@pytest.mark.parametrize("params", [{"count": 0}, {"count": 9}, {"count": "x"}, {"tag": ""}, {"category": "x" * 1001}])
async def test_what_cannot_be_asked_is_refused(browse: Browse, params: dict[str, str]) -> None:
    problem(await (await browse()).get(QUESTIONS, params=params), 422, "invalid-request")
