"""Refused pictures over HTTP: staff look at them and restore them; nobody else sees them."""

from io import BytesIO

import pytest

from graph.connection import Graph
from graph.filters import Verdict, record_verdicts
from media.store import MediaStore
from taggy.settings import Settings
from tests.api.conftest import A, B, Browse, C, card, problem
from tests.model.drawings import draw_all
from tests.seeds import add_images, run

BOARD = "/api/v1/filters/refused"
RESTORE = "/api/v1/filters/restorations"


@pytest.mark.usefixtures("library")
async def test_staff_see_what_was_refused_and_restore_it(browse: Browse, graph: Graph) -> None:
    staff = await browse("staff")
    verdicts = [
        Verdict(A, "refused", "watermarks", 0.9, None, "It bears a watermark.", 0.8),
        Verdict(B, "refused", "outliers", -30.0, 0.01, "unlike the others", 0.2),
        Verdict(C, "kept", "outliers", 3.0, 0.5, "like the others"),
    ]
    await record_verdicts(graph, "good", verdicts)
    first = (await staff.get(BOARD, params={"limit": 1})).json()
    rest = (await staff.get(BOARD, params={"after": first["next"]})).json()
    assert rest["next"] is None
    rows = [*first["refused"], *rest["refused"]]
    assert [row.pop("at")[-1] for row in rows] == ["Z", "Z"]
    assert rows == [
        {
            "image": card(B),
            "filter": "good",
            "stage": "outliers",
            "score": -30.0,
            "percentile": 0.01,
            "reason": "unlike the others",
        },
        {
            "image": card(A),
            "filter": "good",
            "stage": "watermarks",
            "score": 0.9,
            "percentile": None,
            "reason": "It bears a watermark.",
        },
    ]
    problem(await staff.get(f"/api/v1/images/{A}"), 404, "not-found")
    assert (await staff.post(RESTORE, json={"image": A, "reason": "a sign"})).json() == {"image": A, "restored": True}
    assert (await staff.post(RESTORE, json={"image": A})).json() == {"image": A, "restored": False}
    assert (await staff.get(f"/api/v1/images/{A}")).status_code == 200
    assert [row["image"]["id"] for row in (await staff.get(BOARD)).json()["refused"]] == [B]
    problem(await staff.post(RESTORE, json={"image": "d" * 64}), 404, "not-found")


async def test_the_bytes_of_a_refused_picture_are_for_staff(
    browse: Browse, graph: Graph, server_settings: Settings
) -> None:
    (image, (content, _)) = next(iter(draw_all(1).items()))
    with MediaStore(server_settings.home) as store:
        store.add_copy(image, BytesIO(content))
    await add_images(graph, image)
    await record_verdicts(graph, "good", [Verdict(image, "refused", "outliers", -30.0, 0.01, "unlike the others")])
    staff, analyst = await browse("staff"), await browse("analyst")
    assert (await staff.get(f"/media/{image}/thumbnail")).status_code == 200
    problem(await analyst.get(f"/media/{image}/thumbnail"), 404, "not-found")
    await run(graph, "MATCH (i:Image) SET i.withheld = i.withheld + 'asked for'")
    problem(await staff.get(f"/media/{image}/thumbnail"), 404, "not-found")
