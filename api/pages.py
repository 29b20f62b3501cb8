"""Pages: one document for every address of the page, and the static files it is made of."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).resolve().parents[1] / "frontend"
router = APIRouter(include_in_schema=False)
static_files = StaticFiles(directory=FOLDER)


@router.get("/")
@router.get("/answers")
@router.get("/graph")
@router.get("/tags")
@router.get("/tags/{name:path}")
@router.get("/grid")
@router.get("/compare")
@router.get("/ratings")
@router.get("/queue")
@router.get("/duplicates")
@router.get("/filtered")
@router.get("/vocabulary")
@router.get("/remarks")
@router.get("/boards")
@router.get("/model")
@router.get("/trust")
@router.get("/conduct")
@router.get("/gold")
@router.get("/jobs")
@router.get("/try")
@router.get("/enter")
async def read_page() -> FileResponse:
    """Send the page; which part of it is shown, it reads from its address."""
    return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})
