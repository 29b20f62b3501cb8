"""`taggy watermarks` as it is typed."""

from pathlib import Path

import pytest

from model.served import Served
from taggy.errors import InputError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.drawings import draw_all


def test_marks_are_drawn_and_a_detector_trained_from_a_folder(
    taggy: Taggy, tmp_path: Path, server_settings: Settings
) -> None:
    (tmp_path / "pictures").mkdir()
    for number, (content, _) in enumerate(draw_all(24).values()):
        (tmp_path / "pictures" / f"{number}.png").write_bytes(content)
    said = taggy("watermarks", "draw", str(tmp_path / "pictures"), str(tmp_path / "examples"), "--copies", "2").stdout
    assert said == "24 pictures drawn, each clean and 2 times marked; 0 could not be read.\n"
    (tmp_path / "examples" / "clean" / "torn.png").write_bytes(b"torn")
    done = taggy("watermarks", "train", str(tmp_path / "examples"), "--name", "marks", "--looks", "120")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("Of ")
    assert [line.split("  ")[-1] for line in lines[1:3]] == [
        "of the marked ones are missed",
        "of the clean ones are refused",
    ]
    assert "torn.png" in lines[3]
    served = Served(server_settings.home / "filters" / "marks.onnx", 1)
    assert served.facts.key.startswith("watermarks by taggy_marks@")
    assert served.facts.preprocessing["input_size"] == [3, 96, 96]
    with pytest.raises(InputError, match="0 pictures; 20 at least"):
        taggy("watermarks", "train", str(tmp_path / "pictures"))
