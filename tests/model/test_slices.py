"""Slices: bands, months and what staff name, by hand and in a graph."""

import pytest
import torch

from graph.connection import Graph
from model.slices import SliceQuality, measure_slice, part_by_month, part_by_name, part_by_popularity
from taggy.bounds import compute_interval
from taggy.errors import InputError
from tests.model.predictions import make_predictions, make_thresholds, near
from tests.seeds import add_images, add_tags, merge, run

A, B, C, D = (letter * 64 for letter in "abcd")


def test_a_slice_by_hand() -> None:
    confidence = [[0.9, 0.9], [0.9, 0.1], [0.2, 0.7]]
    told = make_predictions(["cat", "dog"], [[1, 0], [1, 0], [1, 1]], confidence)
    rows = torch.tensor([True, True, False])
    low, high = compute_interval(2, 3)
    assert measure_slice("mine", rows, told, torch.tensor(confidence), make_thresholds(0.8, 0.8)) == SliceQuality(
        name="mine",
        pictures=2,
        proposals=3,
        precision=2 / 3,
        low=low,
        high=high,
        recall=1.0,
        average_precision=1.0,  # of cat; no picture here is a dog
        calibration_error=near((0.1 + 0.1 + 0.1 + 0.9) / 4),
    )


def test_popularity_is_parted_into_quarters_and_the_unknown() -> None:
    told = make_predictions(["cat"], [[1]] * 6, [[0.5]] * 6, popularity=[0, 8, 1, 4, 2, 0])
    assert {name: rows.nonzero().flatten().tolist() for name, rows in part_by_popularity(told).items()} == {
        "least popular quarter": [2],
        "second quarter": [4],
        "third quarter": [3],
        "most popular quarter": [1],
        "popularity unknown": [0, 5],
    }


def test_months_come_in_order() -> None:
    told = make_predictions(["cat"], [[1]] * 3, [[0.5]] * 3, months=["2026-02", "2025-12", "2026-02"])
    assert {name: rows.tolist() for name, rows in part_by_month(told).items()} == {
        "2025-12": [False, True, False],
        "2026-02": [True, False, True],
    }


async def test_named_slices_are_read_from_the_graph(graph: Graph) -> None:
    await add_images(graph, A, B, C, D)
    await add_tags(graph, "sunset")
    await merge(graph, D, C)
    await run(
        graph,
        """MATCH (t:Tag {name: 'sunset'})
           CREATE (c:Collection {name: 'hills'}), (s:Source {name: 'web: site'}),
             (p:Post {key: 'p'})-[:FROM {key: 'p|s'}]->(s)
           WITH * MATCH (i:Image)
           FOREACH (_ IN CASE i.id WHEN $a THEN [1] WHEN $b THEN [1] ELSE [] END |
             CREATE (i)-[:CONSENSUS {key: i.id + '|sunset', image: i.id, tag: 'sunset',
               evidence: CASE i.id WHEN $a THEN 0.9 ELSE 0.1 END}]->(t))
           FOREACH (_ IN CASE i.id WHEN $d THEN [1] ELSE [] END |
             CREATE (i)-[:IN {key: i.id + '|hills'}]->(c) CREATE (p)-[:SHOWS {key: 'p|' + i.id}]->(i))""",
        a=A,
        b=B,
        d=D,
    )
    told = make_predictions(["sunset"], [[1]] * 3, [[0.5]] * 3, images=[A, B, C])
    parts = await part_by_name(graph, ["tag:sunset", "collection:hills", "source:web: site"], told)
    assert {name: rows.tolist() for name, rows in parts.items()} == {
        "tag:sunset": [True, False, False],
        "collection:hills": [False, False, True],
        "source:web: site": [False, False, True],
    }
    for wrong in ("author:ann", "tag:", "tag:nothing"):
        with pytest.raises(InputError, match=wrong):
            await part_by_name(graph, [wrong], told)
