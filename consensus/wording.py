"""The wording of a tag: what its text alone shows of whether somebody names a thing or talks.

The lists are common English: pronouns, auxiliaries, connectives and interjections (the closed classes of R. Quirk et
al., "A Comprehensive Grammar of the English Language", 1985, section 2.34), their spellings in chat, and what people
call the drawers of their blogs. Other languages fall back on length and signs, which need no list.
"""

import math
import re
import unicodedata
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_STOP = re.compile(r"[!?;,…]|\.(?:\s|$|\.)|[^\s:]:(?:\s|$)")  # what ends a clause; not the colon of artist:name
_DRAWER_FILE = re.compile(r"\w[.\s]txt\.?$")
_DRAWN_OUT = re.compile(r"([a-hj-wyz])\1{2}")  # not the numerals iii and xxx
_FACE = re.compile(r"[:;]'?-?[()\[\]dp3]+$|<3")


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


PERSONS = _list("""
    i i'd i'll i'm i've ill im ive let's lets me mine my myself our ours u ur us we we're y'all ya yall you you're
    your yours
""")
CONNECTIVES = _list("""
    about actually after again ah all also although always am another any anyway anyways are aren't basically bc be
    because been before being both btw but can can't cant could couldn't did didn't do does doesn't doing don't dont
    each else even ever every genuinely get gets getting go god goes going gonna gotta had haha has hasn't hate have
    haven't having he he's her here hers him his hm hmm honestly hope how idk if is isn't it it's its just know like
    literally lot love made make many may maybe might more most much must never ngl no not nothing now oh ok okay
    omg once one only or other people please probably really rn same say says see she she's should so some something
    sorry still such tbh than thanks that that's thats their them then there there's these they they're thing things
    think this those though till today too uh um until very wait want was wasn't way well went were what what's when
    where which while who whole why will won't would wouldn't wow yay yeah yes yet
""")
DRAWERS = _list("""
    fav fave faves favorite favorites favourite favourites favs later me mine misc musings myposts op original
    personal post posts queue queued rambles ramblings save saved speaks talks thoughts unsorted untagged
""")
DRAWER_ENDS = _list("""
    blog mumbles musings post posts ramble rambles rambling ramblings rants says screams shares shitposts speaks
    stuff talk talks thoughts whispers yells
""")
KINDS = _list("blog long photo text video")  # a text post is a kind of post that anybody can tell


class Wording(NamedTuple):
    """What a tag's text shows, each as a number: see `read_wording`."""

    length: float
    talk: float
    person: float
    stops: float
    drawer: float
    blank: float


def read_wording(tag: str) -> Wording:
    """Read the wording of a tag in the form that names are kept in.

    Returns:
        length: log2 of the number of words, up to 4. talk: the share of words that make sentences, 0 to 1 (articles and
        prepositions are not among them: names have them too). person: 1 where somebody speaks of themselves or to
        another. stops: 1 for a sign that ends a clause, a face, an emoji or a drawn-out letter. drawer: 1 where it is
        named like the drawer of a blog. blank: 1 where at most one letter is left to search for.
    """
    text = tag.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = _WORD.findall(text)
    talk = sum(word in CONNECTIVES or word in PERSONS for word in words) / max(len(words), 1)
    return Wording(
        length=min(math.log2(max(len(words), 1)), 4.0),
        talk=talk,
        person=float(any(word in PERSONS for word in words)),
        stops=float(any(sign.search(text) for sign in (_STOP, _FACE, _DRAWN_OUT)) or _has_emoji(text)),
        drawer=float(_is_drawer(text, words)),
        blank=float(sum(map(str.isalnum, text)) <= 1),
    )


def _is_drawer(text: str, words: list[str]) -> bool:
    if len(words) == 1:
        return words[0] in DRAWERS
    named = words[-1:] != [] and words[-1] in DRAWER_ENDS and words[-2] not in KINDS
    return named or bool(_DRAWER_FILE.search(text))


def _has_emoji(text: str) -> bool:
    return any(unicodedata.category(character) == "So" for character in text)
