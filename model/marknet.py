"""A small network that learns watermarks from nothing: where one is, cell by cell, and then whether there is one.

Seven convolutions, each with batch normalisation, make cells of 32 by 32 pixels with 96 channels each; of a cell one
more tells how likely a mark is there. A picture is described by the strongest answer and the mean of each channel and
of that. Importing this module makes timm know it by name.
"""

from typing import Any

import torch
from timm.models import generate_default_cfgs, register_model
from torch import Tensor, nn

NAME = "taggy_marks"
LAYERS = ((3, 24, 7, 4), (24, 32, 3, 2), (32, 48, 3, 1), (48, 64, 3, 2), (64, 64, 3, 1), (64, 96, 3, 2), (96, 96, 3, 1))

default_cfgs = generate_default_cfgs(
    {
        NAME: {
            "input_size": (3, 224, 224),
            "crop_pct": 1.0,
            "crop_mode": "squash",
            "interpolation": "bilinear",
            "mean": (0.5, 0.5, 0.5),
            "std": (0.5, 0.5, 0.5),
            "first_conv": "layers.0",
            "classifier": "",
            "license": "apache-2.0",
        }
    }
)


class MarkNetwork(nn.Module):
    """The network, which returns a row of 194 numbers a picture."""

    def __init__(self) -> None:
        super().__init__()
        parts: list[nn.Module] = []
        for before, after, side, stride in LAYERS:
            parts += [nn.Conv2d(before, after, side, stride, side // 2, bias=False), nn.BatchNorm2d(after), nn.ReLU()]
        self.layers = nn.Sequential(*parts)
        self.place = nn.Conv2d(LAYERS[-1][1], 1, 1)
        self.pretrained_cfg = default_cfgs[NAME].default.to_dict()

    def forward(self, pictures: Tensor) -> Tensor:
        """Return a row a picture."""
        return self.look(pictures)[0]

    def look(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return a row a picture, and a logit a cell of whether a mark is there (n by 1 by cells by cells)."""
        seen = self.layers(pictures)
        places = self.place(seen)
        both = torch.cat([seen, places], dim=1)
        return torch.cat([both.amax((2, 3)), both.mean((2, 3))], dim=1), places


@register_model
def taggy_marks(pretrained: bool = False, **_options: Any) -> nn.Module:  # noqa: ARG001 - it has no published weights
    """Make the network at random weights; timm's way to make one of its own."""
    return MarkNetwork()
