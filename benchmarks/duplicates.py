"""Duplicates found, beside imagededup's PHash: `recall`, `speed` and `million`; `--quick` for a trial.

`recall`: of pictures and changed copies of them, which pairs are found? Each side looks for the originals of the
copies among all originals; a pair is right if the copy was made of that original. For each side the widest threshold
at which 99 of 100 pairs are right, over all changes together, is taken, and the recall of each change at that
threshold is shown. The originals have look-alikes of their own, which would make a right answer count as a wrong one:
of any two whose grey values at 64 x 64, as they are or cut to what differs from the corner's colour, correlate by
more than 0.8, only the first is used, and no picture of one colour. The same pictures, copies and rule of choice
serve both sides. Five runs: each changes another sample of the originals, at other strengths (benchmarks/changes.py
says which).

`speed`: all pairs within 10 bits among 20,000 hashes of 64 bits, in memory, loading outside the clock; the same
hashes and the same radius for both; imagededup with its default search and 2 processes, ours in one thread.

`million`: the same for ours alone among a million hashes, with the memory that the process holds; and single
look-ups.

imagededup is run by another Python, `--peer /path/to/python`; to make one: `uv venv peer && uv pip install --python
peer/bin/python imagededup`.
"""

import argparse
import json
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from benchmarks.changes import CHANGES, animate, drop_frames, mirror
from benchmarks.runs import RUNS, measure_spread, print_settings, print_table
from media.fingerprints import take_fingerprint
from media.lookalikes import RADIUS, Hashes, LookalikeIndex
from media.prints import FAREST, Prints, measure_distance, read_prints

PRECISION = 0.99
ALIKE = 0.8
SEEN = 16  # of 255: what differs less from the corner's colour is cut away
PEER = Path(__file__).with_name("imagededup_peer.py")
MIRROR, FRAMES = "mirror", "GIF frame drop"

Distances = NDArray[np.float64]


class Copies(NamedTuple):
    """Changed copies: which original each was made of, and how far each is from every original, for both sides."""

    origins: list[int]
    ours: Distances
    theirs: Distances


class Peer:
    """The other side, in a process of its own with another Python."""

    def __init__(self, python: str) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            [python, str(PEER)], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )

    def __enter__(self) -> Self:
        """Hand itself out."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.communicate()

    def ask(self, *words: object) -> dict[str, str]:
        """Ask it, and wait for what it says."""
        if not (self._process.stdin and self._process.stdout):
            raise AssertionError("it has both pipes")
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("answer "):
                answer: dict[str, str] = json.loads(line.removeprefix("answer "))
                return answer
        raise RuntimeError("imagededup ended. Run benchmarks/imagededup_peer.py by hand to see why.")


def read_raster(picture: Image.Image) -> Distances:
    """Read a picture's grey values at 64 x 64, centred and of length 1."""
    values = np.asarray(picture.convert("L").resize((64, 64), Image.Resampling.BOX), dtype=float).ravel()
    centred = values - values.mean()
    return np.asarray(centred / max(float(np.sqrt(np.square(centred).sum())), 1e-6))


def cut(picture: Image.Image) -> Image.Image:
    """Cut a picture to what differs from its corner's colour."""
    corner = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    box = ImageChops.difference(picture, corner).convert("L").point(lambda value: 255 * (value > SEEN)).getbbox()
    return picture.crop(box) if box else picture


def choose_originals(folder: Path, limit: int | None) -> list[Image.Image]:
    """Choose pictures none of which looks like another one, and that show something."""
    files = sorted(folder.glob("*.png"))
    Random(1).shuffle(files)  # noqa: S311 - the same choice every time
    chosen, whole, inner = [], np.empty((0, 4096)), np.empty((0, 4096))
    for file in files[:limit]:
        picture = Image.open(file).convert("RGB")
        rasters = read_raster(picture), read_raster(cut(picture))
        if (
            not rasters[0].any()
            or max((whole @ rasters[0]).max(initial=0), (inner @ rasters[1]).max(initial=0)) > ALIKE
        ):
            continue
        chosen.append(picture)
        whole, inner = np.vstack([whole, rasters[0]]), np.vstack([inner, rasters[1]])
    print(f"originals: {len(chosen)} of {len(files[:limit])} pictures")
    return chosen


def take_prints(file: Path) -> Prints:
    """Take the prints of a file."""
    with Image.open(file) as picture:
        return read_prints(take_fingerprint(picture).prints)


class Collection(NamedTuple):
    """Files with the prints and the hashes that either side makes of them."""

    prints: list[Prints]
    hashes: Hashes
    known: NDArray[np.bool_]


def look_at(folder: Path, names: Sequence[str], peer: Peer, pool: ProcessPoolExecutor) -> Collection:
    """Let both sides look at the files of a folder; what one of them drops is never found by it."""
    prints = list(pool.map(take_prints, [folder / name for name in names], chunksize=16))
    theirs = peer.ask("encode", folder)
    hashes = np.array([int(theirs.get(name) or "0", 16) for name in names], np.uint64)
    known = np.array([bool(theirs.get(name)) for name in names])
    dropped = [sum(not one.frames for one in prints), int((~known).sum())]
    if any(dropped):
        print(f"{folder.name}: without prints of ours {dropped[0]}, without a hash of imagededup {dropped[1]}")
    return Collection(prints, hashes, known)


def measure_ours(originals: Collection, copies: Collection, *, mirrored: bool) -> Distances:
    """Measure how far each copy is from each original that the index brings near; all others are far."""
    index = LookalikeIndex()
    for number, one in enumerate(originals.prints):
        index.add(one.hashes.ravel(), np.full(one.hashes.size, number, np.int64))
    far = np.full((len(copies.prints), len(originals.prints)), FAREST)
    for number, copy in enumerate(copies.prints):
        hashes = copy.mirrored if mirrored else copy.hashes
        for owner in set(index.find(hashes.ravel()).owners.tolist()):
            far[number, owner] = measure_distance(copy, originals.prints[owner], mirrored=mirrored)
    return far


def measure_theirs(originals: Collection, copies: Collection) -> Distances:
    """Measure how many bits of imagededup's hashes differ."""
    far: Distances = np.bitwise_count(copies.hashes[:, None] ^ originals.hashes[None]).astype(float)
    far[~copies.known] = far[:, ~originals.known] = 65
    return far


def choose_threshold(copies: Iterable[tuple[list[int], Distances]], steps: Sequence[float]) -> float:
    """Choose the widest threshold at which 99 of 100 found pairs are right; below the first step if there is none."""
    best = -1.0
    held = list(copies)
    for step in steps:
        right = sum(int((far[np.arange(len(origins)), origins] <= step).sum()) for origins, far in held)
        found = sum(int((far <= step).sum()) for _, far in held)
        if found and right / found >= PRECISION:
            best = step
    return best


def find_recall(origins: list[int], far: Distances, threshold: float) -> float:
    """Tell which share of the copies is found."""
    return float((far[np.arange(len(origins)), origins] <= threshold).mean())


def save_all(folder: Path, pictures: Sequence[Sequence[Image.Image]]) -> list[str]:
    """Save pictures of one frame as PNG, and others as GIF; return their names."""
    folder.mkdir()
    names = []
    for number, frames in enumerate(pictures):
        name = f"{number:05}.{'png' if len(frames) == 1 else 'gif'}"
        frames[0].save(folder / name, save_all=len(frames) > 1, append_images=list(frames[1:]))
        names.append(name)
    return names


def measure_run(
    run: int,
    size: int,
    pictures: list[Image.Image],
    originals: Collection,
    place: Path,
    peer: Peer,
    pool: ProcessPoolExecutor,
) -> dict[str, tuple[float, float]]:
    """Change another sample of the originals, and return the recall of both sides for each change."""
    chance = Random(run)  # noqa: S311 - copies that can be made again
    sample = list(range(len(pictures)))
    Random(1).shuffle(sample)  # noqa: S311 - as above
    start = run * size % max(1, len(sample) - size + 1)
    sample = sample[start : start + size]
    done: dict[str, Copies] = {}
    for number, (name, change) in enumerate([*CHANGES.items(), (MIRROR, mirror)]):
        folder = place / f"{run}-{number}"
        names = save_all(folder, [[change(pictures[one], chance)] for one in sample])
        copies = look_at(folder, names, peer, pool)
        ours = measure_ours(originals, copies, mirrored=name == MIRROR)
        done[name] = Copies(sample, ours, measure_theirs(originals, copies))
    films = [animate(pictures[one]) for one in sample]
    whole = look_at(place / f"{run}-whole", save_all(place / f"{run}-whole", films), peer, pool)
    fewer = [drop_frames(film, chance) for film in films]
    cut_films = look_at(place / f"{run}-fewer", save_all(place / f"{run}-fewer", fewer), peer, pool)
    ours = measure_ours(whole, cut_films, mirrored=False)
    done[FRAMES] = Copies(list(range(len(sample))), ours, measure_theirs(whole, cut_films))
    return share(done)


def share(done: dict[str, Copies]) -> dict[str, tuple[float, float]]:
    """Tell the recall of both sides for each change, at one threshold a side over all but the mirrored copies."""
    plain = {name: copies for name, copies in done.items() if name != MIRROR}
    ours = choose_threshold([(c.origins, c.ours) for c in plain.values()], [step / 200 for step in range(101)])
    theirs = choose_threshold([(c.origins, c.theirs) for c in plain.values()], list(range(33)))
    shares = {
        n: (find_recall(c.origins, c.ours, ours), find_recall(c.origins, c.theirs, theirs)) for n, c in done.items()
    }
    over = [float(np.mean([shares[name][side] for name in plain])) for side in (0, 1)]
    return {**shares, "over all": (over[0], over[1]), "threshold": (ours, theirs)}


def run_recall(folder: Path, python: str, size: int, *, quick: bool) -> None:
    """Measure and print the recall at precision 0.99."""
    pictures = choose_originals(folder, 300 if quick else None)
    runs = []
    with tempfile.TemporaryDirectory() as temporary, ProcessPoolExecutor(2) as pool, Peer(python) as peer:
        place = Path(temporary)
        originals = look_at(place / "all", save_all(place / "all", [[one] for one in pictures]), peer, pool)
        for number in range(1 if quick else RUNS):
            runs.append(measure_run(number, size, pictures, originals, place, peer, pool))
            print(
                f"run {number + 1}: { ({k: (round(a, 3), round(b, 3)) for k, (a, b) in runs[-1].items()}) }", flush=True
            )
    print_settings({"copies of each change a run": min(size, len(pictures)), "precision wanted": PRECISION})
    rows = [
        (name, measure_spread(100 * run[name][0] for run in runs), measure_spread(100 * run[name][1] for run in runs))
        for name in runs[0] if name != "threshold"
    ]  # fmt: skip
    print_table("Copies found at precision 0.99, %", ["change", "ours", "imagededup PHash"], rows)
    print("thresholds:", [run["threshold"] for run in runs])


def draw_hashes(count: int, seed: int) -> Hashes:
    """Draw hashes, each tenth a copy of another one with up to ten bits turned."""
    chance = np.random.default_rng(seed)
    hashes: Hashes = chance.integers(0, 1 << 63, count, np.uint64) * np.uint64(2) + chance.integers(
        0, 2, count, np.uint64
    )
    copies = chance.choice(count, count // 10, replace=False)
    bits = np.zeros(len(copies), np.uint64)
    for _ in range(RADIUS):
        bits |= np.uint64(1) << chance.integers(0, 64, len(copies), np.uint64)
    hashes[copies] = hashes[chance.integers(0, count, len(copies))] ^ bits
    return hashes


def find_all(hashes: Hashes) -> tuple[LookalikeIndex, float, int]:
    """Fill an index and find every pair; return how long it took and how many there are."""
    started = time.perf_counter()
    index = LookalikeIndex()
    index.add(hashes, np.arange(len(hashes)))
    pairs = (len(index.find(hashes).queries) - len(hashes)) // 2
    return index, time.perf_counter() - started, pairs


def run_speed(python: str, *, quick: bool) -> None:
    """Measure and print both sides at 20,000 hashes."""
    count = 2_000 if quick else 20_000
    ours, theirs, pairs = [], [], []
    with tempfile.TemporaryDirectory() as place, Peer(python) as peer:
        for run in range(RUNS):
            hashes = draw_hashes(count, run)
            file = Path(place, "hashes.json")
            file.write_text(json.dumps({str(n): f"{int(value):016x}" for n, value in enumerate(hashes)}))
            _, seconds, found = find_all(hashes)
            said = peer.ask("find", file, RADIUS, 2)
            ours.append(seconds)
            theirs.append(float(said["seconds"]))
            pairs.append((found, int(said["pairs"])))
            print(f"run {run + 1}: ours {seconds:.2f} s, imagededup {float(said['seconds']):.2f} s", flush=True)
    print_settings({"hashes": count, "radius": f"{RADIUS} bits", "pairs found (ours, imagededup)": pairs})
    ratio = measure_spread(b / a for a, b in zip(ours, theirs, strict=True))
    rows = [("ours, one thread", measure_spread(ours)), ("imagededup, 2 processes", measure_spread(theirs))]
    print_table("All pairs, seconds", ["side", "seconds"], [*rows, ("times faster", ratio)])


def run_million(*, quick: bool) -> None:
    """Measure and print ours at a million hashes, and single look-ups among them."""
    count = 50_000 if quick else 1_000_000
    scans, looks = [], []
    for run in range(RUNS):
        hashes = draw_hashes(count, run)
        index, seconds, pairs = find_all(hashes)
        scans.append(seconds)
        times = []
        for query in hashes[:200]:
            started = time.perf_counter()
            index.find(np.array([query]))
            times.append(1000 * (time.perf_counter() - started))
        looks.append(sorted(times))
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)
        look = f"a look-up in {looks[-1][len(times) // 2]:.2f} ms, {held:.2f} GiB held at most"
        print(f"run {run + 1}: {seconds:.1f} s, {pairs} pairs, {look}", flush=True)
    print_settings({"hashes": count, "radius": f"{RADIUS} bits", "most memory held, GiB": f"{held:.2f}"})
    rows = [
        ("all pairs, seconds", measure_spread(scans)),
        ("one look-up, ms, median", measure_spread(times[len(times) // 2] for times in looks)),
        ("one look-up, ms, 99th percentile", measure_spread(times[len(times) * 99 // 100] for times in looks)),
    ]
    print_table("A million hashes, one thread", ["what", "ours"], rows)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="Duplicates found, beside imagededup's PHash")
    parser.add_argument("what", choices=["recall", "speed", "million"])
    parser.add_argument("--peer", help="a Python that has imagededup")
    parser.add_argument("--pictures", type=Path, default=Path("../shared/clipart"), help="a folder of PNG files")
    parser.add_argument("--sample", type=int, default=400, help="originals that are changed in each run of recall")
    parser.add_argument("--quick", action="store_true", help="small sizes, for development: the figures say nothing")
    given = parser.parse_args()
    if given.what == "million":
        run_million(quick=given.quick)
    elif not given.peer:
        parser.error("say --peer: the beginning of benchmarks/duplicates.py tells how to make one")
    elif given.what == "speed":
        run_speed(given.peer, quick=given.quick)
    else:
        run_recall(given.pictures, given.peer, given.sample, quick=given.quick)


if __name__ == "__main__":
    main()
