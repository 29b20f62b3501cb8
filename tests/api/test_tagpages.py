"""Tag pages: all there is to say of a tag, to whom, and the words that staff finds for it."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

from graph.connection import Graph
from graph.votes import Answer, Asked, Ballot, cast_votes
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.seeds import add_images, add_tags, add_voters, run

ASKED = Asked(why="fewest-answers", probability=1.0, shown="picture")
NONE = {"pairs": 0, "more": False}
D, E = "d" * 64, "e" * 64


async def read(client: httpx.AsyncClient, name: str = "sunset") -> dict[str, Any]:
    answer = await client.get(f"/api/v1/tags/{quote(name, safe='')}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def describe(
    client: httpx.AsyncClient, text: str, before: str | None = None, name: str = "sunset"
) -> httpx.Response:
    return await client.put(f"/api/v1/tags/{quote(name, safe='')}/description", json={"text": text, "before": before})


async def vote(graph: Graph, **answers: list[Answer]) -> None:
    """Let named voters answer in turn on the picture that each letter stands for."""
    votes = [
        Ballot(f"v{n}", letter * 64, "sunset", answer, asked=ASKED)
        for letter, given in answers.items()
        for n, answer in enumerate(given)
    ]
    await cast_votes(graph, votes)


async def test_a_tag_nobody_spoke_of_is_bare(browse: Browse, library: Graph) -> None:
    assert library
    client = await browse(None)
    assert await read(client, " SUNSET_") == {
        "name": "sunset",
        "description": None,
        "category": "general",
        "state": "circulating",
        "canonical": None,
        "pairs": 0,
        "why": None,
        **{name: [] for name in ("aliases", "implies", "implied_by", "excludes", "yes", "no", "history")},
        "settled": NONE,
        "likely": NONE,
        "asked": NONE,
    }
    problem(await client.get("/api/v1/tags/nothing"), 404, "not-found")
    problem(await client.get("/api/v1/tags/_"), 422, "invalid-tag-name")


async def test_pictures_are_those_that_may_be_shown_to_whoever_asks(browse: Browse, library: Graph) -> None:
    await add_images(library, D, nsfw="confirmed")
    await add_images(library, E, withheld=["removed"])
    await add_voters(library, "v0", "v1")
    await vote(library, a=["yes", "yes"], b=["no", "no"], c=["yes"], d=["yes", "yes"], e=["yes", "yes"])
    client = await browse("voter")
    page = await read(client)
    assert (page["yes"], page["no"]) == ([card(A)], [card(B)]), "one could still be asked about the third"
    assert (page["settled"]["pairs"], page["likely"]["pairs"], page["asked"]["pairs"]) == (1, 2, 1)
    await client.post("/api/v1/votes", json={"image": C, "tag": "sunset", "answer": "no"})
    assert [image["id"] for image in (await read(client))["yes"]] == [A]
    await client.post("/api/v1/votes", json={"image": C, "tag": "sunset", "answer": "yes"})
    await client.patch("/api/v1/session", json={"nsfw": True})
    page = await read(client)
    assert [image["id"] for image in page["yes"]] == [A, D, C]
    assert (page["settled"]["pairs"], page["likely"]["pairs"], page["asked"]["pairs"]) == (2, 3, 1)
    staff = await read(await browse("staff"))
    assert [image["id"] for image in staff["yes"]] == [A, C]
    assert "v0" not in str(page) + str(staff)


async def test_an_alias_leads_to_its_canonical_tag(browse: Browse, library: Graph) -> None:
    await run(
        library,
        """MATCH (sunset:Tag {name: 'sunset'}), (beach:Tag {name: 'beach'})
           CREATE (:Tag {name: 'sundown', state: 'deprecated', why: 'an alias'})
             -[:ALIAS_OF {key: 'a', state: 'accepted'}]->(sunset)-[:IMPLIES {key: 'i', state: 'accepted'}]->(beach)""",
    )
    await add_voters(library, "v0", "v1")
    await vote(library, a=["yes", "yes"])
    client = await browse(None)
    alias = await read(client, "sundown")
    assert (alias["canonical"], alias["state"], alias["why"]) == ("sunset", "deprecated", "an alias")
    assert ([image["id"] for image in alias["yes"]], alias["settled"]["pairs"]) == ([A], 1)
    sunset, beach = await read(client), await read(client, "beach")
    assert (sunset["aliases"], sunset["implies"], beach["implied_by"]) == (["sundown"], ["beach"], ["sunset"])


async def test_staff_describe_and_the_others_are_told_by_which_role(browse: Browse, library: Graph) -> None:
    assert library
    staff = await browse("staff", "Ada")
    changed = (await describe(staff, "The sun\r\n sets. ")).json()
    assert changed["description"] == "The sun\nsets."
    [change] = changed["history"]
    assert change == {
        "what": "description", "subject": "sunset", "before": None, "after": "The sun\nsets.", "why": None,
        "at": change["at"], "role": "staff", "who": "Ada",
    }  # fmt: skip
    for role in (None, "analyst"):
        other = await read(await browse(role))
        assert other["description"] == "The sun\nsets."
        assert other["history"] == [change | {"who": None}]
    assert (await describe(staff, "The sun\nsets.", "something else")).json()["history"] == [change]
    assert (await describe(staff, "", "The sun\nsets.")).json()["description"] is None


async def test_a_change_meanwhile_is_not_overwritten(browse: Browse, library: Graph) -> None:
    assert library
    ada, bob = await browse("staff", "Ada"), await browse("staff", "Bob")
    await describe(ada, "The sun sets.")
    assert "It says 'The sun sets.' now" in problem(await describe(bob, "Evening."), 409, "conflict")
    assert (await read(bob))["description"] == "The sun sets."
    assert (await describe(bob, "Evening.", "The sun sets.")).json()["description"] == "Evening."


async def test_what_cannot_be_kept_changes_nothing(browse: Browse, library: Graph) -> None:
    assert library
    staff = await browse("staff")
    problem(await describe(staff, "x" * 2001), 400, "invalid-input")
    problem(await describe(staff, "x" * 10_001), 422, "invalid-request")
    problem(await describe(staff, "\ue000"), 400, "invalid-input")
    problem(await describe(staff, "x", name="none"), 404, "not-found")
    problem(await staff.put("/api/v1/tags/sunset/description", json={"text": "x"}), 422, "invalid-request")
    page = await read(staff)
    assert (page["description"], page["history"]) == (None, [])


@pytest.mark.parametrize(
    "name", ["a/b", "/", "100%", "what?", "#1", "😀", "שלום", "..", ".", "a//b/description", "ż" * 255]
)
async def test_odd_names_have_pages(browse: Browse, library: Graph, name: str) -> None:
    await add_tags(library, name)
    staff = await browse("staff")
    place = name if name.strip(".") else f" {name}"  # no client sends a segment of dots alone
    assert (await describe(staff, "Odd.", name=place)).json()["name"] == name
    assert (await read(staff, place))["description"] == "Odd."
