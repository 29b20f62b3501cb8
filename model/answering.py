"""Answering: a process of its own that looks at pictures which nobody keeps, and reads phrases, one after another.

On standard input comes a line of JSON, `{"run", "checkpoint", "terms", "size"}` and that many bytes of a picture, or
`{"phrase", "size": 0}`; on standard output goes a line of JSON, what the run says, where the phrase lies (`{"backbone",
"vector"}`), or `{"problem", "code"}` (`model/questions.py`). Nothing is written anywhere.
"""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from model.opinions import Speaker, load_speaker
from model.questions import NICENESS, answer_all
from model.runtime import explain_missing_extra, yield_to_others
from model.trying import try_picture
from taggy.settings import Settings, load_settings

if TYPE_CHECKING:
    from model.words import TextSide


def main() -> None:
    """Answer on standard output what is asked on standard input."""
    settings = load_settings()
    yield_to_others(settings, NICENESS)
    answer_all(_Respondent(settings).answer, sys.stdin.buffer, sys.stdout.buffer)


class _Respondent:
    """Answers, and keeps the last run and the half that reads loaded."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._speaker: Speaker | None = None
        self._text: TextSide | None = None

    def answer(self, question: dict[str, Any], content: bytes) -> dict[str, Any]:
        """Answer one question.

        Raises:
            MediaError: it is no whole picture of a known format within the limits.
            ModelError: the run or the backbone cannot be used.
        """
        if "phrase" in question:
            return self._place(question["phrase"])
        run, terms = question["run"], question["terms"]
        if self._speaker is None or self._speaker.run.facts.run != run:
            self._speaker = load_speaker(self._settings, run, question["checkpoint"], terms)
        return try_picture(replace(self._speaker, terms=terms), content, self._settings)

    def _place(self, phrase: str) -> dict[str, Any]:
        if self._text is None:
            with explain_missing_extra("text"):
                from model.words import load_text_side  # noqa: PLC0415 - open_clip is loaded only where it is needed
            self._text = load_text_side(self._settings.backbone, self._settings.weights)
        return {"backbone": self._text.key, "vector": self._text.embed([phrase])[0].tolist()}
