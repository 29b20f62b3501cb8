"""Screening: a process of its own that judges batches of pictures by a filter, without torch (`model/questions.py`).

A question is `{"filter", "sizes", "size"}` and the bytes of the pictures, one after another; the answer is `{"rows"}`.
"""

import os
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from media.decoding import Limits
from model.questions import NICENESS, answer_all
from model.runtime import explain_missing_extra
from taggy.settings import Settings, load_settings


def main() -> None:
    """Answer on standard output what is asked on standard input."""
    os.setpriority(os.PRIO_PROCESS, 0, NICENESS)
    answer_all(_Judge(load_settings()).answer, sys.stdin.buffer, sys.stdout.buffer)


class _Judge:
    """Answers, and keeps the filter loaded until its file changes."""

    def __init__(self, settings: Settings) -> None:
        with explain_missing_extra("onnx"):
            from model.filtering import Filter  # noqa: PLC0415 - ONNX Runtime is loaded only where it is needed
        self._open = partial(Filter, limits=Limits.from_settings(settings))
        self._filter: Filter | None = None
        self._known: tuple[str, int] | None = None

    def answer(self, question: dict[str, Any], content: bytes) -> dict[str, Any]:
        """Judge the pictures of a question.

        Raises:
            InputError: the filter's file cannot be used.
            ModelError: a network or mixture of it cannot be used.
        """
        path = Path(question["filter"])
        known = (str(path), path.stat().st_mtime_ns if path.exists() else 0)
        if self._filter is None or self._known != known:
            self._filter, self._known = self._open(path), known
        ends = [sum(question["sizes"][: number + 1]) for number in range(len(question["sizes"]))]
        pictures = [content[end - size : end] for end, size in zip(ends, question["sizes"], strict=True)]
        return {"rows": [asdict(row) for row in self._filter.judge([partial(bytes, picture) for picture in pictures])]}
