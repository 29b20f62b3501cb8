"""Pictures that tests draw for themselves: hills at dusk in several shapes, and a ball that rolls."""

import colorsys
import math
from pathlib import Path

from PIL import Image, ImageDraw

SIZES = [(960, 640), (640, 960), (192, 192), (1280, 560), (720, 720)]
FRAMES = 8


def draw_hills(number: int, size: tuple[int, int]) -> Image.Image:
    """Draw ridges under a low sun; each number gives another picture, always the same one."""
    width, height = size
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    hue = 0.55 + 0.37 * (number * 0.618 % 1)
    for y in range(height):
        depth = y / height
        draw.line([(0, y), (width, y)], fill=_mix(hue + 0.42 * depth, 0.55 - 0.2 * depth, 0.45 + 0.5 * depth))
    sun = (width * (0.25 + 0.5 * (number * 0.37 % 1)), height * 0.46, min(size) * 0.11)
    draw.ellipse([sun[0] - sun[2], sun[1] - sun[2], sun[0] + sun[2], sun[1] + sun[2]], fill=(255, 238, 196))
    for ridge in range(4):
        points = [(x, height * _ridge(x / width, ridge, number)) for x in range(0, width + 8, 8)]
        fill = _mix(hue + 0.08, 0.42, 0.44 - 0.1 * ridge)
        draw.polygon([(0, height), *points, (width, height)], fill=fill)
    return picture


def _ridge(x: float, ridge: int, number: int) -> float:
    swell = 0.06 * math.sin(6 * x * (1 + 0.3 * ridge) + number * 1.7 + ridge)
    return 0.56 + 0.12 * ridge + swell + 0.02 * math.sin(19 * x + number + 2 * ridge)


def _mix(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def draw_ball() -> list[Image.Image]:
    """Draw a ball that rolls from left to right, a frame each step."""
    frames = []
    for step in range(FRAMES):
        frame = Image.new("RGB", (320, 240), (24, 32, 60))
        left = 20 + step * 30
        ImageDraw.Draw(frame).ellipse([left, 80, left + 70, 150], fill=(250, 210, 120))
        frames.append(frame)
    return frames


def save_pictures(folder: Path, count: int) -> list[str]:
    """Save so many still pictures, and one animation last, and return their file names."""
    names = []
    for number in range(count):
        names.append(f"hills-{number}.png")
        draw_hills(number, SIZES[number % len(SIZES)]).save(folder / names[-1])
    first, *rest = draw_ball()
    first.save(folder / "ball.gif", save_all=True, append_images=rest, duration=80, loop=0)
    return [*names, "ball.gif"]
