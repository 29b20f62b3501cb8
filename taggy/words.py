"""Which networks know words: those of open_clip, which learned pictures and their captions together."""

from taggy.errors import ModelError

WORDS = "open_clip/"  # how their names begin


def require_words(backbone: str | None) -> str:
    """Return the name of a network that knows words.

    Raises:
        ModelError: it knows none.
    """
    if backbone is None or not backbone.startswith(WORDS):
        raise ModelError(
            f"Search by words is off: the backbone {backbone or 'trained from nothing'} has no text side, it knows no "
            f"words. Set TAGGY_BACKBONE to one that does, such as open_clip/ViT-B-32:laion2b_s34b_b79k, and `taggy "
            f"model embed`."
        )
    return backbone
