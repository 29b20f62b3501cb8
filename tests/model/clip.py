"""A tiny network that reads and sees, at random weights, which open_clip is told of."""

import json
from pathlib import Path

import open_clip
import torch
from safetensors.torch import save_file

NAME = "open_clip/tiny-clip"
CONFIG = {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "head_width": 16, "patch_size": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 2, "layers": 1},
}


def make_clip(folder: Path) -> tuple[Path, Path]:
    """Make open_clip know it; return the files of its configuration and of its weights."""
    named, weights = folder / "tiny-clip.json", folder / "w.safetensors"
    named.write_text(json.dumps(CONFIG))
    open_clip.add_model_config(named)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network = open_clip.CLIP(**CONFIG)
    save_file({name: values.contiguous() for name, values in network.state_dict().items()}, weights)
    return named, weights
