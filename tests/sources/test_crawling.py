"""Posts of a site come into the graph as it gives them, once each, whatever happens on the way."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from graph.connection import Graph
from graph.consensus import list_wrong_pairs
from media.store import MediaStore
from sources.reports import SiteSummary
from sources.rules import Rules
from taggy.errors import FetchError, GoneError, SiteError
from tests.media.samples import draw_png
from tests.seeds import read_consensus, run
from tests.sources.digests import bring, read_claims, read_graph
from tests.sources.gallery import Show, visit
from tests.sources.server import Reply, open_web

RED, BLUE, GREEN = draw_png((200, 0, 0)), draw_png((0, 0, 200)), draw_png((0, 200, 0))
PAGE = Reply(b"<!DOCTYPE html><p>Sign in", headers={"Content-Type": "image/png"})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def show() -> Iterator[Show]:
    with open_web() as web:
        yield Show(web)


def count(summary: SiteSummary) -> dict[str, Any]:
    """Return the counts that are not nothing."""
    counts = asdict(summary)
    for name in ("site", "query", "collection", "seconds", "remarks"):
        del counts[name]
    return {name: value for name, value in counts.items() if value}


async def read_posts(graph: Graph) -> dict[str, tuple[str, str | None]]:
    rows = await run(graph, "MATCH (p:Post) RETURN p.key AS key, p.media AS media, p.reason AS reason")
    return {row["key"].removeprefix("gallery:"): (row["media"], row["reason"]) for row in rows}


def name(content: bytes) -> str:
    return sha256(content).hexdigest()


async def test_a_post_comes_with_all_that_is_said_of_it(graph: Graph, home: Path, show: Show) -> None:
    said = {"author": "Ann", "title": "Cats", "score": 5, "faves": 2, "rating": "rating:explicit", "nsfw": True}
    links = ["https://example.org/ann", "https://example.org/ann"]
    show.add("1", RED, BLUE, tags=["Cat", "kitten"], links=links, posted_at="2026-01-02T03:04:05+02:00", **said)
    summary = await visit(graph, home, show)
    assert count(summary) == {"posts": 1, "new": 2, "pictures": 2, "claims_added": 6, "links_proposed": 1}
    assert (summary.site, summary.query, summary.collection, summary.remarks) == ("gallery", "all", "shown", [])
    (row, other) = await run(
        graph,
        """MATCH (i:Image)<-[:SHOWS]-(p:Post)-[:FROM]->(s:Source), (i)-[:IN]->(c:Collection)
           RETURN p {.*, seenAt: p.seenAt IS NOT NULL, postedAt: toString(p.postedAt)} AS post, i.nsfw AS nsfw,
             s.name AS source, c.name AS collection, i.id AS image ORDER BY p.key""",
    )
    assert row["post"] == {
        "key": "gallery:1/0",
        "siteId": "1",
        "media": "here",
        "url": "https://example.org/1",
        "author": "Ann",
        "title": "Cats",
        "tags": ["Cat", "kitten", "rating:explicit"],
        "links": ["https://example.org/ann"],
        "score": 5,
        "faves": 2,
        "rating": "rating:explicit",
        "postedAt": "2026-01-02T03:04:05+02:00",
        "seenAt": True,
    }
    assert (row["nsfw"], row["source"], row["collection"], row["image"]) == ("suspected", "gallery", "shown", name(RED))
    assert (other["post"]["key"], other["image"]) == ("gallery:1/1", name(BLUE))
    tags = {"cat", "kitten", "rating:explicit"}
    assert await read_claims(graph) == {"1/0": tags, "1/1": tags}
    with MediaStore(home) as store, store.open_media(name(RED)) as media:
        assert media.file.read() == RED
    assert [path for path in (home / "fetching" / "files").iterdir() if path.suffix != ".json"] == []
    passes = {asked.headers.get("x-pass") for asked in show.web.asked if asked.path.startswith("/files/")}
    assert passes == {"yes"}


async def test_again_nothing_is_asked_for_and_nothing_changes(graph: Graph, home: Path, show: Show) -> None:
    for number in range(7):
        show.add(
            f"{number}", draw_png((number, 0, 0)), tags=["cat"], nsfw=number == 3, posted_at="2026-01-02T03:04:05Z"
        )
    assert count(await visit(graph, home, show))["new"] == 7
    before, asked = await read_graph(graph), show.count_files()
    assert count(await visit(graph, home, show)) == {"posts": 7, "known": 7}
    assert (await read_graph(graph), show.count_files()) == (before, asked)
    assert await graph.read(lambda tx: list_wrong_pairs(tx, [name(draw_png((n, 0, 0))) for n in range(7)])) == []


async def test_what_changes_at_the_site_changes_here(graph: Graph, home: Path, show: Show) -> None:
    post = show.add("1", RED, tags=["cat", "old"], score=1)
    await visit(graph, home, show)
    post |= {"tags": ["cat", "new"], "score": 9, "author": "Ann", "links": ["https://example.org"]}
    assert count(await visit(graph, home, show)) == {"posts": 1, "changed": 1, "claims_added": 1, "claims_closed": 1}
    assert await read_claims(graph) == {"1": {"cat", "new"}}
    rows = await run(graph, "MATCH (p:Post) RETURN p.score AS score, p.author AS author, p.links AS links")
    assert rows == [{"score": 9, "author": "Ann", "links": ["https://example.org"]}]
    closed = await run(graph, "MATCH ()-[c:TAGGED]->(t) WHERE c.until IS NOT NULL RETURN t.name AS name")
    assert closed == [{"name": "old"}]
    post |= {"tags": ["cat", "old"], "score": None}
    assert count(await visit(graph, home, show)) == {"posts": 1, "changed": 1, "claims_added": 1, "claims_closed": 1}
    assert await read_claims(graph) == {"1": {"cat", "old"}}
    assert await run(graph, "MATCH (p:Post) RETURN p.score AS score") == [{"score": None}]
    assert show.count_files() == 1


async def test_a_picture_that_is_here_by_its_bytes_gets_the_claims_alone(graph: Graph, home: Path, show: Show) -> None:
    show.add("1", RED, tags=["cat"])
    show.add("2", RED, tags=["pet"])
    assert count(await visit(graph, home, show)) == {
        "posts": 2, "new": 2, "duplicates": 1, "pictures": 1, "claims_added": 2,
    }  # fmt: skip
    assert await read_claims(graph) == {"1": {"cat"}, "2": {"pet"}}
    assert set(await read_consensus(graph)) == {(name(RED), "cat"), (name(RED), "pet")}


async def test_a_post_that_comes_twice_is_one(graph: Graph, home: Path, show: Show) -> None:
    show.add("1", GREEN, tags=["cat"])
    show.add("2", BLUE, tags=["cat"])
    show.posts += [show.posts[0]]  # on the same page, and again on the next
    show.per_page = 2
    show.add("3", RED)
    show.posts[1:1] = [show.posts[0]]
    assert [post["id"] for post in show.posts] == ["3", "3", "2", "1", "2"]
    show.web.answer(
        "/posts.json",
        {"posts": show.posts[:3], "next": "x", "bad": []},
        {"posts": show.posts[2:], "next": None, "bad": []},
    )
    assert count(await visit(graph, home, show)) == {"posts": 3, "new": 3, "pictures": 3, "claims_added": 2}
    assert show.count_files() == 3


async def test_posts_without_pictures_and_posts_that_cannot_be_read(graph: Graph, home: Path, show: Show) -> None:
    show.bad = ("odd",)
    show.add("1", RED, tags=["cat", "x" * 300])
    show.add("2", tags=["words"])
    show.add("x" * 2_000, BLUE)
    summary = await visit(graph, home, show)
    assert count(summary) == {"posts": 3, "without": 1, "new": 1, "pictures": 1, "claims_added": 1}
    assert [(remark.kind, remark.path[:3], remark.reason[:12]) for remark in summary.remarks] == [
        ("post", "odd", "It is no pos"),
        ("post", "xxx", "Its id is no"),
        ("tag", "1", "The tag 'xxx"),
    ]
    assert summary.unreadable == 3


async def test_what_does_not_come_is_tried_again_the_next_time(graph: Graph, home: Path, show: Show) -> None:
    show.add("gone", Reply(status=404), RED)
    show.add("page", PAGE, BLUE)
    show.add("cut", Reply(GREEN, cut=10), tags=["cat"])
    show.add("hidden")["media"] = [{"id": "", "url": None}]
    for post in show.posts[1:]:
        post["media"] = post["media"][:1]
    show.per_page = 9
    summary = await visit(graph, home, show)
    assert count(summary) == {"posts": 4, "unavailable": 3, "later": 1}
    posts = await read_posts(graph)
    assert {key: media for key, (media, _) in posts.items()} == {
        "gone/0": "unavailable",
        "page/0": "unavailable",
        "cut": "later",
        "hidden": "unavailable",
    }
    assert {remark.path: remark.reason for remark in summary.remarks} == {key: why for key, (_, why) in posts.items()}
    assert posts["page/0"][1] == "page: the site gave a page in the place of the file"
    assert posts["hidden"][1] == "hidden: the site gives no file of it"
    assert await read_claims(graph) == {}
    assert await run(graph, "MATCH (n:Image|Tag) RETURN n") == []
    for key, content in {"gone": RED, "page": BLUE, "cut": GREEN}.items():
        show.web.answer(f"/files/{key}-0.png", content)
    show.posts[0]["media"] = [{"id": "", "url": show.web.answer("/files/hidden.png", RED)}]
    assert count(await visit(graph, home, show)) == {
        "posts": 4, "new": 4, "duplicates": 1, "pictures": 3, "claims_added": 1,
    }  # fmt: skip
    assert {media for media, _ in (await read_posts(graph)).values()} == {"here"}
    assert {why for _, why in (await read_posts(graph)).values()} == {None}


async def test_bad_files_are_refused_and_not_asked_for_again(graph: Graph, home: Path, show: Show) -> None:
    show.add("words", b"only words", tags=["cat"])
    show.add("private")["media"] = [{"id": "", "url": "http://10.0.0.1/x.png"}]
    summary = await visit(graph, home, show)
    assert count(summary) == {"posts": 2, "refused": {"address": 1, "file": 1}}
    posts = await read_posts(graph)
    assert {key: media for key, (media, _) in posts.items()} == dict.fromkeys(["words", "private"], "refused")
    assert (posts["words"][1] or "").startswith("file: It is no picture")
    before = await read_graph(graph)
    assert count(await visit(graph, home, show)) == {"posts": 2, "known": 2}
    assert (await read_graph(graph), show.count_files()) == (before, 1)


async def test_what_a_rule_refused_is_not_asked_for_unless_the_rule_changes(
    graph: Graph, home: Path, show: Show
) -> None:
    show.add("small", RED, tags=["cat"])
    show.add("low", BLUE, score=1)
    show.add("comic", GREEN, tags=["Comic"])
    show.add("told", draw_png((1, 1, 1)))["media"][0] |= {"width": 3}
    rules: dict[str, Any] = {"min_width": 20, "min_score": 5, "refused_tags": ["comic"]}
    summary = await visit(graph, home, show, rules=Rules(**rules))
    refused = {"min_width": 2, "min_score": 1, "refused_tags": 1}
    assert count(summary) == {"posts": 4, "refused": refused}
    assert await read_posts(graph) == {
        "small": ("refused", "min_width: it is 8 pixels wide, 20 are wanted"),
        "told": ("refused", "min_width: it is 3 pixels wide, 20 are wanted"),
        "low": ("refused", "min_score: its score is 1, 5 is wanted"),
        "comic": ("refused", "refused_tags: it has the tag 'comic'"),
    }
    assert show.count_files() == 1
    before = await read_graph(graph)
    assert count(await visit(graph, home, show, rules=Rules(**rules))) == {"posts": 4, "known": 4}
    more = Rules(**rules, min_height=2)
    assert count(await visit(graph, home, show, rules=more)) == {"posts": 4, "known": 4}
    assert (await read_graph(graph), show.count_files()) == (before, 1)
    lower = Rules(**rules | {"min_width": 8})
    assert count(await visit(graph, home, show, rules=lower))["new"] == 1
    assert show.count_files() == 2
    show.posts[2]["score"] = 7  # what is said of a post may change, and then it is another one
    assert count(await visit(graph, home, show, rules=lower))["new"] == 1


async def test_rules_let_what_is_here_stay_and_follow_it(graph: Graph, home: Path, show: Show) -> None:
    post = show.add("1", RED, tags=["cat"], score=9)
    await visit(graph, home, show)
    post |= {"score": 1, "tags": ["dog"]}
    assert count(await visit(graph, home, show, rules=Rules(min_score=5)))["changed"] == 1
    assert await read_claims(graph) == {"1": {"dog"}}


async def test_removed_posts_lose_their_claims_and_keep_their_picture(graph: Graph, home: Path, show: Show) -> None:
    here, never, gallery = (
        show.add("1", RED, tags=["cat"], author="Ann"),
        show.add("2", BLUE),
        show.add("3", GREEN, RED),
    )
    here_was = dict(here)
    never["gone"] = "removed"
    await visit(graph, home, show)
    here |= {"gone": "removed", "media": [], "tags": [], "author": None}
    gallery["media"] = gallery["media"][:1]
    assert count(await visit(graph, home, show)) == {"posts": 3, "known": 2, "removed": 2, "claims_closed": 1}
    assert await read_posts(graph) == {
        "1": ("removed", "removed: its site has it no more"),
        "2": ("removed", "removed: its site has it no more"),
        "3/0": ("here", None),
        "3/1": ("removed", "not shown: its post has it no more"),
    }
    rows = await run(graph, "MATCH (p:Post {key: 'gallery:1'})-[:SHOWS]->(i) RETURN p.author AS author, i.id AS image")
    assert rows == [{"author": "Ann", "image": name(RED)}]
    assert await read_consensus(graph) == {}
    del never["gone"]
    asked = show.count_files()
    assert count(await visit(graph, home, show)) == {"posts": 3, "known": 4}
    assert show.count_files() == asked
    here.clear()
    here |= here_was  # it is back, and so is what it claims: its picture was here all the time
    assert count(await visit(graph, home, show))["claims_added"] == 1
    assert show.count_files() == asked


async def test_merged_posts_bring_their_pictures_before_the_board(graph: Graph, home: Path, show: Show) -> None:
    old = show.add("1", RED, tags=["cat"])
    await visit(graph, home, show)
    old |= {"gone": "merged", "merged_into": "2", "media": []}
    assert count(await visit(graph, home, show)) == {"posts": 1, "removed": 1, "claims_closed": 1}
    assert await run(graph, "MATCH ()-[c:COMPARED]->() RETURN c") == []
    show.add("2", BLUE, tags=["cat"])  # the better one comes later
    assert count(await visit(graph, home, show))["new"] == 1
    rows = await run(
        graph,
        """MATCH (a)-[c:COMPARED]->(b) RETURN c.method AS method, c.verdict AS verdict, c.order IS NOT NULL AS waits,
           a.id AS one, b.id AS other""",
    )
    one, other = sorted([name(RED), name(BLUE)])
    assert rows == [{"method": "site", "verdict": None, "waits": True, "one": one, "other": other}]
    old |= {"gone": "removed", "merged_into": None}  # what its site said once is not forgotten
    assert count(await visit(graph, home, show)) == {"posts": 2, "known": 2}
    rows = await run(graph, "MATCH (p:Post {key: 'gallery:1'}) RETURN p.media AS m, p.reason AS r, p.mergedInto AS i")
    assert rows == [{"m": "removed", "r": "merged: into 2", "i": "gallery:2"}]


async def test_nsfw_posts_make_pictures_suspected_until_people_say_otherwise(
    graph: Graph, home: Path, show: Show
) -> None:
    first, second = show.add("1", RED, tags=["cat"]), show.add("2", BLUE, tags=["cat"])
    await visit(graph, home, show)
    await run(graph, "MATCH (i:Image {id: $id}) SET i.nsfw = 'cleared'", id=name(BLUE))
    first["nsfw"] = second["nsfw"] = True
    assert count(await visit(graph, home, show)) == {"posts": 2, "known": 1, "changed": 1}
    rows = await run(graph, "MATCH (i:Image) RETURN i.id AS id, i.nsfw AS nsfw")
    assert {row["id"]: row["nsfw"] for row in rows} == {name(RED): "suspected", name(BLUE): "cleared"}
    assert await graph.read(lambda tx: list_wrong_pairs(tx, [name(RED), name(BLUE)])) == []
    assert (await read_consensus(graph))[name(RED), "cat"].get("rankSafe") is None


async def test_known_posts_come_into_another_collection_too(graph: Graph, home: Path, show: Show) -> None:
    show.add("1", RED)
    await visit(graph, home, show)
    assert count(await visit(graph, home, show, collection="more")) == {"posts": 1, "known": 1}
    rows = await run(graph, "MATCH (i:Image)-[:IN]->(c) RETURN i.id AS id, c.name AS name ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [(name(RED), "more"), (name(RED), "shown")]


async def test_no_more_than_the_limit_is_looked_at(graph: Graph, home: Path, show: Show) -> None:
    for number in range(7):
        show.add(f"{number}", RED)
    assert count(await visit(graph, home, show, limit=4))["posts"] == 4
    assert set(await read_posts(graph)) == {"3", "4", "5", "6"}
    assert count(await visit(graph, home, show, limit=4, cursor="3 4"))["posts"] == 1


async def test_known_posts_that_were_long_not_seen_are_asked_for_again(graph: Graph, home: Path, show: Show) -> None:
    for number in range(5):
        show.add(f"{number}", draw_png((number, 0, 0)), tags=["cat"])
    await visit(graph, home, show)
    await run(graph, "MATCH (p:Post {siteId: '1'}) SET p.seenAt = datetime('2020-01-01')")
    await run(graph, "MATCH (p:Post {siteId: '0'}) SET p.seenAt = datetime('2021-01-01')")
    show.posts[3] |= {"tags": ["dog"]}
    show.web.answer("/post/0.json", Reply(b"{}", 404))
    summary = await visit(graph, home, show, limit=1, follow=2)
    assert count(summary) == {"posts": 2, "known": 1, "changed": 1, "claims_added": 1, "claims_closed": 1}
    assert [(remark.kind, remark.path) for remark in summary.remarks] == [("post", "0")]
    assert (await read_claims(graph))["1"] == {"dog"}
    asked = {path: show.web.count(f"/post/{path}.json") for path in "01234"}
    assert asked == {"0": 1, "1": 1, "2": 0, "3": 0, "4": 0}
    await visit(graph, home, show, limit=1, follow=1)
    assert show.web.count("/post/0.json") == 1  # what cannot be read stands in nobody's way


async def test_a_cursor_that_vanished_leads_to_the_beginning_once(graph: Graph, home: Path, show: Show) -> None:
    for number in range(7):
        show.add(f"{number}", draw_png((number, 0, 0)))
    show.lost = {"9"}
    summary = await visit(graph, home, show, cursor="6 9")
    assert count(summary) == {"posts": 7, "new": 7, "pictures": 7}
    assert [(remark.kind, remark.path) for remark in summary.remarks] == [("note", "all")]
    show.lost = {"1"}  # in the middle of a run, behind the second page
    summary = await visit(graph, home, show)
    assert (count(summary), len(summary.remarks)) == ({"posts": 7, "known": 7}, 1)
    show.lost = {"4", "1"}
    with pytest.raises(GoneError):
        await visit(graph, home, show)


async def test_where_nothing_is_behind_a_kept_cursor_it_begins_again(graph: Graph, home: Path, show: Show) -> None:
    show.add("1", RED)
    show.web.answer(
        "/posts.json", {"posts": [], "next": None, "bad": []}, {"posts": show.posts, "next": None, "bad": []}
    )
    summary = await visit(graph, home, show, cursor="3 9")
    assert (count(summary), len(summary.remarks)) == ({"posts": 1, "new": 1, "pictures": 1}, 1)
    show.web.answer("/posts.json", {"posts": [], "next": None, "bad": []})
    assert count(await visit(graph, home, show)) == {}


async def test_pages_that_lead_in_a_circle_end_it(graph: Graph, home: Path, show: Show) -> None:
    show.add("1", RED)
    show.web.answer("/posts.json", {"posts": show.posts, "next": "1", "bad": []})
    with pytest.raises(SiteError, match="leads in a circle"):
        await visit(graph, home, show)


async def test_cut_off_anywhere_and_resumed_it_ends_the_same(graph: Graph, home: Path, show: Show) -> None:
    for number in range(40):
        show.add(f"{number}", draw_png((number % 37, 0, 0)), tags=[f"tag {number % 3}"], nsfw=number % 5 == 0)
    show.posts[4] |= {"gone": "removed"}
    show.per_page = 21

    async def read_all() -> list[str]:
        """Read all but which tags the site was asked about: those of posts before the cut wait for the next import."""
        return [line for line in await read_graph(graph) if "ASKED" not in line]

    await visit(graph, home, show)
    undisturbed = await read_all()
    for steps in (1, 3):  # in the first page, and in the second
        await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
        places: list[str] = []

        async def stop(_step: str, _done: int, _total: int, place: str = "", places: list[str] = places) -> None:
            places.append(place)
            if len(places) > steps:  # noqa: B023 - called in this turn alone
                raise KeyError("stop")

        with pytest.raises(KeyError, match="stop"):
            await visit(graph, home / f"{steps}", show, progress=stop)
        assert await read_all() != undisturbed
        await visit(graph, home / f"{steps}", show, cursor=next(filter(None, reversed(places)), ""))
        assert await read_all() == undisturbed


async def test_the_site_fails_in_the_middle_and_what_came_stays(graph: Graph, home: Path, show: Show) -> None:
    for number in range(6):
        show.add(f"{number}", draw_png((number, 0, 0)))
    await visit(graph, home, show)
    undisturbed = await read_graph(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    kept = ""

    async def keep(_step: str, _done: int, _total: int, place: str = "") -> None:
        nonlocal kept
        kept = place or kept

    page = {"posts": show.posts[:3], "next": "3", "bad": []}
    show.web.answer("/posts.json", page, Reply(b'{"posts": [', cut=5), Reply(b"no", 503))
    with pytest.raises(FetchError):
        await visit(graph, home, show, progress=keep)
    assert (kept, len(await read_posts(graph))) == ("3 3", 3)
    show.web.answer("/posts.json", {"posts": show.posts[3:], "next": None, "bad": []})
    await visit(graph, home, show, cursor=kept)
    assert await read_graph(graph) == undisturbed


async def test_two_at_once_double_nothing(graph: Graph, home: Path, show: Show) -> None:
    for number in range(12):
        show.add(f"{number}", draw_png((number, 0, 0)), tags=["cat"], nsfw=number == 2)
    await visit(graph, home / "other", show)
    alone = await read_graph(graph)
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    both = await asyncio.gather(*(visit(graph, home, show) for _ in range(2)))
    assert sum(summary.pictures for summary in both) == 12
    assert await read_graph(graph) == alone


async def test_a_picture_of_a_folder_is_not_copied(graph: Graph, home: Path, show: Show, tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "cat.png").write_bytes(RED)
    await bring(graph, home, folder)
    show.add("1", RED, tags=["cat"])
    assert count(await visit(graph, home, show)) == {"posts": 1, "new": 1, "duplicates": 1, "claims_added": 1}
    with MediaStore(home) as store:
        assert not store.has_copy(name(RED))
