"""Runtime: what pictures are embedded with and runs are asked with, as the settings say: torch, ONNX or a cluster."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from model.embedders import Embedder
from model.facts import Facts
from taggy.errors import InputError, ModelError
from taggy.settings import Settings

if TYPE_CHECKING:
    from model.backbones import Backbone
    from model.checkpoint import Checkpoint

Array = NDArray[np.float32]


class Run(Protocol):
    """A run that can be asked: what it says of itself, what embeds for each part, how sure it is."""

    facts: Facts

    @property
    def embedders(self) -> Sequence[Embedder]:
        """One a part."""

    def compute_confidence(self, images: Sequence[str], embeddings: Sequence[Array]) -> Array:
        """Return a row a picture, a column a tag; embeddings are one array a part, NaN where a picture has none."""


class TorchRun:
    """A run asked by torch."""

    def __init__(self, checkpoint: "Checkpoint", embedders: Sequence[Embedder]) -> None:
        self.facts = checkpoint.facts
        self.embedders = embedders
        self._checkpoint = checkpoint

    def compute_confidence(self, images: Sequence[str], embeddings: Sequence[Array]) -> Array:
        """Return a row a picture, a column a tag.

        Raises:
            ModelError: a confidence of an embedding is no number.
        """
        import torch  # noqa: PLC0415 - torch is loaded only where it is needed

        seen = [torch.from_numpy(array) for array in embeddings]
        confidence: Array = self._checkpoint.compute_confidence(list(images), seen).numpy()
        return confidence


def yield_to_others(settings: Settings, niceness: int) -> None:
    """Run behind whatever answers people: at low priority, with a core left to them."""
    os.setpriority(os.PRIO_PROCESS, 0, niceness)
    if settings.runtime == "torch":
        import torch  # noqa: PLC0415 - torch is loaded only where it is needed

        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))


def name_export(home: Path, run: str) -> Path:
    """Name the file from which a run is served without torch."""
    return home / "models" / f"{run}.onnx"


def open_embedder(settings: Settings, backbone: "Backbone") -> Embedder:
    """Open what embeds with a backbone: the cluster, where one is set, else torch on this machine.

    Raises:
        ModelError: the cluster's packages are not installed, or the device or the cluster cannot be had.
    """
    if settings.cluster is None:
        from model.embedding import TorchEmbedder  # noqa: PLC0415 - torch is loaded only where it is needed

        return TorchEmbedder(backbone, settings.device)
    with explain_missing_extra("cluster"):
        from model.cluster import ClusterEmbedder  # noqa: PLC0415 - Ray is loaded only where it is needed
    return ClusterEmbedder(backbone, settings.cluster)


def open_run(settings: Settings, run: str, digest: str) -> Run:
    """Open a run to be asked, by its id and its checkpoint's SHA-256.

    Raises:
        InputError: the settings ask for ONNX and for a cluster.
        ModelError: its file is gone, damaged or another run's, or packages are not installed.
    """
    if settings.runtime == "torch":
        from model.checkpoint import load_checkpoint, name_checkpoint  # noqa: PLC0415 - torch is loaded only where it is needed

        checkpoint = load_checkpoint(name_checkpoint(settings.home, run), digest)
        return TorchRun(checkpoint, [open_embedder(settings, part.backbone) for part in checkpoint.parts])
    if settings.cluster is not None:
        raise InputError("A cluster computes by torch. Unset TAGGY_CLUSTER, or set TAGGY_RUNTIME=torch.")
    with explain_missing_extra("onnx"):
        from model.onnx import OnnxRun  # noqa: PLC0415 - ONNX Runtime is loaded only where it is needed
    return OnnxRun(name_export(settings.home, run), digest)


@contextmanager
def explain_missing_extra(extra: str) -> Iterator[None]:
    """Say what to install where the packages of an extra were left out.

    Raises:
        ModelError: they were.
    """
    packages = {"onnx": ("onnx", "onnxruntime", "onnxscript"), "cluster": ("ray",), "text": ("open_clip",)}[extra]
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in packages:
            raise
        raise ModelError(
            f"This needs {error.name}, which is not installed. `.venv/bin/uv pip install -e '.[{extra}]'` brings it."
        ) from error
