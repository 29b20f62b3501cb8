"""Image cards: what every answer says of a picture, and where its bytes are."""

from collections.abc import Sequence
from typing import Annotated, Protocol, cast

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.config import JsonDict

from graph.images import Nsfw

ImageId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
WEB = ("http://", "https://")
EXAMPLE_ID = "9f2c" * 16
EXAMPLE_CARD: JsonDict = {
    "id": EXAMPLE_ID,
    "mime": "image/png",
    "width": 192,
    "height": 192,
    "frames": 1,
    "nsfw": "unknown",
    "urls": {
        "media": f"/media/{EXAMPLE_ID}",
        "still": f"/media/{EXAMPLE_ID}/still",
        "thumbnail": f"/media/{EXAMPLE_ID}/thumbnail",
    },
}


class Urls(BaseModel):
    """Where the bytes are: as they were imported, the first frame, and the first frame small."""

    media: str
    still: str
    thumbnail: str


class ImageCard(BaseModel):
    """A picture: `frames` is above 1 for an animation or a video, which `mime` tells apart."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_CARD]})

    id: str
    mime: str
    width: int
    height: int
    frames: int
    nsfw: Nsfw
    urls: Urls


class Described(Protocol):
    """A record that describes a picture."""

    @property
    def mime(self) -> str:
        """Its media type."""

    @property
    def width(self) -> int:
        """Pixels across."""

    @property
    def height(self) -> int:
        """Pixels down."""

    @property
    def frames(self) -> int:
        """How many frames it has."""

    @property
    def nsfw(self) -> str:
        """Whether it is NSFW."""


def make_card(image: str, record: Described) -> ImageCard:
    """Make the card of a picture."""
    place = f"/media/{image}"
    return ImageCard(
        id=image,
        mime=record.mime,
        width=record.width,
        height=record.height,
        frames=record.frames,
        nsfw=cast("Nsfw", record.nsfw),
        urls=Urls(media=place, still=f"{place}/still", thumbnail=f"{place}/thumbnail"),
    )


def find_web_addresses(urls: Sequence[str]) -> list[str]:
    """Return those that are addresses of the web."""
    return [url for url in urls if find_web_address(url)]


def find_web_address(url: str | None) -> str | None:
    """Return an address of the web; what is none, such as a path of a disk, is kept to ourselves."""
    return url if url and url.lower().startswith(WEB) else None
