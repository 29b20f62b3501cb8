"""Folders of drawn pictures, a sub-folder a class, and a class network at random weights."""

import random
from collections.abc import Sequence
from pathlib import Path

import torch

from model.classes import ClassFacts, Classifier, create_class_network, make_classifier
from tests.model.drawings import COLOURS, draw_picture
from tests.model.portable import make_backbone

NETWORK = "test_byobnet"
CLASSES = ("blue", "green", "red")


def draw_folder(folder: Path, each: int, wrong: int = 0, classes: Sequence[str] = CLASSES, seed: int = 5) -> set[str]:
    """Draw circles and crosses of a colour into the folder of the colour; return the paths of what is in a wrong one.

    `each` are drawn of a class; `wrong` of them lie in the folder of the class that follows.
    """
    dice = random.Random(seed)  # noqa: S311 - drawings that can be repeated
    misplaced = set()
    for number, colour in enumerate(classes):
        assert colour in COLOURS
        for row in range(each):
            shown = classes[(number + (row < wrong)) % len(classes)]
            path = folder / shown / f"{colour}{row:03}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(draw_picture(dice, colour, ("circle", "cross")[row % 2]))
            if shown != colour:
                misplaced.add(f"{shown}/{path.name}")
    return misplaced


def make_colours(suspect: Sequence[str] = ("red",)) -> Classifier:
    """Make a class network at random weights that tells colours at 64 by 64 pixels, as if it had learned to."""
    ready = make_backbone(NETWORK, input_size=(3, 64, 64)).preprocessing
    with torch.random.fork_rng():
        torch.manual_seed(6)
        network = create_class_network(f"classes:{NETWORK}:3")
    facts = ClassFacts(backbone=NETWORK, preprocessing=ready, classes=[*CLASSES], suspect=[*suspect])
    return make_classifier(facts, network)
