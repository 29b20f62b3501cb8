"""What a batch of a site's posts becomes in the graph, also where two write it or votes come between."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.imports import NewPicture
from graph.posts import PostBatch, PostRow, RecordedPosts, is_kept, list_site_posts, record_posts
from graph.votes import Ballot, cast_votes
from tests.seeds import add_voters, read_consensus, run
from tests.sources.digests import read_graph

A, B = "a" * 64, "b" * 64
CAT = PostRow(
    "1/x", "1", "here", A, NewPicture(A, "image/png", 8, 6, 1, None, 70), (("Cat", "cat"), ("cat", "cat")),
    url="https://example.org/1", author="Ann", title="A cat", links=("https://example.org/ann",), score=-3, faves=2,
    rating="rating:safe", posted_at=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
)  # fmt: skip


def batch(*rows: PostRow, **seen: str | None) -> PostBatch:
    return PostBatch("site", "wolves", rows, seen)


async def test_what_was_recorded_is_kept_and_the_same_again_changes_nothing(graph: Graph) -> None:
    assert await record_posts(graph, batch(CAT)) == RecordedPosts(pictures=1, claims_added=1)
    before = await read_graph(graph)
    assert await record_posts(graph, batch(CAT)) == RecordedPosts()
    assert await read_graph(graph) == before
    (kept,) = await list_site_posts(graph, [("site", "1"), ("site", "none")])
    assert is_kept(CAT, "site", kept)
    changes = (
        {"score": 1}, {"faves": None}, {"links": ()}, {"title": None}, {"author": "Bob"}, {"image": B}, {"nsfw": True},
        {"tags": (("Cat", "cat"),)}, {"posted_at": None}, {"rating": None}, {"url": None}, {"media": "removed"},
        {"reason": "x"}, {"rule": "x"}, {"merged_into": "2"},
    )  # fmt: skip
    for change in changes:
        assert not is_kept(replace(CAT, **change), "site", kept)


async def test_posts_are_found_by_the_id_that_their_site_gives(graph: Graph) -> None:
    others = replace(CAT, id="1", image=None, picture=None, media="later"), replace(CAT, id="1/y", tags=())
    strangers = replace(CAT, id="1/x/1", site_id="1/x"), replace(CAT, id="11", site_id="11")
    await record_posts(graph, batch(CAT, *others, *strangers))
    assert [post.key for post in await list_site_posts(graph, [("site", "1")])] == ["site:1", "site:1/x", "site:1/y"]


async def test_a_post_with_another_picture_takes_its_claims_there(graph: Graph) -> None:
    await record_posts(graph, batch(CAT))
    other = replace(CAT, image=B, picture=NewPicture(B, "image/gif", 1, 1, 3, 0.3, 90))
    assert await record_posts(graph, batch(other)) == RecordedPosts(1, 1, 1)
    assert [post.image for post in await list_site_posts(graph, [("site", "1")])] == [B]
    assert set(await read_consensus(graph)) == {(B, "cat")}


async def test_a_slower_one_takes_nothing_from_one_that_brought_the_picture(graph: Graph) -> None:
    await record_posts(graph, batch(CAT))
    before = await read_graph(graph)
    for media in ("later", "refused", "unavailable"):
        slow = replace(CAT, media=media, image=None, picture=None, reason="it did not come")
        assert await record_posts(graph, batch(slow)) == RecordedPosts()
    assert await read_graph(graph) == before


async def test_imports_that_race_votes_and_each_other_end_as_a_rebuild_would(graph: Graph) -> None:
    await record_posts(graph, batch(CAT))
    await add_voters(graph, *(f"v{n}" for n in range(8)))
    others = (
        replace(CAT, tags=(), nsfw=True),
        CAT,
        replace(CAT, id="2", site_id="2", tags=(("cat", "cat"),)),
        replace(CAT, media="removed", image=None, picture=None),
    )
    await asyncio.gather(
        *(cast_votes(graph, [Ballot(f"v{n}", A, "cat", "yes" if n % 3 else "no")]) for n in range(8)),
        *(record_posts(graph, batch(others[n % 4])) for n in range(8)),
    )
    raced = await read_consensus(graph)
    assert (raced[A, "cat"]["yes"], raced[A, "cat"]["no"]) == (5, 3)
    await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
    await graph.write(lambda tx: recompute_images(tx, [A]))
    assert await read_consensus(graph) == raced


async def test_a_merge_that_nobody_noted_is_noted_the_next_time(graph: Graph) -> None:
    old = replace(CAT, media="removed", image=None, picture=None, merged_into="2")
    new = replace(CAT, id="2", site_id="2", image=B, picture=NewPicture(B, "image/png", 8, 6, 1, None, 70))
    await record_posts(graph, batch(CAT))
    await record_posts(graph, batch(new))
    await record_posts(graph, batch(old))
    for seen in ({"1/x": A}, {"2": B}):
        await run(graph, "MATCH ()-[c:COMPARED]->() DELETE c")  # as if it had been killed just before
        await record_posts(graph, PostBatch("site", "wolves", (), seen))
        (found,) = await run(graph, "MATCH ()-[c:COMPARED]->() RETURN c.method AS method, c.distance AS distance")
        assert found == {"method": "site", "distance": 0.0}


async def test_the_longest_names_fit_into_a_key(graph: Graph) -> None:
    source, post, tag = "\U0001f600" * 75, "\U0001f600" * 250, "\U0001f600" * 255
    row = replace(CAT, id=post, site_id=post, tags=((tag, tag),), merged_into=post)
    assert (await record_posts(graph, PostBatch(source, "\U0001f600" * 100, (row,), {}))).claims_added == 1
    assert [kept.image for kept in await list_site_posts(graph, [(source, post)])] == [A]
