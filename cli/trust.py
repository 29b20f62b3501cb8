"""`taggy trust`: how far answers can be relied on."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli import trustfit
from cli.output import Format, FormatOption, print_json, print_rows
from consensus.evaluation import Evaluation, evaluate_votes
from consensus.votefiles import read_vote_file

app = typer.Typer(help="How far answers can be relied on.", no_args_is_help=True)
for command in (trustfit.fit, trustfit.voters, trustfit.sources, trustfit.influence):
    app.command()(command)
SCORES = ("accuracy", "log_loss", "calibration_error")
LONG = ("measure", "worker", "value", "low", "high", "majority")


@app.command()
def evaluate(
    votes: Annotated[Path, typer.Argument(help="A CSV file with the columns task, worker and label.")],
    *,
    truth: Annotated[Path | None, typer.Option(help="A CSV file with the columns task and truth.")] = None,
    form: FormatOption = Format.table,
) -> None:
    """Tell from votes what is true and who is reliable; with the truth, how right that is, beside a majority vote."""
    found = evaluate_votes(read_vote_file(votes, truth))
    if form is Format.json:
        print_json(_make_record(found))
    elif form is Format.csv:
        print_rows(LONG, _list_measures(found), form)
    else:
        _print_tables(found)


def _make_record(found: Evaluation) -> dict[str, Any]:
    record = asdict(found)
    scores, majority = record.pop("scores"), record.pop("majority")
    none = dict.fromkeys(SCORES)
    return {**(scores or none), "majority": majority or none, **record}


def _list_measures(found: Evaluation) -> list[list[Any]]:
    """List one measure a row: the scores and the majority's, then each worker, with how often the majority agrees."""
    record = _make_record(found)
    rows: list[list[Any]] = [[name, None, record[name], None, None, record["majority"][name]] for name in SCORES]
    rows += [[name, None, record[name], None, None, None] for name in ("tasks", "answers", "agreement", "dependence")]
    return rows + [["reliability", v.voter, v.reliability, v.low, v.high, v.with_majority] for v in found.voters]


def _print_tables(found: Evaluation) -> None:
    if found.scores and found.majority:
        rows = [(name.replace("_", " "), getattr(found.scores, name), getattr(found.majority, name)) for name in SCORES]
        print_rows(("", "Taggy", "majority"), rows)
    columns = ("worker", "answers", "reliability", "low", "high", *(f"on {label}" for label in found.labels))
    print_rows(columns, [(v.voter, v.answers, v.reliability, v.low, v.high, *v.right.values()) for v in found.voters])
    if found.shared_mistakes:
        pairs = [(p.first, p.second, p.tasks, p.together, p.expected) for p in found.shared_mistakes]
        print_rows(("worker", "and", "tasks of both", "same mistakes", "expected"), pairs)
    typer.echo(_summarise(found), err=True)


def _summarise(found: Evaluation) -> str:
    counts = f"{found.answers:,} answers by {len(found.voters):,} workers to {found.tasks:,} tasks"
    repeated = f"; {found.repeated:,} not counted, for their workers answered again" if found.repeated else ""
    agreement = "" if found.agreement is None else f" Two answers to a task agree in {found.agreement:.0%} of cases."
    judged = f" {found.judged:,} tasks have a truth." if found.judged else ""
    return f"{counts}{repeated}.{agreement}{judged}"
