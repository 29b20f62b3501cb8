"""Suggestions: pairs that a network which knows words would ask about, on silent tags, or the miner was told to."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.connection import Graph, Record, Runner, Transaction
from graph.consensus import PairCount
from graph.keys import pair_key
from graph.questions import DrawnPair

MINER = "miner"  # suggests as it is told to, and no network takes its pairs away


class NamedTag(Record):
    """A circulating tag, its words, and how many answers it was given directly."""

    tag: str
    description: str | None
    aliases: list[str]
    answers: int


@dataclass(frozen=True)
class Suggestion:
    """A picture that may match a tag, and the cosine of its embedding and the tag's words."""

    image: str
    score: float


async def list_tags_to_suggest(runner: Runner, after: str, limit: int) -> list[NamedTag]:
    """List circulating tags with their words and how many answers each has, by name, from `after` on."""
    return await runner.fetch(NamedTag, "list_tags_to_suggest", after=after, limit=limit)


async def count_suggestions(runner: Runner) -> int:
    """Count the pairs that are suggested."""
    return (await runner.fetch(PairCount, "count_suggestions"))[0].pairs


async def draw_suggestions(runner: Runner, point: str, *, nsfw: bool, limit: int) -> list[DrawnPair]:
    """List the suggested pairs that follow a random point and that nobody has spoken on."""
    return await runner.fetch(DrawnPair, "draw_suggestions", point=point, nsfw=nsfw, limit=limit)


async def add_suggestions(tx: Transaction, backbone: str, tag: str, suggestions: Sequence[Suggestion]) -> int:
    """Suggest pictures for a tag."""
    pairs = [{"key": pair_key(s.image, tag), "image": s.image, "tag": tag, "score": s.score} for s in suggestions]
    return (await tx.fetch(PairCount, "add_suggestions", batch={"backbone": backbone, "pairs": pairs}))[0].pairs


async def remove_suggestions(tx: Transaction, tag: str) -> int:
    """Remove what was suggested on a tag."""
    return (await tx.fetch(PairCount, "remove_suggestions", tag=tag))[0].pairs


async def replace_suggestions(graph: Graph, backbone: str, tag: str, suggestions: Sequence[Suggestion]) -> int:
    """Suggest these pictures for a tag, and no others but the miner's; return how many pairs are suggested."""

    async def work(tx: Transaction) -> int:
        await remove_suggestions(tx, tag)
        return await add_suggestions(tx, backbone, tag, suggestions)

    return await graph.write(work)
