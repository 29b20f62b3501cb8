"""ONNX: an exported run at work, by ONNX Runtime and numpy, without torch in memory; it agrees with torch to 1e-4."""

import base64
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray
from onnx import ModelProto, numpy_helper
from pydantic import ValidationError

from model.embedders import Vectors
from model.facts import Facts, digest_picture
from model.pictures import Reader, decode_batches
from model.preprocessing import prepare_picture
from model.steps import Steps
from taggy.errors import ModelError

WARNINGS = 3  # ONNX Runtime tells of errors alone

Array = NDArray[np.float32]


class OnnxEmbedder:
    """Embeds on this machine by ONNX Runtime; an animation is the mean of its frames."""

    def __init__(self, facts: Facts, session: "onnxruntime.InferenceSession") -> None:
        part = facts.parts[0]
        self.key = f"{part.backbone}@{part.revision}"
        self._prepare = partial(prepare_picture, preprocessing=part.preprocessing)
        self._session = session

    def embed(self, images: list[str], read: Reader, skipped: dict[str, str], done: int = 0) -> Steps[Vectors]:
        """Embed pictures batch by batch, while the next ones are decoded.

        Raises:
            ModelError: an embedding is no number.
        """
        vectors: Vectors = {}
        for batch in decode_batches(images, read, self._prepare, skipped):
            (seen,) = self._session.run(["embedding"], {"pictures": batch.arrays})
            parts = np.split(seen, np.cumsum(batch.frames)[:-1])
            pooled = np.stack([frames.mean(0) for frames in parts])
            if not np.isfinite(pooled).all():
                raise ModelError(
                    f"The exported backbone {self.key} gives embeddings that are no numbers. Export the run again; "
                    f"nothing was written."
                )
            vectors |= dict(zip(batch.images, pooled.tolist(), strict=True))
            yield done + len(vectors)
        return vectors


class OnnxRun:
    """A run that was exported: what it says of itself, what embeds for it, and how sure it is of what was embedded."""

    def __init__(self, path: Path, checkpoint: str, threads: int = 0) -> None:
        """Open an exported run.

        Args:
            path: the ONNX file.
            checkpoint: SHA-256 of the run's checkpoint, as the graph knows it.
            threads: to compute with; 0 is one a core.

        Raises:
            ModelError: the file is not there, damaged, or of another run.
        """
        model = _read_model(path)
        told = {entry.key: entry.value for entry in model.metadata_props}
        if told.get("checkpoint") != checkpoint:
            raise ModelError(f"The file {path} is of another run. Write it again with `taggy model export`.")
        if told.get("digest") != digest_model(model):
            raise ModelError(f"The file {path} is damaged. Write it again with `taggy model export`.")
        try:
            self.facts = Facts.model_validate_json(told["taggy"])
        except ValidationError as error:
            raise ModelError(f"The file {path} is of another version. Write it again, or train again.") from error
        self._learned = np.frombuffer(base64.b64decode(told["learned.digests"]), "<i8")
        self._folds = np.frombuffer(base64.b64decode(told["learned.folds"]), "u1")
        values = {value.name: value for value in model.graph.initializer}
        self._weight, self._bias, self._temperature, self._shift = (
            numpy_helper.to_array(values[name]).copy()
            for name in ("heads.weight", "heads.bias", "calibration.temperature", "calibration.shift")
        )
        del model, values  # the session keeps its own
        self.embedders = [OnnxEmbedder(self.facts, open_session(path, threads))]

    def compute_confidence(self, images: Sequence[str], embeddings: Sequence[Array]) -> Array:
        """Return a row a picture, a column a tag, as `Checkpoint.compute_confidence` does.

        Raises:
            ModelError: a confidence of an embedding is no number.
        """
        (seen,) = embeddings
        told = seen @ self._weight + self._bias
        folds = self._find_folds(images)
        own = told[np.maximum(folds, 0), np.arange(len(folds))]
        logits = np.where((folds < 0)[:, None], told.mean(0), own) / self._temperature + self._shift
        confidence: Array = 0.5 * (1 + np.tanh(logits / 2))  # the sigmoid, which does not overflow so
        if not np.isfinite(confidence[np.isfinite(seen).all(1)]).all():
            raise ModelError(
                f"Run {self.facts.run} has confidences that are no numbers. Train again; nothing was written."
            )
        return confidence

    def _find_folds(self, images: Sequence[str]) -> NDArray[np.int64]:
        """Find the fold of each picture, -1 where it was not learned from."""
        wanted = np.array([digest_picture(image) for image in images], np.int64)
        if not len(self._learned):
            return np.full(len(images), -1)
        place = np.searchsorted(self._learned, wanted).clip(max=len(self._learned) - 1)
        return np.where(self._learned[place] == wanted, self._folds[place].astype(np.int64), -1)


def open_session(path: Path, threads: int = 0) -> "onnxruntime.InferenceSession":
    """Open a checked ONNX file on the processor."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = WARNINGS
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def digest_model(model: ModelProto) -> str:
    """Return a SHA-256 of all that a model computes: its operations in order, and its numbers by name."""
    digest = sha256()
    for node in model.graph.node:
        digest.update(node.SerializeToString(deterministic=True))
    for value in sorted(model.graph.initializer, key=lambda value: value.name):
        digest.update(value.SerializeToString(deterministic=True))
    return digest.hexdigest()


def _read_model(path: Path) -> ModelProto:
    try:
        return onnx.load(path)
    except OSError as error:
        raise ModelError(
            f"The file {path} cannot be read ({error.strerror}). `taggy model export` writes it."
        ) from error
    except DecodeError as error:
        raise ModelError(f"The file {path} is no ONNX model. Write it again with `taggy model export`.") from error
