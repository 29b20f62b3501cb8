"""Embeddings: what a backbone sees in each picture, computed once and kept in the graph."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Literal

import torch
from torch import Tensor

from graph.connection import Graph
from graph.embeddings import list_embeddings
from model.backbones import Backbone
from model.embedders import PAGE, Vectors
from model.pictures import BATCH, Decoded, Reader, decode_batches
from model.steps import Steps
from taggy.errors import ModelError
from taggy.settings import load_settings

Device = Literal["auto", "cpu", "cuda"]
FITS = 4  # frames at once on a processor: what a network makes of more does not stay in its cache


class TorchEmbedder:
    """Embeds on this machine by torch, on a graphics card in half precision where there is one.

    The frames of an animation are joined as the backbone does. Where the memory is too small for a batch, it goes on
    with half of it.
    """

    def __init__(self, backbone: Backbone, device: Device | None = None) -> None:
        """Take a backbone to a device; none named is the one that is set.

        Raises:
            ModelError: the device is CUDA, and there is none.
        """
        self.key = backbone.key
        self.device = choose_device(device or load_settings().device)
        self.batch = FITS if self.device.type == "cpu" else BATCH
        self._backbone = backbone.place(self.device)

    def embed(self, images: list[str], read: Reader, skipped: dict[str, str], done: int = 0) -> Steps[Vectors]:
        """Embed pictures batch by batch; where a card does, the next ones are decoded meanwhile.

        Raises:
            ModelError: an embedding is no number, or the memory is too small for one picture.
        """
        vectors: Vectors = {}
        for batch in self._decode(images, read, skipped):
            vectors |= self._embed_batch(batch)
            yield done + len(vectors)
        return vectors

    def _decode(self, images: list[str], read: Reader, skipped: dict[str, str]) -> Iterator[Decoded]:
        """Decode pictures and make them ready; on a processor that is done here, not in the threads that decode.

        Torch makes pictures ready by threads of its own for each thread that asks, and those wait in the network's way.
        """
        prepare = self._backbone.prepare
        if self.device.type != "cpu":
            yield from decode_batches(images, read, prepare, skipped, self.batch)
            return
        for batch in decode_batches(images, read, lambda frame: frame, skipped, self.batch, ahead=1):
            yield replace(batch, prepared=[prepare(frame) for frame in batch.prepared])

    def _embed_batch(self, batch: Decoded) -> Vectors:
        seen = self._look(batch.tensors)
        frames = torch.split_with_sizes(seen, batch.frames)
        pooled = torch.stack([self._backbone.join_frames(part) for part in frames])
        if not torch.isfinite(pooled).all():
            raise ModelError(
                f"The backbone {self.key} gives embeddings that are no numbers. Its weights are damaged, or it does "
                f"not suit this machine; take another. Nothing was written."
            )
        return dict(zip(batch.images, pooled.tolist(), strict=True))

    def _look(self, frames: Tensor) -> Tensor:
        """Return a row a frame; a batch that the memory cannot hold is tried again in halves."""
        while True:
            try:
                with self._save_memory():
                    parts = [self._backbone.embed(part.to(self.device)) for part in torch.split(frames, self.batch)]
                return torch.cat(parts).float().cpu()
            except torch.OutOfMemoryError as error:
                if self.batch == 1:
                    raise ModelError(
                        f"The memory of {self.device} is too small for one picture and {self.key} ({error}). Take a "
                        f"smaller backbone, or set TAGGY_DEVICE=cpu."
                    ) from error
            self.batch = max(1, min(self.batch, len(frames)) // 2)
            if self.device.type == "cuda":
                torch.cuda.empty_cache()

    def _save_memory(self) -> AbstractContextManager[object]:
        """Compute in bfloat16 on a card, which is fast and, unlike float16, does not overflow."""
        return torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else nullcontext()


def choose_device(wanted: Device) -> torch.device:
    """Choose where to compute: `auto` is the graphics card where there is one.

    Raises:
        ModelError: CUDA was asked for, and there is none.
    """
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise ModelError("TAGGY_DEVICE is cuda, but torch finds no CUDA device here. Set it to auto or cpu.")
    return torch.device("cuda" if there and wanted != "cpu" else "cpu")


async def read_embeddings(graph: Graph, backbone: str, after: str) -> tuple[list[str], Tensor]:
    """Read a page of embeddings, by picture id from `after` on; both are empty past the last one."""
    page = await list_embeddings(graph, backbone, after, PAGE)
    return [row.image for row in page], torch.tensor([row.vector for row in page])


async def read_embeddings_of(graph: Graph, backbone: str, images: list[str]) -> tuple[list[int], Tensor]:
    """Read the embeddings of some pictures: which of them have one, by position, and a row each."""
    position = {image: number for number, image in enumerate(images)}
    rows: list[int] = []
    parts: list[Tensor] = []
    after = ""
    while (page := await read_embeddings(graph, backbone, after))[0]:
        kept = [number for number, image in enumerate(page[0]) if image in position]
        rows += [position[page[0][number]] for number in kept]
        parts.append(page[1][kept])
        after = page[0][-1]
    return rows, torch.cat(parts) if rows else torch.empty(0, 0)
