"""The interface for programs: documents in, records and corrections out and in, as JSON. What the pages do, it does too."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, HTTPException, Query, Request, UploadFile
from pydantic import BaseModel

from decision_models import DecisionRecord
from extractor.review.corrections import Change, Correction
from extractor.review.queue import Row, page_of
from extractor.review.reviewed import Reviewed
from extractor.review.rows import ReviewState
from extractor.review.web.documents import take
from extractor.review.web.intake import Arrival
from extractor.review.web.queue import filters_of
from extractor.review.web.site import site_of, who_of

router = APIRouter(prefix="/api", tags=["api"])
_MOST_ROWS = 500


class Page(BaseModel):
    """Some of the queue. ``after`` asks for what follows; null where this is the last."""

    records: list[Row]
    after: str | None


class Said(BaseModel):
    """Corrections to make, all or none. ``seen`` is the ``last`` of what they were made upon, ``who`` signs them."""

    changes: list[Change]
    seen: str | None = None
    who: str | None = None


class Signed(BaseModel):
    """What an undo or redo says: ``seen`` as for corrections."""

    seen: str | None = None
    who: str | None = None


class State(BaseModel):
    """How far the review of a record is."""

    state: ReviewState
    who: str | None = None


class Standing(BaseModel):
    """All rows ever written about a record, undone ones too. ``last`` is what a writer says it has seen."""

    record_id: str
    last: str | None
    state: ReviewState
    corrections: list[Correction]


@router.post("/documents", status_code=202)
def post_documents(request: Request, files: Annotated[list[UploadFile], File()]) -> list[Arrival]:
    """Take scans and have them read into the target. Ask for /api/documents/ID until it is done or failed."""
    return take(site_of(request).intake, files)


@router.get("/documents")
def get_documents(request: Request) -> list[Arrival]:
    """Give what has arrived since the start, the newest first, and how far it is."""
    return site_of(request).intake.arrivals()


@router.get("/documents/{document_id}")
def get_document(request: Request, document_id: str) -> Arrival:
    """Give one of the documents that arrived."""
    found = site_of(request).intake.arrival(document_id)
    if found is None:
        raise HTTPException(404)
    return found


@router.get("/records")
def get_records(  # noqa: PLR0913, PLR0917 - one parameter a filter
    request: Request,
    q: Annotated[str, Query(description="words of the text, a heading or the file's name")] = "",
    authority: str = "",
    year: str = "",
    form: str = "",
    warning: str = "",
    state: Annotated[Literal["unseen", "begun", "done", "open", ""], Query(description="empty for all")] = "",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_ROWS)] = 50,
) -> Page:
    """Give the queue: the records that need a person first."""
    said = {"q": q, "authority": authority, "year": year, "form": form, "warning": warning, "state": state}
    found = page_of(site_of(request).store, filters_of(said), after=after, limit=limit)
    return Page(records=list(found.rows), after=found.after)


@router.get("/records/{record_id}")
def get_record(
    request: Request, record_id: str, as_: Annotated[Literal["corrected", "read"], Query(alias="as")] = "corrected"
) -> DecisionRecord:
    """Give a record, as corrected or as read."""
    reviewed = site_of(request).store.look(record_id)
    record = reviewed.record if as_ == "corrected" else reviewed.read
    if record is None:
        raise HTTPException(404, f"there is none as {as_}; it may be part of {reviewed.merged_into}")
    return record


@router.get("/records/{record_id}/corrections")
def get_corrections(request: Request, record_id: str) -> Standing:
    """Give what was said of a record."""
    return _standing(site_of(request).store.look(record_id))


@router.post("/records/{record_id}/corrections", status_code=201)
def post_corrections(request: Request, record_id: str, said: Said) -> Standing:
    """Correct a record. 409 where somebody else has in the meantime, 422 where a change does not fit."""
    store = site_of(request).store
    return _standing(store.save(record_id, said.changes, who=said.who or who_of(request), seen=said.seen))


@router.post("/records/{record_id}/undo")
def post_undo(request: Request, record_id: str, said: Signed) -> Standing:
    """Take back the last correction of a record."""
    return _standing(site_of(request).store.undo(record_id, who=said.who or who_of(request), seen=said.seen))


@router.post("/records/{record_id}/redo")
def post_redo(request: Request, record_id: str, said: Signed) -> Standing:
    """Put back what was last undone."""
    return _standing(site_of(request).store.redo(record_id, who=said.who or who_of(request), seen=said.seen))


@router.put("/records/{record_id}/state")
def put_state(request: Request, record_id: str, said: State) -> Standing:
    """Say how far the review of a record is."""
    return _standing(site_of(request).store.set_state(record_id, said.state, who=said.who or who_of(request)))


def _standing(reviewed: Reviewed) -> Standing:
    return Standing(
        record_id=reviewed.record_id, last=reviewed.last, state=reviewed.state, corrections=list(reviewed.rows)
    )
