"""What an import has done: counts, and each thing that it left out with the reason."""

import json
from dataclasses import asdict, dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was refused, or read in another way than it claims.

    `kind` says what: a file or folder, a tag, a line of a metadata file, or a note about a file that was taken.
    """

    kind: Literal["file", "tag", "line", "note", "post"]
    path: str
    reason: str


@dataclass(slots=True)
class ImportSummary:
    """The counts of one import; `files` are all that were looked at beside sidecars."""

    collection: str
    files: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    claims_added: int = 0
    claims_closed: int = 0
    seconds: float = 0.0
    remarks: list[Remark] = field(default_factory=list)

    @property
    def refused(self) -> dict[str, int]:
        """How many files, tags and lines were refused."""
        kinds = [remark.kind for remark in self.remarks]
        return {f"{kind}s": kinds.count(kind) for kind in ("file", "tag", "line")}

    def to_json(self) -> str:
        """Write the counts as one JSON object."""
        counts = {key: value for key, value in asdict(self).items() if key != "remarks"}
        return json.dumps({**counts, "refused": self.refused})


def write_remark(remark: Remark) -> str:
    """Write one remark as a line of JSON; what is no valid text in a name is escaped."""
    return json.dumps(asdict(remark)) + "\n"
