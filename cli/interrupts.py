"""Ctrl-C, or a stop that was asked for: one line and exit code 130, the same for every long command."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from taggy.errors import StoppedError

INTERRUPTED = 130
GOES_ON = "Stopped. What was done stays; the same command goes on from there."


@contextmanager
def explain_interrupt(says: str = GOES_ON) -> Iterator[None]:
    """Say what an interrupt leaves, and end the command."""
    try:
        yield
    except (KeyboardInterrupt, StoppedError):
        typer.echo(says, err=True)
        raise typer.Exit(INTERRUPTED) from None
