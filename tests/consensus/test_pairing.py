"""Pairing: pictures that no backbone has seen are asked too, a share is held out, and each picker asks as it says."""

from collections import Counter
from collections.abc import Iterator

import pytest

from consensus.asking import Asker
from consensus.leases import Leases
from consensus.pairing import Pairer
from consensus.pickers import Picker
from graph.connection import Graph
from graph.criteria import DEFAULT, add_criterion
from graph.embeddings import add_embeddings
from graph.preferences import Choosing, keep_preference
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
    pairer.learn("quality")

    async def asks() -> bool:
        return {pair.why for pair in await pairer.draw(ANN, "quality", 4)} == {picker}

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
