"""docker-compose.yml and the Dockerfile, read by parsers: the images themselves are built where an engine is."""

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.server.configuration import NEO4J
from graph.server.jars import find_version

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file."""
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile's instructions and their arguments, in order."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def test_every_service_is_checked_kept_up_and_reached_from_here_only(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"neo4j", "taggy"}
    for service in compose["services"].values():
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert service["restart"] == "unless-stopped"
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert "no-new-privileges:true" in service["security_opt"]
        for volume in service["volumes"]:
            assert volume.split(":")[0] in compose["volumes"]


def test_images_have_exact_versions(compose: dict[str, Any]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert compose["services"]["neo4j"]["image"] == f"neo4j:{find_version()}-community"
    assert compose["services"]["taggy"]["image"] == f"taggy:{version}"


def test_taggy_waits_for_a_healthy_neo4j_and_writes_to_its_volume_only(compose: dict[str, Any]) -> None:
    taggy = compose["services"]["taggy"]
    assert taggy["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert taggy["environment"]["NEO4J_URI"] == "bolt://neo4j:7687"
    assert taggy["read_only"]
    assert taggy["cap_drop"] == ["ALL"]
    assert taggy["volumes"] == ["taggy-home:/var/lib/taggy"]


def test_no_password_is_written_down(compose: dict[str, Any]) -> None:
    passwords = [
        compose["services"]["neo4j"]["environment"]["NEO4J_AUTH"],
        compose["services"]["taggy"]["environment"]["NEO4J_PASSWORD"],
    ]
    assert all(re.fullmatch(r"(neo4j/)?\$\{NEO4J_PASSWORD:\?[^}]+\}", password) for password in passwords)


def test_neo4j_is_set_as_the_local_server_is(compose: dict[str, Any]) -> None:
    """But for addresses and sizes, which differ, and internal settings, which the image's names cannot say."""
    local = dict(line.split("=", 1) for line in NEO4J.splitlines() if not line.startswith("internal."))
    settings = {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): value
        for name, value in compose["services"]["neo4j"]["environment"].items()
        if name != "NEO4J_AUTH"
    }
    own = {name for name, value in local.items() if "{" in value}
    assert settings.keys() ^ local.keys() == {
        "server.bolt.listen_address",
        "server.bolt.advertised_address",
        "server.memory.heap.max_size",
    }
    assert {k: v for k, v in settings.items() if k in local and k not in own} == {
        k: v for k, v in local.items() if k not in own
    }


def test_image_is_built_on_an_exact_python(dockerfile: list[tuple[str, str]]) -> None:
    stages = [rest for name, rest in dockerfile if name == "FROM"]
    assert [stage.split(" AS ")[0] for stage in stages] == ["python:3.11.14-slim-bookworm"] * 2


def test_everything_installed_is_locked_by_hash(dockerfile: list[tuple[str, str]]) -> None:
    runs = [rest for name, rest in dockerfile if name == "RUN"]
    installs = [step for run in runs for step in run.split("&&") if "pip install" in step]
    assert len(installs) == 3
    assert all("--require-hashes" in step or "--no-deps --no-build-isolation" in step for step in installs)
    assert any("npm ci --omit=dev --ignore-scripts" in run for run in runs)


def test_image_runs_as_nobody_special_and_tells_its_health(dockerfile: list[tuple[str, str]]) -> None:
    last = dict(dockerfile[max(i for i, (name, _) in enumerate(dockerfile) if name == "FROM") :])
    assert last["USER"] not in ("root", "0")
    assert "/api/v1/health" in last["HEALTHCHECK"]
    assert last["ENTRYPOINT"] == '["taggy"]'
    assert '"serve", "--host", "0.0.0.0"' in last["CMD"]


def test_everything_copied_reaches_the_builder(dockerfile: list[tuple[str, str]]) -> None:
    """The .dockerignore lets through what is named in it; nothing of this machine gets into an image."""
    ignored, *rules = (ROOT / ".dockerignore").read_text().split()
    assert ignored == "*"
    allowed = {rule[1:].rstrip("/") for rule in rules if rule.startswith("!")}
    assert all((ROOT / path).exists() for path in allowed)
    copied = {
        path.rstrip("/")
        for name, rest in dockerfile
        if name == "COPY" and not rest.startswith("--from")
        for path in shlex.split(rest)[:-1]
    }
    assert copied - {"."} <= allowed
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    assert set(packages["wheel"]["packages"]) | {"cypher", "frontend", "README.md", "LICENSE"} <= allowed
