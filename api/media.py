"""Media: the bytes of a picture, of its first frame and of its thumbnail, to whoever may see it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.callers import Caller, MaybeCaller, opted_in
from api.context import Context, Opened
from api.files import answer_file
from api.problems import declare_problems
from graph.images import Image, find_shown_image
from media.store import OpenMedia
from media.thumbnails import STILL, THUMBNAIL, render_still
from taggy.errors import MediaError, MissingMediaError, NotFoundError

router = APIRouter(prefix="/media", tags=["media"])
ImagePath = Annotated[str, Path(max_length=100, examples=["9f2c" * 16])]
BYTES = {kind: {"example": "(bytes)"} for kind in ("image/*", "video/*")}
DECLARED = declare_problems(404, 416) | {
    200: {"description": "The bytes", "content": BYTES},
    206: {"description": "The bytes of the range", "content": BYTES},
    304: {"description": "Unchanged since the ETag that was sent"},
}


@router.get("/{image}", operation_id="read_media", responses=DECLARED, response_class=Response)
async def read_media(image: ImagePath, request: Request, caller: MaybeCaller, context: Opened) -> Response:
    """Send a picture as it was imported."""
    found = await _find_image(context, image, caller)
    return await _send(request, found.mime, found.id, partial(context.store.open_media, found.id))


@router.get("/{image}/still", operation_id="read_still", responses=DECLARED, response_class=Response)
async def read_still(image: ImagePath, request: Request, caller: MaybeCaller, context: Opened) -> Response:
    """Send a picture's first frame, at most 1280 pixels a side, as WebP."""
    found = await _find_image(context, image, caller)
    return await _send_still(request, context, found, STILL)


@router.get("/{image}/thumbnail", operation_id="read_thumbnail", responses=DECLARED, response_class=Response)
async def read_thumbnail(image: ImagePath, request: Request, caller: MaybeCaller, context: Opened) -> Response:
    """Send a picture's first frame, at most 320 pixels a side, as WebP."""
    found = await _find_image(context, image, caller)
    return await _send_still(request, context, found, THUMBNAIL)


async def _find_image(context: Context, image: str, caller: Caller | None) -> Image:
    """Find a picture that may be shown; staff, who has to judge it, sees a suspected and a refused one too."""
    staff = caller is not None and caller.role == "staff"
    return await find_shown_image(context.graph, image, nsfw=staff or opted_in(caller), filtered=staff)


async def _send_still(request: Request, context: Context, found: Image, size: Literal[320, 1280]) -> Response:
    def open_still() -> OpenMedia:
        path = render_still(context.store, found.id, size)
        file = path.open("rb")
        return OpenMedia(file, path.stat().st_size)

    return await _send(request, "image/webp", f"{found.id}-{size}", open_still, context.renders)


async def _send(
    request: Request,
    mime: str,
    tag: str,
    opener: Callable[[], OpenMedia],
    limiter: CapacityLimiter | None = None,
) -> Response:
    """Open a file in a thread and answer with it; where it is stays our secret."""
    try:
        opened = await to_thread.run_sync(opener, limiter=limiter)
    except (MissingMediaError, MediaError) as error:
        raise NotFoundError("The file of this picture is missing on the server. Staff can import it again.") from error
    return answer_file(request, opened.file, opened.size, mime, f'"{tag}"')
