"""The index finds exactly what comparing every hash with every other finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from media.lookalikes import RADIUS, Hashes, LookalikeIndex, Numbers

HASHES = st.integers(0, 2**64 - 1)
TURNED = st.sets(st.integers(0, 63), max_size=RADIUS + 2)


def turn(value: int, bits: set[int]) -> int:
    return value ^ sum(1 << bit for bit in bits)


def compare_all(stored: Hashes, owners: Numbers, queries: Hashes, since: int = 0) -> set[tuple[int, int, int]]:
    """Compare everything with everything: the oracle."""
    bits = np.bitwise_count(queries[:, None] ^ stored[None, since:]).astype(int)
    nearest: dict[tuple[int, int], int] = {}
    for query, place in zip(*np.nonzero(bits <= RADIUS), strict=True):
        pair = (int(query), int(owners[since + place]))
        nearest[pair] = min(nearest.get(pair, 64), int(bits[query, place]))
    return {(*pair, distance) for pair, distance in nearest.items()}


def find_all(index: LookalikeIndex, queries: Hashes, since: int = 0) -> set[tuple[int, int, int]]:
    found = list(zip(*(column.tolist() for column in index.find(queries, since)), strict=True))
    assert len(found) == len(set(found)), "a pair is there twice"
    return set(found)


@settings(max_examples=40)
@given(st.lists(st.tuples(HASHES, TURNED), min_size=1, max_size=30), st.integers(0, 30))
def test_a_few_hashes(drawn: list[tuple[int, set[int]]], since: int) -> None:
    stored = np.array([value for value, _ in drawn], np.uint64)
    queries = np.array([turn(*one) for one in drawn], np.uint64)
    owners = np.arange(len(drawn)) // 2
    index = LookalikeIndex()
    index.add(stored, owners)
    assert find_all(index, queries) == compare_all(stored, owners, queries)
    assert find_all(index, queries, since) == compare_all(stored, owners, queries, since)


@settings(max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_thousands_of_hashes_added_in_parts(seed: int) -> None:
    # Alike by design: of few kinds, with up to 12 bits turned, so that every part of a hash has crowded places.
    chance = np.random.default_rng(seed)
    kinds = chance.integers(0, 2**64 - 1, 300, np.uint64)
    stored = kinds[chance.integers(0, 300, 9000)]
    for _ in range(RADIUS + 2):
        stored ^= np.uint64(1) << chance.integers(0, 64, 9000, np.uint64)
    owners = np.arange(9000) // 3
    index = LookalikeIndex()
    for part in (slice(0, 5000), slice(5000, 5100), slice(5100, 9000)):
        index.add(stored[part], owners[part])
    queries = stored[::60]
    assert find_all(index, queries) == compare_all(stored, owners, queries)
    for since in (4990, 5050, 8999):
        assert find_all(index, queries, since) == compare_all(stored, owners, queries, since)


def test_nothing_is_found_in_nothing() -> None:
    index = LookalikeIndex()
    assert find_all(index, np.array([1], np.uint64)) == set()
    index.add(np.array([0b0011], np.uint64), np.array([7]))
    assert find_all(index, np.empty(0, np.uint64)) == set()
    assert find_all(index, np.array([0b0111], np.uint64)) == {(0, 7, 1)}
