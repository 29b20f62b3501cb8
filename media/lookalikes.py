"""Look-alike hashes: all that differ from one in few bits, among millions, without comparing with each.

Multi-index hashing: M. Norouzi, A. Punjani and D. J. Fleet, "Fast Search in Hamming Space with Multi-Index Hashing"
(CVPR 2012). A hash of 64 bits is cut into four parts of 16. If two hashes differ in at most 10 bits, then one of the
first three parts differs in at most 2 bits, or the last in at most 1: otherwise they differed in 3 + 3 + 3 + 2 = 11
or more. So it is enough to look up each part, with every such change of it, in a table of that part, and to count the
differing bits of what is found there.

Example: `index.add([0b0011], [7])`; `index.find([0b0111])` gives one pair, query 0 and owner 7, at distance 1.
"""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RADIUS = 10
_PARTS = 4
_PART_BITS = 16
_VALUES = 1 << _PART_BITS
_AT_ONCE = 1 << 21  # candidates looked at together, so that memory stays small
_LOOSE = 4096  # new hashes that are searched one by one before the tables are built anew

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class Pairs(NamedTuple):
    """Which query is near which owner, and in how many bits their nearest hashes differ; each pair once."""

    queries: Numbers
    owners: Numbers
    distances: Numbers


class _Table(NamedTuple):
    """The places of all hashes, by one part of them: those with value v stand from starts[v] to starts[v + 1]."""

    places: NDArray[np.uint32]
    starts: Numbers


class LookalikeIndex:
    """Hashes of 64 bits, each of an owner: a number of the caller's. An owner may have several."""

    def __init__(self) -> None:
        self._hashes = np.empty(_LOOSE, np.uint64)
        self._owners = np.empty(_LOOSE, np.int64)
        self._tables: list[_Table] = []
        self._built = 0
        self.size = 0

    def add(self, hashes: Hashes, owners: Numbers) -> None:
        """Add hashes with their owners."""
        end = self.size + len(hashes)
        if end > len(self._hashes):
            room = max(end, 2 * len(self._hashes)) - self.size
            self._hashes = np.concatenate([self._hashes[: self.size], np.empty(room, np.uint64)])
            self._owners = np.concatenate([self._owners[: self.size], np.empty(room, np.int64)])
        self._hashes[self.size : end] = hashes
        self._owners[self.size : end] = owners
        self.size = end
        if self.size - self._built > max(_LOOSE, self._built // 16):
            self._tables = [_build_table(self._hashes[:end], part) for part in range(_PARTS)]
            self._built = end

    def find(self, queries: Hashes, since: int = 0) -> Pairs:
        """Find every owner of a hash within `RADIUS` bits of each query, among those added after `since` others."""
        found = [_no_pairs()]
        for start in range(0, len(queries), _LOOSE):
            part = queries[start : start + _LOOSE]
            if since < self._built:
                found += [self._look_up(part, start, table, since) for table in range(_PARTS)]
            found.append(self._compare_loose(part, start, max(since, self._built)))
        return _keep_nearest(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _look_up(self, queries: Hashes, first: int, part: int, since: int) -> Pairs:
        places, starts = self._tables[part]
        values = _cut(queries, part)[:, None] ^ _CHANGES[part]
        begins = starts[values].ravel()
        counts = starts[values + 1].ravel() - begins
        ends = np.cumsum(counts)
        found, done = [_no_pairs()], 0
        while done < len(counts):
            until = max(done + 1, int(np.searchsorted(ends, (ends[done - 1] if done else 0) + _AT_ONCE, "right")))
            some = counts[done:until]
            rows = np.repeat(np.arange(done, until), some)
            offsets = np.arange(len(rows)) - np.repeat(np.cumsum(some) - some, some)
            there = places[np.repeat(begins[done:until], some) + offsets]
            found.append(self._measure(queries, rows // len(_CHANGES[part]), there, first, since))
            done = until
        return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _compare_loose(self, queries: Hashes, first: int, since: int) -> Pairs:
        rows = max(1, _AT_ONCE // max(1, self.size - since))
        found = [_no_pairs()]
        for start in range(0, len(queries), rows):
            bits = np.bitwise_count(queries[start : start + rows, None] ^ self._hashes[since : self.size])
            near, place = np.nonzero(bits <= RADIUS)
            there = self._owners[since + place]
            found.append(Pairs(first + start + near, there, bits[near, place].astype(np.int64)))
        return Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _measure(self, queries: Hashes, rows: Numbers, there: NDArray[np.uint32], first: int, since: int) -> Pairs:
        bits = np.bitwise_count(queries[rows] ^ self._hashes[there])
        near = np.flatnonzero((bits <= RADIUS) & (there >= since))
        return Pairs(first + rows[near], self._owners[there[near]], bits[near].astype(np.int64))


def _no_pairs() -> Pairs:
    return Pairs(*(np.empty(0, np.int64) for _ in range(3)))


def _cut(hashes: Hashes, part: int) -> Numbers:
    return ((hashes >> np.uint64(part * _PART_BITS)) & np.uint64(_VALUES - 1)).astype(np.int64)


def _build_table(hashes: Hashes, part: int) -> _Table:
    values = _cut(hashes, part).astype(np.uint16)
    starts = np.concatenate([[0], np.cumsum(np.bincount(values, minlength=_VALUES))])
    return _Table(np.argsort(values, kind="stable").astype(np.uint32), starts)


def _list_changes(part: int) -> Numbers:
    """List the bits that a part may differ in: nothing, or up to so many of them turned."""
    most = (RADIUS - part) // _PARTS
    turned = [bits for count in range(most + 1) for bits in combinations(range(_PART_BITS), count)]
    return np.array([sum(1 << bit for bit in bits) for bits in turned], np.int64)


_CHANGES = [_list_changes(part) for part in range(_PARTS)]


def _keep_nearest(queries: Numbers, owners: Numbers, distances: Numbers) -> Pairs:
    order = np.lexsort((distances, owners, queries))
    queries, owners, distances = queries[order], owners[order], distances[order]
    first = np.ones(len(queries), np.bool_)
    first[1:] = (queries[1:] != queries[:-1]) | (owners[1:] != owners[:-1])
    return Pairs(queries[first], owners[first], distances[first])
