"""Pictures embedded per second, against a plain loop with timm, and by other networks.

    python -m benchmarks.embedding [--quick] [--backbone NAME] [--networks]

Both sides: the same clip art (`../shared/clipart`), the same network at random weights (which are as fast as
others), its own preprocessing by timm, the same threads, and a list of numbers a picture as the result. The loop is a
DataLoader with a Dataset that opens a file by Pillow and turns it into RGB; it gets the best of some batch sizes and
workers, found on a part of the pictures before. Ours reads from the media store, checks each picture's digest, and
looks at every format; `written` also keeps the vectors in Neo4j, with their index. The sides take turns, five runs,
each in a process of its own that has embedded sixteen pictures before: in one process, what one side did decides how
fast the other gets its memory and its threads.

`--networks` measures instead how fast each network of docs/backbones.md is by ours.
"""

import asyncio
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import product
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from benchmarks.runs import RUNS, make_parser, measure_spread, print_settings, print_table
from graph.connection import Graph, open_graph
from graph.migrations import ensure_schema
from media.store import MediaStore
from model.backbones import RECOMMENDED, Backbone, create_network, find_preprocessing
from model.embedders import PAGE, embed_collection
from model.embedding import FITS, TorchEmbedder
from model.pictures import WORKERS, open_reader
from model.steps import take_steps
from taggy.settings import Settings

CLIPART = Path("../shared/clipart")
ADVISED = RECOMMENDED[0]


IMAGES = "UNWIND $images AS id CREATE (:Image {id: id, mime: 'image/png', nsfw: 'unknown', withheld: []})"


@dataclass(frozen=True)
class Size:
    """How much is measured: pictures, pictures to choose the loop's settings by, and runs."""

    pictures: int
    chosen_by: int
    runs: int
    batches: tuple[int, ...]
    workers: tuple[int, ...]


FULL = Size(256, 96, RUNS, (4, 8, 16, 32, 64), (0, 1, 2))
QUICK = Size(96, 48, 2, (32,), (0, 2))


class Files(Dataset[Tensor]):
    """Pictures of a folder, made ready as timm says."""

    def __init__(self, files: Sequence[Path], backbone: Backbone) -> None:
        self.files, self.backbone = files, backbone

    def __len__(self) -> int:
        """Count the pictures."""
        return len(self.files)

    def __getitem__(self, number: int) -> Tensor:
        """Read one."""
        with Image.open(self.files[number]) as picture:
            return self.backbone.prepare(picture.convert("RGB"))


async def ignore(step: str, done: int, total: int, cursor: str = "") -> None:
    """Report progress to nobody."""


def make_backbone(name: str) -> Backbone:
    """Make a network at random weights."""
    network = create_network(name)
    return Backbone(name, [network], find_preprocessing(network))


def run_loop(backbone: Backbone, files: Sequence[Path], batch: int, workers: int) -> float:
    """Embed by a plain loop; return pictures per second."""
    began = time.perf_counter()
    rows: list[list[float]] = []
    with torch.inference_mode():
        for pictures in DataLoader(Files(files, backbone), batch_size=batch, num_workers=workers):
            rows += backbone.networks[0](pictures).tolist()
    return len(rows) / (time.perf_counter() - began)


async def run_ours(backbone: Backbone, images: list[str], home: Path) -> float:
    """Embed without the graph; return pictures per second."""
    embedder = TorchEmbedder(backbone, "cpu")
    began = time.perf_counter()
    seen = 0
    with open_reader(home) as read:
        for start in range(0, len(images), PAGE):
            page = images[start : start + PAGE]
            seen += len(await take_steps("", len(images), embedder.embed(page, read, {}, start), ignore))
    return seen / (time.perf_counter() - began)


def run_alone(measure: Callable[..., float], *given: object) -> float:
    """Measure in a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, *given).result()


def measure_loop(name: str, files: Sequence[Path], batch: int, workers: int) -> float:
    """Measure the plain loop; return pictures per second."""
    backbone = make_backbone(name)
    run_loop(backbone, files[:16], batch, 0)
    return run_loop(backbone, files, batch, workers)


def measure_ours(name: str, images: list[str], home: Path) -> float:
    """Measure ours without the graph; return pictures per second."""
    backbone = make_backbone(name)
    asyncio.run(run_ours(backbone, images[:16], home))
    return asyncio.run(run_ours(backbone, images, home))


def measure_written(name: str, images: list[str], home: Path) -> float:
    """Measure ours with the graph; return pictures per second."""

    async def run() -> float:
        backbone = make_backbone(name)
        await run_ours(backbone, images[:16], home)
        async with open_graph(Settings(home=home)) as graph:
            return await run_written(graph, backbone, images, home)

    return asyncio.run(run())


async def run_written(graph: Graph, backbone: Backbone, images: list[str], home: Path) -> float:
    """Embed into the graph; return pictures per second."""
    await graph.driver.execute_query("MATCH (n:Embedding) DETACH DELETE n", database_=graph.database)
    began = time.perf_counter()
    with open_reader(home) as read:
        skipped = await embed_collection(graph, TorchEmbedder(backbone, "cpu"), read, ignore)
    return (len(images) - len(skipped)) / (time.perf_counter() - began)


@contextmanager
def keep_pictures(files: Sequence[Path]) -> Iterator[tuple[Path, list[str]]]:
    """Keep copies of the pictures in a store of their own."""
    with tempfile.TemporaryDirectory() as folder:
        images = []
        with MediaStore(Path(folder)) as store:
            for file in files:
                content = file.read_bytes()
                images.append(sha256(content).hexdigest())
                with file.open("rb") as stream:
                    store.add_copy(images[-1], stream)
        yield Path(folder), images


def list_files(count: int) -> list[Path]:
    """List different pictures, evenly over the folder."""
    files = {sha256(file.read_bytes()).digest(): file for file in sorted(CLIPART.glob("*.png"))}
    distinct = list(files.values())
    return distinct[:: max(1, len(distinct) // count)][:count]


async def compare(name: str, size: Size) -> None:
    """Compare the two sides."""
    files = list_files(size.pictures)
    tried = {
        (batch, workers): run_alone(measure_loop, name, files[: size.chosen_by], batch, workers)
        for batch, workers in product(size.batches, size.workers)
    }
    batch, workers = max(tried, key=lambda settings: tried[settings])
    sides: dict[str, list[float]] = {"timm's loop": [], "ours": [], "ours, written": []}
    with keep_pictures(files) as (home, images):
        async with open_graph(Settings(home=home)) as graph:
            await ensure_schema(graph)
            await graph.driver.execute_query(IMAGES, {"images": images}, database_=graph.database)
            for _ in range(size.runs):
                sides["timm's loop"].append(run_alone(measure_loop, name, files, batch, workers))
                sides["ours"].append(run_alone(measure_ours, name, images, home))
                sides["ours, written"].append(run_alone(measure_written, name, images, home))
    print_settings(
        {
            "network": f"{name} at random weights, float32, CPU",
            "pictures": f"{len(files)} of {CLIPART}",
            "torch threads": torch.get_num_threads(),
            "timm's loop": f"batch {batch}, {workers} workers: the best of {sorted(tried)}",
            "ours": f"{FITS} at once, {WORKERS} threads decode as many before",
            "load": os.getloadavg(),
        }
    )
    loop = sides["timm's loop"]
    print_table(
        "Pictures per second: median (lowest-highest) of the runs, and against the loop of the same turn",
        ["side", "pictures/s", "ratio"],
        [
            [side, measure_spread(rates), measure_spread([a / b for a, b in zip(rates, loop, strict=True)])]
            for side, rates in sides.items()
        ],
    )


async def compare_networks(size: Size) -> None:
    """Measure the advised networks by ours."""
    rows = []
    with keep_pictures(list_files(size.chosen_by)) as (home, images):
        for name in RECOMMENDED:
            backbone = make_backbone(name)
            await run_ours(backbone, images[:16], home)
            rates = [await run_ours(backbone, images, home) for _ in range(size.runs)]
            rows.append([name, measure_spread(rates)])
    print_settings({"torch threads": torch.get_num_threads(), "pictures": size.chosen_by, "load": os.getloadavg()})
    print_table("Pictures per second by ours", ["network", "pictures/s"], rows)


def main() -> None:
    """Measure, and print a table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--backbone", default=ADVISED, help="a network of timm")
    parser.add_argument("--networks", action="store_true", help="measure the advised networks instead")
    asked = parser.parse_args()
    size = QUICK if asked.quick else FULL
    torch.manual_seed(1)
    asyncio.run(compare_networks(size) if asked.networks else compare(asked.backbone, size))


if __name__ == "__main__":
    main()
