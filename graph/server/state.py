"""What the supervisor says about itself; whether it lives, its lock says."""

from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from graph.server.flock import is_locked
from graph.server.home import Home


class State(BaseModel):
    """The supervisor's last word; its port outlives it, so that drivers find the next server again."""

    model_config = ConfigDict(frozen=True)

    supervisor: int
    created: float
    java: int
    port: int
    version: str
    ready: bool

    @property
    def uri(self) -> str:
        """The server's address."""
        return f"bolt://127.0.0.1:{self.port}"


def read_state(home: Home) -> State | None:
    """Read the supervisor's last word; None where there is none that can be read."""
    try:
        return State.model_validate_json(home.state.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def write_state(home: Home, state: State) -> None:
    """Write the state as a whole, so that nobody reads half of it."""
    new = Path(f"{home.state}.new")
    new.write_text(state.model_dump_json(), encoding="utf-8")
    new.replace(home.state)


def is_supervised(home: Home) -> bool:
    """Tell whether a supervisor lives."""
    return is_locked(home.supervisor_lock)


def find_supervisor(home: Home) -> psutil.Process | None:
    """Find the supervisor: not just somebody who got its number after it."""
    state = read_state(home)
    if state is None or not is_supervised(home):
        return None
    try:
        process = psutil.Process(state.supervisor)
        return process if process.create_time() == state.created else None
    except psutil.NoSuchProcess:
        return None


def list_users(home: Home) -> list[psutil.Process]:
    """List who holds a lease, as far as this user may see."""
    supervisor = find_supervisor(home)
    users = []
    for process in psutil.process_iter():
        try:
            files = [file.path for file in process.open_files()]
        except psutil.Error:
            continue
        if str(home.users_lock.resolve()) in files and process != supervisor:
            users.append(process)
    return users
