"""Tumblr: the posts of a blog, or those with one tag of it, by the API that needs a key.

Documented at https://www.tumblr.com/docs/en/api/v2; how a post is read stands in `sources/tumblrposts.py`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from sources.answers import require_object
from sources.reports import Remark
from sources.sites import Fetch, Pace, SitePage, SitePost, SiteVocabulary
from sources.tumblrposts import read_post
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings

ADDRESS = "https://api.tumblr.com"
PAGE = 20
_BLOG = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*|t:[A-Za-z0-9_-]+")
_MISSING = {404, 410}


class Tumblr:
    """Tumblr, asked at its default address or that of a copy.

    A query is a blog (`staff`, `staff.tumblr.com`, `blog.example.org`), or a blog and one tag: `staff#cats`. A cursor
    is what the API itself names for the next page, else how many posts came before.
    """

    name = "tumblr"
    paces = (Pace(300, 60), Pace(1000, 3600), Pace(5000, 86_400))

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        self.address = (address or ADDRESS).rstrip("/")
        self._key = settings.tumblr_key

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts of a blog that follow a cursor.

        Raises:
            InputError: the query names no blog, or there is no key.
            GoneError: there is no such blog.
            SiteError: the answer is no page of posts.
        """
        blog, tag = _split_query(query)
        asked = dict(parse_qsl(cursor or ""))
        response = await self._ask(fetch, blog, ({"tag": tag} if tag else {}) | asked)
        found = response.get("posts")
        if not isinstance(found, list):
            raise SiteError(f"Tumblr's answer for the blog {blog!r} has no list of posts. Try again later.")
        read = [read_post(one, _name_blog(blog)) for one in found]
        return SitePage(
            tuple(one for one in read if isinstance(one, SitePost)),
            _find_next(response, asked, len(found)),
            tuple(one for one in read if isinstance(one, Remark)),
        )

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post of a source `tumblr:BLOG` again.

        Raises:
            InputError: there is no key.
            SiteError: the answer is no post.
        """
        blog = source.removeprefix("tumblr:")
        gone = SitePost(source, post, f"https://{blog}.tumblr.com/post/{post}", (), gone="removed")
        try:
            response = await self._ask(fetch, blog, {"id": post})
        except GoneError as error:
            if error.status in _MISSING:
                return gone
            raise
        found = response.get("posts")
        if not isinstance(found, list):
            raise SiteError(f"Tumblr's answer for the post {post!r} of {blog!r} has no list of posts. Try again later.")
        if not found:
            return gone
        read = read_post(found[0], blog)
        if isinstance(read, Remark):
            raise SiteError(f"Tumblr's post {post!r} of {blog!r} cannot be read. {read.reason}")
        return read

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Say nothing: on Tumblr every blog writes tags as it likes, and nothing links them."""
        _ = fetch, tags
        return SiteVocabulary()

    def list_headers(self, url: str) -> Mapping[str, str]:
        """List none: whoever has a file's address may have the file."""
        _ = url
        return {}

    async def _ask(self, fetch: Fetch, blog: str, params: Mapping[str, str]) -> dict[str, Any]:
        if self._key is None and self.address == ADDRESS:
            raise InputError(
                "Tumblr answers only with a key. Register an application at https://www.tumblr.com/oauth/apps and set "
                "TAGGY_TUMBLR_KEY to its OAuth consumer key."
            )
        url = f"{self.address}/v2/blog/{quote(blog, safe=':')}/posts"
        plain = {"npf": "true", "reblog_info": "true", "limit": str(PAGE)}
        key = {"api_key": self._key.get_secret_value()} if self._key else {}
        try:
            answer = require_object(await fetch.read_json(url, {**plain, **params, **key}), "Tumblr")
        except GoneError as error:
            if error.status in _MISSING and "id" not in params:
                raise GoneError(_tell_missing(blog), error.status) from error
            raise
        return _open_answer(answer, blog)


def _split_query(query: str) -> tuple[str, str]:
    blog, _, tag = query.strip().partition("#")
    blog = blog.strip().removeprefix("@")
    if not _BLOG.fullmatch(blog):
        raise InputError(f"{query!r} names no blog of Tumblr. Write its name, as in staff or staff#cats.")
    return blog, tag.strip()


def _name_blog(blog: str) -> str:
    return blog.removesuffix(".tumblr.com")


def _tell_missing(blog: str) -> str:
    return f"Tumblr has no blog {blog!r}, or shows it to signed-in people only. Check the name."


def _open_answer(answer: dict[str, Any], blog: str) -> dict[str, Any]:
    """Take the response out of an answer, whose `meta` may say that it is none."""
    meta, response = answer.get("meta"), answer.get("response")
    status = meta.get("status") if isinstance(meta, dict) else None
    if status in _MISSING:
        raise GoneError(_tell_missing(blog), status)
    if not isinstance(response, dict):
        told = meta.get("msg") if isinstance(meta, dict) else None
        raise SiteError(f"Tumblr gave no posts of {blog!r} ({status}: {told}). Try again later.")
    return response


def _find_next(response: dict[str, Any], asked: Mapping[str, str], count: int) -> str | None:
    """Find the cursor of the next page: what the API names, else counted on where it names none at all."""
    if not count:
        return None
    if named := _read_next(response.get("_links")):
        return urlencode(named)
    if set(asked) - {"offset"}:
        return None
    seen = _count(asked.get("offset")) + count
    total = response.get("total_posts")
    return urlencode({"offset": seen}) if not isinstance(total, int) or seen < total else None


def _read_next(links: Any) -> dict[str, str]:
    """Read what the API says of the next page, without what is said of every page."""
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, dict):
        return {}
    params = following.get("query_params")
    if not isinstance(params, dict):
        params = dict(parse_qsl(urlsplit(str(following.get("href", ""))).query))
    common = {"api_key", "npf", "reblog_info", "limit", "tag", "id"}
    return {str(name): str(value) for name, value in params.items() if name not in common}


def _count(offset: str | None) -> int:
    return int(offset) if offset and offset.isdecimal() else 0
