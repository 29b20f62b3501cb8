"""Random changes of a tiny graph, done by several people at once. A new kind of change is a class in CHANGES.

Each change names who does it: those of one person come one after the other, those of different people in parallel.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from hypothesis import strategies as st

from consensus.revision import revise_consensus
from graph.closure import LinkKind
from graph.comparisons import Verdict
from graph.connection import Graph
from graph.consensus import recompute_images
from graph.duplicates import Comparison, choose_shown, judge_pair, record_comparisons, unmerge_image
from graph.gold import PURPOSES, GoldAnswer, Purpose, set_gold, withdraw_gold
from graph.rulings import rule_pair, withdraw_ruling
from graph.vocabulary import accept_link, make_link, withdraw_link
from graph.voters import join_voter
from graph.votes import Answer, Asked, Ballot, cast_votes, withdraw_votes
from taggy.errors import ConflictError, TaggyError
from tests.seeds import add_images, add_tags, add_voters, claim, go_live, opine, run

ASKED = Asked(why="fewest-answers", probability=0.25, shown="picture", took_ms=900)
ACCOUNTS, STRANGER = ("v0", "v1"), "x0"
VOTERS = (*ACCOUNTS, STRANGER)
IMAGES, TAGS = ("a", "b", "c", "d", "e"), ("lol", "lolz", "cat", "kitten", "dog")
STAFF = ("s0", "s1")


class Change(Protocol):
    """Something that a person does."""

    @property
    def who(self) -> str:
        """Whose turn it is."""

    async def apply(self, graph: Graph) -> None:
        """Do it."""


@dataclass(frozen=True)
class Voted:
    """An answer, or one that is taken back where `answer` is None."""

    who: str
    image: str
    tag: str
    answer: Answer | None
    asked: bool

    async def apply(self, graph: Graph) -> None:
        """Cast it, or take it back."""
        if self.answer is None:
            await withdraw_votes(graph, self.who, [(self.image, self.tag)], "withdrawn")
        else:
            ballot = Ballot(self.who, self.image, self.tag, self.answer, asked=ASKED if self.asked else None)
            await cast_votes(graph, [ballot])


@dataclass(frozen=True)
class Joined:
    """The stranger says to be an account."""

    who: str
    account: str

    async def apply(self, graph: Graph) -> None:
        """Join."""
        await join_voter(graph, self.who, self.account)


@dataclass(frozen=True)
class Judgement:
    """A person's verdict on two pictures."""

    who: str
    pair: tuple[str, str]
    verdict: Verdict

    async def apply(self, graph: Graph) -> None:
        """Judge."""
        await judge_pair(graph, *self.pair, self.verdict, self.who)


@dataclass(frozen=True)
class Unmerged:
    """A picture is taken out of its class."""

    who: str
    image: str

    async def apply(self, graph: Graph) -> None:
        """Take it out."""
        await unmerge_image(graph, self.image, self.who)


@dataclass(frozen=True)
class Chosen:
    """A picture is shown for its class."""

    who: str
    image: str

    async def apply(self, graph: Graph) -> None:
        """Choose it."""
        await choose_shown(graph, self.image, self.who)


@dataclass(frozen=True)
class Scanned:
    """The machine compares pictures."""

    pairs: tuple[tuple[tuple[str, str], bool, bool], ...]
    who: str = "machine"

    async def apply(self, graph: Graph) -> None:
        """Record what was found."""
        found = [
            Comparison(*pair, "print", 0.1, mirrored=mirrored, certain=certain)
            for pair, certain, mirrored in self.pairs
        ]
        await record_comparisons(graph, found)


@dataclass(frozen=True)
class Linked:
    """A link between tags counts from now on, or no longer; some pairs follow at once. What cannot be is refused."""

    kind: LinkKind
    start: str
    end: str
    accepted: bool
    who: str = "librarian"

    async def apply(self, graph: Graph) -> None:
        """Decide on the link, and begin with what follows from it."""
        decide = accept_link if self.accepted else withdraw_link
        try:
            await decide(graph, make_link(self.kind, self.start, self.end), self.who)
        except TaggyError:
            return
        async for _ in revise_consensus(graph):
            break


@dataclass(frozen=True)
class Ruled:
    """Staff's ruling on a pair, or one that is taken back where `answer` is None."""

    who: str
    image: str
    tag: str
    answer: Literal["yes", "no"] | None

    async def apply(self, graph: Graph) -> None:
        """Rule, or take it back."""
        if self.answer is None:
            await withdraw_ruling(graph, self.image, self.tag, self.who)
        else:
            await rule_pair(graph, self.image, self.tag, self.answer, self.who)


@dataclass(frozen=True)
class Gilded:
    """What staff know of a pair, taken back where `answer` is None; no pair moves. What cannot be is refused."""

    who: str
    image: str
    tag: str
    answer: Literal["yes", "no"] | None
    purpose: Purpose

    async def apply(self, graph: Graph) -> None:
        """Give gold, or take it back."""
        try:
            if self.answer is None:
                await withdraw_gold(graph, self.image, self.tag, self.who)
            else:
                await set_gold(graph, GoldAnswer(self.image, self.tag, self.answer, self.purpose), self.who)
        except ConflictError:
            return


PAIRS = st.permutations(IMAGES).map(lambda images: (images[0], images[1]))
FOUND = st.lists(st.tuples(PAIRS, st.booleans(), st.booleans()), max_size=3).map(tuple)
VOTES = st.builds(
    Voted,
    st.sampled_from(VOTERS),
    st.sampled_from(IMAGES),
    st.sampled_from(TAGS),
    st.sampled_from(["yes", "no", "pass", None]),
    st.booleans(),
)
VERDICTS = st.sampled_from(["duplicate", "duplicate", "alternate", "unrelated"])
CHANGES = st.one_of(
    VOTES,
    VOTES,
    st.builds(
        Ruled,
        st.sampled_from(STAFF),
        st.sampled_from(IMAGES),
        st.sampled_from(TAGS),
        st.sampled_from(["yes", "no", None]),
    ),
    st.builds(
        Gilded,
        st.sampled_from(STAFF),
        st.sampled_from(IMAGES),
        st.sampled_from(TAGS),
        st.sampled_from(["yes", "no", None]),
        st.sampled_from(PURPOSES),
    ),
    st.builds(Judgement, st.sampled_from(STAFF), PAIRS, VERDICTS),
    st.builds(Unmerged, st.sampled_from(STAFF), st.sampled_from(IMAGES)),
    st.builds(Chosen, st.sampled_from(STAFF), st.sampled_from(IMAGES)),
    st.builds(Scanned, FOUND),
    st.builds(
        Linked,
        st.sampled_from(["alias", "implies", "excludes"]),
        st.sampled_from(TAGS),
        st.sampled_from(TAGS),
        st.sampled_from([True, True, False]),
    ),
    st.builds(Joined, st.just(STRANGER), st.sampled_from(ACCOUNTS)),
)


async def seed(graph: Graph) -> None:
    """Make the tiny graph anew: pictures of which one is hidden, claims, and what a live run says."""
    await run(graph, "MATCH (n) WHERE NOT n:Library DETACH DELETE n")
    await add_images(graph, *IMAGES[:-2])
    await add_images(graph, IMAGES[-2], nsfw="suspected")
    await add_images(graph, IMAGES[-1], withheld=["asked for"])
    await add_tags(graph, *TAGS)
    await add_voters(graph, *ACCOUNTS)
    await add_voters(graph, STRANGER, role="anonymous")
    await add_voters(graph, *STAFF, role="staff")
    await claim(graph, "booru", "a", "lol")
    await claim(graph, "booru", "b", "lolz")
    await go_live(graph)
    await opine(graph, "PROPOSED", "b", "cat", 0.9)
    await graph.write(lambda tx: recompute_images(tx, IMAGES))


async def apply_in_parallel(graph: Graph, changes: Sequence[Change]) -> None:
    """Do these changes, each person's in their order."""

    async def work(who: str) -> None:
        for change in changes:
            if change.who == who:
                await change.apply(graph)

    await asyncio.gather(*(work(who) for who in sorted({change.who for change in changes})))


def list_answers(changes: Sequence[Change]) -> set[tuple[Any, ...]]:
    """List the current answers that these changes leave, as (voter, image, tag, answer)."""
    answers = {(c.who, c.image, c.tag): c.answer for c in changes if isinstance(c, Voted)}
    return {(*key, answer) for key, answer in answers.items() if answer}
