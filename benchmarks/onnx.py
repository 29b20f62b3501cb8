"""ONNX Runtime against torch: pictures a second through a network, and the memory of a process that serves it.

Both compute the same embeddings (checked to 1e-4) of the same pictures in memory, with as many threads, at random
weights, each in a process of its own and at its best: the batch, and for torch the memory format, that is fastest on a
trial. torch runs eagerly in inference mode. The two take turns, five runs each. Memory is resident, of the process with
the network loaded and used: for torch with timm, as Taggy serves it, for ONNX with what `model.onnx` imports.

    python -m benchmarks.onnx
"""

import gc
import time
from collections.abc import Callable
from itertools import product
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from benchmarks.runs import RUNS, measure_spread, print_settings, print_table, read_quick

NETWORKS = {"mobilenetv3_large_100": 224, "resnet18": 224, "efficientnet_b0": 224, "vit_small_patch16_224": 224}
QUICK = {"test_byobnet": 64, "test_vit": 160}
THREADS = 1  # the machine is shared: with as many threads as cores, either side would mostly measure its neighbours
PICTURES = 64
BATCHES = (1, 4, 16, 32)
SEED = 7

Array = NDArray[np.float32]
Look = Callable[[Array], Array]


def export(name: str, path: Path) -> None:
    """Write a network at random weights as ONNX, and its weights as safetensors; in a process that then ends."""
    import torch  # noqa: PLC0415 - see the memory
    from safetensors.torch import save_file  # noqa: PLC0415 - see the memory

    from model.backbones import Backbone, create_network, find_preprocessing  # noqa: PLC0415 - see the memory
    from model.export import export_backbone  # noqa: PLC0415 - see the memory

    torch.manual_seed(SEED)
    network = create_network(name)
    save_file(network.state_dict(), path.with_suffix(".safetensors"))
    model = export_backbone(Backbone(name, [network], find_preprocessing(network)))
    path.write_bytes(model.SerializeToString())


def open_torch(name: str, path: Path, *, last: bool) -> Look:
    """Open a network in torch."""
    import torch  # noqa: PLC0415 - see the memory
    from safetensors.torch import load_file  # noqa: PLC0415 - see the memory

    from model.backbones import create_network  # noqa: PLC0415 - see the memory

    torch.set_num_threads(THREADS)
    form = torch.channels_last if last else torch.contiguous_format
    network = create_network(name)
    network.load_state_dict(load_file(path.with_suffix(".safetensors")))
    network = network.eval().requires_grad_(requires_grad=False).to(memory_format=form)

    def look(pictures: Array) -> Array:
        with torch.inference_mode():
            seen: Array = network(torch.from_numpy(pictures).contiguous(memory_format=form)).numpy()
            return seen

    return look


def open_onnx(_name: str, path: Path, *, last: bool) -> Look:  # noqa: ARG001 - it has one memory format
    """Open a network in ONNX Runtime."""
    from model.onnx import open_session  # noqa: PLC0415 - see the memory

    session = open_session(path, THREADS)
    return lambda pictures: session.run(["embedding"], {"pictures": pictures})[0]


def serve(pipe: Connection, engine: str, name: str, side: int, path: Path) -> None:
    """Run in a process of its own: choose the best settings, then measure whenever asked to."""
    opened = open_torch if engine == "torch" else open_onnx
    pictures = np.random.default_rng(SEED).random((PICTURES, 3, side, side), np.float32)
    tried = {}
    for last, batch in product((False, True) if engine == "torch" else (False,), BATCHES):
        look = opened(name, path, last=last)
        measure(look, pictures[:batch], batch)
        tried[last, batch] = median(measure(look, pictures[: PICTURES // 2], batch) for _ in range(3))
    last, batch = max(tried, key=lambda settings: tried[settings])
    look = opened(name, path, last=last)
    pipe.send((batch, "channels last" if last else "plain", look(pictures[:4])))
    while pipe.recv():
        gc.collect()
        pipe.send((measure(look, pictures, batch), psutil.Process().memory_info().rss / 2**20))


def measure(look: Look, pictures: Array, batch: int) -> float:
    """Return pictures a second."""
    began = time.perf_counter()
    for start in range(0, len(pictures), batch):
        look(pictures[start : start + batch])
    return len(pictures) / (time.perf_counter() - began)


def compare(name: str, side: int, folder: Path) -> list[list[object]]:
    """Compare both on a network: a row each."""
    spawn, path = get_context("spawn"), folder / f"{name}.onnx"
    exporter = spawn.Process(target=export, args=(name, path))
    exporter.start()
    exporter.join()
    pipes, told = {}, {}
    for engine in ("torch", "onnx"):
        pipes[engine], theirs = spawn.Pipe()
        spawn.Process(target=serve, args=(theirs, engine, name, side, path), daemon=True).start()
        told[engine] = pipes[engine].recv()
    np.testing.assert_allclose(told["onnx"][2], told["torch"][2], rtol=0, atol=1e-4)
    speeds: dict[str, list[float]] = {engine: [] for engine in pipes}
    memory: dict[str, Any] = {}
    for _ in range(RUNS):
        for engine, pipe in pipes.items():
            pipe.send(True)
            speed, memory[engine] = pipe.recv()
            speeds[engine].append(speed)
    for pipe in pipes.values():
        pipe.send(False)
    ratios = measure_spread(ours / theirs for ours, theirs in zip(speeds["onnx"], speeds["torch"], strict=True))
    return [
        [
            f"{name} {engine}",
            measure_spread(speeds[engine]),
            ratio,
            told[engine][0],
            told[engine][1],
            f"{memory[engine]:.0f}",
        ]
        for engine, ratio in (("torch", ""), ("onnx", ratios))
    ]


def main() -> None:
    """Compare on every network and print the table."""
    networks = QUICK if read_quick(__doc__ or "") else NETWORKS
    print_settings({"threads": THREADS, "pictures a run": PICTURES, "runs": RUNS, "batches tried": BATCHES})
    header = ["network", "pictures/s", "onnx / torch", "batch", "memory format", "resident MiB"]
    with TemporaryDirectory() as folder:
        rows = [row for name, side in networks.items() for row in compare(name, side, Path(folder))]
    print_table("ONNX Runtime against torch", header, rows)


if __name__ == "__main__":
    main()
