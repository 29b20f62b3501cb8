"""The cluster: two workers of Ray on this machine give what one machine gives, also where a worker dies."""

import os
import sys
from collections.abc import Iterator
from signal import SIGKILL

import numpy as np
import psutil
import pytest
from PIL import Image

from graph.connection import Graph
from graph.embeddings import list_embeddings
from model.cluster import ClusterEmbedder, connect
from model.embedders import embed_collection
from model.embedding import TorchEmbedder
from model.runtime import explain_missing_extra, open_embedder
from taggy.errors import MissingMediaError, ModelError
from taggy.settings import Settings
from tests.model.drawings import ignore
from tests.model.portable import IMAGES, draw_frames, finish, make_backbone
from tests.seeds import add_images


@pytest.fixture(scope="module")
def _cluster() -> Iterator[None]:
    """Begin a small cluster of two workers."""
    import ray  # noqa: PLC0415 - after model.cluster has told it not to phone home

    ray.init(
        address="local",
        num_cpus=2,
        object_store_memory=80 * 2**20,
        include_dashboard=False,
        configure_logging=False,
        log_to_driver=False,
    )
    yield
    ray.shutdown()


def list_workers() -> list[psutil.Process]:
    """List the processes that embed or could; Ray's agents are called `ray::` too, and its node dies with them."""
    children = psutil.Process().children(recursive=True)
    return [p for p in children if " ".join(p.cmdline()).startswith(("ray::IDLE", "ray::_embed_frames"))]


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere"])
def test_where_no_cluster_answers_it_is_told(address: str) -> None:
    with pytest.raises(ModelError, match=f"No Ray cluster answers at '{address}'"):
        connect(address)


@pytest.mark.usefixtures("_cluster")
async def test_it_embeds_as_one_machine_does(graph: Graph) -> None:
    backbone, frames = make_backbone("test_byobnet", 2, input_size=(3, 64, 64)), draw_frames()
    await add_images(graph, *IMAGES)

    def read(image: str) -> list[Image.Image]:
        if image == IMAGES[3]:
            raise MissingMediaError("it is gone")
        return list(frames[image])

    embedder = open_embedder(Settings(cluster="local"), backbone)
    assert isinstance(embedder, ClusterEmbedder)
    assert await embed_collection(graph, embedder, read, ignore) == {IMAGES[3]: "it is gone"}
    readable = [image for image in IMAGES if image != IMAGES[3]]
    expected = finish(TorchEmbedder(backbone, "cpu").embed(readable, read, {}))
    kept = await list_embeddings(graph, backbone.key, "", 100)
    assert [row.image for row in kept] == sorted(readable)
    for row in kept:
        np.testing.assert_allclose(row.vector, expected[row.image], rtol=0, atol=1e-5)


@pytest.mark.usefixtures("_cluster")
def test_the_work_of_a_worker_that_dies_is_done_again() -> None:
    backbone, frames = make_backbone("test_byobnet", input_size=(3, 64, 64)), draw_frames()
    embedder = ClusterEmbedder(backbone, "local")
    embedder.batch = 2
    steps = embedder.embed(IMAGES, frames.__getitem__, {})
    assert next(steps) == 2
    workers = list_workers()
    assert workers
    for worker in workers:
        os.kill(worker.pid, SIGKILL)
    vectors = finish(steps)
    expected = finish(TorchEmbedder(backbone, "cpu").embed(IMAGES, frames.__getitem__, {}))
    assert list(vectors) == list(expected)
    np.testing.assert_allclose(list(vectors.values()), list(expected.values()), rtol=0, atol=1e-5)


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "model.cluster", raising=False)
    with pytest.raises(ModelError, match=r"needs ray, which is not installed\. .*\[cluster\]"):
        open_embedder(Settings(cluster="local"), make_backbone())
    with pytest.raises(ModuleNotFoundError, match="no_such_module"), explain_missing_extra("onnx"):
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401, PLC0415 - a defect stays one
