"""What every benchmark shares: several runs of a measure, their median and spread, and a table."""

import argparse
import math
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

RUNS = 5


@dataclass(frozen=True)
class Spread:
    """The median of several runs, and the lowest and the highest."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        """Write it as 12.3 (11.0-14.1), with three digits or more."""
        digits = max(0, 2 - int(math.log10(max(1, abs(self.median)))))
        return f"{self.median:,.{digits}f} ({self.low:,.{digits}f}-{self.high:,.{digits}f})"


def measure_spread(values: Iterable[float]) -> Spread:
    """Return the median and the spread of several runs."""
    runs = list(values)
    return Spread(statistics.median(runs), min(runs), max(runs))


def write_difference(draws: NDArray[np.float64], digits: int = 3) -> str:
    """Write a difference with its 95 % interval, from itself and the draws of a bootstrap behind it."""
    low, high = np.quantile(draws[1:], (0.025, 0.975))
    return f"{draws[0]:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"


def make_parser(about: str) -> argparse.ArgumentParser:
    """Make the parser of a benchmark's command line, which takes --quick."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="small sizes, for development: the figures say nothing")
    return parser


def read_quick(about: str) -> bool:
    """Read the command line of a benchmark that takes nothing but --quick."""
    return bool(make_parser(about).parse_args().quick)


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as wide as it needs to be; the first column is text, the others are figures."""
    table = Table(title=title, title_justify="left")
    for place, name in enumerate(header):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(str, row))
    Console(width=160, highlight=False).print(table)


def print_settings(settings: dict[str, object]) -> None:
    """Print what was measured on, and how both sides were set."""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    for name, value in {"machine": machine, **settings}.items():
        print(f"{name}: {value}")
