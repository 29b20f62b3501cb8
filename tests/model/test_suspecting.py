"""Suspecting: a class network looks at the library once, and marks what it is sure enough of."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from safetensors.torch import save_file

from graph.connection import Graph
from graph.flags import settle_panics
from graph.similar import choose_backbone
from graph.suspicions import list_suspicions
from media.decoding import Limits
from media.store import MediaStore
from model.backbones import create_network
from model.classes import Classifier, save_classifier
from model.classtraining import ClassPlan, train_classes
from model.embedding import TorchEmbedder, read_embeddings
from model.pictures import open_reader
from model.plans import Plan, read_part
from model.proposing import propose_run
from model.suspecting import Suspected, suspect_pictures
from model.training import train_run
from taggy.errors import ModelError
from taggy.settings import Settings
from tests.model.classfolders import NETWORK, draw_folder, make_colours
from tests.model.drawings import claim_all, draw_all, ignore, import_drawn
from tests.model.portable import make_backbone
from tests.seeds import add_images, add_tags, add_voters, run


@pytest.fixture(name="library")
async def _library(graph: Graph, tmp_path: Path) -> Graph:
    """Twelve pictures, one whose file is gone, and staff."""
    await import_drawn(graph, tmp_path, draw_all(12))
    await add_images(graph, "f" * 64)
    await add_voters(graph, "s", role="staff")
    return graph


async def suspect(graph: Graph, home: Path, classifier: Classifier, bound: float) -> Suspected:
    with open_reader(home) as read:
        embedder = TorchEmbedder(classifier.backbone, "cpu")
        return await suspect_pictures(graph, "colours", classifier, embedder, bound, read, ignore)


async def test_what_is_likely_enough_is_suspected_until_a_person_has_looked(library: Graph, tmp_path: Path) -> None:
    classifier = make_colours(("red", "green"))
    first = await suspect(library, tmp_path, classifier, 0.9999)
    assert (first.judged, first.waiting, [*first.skipped]) == (12, 0, ["f" * 64])
    images, told = await read_embeddings(library, classifier.backbone.key, "")
    scores = dict(zip(images, told.exp()[:, 1:].sum(1).tolist(), strict=True))
    bound = sorted(scores.values())[-3] - 1e-6
    assert await suspect(library, tmp_path, classifier, bound) == Suspected(12, 3, 3, first.skipped)
    assert await suspect(library, tmp_path, classifier, bound) == Suspected(12, 3, 0, first.skipped)
    waiting = await list_suspicions(library, "", 10)
    assert [row.id for row in waiting] == sorted(scores, key=lambda image: -scores[image])[:3]
    assert [row.score for row in waiting] == pytest.approx(sorted(scores.values(), reverse=True)[:3])
    assert waiting[0].filter == "classes:colours"
    assert waiting[0].reason.startswith(("It is 'red' with 0.", "It is 'green' with 0."))
    await settle_panics(library, "s", waiting[0].id, "cleared", None)
    assert await suspect(library, tmp_path, classifier, bound) == Suspected(12, 2, 0, first.skipped)
    assert await choose_backbone(library) is None  # a few numbers of classes are no likeness


async def test_a_network_of_which_nothing_is_suspected_judges_nothing(library: Graph, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"No class of 'colours' is to be suspected \(blue, green, red\)"):
        await suspect(library, tmp_path, make_colours(()), 0.5)
    assert await run(library, "MATCH (e:Embedding) RETURN count(e) AS n") == [{"n": 0}]


async def test_the_worst_frame_of_an_animation_counts(graph: Graph, tmp_path: Path) -> None:
    classifier = make_colours()
    file = BytesIO()
    frames = [Image.open(BytesIO(content)).convert("RGB") for content, _ in draw_all(4).values()]
    frames[0].save(file, "WEBP", save_all=True, append_images=frames[1:], duration=50, lossless=True)
    each = [float(classifier.backbone.embed(classifier.backbone.prepare(f)[None]).exp()[0, 2]) for f in frames]
    image = sha256(file.getvalue()).hexdigest()
    with MediaStore(tmp_path) as store:
        store.add_copy(image, BytesIO(file.getvalue()))
    await add_images(graph, image)
    await suspect(graph, tmp_path, classifier, max(each) - 1e-4)
    assert [row.score for row in await list_suspicions(graph, "", 1)] == pytest.approx([max(each)], abs=1e-4)


async def test_it_is_a_part_of_a_run_that_proposes_ratings(graph: Graph, tmp_path: Path) -> None:
    await import_drawn(graph, tmp_path, draw_all(60))
    await add_tags(graph, "rating:safe", category="rating")
    red = await run(graph, "MATCH (i:Image)-[:TAGGED]->(:Tag {name: 'red'}) RETURN i.id AS id ORDER BY id")
    await claim_all(graph, [(row["id"], "rating:safe") for row in red])
    draw_folder(tmp_path / "colours", 40)
    eyes, file = make_backbone(NETWORK, input_size=(3, 64, 64)), tmp_path / "c.safetensors"
    limits = Limits(2_000_000, 4_000_000, 50)
    learned = await train_classes(tmp_path / "colours", eyes, limits, ClassPlan(stages=0), tmp_path / "t", ignore)
    save_classifier(learned.classifier, file)
    save_file(create_network("test_resnet").state_dict(), tmp_path / "w.safetensors")
    plan = Plan("test_resnet", tmp_path / "w.safetensors", 1, 0.05, parts=(read_part(f"rating=classes,{file}"),))
    with open_reader(tmp_path) as read:
        trained = await train_run(graph, tmp_path, read, plan, ignore)
        assert learned.classifier.backbone.key in trained.backbone.split(" + ")
        done = await propose_run(graph, Settings(home=tmp_path), read, trained.run, ignore)
    assert (done.pictures, done.skipped) == (60, {})
    proposed = await run(graph, "MATCH (i:Image)-[p:PROPOSED]->(:Tag {name: 'rating:safe'}) RETURN count(p) AS n")
    assert proposed[0]["n"] > 0
    (assessed,) = await run(
        graph, "MATCH (:ModelRun)-[a:ASSESSED]->(:Tag {name: 'rating:safe'}) RETURN a.abstains AS why, a.auroc AS auroc"
    )
    assert assessed["why"] is None
    assert assessed["auroc"] > 0.7
