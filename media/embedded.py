"""What a picture says of itself: keywords, creator and title from the XMP and IPTC blocks inside its file.

XMP (ISO 16684-1) is RDF in XML: `dc:subject` is a bag of keywords, `dc:creator` a list of names, `dc:title` one text in
several languages. IPTC IIM (version 4.2) is a list of numbered fields: 2:25 keyword, 2:80 by-line, 2:5 object name, in
UTF-8 if field 1:90 says so, else read as Latin-1. Both are untrusted: what cannot be read is left out with a reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import ImageFile, IptcImagePlugin

MAX_XMP = 1_000_000
MAX_KEYWORDS = 500
MAX_KEYWORD = 1000
MAX_CREDIT = 1000
_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_CONTAINERS = (f"{_RDF}Bag", f"{_RDF}Seq", f"{_RDF}Alt")
_UTF8 = b"\x1b%G"


@dataclass(frozen=True, slots=True)
class Embedded:
    """What was found inside a file, XMP before IPTC; `troubles` are sentences about what was left out."""

    keywords: tuple[str, ...] = ()
    creator: str | None = None
    title: str | None = None
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Block:
    """What one block says."""

    keywords: list[str]
    creators: list[str]
    titles: list[str]


def read_embedded(picture: ImageFile.ImageFile) -> Embedded:
    """Read what a picture, whose frames are decoded, says of itself. Never raises: see `Embedded.troubles`."""
    troubles: list[str] = []
    blocks = []
    readers: tuple[tuple[str, Callable[[ImageFile.ImageFile], _Block]], ...] = (
        ("XMP", _read_xmp),
        ("IPTC", _read_iptc),
    )
    for name, read in readers:
        try:
            blocks.append(read(picture))
        except Exception as error:  # noqa: BLE001 - parsers raise anything on hostile bytes
            troubles.append(f"Its {name} block cannot be read and was left out ({type(error).__name__}).")
    keywords = dict.fromkeys(word for block in blocks for word in map(_clean, block.keywords) if word)
    if len(keywords) > MAX_KEYWORDS:
        troubles.append(f"It has {len(keywords)} keywords inside; only the first {MAX_KEYWORDS} are read.")
    kept = [word for word in [*keywords][:MAX_KEYWORDS] if len(word) <= MAX_KEYWORD]
    if len(kept) < min(len(keywords), MAX_KEYWORDS):
        troubles.append(f"A keyword inside it has more than {MAX_KEYWORD} characters and was left out.")
    creator = next((", ".join(names) for block in blocks if (names := _clean_all(block.creators))), None)
    title = next((names[0] for block in blocks if (names := _clean_all(block.titles))), None)
    for name, value in (("creator", creator), ("title", title)):
        if value and len(value) > MAX_CREDIT:
            troubles.append(f"The {name} inside it has more than {MAX_CREDIT} characters and was left out.")
    creator, title = (value if value and len(value) <= MAX_CREDIT else None for value in (creator, title))
    return Embedded(tuple(kept), creator, title, tuple(troubles))


def _read_xmp(picture: ImageFile.ImageFile) -> _Block:
    packet = picture.info.get("xmp")
    if not packet:
        return _Block([], [], [])
    if len(packet) > MAX_XMP:
        raise ValueError(f"more than {MAX_XMP} bytes")
    parsed = picture.getxmp(strip_namespaces=False)
    subjects, creators, titles = (
        [text for found in _find_all(parsed, f"{_DC}{name}") for text in _list_texts(found)]
        for name in ("subject", "creator", "title")
    )
    return _Block(subjects, creators, titles)


def _find_all(value: Any, name: str) -> Iterator[Any]:
    """Find what every element or attribute of a name holds, wherever it stands."""
    if isinstance(value, list):
        for one in value:
            yield from _find_all(one, name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            else:
                yield from _find_all(inner, name)


def _list_texts(value: Any) -> list[str]:
    """List the texts of a plain value or a container; of several languages the default one comes first."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        ordered = sorted(value, key=lambda one: not (isinstance(one, dict) and one.get(_LANGUAGE) == "x-default"))
        return [text for one in ordered for text in _list_texts(one)]
    if isinstance(value, dict):
        if isinstance(value.get("text"), str) and value["text"].strip():
            return [value["text"]]
        return [text for kind in _CONTAINERS if kind in value for text in _list_texts(_get_items(value[kind]))]
    return []


def _get_items(container: Any) -> Any:
    return container.get(f"{_RDF}li") if isinstance(container, dict) else None


def _read_iptc(picture: ImageFile.ImageFile) -> _Block:
    fields = IptcImagePlugin.getiptcinfo(picture) or {}
    encoding = "utf-8" if fields.get((1, 90)) == _UTF8 else "latin-1"

    def read(record: int, field: int) -> list[str]:
        value = fields.get((record, field), [])
        return [one.decode(encoding) for one in (value if isinstance(value, list) else [value])]

    return _Block(read(2, 25), read(2, 80), read(2, 5))


def _clean(text: str) -> str:
    return text.strip().strip("\0").strip()


def _clean_all(texts: list[str]) -> list[str]:
    return [text for text in map(_clean, texts) if text]
