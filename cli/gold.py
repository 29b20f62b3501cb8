"""`taggy gold`: answers that staff know to be true, and how right people and the model are by them."""

from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import CsvOption, Format, JsonOption, choose_format, print_json, print_rows
from consensus.goldfiles import import_gold
from consensus.goldjudging import JudgeFigures, Judgement, judge_by_gold
from graph.connection import Graph
from graph.events import COMMAND_LINE
from graph.gold import PURPOSES, Gold, GoldAnswer, ListedGold, Purpose, list_gold, set_gold, withdraw_gold
from graph.rulings import Answer
from graph.tagnames import normalise_tag

app = typer.Typer(help="Answers that staff know to be true.", no_args_is_help=True)
COLUMNS = ("image", "tag", "purpose", "answer", "answered", "right", "uses", "who", "reason", "at")
FIGURES = [field.name.replace("_", " ") for field in fields(JudgeFigures)]
PAGE = 500
Image = Annotated[str, typer.Argument(help="Id of the picture.")]
Tag = Annotated[str, typer.Argument(help="The tag, however it is written.")]
Why = Annotated[str | None, typer.Option(help="Why; it is written down.")]


@app.command("set")
def set_answer(
    image: Image,
    tag: Tag,
    answer: Annotated[Answer, typer.Argument(help="Whether it matches.")],
    purpose: Annotated[Purpose, typer.Option(help="`test` is asked of voters, `audit` judges.")],
    why: Why = None,
) -> None:
    """Say what is true of a picture and a tag; the same again changes nothing."""
    given = GoldAnswer(image, normalise_tag(tag), answer, purpose)
    gold = work_on_graph(lambda graph: set_gold(graph, given, COMMAND_LINE, why))
    again = "already" if gold.before == gold.answer else "now"
    typer.echo(f"{gold.tag!r} on {gold.image} is {answer.capitalize()} as {purpose} gold {again}.")


@app.command()
def withdraw(image: Image, tag: Tag, why: Why = None) -> None:
    """Take back what was said to be true of a picture and a tag."""
    gold: Gold = work_on_graph(lambda graph: withdraw_gold(graph, image, normalise_tag(tag), COMMAND_LINE, why))
    again = "now" if gold.before else "already"
    typer.echo(f"{gold.tag!r} on {gold.image} is no gold {again}.")


@app.command("list")
def list_answers(
    *,
    purpose: Annotated[Purpose | None, typer.Option(help="Only gold for this.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many.")] = 1_000,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List what is gold: how many were asked and how many of them were right, and how often it has judged."""
    form = choose_format(as_json=as_json, as_csv=as_csv)
    purposes = (purpose,) if purpose else PURPOSES
    print_rows(COLUMNS, work_on_graph(lambda graph: _list_rows(graph, purposes, limit)), form)


async def _list_rows(graph: Graph, purposes: tuple[Purpose, ...], limit: int) -> list[list[Any]]:
    rows: list[ListedGold] = []
    for purpose in purposes:
        after: str | None = ""
        while after is not None and len(rows) < limit:
            asked = min(PAGE, limit - len(rows))
            page = await list_gold(graph, purpose, after, asked)
            rows += page
            after = page[-1].cursor if len(page) == asked else None
    return [
        [r.image, r.tag, r.purpose, r.answer, r.answered, r.right, r.uses, r.name or r.who, r.reason, r.at.iso_format()]
        for r in rows
    ]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A CSV file with the columns image, tag, answer, and maybe purpose.")],
    purpose: Annotated[Purpose | None, typer.Option(help="Of all lines; else each has its own in a column.")] = None,
    why: Why = None,
) -> None:
    """Give many gold answers at once; a file with a fault changes nothing, and the same file again neither."""
    given, changed = work_on_graph(lambda graph: import_gold(graph, file, purpose, COMMAND_LINE, why))
    typer.echo(f"{given:,} pairs are gold, {changed:,} of them newly or with another answer.")


@app.command()
def judge(*, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """Judge people, all evidence and the live run by audit gold; each judging is counted."""
    form = choose_format(as_json=as_json, as_csv=as_csv)
    found = work_on_graph(judge_by_gold)
    if form is Format.json:
        print_json(asdict(found))
    else:
        print_rows(FIGURES, [astuple(figures) for figures in found.judges], form)
    typer.echo(_summarise(found), err=True)


def _summarise(found: Judgement) -> str:
    left = (
        f" {found.left_out:,} more are tests too, or stand on a pair twice, and were left out."
        if found.left_out
        else ""
    )
    least, most = found.least_uses, found.most_uses
    often = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return (
        f"Judged by {found.gold:,} gold answers.{left} They had judged {often} times before: what is judged again and "
        "again by the same answers, and changed by what comes of it, looks better than it is (C. Dwork et al., Science "
        "349, 2015)."
    )
