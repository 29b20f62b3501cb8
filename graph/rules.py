"""Rules: which rules settle the pairs of this library, and how they are changed.

They are kept as text on the Library node, and come with the evidence of every pair (`graph.consensus.list_evidence`),
so that all who write settle by the same ones. Whoever changes them holds the vocabulary's lock, which is that node's,
and asks for the job that brings every pair after: it locks each picture once, because a vote under way may have read
the rules of before.
"""

from graph.connection import Graph, Record, Runner, Transaction
from graph.events import add_event
from graph.jobs import SETTLING
from graph.settling import USUAL, read_rules
from graph.transitions import ask_job
from graph.vocabulary import lock_vocabulary

SUBJECT = "SETTLING"  # no tag is written so: names of tags are in lower case


class Rules(Record):
    """The library's rules of settling as TOML; None for the usual ones."""

    settling: str | None


async def find_rules(runner: Runner) -> str:
    """Find the rules that settle pairs now."""
    found = await runner.fetch(Rules, "find_rules")
    return (found[0].settling if found else None) or USUAL


async def apply_rules(graph: Graph, text: str, who: str, why: str | None = None) -> bool:
    """Settle pairs by these rules from now on, and ask for the job that brings every pair after; False if they did.

    Raises:
        InputError: they cannot be read.
    """
    read_rules(text)

    async def work(tx: Transaction) -> bool:
        await lock_vocabulary(tx)
        before = await find_rules(tx)
        if before == text:
            return False
        await save_rules(tx, None if text == USUAL else text)
        await add_event(tx, who, "settling", SUBJECT, before, text, why)
        await ask_job(tx, SETTLING, by=None)
        return True

    return await graph.write(work)


async def restore_rules(graph: Graph) -> None:
    """Take up the rules that were applied last, as the events of a backup of records tell."""

    async def work(tx: Transaction) -> None:
        if found := await find_last_rules(tx):
            await save_rules(tx, None if found == USUAL else found)

    await graph.write(work)


async def save_rules(tx: Transaction, settling: str | None) -> None:
    """Keep rules; None for the usual ones."""
    await tx.fetch(Rules, "save_rules", settling=settling)


async def find_last_rules(runner: Runner) -> str | None:
    """Find the rules that were applied last, by the events; None where nobody ever did."""
    found = await runner.fetch(Rules, "find_last_rules")
    return found[0].settling if found else None
