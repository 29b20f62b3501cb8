"""Reasons: why a pair is on its board, in words and figures: what people, sources and the run say of it."""

from collections.abc import Iterator

from graph.disagreements import Board, Disagreement

TELLING = 0.25  # answers by which a worth differs from the count, so that it is said
NSFW = {
    "suspected": "somebody reported the picture as NSFW",
    "confirmed": "staff or two accounts confirmed the picture as NSFW",
    "cleared": "staff cleared the picture, and everybody is shown it",
}


def list_reasons(board: Board, row: Disagreement) -> list[str]:
    """List why a pair is on a board.

    Example: "3 say No, 1 says Yes", "by reliability 0.4 for it, 5.1 against", "2 sources claim it", "the run is at
    0.93", "0.60 above people".
    """
    return [
        *_tell_people(row),
        *_tell_sources(row),
        *_tell_run(row),
        *([NSFW[row.nsfw]] if board == "rating-conflict" else []),
    ]


def _tell_people(row: Disagreement) -> Iterator[str]:
    said = [(row.yes, "Yes"), (row.no, "No")]
    if row.no > row.yes:
        said.reverse()
    words = [f"{count} {'says' if count == 1 else 'say'} {word}" for count, word in said if count]
    words += [f"{row.pass_} passed"] if row.pass_ else []
    yield ", ".join(words) or "nobody was asked"
    if max(abs(row.yes_weight - row.yes), abs(row.no_weight - row.no)) >= TELLING:
        yield f"by reliability {row.yes_weight:.1f} for it, {row.no_weight:.1f} against"
    if row.settled:
        yield f"settled {row.settled.capitalize()}" + (f" ({row.settled_by})" if row.settled_by else "")


def _tell_sources(row: Disagreement) -> Iterator[str]:
    if row.claims:
        yield "one source claims it" if row.claims == 1 else f"{row.claims} sources claim it"


def _tell_run(row: Disagreement) -> Iterator[str]:
    if row.run is None:
        return
    yield f"the run is at {row.run:.2f}"
    if row.gap is not None:
        yield f"{abs(row.gap):.2f} {'above' if row.gap > 0 else 'below'} people"
