"""Served networks: an ONNX file from `pictures` to one output, which says how pictures are made ready for it.

The facts stand as JSON in the file's metadata, with a digest of all that the file computes. No torch is needed here.
"""

from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray
from onnx import ModelProto, checker, helper
from pydantic import BaseModel, ConfigDict, ValidationError

from media.files import place_file
from model.onnx import digest_model, open_session
from model.preprocessing import prepare_picture
from taggy.errors import ModelError

FORMAT: Literal["taggy-served-1"] = "taggy-served-1"
FITS = 8  # pictures at once: what a network makes of more does not stay in a processor's cache

Array = NDArray[np.float32]


class ServedFacts(BaseModel):
    """What an exported network is: its name, how pictures are made ready for it, and what else its maker says of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["taggy-served-1"] = FORMAT
    key: str
    preprocessing: dict[str, Any]
    about: dict[str, Any] = {}


def save_served(model: ModelProto, facts: ServedFacts, path: Path) -> None:
    """Write an exported network with its facts, whole or not at all."""
    helper.set_model_props(model, {"taggy": facts.model_dump_json(), "digest": digest_model(model)})
    checker.check_model(model, full_check=True)
    with place_file(path) as file:
        file.write(model.SerializeToString())


class Served:
    """An exported network at work. `prepare` makes an RGB picture ready for it."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        """Open an exported network; it computes with so many threads, 0 is one a core.

        Raises:
            ModelError: the file is not there, damaged, or of another form.
        """
        try:
            model = onnx.load(path)
            told = {entry.key: entry.value for entry in model.metadata_props}
            self.facts = ServedFacts.model_validate_json(told.get("taggy", ""))
        except FileNotFoundError as error:
            raise ModelError(f"There is no network {str(path)!r}. What trains or fits it writes it.") from error
        except (OSError, DecodeError, ValidationError) as error:
            raise ModelError(f"The network {str(path)!r} cannot be used ({error}). Write it again.") from error
        if told.get("digest") != digest_model(model):
            raise ModelError(f"The network {str(path)!r} is damaged. Write it again.")
        (self._output,) = (output.name for output in model.graph.output)
        del model  # the session keeps its own
        self._session = open_session(path, threads)
        self.prepare = partial(prepare_picture, preprocessing=self.facts.preprocessing)

    def see(self, pictures: list[Array]) -> Array:
        """Return a row a picture, of pictures that were made ready.

        Raises:
            ModelError: a number of it is none.
        """
        parts = [pictures[start : start + FITS] for start in range(0, len(pictures), FITS)]
        seen: Array = np.concatenate(
            [self._session.run([self._output], {"pictures": np.stack(part)})[0] for part in parts]
        )
        if not np.isfinite(seen).all():
            raise ModelError(f"The network {self.facts.key} gives numbers that are none. Write it again.")
        return seen
