"""A list of addresses, as a site: what docs/adding-a-source.md shows."""

import re
from pathlib import Path

import pytest

from sources.fetching import Fetcher
from sources.registry import SITES, open_site
from sources.reports import Remark
from sources.sites import Medium, SitePage, SitePost, SiteVocabulary
from sources.urls import UrlList
from taggy.errors import InputError, SiteError
from taggy.settings import Settings
from tests.docs import DOCS

CAT, DOG = "https://example.org/cat.png", "http://example.com/dog.gif?size=large"
LIST = f"\ufeff# mine\n{CAT}\tCat, black_cat ,\n\nftp://example.org/x.png\n{DOG}\r\nhttps://[/\n"


@pytest.fixture
def fetch(tmp_path: Path) -> Fetcher:
    """One that is never opened: a list asks nobody."""
    return Fetcher(Settings(home=tmp_path), "", ())


async def test_each_line_is_a_post(tmp_path: Path, fetch: Fetcher) -> None:
    file = tmp_path / "list.txt"
    file.write_text(LIST, encoding="utf-8", newline="")
    site = UrlList(Settings(home=tmp_path), None)
    assert await site.read_page(fetch, str(file), None) == SitePage(
        posts=(
            SitePost("urls:example.org", CAT, CAT, (Medium("", CAT),), ("Cat", "black_cat")),
            SitePost("urls:example.com", DOG, DOG, (Medium("", DOG),)),
        ),
        cursor=None,
        remarks=(
            Remark("post", "line 4", "'ftp://example.org/x.png' is no http or https address."),
            Remark("post", "line 6", "'https://[/' is no http or https address."),
        ),
    )
    assert site.list_headers(CAT) == {}
    assert await site.read_vocabulary(fetch, ["cat"]) == SiteVocabulary()
    with pytest.raises(SiteError, match="Import the list again"):
        await site.read_post(fetch, "urls:example.org", CAT)


async def test_a_long_list_comes_in_pages(tmp_path: Path, fetch: Fetcher) -> None:
    file = tmp_path / "list.txt"
    file.write_text("".join(f"https://example.org/{number}.png\n" for number in range(250)))
    site = UrlList(Settings(home=tmp_path), None)
    ids, cursor = [], None
    while True:
        page = await site.read_page(fetch, str(file), cursor)
        ids += [post.id for post in page.posts]
        cursor = page.cursor
        if cursor is None:
            break
    assert ids == [f"https://example.org/{number}.png" for number in range(250)]


async def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, fetch: Fetcher) -> None:
    site = UrlList(Settings(home=tmp_path), None)
    with pytest.raises(SiteError, match=r"none\.txt' cannot be read .*No such file"):
        await site.read_page(fetch, str(tmp_path / "none.txt"), None)
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    with pytest.raises(SiteError, match=r"latin\.txt' cannot be read"):
        await site.read_page(fetch, str(tmp_path / "latin.txt"), None)


def test_a_list_has_no_address_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Leave --site"):
        UrlList(Settings(home=tmp_path), "https://example.org")


@pytest.mark.parametrize("name", sorted(SITES))
def test_every_site_is_made_by_its_name(tmp_path: Path, name: str) -> None:
    settings = Settings(home=tmp_path)
    site = open_site(settings, name, None)
    assert site.name
    assert all(pace.requests > 0 and pace.seconds > 0 for pace in site.paces)


def test_the_document_shows_it_as_it_is() -> None:
    text = (DOCS / "adding-a-source.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for name, block in zip(("urls", "registry"), shown, strict=False):
        assert block in (DOCS.parent / "sources" / f"{name}.py").read_text(encoding="utf-8")


def test_an_unknown_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"There is no site 'flickr'\. The sites are danbooru, e621"):
        open_site(Settings(home=tmp_path), "flickr", None)
