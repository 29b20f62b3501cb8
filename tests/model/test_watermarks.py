"""Watermarks: marks are drawn and seen, the threshold misses few, and what is trained is served as it was trained."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageChops

from model.changes import Guise, change_picture, disguise_picture, draw_change, draw_guise
from model.detectors import load_detector, make_beginning, save_detector
from model.examples import Example, draw_examples, find_side, list_examples, read_picture
from model.marknet import MarkNetwork
from model.markpairs import Batch, draw_batches
from model.marks import KINDS, find_mark, mark_picture
from model.preprocessing import prepare_picture
from model.served import Served
from model.serving import serve_detector
from model.watermarks import choose_threshold, count_looks, train_watermarks
from taggy.errors import InputError, ModelError
from tests.model.drawings import draw_all
from tests.model.filters import NETWORK, make_trained
from tests.model.portable import make_backbone

WITHOUT = [kind for kind in KINDS if kind not in ("tiled", "band")]
LOOKS = 1_200


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of examples, drawn from pictures and one file that is none."""
    place = tmp_path_factory.mktemp("marks")
    (place / "pictures").mkdir()
    for number, (content, _) in enumerate(draw_all(30).values()):
        (place / "pictures" / f"p{number:02}.png").write_bytes(content)
    (place / "pictures" / "notes.txt").write_text("no picture")
    drawn, skipped = draw_examples(place / "pictures", place / "examples", WITHOUT, 2)
    assert (drawn, [*skipped]) == (30, ["notes.txt"])
    return place / "examples"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(300, 200), (90, 120), (12, 9)])
@pytest.mark.parametrize("ground", ["white", "black"])
def test_every_kind_is_seen_and_repeats(kind: str, size: tuple[int, int], ground: str) -> None:
    picture = Image.new("RGB", size, ground)
    marked = mark_picture(picture, kind, random.Random(3))  # noqa: S311 - drawings that can be repeated
    again = mark_picture(picture, kind, random.Random(3))  # noqa: S311 - as above
    assert (marked.size, marked.mode) == (size, "RGB")
    assert marked.tobytes() == again.tobytes()
    changed = np.asarray(ImageChops.difference(picture, marked)).max(2)
    if min(size) > 50:
        assert changed.max() > 25
        assert (changed > 10).mean() > 0.002


def test_every_emblem_fits_on_a_narrow_picture() -> None:
    for seed in range(30):
        assert mark_picture(Image.new("RGB", (150, 9)), "logo", random.Random(seed)).size == (150, 9)  # noqa: S311


def test_a_kind_that_is_none_is_named() -> None:
    with pytest.raises(InputError, match="no kind of mark 'stamp'"):
        mark_picture(Image.new("RGB", (50, 50)), "stamp", random.Random(1))  # noqa: S311


def test_examples_are_pairs_of_which_the_kinds_take_turns(folder: Path) -> None:
    examples = list_examples(folder)
    assert [sum(example.marked == marked for example in examples) for marked in (False, True)] == [30, 60]
    assert len({example.picture for example in examples}) == 30
    kinds = [path.stem.partition("--")[2] for path in sorted((folder / "marked").iterdir())]
    assert kinds == ["0-tiled", "1-band"] * 30
    with pytest.raises(InputError, match="no kind of mark 'stamp'"):
        draw_examples(folder, folder, ["stamp"])
    with pytest.raises(InputError, match="Every kind of mark is left out"):
        draw_examples(folder, folder, [*KINDS])
    with pytest.raises(InputError, match=r"clean' has 0 pictures; 20 at least"):
        list_examples(folder / "clean")


def test_nothing_is_cut_off_by_a_change() -> None:
    picture = Image.new("RGB", (80, 60), "white")
    for x, y in ((2, 2), (74, 2), (2, 54), (74, 54)):
        picture.paste("black", (x, y, x + 5, y + 5))
    for seed in range(20):
        changed = np.asarray(change_picture(picture, draw_change(random.Random(seed))).convert("L"))  # noqa: S311
        dark = changed < 160
        found = [dark[part].any() for part in (np.s_[: len(dark) // 2], np.s_[len(dark) // 2 :])]
        middle = changed.shape[1] // 2
        found += [dark[:, :middle].any(), dark[:, middle:].any()]
        assert all(found), seed


def test_a_picture_in_a_guise_has_other_colours_and_all_that_it_had() -> None:
    picture = Image.new("RGB", (4, 2), (10, 100, 200))
    picture.putpixel((0, 1), (250, 0, 60))
    inverted = Guise(mirrored=True, order=(2, 0, 1), curves=tuple(range(255, -1, -1)) * 3)
    changed = disguise_picture(picture, inverted)
    assert (changed.getpixel((3, 1)), changed.getpixel((0, 0))) == ((195, 5, 255), (55, 245, 155))
    guises = [draw_guise(random.Random(seed)) for seed in range(60)]  # noqa: S311 - drawings that can be repeated
    assert sum(guise.order == (0, 1, 2) for guise in guises) > 20
    for guise in guises:
        assert disguise_picture(picture, Guise(guise.mirrored)).getpixel((3 * guise.mirrored, 1)) == (250, 0, 60)
        assert len(set(disguise_picture(picture, guise).get_flattened_data())) == 2


def test_the_threshold_misses_two_in_a_hundred_at_most() -> None:
    marked = np.linspace(0.4, 1, 201, dtype=np.float32)
    clean = np.linspace(0, 0.6, 201, dtype=np.float32)
    threshold = choose_threshold(clean, marked)
    assert 0.015 < (marked < threshold).mean() <= 0.02
    apart = choose_threshold(np.array([0.1, 0.2], np.float32), np.array([0.8, 0.9], np.float32))
    assert apart == pytest.approx(0.5)


def test_what_is_trained_is_better_than_chance_and_is_served_as_it_was_trained(folder: Path, tmp_path: Path) -> None:
    examples = list_examples(folder)
    backbone = make_backbone(NETWORK, input_size=(3, 64, 64))
    steps = train_watermarks(examples, backbone, seed=2, looks=LOOKS)
    done = []
    while True:
        try:
            done.append(next(steps))
        except StopIteration as end:
            trained = end.value
            break
    facts = trained.facts
    assert done == [*range(24, LOOKS + 1, 24), *range(LOOKS + 1, LOOKS + facts.tested + 10)]
    assert done[-1] <= count_looks(examples, LOOKS)
    assert (facts.tested, facts.learned, trained.skipped) == (9, 72, {})
    assert backbone.revision == make_backbone(NETWORK, input_size=(3, 64, 64)).revision
    save_detector(trained, tmp_path / "w.safetensors")
    serve_detector(trained, tmp_path / "w.onnx")
    read = load_detector(tmp_path / "w.safetensors")
    assert read.facts.model_dump_json() == facts.model_dump_json()
    served = Served(tmp_path / "w.onnx", 1)
    assert served.facts.about["threshold"] == facts.threshold
    ready = [served.prepare(read_picture(example.path)) for example in examples]
    told = served.see(ready)[:, 0]
    with torch.no_grad():
        assert told == pytest.approx(read.detector(torch.from_numpy(np.stack(ready)))[:, 0].numpy(), abs=1e-4)
    marked = np.array([example.marked for example in examples])
    assert told[marked].mean() > told[~marked].mean() + 0.2


def test_quadrants_are_those_of_the_picture() -> None:
    detector = make_trained().detector
    pictures = torch.rand(2, 3, 128, 128)
    with torch.no_grad():
        parts = [detector.trunk(pictures[:, :, y : y + 64, x : x + 64]) for y in (0, 64) for x in (0, 64)]
        expected = torch.cat([torch.stack(parts).amax(0), torch.stack(parts).mean(0)], dim=1)
        assert torch.allclose(detector.describe(pictures), expected, atol=1e-5)


def test_a_mark_is_where_the_pictures_of_a_pair_differ() -> None:
    clean = Image.new("RGB", (64, 48), (200, 100, 50))
    marked = clean.copy()
    marked.paste((200, 100, 57), (2, 30, 14, 40))
    marked.paste((206, 94, 50), (40, 0, 50, 9))  # nobody sees it
    wanted = Image.new("L", clean.size)
    wanted.paste(255, (2, 30, 14, 40))
    assert find_mark(clean, marked).tobytes() == wanted.tobytes()


def test_a_mark_is_drawn_again_until_it_is_seen() -> None:
    picture = Image.new("RGB", (192, 192), "white")
    picture.paste("black", (4, 4, 188, 90))  # a dark mark that lies there is none
    for seed in range(40):
        marked = mark_picture(picture, "words", random.Random(seed))  # noqa: S311 - drawings that can be repeated
        assert (np.asarray(ImageChops.difference(picture, marked)).max(2) > 12).sum() > 60


def test_pairs_are_changed_alike_and_the_mask_with_them(folder: Path) -> None:
    ready = make_beginning(1, 96).preprocessing
    batches = draw_batches(list_examples(folder), ready, random.Random(5))  # noqa: S311 - as above
    for batch in (next(batches), next(batches)):
        assert (batch.frames.shape, batch.masks.shape) == ((24, 3, 96, 96), (24, 1, 96, 96))
        assert batch.known.all()
        assert not batch.masks[0::2].any()
        apart = (batch.frames[0::2] - batch.frames[1::2]).abs().amax(1, keepdim=True)
        on, off = batch.masks[1::2] > 0.5, batch.masks[1::2] == 0
        for number in range(12):
            assert apart[number][on[number]].mean() > 4 * apart[number][off[number]].mean()


def test_a_drawn_mark_is_drawn_anew_and_one_of_ones_own_is_read(tmp_path: Path) -> None:
    for part in ("clean", "marked"):
        (tmp_path / part).mkdir()
        for number in range(20):
            picture = Image.new("RGB", (64, 48), "white" if part == "clean" else "grey")
            picture.save(tmp_path / part / (f"{number}.png" if part == "clean" else f"{number}--0-band.png"))
    drawn = list_examples(tmp_path)
    assert [example.kind for example in drawn] == [None] * 20 + ["band"] * 20
    for path in [*(tmp_path / "marked").iterdir()]:
        path.rename(path.with_name(path.name.replace("0-band", "band")))
    own = list_examples(tmp_path)
    assert not any(example.kind for example in own)
    ready = make_beginning(1, 64).preprocessing
    covered = []
    for examples in (drawn, own):
        batch = next(draw_batches(examples, ready, random.Random(5)))  # noqa: S311 - drawings that can be repeated
        assert batch.known.all()
        covered.append(batch.masks[1::2].mean((1, 2, 3)))
    assert covered[0].max() < 0.3 < covered[1].max()


def test_pairs_of_which_nobody_knows_where_the_mark_is_are_told(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "white").save(tmp_path / "a.png")
    Image.new("RGB", (64, 60), "grey").save(tmp_path / "b.png")
    clean = Example(tmp_path / "a.png", "a", marked=False)
    ready = make_beginning(1, 64).preprocessing
    for name, known in (("a.png", True), ("b.png", False)):
        other = Example(tmp_path / name, "a", marked=True)
        batch: Batch = next(draw_batches([clean, other], ready, random.Random(1)))  # noqa: S311 - as above
        assert batch.known.tolist() == [known] * 24
    stranger = Example(tmp_path / "a.png", "c", marked=True)
    assert not next(draw_batches([clean, stranger], ready, random.Random(1))).known.any()  # noqa: S311 - as above


@pytest.mark.parametrize(
    ("sizes", "side"),
    [
        ([], 64),
        ([(20, 60)], 64),
        ([(190, 100)], 192),
        ([(190, 100), (20, 60)], 128),
        ([(190, 100), (20, 60), (90, 230)], 192),
        ([(3000, 9)], 512),
    ],
)
def test_the_side_is_that_of_the_pictures(sizes: list[tuple[int, int]], side: int, tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_text("no picture")
    examples = [Example(tmp_path / "broken.png", "broken", marked=False)]
    for number, size in enumerate(sizes):
        Image.new("L", size).save(tmp_path / f"{number}.png")
        examples.append(Example(tmp_path / f"{number}.png", str(number), marked=True))
    assert find_side(examples) == side


def test_the_small_network_learns_where_marks_are_and_is_served(folder: Path, tmp_path: Path) -> None:
    examples = list_examples(folder)
    steps = train_watermarks(examples, make_beginning(1, find_side(examples)), 3, 1_200)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            trained = end.value
            break
    paths = [folder / "clean" / "p00.png.png", *(folder / "marked").glob("p00.*band.png")]
    clean, marked = (read_picture(path) for path in paths)
    ready = [prepare_picture(picture, trained.facts.preprocessing) for picture in (clean, marked)]
    save_detector(trained, tmp_path / "w.safetensors")
    serve_detector(trained, tmp_path / "w.onnx")
    read = load_detector(tmp_path / "w.safetensors").detector
    assert isinstance(read.trunk, MarkNetwork)
    with torch.no_grad():
        frames = torch.from_numpy(np.stack(ready))
        told = read.trunk.look(frames)[1][:, 0].numpy()
        assert Served(tmp_path / "w.onnx", 1).see(ready) == pytest.approx(read(frames).numpy(), abs=1e-4)
    cells = find_mark(clean, marked).resize(told.shape[:0:-1], Image.Resampling.BOX)
    wanted = np.asarray(cells) > 0
    assert told[1][wanted].mean() > told[1][~wanted].mean() + 0.5
    assert told[1][wanted].mean() > told[0][wanted].mean() + 0.5


def test_a_detector_that_is_damaged_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelError, match="Train it again"):
        load_detector(tmp_path / "w.safetensors")
    with pytest.raises(InputError, match="is no picture that can be read"):
        read_picture(tmp_path / "w.safetensors")
    other = make_trained()
    facts = other.facts.model_copy(update={"backbone": "taggy_marks"})
    save_detector(replace(other, facts=facts), tmp_path / "w.safetensors")
    with pytest.raises(ModelError, match="Train it again"):
        load_detector(tmp_path / "w.safetensors")
