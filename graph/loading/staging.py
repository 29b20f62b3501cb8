"""Staging: what a first load will bring, in a SQLite file until it is whole.

An importer records into it as it would into the graph, and one that was cut off goes on where it was. A post that is
recorded again takes the place of what it was, because nobody has read that yet.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import groupby
from pathlib import Path
from typing import Self

from graph.imports import ImportBatch, ImportRow, KnownPost, NewPicture, Recorded
from graph.keys import post_key
from graph.server.flock import try_lock
from graph.server.home import open_home
from taggy.errors import ConflictError
from taggy.settings import Settings, secure_folder

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA cache_size = -65536;
CREATE TABLE IF NOT EXISTS origin (source TEXT NOT NULL, collection TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS picture (id TEXT PRIMARY KEY, facts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS post (key TEXT PRIMARY KEY, image TEXT NOT NULL, said TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS post_image ON post (image, key);
"""
_DIGITS = 256  # what the first two hexadecimal digits of an id can be


class Staging:
    """One source's posts for one collection, in a folder of the local server; one at a time."""

    def __init__(self, settings: Settings, source: str, collection: str) -> None:
        """Open it, going on with what is there if it is of the same source.

        Raises:
            ConflictError: another import is using it.
        """
        self.folder = secure_folder(open_home(settings).folder / "staging")
        self.source, self.collection = source, collection
        lock = try_lock(self.folder / "lock")
        if lock is None:
            raise ConflictError("Another first import into this library is under way. Wait for its end.")
        self._lock = lock
        self._connection = sqlite3.connect(self.file)
        if not self._is_of(source, collection):
            self._connection.close()
            self._clear()
            self._connection = sqlite3.connect(self.file)
        with self._connection:
            self._connection.executescript(_SCHEMA)
            self._connection.execute("DELETE FROM origin")
            self._connection.execute("INSERT INTO origin VALUES (?, ?)", (source, collection))

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it; what is in it stays."""
        self._connection.close()
        self._lock.close()

    @property
    def file(self) -> Path:
        """The file that holds the posts."""
        return self.folder / "posts.db"

    @property
    def tables(self) -> Path:
        """The folder for the tables that are made of it."""
        return self.folder / "tables"

    def discard(self) -> None:
        """Throw away everything in it."""
        self._connection.close()
        self._clear()

    async def list_known_posts(self, keys: Sequence[str]) -> list[KnownPost]:
        """List what is staged of these posts, by key."""
        found = []
        for key in sorted(keys):
            if row := self._find_post(key):
                image, said = row
                tags, links = [written for written, _ in said.tags], list(said.links)
                known = KnownPost(key=key, image=image, tags=tags, author=said.author, title=said.title, links=links)
                found.append(known)
        return found

    async def record_import(self, batch: ImportBatch) -> Recorded:
        """Stage a batch of posts, all or none."""
        added, opened, closed = 0, 0, 0
        with self._connection:
            for row in batch.rows:
                key = post_key(batch.source, row.post)
                before = self._find_post(key)
                old = {(before[0], tag) for _, tag in before[1].tags} if before else set()
                new = {(row.image, tag) for _, tag in row.tags}
                opened, closed = opened + len(new - old), closed + len(old - new)
                if row.picture:
                    facts = json.dumps(astuple(row.picture)[1:])
                    cursor = self._connection.execute(
                        "INSERT OR IGNORE INTO picture VALUES (?, ?)", (row.picture.id, facts)
                    )
                    added += cursor.rowcount
                texts = (row.post, row.tags, row.url, row.author, row.title, row.links)
                said = json.dumps(texts, ensure_ascii=False)
                self._connection.execute("INSERT OR REPLACE INTO post VALUES (?, ?, ?)", (key, row.image, said))
        return Recorded(pictures=added, claims_added=opened, claims_closed=closed)

    def _find_post(self, key: str) -> tuple[str, ImportRow] | None:
        row = self._connection.execute("SELECT image, said FROM post WHERE key = ?", (key,)).fetchone()
        return (row[0], _read_row(*row)) if row else None

    def _is_of(self, source: str, collection: str) -> bool:
        try:
            rows = self._connection.execute("SELECT source, collection FROM origin").fetchall()
        except sqlite3.DatabaseError:
            return False
        return rows == [(source, collection)]

    def _clear(self) -> None:
        for file in self.folder.glob("posts.db*"):
            file.unlink()
        shutil.rmtree(self.tables, ignore_errors=True)


def iterate_pictures(file: Path, part: int = 0, parts: int = 1) -> Iterator[tuple[NewPicture, list[ImportRow]]]:
    """Read what is staged, picture by picture with all its posts, in the order of ids.

    The ids are shared out evenly between `parts` readers by their first digits; this one is number `part`.
    """
    first, last = (f"{_DIGITS * border // parts:02x}" for border in (part, part + 1))
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT post.image, post.said, picture.facts FROM post JOIN picture ON picture.id = post.image "
            "WHERE post.image >= ? AND (post.image < ? OR ?) ORDER BY post.image, post.key",
            (first, last, part + 1 == parts),
        )
        for image, group in groupby(rows, key=lambda row: row[0]):
            posts = list(group)
            yield NewPicture(image, *json.loads(posts[0][2])), [_read_row(image, said) for _, said, _ in posts]
    connection.close()


def _read_row(image: str, said: str) -> ImportRow:
    post, tags, url, author, title, *links = json.loads(said)  # an older version kept no links
    pairs = tuple((written, tag) for written, tag in tags)
    return ImportRow(post, image, None, pairs, url, author, title, tuple(links[0]) if links else ())
