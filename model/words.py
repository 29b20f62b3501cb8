"""Words: what a network that learned pictures and their captions together makes of a phrase or of a tag's name.

Definition. CLIP and SigLIP map pictures and texts into one space, in which a picture lies near what is said of it. A
tag is the mean of the normalised embeddings of all its prompts (each template filled with each of its names, and its
description); a picture's score is the cosine of the two. Scores of different tags do not compare, and none is a
probability: they choose what people are asked first about tags that nobody has voted on, and are neither evidence nor
proposals.

References: A. Radford and others, "Learning transferable visual models from natural language supervision" (2021), which
ensembles prompts so; X. Zhai and others, "Sigmoid loss for language image pre-training" (2023).
"""

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import open_clip
import torch
from huggingface_hub import hf_hub_download
from open_clip.pretrained import get_pretrained_cfg
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import normalize

from graph.connection import Graph
from graph.suggestions import NamedTag, Suggestion, list_tags_to_suggest, replace_suggestions
from model.backbones import Backbone, Preprocessing
from model.embedding import read_embeddings
from taggy.errors import ModelError
from taggy.steps import Report
from taggy.words import WORDS, require_words

FILE = "open_clip_model.safetensors"
TEMPLATES = ("{}", "a photo of {}.", "a picture of {}.", "a drawing of {}.")
CALIBRATED = 8  # direct answers from which on a tag goes its ordinary way
PER_TAG = 50
PAGE = 500
_MODES = {"shortest": "center", "squash": "squash"}


@dataclass(frozen=True)
class TextSide:
    """The half of a network that reads: `key` names the embeddings of pictures that its texts are compared with."""

    key: str
    network: Any
    tokenize: Any

    def embed(self, texts: Sequence[str]) -> Tensor:
        """Return a normalised row a text."""
        with torch.inference_mode():
            return normalize(self.network.encode_text(self.tokenize(list(texts))).float(), dim=1)

    def embed_tag(self, tag: NamedTag) -> Tensor:
        """Return the normalised mean of all prompts of a tag."""
        names = [name.replace("_", " ") for name in (tag.tag, *tag.aliases)]
        prompts = [template.format(name) for name in names for template in TEMPLATES]
        return normalize(self.embed([*prompts, *filter(None, [tag.description])]).mean(0), dim=0)


def create_image_side(name: str) -> nn.Module:
    """Create the half that sees of one of open_clip's networks, at random weights.

    Raises:
        ModelError: open_clip has none of that name.
    """
    visual: nn.Module = _create(name).visual
    return visual


def load_image_side(name: str, weights: Path | None) -> Backbone:
    """Load the half that sees, with weights of a file or of the hub, as a backbone.

    Raises:
        ModelError: there is no such network, its weights cannot be had, or the file does not fit it.
    """
    return _take_image_side(name, _load(name, weights))


def _take_image_side(name: str, network: Any) -> Backbone:
    return Backbone(name, [network.visual], _find_preprocessing(name, network.visual), words=True)


def load_text_side(name: str | None, weights: Path | None) -> TextSide:
    """Load the half that reads, with weights of a file or of the hub.

    Raises:
        ModelError: the backbone knows no words, or it or its tokenizer cannot be had.
    """
    name = require_words(name)
    network = _load(name, weights)
    try:
        tokenize = open_clip.get_tokenizer(_split(name)[0])
    except Exception as error:  # transformers and the hub raise all kinds
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"The tokenizer of {name!r} cannot be had ({reason}). Those of CLIP come with open_clip; SigLIP's is "
            f"fetched from the Hugging Face hub, once, where the network is open."
        ) from error
    return TextSide(_take_image_side(name, network).key, network, tokenize)


async def search_pictures(graph: Graph, text: TextSide, phrase: str, limit: int) -> list[Suggestion]:
    """Find the shown pictures that lie nearest to a phrase, best first.

    Raises:
        ModelError: the backbone has seen no picture yet.
    """
    return (await _find_nearest(graph, text, text.embed([phrase]), limit))[0]


async def suggest_pictures(graph: Graph, text: TextSide, report: Report, per_tag: int = PER_TAG) -> dict[str, int]:
    """Suggest pictures for each tag that is short of answers; take back what was suggested on the others.

    Returns:
        The tags on which something is suggested, and how many pictures on each.

    Raises:
        ModelError: the backbone has seen no picture yet.
    """
    tags: list[NamedTag] = []
    while page := await list_tags_to_suggest(graph, tags[-1].tag if tags else "", PAGE):
        tags += page
    silent = [tag for tag in tags if tag.answers < CALIBRATED]
    words = torch.stack([text.embed_tag(tag) for tag in silent]) if silent else torch.empty(0, 1)
    nearest = await _find_nearest(graph, text, words, per_tag) if silent else []
    wanted = {tag.tag: found for tag, found in zip(silent, nearest, strict=True)}
    suggested = {}
    for number, tag in enumerate(tags, start=1):
        suggested[tag.tag] = await replace_suggestions(graph, text.key, tag.tag, wanted.get(tag.tag, []))
        await report("suggesting", number, len(tags))
    return {tag: count for tag, count in suggested.items() if count}


async def _find_nearest(graph: Graph, text: TextSide, words: Tensor, limit: int) -> list[list[Suggestion]]:
    """Find the pictures nearest to each row, page by page, so that the memory does not grow with the library."""
    images: list[str] = []
    scores = torch.empty(len(words), 0)
    places = torch.empty(len(words), 0, dtype=torch.int64)
    while (page := await read_embeddings(graph, text.key, images[-1] if images else ""))[0]:
        told = words @ normalize(page[1], dim=1).T
        here = torch.arange(len(images), len(images) + len(page[0])).expand(len(words), -1)
        images += page[0]
        scores, places = torch.cat([scores, told], dim=1), torch.cat([places, here], dim=1)
        scores, kept = scores.topk(min(limit, scores.shape[1]), dim=1)
        places = places.gather(1, kept)
    if not images:
        raise ModelError(f"The backbone {text.key} has seen no picture yet. `taggy model embed` lets it look.")
    return [
        [Suggestion(images[place], score) for place, score in zip(*row, strict=True)]
        for row in zip(places.tolist(), scores.tolist(), strict=True)
    ]


def _split(name: str) -> tuple[str, str | None]:
    """Split `open_clip/NETWORK[:PRETRAINED]`."""
    network, _, pretrained = name.removeprefix(WORDS).partition(":")
    return network, pretrained or None


def _create(name: str) -> Any:
    logging.disable(logging.WARNING)  # it warns that the weights are random, which they do not stay
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            network = open_clip.create_model(
                _split(name)[0], load_weights=False, pretrained_image=False, pretrained_text=False
            )
    except RuntimeError as error:
        close = ", ".join(get_close_matches(_split(name)[0], open_clip.list_models(), n=5)) or "none"
        raise ModelError(f"open_clip has no network named {_split(name)[0]!r}. Names like it: {close}.") from error
    finally:
        logging.disable(logging.NOTSET)
    return network.eval().requires_grad_(requires_grad=False)


def _load(name: str, weights: Path | None) -> Any:
    path = weights or _fetch(name)
    network = _create(name)
    try:
        network.load_state_dict(load_file(path))
    except FileNotFoundError as error:
        raise ModelError(f"There is no file {str(path)!r}. Say --weights with a safetensors file.") from error
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{str(path)!r} is no safetensors file ({error}). Other formats are not read.") from error
    except RuntimeError as error:
        raise ModelError(f"The weights in {str(path)!r} do not fit {name!r}: {error}") from error
    return network


def _fetch(name: str) -> Path:
    """Fetch safetensors from the hub, or take them from its cache; other formats, which are pickles, are not read."""
    network, pretrained = _split(name)
    repository = (get_pretrained_cfg(network, pretrained) if pretrained else {}).get("hf_hub", "").strip("/")
    if not repository:
        raise ModelError(
            f"There are no weights on the hub for {name!r}. Say open_clip/NETWORK:PRETRAINED, or --weights FILE."
        )
    try:
        return Path(hf_hub_download(repository, FILE))
    except (OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"The weights of {name!r} could not be fetched from the Hugging Face hub ({reason}). Fetch them once where "
            f"the network is open, or say --weights FILE with a safetensors file of this network."
        ) from error


def _find_preprocessing(name: str, visual: Any) -> Preprocessing:
    """Find how open_clip says that pictures are made ready, in the words that timm has for it."""
    network, pretrained = _split(name)
    told = dict(getattr(visual, "preprocess_cfg", {}))
    told |= get_pretrained_cfg(network, pretrained) if pretrained else {}
    size, mode = told.get("size", visual.image_size), told.get("resize_mode", "shortest")
    if mode not in _MODES:
        raise ModelError(f"{name!r} wants pictures resized by {mode!r}, which is not supported. Take another network.")
    height, width = (size, size) if isinstance(size, int) else size
    return {
        "input_size": (3, height, width),
        "interpolation": told.get("interpolation", "bicubic"),
        "mean": tuple(told.get("mean", open_clip.OPENAI_DATASET_MEAN)),
        "std": tuple(told.get("std", open_clip.OPENAI_DATASET_STD)),
        "crop_pct": 1.0,
        "crop_mode": _MODES[mode],
    }
