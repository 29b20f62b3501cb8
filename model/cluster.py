"""Cluster: pictures embedded by the workers of a Ray cluster, with the results that one machine would give.

The driver, which has the media store, reads the pictures and makes them ready; batches of ready frames go out to the
workers, a few ahead of what comes back, and the driver alone writes to the graph. A worker knows nothing but the
network, whose weights are sent once. Ray runs a batch again whose worker died. Reference: P. Moritz and others, "Ray: a
distributed framework for emerging AI applications" (2018).
"""

import os
from collections import deque
from socket import create_connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # it would phone home; read when Ray is imported
import ray
import torch
from ray.exceptions import RayError
from safetensors.torch import load, save

from model.backbones import Backbone, create_network
from model.embedders import Vectors
from model.pictures import BATCH, Reader, decode_batches
from model.steps import Steps
from taggy.errors import ModelError

LOCAL = "local"
AHEAD = 2  # batches a core that are out at once
MOST = 32  # batches that are out at once, about 40 MB each
RETRIES = 3
PATIENCE = 5.0  # seconds
QUIET: dict[str, Any] = {"configure_logging": False, "log_to_driver": False}

Array = NDArray[np.float32]


class ClusterEmbedder:
    """Embeds on a Ray cluster; the frames of an animation are joined as the backbone does."""

    def __init__(self, backbone: Backbone, address: str) -> None:
        """Send a backbone to a cluster: one of this machine alone if the address is `local`.

        Raises:
            ModelError: the cluster does not answer.
        """
        self.key = backbone.key
        self.batch = BATCH
        self._prepare, self._join = backbone.prepare, backbone.join_frames
        connect(address)
        weights = [save({k: v.contiguous() for k, v in n.state_dict().items()}) for n in backbone.networks]
        self._weights = ray.put([np.frombuffer(content, np.uint8) for content in weights])  # shared, not copied
        cores = int(ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]  # Ray leaves it untyped
        self._ahead = min(AHEAD * max(cores, 1), MOST)
        self._look = ray.remote(_embed_frames).options(num_cpus=1, max_retries=RETRIES)

    def embed(self, images: list[str], read: Reader, skipped: dict[str, str], done: int = 0) -> Steps[Vectors]:
        """Embed pictures batch by batch, while the next ones are decoded here.

        Raises:
            ModelError: an embedding is no number, or the cluster is lost.
        """
        vectors: Vectors = {}
        out: deque[tuple[list[str], list[int], Any]] = deque()
        for batch in decode_batches(images, read, self._prepare, skipped, self.batch):
            out.append((batch.images, batch.frames, self._look.remote(self.key, self._weights, batch.arrays)))
            if len(out) >= self._ahead:
                vectors |= self._take(*out.popleft())
                yield done + len(vectors)
        while out:
            vectors |= self._take(*out.popleft())
            yield done + len(vectors)
        return vectors

    def _take(self, images: list[str], frames: list[int], waiting: Any) -> Vectors:
        """Wait for a batch that is out."""
        try:
            seen: Array = ray.get(waiting)
        except RayError as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(
                f"The cluster has lost its work ({reason}). What was embedded stays; the command goes on from there."
            ) from error
        parts = torch.split_with_sizes(torch.from_numpy(seen.copy()), frames)
        pooled = torch.stack([self._join(part) for part in parts])
        if not torch.isfinite(pooled).all():
            raise ModelError(f"The backbone {self.key} gives embeddings that are no numbers. Nothing was written.")
        return dict(zip(images, pooled.tolist(), strict=True))


def connect(address: str) -> None:
    """Join a cluster, or begin one on this machine; a process is in one at most.

    Raises:
        ModelError: nobody answers at the address.
    """
    if ray.is_initialized():
        return
    try:
        if address != LOCAL:
            host, _, port = address.rpartition(":")
            create_connection((host, int(port)), PATIENCE).close()  # Ray itself would try for many minutes
        ray.init(address=address, include_dashboard=False if address == LOCAL else None, **QUIET)
    except (OSError, RuntimeError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"No Ray cluster answers at {address!r} ({reason}). Set TAGGY_CLUSTER to its HOST:PORT, or to `local`."
        ) from error


_loaded: dict[str, list[torch.nn.Module]] = {}


def _embed_frames(key: str, weights: list[NDArray[np.uint8]], frames: Array) -> Array:
    """Run in a worker: return a row a frame; the networks are made once."""
    if key not in _loaded:
        _loaded[key] = [_restore_network(key.partition("@")[0], content.tobytes()) for content in weights]
    pictures = torch.from_numpy(frames.copy())  # what Ray shares may not be written
    with torch.inference_mode():
        seen: Array = torch.cat([network(pictures) for network in _loaded[key]], dim=1).numpy()
    return seen


def _restore_network(name: str, weights: bytes) -> torch.nn.Module:
    network = create_network(name)
    network.load_state_dict(load(weights))
    return network.eval().requires_grad_(requires_grad=False)
