"""`taggy compare`: what comparisons in pairs add up to, of a file or of the graph."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import comparereport
from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_json, print_rows
from cli.runner import run_here
from consensus.comparing import Evaluation, evaluate_comparisons
from consensus.comparisonfiles import read_comparison_file
from consensus.rating import Rated
from graph.connection import Graph
from graph.criteria import DEFAULT, Criterion, define_criterion, find_criterion, list_criteria
from graph.events import COMMAND_LINE
from graph.jobs import RATINGS
from graph.ratings import list_ratings
from taggy.errors import InputError

app = typer.Typer(help="What comparisons in pairs add up to.", no_args_is_help=True)
app.command("report")(comparereport.report)
ITEM = ("item", "score", "low", "high", "comparisons", "part")
CRITERION = ("criterion", "question", "state")
RATING = ("image", "score", "low", "high", "comparisons", "part", "guess", "variance")
WORKER = ("worker", "comparisons", "agreement", "lefts", "keenness", "leaning")


@app.command("criteria")
def show_criteria(
    name: Annotated[str | None, typer.Argument(help="One to define, new or not.")] = None,
    *,
    question: Annotated[str | None, typer.Option(help="What is asked of two pictures.")] = None,
    close: Annotated[bool, typer.Option("--close", help="Ask it no more; what was answered stays.")] = False,
    form: FormatOption = Format.table,
) -> None:
    """List what pictures are compared by; with a name, say what it asks, and whether it is asked now."""

    async def work(graph: Graph) -> list[list[str]]:
        if name:
            known = {row.name: row for row in await list_criteria(graph)}
            asks = question or (known[name].question if name in known else None)
            if asks is None:
                raise InputError(f"{name!r} is a new criterion. Say what it asks: --question 'Which is better?'")
            wanted = Criterion(name=name, question=asks, state="closed" if close else "open")
            await define_criterion(graph, COMMAND_LINE, wanted)
        return [[row.name, row.question, row.state] for row in await list_criteria(graph)]

    print_rows(CRITERION, work_on_graph(work), form)


@app.command()
def fit(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, a criterion each.")] = False
) -> None:
    """Rate all pictures by all comparisons, by each criterion; comparing goes on meanwhile."""
    rated: list[Rated] = run_here(RATINGS)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rated]))
        return
    print_rows(list(Rated.__dataclass_fields__), [list(asdict(row).values()) for row in rated])


@app.command("list")
def show_ratings(
    *,
    criterion: Annotated[str, typer.Option(help="What pictures are compared by.")] = DEFAULT.name,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 50,
    form: FormatOption = Format.table,
) -> None:
    """List pictures by what they are worth, the best first, with 95 % intervals; all of them, shown or not."""

    async def work(graph: Graph) -> list[list[Any]]:
        await find_criterion(graph, criterion)
        rows = await list_ratings(graph, criterion, "", limit)
        return [list(row.model_dump(include=set(RATING)).values()) for row in rows]

    print_rows(RATING, work_on_graph(work), form)


@app.command()
def evaluate(
    comparisons: Annotated[Path, typer.Argument(help="A CSV file: worker, left, right, and label, the better one.")],
    *,
    truth: Annotated[Path | None, typer.Option(help="A CSV file with the columns item and score.")] = None,
    holdout: Annotated[float, typer.Option(min=0, max=1, help="Share of comparisons to foretell from the rest.")] = 0.2,
    seed: Annotated[int, typer.Option(min=0, help="Which ones are held out.")] = 1,
    form: FormatOption = Format.table,
) -> None:
    """Tell from comparisons which is best, and how well they foretell those that were held out.

    An empty label is a tie. Scores count in log-odds; they can be compared within a part, which comparisons join.
    """
    found = evaluate_comparisons(read_comparison_file(comparisons, truth), holdout, seed)
    if form is Format.json:
        print_json(_make_record(found))
        return
    print_rows(ITEM, [list(asdict(item).values()) for item in found.order], form)
    if form is Format.table:
        print_rows(WORKER, [list(asdict(worker).values()) for worker in found.workers])
    typer.echo(_summarise(found), err=True)


def _make_record(found: Evaluation) -> dict[str, Any]:
    record = asdict(found)
    none = {"comparisons": 0, "accuracy": None, "win_rate_accuracy": None, "log_loss": None}
    held, ordered = record.pop("held_out") or none, record.pop("ordered") or {"pairs": 0, "accuracy": None}
    return {
        "accuracy": held["accuracy"],
        "log_loss": held["log_loss"],
        "win_rate": {"accuracy": held["win_rate_accuracy"]},
        "held_out": held["comparisons"],
        "order_accuracy": ordered["accuracy"],
        "order_pairs": ordered["pairs"],
        **record,
    }


def _summarise(found: Evaluation) -> str:
    said = [f"{found.comparisons:,} comparisons of {len(found.order):,} items by {len(found.workers):,} workers."]
    if found.parts > 1:
        said.append(f"They fall into {found.parts:,} parts that no comparison joins.")
    if held := found.held_out:
        said.append(f"Of {held.comparisons:,} held out {_tell(held.accuracy)} were foretold rightly, ties aside;")
        said.append(f"by how often each won, {_tell(held.win_rate_accuracy)}. Log-loss {held.log_loss:.3f}.")
    if ordered := found.ordered:
        said.append(f"{_tell(ordered.accuracy)} of {ordered.pairs:,} pairs stand in their true order.")
    return " ".join(said)


def _tell(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"
