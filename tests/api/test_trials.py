"""Trials over HTTP: what the live run says of a picture, by a process of its own, and nothing that is kept."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from graph.connection import Graph
from graph.voters import add_session, add_voter
from taggy.settings import Settings
from tests.api.conftest import Browse, problem
from tests.model.drawings import draw_all
from tests.model.runs import OPINIONS, PICTURES, draw_newcomers, make_live_run
from tests.seeds import run

PLACE = "/api/v1/trials"
BYTES = {"Content-Type": "application/octet-stream"}
Start = Callable[[Settings], Awaitable[FastAPI]]


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch, server_settings: Settings) -> None:
    """The process that looks reads the same settings, and runs on one thread."""
    monkeypatch.setenv("TAGGY_HOME", str(server_settings.home))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


async def enter(app: FastAPI, graph: Graph) -> httpx.AsyncClient:
    """Enter as an analyst."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=120)
    link = await add_session(graph, "link", (await add_voter(graph, "ann", "analyst")).id)
    assert (await client.post("/api/v1/session", json={"link": link})).status_code == 200
    return client


def draw_animation() -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def draw_dot(mode: str, form: str) -> bytes:
    """Draw a picture of one pixel."""
    file = BytesIO()
    Image.new(mode, (1, 1)).save(file, form)
    return file.getvalue()


async def test_a_picture_is_tried_and_nothing_of_it_is_kept(start: Start, settings: Settings, graph: Graph) -> None:
    named = await make_live_run(graph, settings.home, threshold=0.3)
    patient = settings.model_copy(update={"request_timeout": 120, "max_trial": 200_000})
    client = await enter(await start(patient), graph)
    nodes, said = await run(graph, "MATCH (n) RETURN count(n) AS nodes"), await run(graph, OPINIONS)
    files = sorted(settings.home.rglob("*"))
    picture = next(iter(draw_newcomers(1).values()))[0]
    answer = await client.post(PLACE, content=picture, headers=BYTES)
    assert answer.status_code == 200, answer.text
    trial = answer.json()
    tags = trial.pop("tags")
    digest = sha256(picture).hexdigest()
    shape = {"mime": "image/png", "width": 96, "height": 96, "frames": 1}
    assert trial == {"run": named, "image": digest, **shape, "way": "memory"}
    assert {row["tag"] for row in tags} == {"red", "green", "blue", "circle", "cross"}
    drawn = draw_all(PICTURES)
    for row in tags:
        check_reasons(row)
        check_witnesses(row, drawn)
    assert [row["says"] for row in tags] == sorted(
        (row["says"] for row in tags), key=["proposed", "below", "silent"].index
    )
    assert (await client.post(PLACE, content=picture, headers=BYTES)).json()["tags"] == tags
    await check_what_is_hidden_bears_no_witness(client, graph, picture, tags)

    moving = await client.post(PLACE, content=draw_animation(), headers=BYTES)
    assert (moving.status_code, moving.json()["frames"]) == (200, 3)
    for mode, form in (("L", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("RGBA", "WEBP"), ("CMYK", "JPEG"), ("1", "BMP")):
        odd = await client.post(PLACE, content=draw_dot(mode, form), headers=BYTES)
        assert (odd.status_code, odd.json()["width"], len(odd.json()["tags"])) == (200, 1, 5), (mode, odd.text)
    for wrong, says in {
        b"": "empty",
        picture[:300]: "damaged or cut off",
        b"%PDF-1.7 not a picture": "no picture in a format",
        b"\x1aE\xdf\xa3" + bytes(60): "video",
    }.items():
        assert says in problem(await client.post(PLACE, content=wrong, headers=BYTES), 422, "unusable-media")
    large = BytesIO()
    Image.new("1", (8000, 7000)).save(large, "PNG")
    assert "pixels" in problem(await client.post(PLACE, content=large.getvalue(), headers=BYTES), 422, "unusable-media")
    problem(await client.post(PLACE, content=bytes(200_001), headers=BYTES), 413, "content-too-large")
    problem(
        await client.post(PLACE, content=picture, headers={"Content-Type": "image/png"}), 415, "unsupported-media-type"
    )
    assert await run(graph, "MATCH (n) WHERE NOT n:Voter AND NOT n:Session RETURN count(n) AS nodes") == [
        {"nodes": nodes[0]["nodes"] - 3}
    ]
    assert await run(graph, OPINIONS) == said
    assert sorted(settings.home.rglob("*")) == files
    await run(graph, "CREATE (:ModelRun {id: 'gone', state: 'live', checkpoint: 'ff', createdAt: datetime()})")
    assert "Train again" in problem(await client.post(PLACE, content=picture, headers=BYTES), 409, "model")


def check_reasons(row: dict[str, Any]) -> None:
    """Check that what is said of a tag fits its numbers."""
    if row["says"] == "proposed":
        assert row["confidence"] >= row["threshold"] == 0.3
        assert row["why"] is None
    elif row["says"] == "below":
        assert row["why"] == f"{row['threshold'] - row['confidence']:.2f} below its threshold"
    else:
        assert row["confidence"] is None
        assert row["why"]


def check_witnesses(row: dict[str, Any], drawn: dict[str, tuple[bytes, set[str]]]) -> None:
    """Check that beside a proposal, and nothing else, stand the nearest pictures that the source gave the tag."""
    assert row["no"] == []  # a source never says No
    if row["says"] == "proposed":
        assert len(row["yes"]) == 4
    else:
        assert row["yes"] == []
    cosines = [witness["cosine"] for witness in row["yes"]]
    assert cosines == sorted(cosines, reverse=True)
    for witness in row["yes"]:
        assert witness["by"] == "sources"
        assert row["tag"] in drawn[witness["image"]["id"]][1]


async def check_what_is_hidden_bears_no_witness(
    client: httpx.AsyncClient, graph: Graph, picture: bytes, tags: list[dict[str, Any]]
) -> None:
    """Hide the nearest witness and withhold the next: neither is shown, whatever one may see of NSFW pictures."""
    proposed = next(row for row in tags if row["says"] == "proposed")
    hidden, withheld, *others = [witness["image"]["id"] for witness in proposed["yes"]]
    hide = "MATCH (i:Image {id: $id}) SET i.nsfw = 'suspected', i.withheld = $withheld"
    await run(graph, hide, id=hidden, withheld=[])
    await run(graph, hide, id=withheld, withheld=["asked for"])

    async def name_witnesses() -> list[str]:
        rows = (await client.post(PLACE, content=picture, headers=BYTES)).json()["tags"]
        return [w["image"]["id"] for row in rows if row["tag"] == proposed["tag"] for w in row["yes"]]

    shown = await name_witnesses()
    assert shown[: len(others)] == others
    assert not {hidden, withheld} & {*shown}
    assert len(shown) == 4
    await client.patch("/api/v1/session", json={"nsfw": True})
    assert (await name_witnesses())[: 1 + len(others)] == [hidden, *others]


async def test_trials_are_limited(start: Start, settings: Settings, graph: Graph) -> None:
    client = await enter(await start(settings.model_copy(update={"trial_limit": "1/minute"})), graph)
    assert "No model run is live" in problem(await client.post(PLACE, content=b"x", headers=BYTES), 404, "not-found")
    assert "pictures and phrases to try" in problem(
        await client.post(PLACE, content=b"x", headers=BYTES), 429, "too-many-requests"
    )


async def test_what_is_wrong_is_filed_for_staff(browse: Browse, library: Graph) -> None:
    await run(
        library,
        "CREATE (:ModelRun {id: 'r|1', state: 'live', backbone: 'toy', revision: '1', seed: 1, cleared: true,"
        " snapshot: datetime(), createdAt: datetime(), pictures: 1, pairs: 1, checkpoint: 'ff'})",
    )
    analyst, staff = await browse("analyst", "ann"), await browse("staff")
    wrong = {"run": "r|1", "image": "c" * 64, "tag": "sunset", "confidence": 0.91}
    assert len((await analyst.post(f"{PLACE}/complaints", json=wrong)).json()["id"]) == 32
    other = wrong | {"image": "9" * 64, "note": "a <b>sunrise</b>"}
    assert (await analyst.post(f"{PLACE}/complaints", json=other)).status_code == 200
    problem(await analyst.post(f"{PLACE}/complaints", json=wrong | {"tag": "nothing"}), 404, "not-found")
    problem(await analyst.post(f"{PLACE}/complaints", json=wrong | {"confidence": 2}), 422, "invalid-request")
    listed = (await staff.get(f"{PLACE}/complaints")).json()["complaints"]
    assert [row.pop("at") > "2026" for row in listed] == [True, True]
    assert listed == [
        other | {"name": "ann", "kept": False},
        wrong | {"note": None, "name": "ann", "kept": True},
    ]
