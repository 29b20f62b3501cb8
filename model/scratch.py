"""A small network at random weights: where no backbone is named, fine-tuning begins from it, on small pictures.

It will know nothing but this collection, which is little; but nothing has to be fetched, and what it says of a picture
is out-of-fold through and through: neither the head nor the network beneath it learned from that picture.
"""

import torch

from model.backbones import Backbone, create_network, find_preprocessing
from model.course import Course
from model.smallnet import NAME

SIZE = 64
FROM_NOTHING = Course(rate=0.004, decay=1.0, warm=False)


def create_small_backbone(seed: int) -> Backbone:
    """Create the network; pictures are made ready small and whole, their longer side fitted."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = create_network(NAME)
    preprocessing = find_preprocessing(network) | {
        "input_size": (3, SIZE, SIZE),
        "crop_pct": 1.0,
        "crop_mode": "border",
    }
    return Backbone(NAME, [network], preprocessing)
