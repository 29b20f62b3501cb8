"""A small network to train from nothing: timm's `test_byobnet`, described by what its stages see on the way.

What its last stage sees after so little training says less of a picture than all of them do: of every stage's channels
the strongest answer, and of the two middle ones also the mean in each quarter of the picture, 1,272 numbers.
Importing this module makes timm know the network by name.
"""

from typing import Any

import timm
import torch
from timm.models import register_model
from torch import Tensor, nn
from torch.nn.functional import adaptive_avg_pool2d

NAME = "taggy_small"
MIDDLE = (2, 3)  # of the stem and the four stages


class SmallNetwork(nn.Module):
    """The network, which returns a row of numbers a picture."""

    def __init__(self, trunk: nn.Module) -> None:
        super().__init__()
        self.trunk = trunk
        self.pretrained_cfg = trunk.pretrained_cfg

    def forward(self, pictures: Tensor) -> Tensor:
        """Return a row a picture."""
        trunk: Any = self.trunk
        seen = [trunk.stem(pictures)]
        for stage in trunk.stages:
            seen.append(stage(seen[-1]))
        quarters = [adaptive_avg_pool2d(seen[number], 2).flatten(1) for number in MIDDLE]
        return torch.cat([*quarters, *(stage.amax((2, 3)) for stage in seen)], dim=1)


@register_model
def taggy_small(**options: Any) -> nn.Module:
    """Make the network at random weights; timm's way to make one of its own."""
    return SmallNetwork(timm.create_model("test_byobnet", **options))
