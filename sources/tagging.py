"""Tagging: all that is said of one file, beside it and inside it, as tags that can be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.tagnames import normalise_tag
from media.embedded import Embedded
from sources.jsonsidecars import read_json_sidecar
from sources.listing import ListedFile
from sources.reports import Remark
from sources.sidecars import Described, Metadata, read_sidecar
from taggy.errors import InputError, TagNameError

MAX_TAGS = 500


@dataclass(frozen=True, slots=True)
class Tagging:
    """Where tags are read from."""

    root: Path
    metadata: Metadata
    use_folder_name: bool

    def read_tags(self, file: ListedFile) -> tuple[Described, list[Remark]]:
        """Read what is said of a file beside it, its tags as written, and what was read in another way than it claims.

        Raises:
            TaggyError: a sidecar or metadata file cannot be read, so that nobody knows what it says now.
        """
        if self.metadata.is_broken_for(file.path):
            raise InputError("A metadata file that may speak of it cannot be read.")
        said, remarks = Described(), list[Remark]()
        for sidecar in file.sidecars:
            beside, notes = self._read_sidecar(sidecar)
            said, remarks = said.join(beside), remarks + notes
        said = said.join(self.metadata.said.get(file.path, Described()))
        if self.use_folder_name:
            said = said.join(Described(((self.root / file.path).parent.name,)))
        return said, remarks

    def _read_sidecar(self, path: str) -> tuple[Described, list[Remark]]:
        if path.endswith(".json"):
            return read_json_sidecar(self.root, path)
        lines, remarks = read_sidecar(self.root, path)
        return Described(tuple(lines)), remarks


def describe_inside(inside: Embedded) -> Described:
    """Say what a picture says of itself as metadata beside it would."""
    return Described(inside.keywords, inside.creator, inside.title)


def choose_tags(path: str, written: Sequence[object]) -> tuple[tuple[tuple[str, str], ...], list[Remark]]:
    """Choose the tags that can be kept, as (as written, normalised); each other one is refused alone."""
    tags: dict[str, str] = {}
    remarks = []
    for one in written:
        try:
            text = _expect_text(one)
            tags[text] = normalise_tag(text)
        except TagNameError as error:
            remarks.append(Remark("tag", path, str(error)))
    if len(tags) > MAX_TAGS:
        reason = f"It has {len(tags)} tags; only the first {MAX_TAGS} are kept."
        remarks.append(Remark("tag", path, reason))
    return tuple(tags.items())[:MAX_TAGS], remarks


def _expect_text(written: object) -> str:
    if not isinstance(written, str):
        raise TagNameError(f"The tag {str(written)[:40]!r} is no text. Write it in quotes.")
    return written.strip()
