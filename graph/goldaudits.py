"""Gold audits: what is believed of the pairs that they judge, and how often each has judged."""

from graph.connection import Graph, Record, Transaction

PAGE = 500


class UsedAudit(Record):
    """What is believed of a pair that audit gold judges; `uses` before this one. It `counts` where it may judge."""

    key: str
    response: bool
    uses: int
    counts: bool
    people: float | None
    posterior: float | None
    run: float | None


async def use_audits(tx: Transaction, after: str, limit: int) -> list[UsedAudit]:
    """Read a page of what audit gold judges, and count that it did."""
    return await tx.fetch(UsedAudit, "use_audits", after=after, limit=limit)


async def use_all_audits(graph: Graph) -> list[UsedAudit]:
    """Read what all audit gold judges, and count that it did: all of it, or none."""

    async def work(tx: Transaction) -> list[UsedAudit]:
        found: list[UsedAudit] = []
        while page := await use_audits(tx, found[-1].key if found else "", PAGE):
            found += page
        return found

    return await graph.write(work)
