"""Questions: a process of its own that answers one after another, on its standard input and output.

On standard input comes a line of JSON with `size`, and so many bytes; on standard output goes a line of JSON, the
answer or `{"problem", "code"}`. After five minutes without a question, or when its asker is gone, the process ends, and
with it what it holds of the memory.
"""

import json
import select
from collections.abc import Callable
from typing import Any, BinaryIO

from taggy.errors import TaggyError

IDLE = 300.0
NICENESS = 5

Respond = Callable[[dict[str, Any], bytes], dict[str, Any]]


def answer_all(respond: Respond, asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer one question after another, until nobody asks any more; what is refused is told, and the next is heard."""
    while select.select([asked], [], [], IDLE)[0] and (line := asked.readline()):
        question = json.loads(line)
        content = asked.read(question["size"])
        try:
            says = respond(question, content)
        except TaggyError as error:
            says = {"problem": str(error), "code": error.code}
        answers.write(json.dumps(says, allow_nan=False).encode() + b"\n")
        answers.flush()
