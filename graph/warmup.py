"""Warm-up: what a vote and a question run is planned and loaded before anybody waits for it.

A fresh server takes seconds for the first call of each query, and milliseconds from then on.
"""

from graph.connection import Graph
from graph.questions import describe_pairs, draw_pairs, list_open_tags, list_safe_open_pairs
from graph.rankings import rank_images_for_tag
from graph.voters import list_sessions
from graph.votes import cast_votes

NOBODY = "nobody"
NOTHING = "no such tag"


async def warm_up(graph: Graph) -> None:
    """Run the hottest queries on nothing: the graph stays as it is."""
    await list_sessions(graph, [NOBODY], "visit")
    await cast_votes(graph, [])
    await list_open_tags(graph, None)
    await list_safe_open_pairs(graph, NOTHING, "", [NOBODY], None, 1)
    await draw_pairs(graph, "", [NOBODY], nsfw=False, limit=1)
    await describe_pairs(graph, [])
    await rank_images_for_tag(graph, NOTHING)
