"""`taggy compare`: what comparisons in pairs add up to."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.output import Format, FormatOption, print_json, print_rows
from consensus.comparing import Evaluation, evaluate_comparisons
from consensus.comparisonfiles import read_comparison_file

app = typer.Typer(help="What comparisons in pairs add up to.", no_args_is_help=True)
ITEM = ("item", "score", "low", "high", "comparisons", "part")
WORKER = ("worker", "comparisons", "keenness", "leaning")


@app.callback()
def choose_command() -> None:
    """What comparisons in pairs add up to."""


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
