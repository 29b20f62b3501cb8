"""`taggy explain`: why a pair is believed as it is, speaker by speaker."""

from typing import Annotated, Any

import typer

from cli.graphwork import work_on_graph
from cli.output import Format, FormatOption, print_json, print_rows
from graph.explanations import ExplainedShare, Explanation, explain_pair
from graph.tagnames import normalise_tag

COLUMNS = ("kind", "speaker", "name", "says", "right", "notes", "share", "sum")


def explain(
    image: Annotated[str, typer.Argument(help="Id of the picture.")],
    tag: Annotated[str, typer.Argument(help="The tag, however it is written.")],
    form: FormatOption = Format.table,
) -> None:
    """Explain what is believed of a pair: what each voter, ruling, source and the live run adds to its log-odds."""
    found = work_on_graph(lambda graph: explain_pair(graph, image, normalise_tag(tag)))
    if form is Format.json:
        print_json(_make_record(found))
        return
    print_rows(COLUMNS, [_make_row(share) for share in found.shares], form)
    if form is Format.table:
        typer.echo(_summarise(found))


def _make_row(share: ExplainedShare) -> list[Any]:
    """Say of a speaker what it says in words, and its figures as they are."""
    says = "pass" if share.says is None else "yes" if share.says else "no"
    right = " / ".join(f"{figure:.3f}" for figure in share.right or ())
    told = right if share.kind == "run" else says
    return [
        share.kind,
        share.speaker,
        share.name,
        told,
        right or None,
        ", ".join(share.notes) or None,
        round(share.share, 4),
        round(share.total, 4),
    ]


def _summarise(found: Explanation) -> str:
    figures = {"people": found.people, "evidence": found.evidence, "posterior": found.posterior}
    parts = [f"{name} {'unknown' if figure is None else f'{figure:.4f}'}" for name, figure in figures.items()]
    return f"{found.tag!r} on {found.image}: {', '.join(parts)}."


def _make_record(found: Explanation) -> dict[str, Any]:
    shares = [share.model_dump(exclude={"image", "tag"}) for share in found.shares]
    return {
        "image": found.image,
        "tag": found.tag,
        "people": found.people,
        "evidence": found.evidence,
        "posterior": found.posterior,
        "shares": shares,
    }
