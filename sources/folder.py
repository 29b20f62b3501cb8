"""The folder importer: pictures of a folder and its subfolders, with the tags that lie beside them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from graph.imports import ImportBatch, ImportRow, KnownPost, NewPicture, Recorder
from graph.keys import post_key
from media.decoding import Limits, Picture
from media.references import Reference
from media.store import MediaStore
from sources.inspection import Inspected, Inspection, Inspector
from sources.listing import ListedFile, list_folder
from sources.reports import ImportSummary, Remark
from sources.sidecars import Described, load_metadata
from sources.tagging import Tagging, choose_tags, describe_inside
from taggy.errors import InputError, TaggyError
from taggy.settings import Settings
from taggy.steps import Report

BATCH = 200
MAX_COLLECTION = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file with all that is said of it now, and what is known of it from before."""

    file: ListedFile
    beside: Described
    post: KnownPost | None
    known: Reference | None

    def is_recorded(self, row: ImportRow) -> bool:
        """Tell whether the graph has exactly this of it."""
        written = [written for written, _ in row.tags]
        return self.post is not None and (row.image, written, row.author, row.title, list(row.links)) == (
            self.post.image,
            self.post.tags,
            self.post.author,
            self.post.title,
            self.post.links,
        )


async def import_folder(
    recorder: Recorder,
    store: MediaStore,
    settings: Settings,
    path: Path,
    *,
    collection: str | None,
    copy: bool,
    tags_from_folder_name: bool,
    progress: Report,
) -> ImportSummary:
    """Import a folder; what is known and unchanged is skipped, so the same call goes on where one was cut off.

    The tags of each file become claims of the source `folder:<collection>`; tags that are not there any more are
    taken back. `progress` is told after each batch how many files of how many are done. The recorder is the graph, or
    what is staged for a first load.

    Raises:
        InputError: there is no such folder, or no collection can be named so.
    """
    started = time.monotonic()
    root, name = name_folder(path, collection)
    listing = list_folder(root, besides=store.home.resolve())
    metadata, remarks = load_metadata(root, listing.metadata, {file.path for file in listing.files})
    summary = ImportSummary(name, files=len(listing.files), remarks=listing.remarks + remarks)
    inspection = Inspection(root, Limits.from_settings(settings), store.home if copy else None)
    tagging = Tagging(root, metadata, tags_from_folder_name)
    with Inspector(inspection.inspect) as inspector:
        await _Run(recorder, store, inspection, inspector, tagging, summary).import_all(listing.files, progress)
    summary.seconds = round(time.monotonic() - started, 2)
    return summary


def name_source(collection: str) -> str:
    """Name the source under which a folder makes its claims."""
    return f"folder:{collection}"


def name_folder(path: Path, collection: str | None) -> tuple[Path, str]:
    """Find where a folder really is, and the name of the collection that it becomes.

    Raises:
        InputError: there is no such folder, or no collection can be named so.
    """
    root = _find_root(path)
    return root, name_collection(root.name if collection is None else collection)


def _find_root(path: Path) -> Path:
    root = path.resolve()
    if not root.is_dir():
        raise InputError(f"There is no folder {str(path)!r}. Name one that exists.")
    if not _is_text(str(root)):
        raise InputError(f"The path {str(root)!r} is no valid UTF-8. Rename the folder.")
    return root


def name_collection(name: str) -> str:
    """Tidy the name of a collection.

    Raises:
        InputError: none can be named so.
    """
    name = name.strip()
    if not 0 < len(name) <= MAX_COLLECTION or not _is_text(name):
        raise InputError(
            f"No collection can be called {name[:MAX_COLLECTION]!r}. Give a name of 1 to {MAX_COLLECTION} "
            "characters with --collection."
        )
    return name


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


@dataclass(slots=True)
class _Run:
    """One import under way."""

    recorder: Recorder
    store: MediaStore
    inspection: Inspection
    inspector: Inspector[Inspected]
    tagging: Tagging
    summary: ImportSummary

    @property
    def source(self) -> str:
        """The name under which the folder makes its claims."""
        return name_source(self.summary.collection)

    async def import_all(self, files: Sequence[ListedFile], progress: Report) -> None:
        """Import batch after batch; while one is recorded, the next is already being decoded."""
        batches = [files[start : start + BATCH] for start in range(0, len(files), BATCH)]
        ahead = asyncio.create_task(self.look_at(batches[0] if batches else []))
        try:
            for number, batch in enumerate(batches, start=1):
                rows = await ahead
                ahead = asyncio.create_task(self.look_at(batches[number] if number < len(batches) else []))
                await self.record(rows)
                await progress("importing", (number - 1) * BATCH + len(batch), len(files))
        finally:
            ahead.cancel()

    async def look_at(self, files: Sequence[ListedFile]) -> list[ImportRow]:
        """Find what the graph does not have yet of these files, and keep in the store where the pictures are."""
        wanted = await self.plan(files)
        unseen = [one.file.path for one in wanted if not self.is_seen(one)]
        answers = dict(zip(unseen, await self.inspector.inspect_all(unseen), strict=True))
        rows = []
        for one in wanted:
            answer = answers.get(one.file.path)
            if reason := self.find_reason(one, answer):
                self.summary.remarks.append(Remark("file", one.file.path, reason))
            elif row := self.take(one, answer if isinstance(answer, Inspected) else None):
                rows.append(row)
        return rows

    async def plan(self, files: Sequence[ListedFile]) -> list[Wanted]:
        """Read what is said of each file and what is known of it; those whose tags are unreadable are refused."""
        keys = {file.path: post_key(self.source, file.path) for file in files}
        posts = {post.key: post for post in await self.recorder.list_known_posts(list(keys.values()))}
        wanted = []
        for file in files:
            try:
                beside, remarks = self.tagging.read_tags(file)
            except TaggyError as error:
                reason = f"Its tags cannot be read, so it was left as it is. {error}"
                self.summary.remarks.append(Remark("file", file.path, reason))
                continue
            self.summary.remarks += remarks
            known = self.store.find_known(self.tagging.root, file.path, file.size, file.mtime_ns)
            wanted.append(Wanted(file, beside, posts.get(keys[file.path]), known))
        return wanted

    def is_seen(self, one: Wanted) -> bool:
        """Tell whether the file needs no decoding: unchanged, and the graph and the store have all of its picture."""
        if one.known is None or one.known.inside is None or one.post is None or one.post.image != one.known.image:
            return False
        return not self.inspection.copies or self.store.has_copy(one.known.image)

    def find_reason(self, one: Wanted, answer: Inspected | str | None) -> str | None:
        """Find why a file is refused; one that takes the place of another folder's file is, too."""
        if not isinstance(answer, Inspected):
            return answer
        if one.post and one.post.image and one.post.image != answer.picture.sha256:
            for other in self.store.list_references(one.post.image):
                is_rival = other.path == one.file.path and other.root != self.tagging.root
                if is_rival and (other.root / other.path).exists():
                    return (
                        f"This collection has another picture of the same path from {str(other.root)!r}. "
                        "Name another collection with --collection."
                    )
        return None

    def take(self, one: Wanted, inspected: Inspected | None) -> ImportRow | None:
        """Count a file, and return what the graph does not have of it yet."""
        reference = one.known
        if inspected:
            picture = inspected.picture
            place = (self.tagging.root, one.file.path, inspected.size, inspected.mtime_ns)
            reference = Reference(picture.sha256, *place, picture.inside)
            self.store.add_reference(reference)
        if reference is None or reference.inside is None:
            raise AssertionError(f"{one.file.path!r} was neither seen before nor inspected")
        said = one.beside.join(describe_inside(reference.inside))
        tags, remarks = choose_tags(one.file.path, said.tags)
        notes = [Remark("note", one.file.path, trouble) for trouble in reference.inside.troubles]
        self.summary.remarks += notes + remarks
        new = make_picture(inspected.picture) if inspected else None
        row = ImportRow(
            one.file.path,
            reference.image,
            new,
            tags,
            url=next(iter(said.urls), None),
            author=said.author,
            title=said.title,
            links=said.urls,
        )
        if one.is_recorded(row):
            self.summary.known += 1
            return None
        if one.post:
            self.summary.changed += 1
        else:
            self.summary.new += 1
        return row

    async def record(self, rows: Sequence[ImportRow]) -> None:
        """Record a batch in the graph."""
        if rows:
            batch = ImportBatch(self.source, self.summary.collection, tuple(rows))
            recorded = await self.recorder.record_import(batch)
            self.summary.claims_added += recorded.claims_added
            self.summary.claims_closed += recorded.claims_closed


def make_picture(picture: Picture) -> NewPicture:
    """Take of what a picture's bytes say what the graph keeps."""
    facts = asdict(picture)
    del facts["inside"]
    return NewPicture(id=facts.pop("sha256"), **facts)
