"""`taggy import SITE`: bring the posts of a site, one command a site; and what it shares with `taggy watch`."""

import sys
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.runner import run_here
from cli.siteworks import order_site
from graph.jobs import tidy
from media.files import place_file
from sources.registry import SITES
from sources.reports import Remark, SiteSummary, write_remark
from sources.rules import Rules, load_rules
from taggy.errors import InputError
from taggy.settings import Settings, load_settings

SHOWN = 20
LIST = "urls"
HELP = "Bring posts of {}; what is known is passed over, or followed where it changed."
rules_app = typer.Typer(help="Rules: which posts of a site are taken.", no_args_is_help=True)
CollectionOption = Annotated[
    str | None, typer.Option(help="Name of the collection; the site's and the query where not given.")
]
RulesOption = Annotated[Path | None, typer.Option(help="A TOML file that says which posts are taken.")]
SiteOption = Annotated[
    str | None, typer.Option("--site", help="Address of another site of the same kind, as `https://example.org`.")
]


@rules_app.command()
def check(file: Annotated[Path, typer.Argument(help="The file of rules.")]) -> None:
    """Check a file of rules, and say what it asks for."""
    asked = load_rules(file).model_dump(exclude_none=True)
    for name, value in asked.items():
        typer.echo(f"{name} = {value}")
    typer.echo(f"The rules can be used: {len(asked)} of them." if asked else "The file has no rule: all is taken.")


def import_from_site(
    ctx: typer.Context,
    query: Annotated[str, typer.Argument(help="What to ask it for, as the site writes it.")],
    rules: RulesOption = None,
    collection: CollectionOption = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many posts.")] = None,
    follow: Annotated[
        int, typer.Option(min=0, max=100_000, help="Then ask again for so many posts that were longest not seen.")
    ] = 0,
    address: SiteOption = None,
    report: Annotated[Path | None, typer.Option(help="Write what was left out, and why, as lines of JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON object.")] = False,
) -> None:
    """Bring the posts of a query, newest first; what is known is passed over, and followed where it changed."""
    settings, site = load_settings(), str(ctx.info_name)
    asked = load_rules(rules) if rules else Rules()
    place = name_list(settings, query) if site == LIST else query
    name = collection if collection or site != LIST else ("typed" if query == "-" else Path(query).stem)
    order = order_site(settings, site, place, address=address, collection=name, rules=asked, limit=limit, follow=follow)
    summary: SiteSummary = run_here(order)
    if report:
        write_report(summary.remarks, report)
    if as_json:
        typer.echo(summary.to_json())
    else:
        show_summary(summary, written=report is not None)


def mount(app: typer.Typer) -> None:
    """Give `taggy import` a command for every site, and those for rules."""
    for name in sorted(SITES):
        app.command(name, help=HELP.format(name))(import_from_site)
    app.add_typer(rules_app, name="rules")


def name_list(settings: Settings, query: str) -> str:
    """Name a list of addresses so that whoever runs the job finds it; of `-` a copy is kept in the data folder.

    Raises:
        InputError: there is no such file.
    """
    if query != "-":
        path = Path(query).resolve()
        if not path.is_file():
            raise InputError(f"There is no list {query!r}. Name a text file with an address a line, or - to type them.")
        return str(path)
    text = sys.stdin.buffer.read()
    path = settings.home / "lists" / f"{sha256(text).hexdigest()[:16]}.txt"
    with place_file(path) as file:
        file.write(text)
    return str(path)


def write_report(remarks: list[Remark], report: Path) -> None:
    """Write remarks as lines of JSON.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        report.write_text("".join(map(write_remark, remarks)), encoding="utf-8")
    except OSError as error:
        raise InputError(f"The import is done, but {str(report)!r} cannot be written ({error.strerror}).") from error


def show_summary(summary: SiteSummary, *, written: bool) -> None:
    """Show the counts, and the first things that were left out unless all of them are written down."""
    console = Console()
    table = Table(title=f"{summary.query!r} of {summary.site}", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for says, count in list_counts(summary).items():
        table.add_row(says, f"{count:,}")
    console.print(table, markup=False)
    for remark in summary.remarks[:SHOWN]:
        console.print(tidy(f"{remark.kind} {remark.path!r}: {remark.reason}"), markup=False, highlight=False)
    if len(summary.remarks) > SHOWN and not written:
        console.print(f"… and {len(summary.remarks) - SHOWN} more; --report FILE writes them all.")


def list_counts(summary: SiteSummary) -> dict[str, float]:
    """Name each count in words; what was refused by the rule that refused it."""
    return {
        "posts looked at": summary.posts,
        "without a picture": summary.without,
        "new": summary.new,
        "of them here already": summary.duplicates,
        "changed": summary.changed,
        "known and unchanged": summary.known,
        **{f"refused: {word}": count for word, count in sorted(summary.refused.items())},
        "unavailable": summary.unavailable,
        "did not come": summary.later,
        "removed there": summary.removed,
        "new pictures": summary.pictures,
        "claims added": summary.claims_added,
        "claims taken back": summary.claims_closed,
        "links proposed": summary.links_proposed,
        "posts or tags unreadable": summary.unreadable,
        "seconds": summary.seconds,
    }


def describe_counts(summary: SiteSummary) -> str:
    """Say in a line what came."""
    refused = sum(summary.refused.values())
    return (
        f"{summary.new} new, {summary.changed} changed, {summary.known} known, {refused} refused, "
        f"{summary.unavailable + summary.later} not here, of {summary.posts} posts."
    )
