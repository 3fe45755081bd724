"""The desk's views: a record beside its pages, and what a person does to it.

What is typed enters as text, becomes values of their types (``extractor.review.typed``) and is kept by the store; what leaves is
the record as it is then, or what was amiss where it was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import APIRouter, Form, HTTPException, Request
from markupsafe import escape
from pydantic import JsonValue
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

from decision_models import Clause, DecisionRecord, SectionKind, Source
from extractor.errors import ConflictError, CorrectionError
from extractor.review.corrections import Action, Change, Correction, in_force
from extractor.review.places import LISTS, MAKERS, MENTIONS, SECTIONS, place_of, value_at
from extractor.review.rows import ReviewState
from extractor.review.store import Reviewed, to_redo
from extractor.review.typed import Input, inputs_of, label_of, shown, typed
from extractor.review.web.asked import changes_of, given_parts, section_changes
from extractor.review.web.history import done_since, history_of, since, told
from extractor.review.web.queue import beside
from extractor.review.web.site import base_of, render, site_of, who_of
from extractor.review.web.view import groups_of
from extractor.sinks.rows import FIELDS

router = APIRouter(prefix="/records/{record_id}")
_SINGLE = {
    "amounts": "an amount",
    "dates": "a date",
    "roles": "a post",
    "people": "a person",
    "references": "a reference",
}
_WORDS_SHOWN = 60
Scale = Literal["plain", "fine"]


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
    return _panel(request, site_of(request).store.look(record_id), queue=queue)


@router.get("/news")
def news(request: Request, record_id: str, revision: str = "") -> Response:
    """Say what others did since; nothing where there is no news."""
    reviewed = site_of(request).store.look(record_id)
    if (reviewed.last or "") == revision:
        return Response(status_code=204)
    return JSONResponse({"said": done_since(reviewed.rows, revision or None), "revision": reviewed.last})


def _panel(request: Request, reviewed: Reviewed, status: int = 200, **more: object) -> Response:
    queue = str(more.pop("queue", "") or _queue_of(request))
    return render(request, "record.html.j2", status, **{**_shown(request, reviewed, queue), **more})


def _queue_of(request: Request) -> str:
    """Return the queue that an open desk came from, as the browser says its address is."""
    query = urlsplit(request.headers.get("hx-current-url", "")).query
    return parse_qs(query).get("queue", [""])[0]


def _shown(request: Request, reviewed: Reviewed, queue: str) -> dict[str, object]:
    record = _there(reviewed)
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


# -- the page ---------------------------------------------------------------------------------------------------------


@router.get("/pages/{number}.webp")
async def page_image(request: Request, record_id: str, number: int, scale: Scale = "plain") -> Response:
    """Send the image of a page."""
    path = await site_of(request).pages.image(_source(request, record_id, number), number, scale)
    return FileResponse(path, media_type="image/webp", headers={"cache-control": "private, max-age=3600"})


@router.get("/pages/{number}")
async def page(request: Request, record_id: str, number: int) -> Response:
    """Say how large a page is and which words a run kept of it."""
    pages = site_of(request).pages
    source = _source(request, record_id, number)
    wide, high = await pages.size(source, number)
    return JSONResponse({"width_pt": wide, "height_pt": high, "words": pages.kept_words(source, number)})


@router.get("/pages/{number}/words")
async def page_words(request: Request, record_id: str, number: int) -> Response:
    """Read the words of a page of which no run kept any."""
    return JSONResponse(await site_of(request).pages.read_words(_source(request, record_id, number), number))


def _source(request: Request, record_id: str, number: int) -> Source:
    reviewed = site_of(request).store.look(record_id)
    record = reviewed.read or reviewed.record
    if record is None or not 1 <= number <= record.source.page_count:
        raise HTTPException(404)
    return record.source


# -- what is typed ----------------------------------------------------------------------------------------------------


@router.get("/edit")
def edit(request: Request, record_id: str, path: str) -> Response:
    """Show what is to be filled in for a place."""
    reviewed = site_of(request).store.look(record_id)
    record = _there(reviewed)
    place = place_of(path)
    raw = record.model_dump(mode="json")
    old = None if place.name in LISTS and place.index is None else value_at(raw, place)
    values = old if isinstance(old, dict) else {"value": old}
    inputs = inputs_of(path)
    content: dict[str, object] = {
        "base": base_of(record_id),
        "path": path,
        "revision": reviewed.last or "",
        "inputs": inputs,
        "values": {one.name: _as_typed(one, values.get(one.name)) for one in inputs},
    }
    if place.name == SECTIONS and place.index is not None:
        section = record.sections[place.index]
        content |= {"section": section, "number": place.index, "kinds": list(SectionKind), "mentions": _SINGLE}
        content["is_last"] = place.index == len(record.sections) - 1
        content["points"] = _points(section.clauses, section.text)
    return render(request, "edit.html.j2", **content)


def _as_typed(one: Input, value: JsonValue) -> str:
    """Return a value as it is typed, or as the choice that it is."""
    return shown(value).replace(" ", "_") if one.choices else shown(value)


def _points(clauses: Sequence[Clause], text: str, at: str = "") -> list[dict[str, str]]:
    points: list[dict[str, str]] = []
    for number, clause in enumerate(clauses):
        begins = " ".join(text[clause.start : clause.end].removeprefix(clause.label).split())[:_WORDS_SHOWN]
        points.append({"path": f"{at}{number}", "label": clause.label, "begins": begins})
        points += _points(clause.clauses, text, f"{at}{number}/clauses/")
    return points


@router.get("/take")
def add_form(request: Request, record_id: str, text: str = "", regions: str = "[]") -> Response:
    """Show what can be added: what is missing first, then the things that there may be more of."""
    reviewed = site_of(request).store.look(record_id)
    record = _there(reviewed)
    absent = [name for name in FIELDS if getattr(record, name) is None]
    there = [name for name in FIELDS if name not in absent]
    places = [(name, label_of(place_of(name))) for name in absent]
    places += [(MAKERS, "Another decision maker"), *((name, _SINGLE[name].capitalize()) for name in MENTIONS)]
    places += [(name, f"{label_of(place_of(name))} (in place of what is there)") for name in there]
    return render(
        request,
        "take.html.j2",
        base=base_of(record_id),
        places=places,
        text=text,
        regions=regions,
        revision=reviewed.last or "",
    )


@router.get("/check")
def check(request: Request, path: str) -> Response:
    """Say what is understood of what is being typed, or what is amiss with it."""
    try:
        new = typed(path, given_parts(path, request.query_params))
    except CorrectionError as error:
        return HTMLResponse(f'<span class="bad">{escape(error.detail or error.summary)}</span>')
    return HTMLResponse(f'<span class="good">understood as {escape(shown(new)) or "nothing"}</span>')


# -- what is done -----------------------------------------------------------------------------------------------------


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
        changes = make(_there(reviewed))
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
        return _panel(request, site_of(request).store.look(record_id), 409, problem=problem)
    except CorrectionError as error:
        if not is_within:
            raise
        return PlainTextResponse(error.detail or error.summary, 422)
    if not is_within:
        return RedirectResponse(base_of(record_id), status_code=303)
    return _panel(request, reviewed, said=verb + _last_done(reviewed))


def _last_done(reviewed: Reviewed) -> str:
    row = reviewed.rows[-1]
    by_id = {one.id: one for one in reviewed.rows}
    while row.revokes is not None:
        row = by_id[row.revokes]
    return told(row)


def _there(reviewed: Reviewed) -> DecisionRecord:
    if reviewed.record is None:
        raise CorrectionError(reviewed.record_id, detail="the reading has no such decision any more")
    return reviewed.record
