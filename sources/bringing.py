"""Bringing: the files of posts, from their site into the media store, each looked at before it counts."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from graph.posts import PostRow
from media.store import MediaStore
from sources.decisions import Decision, Judge
from sources.fetching import Fetcher
from sources.folder import make_picture
from sources.inspection import Inspected, Inspector
from sources.rules import Facts, hash_text
from sources.sites import Site
from taggy.errors import AddressError, FetchError, GoneError, MissingMediaError, TooLargeError

VIDEO = "It is a video"
CLIPPED = 500
TRIES = 5


@dataclass(frozen=True, slots=True)
class Bringer:
    """Brings files: asked for side by side at the site's pace, then decoded side by side."""

    site: Site
    fetch: Fetcher
    store: MediaStore
    inspector: Inspector[Inspected]
    judge: Judge

    async def bring(self, decisions: Sequence[Decision], files: list[Path]) -> list[PostRow]:
        """Bring the files of these media, and say of each in order what is to be recorded.

        `files` gets those that came, which nobody needs once that is done.

        Raises:
            DiskError: there is no room.
        """
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._download(decision, files)) for decision in decisions]
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        came = [task.result() for task in tasks]
        names = [str(one.relative_to(self.store.home)) for one in came if isinstance(one, Path)]
        looked = iter(await self.inspector.inspect_all(names))
        rows = []
        for decision, one in zip(decisions, came, strict=True):
            rows.append(await self._take(decision, one, next(looked)) if isinstance(one, Path) else one)
        return rows

    async def _download(self, decision: Decision, files: list[Path]) -> Path | PostRow:
        """Ask for a file; what does not come becomes a row that says why."""
        row, address = decision.row, decision.address
        if address is None:
            return row
        try:
            files.append(file := await self._take_file(address))
        except GoneError as error:
            return replace(row, media="unavailable", reason=_clip(f"gone: {error}"))
        except AddressError as error:
            return refuse(row, "address", str(error), hash_text(address))
        except TooLargeError as error:
            return refuse(row, "limits", str(error), self.judge.limits)
        except FetchError as error:
            return replace(row, media="later", reason=_clip(f"later: {error}"))
        return file

    async def _take_file(self, address: str) -> Path:
        """Ask for a file, and take it under a name of our own: another import may want the same one.

        Raises:
            FetchError, TooLargeError, DiskError: see `Fetcher.download`.
        """
        for _ in range(TRIES):
            with suppress(FileNotFoundError):  # another import took it away just now
                path = (await self.fetch.download(address, headers=self.site.list_headers(address))).path
                return path.rename(path.with_name(f"{path.name}.{token_hex(4)}"))
        raise FetchError("Other imports bring the same file over and over. Import again.")

    async def _take(self, decision: Decision, path: Path, looked: Inspected | str) -> PostRow:
        """Judge a file that came, and keep it in the store unless the picture is there."""
        row = decision.row
        if isinstance(looked, str):
            return refuse_file(row, path, looked, self.judge.limits)
        picture = looked.picture
        extension = picture.mime.partition("/")[2]
        facts = Facts(extension, picture.width, picture.height, picture.byte_size)
        if refusal := self.judge.rules.judge_picture(facts):
            return replace(row, media="refused", reason=refusal.why, rule=refusal.rule)
        await asyncio.to_thread(self._keep, picture.sha256, path)
        return replace(row, media="here", image=picture.sha256, picture=make_picture(picture))

    def _keep(self, image: str, path: Path) -> None:
        try:
            self.store.open_media(image).file.close()
        except MissingMediaError:
            with path.open("rb") as file:
                self.store.add_copy(image, file)


def refuse_file(row: PostRow, path: Path, why: str, limits: str) -> PostRow:
    """Say why a file is no picture within these limits; a page in its place may be a picture another day."""
    with path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html")):
        return replace(row, media="unavailable", reason="page: the site gave a page in the place of the file")
    if why.startswith(VIDEO):
        return replace(row, media="refused", reason="video", rule=limits)
    return refuse(row, "file", why, limits)


def refuse(row: PostRow, word: str, why: str, rule: str) -> PostRow:
    """Refuse a medium: the word can be counted, the rest can be read."""
    return replace(row, media="refused", reason=_clip(f"{word}: {why}"), rule=rule)


def _clip(text: str) -> str:
    return text[:CLIPPED]
