"""What a person does to a record at the desk: corrections, undo and redo, and saying that it is reviewed.

What is typed enters as text, becomes values of their types (``extractor.review.typed``) and is kept by the store; what leaves is
the record as it is then, or what was amiss where it was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from decision_models import DecisionRecord
from extractor.errors import ConflictError, CorrectionError
from extractor.review.corrections import Action, Change, Correction
from extractor.review.places import LISTS, SECTIONS
from extractor.review.reviewed import Reviewed
from extractor.review.rows import ReviewState
from extractor.review.web.asked import changes_of, section_changes
from extractor.review.web.desk import panel, there
from extractor.review.web.history import done_since, since, told
from extractor.review.web.queue import beside
from extractor.review.web.site import base_of, site_of, who_of

router = APIRouter(prefix="/records/{record_id}")


@router.post("/changes")
async def change(request: Request, record_id: str) -> Response:
    """Make a correction."""
    given = _texts(await request.form())
    return await run_in_threadpool(_corrected, request, record_id, given, lambda record: changes_of(record, given))


@router.post("/sections/{number}")
async def change_section(request: Request, record_id: str, number: int) -> Response:
    """Cut, join, word or point a section."""
    given = _texts(await request.form())

    def changes(record: DecisionRecord) -> list[Change]:
        if number >= len(record.sections):
            raise CorrectionError(detail=f"there is no section {number}")
        return section_changes(record, number, given.get("do", ""), given)

    return await run_in_threadpool(_corrected, request, record_id, given, changes)


@router.post("/merge")
def merge(
    request: Request, record_id: str, revision: Annotated[str, Form()] = "", other: Annotated[str, Form()] = ""
) -> Response:
    """Merge the decision with another of its file."""
    change = Change(action=Action.MERGE, new={"record_id": other})
    return _corrected(request, record_id, {"revision": revision}, lambda _: [change])


@router.post("/undo")
def undo(request: Request, record_id: str, revision: Annotated[str, Form()] = "") -> Response:
    """Take the last correction back."""
    save = site_of(request).store.undo
    return _saved(request, record_id, "Undone: ", lambda: save(record_id, who=who_of(request), seen=revision or None))


@router.post("/redo")
def redo(request: Request, record_id: str, revision: Annotated[str, Form()] = "") -> Response:
    """Put back what was taken back."""
    save = site_of(request).store.redo
    return _saved(request, record_id, "Put back: ", lambda: save(record_id, who=who_of(request), seen=revision or None))


@router.post("/state")
def settle(
    request: Request, record_id: str, state: Annotated[ReviewState, Form()], queue: Annotated[str, Form()] = ""
) -> Response:
    """Say that the record is reviewed, and go on to the next; or that it is not."""
    store = site_of(request).store
    # Looked for before: a queue of what is not reviewed yet has this record no more afterwards.
    after = beside(store, record_id, queue).after
    store.set_state(record_id, state, who=who_of(request))
    place = base_of(record_id) + (f"?{urlencode({'queue': queue})}" if queue else "")
    if state is ReviewState.DONE:
        place = after or f"/?{queue}"
    return RedirectResponse(place, status_code=303)


def _texts(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _corrected(
    request: Request, record_id: str, given: Mapping[str, str], make: Callable[[DecisionRecord], list[Change]]
) -> Response:
    """Make changes of the record as it is, unless somebody has changed the same place since it was shown."""
    store = site_of(request).store
    seen = given.get("revision") or None

    def save() -> Reviewed:
        reviewed = store.look(record_id)
        changes = make(there(reviewed))
        if _collide(changes, since(reviewed.rows, seen)):
            raise ConflictError(record_id, detail=done_since(reviewed.rows, seen))
        return store.save(record_id, changes, who=who_of(request), seen=reviewed.last)

    return _saved(request, record_id, "Saved: ", save, given)


def _collide(changes: Sequence[Change], others: Sequence[Correction]) -> bool:
    """Tell whether others touched what is to be changed: the same field, or the list whose places they may have moved."""
    own = {change.path.split("/")[0] for change in changes}
    theirs = {row.path.split("/")[0] for row in others}
    moving = {SECTIONS, ""}
    return bool(own & theirs or (theirs & moving and own & {*LISTS, ""}) or (own & moving and theirs))


def _saved(
    request: Request,
    record_id: str,
    verb: str,
    save: Callable[[], Reviewed],
    given: Mapping[str, str] | None = None,
) -> Response:
    """Save and show the record as it is then; for a browser without scripts, go back to the desk."""
    is_within = request.headers.get("hx-request") is not None
    try:
        reviewed = save()
    except ConflictError as error:
        typed_in = (given or {}).get("value", "")
        kept = f" What you entered was not saved: “{typed_in}”." if typed_in else " Nothing of yours was saved."
        problem = f"Meanwhile – {error.detail}{kept} Look at it as it is now."
        return panel(request, site_of(request).store.look(record_id), 409, problem=problem)
    except CorrectionError as error:
        if not is_within:
            raise
        return PlainTextResponse(error.detail or error.summary, 422)
    if not is_within:
        return RedirectResponse(base_of(record_id), status_code=303)
    return panel(request, reviewed, said=verb + _last_done(reviewed))


def _last_done(reviewed: Reviewed) -> str:
    row = reviewed.rows[-1]
    by_id = {one.id: one for one in reviewed.rows}
    while row.revokes is not None:
        row = by_id[row.revokes]
    return told(row)
