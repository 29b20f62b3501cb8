"""Embedding: every kind of picture, resumed where it was, with memory that is short and numbers that are none."""

from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor, nn

from graph.connection import Graph
from graph.embeddings import list_embeddings
from model import embedders, steps
from model.backbones import Backbone
from model.embedders import embed_collection
from model.embedding import TorchEmbedder, choose_device
from model.pictures import AHEAD, BATCH, Decoded, decode_batches, open_reader
from model.steps import take_steps
from taggy.errors import ModelError
from tests.model.drawings import ignore
from tests.model.test_pictures import encode, keep
from tests.seeds import add_images, run

PLAIN = {
    "input_size": (3, 8, 8),
    "interpolation": "bilinear",
    "mean": (0.0, 0.0, 0.0),
    "std": (1.0, 1.0, 1.0),
    "crop_pct": 1.0,
    "crop_mode": "squash",
}


class Mean(nn.Module):
    """Sees the mean of each channel."""

    def forward(self, pictures: Tensor) -> Tensor:
        """Return three numbers a picture."""
        means: Tensor = pictures.mean((2, 3))
        return means


class Narrow(Mean):
    """Runs out of memory above a number of pictures."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.tried: list[int] = []

    def forward(self, pictures: Tensor) -> Tensor:
        """Return three numbers a picture, or raise."""
        self.tried.append(len(pictures))
        if len(pictures) > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return super().forward(pictures)


class Broken(nn.Module):
    """Sees no numbers."""

    def forward(self, pictures: Tensor) -> Tensor:
        """Return what is no number."""
        return torch.full((len(pictures), 3), float("nan"))


def make(network: nn.Module) -> TorchEmbedder:
    return TorchEmbedder(Backbone("toy", [network], PLAIN), "cpu")


def flat(colour: int | tuple[int, ...], mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (9, 7), colour)


def animate(*levels: int) -> bytes:
    first, *rest = [flat((level, 0, 0)) for level in levels]
    return encode(first, "WEBP", save_all=True, append_images=rest, lossless=True)


def draw_palette() -> Image.Image:
    picture = flat(0, "P")
    picture.putpalette([250, 0, 0])
    picture.info["transparency"] = 0
    return picture


WHITE, RED, GREY = [1.0, 1.0, 1.0], [1.0, 0.0, 0.0], [100 / 255] * 3
KINDS: dict[str, tuple[bytes, list[float]]] = {
    "one channel": (encode(flat(100, "L")), GREY),
    "one bit": (encode(flat(1, "1")), WHITE),
    "16 bits": (encode(flat(25_700, "I;16")), GREY),
    "CMYK": (encode(flat((0, 0, 0, 0), "CMYK"), "JPEG", quality=100), WHITE),
    "alpha": (encode(flat((200, 0, 0, 0), "RGBA")), WHITE),
    "grey with alpha": (encode(flat((100, 255), "LA")), GREY),
    "palette with transparency": (encode(draw_palette()), WHITE),
    "one pixel": (encode(Image.new("RGB", (1, 1), (255, 0, 0))), RED),
    "one line": (encode(Image.new("RGB", (500, 1), (255, 0, 0))), RED),
    "animated": (animate(0, 51, 102, 153, 204, 255), [(0 + 51 + 102 + 153 + 255) / 5 / 255, 0.0, 0.0]),
}


async def test_every_kind_of_picture_is_seen_and_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    images = {name: keep(tmp_path, content) for name, (content, _) in KINDS.items()}
    cut, gone = keep(tmp_path, encode(flat(7, "L"))[:45]), "f" * 64
    skipped: dict[str, str] = {}
    with open_reader(tmp_path) as read:
        looking = make(Mean()).embed([*images.values(), cut, gone], read, skipped)
        vectors = await take_steps("", len(images), looking, ignore)
    assert vectors.keys() == set(images.values())
    for name, (_, seen) in KINDS.items():
        assert vectors[images[name]] == pytest.approx(seen, abs=0.01), name
    assert skipped.keys() == {cut, gone}


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    """Ten grey pictures in a store, darkest first."""
    return [keep(tmp_path, encode(flat(20 * level, "L"))) for level in range(10)]


async def embed(embedder: TorchEmbedder, images: list[str], home: Path) -> dict[str, list[float]]:
    with open_reader(home) as read:
        return await take_steps("", len(images), embedder.embed(images, read, {}), ignore)


async def test_where_memory_is_short_batches_are_halved_and_it_goes_on(tmp_path: Path, images: list[str]) -> None:
    narrow = Narrow(3)
    embedder = make(narrow)
    assert await embed(embedder, images, tmp_path) == await embed(make(Mean()), images, tmp_path)
    assert narrow.tried == [4, 2, 2, 2, 2, 2]
    narrow.tried.clear()
    await embed(embedder, images[:3], tmp_path)
    assert narrow.tried == [2, 1], "what it learned of the memory it keeps"


async def test_where_one_picture_is_too_large_it_says_so(tmp_path: Path, images: list[str]) -> None:
    with pytest.raises(ModelError, match=r"memory of cpu is too small for one picture and toy@\w+ .*TAGGY_DEVICE=cpu"):
        await embed(make(Narrow(0)), images, tmp_path)


async def test_what_is_no_number_is_an_error_and_nothing_is_written(
    graph: Graph, tmp_path: Path, images: list[str]
) -> None:
    await add_images(graph, *images)
    with open_reader(tmp_path) as read, pytest.raises(ModelError, match=r"toy@\w+ gives embeddings that are no numb"):
        await embed_collection(graph, make(Broken()), read, ignore)
    assert await run(graph, "MATCH (n:Embedding) RETURN n.key") == []


async def test_stopped_it_goes_on_where_it_was(
    graph: Graph, tmp_path: Path, images: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedders, "PAGE", 4)
    monkeypatch.setattr(steps, "PAUSE", 0)
    await add_images(graph, *images, "e" * 64)
    looked: list[str] = []

    async def stop(step: str, done: int, total: int, cursor: str = "") -> None:
        assert (step, total, cursor) == ("looking at the pictures", 11, "")
        if done >= 8:
            raise KeyboardInterrupt

    with open_reader(tmp_path) as read:

        def look(image: str) -> list[Image.Image]:
            looked.append(image)
            return read(image)

        with pytest.raises(KeyboardInterrupt):
            await embed_collection(graph, make(Mean()), look, stop)
        key = make(Mean()).key
        kept = {row.image for row in await list_embeddings(graph, key, "", 99)}
        assert kept == set(sorted(images)[:4]), "the page before the one that was stopped"
        looked.clear()
        skipped = await embed_collection(graph, make(Mean()), look, ignore)
    assert sorted(looked) == sorted({*images, "e" * 64} - kept)
    assert skipped.keys() == {"e" * 64}
    assert {row.image: round(row.vector[0] * 255) for row in await list_embeddings(graph, key, "", 99)} == {
        image: 20 * level for level, image in enumerate(images)
    }


def test_pictures_are_decoded_ahead_but_not_further_than_is_bounded() -> None:
    begun: list[str] = []

    def read(image: str) -> list[Image.Image]:
        begun.append(image)
        return [flat(0, "L")]

    def prepare(_: Image.Image) -> Tensor:
        return torch.zeros(1)

    names = [str(n) for n in range(10 * BATCH)]
    taken = 0
    for batch in decode_batches(names, read, prepare, {}):
        assert isinstance(batch, Decoded)
        taken += len(batch.images)
        assert len(begun) <= taken + AHEAD * BATCH
    assert taken == len(names)


def test_cuda_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_device("cpu") == torch.device("cpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == torch.device("cpu")
    with pytest.raises(ModelError, match="torch finds no CUDA device"):
        choose_device("cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == choose_device("cuda") == torch.device("cuda")
    assert choose_device("cpu") == torch.device("cpu")
