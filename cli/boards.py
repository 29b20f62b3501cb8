"""`taggy boards`: where people, sources and the model disagree, row by row with why, or as CSV."""

from typing import Annotated, Any, Literal

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from consensus.boards import read_board
from graph.confusions import list_confused_tags
from graph.connection import Graph
from graph.disagreements import Board
from graph.tagnames import normalise_tag
from graph.tags import find_tag
from taggy.errors import InputError

SAID = ("image", "tag", "yes", "no", "pass", "yesWeight", "noWeight", "claims", "people", "evidence", "run", "gap")
SETTLED = ("settled", "settledBy")
COLUMNS = (*SAID, *SETTLED, "cause", "because", "why")
CONFUSED = ("tag", "instead", "pictures", "by run", "by people", "disputed", "excess")
PAGE = 500


def list_boards(
    kind: Annotated[Literal[Board, "confused-tags"], typer.Argument(help="Which board.")],
    tag: Annotated[str | None, typer.Option(help="Of this tag alone, however it is written.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """List a board of disagreements, what a look gains most by first; NSFW pictures are among them."""
    if kind == "confused-tags":
        if tag is not None:
            raise InputError(f"confused-tags is a board of all tags: leave out --tag {tag!r}.")
        print_rows(CONFUSED, work_on_graph(lambda graph: _list_confused(graph, limit)), form)
    else:
        name = None if tag is None else normalise_tag(tag)
        print_rows(COLUMNS, work_on_graph(lambda graph: _list_rows(graph, kind, name, limit)), form)


async def _list_rows(graph: Graph, board: Board, tag: str | None, limit: int) -> list[list[Any]]:
    known = await find_tag(graph, tag) if tag else None
    rows: list[list[Any]] = []
    after: str | None = ""
    while after is not None and len(rows) < limit:
        asked = min(PAGE, limit - len(rows))
        page = await read_board(graph, board, (known and known.canonical) or tag, after, asked, nsfw=True)
        for row in page.rows:
            said = row.pair.model_dump(by_alias=True)
            cause = [row.cause.name, row.cause.because] if row.cause else [None, None]
            rows.append([*(said[column] for column in (*SAID, *SETTLED)), *cause, "; ".join(row.reasons)])
        after = page.next
    return rows


async def _list_confused(graph: Graph, limit: int) -> list[list[Any]]:
    rows = await list_confused_tags(graph, limit)
    return [[r.tag, r.instead, r.pictures, r.by_run, r.by_people, r.disputed, r.excess] for r in rows]
