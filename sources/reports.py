"""What an import has done: counts, and each thing that it left out with the reason."""

import json
from dataclasses import asdict, dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was refused, or read in another way than it claims.

    `kind` says what: a file or folder, a tag, a line of a metadata file, a note about a file that was taken, or a post
    of a site.
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


@dataclass(slots=True)
class SiteSummary:
    """The counts of one import from a site.

    `posts` are what the site gave; `without` of them have no picture. Everything from `new` on counts media, of which a
    post may have several: `new` came here, `known` are as they were, `changed` say something else now; `refused`, by
    the word of the rule, are not wanted, `unavailable` are not given, `later` did not come, `removed` are gone.
    Of the new ones `duplicates` are pictures that were here already, byte for byte. `pictures` are new by their bytes,
    those that a filter withholds among them, which count as refused.
    """

    site: str
    query: str
    collection: str
    posts: int = 0
    without: int = 0
    new: int = 0
    known: int = 0
    changed: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    unavailable: int = 0
    later: int = 0
    removed: int = 0
    duplicates: int = 0
    pictures: int = 0
    claims_added: int = 0
    claims_closed: int = 0
    links_proposed: int = 0
    seconds: float = 0.0
    remarks: list[Remark] = field(default_factory=list)

    def count_refusal(self, word: str) -> None:
        """Count one more that this rule refused."""
        self.refused[word] = self.refused.get(word, 0) + 1

    @property
    def unreadable(self) -> int:
        """How many posts and tags could not be read or kept."""
        return sum(remark.kind in ("post", "tag") for remark in self.remarks)

    def to_json(self) -> str:
        """Write the counts as one JSON object."""
        counts = {key: value for key, value in asdict(self).items() if key != "remarks"}
        return json.dumps({**counts, "unreadable": self.unreadable})


def write_remark(remark: Remark) -> str:
    """Write one remark as a line of JSON; what is no valid text in a name is escaped."""
    return json.dumps(asdict(remark)) + "\n"
