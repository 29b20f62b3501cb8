"""ONNX: what is exported says what torch says, and is served without torch in memory."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import pytest_asyncio
import torch
from onnx import checker

from graph.connection import Graph
from model.checkpoint import Checkpoint, name_checkpoint, save_checkpoint
from model.embedding import TorchEmbedder
from model.export import export_run
from model.onnx import OnnxRun
from model.runtime import TorchRun, name_export, open_embedder, open_run
from taggy.errors import InputError, ModelError, NotFoundError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.portable import IMAGES, LEARNED, draw_frames, finish, make_backbone, make_run
from tests.seeds import run

NETS: list[tuple[str, dict[str, Any]]] = [
    ("test_vit", {"crop_mode": "squash"}),
    ("test_resnet", {}),
    ("test_byobnet", {"networks": 3, "input_size": (3, 64, 64), "crop_mode": "border", "crop_pct": 1.0}),
    ("test_efficientnet", {"crop_pct": 1.0}),
]
DIGEST = "d" * 64


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkpoint, Path]:
    """One run, exported once."""
    checkpoint = make_run(make_backbone(NETS[2][0], **NETS[2][1]))
    path = tmp_path_factory.mktemp("export") / "r1.onnx"
    export_run(checkpoint, DIGEST, path)
    return checkpoint, path


@pytest.mark.parametrize(("name", "options"), NETS)
def test_it_agrees_with_torch(name: str, options: dict[str, Any], tmp_path: Path) -> None:
    checkpoint = make_run(make_backbone(name, **options))
    export_run(checkpoint, DIGEST, tmp_path / "r1.onnx")
    served, frames = OnnxRun(tmp_path / "r1.onnx", DIGEST), draw_frames()
    told: dict[str, Any] = {}
    (embedder,) = served.embedders
    expected = TorchEmbedder(checkpoint.parts[0].backbone, "cpu")
    readable = [image for image in IMAGES if frames[image][0].size != (3, 200) or options.get("crop_mode") != "border"]
    vectors = finish(embedder.embed(readable, frames.__getitem__, told))
    torch_vectors = finish(expected.embed(readable, frames.__getitem__, told))
    assert told == {}
    assert embedder.key == expected.key
    assert list(vectors) == list(torch_vectors) == readable
    seen, torch_seen = (np.array(list(v.values()), np.float32) for v in (vectors, torch_vectors))
    np.testing.assert_allclose(seen, torch_seen, rtol=0, atol=1e-4)
    confidence = checkpoint.compute_confidence(readable, [torch.from_numpy(torch_seen)]).numpy()
    np.testing.assert_allclose(served.compute_confidence(readable, [seen]), confidence, rtol=0, atol=1e-4)


def test_a_picture_that_was_learned_from_is_judged_by_its_fold(exported: tuple[Checkpoint, Path]) -> None:
    checkpoint, path = exported
    served, seen = OnnxRun(path, DIGEST), np.zeros((3, checkpoint.parts[0].backbone.width), np.float32)
    seen[2] = np.nan
    new, learned = IMAGES[1], IMAGES[2]
    told = served.compute_confidence([new, learned, IMAGES[0]], [seen])
    bias = np.stack([heads.bias.numpy() for heads in checkpoint.parts[0].heads])
    logits = np.stack([bias.mean(0), bias[LEARNED[learned]]]) / np.array([2.0, 0.5, 1.0]) + np.array([-1.0, 0.0, 2.0])
    np.testing.assert_allclose(told[:2], 1 / (1 + np.exp(-logits)), atol=1e-6)
    assert np.isnan(told[2]).all()


def test_the_file_stands_for_itself(exported: tuple[Checkpoint, Path]) -> None:
    checkpoint, path = exported
    model = onnx.load(path)
    checker.check_model(model, full_check=True)
    told = {entry.key: entry.value for entry in model.metadata_props}
    assert told.pop("taggy") == checkpoint.facts.model_dump_json()
    assert len(told.pop("digest")) == 64
    assert told.keys() == {"version", "checkpoint", "backbone", "licence", "learned.digests", "learned.folds"}
    assert (told["checkpoint"], told["licence"]) == (DIGEST, "apache-2.0")
    assert told["backbone"] == checkpoint.parts[0].backbone.key
    assert b"site-packages" not in path.read_bytes()
    pictures = torch.rand(3, 3, 64, 64)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    embedding, confidence = session.run(["embedding", "confidence"], {"pictures": pictures.numpy()})
    seen = checkpoint.parts[0].backbone.embed(pictures)
    np.testing.assert_allclose(embedding, seen, atol=1e-4)
    np.testing.assert_allclose(confidence, checkpoint.compute_confidence(["x", "y", "z"], [seen]), atol=1e-4)


def test_a_run_of_several_parts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="2 parts"):
        export_run(make_run(make_backbone(), parts=2), DIGEST, tmp_path / "r1.onnx")
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_that_run_is_refused(exported: tuple[Checkpoint, Path], tmp_path: Path) -> None:
    _, path = exported
    with pytest.raises(ModelError, match="of another run"):
        OnnxRun(path, "e" * 64)
    with pytest.raises(ModelError, match=r"cannot be read .*taggy model export"):
        OnnxRun(tmp_path / "gone.onnx", DIGEST)
    (tmp_path / "text.onnx").write_text("no model")
    with pytest.raises(ModelError, match="no ONNX model"):
        OnnxRun(tmp_path / "text.onnx", DIGEST)
    model = onnx.load(path)
    weights = next(value for value in model.graph.initializer if value.name == "heads.weight")
    weights.raw_data = bytes([weights.raw_data[0] ^ 1]) + weights.raw_data[1:]
    onnx.save(model, tmp_path / "damaged.onnx")
    with pytest.raises(ModelError, match="is damaged"):
        OnnxRun(tmp_path / "damaged.onnx", DIGEST)


def test_the_settings_choose(exported: tuple[Checkpoint, Path], tmp_path: Path) -> None:
    checkpoint, _ = exported
    digest = save_checkpoint(checkpoint, name_checkpoint(tmp_path, "r1"))
    export_run(checkpoint, digest, name_export(tmp_path, "r1"))
    by_torch = open_run(Settings(home=tmp_path), "r1", digest)
    by_onnx = open_run(Settings(home=tmp_path, runtime="onnx"), "r1", digest)
    assert isinstance(by_torch, TorchRun)
    assert isinstance(by_onnx, OnnxRun)
    assert by_torch.facts.model_dump_json() == by_onnx.facts.model_dump_json()
    seen = [np.random.default_rng(1).random((len(IMAGES), checkpoint.parts[0].backbone.width), np.float32)]
    told = (by_torch.compute_confidence(IMAGES, seen), by_onnx.compute_confidence(IMAGES, seen))
    np.testing.assert_allclose(*told, rtol=0, atol=1e-5)
    assert isinstance(open_embedder(Settings(device="cpu"), checkpoint.parts[0].backbone), TorchEmbedder)
    with pytest.raises(InputError, match="TAGGY_CLUSTER"):
        open_run(Settings(home=tmp_path, runtime="onnx", cluster="local"), "r1", digest)


def test_torch_is_not_in_memory(exported: tuple[Checkpoint, Path]) -> None:
    code = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
import model.embedders, model.runtime
from model.onnx import OnnxRun
served = OnnxRun(Path(sys.argv[1]), sys.argv[2])
steps = served.embedders[0].embed(["x"], lambda image: [Image.new("RGB", (70, 50), "red")], {})
try:
    while True:
        next(steps)
except StopIteration as end:
    seen = np.array([end.value["x"]], np.float32)
assert served.compute_confidence(["x"], [seen]).shape == (1, 3)
sys.exit(", ".join(name for name in ("torch", "timm", "torchvision", "safetensors") if name in sys.modules) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(exported[1]), DIGEST], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest_asyncio.fixture
async def kept(graph: Graph, server_settings: Settings, exported: tuple[Checkpoint, Path]) -> str:
    """Keep the run as the live one, and return its checkpoint's digest."""
    digest = save_checkpoint(exported[0], name_checkpoint(server_settings.home, "r1"))
    await run(
        graph,
        """CREATE (:ModelRun {id: 'r1', state: 'live', backbone: 'b', revision: 'r', snapshot: datetime(), seed: 1,
           createdAt: datetime(), cleared: false, pictures: 1, pairs: 1, checkpoint: $digest})""",
        digest=digest,
    )
    return digest


def test_the_command_writes_the_live_run(taggy: Taggy, server_settings: Settings, kept: str, tmp_path: Path) -> None:
    assert str(tmp_path / "x.onnx") in taggy("model", "export", "r1", "--to", str(tmp_path / "x.onnx")).stdout
    taggy("model", "export")
    OnnxRun(name_export(server_settings.home, "r1"), kept)
    with pytest.raises(NotFoundError, match="'r2'"):
        taggy("model", "export", "r2")


def test_where_there_is_no_run_it_is_told(taggy: Taggy) -> None:
    with pytest.raises(NotFoundError, match="no model run yet"):
        taggy("model", "export")
