"""`taggy whatif`: what pairs would add up to without a voter, a source, or the live run."""

from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_json, print_rows
from graph.connection import Graph
from graph.tagnames import normalise_tag
from graph.tags import find_tag
from graph.whatif import Change, Without, find_without, list_changes
from taggy.errors import InputError, NotFoundError

PAGE = 500
COLUMNS = ["image", "tag", "by", "flips", "people", "evidence", "posterior", "settled"]
AFTER = ["people after", "evidence after", "posterior after", "settled after"]


def whatif(
    *,
    voter: Annotated[str | None, typer.Option("--without-voter", help="Name or id of a voter.")] = None,
    source: Annotated[str | None, typer.Option("--without-source", help="Name of a source.")] = None,
    run: Annotated[bool, typer.Option("--without-run", help="The live run.")] = False,
    tag: Annotated[str | None, typer.Option(help="Of this tag alone, however it is written.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many pairs.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """Tell which pairs would change without a speaker, the most changed first; nothing is written."""
    if (voter is not None) + (source is not None) + run != 1:
        raise InputError("Say one of --without-voter, --without-source and --without-run.")

    async def work(graph: Graph) -> tuple[int, list[Change]]:
        without = await find_without(graph, voter, source)
        return await _read_all(graph, without, await _find_canonical(graph, tag))

    looked, changes = work_on_graph(work)
    rows = [_list_values(change) for change in changes[:limit]]
    summary = summarise(looked, changes)
    if form is Format.json:
        columns = [*COLUMNS, *AFTER]
        print_json({**summary, "changes": [dict(zip(columns, row, strict=True)) for row in rows]})
    else:
        print_rows([*COLUMNS, *AFTER], rows, form)
        typer.echo(", ".join(f"{value} {name}" for name, value in summary.items()) + ".", err=True)


async def _find_canonical(graph: Graph, tag: str | None) -> str | None:
    if tag is None:
        return None
    name = normalise_tag(tag)
    known = await find_tag(graph, name)
    if known is None:
        raise NotFoundError(f"There is no tag {name!r}. `taggy tag find` searches for one.")
    return known.canonical or name


async def _read_all(graph: Graph, without: Without, tag: str | None) -> tuple[int, list[Change]]:
    """Read all that would change; a pair that comes on two pages counts once."""
    found: dict[tuple[str, str], Change] = {}
    looked: int = 0
    after: str | None = ""
    while after is not None:
        page = await list_changes(graph, without, tag, after, PAGE)
        found |= {(change.image, change.tag): change for change in page.changes}
        looked, after = looked + page.looked, page.next
    return looked, sorted(found.values(), key=lambda change: (-change.by, change.image, change.tag))


def summarise(looked: int, changes: list[Change]) -> dict[str, int | float]:
    """Count what would change, of so many pairs."""
    return {
        "pairs": looked,
        "would change": len(changes),
        "would flip": sum(change.flips for change in changes),
        "would be settled otherwise": sum(change.before.settled != change.after.settled for change in changes),
    }


def _list_values(change: Change) -> list[Any]:
    before, after = change.before, change.after
    return [
        change.image,
        change.tag,
        change.by,
        change.flips,
        *before.model_dump().values(),
        *after.model_dump().values(),
    ]
