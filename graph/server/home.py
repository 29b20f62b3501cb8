"""The local server's folder: where everything of it lies, and which Neo4j wrote it."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from taggy.errors import ServerError
from taggy.settings import Settings, secure_folder


@dataclass(frozen=True)
class Home:
    """The folder `neo4j` in Taggy's home; its parts by name."""

    folder: Path

    @property
    def databases(self) -> Path:
        """What Neo4j stores: the graph and its transaction logs."""
        return self.folder / "data"

    @property
    def configuration(self) -> Path:
        """The folder of `neo4j.conf`, written anew at every start."""
        return self.folder / "conf"

    @property
    def arguments(self) -> Path:
        """Java's argument file: its options and the class path."""
        return self.configuration / "java.args"

    @property
    def logs(self) -> Path:
        """Where Neo4j, Java and the supervisor write what happened."""
        return self.folder / "logs"

    @property
    def console(self) -> Path:
        """What Java printed since it was started."""
        return self.logs / "console.log"

    @property
    def password(self) -> Path:
        """The generated password, for the owner's eyes only."""
        return self.folder / "password"

    @property
    def version(self) -> Path:
        """Which Neo4j wrote the store last."""
        return self.folder / "version"

    @property
    def upgrade(self) -> Path:
        """A new store that is being tried; it takes the old one's place only when it has answered."""
        return self.folder / "upgrade"

    @property
    def state(self) -> Path:
        """What the supervisor says about itself."""
        return self.folder / "state.json"

    @property
    def pin(self) -> Path:
        """Exists while the server is to run without users."""
        return self.folder / "pinned"

    @property
    def half_made(self) -> Path:
        """Exists while the graph is being made anew as a whole: what is there meanwhile is no graph."""
        return self.folder / "half-made"

    @property
    def classes(self) -> Path:
        """Exists, empty, while Java is to write down Neo4j's classes when it ends; they are in it then."""
        return self.folder / "classes.aot"

    @property
    def users_lock(self) -> Path:
        """Held shared by each user, exclusively by whoever stops the server."""
        return self.folder / "users.lock"

    @property
    def start_lock(self) -> Path:
        """Held by whoever starts the server, so that one does."""
        return self.folder / "start.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for its life."""
        return self.folder / "supervisor.lock"


def locate_home(settings: Settings) -> Home:
    """Say where the local server's folder is, whether it exists or not."""
    return Home(settings.home.absolute() / "neo4j")


def open_home(settings: Settings) -> Home:
    """Make the local server's folder, closed to others.

    Raises:
        InputError: it cannot be made or written.
    """
    home = locate_home(settings)
    for folder in (settings.home, home.folder, home.configuration, home.logs):
        secure_folder(folder)
    return home


def find_store_version(home: Home) -> str | None:
    """Find which Neo4j wrote the store last; None where there is no store."""
    return home.version.read_text(encoding="utf-8").strip() if home.version.exists() else None


def claim_version(home: Home, ours: str) -> None:
    """Write down that this Neo4j writes the store, which it began or has been writing.

    Raises:
        ServerError: another one did; nothing is touched.
    """
    theirs = find_store_version(home)
    if theirs and is_newer(theirs, ours):
        raise ServerError(
            f"The graph in {home.folder} was written by Neo4j {theirs}; this program brings {ours}, which "
            f"cannot read it. Bring Taggy up to date, or choose another folder (TAGGY_HOME). Nothing was changed."
        )
    if (home.upgrade / "ready").exists() or (theirs and is_newer(ours, theirs)):
        raise ServerError(
            f"The graph in {home.folder} was written by Neo4j {theirs}; this program brings {ours}. Run `taggy db "
            f"upgrade`: it keeps the old store until the new one answers. Nothing was changed."
        )
    home.version.write_text(f"{ours}\n", encoding="utf-8")


def is_newer(theirs: str, ours: str) -> bool:
    """Tell whether the first version of Neo4j is newer than the second."""
    return _order(theirs) > _order(ours)


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def read_password(home: Home) -> str:
    """Read the server's password; one is generated where there is no graph yet.

    Raises:
        ServerError: there is a graph, but the file is gone.
    """
    if home.password.exists():
        return home.password.read_text(encoding="utf-8").strip()
    if is_initialised(home):
        raise ServerError(
            f"The graph in {home.folder} has a password, but the file {home.password} is gone. "
            f"Put it back from a backup; `taggy db reset` begins with an empty graph."
        )
    password = secrets.token_hex(32)  # no leading dash, which would be an option of the command that sets it
    home.password.touch(mode=0o600)
    home.password.write_text(password, encoding="utf-8")
    return password


def is_initialised(home: Home) -> bool:
    """Tell whether Neo4j has made its databases here."""
    return (home.databases / "databases" / "system").exists()
