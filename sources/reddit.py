"""Reddit: the newest posts of subreddits, several together, or somebody's collection of them, by its public JSON.

Documented at https://www.reddit.com/dev/api; how a post is read stands in `sources/redditposts.py`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sources.answers import require_object
from sources.redditposts import HOME, read_post
from sources.reports import Remark
from sources.sites import Fetch, Pace, SitePage, SitePost, SiteVocabulary
from taggy.errors import GoneError, InputError, SiteError
from taggy.settings import Settings

SIGNED_IN = "https://oauth.reddit.com"
PAGE = 100
_NAMES = re.compile(r"(?:/?r/)?(\w+(?:\+\w+)*)/?", re.ASCII)
_COLLECTION = re.compile(r"/?(?:u|user)/([\w-]+)/m/(\w+)/?", re.ASCII)
_POST = re.compile(r"(?:t3_)?(\w+)", re.ASCII)
_AGAIN = "again:"


class Reddit:
    """Reddit as everybody sees it, or with a token (`TAGGY_REDDIT_TOKEN`) as its API gives it.

    A query is a subreddit (`EarthPorn`), several (`EarthPorn+SkyPorn`), `all`, or a collection of somebody's
    (`user/kjoneslol/m/sfwpornnetwork`). A cursor is the full name of the last post (`t3_4t8bv8`).
    """

    name = "reddit"

    def __init__(self, settings: Settings, address: str | None = None) -> None:
        token = settings.reddit_token
        self._headers = {"Authorization": f"bearer {token.get_secret_value()}"} if token else {}
        self.address = (address or (SIGNED_IN if token else HOME)).rstrip("/")
        self.paces = (Pace(100 if token else 10, 60),)

    async def read_page(self, fetch: Fetch, query: str, cursor: str | None) -> SitePage:
        """Read the posts that follow a cursor; where its post is there no more, from the newest once again.

        Raises:
            InputError: the query names no subreddit.
            GoneError: there is no such subreddit, or it is private.
            SiteError: the answer is no listing.
        """
        path = _find_path(query)
        again = cursor is not None and cursor.startswith(_AGAIN)
        after = (cursor or "").removeprefix(_AGAIN)
        listing = await self._ask(fetch, path, {"limit": str(PAGE)} | ({"after": after} if after else {}))
        if after and not listing["children"] and not again:
            again = True
            listing = await self._ask(fetch, path, {"limit": str(PAGE)})
        children = listing["children"]
        if any(isinstance(child, dict) and child.get("kind") == "t5" for child in children):
            raise GoneError(f"Reddit has no {query!r}: it answers with a search for subreddits. Check the name.", 404)
        read = [read_post(child) for child in children]
        following = listing.get("after")
        return SitePage(
            tuple(one for one in read if isinstance(one, SitePost)),
            f"{_AGAIN if again else ''}{following}" if children and isinstance(following, str) else None,
            tuple(one for one in read if isinstance(one, Remark)),
        )

    async def read_post(self, fetch: Fetch, source: str, post: str) -> SitePost:
        """Read one post again.

        Raises:
            InputError: the id is none of Reddit's.
            SiteError: the answer is no post.
        """
        if not (named := _POST.fullmatch(post)):
            raise InputError(f"{post!r} is no id of a post of Reddit, as in 4t8bv8.")
        listing = await self._ask(fetch, "/api/info.json", {"id": f"t3_{named[1]}"})
        if not listing["children"]:
            return SitePost(source, named[1], f"{HOME}/comments/{named[1]}/", (), gone="removed")
        read = read_post(listing["children"][0])
        if isinstance(read, Remark):
            raise SiteError(f"Reddit's post {post!r} cannot be read. {read.reason}")
        return read

    async def read_vocabulary(self, fetch: Fetch, tags: Sequence[str]) -> SiteVocabulary:
        """Say nothing: a flair is a word of its subreddit, and nothing links them."""
        _ = fetch, tags
        return SiteVocabulary()

    def list_headers(self, url: str) -> Mapping[str, str]:
        """List none: whoever has a file's address may have the file."""
        _ = url
        return {}

    async def _ask(self, fetch: Fetch, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self.address}{path}"
        answer = await fetch.read_json(url, {"raw_json": "1", **params}, headers=self._headers)
        listing = require_object(answer, "Reddit").get("data")
        if not isinstance(listing, dict) or not isinstance(listing.get("children"), list):
            raise SiteError(f"Reddit's answer for {path} is no listing of posts. Try again later.")
        return listing


def _find_path(query: str) -> str:
    """Find the path of a query's newest posts."""
    written = query.strip()
    if found := _COLLECTION.fullmatch(written):
        return f"/user/{found[1]}/m/{found[2]}/new.json"
    if found := _NAMES.fullmatch(written):
        return f"/r/{found[1]}/new.json"
    raise InputError(
        f"{query!r} names no subreddit. Write EarthPorn, EarthPorn+SkyPorn, all, or user/NAME/m/COLLECTION."
    )
