"""A live run of a few drawn pictures, trained on random features, for tests that only need one."""

from pathlib import Path

from safetensors.torch import save_file

from graph.connection import Graph
from model.backbones import create_network
from model.pictures import open_reader
from model.plans import Plan
from model.proposing import propose_run
from model.training import train_run
from taggy.settings import Settings
from tests.model.drawings import draw_all, ignore, import_drawn
from tests.seeds import run

PICTURES = 36
OPINIONS = """MATCH (i:Image)-[o:PROPOSED|SCORED]->(t:Tag)
RETURN type(o) AS kind, o.run AS run, i.id AS image, t.name AS tag, o.confidence AS confidence"""


async def train_tiny_run(graph: Graph, home: Path, threshold: float = 0.05, seed: int = 1) -> str:
    """Train a quick run on what is in the graph, and return its id."""
    weights = home / "w.safetensors"
    if not weights.exists():
        save_file(create_network("test_resnet").state_dict(), weights)
    with open_reader(home) as read:
        return (await train_run(graph, home, read, Plan("test_resnet", weights, seed, threshold), ignore)).run


async def propose_again(graph: Graph, home: Path) -> None:
    """Let the newest candidate, or else the live run, propose."""
    with open_reader(home) as read:
        await propose_run(graph, Settings(home=home), read, None, ignore)


async def make_live_run(graph: Graph, home: Path, threshold: float = 0.05) -> str:
    """Import drawn pictures, train a run on them and let it propose; return its id."""
    await import_drawn(graph, home, draw_all(PICTURES))
    trained = await train_tiny_run(graph, home, threshold)
    await propose_again(graph, home)
    return trained


def draw_newcomers(count: int) -> dict[str, tuple[bytes, set[str]]]:
    """Draw pictures that are not among those of the run."""
    known = draw_all(PICTURES)
    return {image: drawn for image, drawn in draw_all(PICTURES + count).items() if image not in known}


async def read_opinions(graph: Graph, *images: str) -> dict[tuple[str, str, str], float]:
    """Read what is said of these pictures, by kind, image and tag."""
    rows = await run(graph, OPINIONS)
    said = [row for row in rows if row["image"] in images]
    opinions = {(row["kind"], row["image"], row["tag"]): row["confidence"] for row in said}
    assert len(opinions) == len(said), "something is said twice"
    return opinions
