"""Export: a run as one ONNX file, the network, the heads of all folds and the calibration, with what it says of itself.

The file takes `pictures` (N by 3 by H by W, float32, made ready as its metadata says), gives `embedding` (N by width)
and `confidence` (N by tags). That is for pictures that the run did not learn from, by the heads of all folds together:

    confidence = sigmoid(mean over folds (embedding · weight + bias) / temperature + shift)

For one that was learned from, `model/onnx.py` takes the heads of its fold: in the file they are `heads.weight` (folds
by width by tags) and `heads.bias` (folds by 1 by tags). Reference: the ONNX specification, https://onnx.ai/onnx/.
"""

import base64
import warnings
from collections.abc import Sequence
from pathlib import Path

import torch
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from torch import Tensor, nn

import taggy
from graph.embeddings import CLASSES
from media.files import place_file
from model.backbones import Backbone
from model.checkpoint import Checkpoint
from model.onnx import digest_model
from taggy.errors import ModelError

LARGEST = 2**31 - 2**20  # of one protobuf message, and room for the graph itself


def export_run(checkpoint: Checkpoint, digest: str, path: Path) -> str:
    """Write a run as an ONNX file, whole or not at all, and return the digest of what it computes.

    Args:
        checkpoint: the run; it must have one part.
        digest: SHA-256 of the checkpoint, which the graph knows.
        path: the file to write.

    Raises:
        ModelError: the run has several parts or a class network, is too large for one file, or cannot be exported.
    """
    if len(checkpoint.parts) != 1:
        raise ModelError(
            f"Run {checkpoint.facts.run} has {len(checkpoint.parts)} parts, each with its own backbone. Only a run of "
            f"one part can be exported: train one without a backbone for a category."
        )
    backbone = checkpoint.parts[0].backbone
    if backbone.name.startswith(CLASSES):
        raise ModelError(
            f"Run {checkpoint.facts.run} rests on a class network, which joins the frames of an animation in its own "
            f"way. Only filters serve one without torch: set TAGGY_RUNTIME=torch."
        )
    model = export_backbone(backbone)
    _append_heads(model, checkpoint)
    _describe(model, checkpoint, digest)
    checker.check_model(model, full_check=True)
    with place_file(path) as file:
        file.write(model.SerializeToString())
    return digest_model(model)


def export_backbone(backbone: Backbone) -> ModelProto:
    """Return a backbone alone as a model from `pictures` to `embedding`.

    Raises:
        ModelError: it is too large, or has an operation that ONNX does not know.
    """
    size = sum(v.numel() * v.element_size() for network in backbone.networks for v in network.state_dict().values())
    if size > LARGEST:
        raise ModelError(f"The backbone {backbone.key} has {size:,} bytes; an ONNX file takes {LARGEST:,} at most.")
    return export_network(_Together(backbone.networks), backbone.preprocessing["input_size"], "embedding", backbone.key)


def export_network(network: nn.Module, size: Sequence[int], output: str, key: str) -> ModelProto:
    """Return a network as a model from `pictures` (N by `size`) to one output; `key` is its name.

    Raises:
        ModelError: it has an operation that ONNX does not know.
    """
    pictures = torch.zeros(2, *size)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of torch's own modules about each other
            program = torch.onnx.export(
                network,
                (pictures,),
                dynamo=True,
                dynamic_shapes=({0: torch.export.Dim("N")},),
                input_names=["pictures"],
                output_names=[output],
                verbose=False,
            )
    except (torch.onnx.OnnxExporterError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"The backbone {key} cannot be written as ONNX ({reason}). Take another.") from error
    assert program is not None  # noqa: S101 - it is with dynamo
    model: ModelProto = program.model_proto
    _forget_origin(model)
    return model


class _Together(nn.Module):
    """All networks of a backbone as one, their embeddings one after the other."""

    def __init__(self, networks: list[nn.Module]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.cat([network(pictures) for network in self.networks], dim=1)


def _forget_origin(model: ModelProto) -> None:
    """Remove what torch notes of the source: it names files of this machine."""
    for thing in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info):
        del thing.metadata_props[:]
    for value in model.graph.initializer:
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]


def _append_heads(model: ModelProto, checkpoint: Checkpoint) -> None:
    heads = checkpoint.parts[0].heads
    facts = checkpoint.facts
    values = {
        "heads.weight": torch.stack([head.weight.T for head in heads]),
        "heads.bias": torch.stack([head.bias.unsqueeze(0) for head in heads]),
        "calibration.temperature": torch.tensor(facts.temperature),
        "calibration.shift": torch.tensor(facts.shift),
        "heads.first": torch.tensor([0]),
    }
    model.graph.initializer.extend(
        numpy_helper.from_array(value.contiguous().numpy(), name) for name, value in values.items()
    )
    model.graph.node.extend(_list_head_nodes())
    model.graph.output.append(helper.make_tensor_value_info("confidence", TensorProto.FLOAT, ["N", len(facts.tags)]))


def _list_head_nodes() -> list[NodeProto]:
    steps = [
        ("MatMul", ["embedding", "heads.weight"], "heads.product"),
        ("Add", ["heads.product", "heads.bias"], "heads.logits"),
        ("ReduceMean", ["heads.logits", "heads.first"], "heads.mean"),
        ("Div", ["heads.mean", "calibration.temperature"], "calibration.tempered"),
        ("Add", ["calibration.tempered", "calibration.shift"], "calibration.logits"),
        ("Sigmoid", ["calibration.logits"], "confidence"),
    ]
    nodes = [helper.make_node(kind, taken, [given], name=given) for kind, taken, given in steps]
    nodes[2].attribute.append(helper.make_attribute("keepdims", 0))
    return nodes


def _describe(model: ModelProto, checkpoint: Checkpoint, digest: str) -> None:
    """Say of the file what the run says of itself; `learned` tells by whose heads a picture is to be judged."""
    facts, part, learned = checkpoint.facts, checkpoint.facts.parts[0], checkpoint.learned
    model.producer_name, model.producer_version = "taggy", taggy.__version__
    model.graph.name = facts.run
    digests = base64.b64encode(learned.digests.numpy().astype("<i8").tobytes()).decode()
    folds = base64.b64encode(learned.folds.numpy().astype("u1").tobytes()).decode()
    helper.set_model_props(
        model,
        {
            "taggy": facts.model_dump_json(),
            "version": taggy.__version__,
            "checkpoint": digest,
            "backbone": f"{part.backbone}@{part.revision}",
            "licence": part.licence or "",
            "learned.digests": digests,
            "learned.folds": folds,
            "digest": digest_model(model),
        },
    )
