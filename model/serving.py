"""Serving: backbones, class networks and detectors of watermarks as ONNX files, which a filter uses without torch."""

from pathlib import Path

from model.backbones import Backbone
from model.classes import Classifier
from model.detectors import Trained
from model.export import export_backbone, export_network
from model.served import ServedFacts, save_served


def serve_backbone(backbone: Backbone, path: Path) -> None:
    """Write a backbone as an ONNX file from pictures to embeddings.

    Raises:
        ModelError: it cannot be written as ONNX.
    """
    facts = ServedFacts(key=backbone.key, preprocessing=backbone.preprocessing, about={"licence": backbone.licence})
    save_served(export_backbone(backbone), facts, path)


def serve_detector(trained: Trained, path: Path) -> None:
    """Write a detector of watermarks as an ONNX file from pictures to how sure it is of a mark.

    Raises:
        ModelError: it cannot be written as ONNX.
    """
    facts, key = trained.facts, f"watermarks by {trained.facts.backbone}@{trained.facts.revision}"
    model = export_network(trained.detector, facts.preprocessing["input_size"], "mark", key)
    about = facts.model_dump(include={"threshold", "missed", "alarms", "tested", "learned"})
    save_served(model, ServedFacts(key=key, preprocessing=facts.preprocessing, about=about), path)


def serve_classifier(classifier: Classifier, path: Path) -> None:
    """Write a class network as an ONNX file from pictures to the logarithm of how likely each class is.

    Raises:
        ModelError: it cannot be written as ONNX.
    """
    facts, key = classifier.facts, classifier.backbone.key
    model = export_network(classifier.network, facts.preprocessing["input_size"], "classes", key)
    about = facts.model_dump(include={"classes", "suspect", "learned", "tested", "right", "licence"})
    save_served(model, ServedFacts(key=key, preprocessing=facts.preprocessing, about=about), path)
