"""Rules say which posts are taken; a file that is wrong is refused with its line and key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sources.rules import Facts, Rules, load_rules
from sources.sites import SitePost
from taggy.errors import InputError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
POST = SitePost("s", "1", "https://example.org/1", (), score=5, rating="rating:safe", posted_at=NOW - timedelta(days=3))
FACTS = Facts("png", 800, 400, 5_000)

REFUSED_POSTS: dict[str, tuple[dict[str, Any], str]] = {
    "min_score": ({"min_score": 6}, "its score is 5, 6 is wanted"),
    "min_days": ({"min_days": 3.5}, "it was posted less than 3.5 days ago"),
    "max_days": ({"max_days": 2}, "it was posted more than 2 days ago"),
    "required_tags": ({"required_tags": ["CAT", "Dog"]}, "it has no tag 'dog'"),
    "refused_tags": ({"refused_tags": ["Black_Cat"]}, "it has the tag 'black cat'"),
    "ratings": ({"ratings": ["explicit", "rating:general"]}, "its rating is 'safe'"),
}
REFUSED_PICTURES: dict[str, tuple[dict[str, Any], str]] = {
    "min_width": ({"min_width": 801}, "it is 800 pixels wide, 801 are wanted"),
    "min_height": ({"min_height": 401}, "it is 400 pixels high, 401 are wanted"),
    "min_size": ({"min_size": 5_001}, "it has 5000 bytes, 5001 are wanted"),
    "max_size": ({"max_size": 4_999}, "it has 5000 bytes, at most 4999 are wanted"),
    "min_aspect": ({"min_aspect": 2.1}, "width / height is 2, 2.1 is wanted"),
    "max_aspect": ({"max_aspect": 1.9}, "width / height is 2, at most 1.9 is wanted"),
    "extensions": ({"extensions": [".JPEG", "gif"]}, "it is 'png'"),
}
ALL: dict[str, Any] = {
    "min_width": 800, "min_height": 400, "min_size": 5_000, "max_size": 5_000, "min_aspect": 2, "max_aspect": 2.0,
    "extensions": ["PNG"], "min_score": 5, "min_days": 3, "max_days": 3, "required_tags": ["cat"],
    "refused_tags": ["dog"], "ratings": ["rating:safe"],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_POSTS)
def test_a_post_is_refused_by(name: str) -> None:
    rules, why = Rules(**REFUSED_POSTS[name][0]), f"{name}: {REFUSED_POSTS[name][1]}"
    found = rules.judge_post(POST, {"cat", "black cat"}, NOW)
    assert found is not None
    assert (found.word, found.why, found.rule) == (name, why, rules.hash_rule(name))
    assert rules.judge_picture(FACTS) is None
    assert rules.list_lasting() == set()


@pytest.mark.parametrize("name", REFUSED_PICTURES)
def test_a_picture_is_refused_by(name: str) -> None:
    rules, why = Rules(**REFUSED_PICTURES[name][0]), f"{name}: {REFUSED_PICTURES[name][1]}"
    found = rules.judge_picture(FACTS)
    assert found is not None
    assert (found.word, found.why, found.rule) == (name, why, rules.hash_rule(name))
    assert rules.judge_post(POST, set(), NOW) is None
    assert rules.list_lasting() == {found.rule}


def test_what_just_fits_and_what_nobody_says_is_taken() -> None:
    rules = Rules(**ALL)
    assert rules.judge_post(POST, {"cat"}, NOW) is None
    assert rules.judge_picture(FACTS) is None
    unknown = replace(POST, score=None, rating=None, posted_at=None)
    assert rules.judge_post(unknown, {"cat"}, NOW) is None
    assert rules.judge_picture(Facts()) is None
    assert Rules().judge_post(POST, set(), NOW) is None


def test_a_clock_that_is_ahead_has_just_posted() -> None:
    ahead = replace(POST, posted_at=(NOW + timedelta(days=2)).replace(tzinfo=None))
    assert Rules(max_days=1).judge_post(ahead, set(), NOW) is None
    assert Rules(min_days=1).judge_post(ahead, set(), NOW) is not None


def test_another_value_is_another_rule() -> None:
    assert Rules(min_width=1).hash_rule("min_width") != Rules(min_width=2).hash_rule("min_width")
    assert Rules(min_width=1, min_score=3).hash_rule("min_width") == Rules(min_width=1).hash_rule("min_width")
    assert Rules(extensions=["jpeg"]).hash_rule("extensions") == Rules(extensions=[".JPG"]).hash_rule("extensions")


def test_a_file_says_the_same(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text('# mine\nmin_width = 800\n"min_aspect" = 2\nextensions = ["PNG"]\n')
    assert load_rules(file) == Rules(min_width=800, min_aspect=2.0, extensions=["png"])
    file.write_text("")
    assert load_rules(file) == Rules()


WRONG = {
    "min_width = 800\nmin_widht = 3\n": r"Line 2, min_widht: there is no such rule\. The rules are min_width, min",
    "\n\nmin_width = '8'\n": r"Line 3, min_width: it must be a valid integer\.",
    "min_width = -1": r"Line 1, min_width: it must be greater than or equal to 0\.",
    "min_width = true": r"Line 1, min_width: it must be a valid integer",
    "max_aspect = inf": r"Line 1, max_aspect: it must be a finite number\.",
    "extensions = 'png'": r"Line 1, extensions: it must be a valid list\.",
    "extensions = ['png', 3]": r"Line 1, extensions: it must be a valid string\.",
    "refused_tags = ['']": r"Line 1, refused_tags: The tag '' is empty\.",
    "[picture]\nmin_width = 3\n": r"Line 1, picture: there is no such rule\.",
    "min_size = 5\nmax_size = 3": r"min_size 5 is more than max_size 3: nothing would be taken\.",
    "min_width = \n": r"is no TOML: .*line 1",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_refused_with_line_and_key(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=WRONG[text]):
        load_rules(file)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml' cannot be read \(No such file"):
        load_rules(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(InputError, match="is no UTF-8"):
        load_rules(tmp_path / "latin.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(InputError, match="more than 1,000,000 bytes"):
        load_rules(tmp_path / "large.toml")
