"""Families: look-alikes as links to a leader; a chain that drifts is cut."""

from itertools import pairwise

import numpy as np
from PIL import Image, ImageOps

from media.families import LOOSE, NEAR, Families, Newcomer, Place
from media.fingerprints import RASTER, VIEWS, take_fingerprint
from media.prints import Prints, measure_distance, read_prints
from tests.media.drawings import COPIES, draw


def print_picture(picture: Image.Image) -> Prints:
    return read_prints(take_fingerprint(picture).prints)


def never(_image: str, _leader: str) -> bool:
    return False


def morph(steps: int) -> list[Newcomer]:
    """Draw a chain from one drawing to another one, each step near the one before."""
    pictures = [Image.blend(draw(1), draw(2), step / steps) for step in range(steps + 1)]
    return [Newcomer(f"{number:02}", print_picture(picture)) for number, picture in enumerate(pictures)]


def test_thousands_of_look_alikes_are_as_many_links() -> None:
    original = print_picture(draw(1))
    chance = np.random.default_rng(1)
    many = []
    for number in range(2000):
        rasters = original.rasters.astype(int) + chance.integers(-3, 4, original.rasters.shape)
        alike = Prints(original.hashes, original.mirrored, np.clip(rasters, 0, 255).astype(np.uint8))
        many.append(Newcomer(f"{number:04}", alike))
    known = Families()
    places = known.place_all(many[:1000], never) + known.place_all(many[1000:], never)
    assert {(place.leader, place.like) for place in places[1:]} == {("0000", "0000")}
    assert places[0] == Place("0000", "0000")


def test_a_chain_that_drifts_is_cut_by_a_diameter() -> None:
    chain = morph(40)
    steps = pairwise(chain)
    assert all(measure_distance(one.prints, next_one.prints) <= NEAR for one, next_one in steps)
    assert measure_distance(chain[0].prints, chain[-1].prints) > LOOSE
    places = Families().place_all(chain, never)
    prints = {one.image: one.prints for one in chain}
    families = {place.leader for place in places}
    assert 2 <= len(families) < len(chain) // 2
    for place in places:
        assert measure_distance(prints[place.image], prints[place.leader]) <= NEAR
    assert {place.leader for place in places if place.leader == place.image} == families, "a leader leads itself"


def test_it_does_not_matter_in_how_many_pages_they_come() -> None:
    chain = morph(30)
    known = Families()
    paged = [place for start in range(0, len(chain), 7) for place in known.place_all(chain[start : start + 7], never)]
    assert paged == Families().place_all(chain, never)
    again = Families()
    for one in chain[:15]:
        if any(place.image == one.image == place.leader for place in paged):
            again.add_leader(one)
    assert again.place_all(chain[15:], never) == paged[15:]


def test_a_mirrored_one_leads_a_family_of_its_own() -> None:
    picture = draw(1)
    names = {"a": picture, "b": ImageOps.mirror(picture), "c": COPIES["JPEG"](ImageOps.mirror(picture))}
    a, b, c = Families().place_all([Newcomer(name, print_picture(one)) for name, one in names.items()], never)
    assert (a.leader, a.like) == ("a", None)
    assert (b.leader, b.like, b.mirrored, b.distance <= NEAR) == ("b", "a", True, True)
    assert (c.leader, c.like, c.mirrored) == ("b", "b", False)


def test_one_that_is_its_own_mirror_is_not_called_mirrored() -> None:
    half = draw(1).crop((0, 0, 80, 160))
    whole = Image.new("RGB", (160, 160))
    whole.paste(half, (0, 0))
    whole.paste(ImageOps.mirror(half), (80, 0))
    a, b = Families().place_all([Newcomer("a", print_picture(whole)), Newcomer("b", print_picture(whole))], never)
    assert (a.leader, b.leader, b.like, b.mirrored) == ("a", "a", "a", False)


def test_what_is_less_near_waits_for_embeddings() -> None:
    chain = morph(40)
    first = chain[0]
    far = next(one for one in chain if NEAR < measure_distance(one.prints, first.prints) <= LOOSE)
    known = Families()
    known.add_leader(first)
    assert known.list_candidates([far]) == {(far.image, first.image)}
    assert Families().list_candidates([first, far]) == {(far.image, first.image)}
    asked: list[tuple[str, str]] = []

    def confirm(image: str, leader: str) -> bool:
        asked.append((image, leader))
        return True

    (place,) = known.place_all([far], confirm)
    assert asked == [(far.image, first.image)]
    assert (place.leader, place.confirmed) == (first.image, True)
    refused = Families()
    assert [one.leader for one in refused.place_all([first, far], never)] == [first.image, far.image]


def test_one_colour_is_like_nothing() -> None:
    nothing = Prints(
        np.empty((0, VIEWS), np.uint64), np.empty((0, VIEWS), np.uint64), np.empty((0, VIEWS, RASTER, RASTER), np.uint8)
    )
    places = Families().place_all([Newcomer("a", nothing), Newcomer("b", nothing)], never)
    assert [(place.leader, place.like) for place in places] == [("a", None), ("b", None)]
    assert Families().place_all([], never) == []
