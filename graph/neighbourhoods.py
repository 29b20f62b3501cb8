"""Neighbourhoods: what surrounds a picture, a tag or a voter, below 100 nodes.

`voters` are the ids of who is looking: the pairs that they could still be asked about are left out, and so are the
votes of others. None is one who may see everything. Pictures that may not be shown are among the nodes: whoever draws
them asks `graph.images.may_show` first.
"""

from collections.abc import Sequence

from graph.connection import Record, Runner


class Edge(Record):
    """A relationship between two nodes, each named by its label, a colon, and its id or name."""

    start: str
    type: str
    end: str
    properties: dict[str, str | float | None]


async def list_neighbours_of_image(runner: Runner, image: str, voters: Sequence[str] | None) -> list[Edge]:
    """List the edges around a picture that is shown."""
    return await runner.fetch(Edge, "list_neighbours_of_image", image=image, voters=voters)


async def list_neighbours_of_tag(runner: Runner, tag: str, voters: Sequence[str] | None, *, nsfw: bool) -> list[Edge]:
    """List the edges around a canonical tag; `nsfw` adds pictures that are or may be NSFW."""
    return await runner.fetch(Edge, "list_neighbours_of_tag", tag=tag, voters=voters, nsfw=nsfw)


async def list_neighbours_of_voter(runner: Runner, voter: str) -> list[Edge]:
    """List the edges around a voter; votes are personal, so ask first whether they may be seen."""
    return await runner.fetch(Edge, "list_neighbours_of_voter", voter=voter)
