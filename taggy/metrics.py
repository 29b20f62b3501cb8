"""Metrics: what is counted and timed while Taggy runs; labels have few values, and none of them is an id or a name.

With several processes that answer, `PROMETHEUS_MULTIPROC_DIR` names a folder in which they add theirs together.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from taggy.settings import secure_folder

SHARED = "PROMETHEUS_MULTIPROC_DIR"
REGISTRY = CollectorRegistry()

REQUESTS = Histogram(
    "taggy_request_seconds",
    "Requests that were answered, by method, route and status, and how long each took",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15),
    registry=REGISTRY,
)
VOTES = Counter(
    "taggy_votes", "Answers that were cast or withdrawn, by what became of them", ["outcome"], registry=REGISTRY
)
VOTE_BATCHES = Histogram(
    "taggy_vote_batch",
    "Votes that were written together, by how many they were",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    registry=REGISTRY,
)
VOTES_WAITING = Gauge(
    "taggy_votes_waiting", "Votes that wait to be written", registry=REGISTRY, multiprocess_mode="livesum"
)
PICTURES_WAITING = Gauge(
    "taggy_pictures_waiting",
    "Pictures that wait for a filter's verdict",
    registry=REGISTRY,
    multiprocess_mode="livesum",
)
QUESTIONS = Counter("taggy_questions", "Questions that were drawn", registry=REGISTRY)
COMPARISONS = Counter(
    "taggy_comparisons",
    "Answers on two pictures that were cast or withdrawn, by what became of them",
    ["outcome"],
    registry=REGISTRY,
)
COMPARISONS_DRAWN = Counter("taggy_comparisons_drawn", "Pairs of pictures that were drawn", registry=REGISTRY)
RATING = Histogram(
    "taggy_rating_seconds",
    "Fits of ratings to comparisons while people go on, and how long each took",
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60),
    registry=REGISTRY,
)
PANICS = Counter("taggy_panics", "Panics that were recorded", registry=REGISTRY)
DATABASE = Histogram(
    "taggy_database_seconds",
    "Transactions, reading or writing, and how long each took with its retries",
    ["access"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15),
    registry=REGISTRY,
)
DATABASE_ERRORS = Counter(
    "taggy_database_errors", "Transactions that failed, reading or writing", ["access"], registry=REGISTRY
)


@contextmanager
def measure_transaction(access: str) -> Iterator[None]:
    """Time a transaction, and count it where it fails."""
    with DATABASE.labels(access).time(), DATABASE_ERRORS.labels(access).count_exceptions():
        yield


def empty_shared_folder(home: Path) -> Path:
    """Make the folder in which several processes add their metrics together, with nothing of an earlier start in it.

    Raises:
        InputError: it cannot be made.
    """
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    return secure_folder(folder)
