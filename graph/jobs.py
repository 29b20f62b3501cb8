"""Jobs: how far a long work has come, so that one that was stopped goes on where it was."""

from graph.connection import Record, Runner


class Job(Record):
    """A long work that was begun: go on after `cursor`."""

    name: str
    cursor: str
    done: int


class FinishedJob(Record):
    """A long work that is finished."""

    name: str


async def find_job(runner: Runner, name: str) -> Job | None:
    """Find a job that was begun and not finished."""
    return next(iter(await runner.fetch(Job, "find_job", name=name)), None)


async def save_job(runner: Runner, name: str, cursor: str, done: int) -> Job:
    """Remember how far a job has come."""
    return (await runner.fetch(Job, "save_job", name=name, cursor=cursor, done=done))[0]


async def finish_job(runner: Runner, name: str) -> FinishedJob | None:
    """Forget a job: it is done."""
    return next(iter(await runner.fetch(FinishedJob, "finish_job", name=name)), None)
