"""A list of addresses: a text file with one a line, and behind a tab its tags. The smallest of all sites."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from sources.reports import Remark
from sources.sites import Fetch, Medium, Pace, SitePage, SitePost, SiteVocabulary
from taggy.errors import InputError, SiteError
from taggy.settings import Settings

PAGE = 100


class UrlList:
    """A list of addresses: each line a comment (`# …`), or a post of its host: `https://…`, maybe a tab and tags."""

    name = "urls"
    paces: tuple[Pace, ...] = (Pace(4, 1.0),)

    def __init__(self, settings: Settings, address: str | None) -> None:  # noqa: ARG002 - every site is made so
        if address:
            raise InputError(f"A list of addresses has no site of its own. Leave --site {address!r} out.")
        self.address = ""

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:  # noqa: ARG002 - asks nobody
        """Read the lines that follow a number of lines of the file that the query names.

        Raises:
            SiteError: it cannot be read.
        """
        lines, start = _read_lines(query), int(cursor or 0)
        posts, remarks = [], []
        for number, line in enumerate(lines[start : start + PAGE], start=start + 1):
            address, _, tags = line.strip().partition("\t")
            if not address or address.startswith("#"):
                continue
            if host := find_host(address):
                written = tuple(tag.strip() for tag in tags.split(",") if tag.strip())
                posts.append(SitePost(f"urls:{host}", address, address, (Medium("", address),), written))
            else:
                remarks.append(Remark("post", f"line {number}", f"{address[:80]!r} is no http or https address."))
        end = start + PAGE
        return SitePage(tuple(posts), str(end) if end < len(lines) else None, tuple(remarks))

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:  # noqa: ARG002 - asks nobody
        """Refuse: nobody knows of an address what its list says now.

        Raises:
            SiteError: always.
        """
        raise SiteError(f"{post[:80]!r} stands in a list, which cannot be asked for one line. Import the list again.")

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:  # noqa: ARG002 - asks nobody
        """Say nothing: a list knows of no links between tags."""
        return SiteVocabulary()

    def list_headers(self, url: str) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        """Ask for files without headers of its own."""
        return {}


def _read_lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(f"The list {path!r} cannot be read ({error}). Name a text file in UTF-8.") from error


def find_host(address: str) -> str | None:
    """Find the host of an http or https address; None where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None
