"""`taggy model report` and `taggy model compare` as they are typed, on runs that were really trained."""

import csv
import json
import re
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio
import torch
from safetensors.torch import save_file

from cli.modelworks import do_report
from cli.works import WORKS
from graph.connection import Graph
from graph.jobs import order_report
from graph.transitions import request_job
from model.backbones import create_network
from model.checkpoint import name_checkpoint
from taggy.errors import InputError, ModelError, NotFoundError
from taggy.settings import Settings
from tests.conftest import Taggy
from tests.model.drawings import TAGS, draw_all, ignore, import_drawn
from tests.model.runs import make_live_run


async def test_the_job_writes_the_report_that_staff_read(graph: Graph, tmp_path: Path) -> None:
    named = await make_live_run(graph, tmp_path)
    told: list[tuple[str, int, int]] = []

    async def report(step: str, done: int, total: int, cursor: str = "") -> None:
        assert not cursor  # cut off it begins anew
        told.append((step, done, total))

    settings, job = Settings(home=tmp_path), await request_job(graph, order_report(named), "ann")
    place = await do_report(graph, settings, job, report)
    assert place == tmp_path / "reports" / f"{named}.html"
    assert f"Report on the model run {named}" in place.read_text(encoding="utf-8")
    assert [done for _, done, _ in told] == [0, 1, 2, 3, 4]
    assert {total for _, _, total in told} == {4}
    place.write_text("an older one", encoding="utf-8")
    await do_report(graph, settings, job, ignore)
    assert "an older one" not in place.read_text(encoding="utf-8")
    with pytest.raises(NotFoundError, match="'gone'"):
        await do_report(graph, settings, job.model_copy(update={"params": '{"run": "gone"}'}), ignore)
    assert WORKS[job.kind] is do_report
    name_checkpoint(tmp_path, named).unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        await do_report(graph, settings, job, ignore)
    assert [path.name for path in place.parent.iterdir()] == [place.name]


@pytest_asyncio.fixture
async def collection(graph: Graph, server_settings: Settings) -> None:
    """Put drawn pictures into the graph and its data folder."""
    await import_drawn(graph, server_settings.home, draw_all(48))


@pytest.mark.usefixtures("collection")
def test_two_runs_are_reported_on_and_compared(taggy: Taggy, tmp_path: Path) -> None:
    call = partial(taggy, "model")
    page, tables = tmp_path / "report.html", tmp_path / "tables"
    with pytest.raises(NotFoundError, match="no model run yet"):
        call("report", "--out", str(page))
    torch.manual_seed(1)  # any network would do; one that is the same each time
    weights = tmp_path / "w.safetensors"
    save_file(create_network("test_vit").state_dict(), weights)
    train = ("train", "--backbone", "test_vit", "--weights", str(weights), "--json")
    one, other = (json.loads(call(*train, "--threshold", at).stdout)["run"] for at in ("0.2", "0.9"))

    shown = call("report", one, "--out", str(page), "--csv", str(tables), "--slice", f"tag:{TAGS[0]}").stdout
    assert shown == f"Written: {page} and the tables in {tables}\n"
    text = page.read_text(encoding="utf-8")
    assert f"Report on the model run {one}" in text
    assert not re.search(r'(?:src|href)="(?!data:|#)', text)
    with (tables / "tags_out_of_fold.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["tag"]: row for row in csv.DictReader(file)}
    assert rows.keys() == set(TAGS)
    assert all(0 <= float(row["average precision"]) <= 1 for row in rows.values())
    with (tables / "slices.csv").open(newline="", encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [f"tag:{TAGS[0]}"]
    with pytest.raises(InputError, match="tag:nothing"):
        call("report", one, "--out", str(page), "--slice", "tag:nothing")

    compared = tmp_path / "compared.html"
    found = json.loads(call("compare", other, one, "--out", str(compared), "--format", "json").stdout)
    assert {row["tag"] for row in found} <= set(TAGS)
    assert found
    same = [(row["average precision candidate"], row["average precision live"]) for row in found]
    assert all(candidate == live for candidate, live in same)  # the threshold alone is another
    assert f"{other} beside {one}" in compared.read_text(encoding="utf-8")
    clusters = json.loads(call("compare", other, one, "--by", "clusters", "--format", "json").stdout)
    assert sum(row["pictures"] for row in clusters) > 0
    with pytest.raises(NotFoundError, match="No run is live yet"):
        call("compare")
    with pytest.raises(InputError, match="compared with itself"):
        call("compare", one, one)
