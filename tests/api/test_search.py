"""Search by a phrase over HTTP: by the model's process, for those who may, of what they may see, or off."""

import sys
from pathlib import Path

import httpx
import pytest
import torch

from api import modelprocess
from graph.connection import Graph
from graph.embeddings import add_embeddings
from model.words import load_text_side
from taggy.settings import Settings
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.api.test_trials import Start, enter
from tests.model.clip import NAME, make_clip
from tests.seeds import run

PLACE = "/api/v1/images/search"
KNOWN = "import open_clip; open_clip.add_model_config({}); from model.answering import main; main()"


async def search(client: httpx.AsyncClient, phrase: str, **params: int) -> httpx.Response:
    return await client.get(PLACE, params={"phrase": phrase, **params})


async def test_a_phrase_finds_the_nearest_pictures_that_may_be_shown(
    start: Start, settings: Settings, library: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, weights = make_clip(tmp_path)
    for name, value in {"HOME": settings.home, "BACKBONE": NAME, "WEIGHTS": weights}.items():
        monkeypatch.setenv(f"TAGGY_{name}", str(value))
    monkeypatch.setattr(modelprocess, "COMMAND", [sys.executable, "-c", KNOWN.format(repr(str(named)))])
    words = settings.model_copy(update={"backbone": NAME, "weights": weights, "request_timeout": 120})
    client = await enter(await start(words), library)
    assert "has seen no picture yet" in problem(await search(client, "a cat"), 409, "model")
    text = load_text_side(NAME, weights)
    (phrase,) = text.embed(["a cat"])
    aside = torch.roll(phrase, 1)
    seen = {A: phrase, B: phrase + aside, C: -phrase}
    await add_embeddings(library, text.key, {image: vector.tolist() for image, vector in seen.items()})
    await run(library, "MATCH (i:Image {id: $id}) SET i.nsfw = 'suspected'", id=A)
    answer = (await search(client, "a cat")).json()
    assert (answer["backbone"], answer["way"]) == (text.key, "memory")
    assert [near["image"] for near in answer["images"]] == [card(B), card(C)]
    assert answer["images"][1]["cosine"] == pytest.approx(-1, abs=1e-4)
    await client.patch("/api/v1/session", json={"nsfw": True})
    answer = (await search(client, "a cat", limit=1)).json()
    assert [near["image"] for near in answer["images"]] == [card(A, "suspected")]
    assert answer["images"][0]["cosine"] == pytest.approx(1, abs=1e-4)
    problem(await search(client, ""), 422, "invalid-request")


async def test_it_is_off_where_the_backbone_has_no_text_side(browse: Browse, library: Graph) -> None:
    assert library
    off = problem(await search(await browse("staff"), "a cat"), 409, "model")
    assert "off: the backbone trained from nothing has no text side" in off
    problem(await search(await browse("voter"), "a cat"), 403, "not-allowed")
