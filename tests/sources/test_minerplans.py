"""The miner's file: what it says, and what is wrong with one that cannot be used."""

from pathlib import Path

import pytest

from sources.minerplans import read_miner_plan
from taggy.errors import InputError

WHOLE = """
filter = "good.toml"
keep_refused = false
ask = ["Good Picture", "good picture"]
[sources.wolves]
site = "e621"
query = "wolf"
every = 30
rules = { min_width = 20 }
filter = false
"""
WRONG = {
    "[sources.a]\nsite = 'urls'": "sources.a.query: Field required.",
    "sources = {}": "sources: Dictionary should have at least 1 item",
    "[sources.a]\nsite = 'urls'\nquery = 'x'\nevry = 3": "sources.a.evry: Extra inputs are not permitted.",
    "[sources.a]\nsite = 'urls'\nquery = 'x'\nevery = 0": "sources.a.every: Input should be greater than or equal",
    "[sources.'a|b']\nsite = 'urls'\nquery = 'x'": "sources.a|b",
    "[sources.a]\nsite = 'urls'\nquery = 'x'\nask = ['']": "sources.a.ask: ",
    "[sources.a]\nsite = 'urls'\nquery = 'x'\nrules = {min_widht = 3}": "min_widht: Extra inputs are not permitted.",
    "[sources.a]\nsite = 'urls'\nquery = 'x'\n[sources.a]\nsite = 'urls'": "is no TOML",
    "a = ": "is no TOML",
    "\udcff": "is no UTF-8",
}


def write(folder: Path, text: str) -> Path:
    file = folder / "miner.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file


def test_what_it_says_is_read(tmp_path: Path) -> None:
    plan = read_miner_plan(write(tmp_path, WHOLE))
    assert (plan.filter, plan.keep_refused, plan.ask) == ("good.toml", False, ["good picture"])
    (source,) = plan.sources.values()
    assert (source.every, source.limit, source.filter, source.collection) == (30, 1000, False, None)
    assert source.rules
    assert not isinstance(source.rules, str)
    assert source.rules.min_width == 20


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_miner_plan(write(tmp_path, text))
    assert WRONG[text] in str(caught.value)
    assert "miner.toml" in str(caught.value)


def test_one_that_is_missing_or_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_miner_plan(tmp_path / "none.toml")
    with pytest.raises(InputError, match="more than 1,000,000 bytes"):
        read_miner_plan(write(tmp_path, "#" * 1_000_001))
