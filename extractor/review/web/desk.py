"""The desk's views: a record beside its pages, and what a person does to it.

What is typed enters as text, becomes values of their types (``extractor.review.typed``) and is kept by the store; what leaves is
the record as it is then, or what was amiss where it was typed.
"""

from urllib.parse import parse_qs, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import (
    JSONResponse,
    RedirectResponse,
    Response,
)

from decision_models import DecisionRecord
from extractor.errors import CorrectionError
from extractor.review.corrections import in_force
from extractor.review.reviewed import Reviewed, to_redo
from extractor.review.rows import ReviewState
from extractor.review.web.history import done_since, history_of
from extractor.review.web.queue import beside
from extractor.review.web.site import base_of, render, site_of
from extractor.review.web.view import groups_of

router = APIRouter(prefix="/records/{record_id}")


# -- the record -------------------------------------------------------------------------------------------------------


@router.get("")
def show(request: Request, record_id: str, queue: str = "") -> Response:
    """Show a record at the desk."""
    reviewed = site_of(request).store.look(record_id)
    if reviewed.merged_into is not None:
        return RedirectResponse(base_of(reviewed.merged_into), status_code=303)
    return render(request, "desk.html.j2", part="desk", **_shown(request, reviewed, queue))


@router.get("/record")
def show_record(request: Request, record_id: str, queue: str = "") -> Response:
    """Show the record alone, for a desk that is open."""
    return panel(request, site_of(request).store.look(record_id), queue=queue)


@router.get("/news")
def news(request: Request, record_id: str, revision: str = "") -> Response:
    """Say what others did since; nothing where there is no news."""
    reviewed = site_of(request).store.look(record_id)
    if (reviewed.last or "") == revision:
        return Response(status_code=204)
    return JSONResponse({"said": done_since(reviewed.rows, revision or None), "revision": reviewed.last})


def panel(request: Request, reviewed: Reviewed, status: int = 200, **more: object) -> Response:
    """Return the record alone, with what there is to say beside it."""
    queue = str(more.pop("queue", "") or _queue_of(request))
    return render(request, "record.html.j2", status, **{**_shown(request, reviewed, queue), **more})


def _queue_of(request: Request) -> str:
    """Return the queue that an open desk came from, as the browser says its address is."""
    query = urlsplit(request.headers.get("hx-current-url", "")).query
    return parse_qs(query).get("queue", [""])[0]


def _shown(request: Request, reviewed: Reviewed, queue: str) -> dict[str, object]:
    record = there(reviewed)
    around = beside(site_of(request).store, record.record_id, queue)
    source = record.source
    numbers = (
        f"{source.first_page}" if source.first_page == source.last_page else f"{source.first_page}–{source.last_page}"
    )
    named = (field.value for field in (record.decision_number, record.subject) if field is not None)
    return {
        "record": record,
        "base": base_of(record.record_id),
        "heading": ": ".join(" ".join(part.split()) for part in named) or "A decision without number or subject",
        "pages": f"page{'s' if '–' in numbers else ''} {numbers} of {source.page_count}",
        "groups": groups_of(record, reviewed.judged),
        "revision": reviewed.last or "",
        "history": history_of(reviewed.rows),
        "can_undo": bool(in_force(reviewed.rows)),
        "can_redo": to_redo(reviewed.rows) is not None,
        "is_reviewed": reviewed.state is ReviewState.DONE,
        "after": around.after,
        "queue_query": queue,
        "next_of_file": around.next_of_file,
        "said": "",
        "problem": "",
    }


def there(reviewed: Reviewed) -> DecisionRecord:
    """Return the record as corrected. Raises CorrectionError where the reading has it no more."""
    if reviewed.record is None:
        raise CorrectionError(reviewed.record_id, detail="the reading has no such decision any more")
    return reviewed.record
