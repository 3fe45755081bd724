"""What is filled in at the desk: the inputs of a place, of something new, and what is understood of what is typed."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from markupsafe import escape
from pydantic import JsonValue
from starlette.responses import (
    HTMLResponse,
    Response,
)

from decision_models import Clause, SectionKind
from extractor.errors import CorrectionError
from extractor.review.places import LISTS, MAKERS, MENTIONS, SECTIONS, place_of, value_at
from extractor.review.typed import Input, inputs_of, label_of, shown, typed
from extractor.review.web.asked import given_parts
from extractor.review.web.desk import there
from extractor.review.web.site import base_of, render, site_of
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


@router.get("/edit")
def edit(request: Request, record_id: str, path: str) -> Response:
    """Show what is to be filled in for a place."""
    reviewed = site_of(request).store.look(record_id)
    record = there(reviewed)
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
    record = there(reviewed)
    absent = [name for name in FIELDS if getattr(record, name) is None]
    given = [name for name in FIELDS if name not in absent]
    places = [(name, label_of(place_of(name))) for name in absent]
    places += [(MAKERS, "Another decision maker"), *((name, _SINGLE[name].capitalize()) for name in MENTIONS)]
    places += [(name, f"{label_of(place_of(name))} (in place of what is there)") for name in given]
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
