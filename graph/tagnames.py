"""Tag names: the one form under which a tag is kept, however it was written."""

import unicodedata

from taggy.errors import TagNameError

MAX_NAME = 255
MAX_WRITTEN = 1000
GENERAL = "general"
_JOINERS = "\u200c\u200d"  # they carry meaning in emoji and in several scripts
_SHOWN = 40


def normalise_tag(written: str) -> str:
    """Bring a tag to its one form.

    Compatibility forms and case are folded; underscores, controls and white space become single spaces;
    invisible direction and format characters go; `namespace : name` becomes `namespace:name`.
    What comes out, put in again, comes out the same.

    Raises:
        TagNameError: nothing visible is left, it is too long, or it is no text.
    """
    if len(written) > MAX_WRITTEN:
        raise TagNameError(
            f"The tag {_clip(written)} has {len(written)} characters; at most {MAX_WRITTEN} can be read. Shorten it."
        )
    if any("\ud800" <= character <= "\udfff" for character in written):
        raise TagNameError(f"The tag {_clip(written)} is no valid Unicode text. Save its file as UTF-8.")
    name, folded = written, _fold(written)
    while folded != name:  # removing a character can let its neighbours compose, so fold until nothing moves
        name, folded = folded, _fold(folded)
    if not name.strip(_JOINERS + " "):
        raise TagNameError(f"The tag {_clip(written)} is empty. Give it at least one visible character.")
    if len(name) > MAX_NAME:
        raise TagNameError(
            f"The tag {_clip(written)} has {len(name)} characters; at most {MAX_NAME} are kept. Shorten it."
        )
    return name


def find_category(tag: str) -> str:
    """Name the category that a tag's own name puts it in: its namespace, else the general one."""
    namespace, _, name = tag.partition(":")
    return namespace if namespace and name else GENERAL


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    text = " ".join("".join(_fold_character(character) for character in text).split())
    namespace, colon, name = text.partition(":")
    return f"{namespace.rstrip()}:{name.lstrip()}" if colon and namespace.strip() and name.strip() else text


def _fold_character(character: str) -> str:
    if character == "_":
        return " "
    match unicodedata.category(character):
        case "Cc" | "Zs" | "Zl" | "Zp":
            return " "
        case "Cf" if character not in _JOINERS:
            return ""
        case _:
            return character


def _clip(text: str) -> str:
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"
