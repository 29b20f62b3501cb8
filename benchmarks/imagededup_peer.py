"""The other side of benchmarks/duplicates.py: imagededup's PHash, run by the Python of an environment that has it.

It answers each line of its input by a line of JSON: `encode FOLDER` by the hash of each file, `find FILE BITS WORKERS`
(the file is such JSON) by the seconds that the search for all pairs within so many bits took, and how many it found.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from imagededup.methods import PHash  # type: ignore[import-not-found]  # no dependency of ours


def encode(folder: str) -> dict[str, str]:
    """Hash every file of a folder."""
    hashes: dict[str, str] = PHash(verbose=False).encode_images(image_dir=folder)
    return hashes


def find(file: str, bits: str, workers: str) -> dict[str, str]:
    """Search for all pairs, as its users do."""
    hashes = json.loads(Path(file).read_text())
    started = time.perf_counter()
    found = PHash(verbose=False).find_duplicates(
        encoding_map=hashes, max_distance_threshold=int(bits), num_dist_workers=int(workers)
    )
    return {"seconds": str(time.perf_counter() - started), "pairs": str(sum(map(len, found.values())) // 2)}


ANSWERS: dict[str, Callable[..., dict[str, str]]] = {"encode": encode, "find": find}

if __name__ == "__main__":
    for line in sys.stdin:
        what, *arguments = line.split()
        print("answer", json.dumps(ANSWERS[what](*arguments)), flush=True)
