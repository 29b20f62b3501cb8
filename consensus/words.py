"""Words: the words of a tag's name, and the forms under which two writings of one word come out the same.

No dictionary is asked: rules and short lists of exceptions of English, so that a form is a key and not always a word
(`movie` and `movies` are both `movy`). A name in another language is only cut into words.
"""

import re
import unicodedata
from functools import lru_cache

LONG = 4  # letters of a word that a rule may shorten
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBERS)}
_ROMAN = ("", "", "ii", "iii", "iv", "", "vi", "vii", "viii", "ix", "", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_DIGITS |= {word: str(number) for number, word in enumerate(_ROMAN) if word}  # a letter alone may be anything
_AMERICAN = {
    "aeroplane": "airplane", "aluminium": "aluminum", "cheque": "check", "defence": "defense", "doughnut": "donut",
    "draught": "draft", "jewellery": "jewelry", "kerb": "curb", "licence": "license", "mould": "mold",
    "moustache": "mustache", "offence": "offense", "plough": "plow", "programme": "program", "pyjamas": "pajamas",
    "sceptical": "skeptical", "tyre": "tire", "whisky": "whiskey", "yoghurt": "yogurt",
}  # fmt: skip
_REGIONS = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"(?<=[a-z]{2})(?<!^fl)(?<!^sc)our(?=(s|ed|ing|ful|less|ite|able)?$)", "or"),
        (r"(?<=[a-z]{3})is(?=(e|ed|er|es|ing|ation|ations)$)", "iz"),
        (r"ys(?=(e|ed|er|es|ing)$)", "yz"),
        (r"(?<=[a-z][tb])re(?=s?$)", "er"),
        (r"ogue(?=s?$)", "og"),
        (r"ll(?=(ed|er|ers|ing)$)", "l"),
        (r"(?<=[a-z])(ae|oe)(?=[a-z]{3})", "e"),
        (r"grey", "gray"),
    )
)
_SINGULAR = {
    "buses": "bus", "cacti": "cactus", "children": "child", "feet": "foot", "fungi": "fungus", "geese": "goose",
    "men": "man", "mice": "mouse", "oxen": "ox", "people": "person", "teeth": "tooth", "women": "woman",
}  # fmt: skip
_JOINED = (("men", "man"), ("people", "person"), ("feet", "foot"), ("teeth", "tooth"))  # snowmen, townspeople
_LEAVES = re.compile(r"(cal|dwar|el|hal|hoo|kni|lea|li|loa|scar|sel|shel|thie|wi|wol)ves$")
_HISSES = re.compile(r"(ss|x|ch|sh|zz)es$")
_NO_PLURAL = re.compile(r"(ss|us|is)$")
_ENDINGS = re.compile(r"(ings|ing|edly|ed|ers|er|es|s|ly|y|e)$")
_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u2018`\u00b4"))


def split_words(name: str) -> tuple[str, ...]:
    """Cut a name into its words: runs of letters or digits, without accents and apostrophes; & is the word `and`."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(_APOSTROPHES).replace("&", " and "))
    plain = "".join(c for c in text if not unicodedata.combining(c))
    return tuple(re.findall(r"[^\W\d_]+|\d+", plain))


@lru_cache(1 << 16)
def fold_region(word: str) -> str:
    """Write a word as an American does, and a number in digits: colour, color; two, 2; vii, 7."""
    word = _AMERICAN.get(word, _DIGITS.get(word, word))
    for pattern, american in _REGIONS:
        word = pattern.sub(american, word)
    return word


@lru_cache(1 << 16)
def fold_number(word: str) -> str:
    """Put a word into the singular: leaf and leaves, box and boxes, movie and movies come out the same."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    for plural, singular in _JOINED:
        if word.endswith(plural) and len(word) > len(plural) + 2:
            return word.removesuffix(plural) + singular
    if _LEAVES.search(word):
        return word.removesuffix("ves") + "f"
    if _HISSES.search(word):
        return word.removesuffix("es")
    if len(word) >= LONG and word.endswith("s") and not _NO_PLURAL.search(word):
        word = word.removesuffix("s")
    if len(word) > LONG:
        word = re.sub("(?<=o)e$", "", re.sub("ie$", "y", word))
    return re.sub("(?<=[li])fe$", "f", word)


@lru_cache(1 << 16)
def fold_form(word: str) -> str:
    """Cut a word to its stem of four letters or more: smile, smiles, smiled and smiling are `smil`.

    Reference: M. F. Porter, "An algorithm for suffix stripping" (Program 14, 1980); these are its plainest steps.
    """
    stem = word
    while (shorter := _ENDINGS.sub("", stem, count=1)) != stem and len(shorter) >= LONG:
        stem = shorter
    return stem[:-1] if len(stem) > LONG and stem[-1] == stem[-2] else stem


def list_singulars(name: str) -> list[str]:
    """List the words of a name as an American writes them, in the singular."""
    return [fold_number(fold_region(word)) for word in split_words(name)]
