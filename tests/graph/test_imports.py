"""What a batch of posts becomes in the graph: pictures, links, claims and their consensus."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from graph.connection import Graph
from graph.consensus import recompute_images
from graph.imports import ImportBatch, ImportRow, NewPicture, Recorded, list_known_posts, record_import
from graph.votes import Ballot, cast_votes
from tests.seeds import add_voters, read_consensus, run

A, B = "a" * 64, "b" * 64
POST = "folder%3Apets:cat.png"
CAT = ImportRow(
    "cat.png",
    A,
    NewPicture(A, "image/png", 8, 6, 1, None, 70),
    (("Cat", "cat"), ("cat", "cat"), ("artist:Mary", "artist:mary")),
    author="Mary",
    title="A cat",
)


def batch(*rows: ImportRow, collection: str = "pets") -> ImportBatch:
    return ImportBatch(f"folder:{collection}", collection, rows)


async def list_open_claims(graph: Graph) -> list[tuple[str, str, str, str]]:
    rows = await run(
        graph,
        """MATCH (i:Image)-[c:TAGGED]->(t:Tag) WHERE c.until IS NULL
           RETURN i.id AS image, t.name AS tag, c.written AS written, c.post AS post ORDER BY image, tag, post""",
    )
    return [(row["image"], row["tag"], row["written"], row["post"]) for row in rows]


async def list_pairs(graph: Graph) -> list[tuple[str, str, int]]:
    rows = await run(graph, "MATCH (i)-[c:CONSENSUS]->(t) RETURN i.id AS i, t.name AS t, c.claims AS n ORDER BY i, t")
    return [(row["i"], row["t"], row["n"]) for row in rows]


async def read_all(graph: Graph) -> list[Any]:
    nodes = await run(graph, "MATCH (n) WHERE NOT n:Library RETURN labels(n) AS l, n {.*, stamp: null} AS p")
    links = await run(graph, "MATCH ()-[r]->() RETURN type(r) AS l, properties(r) AS p")
    return sorted(map(repr, nodes + links))


async def test_a_post_becomes_a_picture_with_claims_and_consensus(graph: Graph) -> None:
    assert await record_import(graph, batch(CAT)) == Recorded(pictures=1, claims_added=2, claims_closed=0)
    (image,) = await run(
        graph, "MATCH (i:Image) RETURN i {.*, createdAt: i.createdAt IS NOT NULL, stamp: i.stamp IS NOT NULL} AS i"
    )
    assert image["i"] == {
        "id": A,
        "mime": "image/png",
        "width": 8,
        "height": 6,
        "frames": 1,
        "byteSize": 70,
        "nsfw": "unknown",
        "withheld": [],
        "createdAt": True,
        "stamp": True,
    }
    (post,) = await run(
        graph,
        """MATCH (i:Image)<-[s:SHOWS]-(p:Post)-[f:FROM]->(o:Source), (i)-[n:IN]->(c:Collection)
           RETURN p, properties(s) AS s, properties(f) AS f, properties(n) AS n, o.name AS source,
             c.name AS collection""",
    )
    written = ["Cat", "cat", "artist:Mary"]
    assert post == {
        "p": {"key": POST, "author": "Mary", "title": "A cat", "tags": written, "media": "here"},
        "s": {"key": f"folder%253Apets:cat.png|{A}"},
        "f": {"key": "folder%253Apets:cat.png|folder:pets"},
        "n": {"key": f"{A}|pets"},
        "source": "folder:pets",
        "collection": "pets",
    }
    assert await list_open_claims(graph) == [(A, "artist:mary", "artist:Mary", POST), (A, "cat", "Cat", POST)]
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 1)]
    tags = await run(
        graph, "MATCH (t:Tag)-[o:OF]->(c:Category) RETURN t.name AS t, t.state AS s, c.name AS c ORDER BY t"
    )
    assert [tuple(tag.values()) for tag in tags] == [
        ("artist:mary", "circulating", "artist"),
        ("cat", "circulating", "general"),
    ]


async def test_the_same_batch_again_changes_nothing(graph: Graph) -> None:
    await record_import(graph, batch(CAT))
    before = await read_all(graph)
    assert await record_import(graph, batch(CAT)) == Recorded()
    assert await read_all(graph) == before


async def test_an_empty_batch_and_a_post_without_tags(graph: Graph) -> None:
    assert await record_import(graph, batch(replace(CAT, tags=()))) == Recorded(pictures=1)
    assert (await list_open_claims(graph), await list_pairs(graph)) == ([], [])
    assert await record_import(graph, batch()) == Recorded()


async def test_a_tag_that_goes_is_closed_and_one_that_returns_is_reopened(graph: Graph) -> None:
    await record_import(graph, batch(CAT))
    fewer = replace(CAT, picture=None, tags=(("Cat", "cat"),))
    assert await record_import(graph, batch(fewer)) == Recorded(claims_closed=1)
    assert await list_open_claims(graph) == [(A, "cat", "Cat", POST)]
    assert await list_pairs(graph) == [(A, "cat", 1)]
    assert await record_import(graph, batch(replace(CAT, picture=None))) == Recorded(claims_added=1)
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 1)]
    assert len(await run(graph, "MATCH ()-[c:TAGGED]->() RETURN c")) == 2


async def test_a_post_with_another_picture_takes_its_claims_there(graph: Graph) -> None:
    await record_import(graph, batch(CAT))
    other = replace(CAT, image=B, picture=NewPicture(B, "image/gif", 1, 1, 3, 0.3, 90))
    assert await record_import(graph, batch(other)) == Recorded(pictures=1, claims_added=2, claims_closed=2)
    assert await list_pairs(graph) == [(B, "artist:mary", 1), (B, "cat", 1)]
    (post,) = await list_known_posts(graph, [POST, "folder%3Apets:none.png"])
    assert (post.key, post.image) == (POST, B)
    assert await record_import(graph, batch(replace(CAT, picture=None))) == Recorded(claims_added=2, claims_closed=2)
    assert [post.image for post in await list_known_posts(graph, [POST])] == [A]
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 1)]


async def test_a_source_counts_once_a_pair_and_two_sources_twice(graph: Graph) -> None:
    await record_import(graph, batch(CAT, replace(CAT, post="copy.png")))
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 1)]
    await record_import(graph, batch(replace(CAT, tags=(("CAT", "cat"),)), collection="more"))
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 2)]
    await record_import(graph, batch(replace(CAT, tags=())))
    assert await list_pairs(graph) == [(A, "artist:mary", 1), (A, "cat", 2)]  # the copy still says so


async def test_what_people_said_of_a_known_picture_and_tag_stays(graph: Graph) -> None:
    await record_import(graph, batch(CAT))
    await run(
        graph,
        """MATCH (i:Image), (t:Tag {name: 'cat'})
           SET i.nsfw = 'confirmed', i.withheld = ['asked'], t.state = 'remark', t.description = 'A cat.'""",
    )
    await record_import(graph, batch(replace(CAT, post="again.png")))
    (row,) = await run(
        graph,
        "MATCH (i:Image), (t:Tag {name: 'cat'}) RETURN [i.nsfw, i.withheld[0], t.state, t.description] AS kept",
    )
    assert row["kept"] == ["confirmed", "asked", "remark", "A cat."]


async def test_tags_that_look_like_cypher_are_tags(graph: Graph) -> None:
    name = "'}) detach delete n //"
    await record_import(graph, batch(replace(CAT, tags=((name, name), ("$tag`|a", "$tag`|a")))))
    assert await list_pairs(graph) == [(A, "$tag`|a", 1), (A, name, 1)]


async def test_a_batch_that_fails_leaves_nothing_but_tags(graph: Graph) -> None:
    bad = ImportRow("bad.png", B, NewPicture(B, "image/png", 1, 1, 1, None, 2**70), (("x", "x"),))
    with pytest.raises(OverflowError):
        await record_import(graph, batch(CAT, bad))
    assert await run(graph, "MATCH (n:Image|Post|Source|Collection) RETURN n") == []
    assert (await list_open_claims(graph), await list_pairs(graph)) == ([], [])


async def test_the_same_batch_from_many_at_once_is_there_once(graph: Graph) -> None:
    rows = [
        ImportRow(f"{n}.png", f"{n % 5:064d}", NewPicture(f"{n % 5:064d}", "image/png", 1, 1, 1, None, 1), CAT.tags)
        for n in range(20)
    ]
    await asyncio.gather(*(record_import(graph, batch(*rows[n:], *rows[:n])) for n in (0, 7, 13, 19)))
    assert len(await run(graph, "MATCH (n:Image) RETURN n")) == 5
    assert len(await run(graph, "MATCH (n:Post) RETURN n")) == 20
    assert len(await list_open_claims(graph)) == 40
    assert await list_pairs(graph) == [(f"{n:064d}", tag, 1) for n in range(5) for tag in ("artist:mary", "cat")]


async def test_imports_that_race_votes_end_as_a_rebuild_would(graph: Graph) -> None:
    await record_import(graph, batch(CAT))
    await add_voters(graph, *(f"v{n}" for n in range(12)))
    others = (replace(CAT, tags=()), CAT, replace(CAT, post="more.png", tags=(("cat", "cat"),)))
    await asyncio.gather(
        *(cast_votes(graph, [Ballot(f"v{n}", A, "cat", "yes" if n % 3 else "no")]) for n in range(12)),
        *(record_import(graph, batch(others[n % 3], collection=f"pets {n % 2}")) for n in range(6)),
    )
    raced = await read_consensus(graph)
    assert (raced[A, "cat"]["yes"], raced[A, "cat"]["no"]) == (8, 4)
    await run(graph, "MATCH ()-[c:CONSENSUS]->() DELETE c")
    await graph.write(lambda tx: recompute_images(tx, [A]))
    assert await read_consensus(graph) == raced


async def test_the_longest_names_fit_into_a_key(graph: Graph) -> None:
    collection, path, tag = "\U0001f600" * 100, "\U0001f600" * 250, "\U0001f600" * 255
    row = replace(CAT, post=path, tags=((tag, tag),))
    assert (await record_import(graph, batch(row, collection=collection))).claims_added == 1
    assert await list_pairs(graph) == [(A, tag, 1)]
