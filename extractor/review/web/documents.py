"""The drop zone's views: what arrives is kept, and how far it is can be watched."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from extractor.review.web.intake import Arrival, Intake, State
from extractor.review.web.site import render, site_of

router = APIRouter()


@router.get("/documents")
def zone(request: Request) -> Response:
    """Show the drop zone and what has arrived."""
    site = site_of(request)
    most = site.options.max_upload_mb
    return render(
        request, "documents.html.j2", part="documents", target=site.title, most_mb=most, **_shown(site.intake)
    )


@router.get("/documents/arrivals")
def arrived(request: Request) -> Response:
    """Show what has arrived, for the page that watches it."""
    return render(request, "arrivals.html.j2", **_shown(site_of(request).intake))


@router.post("/documents")
def drop(request: Request, files: Annotated[list[UploadFile], File()]) -> Response:
    """Take files from the page."""
    site = site_of(request)
    take(site.intake, files)
    if request.headers.get("hx-request"):
        return arrived(request)
    return RedirectResponse("/documents", status_code=303)


def take(intake: Intake, files: Sequence[UploadFile]) -> list[Arrival]:
    """Keep what was sent and have it read. Raises NotAPdfError before anything is kept where one is no scan."""
    for file in files:
        intake.mind(file.filename or "")
    return [intake.take(file.filename or "", file.file) for file in files]


def _shown(intake: Intake) -> dict[str, object]:
    arrivals = intake.arrivals()
    settled = sum(one.state in {State.DONE, State.FAILED} for one in arrivals)
    return {"arrivals": arrivals, "settled": settled, "is_busy": settled < len(arrivals)}
