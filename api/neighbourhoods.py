"""Neighbourhoods: what surrounds a picture, a tag or a voter, to be drawn, and the Cypher that returns the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict, JsonValue

from api.callers import READERS, Caller, MaybeCaller, list_readable_voters, opted_in
from api.cards import EXAMPLE_CARD, EXAMPLE_ID, ImageCard, make_card
from api.context import Context, Opened
from api.openquestions import list_open
from api.problems import declare_problems
from graph.catalogue import find_query
from graph.images import Image, find_shown_image, list_images, may_show
from graph.neighbourhoods import (
    Edge,
    list_neighbours_of_image,
    list_neighbours_of_tag,
    list_neighbours_of_voter,
)
from graph.tagnames import normalise_tag
from graph.tags import find_tag
from taggy.errors import NotFoundError, PermissionRefusedError

router = APIRouter(prefix="/neighbourhoods", tags=["neighbourhoods"])
Centre = Literal["image", "tag", "voter"]
Kind = Literal["Image", "Tag", "Voter", "Source", "ModelRun", "Collection", "Category"]
SHORT = 8
EXAMPLE_NODES: list[JsonValue] = [
    {
        "key": f"Image:{EXAMPLE_ID}",
        "kind": "Image",
        "id": EXAMPLE_ID,
        "name": "picture 9f2c9f2c",
        "image": EXAMPLE_CARD,
    },
    {"key": "Tag:sunset", "kind": "Tag", "id": "sunset", "name": "sunset", "image": None},
]
EXAMPLE_EDGE: JsonDict = {
    "start": f"Image:{EXAMPLE_ID}",
    "type": "CONSENSUS",
    "end": "Tag:sunset",
    "properties": {"yes": 3, "no": 0, "pass": 0, "posterior": 0.87, "run": 0.9, "settled": "yes"},
}


class Node(BaseModel):
    """A node: `key` is what edges call it, `name` what people do; a picture has its card."""

    key: str
    kind: Kind
    id: str
    name: str
    image: ImageCard | None


class EdgeCard(BaseModel):
    """A relationship, with what there is to say of it."""

    model_config = ConfigDict(from_attributes=True)

    start: str
    type: str
    end: str
    properties: dict[str, str | float | None]


class Neighbourhood(BaseModel):
    """Below 100 nodes around `centre`; `cypher` with `params` returns the same edges, hidden pictures among them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "centre": f"Image:{EXAMPLE_ID}",
                    "nodes": EXAMPLE_NODES,
                    "edges": [EXAMPLE_EDGE],
                    "cypher": "MATCH (image:Image {id: $image}) …",
                    "params": {"image": EXAMPLE_ID, "voters": []},
                }
            ]
        }
    )

    centre: str
    nodes: list[Node]
    edges: list[EdgeCard]
    cypher: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What was asked of the graph: the node in the middle, the edges around it, and the query with its parameters."""

    centre: str
    edges: Sequence[Edge]
    query: str
    params: dict[str, Any]


@router.get("/{kind}/{id:path}", operation_id="read_neighbourhood", responses=declare_problems(403, 404))
async def read_neighbourhood(kind: Centre, id: str, caller: MaybeCaller, context: Opened) -> Neighbourhood:  # noqa: A002
    """Read what surrounds a picture, a tag or a voter.

    Votes are personal: analysts and staff see who voted what, others their own votes alone. A pair that these could
    still be asked about, or asked again, is left out, so that their answer stays their own.
    """
    ask = {"image": _ask_image, "tag": _ask_tag, "voter": _ask_voter}[kind]
    return await _draw(await ask(id, caller, context), caller, context)


async def _ask_image(image: str, caller: Caller | None, context: Context) -> Asked:
    """Ask about a picture; staff, who has to judge it, sees a suspected one too."""
    nsfw = opted_in(caller) or (caller is not None and caller.role == "staff")
    given = await find_shown_image(context.graph, image, nsfw=nsfw)
    shown = await find_shown_image(context.graph, given.shown, nsfw=nsfw)
    params: dict[str, Any] = {"image": shown.id, "voters": list_readable_voters(caller)}
    edges = await list_neighbours_of_image(context.graph, **params)
    return Asked(f"Image:{shown.id}", edges, "list_neighbours_of_image", params)


async def _ask_tag(name: str, caller: Caller | None, context: Context) -> Asked:
    found = await find_tag(context.graph, normalise_tag(name))
    if found is None:
        raise NotFoundError(f"There is no tag {normalise_tag(name)!r}. Search with /api/v1/tags?q=…")
    tag = found.canonical or found.name
    params: dict[str, Any] = {"tag": tag, "voters": list_readable_voters(caller), "nsfw": opted_in(caller)}
    edges = await list_neighbours_of_tag(context.graph, **params)
    return Asked(f"Tag:{tag}", edges, "list_neighbours_of_tag", params)


async def _ask_voter(voter: str, caller: Caller | None, context: Context) -> Asked:
    own = caller is not None and voter in caller.ids
    if not own and (caller is None or caller.role not in READERS):
        raise PermissionRefusedError("What others voted is for analysts and staff. Ask for your own id.")
    edges = await list_neighbours_of_voter(context.graph, voter)
    if not edges and not own:
        raise NotFoundError(f"There is no voter {voter!r} who answered anything.")
    return Asked(f"Voter:{voter}", edges, "list_neighbours_of_voter", {"voter": voter})


async def _draw(asked: Asked, caller: Caller | None, context: Context) -> Neighbourhood:
    """Describe the nodes that the edges join.

    Pictures that may not be shown are left out with their edges, and pairs on which the caller has an open question.
    """
    pictures = {key.removeprefix("Image:") for key in _list_keys(asked.centre, asked.edges) if key.startswith("Image:")}
    cards = {f"Image:{image.id}": image for image in await list_images(context.graph, sorted(pictures))}
    hidden = {key for key, image in cards.items() if not may_show(image, nsfw=opted_in(caller))} - {asked.centre}
    held = list_open(context, caller, map(_name_pair, asked.edges))
    edges = [edge for edge in asked.edges if not hidden & {edge.start, edge.end} and _name_pair(edge) not in held]
    names = {edge.start: str(edge.properties["name"]) for edge in edges if edge.properties.get("name")}
    return Neighbourhood(
        centre=asked.centre,
        nodes=[_make_node(key, names, cards) for key in _list_keys(asked.centre, edges)],
        edges=[EdgeCard.model_validate(edge) for edge in edges],
        cypher=find_query(asked.query).statement,
        params=asked.params,
    )


def _name_pair(edge: Edge) -> tuple[str, str]:
    """Name the pair that an edge joins; of others no question is ever asked."""
    return edge.start.removeprefix("Image:"), edge.end.removeprefix("Tag:")


def _list_keys(centre: str, edges: Sequence[Edge]) -> list[str]:
    """List each node once, the one in the middle first."""
    return [*dict.fromkeys([centre, *(key for edge in edges for key in (edge.start, edge.end))])]


def _make_node(key: str, names: Mapping[str, str], cards: Mapping[str, Image]) -> Node:
    kind, _, name = key.partition(":")
    words = {"Image": f"picture {name[:SHORT]}", "Voter": f"voter {name[:SHORT]}", "ModelRun": f"run {name[:SHORT]}"}
    return Node(
        key=key,
        kind=cast("Kind", kind),
        id=name,
        name=names.get(key) or words.get(kind, name),
        image=make_card(name, cards[key]) if key in cards else None,
    )
