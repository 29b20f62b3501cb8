"""Following: the pairs of voters who were set aside, brought back, or found to answer as one, are recomputed.

A voter who changed is marked (`graph.conduct`). The voter's answers are gone through in the order in which they were
given, a batch a transaction that locks its pictures, while voting goes on; answers that come meanwhile see the change
by themselves. The place is the job's cursor: cut off, it goes on there, or begins the voter anew where another change
came.

Every pair of these few voters is computed anew, by the index of their answers, for their counts change however little
the numbers do. Where a fit moves what many are worth, pairs follow by `consensus.weighing`, which looks for those
that moved.
"""

from collections.abc import Iterator

from graph.conduct import MovingVoter, Place, finish_following, list_moving_voters
from graph.connection import Graph
from graph.voters import LONG_AGO, list_pairs_of_voter, recompute_answered
from graph.votes import count_votes_of_voters
from taggy.steps import Report

BATCH = 100  # answers a transaction: larger ones hold votes up
VOTERS = 200


async def follow_voters(graph: Graph, report: Report, cursor: str = "", done: int = 0) -> int:
    """Recompute the pairs of all voters who changed, from a cursor on; return how many answers were gone through."""
    place = Place.read(cursor) if cursor else Place()
    while moving := await list_moving_voters(graph, VOTERS):
        moving.sort(key=lambda voter: voter.moving != place.moving)
        left = sum((await count_votes_of_voters(graph, [one for voter in moving for one in voter.ids])).values())
        for voter in moving:
            start = place if voter.moving == place.moving else Place(voter.moving)
            done = await _follow(graph, voter, start, report, done, max(left, done))
    return done


async def _follow(graph: Graph, voter: MovingVoter, place: Place, report: Report, done: int, total: int) -> int:
    for one in _list_ids(voter, place):
        at, key = (place.at, place.key) if one == place.id else (LONG_AGO, "")
        while page := await list_pairs_of_voter(graph, one, at, key, BATCH):
            await graph.write(lambda tx, page=page: recompute_answered(tx, page))  # type: ignore[misc]  # of this turn
            at, key, done = page[-1].at, page[-1].key, done + len(page)
            await report("following", done, max(total, done), Place(voter.moving, one, at, key).write())
    await finish_following(graph, voter.voter, voter.moving)
    return done


def _list_ids(voter: MovingVoter, place: Place) -> Iterator[str]:
    """List the voter's ids that are not gone through yet."""
    yield from (one for one in voter.ids if one >= place.id)
