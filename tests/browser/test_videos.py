"""Videos in the page: they play without sound, stand still where motion is not wanted, and hide like all pictures."""

from hashlib import sha256
from io import BytesIO

import pytest_asyncio
from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.duplicates import Comparison, record_comparisons
from graph.imports import ImportBatch, ImportRow, NewPicture, record_import
from media.decoding import Limits, inspect_picture
from media.store import MediaStore
from taggy.settings import Settings
from tests.browser.conftest import Files
from tests.media.clips import film

PLAYS = "video => new Promise((done) => video.requestVideoFrameCallback(() => done(video.currentSrc)))"


@pytest_asyncio.fixture
async def clip(seeded: Graph, server_settings: Settings) -> str:
    """A video in the library, said to be a bar."""
    content = film(size=(320, 240), frames=30)
    seen = inspect_picture(BytesIO(content), Limits.from_settings(server_settings))
    with MediaStore(server_settings.home) as store:
        store.add_copy(sha256(content).hexdigest(), BytesIO(content))
    new = NewPicture(seen.sha256, seen.mime, seen.width, seen.height, seen.frames, seen.duration, seen.byte_size)
    row = ImportRow("bar.webm", new.id, new, (("bar", "bar"),))
    await record_import(seeded, ImportBatch("folder:clips", "clips", (row,)))
    return new.id


async def test_a_video_plays_without_sound_until_it_is_paused(page: Page, clip: str) -> None:
    await page.goto("/?tag=bar")
    video = page.locator("taggy-picture.shown video")
    await expect(video).to_have_accessible_name("Picture to judge")
    assert (await video.evaluate(PLAYS)).endswith(f"/media/{clip}")
    for name in ("muted", "loop", "autoplay", "playsInline"):
        await expect(video).to_have_js_property(name, value=True)
    box = await video.bounding_box()
    assert box is not None
    assert abs(box["width"] / box["height"] - 4 / 3) < 0.01
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_role("img", name="Picture to judge")).to_have_attribute("src", f"/media/{clip}/still")
    await expect(video).to_have_count(0)


async def test_a_video_stands_still_where_motion_is_not_wanted(page: Page, clip: str) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.goto("/?tag=bar")
    still = page.get_by_role("img", name="Picture to judge")
    await expect(still).to_have_js_property("complete", value=True)
    await expect(still).to_have_js_property("naturalWidth", value=320)
    await expect(still).to_have_attribute("src", f"/media/{clip}/still")
    await expect(page.locator("video")).to_have_count(0)
    await page.get_by_role("button", name="Play").click()
    assert (await page.locator("taggy-picture.shown video").evaluate(PLAYS)).endswith(f"/media/{clip}")


async def test_a_video_is_magnified_and_hidden_like_every_picture(page: Page, clip: str) -> None:
    assert clip
    await page.goto("/?tag=bar")
    video = page.locator("taggy-picture.shown video")
    await expect(video).to_be_visible()
    await page.get_by_role("button", name="Look closer").click()
    assert await video.evaluate("video => new DOMMatrix(getComputedStyle(video).transform).a") > 1
    await page.get_by_role("button", name="Hide: NSFW").click()
    await expect(page.locator("taggy-picture.shown")).to_have_count(0)
    await expect(page.locator("taggy-picture video")).not_to_be_visible()


async def test_two_copies_of_which_one_is_a_video_are_compared(
    page: Page, clip: str, files: Files, seeded: Graph, staff_link: str
) -> None:
    one, other = sorted((clip, files.moving))
    await record_comparisons(seeded, [Comparison(one, other, "print", 0.01, mirrored=False)])
    await page.goto(f"/enter#{staff_link}")
    await page.get_by_role("link", name="Duplicates").click()
    video = page.locator("taggy-pair.first video")
    assert (await video.evaluate(PLAYS)).endswith(f"/media/{clip}")
    await expect(page.get_by_text("WEBM", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Difference").click()
    await expect(video).to_have_count(0)
    stills = page.locator("taggy-pair.first img")
    sources = await stills.evaluate_all("images => images.map((img) => img.getAttribute('src')).sort()")
    assert sources == sorted(f"/media/{image}/still" for image in (clip, files.moving))
