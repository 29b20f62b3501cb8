"""The miner's sources: what its file says, opened and checked, so that nothing begins before all can be used."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.screens import FilterScreen
from cli.sites import LIST
from cli.siteworks import order_site
from sources.crawling import SiteImport
from sources.miner import Mined
from sources.minerplans import MinerPlan, SourcePlan
from sources.registry import open_site
from sources.rules import Rules, load_rules
from taggy.errors import InputError
from taggy.settings import Settings

MINUTE = 60.0


@dataclass(frozen=True)
class Opened:
    """The sources of a miner, and the filters that they share, by file."""

    sources: list[Mined]
    screens: dict[Path, FilterScreen]


def open_sources(settings: Settings, plan: MinerPlan, folder: Path) -> Opened:
    """Open what a miner's file says, with the files that it names in a folder.

    Raises:
        InputError: a source cannot be used, or is named twice; the message names it.
    """
    screens: dict[Path, FilterScreen] = {}
    sources: list[Mined] = []
    for name, source in plan.sources.items():
        try:
            sources.append(_open_source(settings, name, source, plan, folder, screens))
        except InputError as error:
            raise InputError(f"The source {name!r} cannot be used. {error}") from error
    _check_different(sources)
    return Opened(sources, screens)


def _open_source(
    settings: Settings, name: str, source: SourcePlan, plan: MinerPlan, folder: Path, screens: dict[Path, FilterScreen]
) -> Mined:
    query = _find_list(folder, source.query) if source.site == LIST else source.query
    order = order_site(settings, source.site, query, address=source.address, collection=source.collection or name)
    file = plan.filter if source.filter is None else source.filter
    if file and folder / file not in screens:
        screens[folder / file] = FilterScreen(settings, folder / file)
    wanted = SiteImport(
        open_site(settings, source.site, source.address),
        query,
        order.params["collection"],
        _read_rules(source.rules, folder),
        source.limit,
        screen=screens[folder / file] if file else None,
        keep_refused=plan.keep_refused,
        ask=tuple(dict.fromkeys([*plan.ask, *source.ask])),
    )
    return Mined(name, source.every * MINUTE, wanted)


def _find_list(folder: Path, query: str) -> str:
    """Find the list of addresses that a query names.

    Raises:
        InputError: there is no such file.
    """
    path = (folder / query).resolve()
    if not path.is_file():
        raise InputError(
            f"There is no list {query!r} beside the miner's file. Name a text file with an address a line."
        )
    return str(path)


def _read_rules(rules: str | Rules | None, folder: Path) -> Rules:
    if isinstance(rules, str):
        return load_rules(folder / rules)
    return rules or Rules()


def _check_different(sources: list[Mined]) -> None:
    """Check that no query of a site is there twice.

    Raises:
        InputError: one is.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for source in sources:
        site = source.wanted.site
        other = seen.setdefault((site.name, site.address, source.wanted.query), source.name)
        if other != source.name:
            raise InputError(
                f"The sources {other!r} and {source.name!r} are the same query of the same site. Leave one of them out."
            )


def describe_source(source: Mined, screens: Mapping[Path, FilterScreen]) -> dict[str, object]:
    """Say what is asked of a source, and what becomes of its pictures."""
    wanted = source.wanted
    files = [str(file) for file, screen in screens.items() if screen is wanted.screen]
    return {
        "source": source.name,
        "site": wanted.site.name,
        "query": wanted.query,
        "minutes": source.every / MINUTE,
        "limit": wanted.limit,
        "collection": wanted.collection,
        "rules": wanted.rules.model_dump(exclude_none=True),
        "filter": files[0] if files else None,
        "refused": ("withheld" if wanted.keep_refused else "not kept") if files else None,
        "ask": list(wanted.ask),
    }
