"""A report as one HTML page that needs nothing else, and its tables as CSV."""

import base64
import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from PIL import Image

from graph.connection import Graph
from graph.images import list_images, may_show
from media.store import MediaStore
from media.thumbnails import open_still
from taggy.errors import DiskError, MediaError, MissingMediaError

PIXELS = 128
ROUGH = 0.001


@dataclass(frozen=True)
class Table:
    """A table with what it says; `name` is that of its CSV file."""

    name: str
    title: str
    says: str
    columns: list[str]
    rows: list[list[Any]]


@dataclass(frozen=True)
class Plot:
    """A drawing as SVG, and what it says."""

    says: str
    svg: str


@dataclass(frozen=True)
class Shown:
    """A picture with what is said of it; without a `source`, a data: address, it may not or cannot be shown."""

    image: str
    says: str
    source: str | None


@dataclass(frozen=True)
class Report:
    """Everything that a page shows, in order."""

    title: str
    facts: list[tuple[str, str]]
    missing: list[str]
    tables: list[Table]
    plots: list[Plot]
    pictures: list[Shown]


def render_report(report: Report) -> str:
    """Write a report as HTML: no script, nothing fetched, every word escaped."""
    loader = PackageLoader("model", ".")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters["cell"] = write_cell
    return pages.get_template("report.html.j2").render(report=report)


def write_report(report: Report, page: Path, folder: Path | None = None) -> None:
    """Write a report's page and, where a folder is given, its tables.

    Raises:
        DiskError: a file cannot be written.
    """
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(render_report(report), encoding="utf-8")
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for table in report.tables:
                _write_csv(table, folder / f"{table.name}.csv")
    except OSError as error:
        raise DiskError(f"The report cannot be written to {error.filename} ({error.strerror}).") from error


def _write_csv(table: Table, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        for row in table.rows:
            writer.writerow([json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v for v in row])


def write_cell(value: Any) -> str:
    """Write a value for people: absent as a dash, shares with three digits."""
    match value:
        case None | "":
            return "–"  # noqa: RUF001 - a dash, no minus
        case float():
            return f"{value:.3f}" if abs(value) >= ROUGH or not value else f"{value:.1e}"
        case list():
            return ", ".join(map(str, value))
        case _:
            return str(value)


async def show_pictures(graph: Graph, home: Path, said: Sequence[tuple[str, str]]) -> list[Shown]:
    """Make small pictures of (image, what is said of it); what is withheld or may be NSFW is never among them."""
    known = await list_images(graph, sorted({image for image, _ in said}))
    allowed = {image.id for image in known if may_show(image, nsfw=False)}
    with MediaStore(home) as store:
        show = partial(_embed, store)
        return [Shown(image, says, show(image) if image in allowed else None) for image, says in said]


def _embed(store: MediaStore, image: str) -> str | None:
    try:
        still = open_still(store, image)
    except (MediaError, MissingMediaError):
        return None
    still.thumbnail((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    content = BytesIO()
    still.save(content, "WEBP", quality=75)
    return f"data:image/webp;base64,{base64.b64encode(content.getvalue()).decode()}"
