"""Explanations: the query adds up to what every vote goes by, share by share."""

import pytest

from graph.beliefs import believe, list_shares
from graph.connection import Graph
from graph.consensus import list_evidence, recompute_images
from graph.explanations import explain_pair
from graph.odds import ANSWER
from graph.reliability import Figures, write_reliability
from graph.rulings import rule_pair
from graph.votes import Asked, Ballot, cast_votes
from taggy.errors import NotFoundError
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, link, merge, opine, run

NEXT = Asked("fewest-answers", 0.1, "0" * 64, 900)
RIGHT = {"ann": (0.9, 0.8), "ben": (0.99, 0.99), "cid": (0.4, 0.3)}


async def seed(graph: Graph) -> None:
    """Voters of every sort, two sources, a run, a copy of the picture, an alias, and a tag that implies the tag."""
    await add_images(graph, "a", "copy")
    await add_tags(graph, "cat", "kitty", "kitten", category="animal")
    await link(graph, "alias", "kitty", "cat")
    await link(graph, "implies", "kitten", "cat")
    await merge(graph, "copy", "a")
    await add_voters(graph, "ann", "ben", "cid", "dee", "eve", "fay", "gus")
    await add_voters(graph, "stranger", role="anonymous")
    await run(graph, "MATCH (v:Voter) WHERE v.id IN ['dee', 'eve'] SET v.cluster = 'c'")
    await run(graph, "MATCH (v:Voter {id: 'fay'}) SET v.aside = datetime()")
    await run(graph, "CREATE (:Source {name: 'blog'}), (:Source {name: 'booru'})")
    figures = [Figures("voter", who, "", 0.5, {"sensitivity": s, "specificity": t}) for who, (s, t) in RIGHT.items()]
    figures.append(Figures("voter", "ann", "animal", 0.5, {"sensitivity": 0.7, "specificity": 0.95}))
    figures.append(Figures("crowd", "", "", 0.5, {"sensitivity": 0.75, "specificity": 0.85}))
    figures.append(Figures("source", "blog", "animal", 0.9, {"precision": 0.9}))
    await write_reliability(graph, figures)
    await claim(graph, "blog", "a", "cat")
    await claim(graph, "booru", "copy", "kitty")
    await go_live(graph)
    await opine(graph, "PROPOSED", "a", "cat", 0.9)
    said = {"ann": "yes", "ben": "no", "cid": "yes", "dee": "yes", "eve": "yes", "fay": "no", "stranger": "pass"}
    await cast_votes(graph, [Ballot(who, "a", "cat", says, asked=NEXT) for who, says in said.items()])  # type: ignore[arg-type]
    await cast_votes(graph, [Ballot("gus", "copy", "kitten", "yes", asked=NEXT)])
    await run(graph, "MATCH ()-[s:SORT {voter: 'cid'}]->() SET s.implicit = true")
    await graph.write(lambda tx: recompute_images(tx, ["a"]))


@pytest.mark.parametrize("ruled", [None, "yes", "no"])
async def test_the_query_says_what_votes_go_by(graph: Graph, ruled: str | None) -> None:
    await seed(graph)
    if ruled:
        await rule_pair(graph, "a", "cat", ruled, "staff")  # type: ignore[arg-type]  # an Answer
    found = await explain_pair(graph, "copy", "kitty")
    (said,) = [said for said in await list_evidence(graph, [("a", "cat")]) if said.shown]
    told = {(share.kind, share.speaker): share.odds for share in list_shares(said) if share.kind in ("voter", "source")}
    rest = [share.odds for share in list_shares(said) if share.kind in ("ruling", "run")]
    shown = {(share.kind, share.speaker or ""): share.share for share in found.shares}
    assert {key: shown[key] for key in told} == pytest.approx(told)
    assert [share.share for share in found.shares if share.kind in ("ruling", "run")] == pytest.approx(rest)
    assert len(found.shares) == len(told) + len(rest) == 8 + 2 + 1 + bool(ruled)
    assert (found.image, found.tag) == ("a", "cat")
    pair = believe(said)
    assert (found.people, found.evidence, found.posterior) == pytest.approx(
        (pair["people"], pair["evidence"], pair["posterior"]), abs=1e-8
    )
    assert found.shares[-1].total == pytest.approx(sum(share.share for share in found.shares))
    assert found.shares[-1].right == (0.9,)


async def test_each_speaker_is_told_with_what_bears_on_it(graph: Graph) -> None:
    await seed(graph)
    rows = {share.speaker: share for share in (await explain_pair(graph, "a", "cat")).shares}
    assert (rows["ann"].right, rows["ann"].name, rows["ann"].says) == ((0.7, 0.95), "ann", True)
    assert rows["gus"].notes == ("derived",)
    assert rows["cid"].notes == ("implicit",)
    assert rows["dee"].notes == rows["eve"].notes == ("cluster",)
    assert (rows["fay"].notes, rows["fay"].share) == (("aside",), 0)
    assert (rows["stranger"].name, rows["stranger"].says, rows["stranger"].share) == (None, None, 0)
    assert rows["booru"].share == pytest.approx(ANSWER)


async def test_where_only_passes_are_nothing_is_known(graph: Graph) -> None:
    await add_images(graph, "a")
    await add_tags(graph, "cat")
    await add_voters(graph, "ann")
    with pytest.raises(NotFoundError, match="Nobody has said anything of 'cat'"):
        await explain_pair(graph, "a", "cat")
    await cast_votes(graph, [Ballot("ann", "a", "cat", "pass", asked=NEXT)])
    found = await explain_pair(graph, "a", "cat")
    assert (found.people, found.evidence, found.posterior) == (None, None, None)
