"""Boorus as they are imported: claims, rating, links, what is hidden, merged and said of tags; Hydrus with its key."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph.connection import Graph
from sources.crawling import SiteImport, import_site
from sources.hydrus import Hydrus
from sources.philomena import Philomena
from sources.reports import SiteSummary
from sources.rules import Rules
from sources.sites import Site
from taggy.settings import Settings
from tests.media.samples import draw_png
from tests.model.drawings import ignore
from tests.seeds import read_links, run
from tests.sources.digests import read_claims, read_graph
from tests.sources.recordings import read_recording
from tests.sources.server import Asked, Reply, Web, trust

API = "/api/v1/json"


@pytest.fixture
def settings(tmp_path: Path, web: Web) -> Settings:
    return trust(Settings(home=tmp_path / "home", hydrus_key=SecretStr("s3cret")), web)


async def bring(graph: Graph, settings: Settings, site: Site, query: str, follow: int = 0) -> SiteSummary:
    return await import_site(graph, settings, SiteImport(site, query, "shown", Rules(), follow=follow), ignore)


def show_images(web: Web, images: list[dict[str, Any]]) -> None:
    """Show these images, two a page, and each by itself; the hidden ones are in no search."""

    def search(asked: Asked) -> dict[str, Any]:
        _, below, number = asked.params["q"].partition("id.lt:")
        shown = [
            image for image in images if not image["hidden_from_users"] and (not below or image["id"] < int(number))
        ]
        return {"images": shown[:2], "total": len(shown)}

    web.answer(f"{API}/search/images", search)
    for image in images:
        web.answer(f"{API}/images/{image['id']}", {"image": image})


async def read_posts(graph: Graph) -> list[dict[str, Any]]:
    return await run(
        graph,
        """MATCH (p:Post) OPTIONAL MATCH (p)-[:SHOWS]->(i)
           RETURN p.siteId AS id, p.media AS media, p.author AS author, p.rating AS rating, p.links AS links,
             p.mergedInto AS merged, i.nsfw AS nsfw ORDER BY p.siteId""",
    )


async def test_images_of_philomena_come_with_all_that_is_said(graph: Graph, settings: Settings, web: Web) -> None:
    fox, wolf, _, hidden = read_recording("philomena_images.json")["images"]
    fox |= {"view_url": web.answer("/31.png", draw_png((1, 1, 1)))}
    wolf |= {"view_url": "/30.png", "format": "png"}
    web.answer("/30.png", draw_png((2, 2, 2)))
    show_images(web, [fox, wolf, hidden])
    web.answer(f"{API}/search/tags", read_recording("philomena_tags.json"))
    site = Philomena(settings, web.address)
    first = await bring(graph, settings, site, "fox")
    assert (first.posts, first.new, first.unavailable, first.claims_added, first.links_proposed) == (3, 2, 1, 11, 0)
    author, links = "mary ann, bob", ["https://example.org/mary/1", "https://example.net/fox"]
    safe = {"author": author, "rating": "rating:safe", "links": links, "merged": None}
    none: dict[str, Any] = {"author": None, "links": [], "merged": None}
    known = [
        none | {"id": "27", "media": "unavailable", "rating": None, "nsfw": None},
        none | {"id": "30", "media": "here", "rating": "rating:explicit", "nsfw": "suspected"},
        safe | {"id": "31", "media": "here", "nsfw": "unknown"},
    ]
    assert await read_posts(graph) == known
    claims = {
        "30": {"explicit", "suggestive", "grimdark", "wolf", "rating:explicit"},
        "31": {"safe", "artist:mary ann", "artist:bob", "fox", "forest", "rating:safe"},
    }
    assert await read_claims(graph) == claims
    homes = await run(graph, "MATCH (t:Tag)-[:OF]->(c) WHERE c.name <> 'general' RETURN t.name AS tag, c.name AS home")
    assert {row["tag"]: row["home"] for row in homes} == {
        "fox": "species",
        "artist:mary ann": "artist",
        "artist:bob": "artist",
        "rating:explicit": "rating",
        "rating:safe": "rating",
    }
    before = await read_graph(graph)
    again = await bring(graph, settings, site, "fox")
    assert (again.known, again.new, again.claims_added, again.unavailable) == (2, 0, 0, 1)
    assert await read_graph(graph) == before
    assert (web.count(f"{API}/search/tags"), web.count("/31.png"), web.count("/30.png")) == (1, 1, 1)


async def test_a_merged_image_is_followed_and_tags_are_proposed_once_both_are_here(
    graph: Graph, settings: Settings, web: Web
) -> None:
    fox, wolf = read_recording("philomena_images.json")["images"][:2]
    fox |= {"view_url": web.answer("/31.png", draw_png((1, 1, 1)))}
    wolf |= {
        "view_url": web.answer("/30.png", draw_png((2, 2, 2))),
        "format": "png",
        "tags": ["fox", "vulpine", "canine"],
    }
    show_images(web, [fox, wolf])
    web.answer(f"{API}/search/tags", read_recording("philomena_tags.json"))
    site = Philomena(settings, web.address)
    first = await bring(graph, settings, site, "fox")
    assert first.links_proposed == 2
    proposed = {("ALIAS_OF", "vulpine", "fox", "proposed"), ("IMPLIES", "fox", "canine", "proposed")}
    assert await read_links(graph) == proposed
    merged = {"id": 30, "hidden_from_users": True, "duplicate_of": 31, "deletion_reason": None}
    show_images(web, [fox, merged])
    second = await bring(graph, settings, site, "fox", follow=10)
    assert (second.removed, second.claims_closed, second.links_proposed) == (1, 3, 0)
    assert (await read_posts(graph))[0]["merged"]
    assert (await read_claims(graph))["30"] == set()
    assert await read_links(graph) == proposed


async def test_files_of_hydrus_are_fetched_with_the_key(graph: Graph, settings: Settings, web: Web) -> None:
    row = read_recording("hydrus_metadata.json")["metadata"][0]
    content = draw_png((3, 3, 3))

    def give(asked: Asked) -> Reply:
        known = asked.headers.get("hydrus-client-api-access-key") == "s3cret"
        return Reply(content) if known and asked.params == {"hash": "a" * 64} else Reply(b"", 403)

    web.answer("/get_files/search_files", {"file_ids": [9]})
    web.answer("/get_files/file_metadata", {"metadata": [row]})
    web.answer("/get_files/file", give)
    summary = await bring(graph, settings, Hydrus(settings, web.address), "fox")
    assert (summary.new, summary.claims_added, summary.remarks) == (1, 5, [])
    (post,) = await run(graph, "MATCH (p:Post)-[:FROM]->(s) RETURN p.url AS url, p.title AS title, s.name AS source")
    assert post == {"url": "https://example.org/mary/1", "title": "A Fox", "source": f"hydrus:127.0.0.1:{web.port}"}
    assert not any("s3cret" in line for line in await read_graph(graph))
