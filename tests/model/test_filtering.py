"""Filtering: two stages, each picture by itself, and what a filter's file may say."""

import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from media.decoding import Limits
from model.filtering import Filter, Row
from model.filterplans import read_plan
from taggy.errors import InputError, MissingMediaError, ModelError
from tests.model.filters import TEXT, draw_good, draw_noise, make_filter, write_png

LIMITS = Limits(2_000_000, 4_000_000, 50)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filter's file, beside all that it names."""
    return make_filter(tmp_path_factory.mktemp("filters"))


def judge(filtering: Filter, pictures: Sequence[bytes], batch: int = 4) -> list[Row]:
    """Judge pictures that lie in memory."""
    return list(filtering.judge([partial(bytes, picture) for picture in pictures], batch))


def say(row: Row) -> tuple[str, str]:
    """Say the verdict and the stage."""
    return row.verdict, row.stage


def test_each_stage_refuses_its_own_and_the_good_are_kept(rules: Path) -> None:
    good = draw_good(20)
    odd = [
        b"%PDF-1.7 no picture",
        good[0][:200],
        b"",
        write_png(Image.new("RGB", (20, 90), "red")),
        draw_noise(size=(600, 300)),
        draw_noise(size=(390, 40)),
        write_png(Image.new("RGB", (64, 64), (7, 99, 7))),
        draw_noise(),
    ]
    rows = judge(Filter(rules, LIMITS, 1), [*odd, *good])
    assert [row.index for row in rows] == list(range(28))
    expected = ["decoding"] * 3 + ["shape"] * 3 + ["colours", "outliers"]
    assert [say(row) for row in rows[:8]] == [("refused", stage) for stage in expected]
    assert [row.score for row in rows[:6]] == [None] * 6
    assert "no picture in a format" in rows[0].reason
    assert "damaged or cut off" in rows[1].reason
    assert rows[3].reason == "It is 20 x 90: its shorter side has fewer than 32 pixels."
    assert "one side is more than 4 times the other" in rows[5].reason
    assert rows[6].reason == "It is nearly blank: its brightness varies by 0.00, bound 2."
    assert (rows[7].percentile, rows[7].past) == (0, 1)
    kept = [row for row in rows[8:] if row.verdict == "kept"]
    assert len(kept) >= 16
    assert {row.stage for row in rows[8:]} == {"outliers"}


def test_one_bad_picture_among_a_hundred_fails_alone(rules: Path) -> None:
    good = draw_good(100)
    filtering = Filter(rules, LIMITS, 1)
    alone = judge(filtering, good, 16)
    pictures = [*good[:41], b"\x89PNG\r\n\x1a\nbroken", *good[42:]]
    rows = judge(filtering, pictures, 16)
    assert say(rows[41]) == ("refused", "decoding")
    assert [say(row) for n, row in enumerate(rows) if n != 41] == [say(row) for n, row in enumerate(alone) if n != 41]


def test_a_source_that_cannot_be_read_is_refused_and_the_next_is_judged(rules: Path) -> None:
    def fail() -> bytes:
        raise MissingMediaError("The file is gone.")

    rows = list(Filter(rules, LIMITS, 1).judge([fail, partial(bytes, draw_noise())]))
    assert [(row.stage, row.reason) for row in rows[:1]] == [("decoding", "The file is gone.")]
    assert say(rows[1]) == ("refused", "outliers")


def test_the_threshold_of_the_file_goes_before_that_of_the_training(rules: Path) -> None:
    text = TEXT.replace("0.9999", "0.0001")
    (rules.parent / "strict.toml").write_text(text)
    (rules.parent / "trained.toml").write_text(TEXT.replace("threshold = 0.9999\n", ""))
    strict, trained = (Filter(rules.parent / name, LIMITS, 1) for name in ("strict.toml", "trained.toml"))
    (row,) = judge(strict, draw_good(1))
    assert say(row) == ("refused", "watermarks")
    assert row.reason.startswith("It bears a watermark (")
    assert (
        "bound 0.250" in judge(trained, draw_good(1))[0].reason or say(judge(trained, draw_good(1))[0])[1] == "outliers"
    )


def test_a_filter_of_no_questions_keeps_what_can_be_decoded(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text('name = "all"')
    rows = judge(Filter(tmp_path / "f.toml", LIMITS), [draw_noise(), b"no"])
    assert [say(row) for row in rows] == [("kept", "all"), ("refused", "decoding")]


def test_an_animation_is_looked_at_by_its_frames(rules: Path) -> None:
    frames = [Image.open(BytesIO(content)) for content in draw_good(7)]
    file = BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=50)
    (row,) = judge(Filter(rules, LIMITS, 1), [file.getvalue()])
    assert row.stage == "outliers"
    few = Limits(2_000_000, 4_000_000, 6)
    (refused,) = judge(Filter(rules, few, 1), [file.getvalue()])
    assert refused.reason == "It has more than 6 frames. TAGGY_MAX_FRAMES sets the limit."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = ", "is no TOML"),
        ("", "name: Field required"),
        ('name = "x"\n[shapes]\nratio = 2', "shapes: Extra inputs are not permitted"),
        ('name = "x"\n[shape]\nratio = 0.5', "shape.ratio: Input should be greater than or equal to 1"),
        ('name = "x"\n[watermarks]', "watermarks.network: Field required"),
    ],
)
def test_a_file_that_says_something_else_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "f.toml").write_text(text)
    with pytest.raises(InputError, match=says):
        read_plan(tmp_path / "f.toml")
    with pytest.raises(InputError, match="cannot be read"):
        read_plan(tmp_path / "none.toml")


def test_networks_that_are_missing_damaged_or_do_not_fit_are_refused(rules: Path) -> None:
    folder = rules.parent
    (folder / "none.toml").write_text('name = "x"\n[watermarks]\nnetwork = "none.onnx"')
    with pytest.raises(ModelError, match="There is no network"):
        Filter(folder / "none.toml", LIMITS)
    (folder / "bad.onnx").write_bytes(b"no network")
    (folder / "bad.toml").write_text('name = "x"\n[watermarks]\nnetwork = "bad.onnx"')
    with pytest.raises(ModelError, match="cannot be used"):
        Filter(folder / "bad.toml", LIMITS)
    (folder / "other.toml").write_text(
        'name = "x"\n[outliers]\nmixture = "drawn.safetensors"\nnetwork = "watermarks.onnx"'
    )
    with pytest.raises(ModelError, match="was fitted on what test_byobnet@"):
        Filter(folder / "other.toml", LIMITS)


def test_what_judges_never_loads_torch(rules: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from media.decoding import Limits; from model.filtering import Filter;"
        "import model.screening;"
        f"f = Filter(Path({str(rules)!r}), Limits(10**6, 10**6, 9), 1); print([r.stage for r in f.judge([bytes])]);"
        "print(sorted({'torch', 'timm', 'sklearn'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["['decoding']", "[]"]
