"""Remarks over HTTP: staff see them with their evidence, take them out and bring them back."""

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.remarks import Finding, write_findings
from tests.api.conftest import A, B, Browse, card, problem
from tests.seeds import add_images, add_tags, claim, run

PLACE = "/api/v1/remarks"


async def seed(library: Graph) -> None:
    """Two suspected tags; one is on a picture, on an NSFW one and on a withheld one."""
    await add_images(library, "d" * 64, nsfw="confirmed")
    await add_images(library, "e" * 64, withheld=["removed"])
    images = (A, "d" * 64, "e" * 64)
    for image in images:
        await claim(library, "s", image, "sunset")
    await library.write(lambda tx: recompute_images(tx, images))
    findings = [Finding(tag, score, "3 words +1.47", strong=False, suspected=True) for tag, score in SCORES.items()]
    await write_findings(library, findings)


SCORES = {"sunset": 1.5, "beach": 0.5}


async def test_staff_sees_the_evidence_takes_a_tag_out_and_brings_it_back(browse: Browse, library: Graph) -> None:
    await seed(library)
    staff, visitor = await browse("staff"), await browse()
    sunset = {"tag": "sunset", "state": "circulating", "score": 1.5, "why": "3 words +1.47", "decided": False}
    first = (await staff.get(PLACE, params={"limit": 1})).json()
    found = first["remarks"][0]
    assert found == {**sunset, "pairs": 3, "images": [card(A)]}
    second = (await staff.get(PLACE, params={"limit": 2, "after": first["next"]})).json()
    assert ([row["tag"] for row in second["remarks"]], second["next"]) == (["beach"], None)
    likely = "/api/v1/images?tags=sunset"
    assert [row["image"]["id"] for row in (await visitor.get(likely)).json()["images"]] == [A]
    body = {"tag": "Sunset", "reason": "a test"}
    assert (await staff.post(f"{PLACE}/retire", json=body)).json() == {"tag": "sunset", "state": "remark"}
    assert (await visitor.get(likely)).json() == {"images": [], "next": None}
    assert [tag["name"] for tag in (await visitor.get("/api/v1/tags?q=sun")).json()["tags"]] == []
    assert (await visitor.get("/api/v1/questions", params={"tag": "sunset"})).json()["questions"] == []
    [taken] = (await staff.get(PLACE, params={"doubt": "remark"})).json()["remarks"]
    assert (taken["tag"], taken["state"], taken["decided"], taken["score"]) == ("sunset", "remark", True, 1.5)
    assert (await staff.post(f"{PLACE}/restore", json=body)).json() == {"tag": "sunset", "state": "circulating"}
    assert [row["image"]["id"] for row in (await visitor.get(likely)).json()["images"]] == [A]
    assert [row["tag"] for row in (await staff.get(PLACE, params={"doubt": "kept"})).json()["remarks"]] == ["sunset"]
    events = await run(library, "MATCH (e:Event) RETURN e.after AS after, e.why AS why ORDER BY e.at")
    assert events == [{"after": "remark", "why": "a test"}, {"after": "circulating", "why": "a test"}]


async def test_what_cannot_be_decided_is_refused(browse: Browse, library: Graph) -> None:
    await add_tags(library, "old", state="deprecated")
    staff = await browse("staff")
    for act in ("retire", "restore"):
        problem(await staff.post(f"{PLACE}/{act}", json={"tag": "nothing"}), 404, "not-found")
        problem(await staff.post(f"{PLACE}/{act}", json={"tag": "old"}), 409, "conflict")
        problem(await staff.post(f"{PLACE}/{act}", json={"tag": "_"}), 422, "invalid-tag-name")
        problem(await staff.post(f"{PLACE}/{act}", json={}), 422, "invalid-request")
    problem(await staff.get(PLACE, params={"after": "§"}), 400, "invalid-input")
    problem(await staff.get(PLACE, params={"doubt": "all"}), 422, "invalid-request")
    assert await run(library, "MATCH (e:Event) RETURN e") == []


async def test_a_voter_changes_nothing(browse: Browse, library: Graph) -> None:
    voter = await browse("voter")
    problem(await voter.post(f"{PLACE}/retire", json={"tag": "beach"}), 403, "not-allowed")
    assert await run(library, "MATCH (t:Tag {name: 'beach'}) RETURN t.state AS state") == [{"state": "circulating"}]


async def test_staff_begin_a_search_as_a_job(browse: Browse, library: Graph) -> None:
    assert library
    job = (await (await browse("staff")).post("/api/v1/jobs", json={"kind": "remarks"})).json()
    assert (job["kind"], job["title"], job["unit"], job["state"]) == (
        "remarks",
        "search for remarks",
        "tags",
        "waiting",
    )


async def test_pictures_are_shown_with_nsfw_only_to_who_opted_in(browse: Browse, library: Graph) -> None:
    await seed(library)
    staff = await browse("staff")
    await staff.patch("/api/v1/session", json={"nsfw": True})
    rows = (await staff.get(PLACE)).json()["remarks"]
    assert sorted(image["id"] for image in rows[0]["images"]) == [A, "d" * 64]
    assert B not in str(rows)
