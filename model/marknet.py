"""A small network that learns watermarks from nothing: it tells of each cell of a picture how likely a mark is there.

It looks at a picture and at how each pixel differs from those around it, where faint differences count as much as
strong ones: a mark lets most of the picture through. It does so at half the side with all detail (four pixels are one
with four times the channels), makes cells of 8 by 8 pixels, looks from cells of 16 by 16 at what is far around, and
brings both together: whether letters are a mark depends on where they stand. A picture is described by its strongest
answers: the means of the 1, 4, 16 and 64 strongest and of all. So what a mark looks like is learned cell by cell,
whatever its size, place and kind. Importing this module makes timm know it by name.
"""

from typing import Any

import torch
from timm.models import generate_default_cfgs, register_model
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate

NAME = "taggy_marks"
NEAR = (  # channels before and after, stride, and how far apart the nine pixels are that are looked at
    (24, 32, 1, 1),
    (32, 64, 2, 1),
    (64, 64, 1, 1),
    (64, 64, 1, 1),
    (64, 96, 2, 1),
    (96, 96, 1, 1),
    (96, 96, 1, 1),
)
FAR = ((96, 128, 2, 1), (128, 128, 1, 1), (128, 128, 1, 1), (128, 128, 1, 2))
FAINT = 8.0  # how much faint differences count: one of a sixteenth of all brightness as much as most
STRONGEST = (1, 4, 16, 64)

default_cfgs = generate_default_cfgs(
    {
        NAME: {
            "input_size": (3, 192, 192),
            "crop_pct": 1.0,
            "crop_mode": "border",
            "interpolation": "bilinear",
            "mean": (0.5, 0.5, 0.5),
            "std": (0.5, 0.5, 0.5),
            "first_conv": "near.1.convolution",
            "classifier": "",
            "license": "apache-2.0",
        }
    }
)


class Layer(nn.Module):
    """A convolution with batch normalisation, added to what it looks at where that has the same shape."""

    def __init__(self, before: int, after: int, stride: int, apart: int) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(before, after, 3, stride, apart, apart, bias=False)
        self.norm = nn.BatchNorm2d(after)
        self.adds = before == after and stride == 1

    def forward(self, seen: Tensor) -> Tensor:
        """Return what is seen then, n by `after` by height by width."""
        found: Tensor = self.norm(self.convolution(seen))
        return torch.relu(found + seen if self.adds else found)


class MarkNetwork(nn.Module):
    """The network, which returns a row of 5 numbers a picture; its sides are multiples of 16, 64 at least."""

    def __init__(self) -> None:
        super().__init__()
        wide = NEAR[-1][1]
        self.near = nn.Sequential(nn.PixelUnshuffle(2), *(Layer(*shape) for shape in NEAR))
        self.far = nn.Sequential(*(Layer(*shape) for shape in FAR), nn.Conv2d(FAR[-1][1], wide, 1))
        self.both = Layer(wide, wide, 1, 1)
        self.place = nn.Conv2d(wide, 1, 1)
        self.pretrained_cfg = default_cfgs[NAME].default.to_dict()

    def forward(self, pictures: Tensor) -> Tensor:
        """Return a row a picture."""
        return self.look(pictures)[0]

    def look(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Return a row a picture, and a logit a cell of whether a mark is there (n by 1 by cells by cells)."""
        around = avg_pool2d(pictures, 5, 1, 2, count_include_pad=False)
        faint = torch.tanh(FAINT * (pictures - around))
        near = self.near(torch.cat([pictures, faint], dim=1))
        far = interpolate(self.far(near), scale_factor=2.0)
        places = self.place(self.both(torch.relu(near + far)))
        cells = places.flatten(1)
        strongest = cells.topk(STRONGEST[-1]).values
        means = [strongest[:, :count].mean(1) for count in STRONGEST]
        return torch.stack([*means, cells.mean(1)], dim=1), places


@register_model
def taggy_marks(pretrained: bool = False, **_options: Any) -> nn.Module:  # noqa: ARG001 - it has no published weights
    """Make the network at random weights; timm's way to make one of its own."""
    return MarkNetwork()
