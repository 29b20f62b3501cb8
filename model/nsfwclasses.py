"""The five classes of nsfwjs: its network with the classifier that it ships, as a class network that needs no training.

It says how likely a picture is a harmless drawing, hentai, neutral, pornography, or sexy, which is bare, but no
pornography. Hentai, pornography and sexy are to be suspected.

Reference: https://github.com/infinitered/nsfwjs (MIT), whose order of classes this is.
"""

from collections.abc import Sequence
from pathlib import Path

from model.backbones import find_licence, find_preprocessing
from model.classes import ClassFacts, Classifier, ClassNetwork, load_classifier, make_classifier
from model.nsfwfiles import PACKAGE
from model.nsfwjs import LAST, load_nsfwjs, read_classifier
from taggy.errors import InputError, ModelError

CLASSES = ("drawings", "hentai", "neutral", "porn", "sexy")
SUSPECT = ("hentai", "porn", "sexy")
_LAYERS = {"dense_1": "0", "dense_2": "3", "dense_3": "6"}  # Keras's names, and the places in our head


def load_classes(weights: Path | None) -> Classifier:
    """Load a class network from a file; where none is named, or the folder of the package, that of nsfwjs.

    Raises:
        ModelError: it is not there, damaged, or of another form.
    """
    if weights is None or weights.is_dir():
        return load_nsfw_classes(weights or PACKAGE)
    return load_classifier(weights)


def load_nsfw_classes(folder: Path = PACKAGE) -> Classifier:
    """Load the class network from the folder of the npm package.

    Raises:
        ModelError: the folder is none of nsfwjs, or a file of it does not fit.
    """
    trunk = load_nsfwjs(folder, LAST)
    found = read_classifier(folder)
    network = ClassNetwork(trunk, 1280, len(CLASSES))
    try:
        network.head.load_state_dict({f"{_LAYERS[layer]}.{what}": values for (layer, what), values in found.items()})
    except (KeyError, RuntimeError) as error:
        raise ModelError(f"The classifier in {str(folder)!r} is another one: {error}") from error
    facts = ClassFacts(
        backbone=LAST,
        preprocessing=find_preprocessing(trunk),
        licence=find_licence(trunk),
        classes=list(CLASSES),
        suspect=list(SUSPECT),
    )
    return make_classifier(facts, network)


def choose_suspects(classifier: Classifier, suspect: Sequence[str]) -> Classifier:
    """Return a class network of which other classes are suspected.

    Raises:
        InputError: it has no class of a name.
    """
    if lacking := sorted({*suspect} - {*classifier.facts.classes}):
        raise InputError(
            f"There is no class {lacking[0]!r} to suspect. There are: {', '.join(classifier.facts.classes)}."
        )
    facts = classifier.facts.model_copy(update={"suspect": list(suspect)})
    return make_classifier(facts, classifier.network)
