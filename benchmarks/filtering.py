"""The filter service: pictures a second against bare loops over ONNX Runtime, and its memory against torch's.

The filter asks all its questions: shape, colours, watermarks in quadrants and outliers, with the network of npm nsfwjs
(the head of the watermarks at random weights, the mixture fitted on the pictures themselves, nothing refused). The
pictures are drawn, PNG, 640 x 480. `networks alone` is a loop that only calls ONNX Runtime on pictures that lie decoded
and made ready in memory; `whole loop` decodes, makes ready and calls, one batch after another. Both take the batch that
is fastest on a trial with a few of the pictures, and the same number of threads. The three take turns, five runs each;
figures are medians, ratios are of one turn. Memory is that of a process that loads the networks and judges the trial's
pictures, by the filter or the same by torch and timm: resident afterwards, and the most that it ever was.

    python -m benchmarks.filtering [--quick]
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil
from PIL import Image, ImageDraw

from benchmarks.runs import RUNS, measure_spread, print_settings, print_table, read_quick
from media.decoding import Limits

SIZE = (640, 480)
BATCHES = (1, 4, 8, 16, 32)
PICTURES, QUICK, TRIAL = 128, 32, 64
LIMITS = Limits(10**8, 10**8, 100)
STATUS = Path("/proc/self/status")  # its peak is of this program alone, unlike that of getrusage
THREADS = 0  # as many as cores, for all sides
RULES = """
name = "all"
[shape]
shortest = 64
ratio = 4.0
[colours]
spread = 1.0
[watermarks]
network = "watermarks.onnx"
threshold = 0.9999999
[outliers]
mixture = "good.safetensors"
network = "good.onnx"
"""


def draw_all(count: int) -> list[bytes]:
    """Draw pictures of overlapping shapes."""
    dice = random.Random(7)  # noqa: S311 - drawings that can be repeated
    drawn = []
    for _ in range(count):
        picture = Image.new("RGB", SIZE, (dice.randint(0, 255), dice.randint(0, 255), dice.randint(0, 255)))
        canvas = ImageDraw.Draw(picture)
        for _ in range(40):
            x, y, side = dice.randint(0, SIZE[0]), dice.randint(0, SIZE[1]), dice.randint(10, 200)
            canvas.ellipse(
                (x, y, x + side, y + side), fill=(dice.randint(0, 255), dice.randint(0, 255), dice.randint(0, 255))
            )
        file = BytesIO()
        picture.save(file, "PNG")
        drawn.append(file.getvalue())
    return drawn


def write_filter(folder: Path, pictures: list[bytes]) -> None:
    """Write the filter and all that it names; in a process that then ends."""
    import torch  # noqa: PLC0415 - see the memory

    from model.backbones import load_backbone  # noqa: PLC0415 - see the memory
    from model.detectors import Detector, Trained, WatermarkFacts, double_preprocessing, save_detector  # noqa: PLC0415
    from model.mixtures import fit_outliers  # noqa: PLC0415 - as above
    from model.outliers import save_outliers  # noqa: PLC0415 - as above
    from model.served import Served  # noqa: PLC0415 - as above
    from model.serving import serve_backbone, serve_detector  # noqa: PLC0415 - as above

    torch.manual_seed(7)
    backbone = load_backbone("nsfwjs", None)
    facts = WatermarkFacts(
        backbone=backbone.name,
        revision=backbone.revision,
        preprocessing=double_preprocessing(backbone.preprocessing),
        threshold=0.5,
        missed=0,
        alarms=0,
        tested=0,
        learned=0,
    )
    trained = Trained(Detector(backbone.networks[0], backbone.width).eval(), facts, {})
    save_detector(trained, folder / "watermarks.safetensors")
    serve_detector(trained, folder / "watermarks.onnx")
    serve_backbone(backbone, folder / "good.onnx")
    eyes = Served(folder / "good.onnx", THREADS)
    seen = eyes.see([eyes.prepare(decode(content)) for content in pictures])
    save_outliers(fit_outliers(seen, "good", backbone.key, 0.9999), folder / "good.safetensors")
    (folder / "all.toml").write_text(RULES, encoding="utf-8")


def decode(content: bytes) -> Image.Image:
    """Decode a picture as RGB."""
    with Image.open(BytesIO(content)) as picture:
        return picture.convert("RGB")


def judge_by_filter(folder: Path, pictures: list[bytes]) -> Callable[[], object]:
    """Open the filter, and return what judges all pictures by it."""
    from model.filtering import Filter  # noqa: PLC0415 - see the memory

    filtering = Filter(folder / "all.toml", LIMITS, THREADS)
    return lambda: sum(row.stage == "outliers" for row in filtering.judge([partial(bytes, p) for p in pictures]))


def judge_by_torch(folder: Path, pictures: list[bytes]) -> Callable[[], object]:
    """Open the same networks in torch, and return what sees all pictures by them, eight at once."""
    import torch  # noqa: PLC0415 - see the memory

    from model.backbones import load_backbone  # noqa: PLC0415 - see the memory
    from model.detectors import load_detector  # noqa: PLC0415 - as above
    from model.preprocessing import prepare_picture  # noqa: PLC0415 - as above

    trained, backbone = load_detector(folder / "watermarks.safetensors"), load_backbone("nsfwjs", None)

    def see() -> None:
        for start in range(0, len(pictures), 8):
            frames = [decode(content) for content in pictures[start : start + 8]]
            for network, ready in (
                (trained.detector, trained.facts.preprocessing),
                (backbone.networks[0], backbone.preprocessing),
            ):
                with torch.inference_mode():
                    network(torch.from_numpy(np.stack([prepare_picture(frame, ready) for frame in frames])))

    return see


def serve_memory(pipe: Connection, way: str, folder: Path, pictures: list[bytes]) -> None:
    """Judge once in a process of its own, and tell the resident memory and its peak in MiB."""
    {"onnx": judge_by_filter, "torch": judge_by_torch}[way](folder, pictures)()
    gc.collect()
    peak = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    pipe.send((psutil.Process().memory_info().rss / 2**20, int(peak.split()[1]) / 2**10))


def measure_memory(way: str, folder: Path, pictures: list[bytes]) -> tuple[float, float]:
    """Measure what a way of judging takes of the memory, resident and at its peak."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=serve_memory, args=(theirs, way, folder, pictures))
    process.start()
    told: tuple[float, float] = ours.recv()
    process.join()
    return told


def open_loops(folder: Path, pictures: list[bytes]) -> tuple[Callable[[int, int], None], Callable[[int, int], None]]:
    """Return the two bare loops, each of a batch, over so many of the pictures."""
    from model.served import Served  # noqa: PLC0415 - see the memory

    networks = [Served(folder / name, THREADS) for name in ("watermarks.onnx", "good.onnx")]
    sessions = [(network._session, network._output) for network in networks]  # noqa: SLF001 - the bare session
    ready = [[network.prepare(decode(content)) for content in pictures] for network in networks]

    def run_alone(batch: int, count: int) -> None:
        for start in range(0, count, batch):
            for (session, output), frames in zip(sessions, ready, strict=True):
                session.run([output], {"pictures": np.stack(frames[start : min(start + batch, count)])})

    def run_whole(batch: int, count: int) -> None:
        for start in range(0, count, batch):
            frames = [decode(content) for content in pictures[start : min(start + batch, count)]]
            for network, (session, output) in zip(networks, sessions, strict=True):
                session.run([output], {"pictures": np.stack([network.prepare(frame) for frame in frames])})

    return run_alone, run_whole


def clock(work: Callable[[], object], count: int) -> float:
    """Return pictures a second."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def choose_batch(loop: Callable[[int, int], None], count: int) -> int:
    """Choose the batch with which a loop is fastest on so many pictures."""
    return max(BATCHES, key=lambda batch: clock(partial(loop, batch, count), count))


def main() -> None:
    """Measure, and print the tables."""
    count = QUICK if read_quick(__doc__ or "") else PICTURES
    print_settings({"pictures": count, "size": SIZE, "threads": "one a core", "batches tried": BATCHES, "runs": RUNS})
    pictures = draw_all(count)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        writer = get_context("spawn").Process(target=write_filter, args=(folder, pictures))
        writer.start()
        writer.join()
        judge = judge_by_filter(folder, pictures)
        assert judge() == count  # noqa: S101 - every picture went through both networks
        loops = dict(zip(("networks alone", "whole loop"), open_loops(folder, pictures), strict=True))
        best = {name: choose_batch(loop, min(TRIAL, count)) for name, loop in loops.items()}
        speeds: dict[str, list[float]] = {name: [] for name in ("filter", *loops)}
        for _ in range(RUNS):
            speeds["filter"].append(clock(judge, count))
            for name, loop in loops.items():
                speeds[name].append(clock(partial(loop, best[name], count), count))
        rows = [
            [name, measure_spread(found), best.get(name, ""), _compare(speeds["filter"], found)]
            for name, found in speeds.items()
        ]
        print_table("Pictures a second", ["way", "pictures/s", "batch", "filter / it"], rows)
        memory = {way: measure_memory(way, folder, pictures[:TRIAL]) for way in ("onnx", "torch")}
    rows = [[way, *(f"{mib:.0f}" for mib in found)] for way, found in memory.items()]
    print_table("Memory, MiB", ["way", "resident", "peak"], rows)


def _compare(ours: list[float], theirs: list[float]) -> object:
    return measure_spread(one / other for one, other in zip(ours, theirs, strict=True))


if __name__ == "__main__":
    main()
