"""`taggy tag`: what a tag means and how it hangs together with others, shown and described."""

from typing import Annotated

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_rows
from graph.connection import Graph
from graph.descriptions import change_description
from graph.events import COMMAND_LINE, Event, list_events_of_tag
from graph.examples import PairsOfTag, count_pairs_of_tag
from graph.tagnames import normalise_tag
from graph.tags import WholeTag, find_whole_tag
from taggy.errors import NotFoundError

app = typer.Typer(help="What a tag means, and what was decided about it.", no_args_is_help=True)
MOST = 1_000
Name = Annotated[str, typer.Argument(help="The tag, however it is written.")]


@app.command()
def show(name: Name, *, form: FormatOption = Format.table) -> None:
    """Show a tag: what it means, how it hangs together with others, and how many pictures it has."""

    async def work(graph: Graph) -> tuple[WholeTag, list[PairsOfTag]]:
        tag = await _find(graph, name)
        return tag, await count_pairs_of_tag(graph, tag.canonical or tag.name, nsfw=True)

    tag, counts = work_on_graph(work)
    facts: dict[str, object] = tag.model_dump(exclude={"pairs"})
    facts.update((count.kind, count.pairs) for count in counts)
    facts["or_more"] = [count.kind for count in counts if count.more]
    print_rows(tuple(facts), [tuple(facts.values())], form)


@app.command()
def history(name: Name, *, form: FormatOption = Format.table) -> None:
    """List what was decided about a tag, newest first."""

    async def work(graph: Graph) -> list[Event]:
        return await list_events_of_tag(graph, (await _find(graph, name)).name, MOST)

    columns = ("at", "who", "what", "subject", "before", "after", "why")
    rows = [
        (e.at.iso_format(), e.name or e.who, e.what, e.subject, e.before, e.after, e.why) for e in work_on_graph(work)
    ]
    print_rows(columns, rows, form)


@app.command()
def describe(name: Name, text: Annotated[str, typer.Argument(help="What it means; '' for nothing.")]) -> None:
    """Say what a tag means, in place of what it said before; the history keeps both."""

    async def work(graph: Graph) -> tuple[str, str | None]:
        tag = await _find(graph, name)
        return tag.name, await change_description(graph, COMMAND_LINE, tag.name, tag.description, text)

    tag, kept = work_on_graph(work)
    typer.echo(f"{tag}: {kept}" if kept else f"{tag} has no description now.")


async def _find(graph: Graph, written: str) -> WholeTag:
    tag = await find_whole_tag(graph, normalise_tag(written))
    if tag is None:
        raise NotFoundError(
            f"There is no tag {normalise_tag(written)!r}. `taggy query search_tags_by_prefix` finds some."
        )
    return tag
