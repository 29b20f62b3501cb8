"""Tagging: all that is said of one file, from its sidecar, the metadata and its folder, as tags that can be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.tagnames import normalise_tag
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

    def read_tags(self, file: ListedFile) -> tuple[tuple[tuple[str, str], ...], Described, list[Remark]]:
        """Read a file's tags (as written, normalised), what else is said of it, and what was refused.

        Raises:
            TaggyError: a sidecar or metadata file cannot be read, so that nobody knows what it says now.
        """
        if self.metadata.is_broken_for(file.path):
            raise InputError("A metadata file that may speak of it cannot be read.")
        said = self.metadata.said.get(file.path, Described())
        written: list[object] = []
        remarks: list[Remark] = []
        if file.sidecar:
            lines, remarks = read_sidecar(self.root, file.sidecar)
            written += lines
        written += said.tags
        if self.use_folder_name:
            written.append((self.root / file.path).parent.name)
        tags, refused = choose_tags(file.path, written)
        return tags, said, remarks + refused


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
