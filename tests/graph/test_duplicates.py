"""Duplicates: what is found and judged, merges that lose no vote, and un-merges that restore everything."""

import asyncio

import pytest

from consensus.rebuild import rebuild_consensus
from graph.classes import lock_family, settle_family
from graph.comparisons import Verdict, make_row, write_comparisons
from graph.connection import Graph, Transaction
from graph.consensus import list_evidence, lock_pictures, recompute_images
from graph.duplicates import (
    Comparison,
    Judged,
    Recorded,
    choose_shown,
    describe_class,
    judge_pair,
    list_open_comparisons,
    record_comparisons,
    unmerge_image,
)
from graph.embeddings import add_embeddings, list_embeddings, list_images_to_embed
from graph.flags import list_panics, record_panic, settle_panics
from graph.images import find_image, list_images, list_sources_of_image
from graph.neighbourhoods import list_neighbours_of_image, list_neighbours_of_tag, list_neighbours_of_voter
from graph.questions import describe_pairs, draw_pairs, list_open_pairs, list_safe_open_pairs
from graph.rankings import rank_all_images_for_tags, rank_images_for_tags
from graph.votes import Ballot, cast_votes, withdraw_votes
from taggy.errors import InputError, NotFoundError
from tests.seeds import (
    add_images,
    add_tags,
    add_voters,
    claim,
    go_live,
    opine,
    read_consensus,
    read_stars,
    read_votes,
    run,
)

EVENTS = """MATCH (e:Event) WITH e ORDER BY e.at, e.id
RETURN e.what AS what, e.subject AS subject, e.before AS before, e.after AS after, e.who AS who, e.why AS why"""
VERDICTS = """MATCH (:Image)-[c:COMPARED]->(:Image)
RETURN c.key AS key, c.verdict AS verdict, c.who AS who, c.method AS method, c.order AS place ORDER BY key"""

ANOTHER_STAR = """MATCH (c:Image {id: 'c'})-[r:DUPLICATE_OF]->() DELETE r
WITH c MATCH (d:Image {id: 'd'}) CREATE (d)-[:DUPLICATE_OF {key: 'd'}]->(c)"""


@pytest.fixture(name="pets")
async def _pets(graph: Graph) -> Graph:
    """Four pictures, `b` the largest of them, two tags, and who votes and judges."""
    await add_images(graph, "a", "b", "c", "d")
    await run(graph, "MATCH (i:Image {id: 'b'}) SET i.width = 640, i.height = 480")
    await add_tags(graph, "cat", "dog")
    await add_voters(graph, "v", "w")
    await add_voters(graph, "s", "t", role="staff")
    return graph


def find(one: str, other: str, distance: float = 0.0, **said: bool) -> Comparison:
    return Comparison(one, other, "print" if distance else "pixels", distance, **said)


async def judge(graph: Graph, *verdicts: tuple[str, Verdict]) -> None:
    for pair, verdict in verdicts:
        await judge_pair(graph, pair[0], pair[1], verdict, "s")


async def read_counts(graph: Graph) -> dict[tuple[str, str], tuple[int, int, int]]:
    return {pair: (c["yes"], c["no"], c["claims"]) for pair, c in (await read_consensus(graph)).items()}


async def test_certain_ones_merge_by_themselves_and_the_others_wait(pets: Graph) -> None:
    found = [
        find("b", "a", certain=True),
        find("c", "a", certain=True, mirrored=True),
        find("c", "d", 0.25),
        find("d", "c", 0.125),
    ]
    assert await record_comparisons(pets, found) == Recorded(added=3, known=0, merged=1)
    assert await record_comparisons(pets, found) == Recorded(added=0, known=3, merged=0)
    assert await read_stars(pets) == {"a": "b"}
    assert await run(pets, VERDICTS) == [
        {"key": "a|b", "verdict": "duplicate", "who": None, "method": "pixels", "place": None},
        {"key": "a|c", "verdict": None, "who": None, "method": "pixels", "place": "0000000|a|c"},
        {"key": "c|d", "verdict": None, "who": None, "method": "print", "place": "0125000|c|d"},
    ]
    assert await record_comparisons(pets, [find("c", "d", certain=True)]) == Recorded(added=0, known=1, merged=1)
    assert await read_stars(pets) == {"a": "b", "d": "c"}


@pytest.mark.parametrize(
    ("found", "says"), [(("a", "a", 0.0), "itself"), (("a", "b", 1.5), "distance"), (("a", "b", -1.0), "distance")]
)
def test_what_is_no_comparison_is_refused(found: tuple[str, str, float], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Comparison(found[0], found[1], "print", found[2])


async def test_an_unknown_picture_changes_nothing(pets: Graph) -> None:
    with pytest.raises(NotFoundError, match="'x'"):
        await record_comparisons(pets, [find("a", "b", certain=True), find("a", "x", certain=True)])
    for work in (
        judge_pair(pets, "a", "x", "duplicate", "s"),
        unmerge_image(pets, "x", "s"),
        choose_shown(pets, "x", "s"),
        describe_class(pets, "x"),
    ):
        with pytest.raises(NotFoundError, match="'x'"):
            await work
    with pytest.raises(InputError, match="one picture"):
        await judge_pair(pets, "a", "a", "duplicate", "s")
    assert (await read_stars(pets), await run(pets, VERDICTS), await run(pets, EVENTS)) == ({}, [], [])


@pytest.mark.parametrize("verdict", ["alternate", "unrelated"])
async def test_the_machine_never_contradicts_a_person(pets: Graph, verdict: Verdict) -> None:
    await judge(pets, ("ab", verdict), ("ac", "duplicate"))
    found = [find("a", "b", certain=True), find("b", "c", certain=True), find("b", "d", certain=True)]
    assert await record_comparisons(pets, found) == Recorded(added=2, known=1, merged=1)
    assert await read_stars(pets) == {"c": "a", "d": "b"}
    waiting = await list_open_comparisons(pets, "", 9, nsfw=False)
    assert [(row.one.id, row.other.id) for row in waiting.comparisons] == [("b", "c")]


async def test_a_verdict_is_remembered_and_another_one_replaces_it(pets: Graph) -> None:
    await record_comparisons(pets, [find("a", "b", 0.5)])
    first = await judge_pair(pets, "b", "a", "duplicate", "s", "the same")
    assert first == Judged(None, "duplicate", ("b", "b"))
    assert await judge_pair(pets, "a", "b", "duplicate", "t") == Judged("duplicate", "duplicate", ("b", "b"))
    assert await judge_pair(pets, "a", "b", "alternate", "t") == Judged("duplicate", "alternate", ("a", "b"))
    assert await read_stars(pets) == {}
    assert await run(pets, VERDICTS) == [
        {"key": "a|b", "verdict": "alternate", "who": "t", "method": "print", "place": None}
    ]
    assert await run(pets, EVENTS) == [
        {"what": "compared", "subject": "a|b", "before": None, "after": "duplicate", "who": "s", "why": "the same"},
        {"what": "compared", "subject": "a|b", "before": "duplicate", "after": "alternate", "who": "t", "why": None},
    ]


async def test_a_merge_counts_every_speaker_once_and_an_unmerge_restores_everything(pets: Graph) -> None:
    await go_live(pets)
    await opine(pets, "PROPOSED", "a", "dog", 0.9)
    await opine(pets, "PROPOSED", "b", "cat", 0.6)
    await claim(pets, "booru", "a", "cat")
    await claim(pets, "booru", "b", "cat")
    await cast_votes(pets, [Ballot("v", "a", "cat", "no"), Ballot("w", "a", "cat", "yes")])
    await cast_votes(pets, [Ballot("v", "b", "cat", "yes"), Ballot("w", "b", "dog", "no")])
    await pets.write(lambda tx: recompute_images(tx, ["a", "b", "c"]))
    before, votes = await read_consensus(pets), await read_votes(pets)
    await judge(pets, ("ab", "duplicate"), ("bc", "duplicate"))
    assert await read_stars(pets) == {"a": "b", "c": "b"}
    assert await read_counts(pets) == {("b", "cat"): (2, 0, 1), ("b", "dog"): (0, 1, 0)}
    assert {pair: c.get("run") for pair, c in (await read_consensus(pets)).items()} == {
        ("b", "cat"): 0.6,
        ("b", "dog"): None,
    }
    assert await read_votes(pets) == votes
    assert await unmerge_image(pets, "b", "s", "not the same") == ["a", "c"]
    assert (await read_stars(pets), await read_consensus(pets), await read_votes(pets)) == ({}, before, votes)
    assert await unmerge_image(pets, "b", "s") == []
    assert (await run(pets, EVENTS))[-1]["what"] in ("compared", "unmerged")
    found = [find("a", "b", certain=True), find("b", "c", certain=True), find("a", "c", certain=True)]
    assert await record_comparisons(pets, found) == Recorded(added=1, known=2, merged=1)
    assert await read_stars(pets) == {"c": "a"}


async def test_an_unmerged_picture_is_alone_even_if_the_machine_knew_others(pets: Graph) -> None:
    await judge(pets, ("ab", "duplicate"), ("bc", "duplicate"), ("ad", "unrelated"))
    await run(
        pets,
        """MATCH (c:Image {id: 'c'}), (d:Image {id: 'd'})
           CREATE (c)-[:COMPARED {key: 'c|d', verdict: 'duplicate', method: 'print', distance: 0.1,
             at: datetime()}]->(d)""",
    )
    assert await unmerge_image(pets, "c", "s") == ["a", "b"]
    assert await read_stars(pets) == {"a": "b"}
    assert {row["key"]: row["verdict"] for row in await run(pets, VERDICTS)} == {
        "a|b": "duplicate",
        "a|c": "unrelated",
        "a|d": "unrelated",
        "b|c": "unrelated",
        "c|d": "unrelated",
    }


async def test_what_waits_leaves_the_board_while_both_are_one(pets: Graph) -> None:
    await record_comparisons(pets, [find("a", "c", 0.5)])
    await judge(pets, ("ab", "duplicate"), ("bc", "duplicate"))
    assert (await list_open_comparisons(pets, "", 9, nsfw=True)).comparisons == []
    await judge(pets, ("bc", "alternate"))
    assert [row.pair.cursor for row in (await list_open_comparisons(pets, "", 9, nsfw=True)).comparisons] == [
        "0500000|a|c"
    ]


async def test_the_choice_of_who_is_shown_can_be_changed_and_is_remembered(pets: Graph) -> None:
    await cast_votes(pets, [Ballot("v", "a", "cat", "yes")])
    await judge(pets, ("ab", "duplicate"), ("ac", "duplicate"))
    assert await choose_shown(pets, "c", "s") == "b"
    assert await choose_shown(pets, "c", "s") == "c"
    assert await read_stars(pets) == {"a": "c", "b": "c"}
    assert await read_counts(pets) == {("c", "cat"): (1, 0, 0)}
    await judge(pets, ("ad", "duplicate"))
    assert await read_stars(pets) == {"a": "c", "b": "c", "d": "c"}
    assert [row for row in await run(pets, EVENTS) if row["what"] == "shown"] == [
        {"what": "shown", "subject": "c", "before": "b", "after": "c", "who": "s", "why": None}
    ]
    members = await describe_class(pets, "a")
    assert (members.shown, [copy.id for copy in members.members]) == ("c", ["c", "a", "b", "d"])
    assert [pair.key for pair in members.comparisons] == ["a|b", "a|c", "a|d"]


async def merge_slowly(graph: Graph, merged: asyncio.Event, go: asyncio.Event) -> None:
    """Merge `a` into `b`, and commit when told to."""

    async def work(tx: Transaction) -> None:
        family = await lock_family(tx, ["a", "b"])
        await write_comparisons(tx, [make_row("a", "b", {"verdict": "duplicate", "method": "person", "who": "s"})])
        assert await settle_family(tx, family) == {"a": "b", "b": "b"}
        merged.set()
        await go.wait()

    await graph.write(work)


@pytest.mark.parametrize("voted", ["a", "b"])
async def test_a_vote_that_waits_behind_a_merge_counts_for_the_new_class(pets: Graph, voted: str) -> None:
    merged, go = asyncio.Event(), asyncio.Event()
    merging = asyncio.create_task(merge_slowly(pets, merged, go))
    await merged.wait()
    voting = asyncio.create_task(cast_votes(pets, [Ballot("v", voted, "cat", "yes"), Ballot("w", voted, "cat", "no")]))
    await asyncio.sleep(0.3)
    assert not voting.done()
    go.set()
    await merging
    assert [(vote.yes, vote.no) for vote in await voting] == [(1, 1), (1, 1)]
    assert await read_counts(pets) == {("b", "cat"): (1, 1, 0)}


async def test_who_waits_behind_a_merge_holds_the_lock_of_what_is_shown_then(pets: Graph) -> None:
    merged, go, held, leave = (asyncio.Event() for _ in range(4))

    async def hold(tx: Transaction) -> dict[str, str]:
        shown = await lock_pictures(tx, ["a"])
        held.set()
        await leave.wait()
        return shown

    merging = asyncio.create_task(merge_slowly(pets, merged, go))
    await merged.wait()
    holding = asyncio.create_task(pets.write(hold))
    await asyncio.sleep(0.3)
    assert not held.is_set()
    go.set()
    await merging
    await held.wait()
    other = asyncio.create_task(pets.write(lambda tx: lock_pictures(tx, ["b"])))
    await asyncio.sleep(0.3)
    assert not other.done()
    leave.set()
    assert (await holding, await other) == ({"a": "b"}, {"b": "b"})


async def test_a_panic_on_one_copy_hides_all_and_an_unmerge_gives_each_its_own_back(pets: Graph) -> None:
    await cast_votes(pets, [Ballot("v", image, "cat", "yes") for image in "abc"])
    await judge(pets, ("ab", "duplicate"))
    assert await record_panic(pets, "v", "voter", "a") == "suspected"
    assert {image.id: image.nsfw for image in await list_images(pets, ["a", "b", "c"])} == {
        "a": "suspected",
        "b": "suspected",
        "c": "unknown",
    }
    assert await read_safe(pets) == {"c"}
    (panic,) = await list_panics(pets, 9)
    assert (panic.id, panic.shown, panic.nsfw) == ("a", "b", "suspected")
    assert await settle_panics(pets, "s", "a", "confirmed", None) == "confirmed"
    await unmerge_image(pets, "a", "s")
    assert await read_safe(pets) == {"b", "c"}
    await judge(pets, ("ab", "duplicate"))
    assert await settle_panics(pets, "s", "b", "cleared", None) == "cleared"
    assert await read_safe(pets) == {"c"}
    assert await settle_panics(pets, "s", "a", "cleared", None) == "cleared"
    assert await read_safe(pets) == {"b", "c"}


async def read_safe(graph: Graph) -> set[str]:
    return {image for (image, _), pair in (await read_consensus(graph)).items() if "rankSafe" in pair}


async def test_one_withheld_copy_hides_all(pets: Graph) -> None:
    await add_embeddings(pets, "toy@1", {"a": [1.0], "b": [2.0]})
    await cast_votes(pets, [Ballot("v", "b", "cat", "yes"), Ballot("v", "c", "cat", "yes")])
    await run(pets, "MATCH (i:Image {id: 'a'}) SET i.withheld = ['asked for']")
    await judge(pets, ("ab", "duplicate"))
    image = await find_image(pets, "b")
    assert image
    assert image.withheld == ["asked for"]
    assert {image for (image, _), pair in (await read_consensus(pets)).items() if "rank" in pair} == {"c"}
    assert [row.image for row in await list_images_to_embed(pets, "other@1", "", 9)] == ["c", "d"]
    assert [row.image for row in await list_embeddings(pets, "toy@1", "", 9)] == []
    await unmerge_image(pets, "a", "s")
    assert [row.image for row in await list_embeddings(pets, "toy@1", "", 9)] == ["b"]


async def test_who_answered_on_a_copy_is_not_asked_again(pets: Graph) -> None:
    await judge(pets, ("ab", "duplicate"))
    await cast_votes(pets, [Ballot("v", "a", "cat", "yes"), Ballot("w", "c", "cat", "yes")])
    for voter, free in (("v", ["c"]), ("w", ["b"]), ("x", ["b", "c"])):
        assert sorted(row.image for row in await draw_pairs(pets, "", [voter], nsfw=True, limit=9)) == free
        for list_pairs in (list_open_pairs, list_safe_open_pairs):
            page = await list_pairs(pets, "cat", "", [voter], None, 9)
            assert sorted(row.image for row in page.pairs if row.free) == free
    edges = await list_neighbours_of_tag(pets, "cat", ["v"], nsfw=False)
    assert {(edge.start, edge.type, edge.end) for edge in edges if "Image:b" in (edge.start, edge.end)} == {
        ("Image:b", "CONSENSUS", "Tag:cat"),
        ("Voter:v", "SORT", "Image:b"),
    }


async def test_sources_and_collections_of_every_copy_count(pets: Graph) -> None:
    await run(
        pets,
        """MATCH (a:Image {id: 'a'})
           CREATE (a)-[:IN {key: 'a|pets'}]->(:Collection {name: 'pets'})
           CREATE (a)<-[:SHOWS {key: 'p|a'}]-(:Post {key: 'p', url: 'https://example.org/1', author: 'Ada'})
             -[:FROM {key: 'p|blog'}]->(:Source {name: 'blog'})""",
    )
    await cast_votes(pets, [Ballot("v", image, "cat", "yes") for image in "abc"])
    await judge(pets, ("ab", "duplicate"))
    assert [source.source for source in await list_sources_of_image(pets, "b", 9)] == ["blog"]
    (card,) = await describe_pairs(pets, [("b", "cat")])
    assert (card.source, card.author) == ("blog", "Ada")
    for rank in (rank_images_for_tags, rank_all_images_for_tags):
        page = await rank(pets, ["cat"], [], collection="pets", min_posterior=0.0, after="", limit=9)
        assert page.images == ["b"]
    asked = await list_open_pairs(pets, "cat", "", ["x"], "pets", 9)
    assert [row.image for row in asked.pairs if row.free] == ["b"]


async def test_the_drawn_graph_shows_what_was_said_of_any_copy(pets: Graph) -> None:
    await claim(pets, "booru", "a", "cat")
    await cast_votes(pets, [Ballot("v", "a", "cat", "no"), Ballot("w", "a", "cat", "no")])
    await cast_votes(pets, [Ballot("v", "b", "cat", "yes")])
    await judge(pets, ("ab", "duplicate"))
    around = {
        (e.start, e.type, e.end, e.properties.get("answer")) for e in await list_neighbours_of_image(pets, "b", None)
    }
    assert around == {
        ("Image:b", "CONSENSUS", "Tag:cat", None),
        ("Voter:v", "SORT", "Tag:cat", "yes"),
        ("Voter:w", "SORT", "Tag:cat", "no"),
        ("Source:booru", "TAGGED", "Tag:cat", None),
        ("Image:a", "DUPLICATE_OF", "Image:b", None),
    }
    tag = {
        (e.start, e.type, e.end, e.properties.get("answer"))
        for e in await list_neighbours_of_tag(pets, "cat", None, nsfw=False)
    }
    assert {edge for edge in tag if edge[1] in ("SORT", "TAGGED")} == {
        ("Voter:v", "SORT", "Image:b", "yes"),
        ("Voter:w", "SORT", "Image:b", "no"),
        ("Source:booru", "TAGGED", "Image:b", None),
    }
    voter = {(e.start, e.type, e.end, e.properties.get("answer")) for e in await list_neighbours_of_voter(pets, "v")}
    assert voter == {("Image:b", "SORT", "Tag:cat", "yes"), ("Voter:v", "SORT", "Tag:cat", None)}


async def test_the_board_comes_in_pages_with_the_better_copy_and_why(pets: Graph) -> None:
    await run(pets, "MATCH (i:Image {id: 'd'}) SET i.nsfw = 'suspected'")
    await cast_votes(pets, [Ballot("v", "a", "cat", "yes")])
    await record_comparisons(pets, [find("a", "b", 0.25), find("c", "d", 0.125), find("a", "c", 0.5, mirrored=True)])
    first = await list_open_comparisons(pets, "", 2, nsfw=False)
    (row,) = first.comparisons
    assert (row.one.id, row.other.id, row.pair.distance, row.pair.mirrored) == ("a", "b", 0.25, False)
    assert (row.better, row.reasons[0], row.one.votes, row.one.tags, row.other.votes) == ("b", "larger", 1, 1, 0)
    assert first.next == "0250000|a|b"
    second = await list_open_comparisons(pets, first.next, 2, nsfw=False)
    assert [(row.pair.one, row.pair.other, row.pair.mirrored) for row in second.comparisons] == [("a", "c", True)]
    assert second.next is None
    everything = await list_open_comparisons(pets, "", 9, nsfw=True)
    assert [row.pair.cursor[:7] for row in everything.comparisons] == ["0125000", "0250000", "0500000"]


async def test_a_withdrawn_answer_leaves_the_earlier_one_on_a_copy(pets: Graph) -> None:
    await cast_votes(pets, [Ballot("v", "a", "cat", "no")])
    await judge(pets, ("ab", "duplicate"))
    await cast_votes(pets, [Ballot("v", "b", "cat", "yes")])
    assert await read_counts(pets) == {("b", "cat"): (1, 0, 0)}
    await withdraw_votes(pets, "v", [("b", "cat")], "withdrawn")
    assert await read_counts(pets) == {("b", "cat"): (0, 1, 0)}


async def test_a_rebuild_restores_a_star_that_was_lost_or_is_wrong(pets: Graph) -> None:
    await cast_votes(pets, [Ballot("v", image, "cat", "yes") for image in "abcd"])
    await judge(pets, ("ab", "duplicate"), ("bc", "duplicate"))
    right, pairs = await read_stars(pets), await read_consensus(pets)
    for broken in ("MATCH ()-[r:DUPLICATE_OF]->() DELETE r", ANOTHER_STAR):
        await run(pets, broken)
        async for _ in rebuild_consensus(pets):
            pass
        assert (await read_stars(pets), await read_consensus(pets)) == (right, pairs)


async def test_two_merges_of_one_picture_at_once_end_in_one_class(pets: Graph) -> None:
    await cast_votes(pets, [Ballot(voter, image, "cat", "yes") for voter in "vw" for image in "abcd"])
    merges = [judge_pair(pets, pair[0], pair[1], "duplicate", "s") for pair in ("ab", "cb", "dc", "ad", "ba")]
    await asyncio.gather(*merges)
    assert await read_stars(pets) == dict.fromkeys("acd", "b")
    assert await read_counts(pets) == {("b", "cat"): (2, 0, 0)}
    assert {said.shown for said in await list_evidence(pets, [("a", "cat")])} == {False, True}
