"""Boards: a page of a board as people look at it: each pair with its picture, why it is there, and the likely cause."""

from dataclasses import dataclass

from consensus.causes import Cause, tell_cause
from consensus.reasons import list_reasons
from graph.connection import Runner
from graph.disagreements import Board, Disagreement, count_disputes, list_board
from graph.images import Image, list_images, may_show


@dataclass(frozen=True)
class Row:
    """A pair on a board, its picture, why it is there, and what that is likely to come from."""

    pair: Disagreement
    picture: Image
    reasons: list[str]
    cause: Cause | None


@dataclass(frozen=True)
class Page:
    """Rows of a board that may be shown, and where it goes on; None at its end."""

    rows: list[Row]
    next: str | None


async def read_board(runner: Runner, board: Board, tag: str | None, after: str, limit: int, *, nsfw: bool) -> Page:
    """Read a page of a board, of all tags or of one; it is short where a picture may not be shown."""
    pairs = await list_board(runner, board, tag, after, limit)
    images = await list_images(runner, sorted({pair.image for pair in pairs}))
    pictures = {image.id: image for image in images if may_show(image, nsfw=nsfw)}
    shown = [pair for pair in pairs if pair.image in pictures]
    tags = await count_disputes(runner, [pair.tag for pair in shown])
    rows = [
        Row(
            pair,
            pictures[pair.image],
            list_reasons(board, pair),
            tell_cause(board, pair, tags.get(pair.tag), pictures[pair.image]),
        )
        for pair in shown
    ]
    return Page(rows, pairs[-1].cursor if len(pairs) == limit else None)
