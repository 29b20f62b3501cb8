"""`taggy rule`: the last word on whether a tag matches a picture, given and taken back."""

from typing import Annotated, Literal

import typer

from cli.graphwork import work_on_graph
from graph.connection import Graph
from graph.events import COMMAND_LINE
from graph.rulings import Answer, Ruled, rule_pair, withdraw_ruling
from graph.tagnames import normalise_tag

Word = Literal[Answer, "withdraw"]


def rule(
    image: Annotated[str, typer.Argument(help="Id of the picture.")],
    tag: Annotated[str, typer.Argument(help="The tag, however it is written.")],
    word: Annotated[Word, typer.Argument(help="Whether it matches; `withdraw` takes back what was ruled.")],
    reason: Annotated[str | None, typer.Option(help="Why; it is written down.")] = None,
) -> None:
    """Rule whether a tag matches a picture: the pair is settled, leaves every board, and is asked of nobody."""
    name = normalise_tag(tag)

    async def work(graph: Graph) -> Ruled:
        if word == "withdraw":
            return await withdraw_ruling(graph, image, name, COMMAND_LINE, reason)
        return await rule_pair(graph, image, name, word, COMMAND_LINE, reason)

    ruled = work_on_graph(work)
    again = "already" if ruled.before == ruled.ruling else "now"
    says = f"{ruled.ruling.capitalize()} by ruling" if ruled.ruling else "without a ruling"
    typer.echo(f"{ruled.tag!r} on {ruled.image} is {says} {again}.")
