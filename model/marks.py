"""Marks: watermarks of several kinds drawn over pictures, to learn from, with one kind held out to test on.

A mark is drawn on a transparent layer of the picture's size and laid over it: words, a row of words over all of it, an
emblem, faint words along the diagonal, small words in a corner, a band with words, or words of which only the outline
is seen. Size, place, colour, turn and how far the picture shines through are drawn at random.
"""

import math
import random
import string
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFont

from taggy.errors import InputError

WORDS = (
    "sample",
    "preview",
    "proof",
    "copyright",
    "stock",
    "not for resale",
    "draft",
    "studio",
    "photo",
    "art",
    "demo",
)
ENDS = (".com", ".net", ".org", ".art", "")
SMALLEST = 9  # pixels of a letter's height
VISIBLE = 6  # of 255: what differs by no more nobody sees
PLAIN = 16  # what differs by more anybody sees
SEEN = 0.5  # share of what a mark covers that anybody must see, or it is drawn again
TRIES = 20
Colour = tuple[int, int, int, int]


def mark_picture(picture: Image.Image, kind: str, dice: random.Random) -> Image.Image:
    """Return an RGB picture with a mark of a kind over it.

    Raises:
        InputError: there is no such kind.
    """
    if kind not in KINDS:
        raise InputError(f"There is no kind of mark {kind!r}. There are: {', '.join(KINDS)}.")
    under = picture.convert("RGB")
    for _ in range(TRIES):
        layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        KINDS[kind](layer, dice, _choose_grey(picture, dice))
        marked = Image.alpha_composite(under.convert("RGBA"), layer).convert("RGB")
        if _is_seen(under, marked, layer):
            break
    return marked


def find_mark(clean: Image.Image, marked: Image.Image, visible: int = VISIBLE) -> Image.Image:
    """Find where two RGB pictures of one size differ by more than is `visible`, of 255: a grey picture of 0 and 255."""
    red, green, blue = ImageChops.difference(clean, marked).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.point([255 * (value > visible) for value in range(256)])


def _is_seen(clean: Image.Image, marked: Image.Image, layer: Image.Image) -> bool:
    """Tell whether enough of what a mark covers can be seen: it could have been laid over its own colour."""
    covered = layer.getchannel("A").point([255 * (value > VISIBLE) for value in range(256)])
    return find_mark(clean, marked, PLAIN).histogram()[255] >= SEEN * covered.histogram()[255]


def _choose_grey(picture: Image.Image, dice: random.Random) -> int:
    """Choose a brightness that stands out of the picture's middle: on a pale one dark, and the other way round."""
    middle = picture.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(middle, int)  # noqa: S101 - a grey picture has one number a pixel
    return dice.randint(0, 90) if middle > 127 else dice.randint(170, 255)  # noqa: PLR2004 - half of 255


def _tint(grey: int, dice: random.Random, lowest: float, highest: float) -> Colour:
    """Make a colour near a grey, that covers between two shares of what is behind it."""
    red, green, blue = (min(255, max(0, grey + dice.randint(-40, 40))) for _ in range(3))
    return red, green, blue, round(255 * dice.uniform(lowest, highest))


def _say(dice: random.Random) -> str:
    name = "".join(dice.choices(string.ascii_lowercase, k=dice.randint(3, 8)))
    said = dice.choice([dice.choice(WORDS), f"© {name}", name + dice.choice(ENDS), f"{dice.choice(WORDS)} {name}"])
    return dice.choice([said, said.upper(), said.title()])


def _write(text: str, high: float, colour: Colour, outline: int = 0) -> Image.Image:
    """Write a text on a layer of its own, as small as it may be."""
    font = ImageFont.load_default(max(SMALLEST, high))
    left, top, right, bottom = font.getbbox(text, stroke_width=outline)
    layer = Image.new("RGBA", (math.ceil(right - left) + 2, math.ceil(bottom - top) + 2), (*colour[:3], 0))
    canvas, place = ImageDraw.Draw(layer), (1 - left, 1 - top)
    if outline:
        canvas.text(place, text, font=font, fill=(*colour[:3], 0), stroke_width=outline, stroke_fill=colour)
    else:
        canvas.text(place, text, font=font, fill=colour)
    return layer


def _fit(text: str, width: float, colour: Colour, outline: int = 0) -> Image.Image:
    """Write a text about so wide."""
    plain = ImageFont.load_default(40).getlength(text)
    return _write(text, 40 * width / plain, colour, outline)


def _lay(layer: Image.Image, mark: Image.Image, left: float, top: float) -> None:
    """Lay a mark onto a layer; what hangs over its edge is cut off."""
    whole = Image.new("RGBA", layer.size, (0, 0, 0, 0))
    whole.paste(mark, (round(left), round(top)))
    layer.alpha_composite(whole)


def _lay_anywhere(layer: Image.Image, mark: Image.Image, dice: random.Random) -> None:
    _lay(
        layer,
        mark,
        dice.uniform(0, max(0, layer.width - mark.width)),
        dice.uniform(0, max(0, layer.height - mark.height)),
    )


def _turn(mark: Image.Image, degrees: float) -> Image.Image:
    return mark.rotate(degrees, Image.Resampling.BICUBIC, expand=True)


def _draw_words(layer: Image.Image, dice: random.Random, grey: int) -> None:
    mark = _fit(_say(dice), layer.width * dice.uniform(0.3, 0.8), _tint(grey, dice, 0.35, 0.9))
    _lay_anywhere(layer, _turn(mark, dice.uniform(-20, 20)), dice)


def _draw_tiles(layer: Image.Image, dice: random.Random, grey: int) -> None:
    word = _fit(_say(dice), layer.width * dice.uniform(0.15, 0.35), _tint(grey, dice, 0.2, 0.6))
    mark = _turn(word, dice.uniform(-45, 45))
    across, down = mark.width * dice.uniform(1.1, 1.6), mark.height * dice.uniform(1.1, 1.8)
    row, top = 0, -mark.height * dice.random()
    while top < layer.height:
        left = -mark.width * (0.5 if row % 2 else 1) * dice.uniform(0.8, 1)
        while left < layer.width:
            _lay(layer, mark, left, top)
            left += across
        row, top = row + 1, top + down


def _draw_emblem(layer: Image.Image, dice: random.Random, grey: int) -> None:
    side = max(SMALLEST, round(min(layer.size) * dice.uniform(0.15, 0.4)))
    colour = _tint(grey, dice, 0.35, 0.85)
    mark = Image.new("RGBA", (side, side), (*colour[:3], 0))
    canvas, line = ImageDraw.Draw(mark), max(2, side // dice.randint(10, 20))
    corners = dice.choice([0, 3, 4, 5, 6])
    if corners:
        canvas.regular_polygon((side / 2, side / 2, side / 2 - line), corners, outline=colour, width=line)
    else:
        canvas.ellipse((1, 1, side - 2, side - 2), outline=colour, width=line)
    letters = _fit("".join(dice.choices(string.ascii_uppercase, k=dice.randint(1, 3))), side * 0.4, colour)
    _lay(mark, letters, (side - letters.width) / 2, (side - letters.height) / 2)
    _lay_anywhere(layer, mark, dice)


def _draw_diagonal(layer: Image.Image, dice: random.Random, grey: int) -> None:
    length = math.hypot(*layer.size) * dice.uniform(0.55, 0.85)
    slope = math.degrees(math.atan2(layer.height, layer.width)) * dice.choice([-1, 1])
    mark = _turn(_fit(_say(dice), length, _tint(grey, dice, 0.15, 0.35)), slope)
    _lay(layer, mark, (layer.width - mark.width) / 2, (layer.height - mark.height) / 2)


def _draw_corner(layer: Image.Image, dice: random.Random, grey: int) -> None:
    mark = _fit(_say(dice), layer.width * dice.uniform(0.15, 0.35), _tint(grey, dice, 0.5, 1))
    edge = 0.02 * min(layer.size)
    left = dice.choice([edge, layer.width - mark.width - edge])
    _lay(layer, mark, left, dice.choice([edge, layer.height - mark.height - edge]))


def _draw_band(layer: Image.Image, dice: random.Random, grey: int) -> None:
    high = max(SMALLEST * 1.6, layer.height * dice.uniform(0.06, 0.14))
    top = dice.choice([0, layer.height - high, dice.uniform(0, layer.height - high)])
    ImageDraw.Draw(layer).rectangle((0, top, layer.width, top + high), fill=_tint(grey, dice, 0.3, 0.8))
    mark = _write(_say(dice), high * 0.6, _tint(255 - grey, dice, 0.7, 1))
    _lay(layer, mark, (layer.width - mark.width) * dice.choice([0.03, 0.5, 0.97]), top + (high - mark.height) / 2)


def _draw_outline(layer: Image.Image, dice: random.Random, grey: int) -> None:
    wide = layer.width * dice.uniform(0.4, 0.9)
    mark = _fit(_say(dice), wide, _tint(grey, dice, 0.3, 0.8), max(1, round(wide / 150)))
    _lay_anywhere(layer, _turn(mark, dice.uniform(-30, 30)), dice)


KINDS: dict[str, Callable[[Image.Image, random.Random, int], None]] = {
    "words": _draw_words,
    "tiled": _draw_tiles,
    "logo": _draw_emblem,
    "diagonal": _draw_diagonal,
    "corner": _draw_corner,
    "band": _draw_band,
    "outline": _draw_outline,
}
