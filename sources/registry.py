"""The registry: every site that can be imported from, under the name by which it is asked for."""

from collections.abc import Callable

from sources.danbooru import Danbooru
from sources.e621 import E621
from sources.hydrus import Hydrus
from sources.moebooru import Moebooru
from sources.philomena import Philomena
from sources.reddit import Reddit
from sources.sites import Site
from sources.tumblr import Tumblr
from sources.urls import UrlList
from taggy.errors import InputError
from taggy.settings import Settings

SITES: dict[str, Callable[[Settings, str | None], Site]] = {
    "danbooru": Danbooru,
    "e621": E621,
    "hydrus": Hydrus,
    "moebooru": Moebooru,
    "philomena": Philomena,
    "reddit": Reddit,
    "tumblr": Tumblr,
    "urls": UrlList,
}


def open_site(settings: Settings, name: str, address: str | None) -> Site:
    """Make the site of this name, at its own address or at another one.

    Raises:
        InputError: there is no such site, or not at such an address.
    """
    if name not in SITES:
        raise InputError(f"There is no site {name[:40]!r}. The sites are {', '.join(sorted(SITES))}.")
    return SITES[name](settings, address)
