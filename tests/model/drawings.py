"""Drawn pictures whose tags are known, and a graph that holds them."""

import random
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from graph.connection import Graph
from graph.consensus import recompute_images
from media.store import MediaStore
from tests.seeds import add_images, add_tags, run

COLOURS = {"red": (205, 40, 40), "green": (40, 150, 60), "blue": (40, 60, 205)}
SHAPES = ("circle", "cross")
TAGS = (*COLOURS, *SHAPES)


def draw_picture(dice: random.Random, colour: str, shape: str) -> bytes:
    """Draw one shape of one colour somewhere on a pale ground, as PNG."""
    side, radius = 96, dice.randint(24, 34)
    picture = Image.new("RGB", (side, side), tuple(dice.randint(225, 255) for _ in range(3)))
    canvas, fill = ImageDraw.Draw(picture), COLOURS[colour]
    x, y = (dice.randint(radius, side - radius) for _ in range(2))
    if shape == "circle":
        canvas.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)
    else:
        canvas.rectangle((x - radius, y - 6, x + radius, y + 6), fill=fill)
        canvas.rectangle((x - 6, y - radius, x + 6, y + radius), fill=fill)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def draw_all(count: int) -> dict[str, tuple[bytes, set[str]]]:
    """Draw pictures: every colour in every shape, equally often; by id, with bytes and true tags."""
    dice = random.Random(7)  # noqa: S311 - drawings that can be repeated
    pairs = [(colour, shape) for colour in COLOURS for shape in SHAPES]
    drawn = {}
    for number in range(count):
        colour, shape = pairs[number % len(pairs)]
        content = draw_picture(dice, colour, shape)
        drawn[sha256(content).hexdigest()] = (content, {colour, shape})
    return drawn


async def import_drawn(graph: Graph, home: Path, drawn: dict[str, tuple[bytes, set[str]]]) -> None:
    """Put pictures into the store and the graph, with their true tags as claims of one source."""
    with MediaStore(home) as store:
        for image, (content, _) in drawn.items():
            store.add_copy(image, BytesIO(content))
    await add_images(graph, *sorted(drawn))
    await add_tags(graph, *TAGS)
    await claim_all(graph, [(image, tag) for image, (_, tags) in drawn.items() for tag in sorted(tags)])


async def claim_all(graph: Graph, pairs: Sequence[tuple[str, str]]) -> None:
    """Claim pairs and recompute them."""
    await run(
        graph,
        """UNWIND $pairs AS pair
           MATCH (i:Image {id: pair[0]}), (t:Tag {name: pair[1]})
           CREATE (i)-[:TAGGED {key: 'drawn|p|' + i.id + '|' + t.name, source: 'drawn', at: datetime()}]->(t)""",
        pairs=[list(pair) for pair in pairs],
    )
    await graph.write(lambda tx: recompute_images(tx, {image for image, _ in pairs}))


async def ignore(step: str, done: int, total: int, cursor: str = "") -> None:
    """Report progress to nobody."""
