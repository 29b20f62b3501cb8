"""Proposing: a run goes live, says what it thinks, and what the one before it proposed is taken back.

Nothing is written before every confidence was computed once: a run that gives no numbers changes nothing. So the
embeddings are read twice, a page at a time, first to look and then to write: a page is all that is ever held, however
large the library is.
"""

from bisect import bisect_right
from dataclasses import dataclass

from graph.arrivals import LAG, save_attendance
from graph.connection import Graph
from graph.proposals import OpinionCount, clear_run, record_opinions
from graph.restores import read_clock
from graph.runs import ModelRun, find_live_run, list_runs, make_run_live, require_run
from model.embedders import embed_collection
from model.opinions import Speaker, load_speaker, read_page, refresh_speaker
from model.pictures import Reader
from taggy.errors import NotFoundError
from taggy.settings import Settings
from taggy.steps import Report

BATCH = 100
RUNS = 1000


@dataclass(frozen=True)
class Proposed:
    """What a run said: pairs it proposes, pairs with a vote or a claim it thought of, proposals taken back."""

    run: str
    pictures: int
    proposed: int
    scored: int
    taken_back: int
    skipped: dict[str, str]


async def propose_run(
    graph: Graph, settings: Settings, read: Reader, run: str | None, report: Report, after: str = ""
) -> Proposed:
    """Let a run go live and propose: the named one, else the newest candidate, else the live one once more.

    Stopped in the middle, it goes on after the last cursor it gave, with the run it had chosen; if that is not live
    any more, from the beginning. What is counted is what this call did.

    Raises:
        ModelError: its checkpoint cannot be used, or gives no numbers; then nothing is written.
        NotFoundError: there is no such run, or none at all.
        ConflictError: another run went live meanwhile.
    """
    begun, _, last = after.partition(":")
    chosen = await _choose_run(graph, begun or run)
    speaker = await refresh_speaker(graph, load_speaker(settings, chosen.run, chosen.checkpoint, {}))
    began = await read_clock(graph)
    skipped: dict[str, str] = {}
    for embedder in speaker.embedders:
        skipped |= await embed_collection(graph, embedder, read, report)
    last = last if chosen.state == "live" else ""
    pictures, before = await _check_confidence(graph, speaker, last)
    await make_run_live(graph, chosen.run)
    said = await _speak(graph, speaker, chosen.run, last, before, pictures, report)
    taken_back = await _clear_retired(graph)
    if not last:  # one that goes on in the middle passes over what came meanwhile
        await save_attendance(graph, chosen.run, began - LAG)
    return Proposed(chosen.run, pictures, said.proposed, said.scored, taken_back, skipped)


async def _choose_run(graph: Graph, run: str | None) -> ModelRun:
    if run is not None:
        return await require_run(graph, run)
    live = await find_live_run(graph)
    newest = next((r for r in await list_runs(graph, RUNS) if r.state == "candidate"), None)
    if newest and (live is None or newest.created_at > live.created_at):
        return newest
    if live is None:
        raise NotFoundError("There is no model run yet. `taggy model train` trains one.")
    return live


async def _check_confidence(graph: Graph, speaker: Speaker, last: str) -> tuple[int, int]:
    """Compute every confidence before any is written; count the pictures, and those up to the last one.

    Raises:
        ModelError: one is no number.
    """
    pictures, before, after = 0, 0, ""
    while (page := await read_page(graph, speaker, after))[0]:
        speaker.judge(*page)
        pictures, before, after = pictures + len(page[0]), before + bisect_right(page[0], last), page[0][-1]
    return pictures, before


async def _speak(
    graph: Graph, speaker: Speaker, run: str, last: str, done: int, pictures: int, report: Report
) -> OpinionCount:
    """Write what the run says of the pictures after the last one, page by page."""
    said = OpinionCount(0, 0)
    while (page := await read_page(graph, speaker, last))[0]:
        images, opinions = page[0], speaker.form_opinions(page[0], speaker.judge(*page))
        for start in range(0, len(images), BATCH):
            part = opinions[start : start + BATCH]
            said += await record_opinions(graph, run, part)
            done, last = done + len(part), part[-1].image
            await report("proposing", done, max(done, pictures), f"{run}:{last}")
    return said


async def _clear_retired(graph: Graph) -> int:
    """Take back what retired runs still propose, also where an earlier try was stopped."""
    return sum([await clear_run(graph, r.run) for r in await list_runs(graph, RUNS) if not r.cleared])
