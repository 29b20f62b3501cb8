"""The strip of similar pictures beside a drawing: nearest first, each a way to the next picture."""

from playwright.async_api import Page, expect

from graph.connection import Graph
from graph.embeddings import add_embeddings
from tests.browser.conftest import Files, Watch, sign_in


async def test_one_walks_from_a_picture_to_what_looks_like_it(page: Page, seeded: Graph, files: Files) -> None:
    first, second, third = files.stills[:3]
    await add_embeddings(seeded, "net@1", {first: [1.0, 0.0], second: [0.0, 1.0], third: [1.0, 1.0]})
    await page.goto(f"/graph?image={first}")
    strip = page.get_by_role("region", name="Similar pictures")
    await expect(strip.get_by_role("link")).to_have_count(2)
    assert [await link.get_attribute("href") for link in await strip.get_by_role("link").all()] == [
        f"/graph?image={third}",
        f"/graph?image={second}",
    ]
    await expect(strip.get_by_role("img", name="Similar picture 1")).to_be_visible()
    await strip.get_by_role("link").first.click()
    await expect(page.get_by_role("heading", name=f"picture {third[:8]}")).to_be_visible()
    await page.goto(f"/graph?image={files.stills[3]}")
    await expect(page.get_by_role("heading", name=f"picture {files.stills[3][:8]}")).to_be_visible()
    await expect(strip).to_have_count(0)


async def test_a_phrase_is_asked_and_where_the_backbone_knows_no_words_it_is_told(
    page: Page, seeded: Graph, staff_link: str, watch: Watch
) -> None:
    assert seeded
    await page.goto("/graph")
    await expect(page.get_by_role("heading", name="The graph")).to_be_visible()
    phrase = page.get_by_role("searchbox", name="Pictures that show")
    await expect(phrase).to_have_count(0)
    await sign_in(page, staff_link)
    await page.goto("/graph")
    await phrase.fill("a cat on a sofa")
    await phrase.press("Enter")
    await expect(page.get_by_text("Search by words is off")).to_be_visible()
    watch.forgive("409")
