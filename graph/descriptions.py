"""Descriptions: what a tag means, as plain text in one form, however it was typed."""

import re
import unicodedata

from graph.connection import Graph, Transaction
from graph.events import add_event
from graph.tags import describe_tags, lock_tag
from taggy.errors import ConflictError, InputError

MAX_DESCRIPTION = 2000
MAX_WRITTEN = 10_000
_JOINERS = "\u200c\u200d"  # they carry meaning in emoji and in several scripts


def normalise_description(written: str) -> str | None:
    """Bring a description to its one form; None where nothing visible is left.

    Characters are composed (NFC), kinds of white space are spaces, invisible direction and format characters go, lines
    end without spaces, and at most one empty line stands between two. What comes out, put in again, comes out the same.

    Raises:
        InputError: it is too long, or has a character that cannot be printed.
    """
    if len(written) > MAX_WRITTEN:
        raise InputError(
            f"The description has {len(written)} characters; at most {MAX_WRITTEN} can be read. Shorten it."
        )
    lines = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", written).split("\n")
    text = "\n".join(" ".join("".join(map(_fold_character, line)).split()) for line in lines)
    text = unicodedata.normalize("NFC", re.sub("\n{3,}", "\n\n", text).strip())
    for character in text:
        if not (character.isprintable() or character in _JOINERS + "\n"):
            raise InputError(f"The description has the character U+{ord(character):04X}, which cannot be printed.")
    if len(text) > MAX_DESCRIPTION:
        raise InputError(f"The description has {len(text)} characters; at most {MAX_DESCRIPTION} are kept. Shorten it.")
    return text if text.strip(_JOINERS + "\n ") else None


def _fold_character(character: str) -> str:
    if character in _JOINERS:
        return character
    match unicodedata.category(character):
        case "Cc" | "Zs":
            return " "
        case "Cf":
            return ""
        case _:
            return character


async def change_description(graph: Graph, who: str, tag: str, before: str | None, text: str) -> str | None:
    """Say what a tag means, with an event, and return what is kept; `before` is what it said when it was read.

    The same text again changes nothing.

    Raises:
        InputError: the text cannot be kept.
        NotFoundError: there is no such tag.
        ConflictError: somebody else has changed the description since.
    """
    after = normalise_description(text)
    read = normalise_description(before or "")

    async def work(tx: Transaction) -> str | None:
        held = (await lock_tag(tx, tag)).description
        if held == after:
            return after
        if normalise_description(held or "") != read:
            raise ConflictError(
                f"The description of {tag!r} was changed meanwhile. It says {held or ''!r} now. Read it, and send your "
                "text again with that as `before`."
            )
        await describe_tags(tx, {tag: after})
        await add_event(tx, who, "description", tag, held, after, None)
        return after

    return await graph.write(work)
