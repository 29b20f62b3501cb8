"""Open questions: who has one to answer on a pair is not shown what others say of it, so that the answer is theirs.

A question is open until it is answered or its token is too old. What is left out comes back then.
"""

from collections.abc import Iterable

from api.callers import Caller
from api.context import Context
from consensus.leases import Pair


def list_open(context: Context, caller: Caller | None, pairs: Iterable[Pair]) -> set[Pair]:
    """List those of these pairs of a shown picture and a canonical tag that whoever is calling has still to answer."""
    return context.router.leases.list_open(pairs, caller.voter) if caller else set()
