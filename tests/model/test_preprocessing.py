"""Preprocessing without torch: the same numbers as timm's own transforms."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from timm.data.transforms_factory import create_transform

from model.preprocessing import FILTERS, MODES, prepare_picture
from taggy.errors import ModelError

PREPROCESSING = st.fixed_dictionaries(
    {
        "input_size": st.sampled_from([(3, 32, 32), (3, 24, 40), (3, 33, 17)]),
        "interpolation": st.sampled_from(FILTERS),
        "mean": st.sampled_from([(0.485, 0.456, 0.406), (0.5, 0.5, 0.5), (0.0, 0.0, 0.0)]),
        "std": st.sampled_from([(0.229, 0.224, 0.225), (1.0, 1.0, 1.0)]),
        "crop_pct": st.sampled_from([0.875, 0.9, 0.95, 1.0]),
        "crop_mode": st.sampled_from(MODES),
    }
)


@settings(max_examples=150)
@given(
    preprocessing=PREPROCESSING,
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    dice=st.randoms(use_true_random=False),
)
def test_it_is_timms_own(preprocessing: dict[str, Any], width: int, height: int, dice: Any) -> None:
    picture = Image.frombytes("RGB", (width, height), dice.randbytes(3 * width * height))
    try:
        expected = create_transform(**preprocessing, is_training=False)(picture).numpy()
    except ValueError:
        assert preprocessing["crop_mode"] == "border"  # timm scales a very narrow picture to nothing
        assert np.isfinite(prepare_picture(picture, preprocessing)).all()
        return
    prepared = prepare_picture(picture, preprocessing)
    assert prepared.dtype == np.float32
    np.testing.assert_allclose(prepared, expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("change", [{"crop_mode": "random"}, {"interpolation": "magic"}])
def test_what_is_not_known_is_refused(change: dict[str, str]) -> None:
    known: dict[str, Any] = {"input_size": (3, 8, 8), "mean": (0, 0, 0), "std": (1, 1, 1), "crop_pct": 1.0}
    known |= {"crop_mode": "center", "interpolation": "bicubic"}
    with pytest.raises(ModelError, match="TAGGY_RUNTIME=torch"):
        prepare_picture(Image.new("RGB", (9, 9)), known | change)
