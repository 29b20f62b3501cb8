"""A file that is no picture: what is said of it, and whether it is asked for again."""

from pathlib import Path

import pytest

from graph.posts import PostRow
from media.videos import MISSING
from sources.bringing import refuse_file

ROW = PostRow("1", "1", "later")
FILES = {
    "page": (b"\xef\xbb\xbf \n<!DOCTYPE html><p>", "It is no picture.", "unavailable", None),
    "page: ": (b"<HTML>", "It is no picture.", "unavailable", None),
    "video": (b"\x1aE\xdf\xa3", MISSING, "refused", "limits"),
    "file: It is damaged.": (b"<svg>", "It is damaged.", "refused", "limits"),
}


@pytest.mark.parametrize("reason", FILES)
def test_a_file_is_refused(tmp_path: Path, reason: str) -> None:
    content, why, media, rule = FILES[reason]
    file = tmp_path / "file"
    file.write_bytes(content)
    row = refuse_file(ROW, file, why, "limits")
    assert (row.media, row.rule) == (media, rule)
    assert (row.reason or "").startswith(reason)
