"""The pages of a record as the desk shows them: their pictures, their sizes and their words."""

from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import FileResponse, JSONResponse, Response

from decision_models import Source
from extractor.review.web.site import site_of

router = APIRouter(prefix="/records/{record_id}/pages")
Scale = Literal["plain", "fine"]


@router.get("/{number}.webp")
async def page_image(request: Request, record_id: str, number: int, scale: Scale = "plain") -> Response:
    """Send the image of a page."""
    path = await site_of(request).pages.image(_source(request, record_id, number), number, scale)
    return FileResponse(path, media_type="image/webp", headers={"cache-control": "private, max-age=3600"})


@router.get("/{number}")
async def page(request: Request, record_id: str, number: int) -> Response:
    """Say how large a page is and which words a run kept of it."""
    pages = site_of(request).pages
    source = _source(request, record_id, number)
    wide, high = await pages.size(source, number)
    return JSONResponse({"width_pt": wide, "height_pt": high, "words": pages.kept_words(source, number)})


@router.get("/{number}/words")
async def page_words(request: Request, record_id: str, number: int) -> Response:
    """Read the words of a page of which no run kept any."""
    return JSONResponse(await site_of(request).pages.read_words(_source(request, record_id, number), number))


def _source(request: Request, record_id: str, number: int) -> Source:
    reviewed = site_of(request).store.look(record_id)
    record = reviewed.read or reviewed.record
    if record is None or not 1 <= number <= record.source.page_count:
        raise HTTPException(404)
    return record.source
