"""The sample collection: pictures drawn here, whose contents are known, with some deliberately wrong tags."""

import json
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

from media.files import place_file

SIZE = 192
COLOURS = {
    "red": (214, 48, 49),
    "green": (39, 150, 80),
    "blue": (41, 98, 214),
    "yellow": (240, 196, 25),
    "purple": (126, 64, 170),
    "orange": (236, 124, 28),
}
SIDES = {"triangle": 3, "square": 4, "hexagon": 6}
SHAPES = ("circle", "triangle", "square", "hexagon", "star")
COUNTS = {1: "count:one", 2: "count:two", 3: "count:three"}
BACKGROUNDS = ((250, 248, 243), (231, 238, 243), (42, 46, 54))
DESCRIPTIONS = {
    **{colour: f"Everything that is drawn is {colour}; the background does not count." for colour in COLOURS},
    "circle": "Only circles are drawn.",
    "triangle": "Only triangles are drawn: three straight sides.",
    "square": "Only squares are drawn, turned or not.",
    "hexagon": "Only hexagons are drawn: six straight sides.",
    "star": "Only stars with five points are drawn.",
    "count:one": "There is exactly one shape.",
    "count:two": "There are exactly two shapes.",
    "count:three": "There are exactly three shapes.",
    "animated": "The picture moves.",
}
ROUNDS = 4
WRONG_SHARE = 0.06
ANIMATED_EVERY = 24
FRAMES = 8


@dataclass(frozen=True)
class SamplePicture:
    """A drawn picture: its file, the tags that are true of it, and the tags that it is given."""

    file_name: str
    truth: frozenset[str]
    claimed: frozenset[str]


def draw_sample(folder: Path, progress: Callable[[int, int], None], seed: int = 20) -> list[SamplePicture]:
    """Draw the sample into a folder, as pictures and a `metadata.jsonl`.

    The same seed draws the same files, and those that are there already stay as they are. Every colour is drawn in
    every shape and count, `ROUNDS` times over. One picture in 24 is an animated GIF. In about 6 % of the pictures one
    tag is wrong: the colour or the shape of another.
    """
    dice = random.Random(seed)  # noqa: S311 - a drawing that can be repeated, no secret
    folder.mkdir(parents=True, exist_ok=True)
    plan = [(c, s, n) for _ in range(ROUNDS) for c in COLOURS for s in SHAPES for n in COUNTS]
    dice.shuffle(plan)
    pictures = []
    for number, (colour, shape, count) in enumerate(plan):
        animated = number % ANIMATED_EVERY == 0
        name = f"{number:03d}.{'gif' if animated else 'png'}"
        truth = frozenset({colour, shape, COUNTS[count]} | ({"animated"} if animated else set()))
        pictures.append(SamplePicture(name, truth, _mistag(truth, colour, shape, dice)))
        _draw_picture(folder / name, colour, shape, count, dice, animated=animated)
        progress(number + 1, len(plan))
    lines = [json.dumps({"file_name": p.file_name, "tags": sorted(p.claimed)}) for p in pictures]
    (folder / "metadata.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    truths = [json.dumps({"file_name": p.file_name, "truth": sorted(p.truth)}) for p in pictures]
    (folder.parent / "truth.jsonl").write_text("\n".join(truths) + "\n", encoding="utf-8")
    return pictures


def _mistag(truth: frozenset[str], colour: str, shape: str, dice: random.Random) -> frozenset[str]:
    """Give the picture its true tags, or now and then one wrong one among them."""
    if dice.random() >= WRONG_SHARE:
        return truth
    right, others = (colour, list(COLOURS)) if dice.random() < 1 / 2 else (shape, list(SHAPES))
    others.remove(right)
    return truth - {right} | {dice.choice(others)}


def _draw_picture(path: Path, colour: str, shape: str, count: int, dice: random.Random, *, animated: bool) -> None:
    background = dice.choice(BACKGROUNDS)
    tint: tuple[int, ...] = tuple(min(255, max(0, c + dice.randint(-14, 14))) for c in COLOURS[colour])
    radius = dice.uniform(0.8, 1.0) * SIZE / (3.2 if count == 1 else 4.6)
    spots = _place(count, dice)
    angle = dice.uniform(0, 2 * math.pi)
    if path.exists():  # drawn before: a new date would make every picture one that changed
        return
    frames = []
    for frame in range(FRAMES if animated else 1):
        picture = Image.new("RGB", (SIZE * 2, SIZE * 2), background)
        canvas = ImageDraw.Draw(picture)
        for x, y in spots:
            turned = angle + 2 * math.pi * frame / FRAMES
            bounce = 0.08 * SIZE * math.sin(2 * math.pi * frame / FRAMES) if animated else 0
            _draw_shape(canvas, shape, (2 * x, 2 * (y + bounce)), 2 * radius, turned, tint)
        frames.append(picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS))
    with place_file(path) as file:
        if animated:
            frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=90, loop=0)
        else:
            frames[0].save(file, "PNG")


def _place(count: int, dice: random.Random) -> list[tuple[float, float]]:
    """Place shapes so that they do not touch: around the middle, turned at random."""
    if count == 1:
        return [(SIZE / 2 + dice.uniform(-12, 12), SIZE / 2 + dice.uniform(-12, 12))]
    turn = dice.uniform(0, 2 * math.pi)
    reach = SIZE * 0.27
    angles = [turn + 2 * math.pi * n / count for n in range(count)]
    return [(SIZE / 2 + reach * math.cos(a), SIZE / 2 + reach * math.sin(a)) for a in angles]


def _draw_shape(
    canvas: ImageDraw.ImageDraw,
    shape: str,
    middle: tuple[float, float],
    radius: float,
    angle: float,
    tint: tuple[int, ...],
) -> None:
    x, y = middle
    if shape == "circle":
        canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tint)
        return
    corners = 10 if shape == "star" else SIDES[shape]
    points = []
    for corner in range(corners):
        reach = radius * (0.45 if shape == "star" and corner % 2 else 1.0)
        at = angle + 2 * math.pi * corner / corners
        points.append((x + reach * math.cos(at), y + reach * math.sin(at)))
    canvas.polygon(points, fill=tint)
