"""Each tag of a file is kept or refused on its own."""

from pathlib import Path

from sources.listing import ListedFile
from sources.reports import Remark
from sources.sidecars import Described, Metadata
from sources.tagging import MAX_TAGS, Tagging, choose_tags


def test_tags_are_kept_as_written_with_their_name() -> None:
    assert choose_tags("a.png", ["Black_Cat", " cat ", "cat", "CAT"]) == (
        (("Black_Cat", "black cat"), ("cat", "cat"), ("CAT", "cat")),
        [],
    )


def test_a_bad_tag_is_refused_alone() -> None:
    tags, remarks = choose_tags("a.png", ["good", "", "x" * 10_000, 5, ["deep"], "\udcff", "also\ngood"])
    assert tags == (("good", "good"), ("also\ngood", "also good"))
    long = "x" * 40
    assert remarks == [
        Remark("tag", "a.png", "The tag '' is empty. Give it at least one visible character."),
        Remark("tag", "a.png", f"The tag '{long}'… has 10000 characters; at most 1000 can be read. Shorten it."),
        Remark("tag", "a.png", "The tag '5' is no text. Write it in quotes."),
        Remark("tag", "a.png", "The tag \"['deep']\" is no text. Write it in quotes."),
        Remark("tag", "a.png", "The tag '\\udcff' is no valid Unicode text. Save its file as UTF-8."),
    ]


def test_more_tags_than_the_limit_are_left_out() -> None:
    tags, remarks = choose_tags("a.png", [f"tag {number}" for number in range(MAX_TAGS + 1)])
    assert len(tags) == MAX_TAGS
    assert [remark.reason for remark in remarks] == ["It has 501 tags; only the first 500 are kept."]


def test_sidecar_metadata_and_folder_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "a.png.txt").write_text("one\ntwo\n")
    (tmp_path / "a.png.json").write_text('{"tags": ["zero"], "urls": ["https://example.org/1"]}')
    metadata = Metadata({"a.png": Described(("two", "three"), "Ann", None)})
    file = ListedFile("a.png", 1, 1, ("a.png.txt", "a.png.json"))
    said = Described(("one", "two", "zero", "two", "three"), "Ann", None, ("https://example.org/1",))
    assert Tagging(tmp_path, metadata, use_folder_name=False).read_tags(file) == (said, [])
    said = said.join(Described((tmp_path.name,)))
    assert Tagging(tmp_path, metadata, use_folder_name=True).read_tags(file) == (said, [])
