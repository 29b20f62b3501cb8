"""Bringing: the files of posts, from their site into the media store, each looked at before it counts.

A picture that the library has already is not judged by a filter again: its post adds what it says.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from graph.connection import Graph
from graph.filters import Verdict
from graph.images import list_known_images
from graph.posts import PostRow
from media.store import MediaStore
from sources.decisions import Decision, Judge
from sources.fetching import Fetcher
from sources.folder import make_picture
from sources.inspection import Inspected, Inspector
from sources.rules import Facts, hash_text
from sources.screens import Screen
from sources.sites import Site
from taggy.errors import AddressError, FetchError, GoneError, MissingMediaError, TooLargeError

VIDEO = "It is a video"
CLIPPED = 500
TRIES = 5


@dataclass(frozen=True, slots=True)
class Bringer:
    """Brings files: asked for side by side at the site's pace, then decoded side by side, then judged by a filter.

    `keep_refused`: what the filter refuses comes to be withheld, so that staff can look at it; else only its post is
    kept, with the reason.
    """

    graph: Graph
    site: Site
    fetch: Fetcher
    store: MediaStore
    inspector: Inspector[Inspected]
    judge: Judge
    screen: Screen | None = None
    keep_refused: bool = True

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
        rows = [
            self._judge_file(decision.row, one, next(looked)) if isinstance(one, Path) else one
            for decision, one in zip(decisions, came, strict=True)
        ]
        good = {row.image: one for row, one in zip(rows, came, strict=True) if row.image and isinstance(one, Path)}
        return await self._keep_good(rows, good)

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

    def _judge_file(self, row: PostRow, path: Path, looked: Inspected | str) -> PostRow:
        """Judge a file that came by what it is and by the rules."""
        if isinstance(looked, str):
            return refuse_file(row, path, looked, self.judge.limits)
        picture = looked.picture
        extension = picture.mime.partition("/")[2]
        facts = Facts(extension, picture.width, picture.height, picture.byte_size)
        if refusal := self.judge.rules.judge_picture(facts):
            return replace(row, media="refused", reason=refusal.why, rule=refusal.rule)
        return replace(row, media="here", image=picture.sha256, picture=make_picture(picture))

    async def _keep_good(self, rows: Sequence[PostRow], files: Mapping[str, Path]) -> list[PostRow]:
        """Let the filter judge the pictures that are new to the library, and keep in the store what is to be there."""
        known = await list_known_images(self.graph, sorted(files))
        verdicts = await self._screen({image: path for image, path in files.items() if image not in known})
        kept = []
        for row in rows:
            image = row.image
            if image is None or image not in files:
                kept.append(row)
                continue
            judged = self._judge_picture(row, verdicts[image]) if image in verdicts else row
            if judged.media == "here":
                await asyncio.to_thread(self._keep, image, files[image])
                judged = replace(judged, picture=None, verdict=None) if image in known else judged
                known.add(image)
            kept.append(judged)
        return kept

    async def _screen(self, new: Mapping[str, Path]) -> dict[str, Verdict | None]:
        """Ask the filter about pictures; nothing where there is none."""
        if not self.screen or not new:
            return {}
        return dict(zip(new, await self.screen.judge(list(new.items())), strict=True))

    def _judge_picture(self, row: PostRow, verdict: Verdict | None) -> PostRow:
        """Say what becomes of a picture by the filter's verdict; one that it has not come to is asked for again."""
        if verdict is None:
            return replace(row, media="later", image=None, picture=None, reason="later: the filter took too long")
        if verdict.verdict == "kept" or self.keep_refused:
            return replace(row, verdict=verdict)
        return refuse(replace(row, image=None, picture=None), verdict.stage, verdict.reason, self.judge.filter)

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
