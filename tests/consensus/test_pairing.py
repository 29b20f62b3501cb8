"""Pairing: pictures that no backbone has seen are asked too, a share is held out, and each picker asks as it says."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import pytest

from consensus.asking import Asker
from consensus.leases import Leases
from consensus.pairing import Pairer
from consensus.pickers import Picker, is_held_out
from graph.connection import Graph
from graph.criteria import DEFAULT, add_criterion
from graph.embeddings import add_embeddings
from graph.preferences import Choosing, keep_preference
from taggy.metrics import REGISTRY
from taggy.settings import Settings
from tests.processes import wait_until
from tests.seeds import add_images, add_voters

IMAGES = [f"{10 * number:02x}" * 32 for number in range(24)]  # spread as hashes are
ANN = Asker("ann")


@pytest.fixture
def leases(server_settings: Settings) -> Iterator[Leases]:
    """Leases that hold nothing."""
    with Leases(server_settings.home, 60, 600) as leases:
        yield leases


async def test_a_share_is_held_out_and_all_else_is_for_learning(
    graph: Graph, server_settings: Settings, leases: Leases
) -> None:
    await add_images(graph, *IMAGES)
    pairer = Pairer(graph, server_settings, leases)
    drawn = [pair for _ in range(30) for pair in await pairer.draw(ANN, "quality", 8)]
    names = [frozenset((pair.left.id, pair.right.id)) for pair in drawn]
    assert len(set(names)) > 150  # of 276; what the voter holds is asked again only where nothing else is left
    assert {count for name, count in Counter(names).items()} <= {1, 2, 3}
    whys = Counter(pair.why for pair in drawn)
    assert whys.keys() == {"held", "random"}
    assert 5 < whys["held"] < 60
    await pairer.close()


async def test_of_a_few_pictures_every_two_are_asked_however_their_ids_lie(
    graph: Graph, server_settings: Settings, leases: Leases
) -> None:
    few = [f"{number:064x}" for number in range(5)]  # no point that is drawn lies before them
    await add_images(graph, *few)
    pairer = Pairer(graph, server_settings, leases)
    drawn = {frozenset((pair.left.id, pair.right.id)) for pair in await pairer.draw(ANN, "quality", 10)}
    assert drawn == {frozenset(pair) for pair in combinations(few, 2)}
    await pairer.close()


async def test_a_pair_is_held_out_for_all_or_for_nobody(
    graph: Graph, server_settings: Settings, leases: Leases
) -> None:
    await add_images(graph, *IMAGES)
    pairers = [Pairer(graph, server_settings, leases) for _ in range(2)]
    drawn = [
        ((min(pair.left.id, pair.right.id), max(pair.left.id, pair.right.id)), pair.why == "held")
        for voter in ("ann", "bob", "cleo")
        for pairer in pairers
        for _ in range(10)
        for pair in await pairer.draw(Asker(voter), "quality", 8)
    ]
    held, learned = ({name for name, apart in drawn if apart == wanted} for wanted in (True, False))
    assert len(held) > 5
    assert len(learned) > 100
    assert not held & learned
    assert all(is_held_out("quality", *name) for name in held)
    for pairer in pairers:
        await pairer.close()


def test_which_pairs_are_held_out_hangs_on_nothing_but_the_pair() -> None:
    pairs = list(combinations(IMAGES, 2))
    held = {pair for pair in pairs if is_held_out("quality", *pair)}
    assert held == {pair for pair in pairs if is_held_out("quality", *pair[::-1])}
    assert 0.05 < len(held) / len(pairs) < 0.2
    assert held < {pair for pair in pairs if is_held_out("quality", *pair, share=0.3)}
    assert held != {pair for pair in pairs if is_held_out("colour", *pair)}
    assert not any(is_held_out("quality", *pair, share=0) for pair in pairs)
    assert all(is_held_out("quality", *pair, share=1) for pair in pairs)


def count_fits() -> float:
    """Count the fits that were timed."""
    return REGISTRY.get_sample_value("taggy_rating_seconds_count") or 0


@pytest.mark.parametrize("picker", ["variance", "gradient"])
async def test_a_picker_asks_once_it_has_learned(
    graph: Graph, server_settings: Settings, leases: Leases, picker: Picker
) -> None:
    await add_images(graph, *IMAGES)
    await add_voters(graph, "ann")
    await add_criterion(graph, DEFAULT)
    await add_embeddings(graph, "toy@1", {image: [n - 11.5, n % 3, 1.0] for n, image in enumerate(IMAGES[:-1])})
    pairer = Pairer(graph, server_settings, leases, picker)
    pairer.held_share = 0.0
    assert {pair.why for pair in await pairer.draw(ANN, "quality", 8)} == {"random"}
    for one, other in ((0, 1), (5, 2), (9, 20)):
        choosing = Choosing("ann", "quality", IMAGES[one], IMAGES[other], "right", 1, "random", held=False)
        await keep_preference(graph, choosing)
    before = count_fits()
    pairer.learn("quality")

    async def asks() -> bool:
        whys = {pair.why for pair in await pairer.draw(ANN, "quality", 4)}
        return whys == {picker} and count_fits() > before

    await wait_until(asks)
    drawn = await pairer.draw(ANN, "quality", 8)
    assert IMAGES[-1] not in {image.id for pair in drawn for image in (pair.left, pair.right)}
    await pairer.close()


async def test_without_two_pictures_nothing_is_asked(graph: Graph, server_settings: Settings, leases: Leases) -> None:
    pairer = Pairer(graph, server_settings, leases)
    assert await pairer.draw(ANN, "quality", 1) == []
    await add_images(graph, IMAGES[0])
    assert await pairer.draw(ANN, "quality", 1) == []
    await pairer.close()
