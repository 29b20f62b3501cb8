"""Warm-up: what a vote and a question run is planned and loaded before anybody waits for it.

A fresh server takes seconds for the first call of each query, and milliseconds from then on.
"""

from graph.connection import Graph, Transaction
from graph.consensus import list_canonical_pairs, list_evidence, lock_pictures, write_pairs
from graph.questions import describe_pairs, draw_pairs, list_open_tags, list_safe_open_pairs
from graph.rankings import rank_images_for_tag
from graph.votes import CastVote

NOBODY = "nobody"
NOTHING = "no such tag"


async def warm_up(graph: Graph) -> None:
    """Run the hottest queries on nothing: the graph stays as it is."""
    await graph.write(_vote_on_nothing)
    await list_open_tags(graph, None)
    await list_safe_open_pairs(graph, NOTHING, "", [NOBODY], None, 1)
    await draw_pairs(graph, "", [NOBODY], nsfw=False, limit=1)
    await describe_pairs(graph, [])
    await rank_images_for_tag(graph, NOTHING)


async def _vote_on_nothing(tx: Transaction) -> None:
    await lock_pictures(tx, [])
    await tx.fetch(CastVote, "cast_votes", votes=[])
    await list_canonical_pairs(tx, [])
    await list_evidence(tx, [])
    await write_pairs(tx, [])
