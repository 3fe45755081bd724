"""The queue's view: what asks for a person, by the filters that the address names, and the way on from a record."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import cast, get_args
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from sqlalchemy import select
from starlette.responses import Response

from extractor.errors import FileMissingError, UsageError
from extractor.review.queue import Filters, Row, Wanted, choices, counts, next_open, page_of, sampled
from extractor.review.rows import ReviewState
from extractor.review.store import ReviewStore
from extractor.review.web.site import base_of, render, site_of
from extractor.review.web.view import SURE
from extractor.sinks.sql.schema import metadata
from extractor.sinks.tables import DECISIONS

router = APIRouter()
ROWS = 50
_STATES: tuple[tuple[str, str], ...] = (
    ("open", "to do"),
    ("unseen", "not looked at"),
    ("begun", "begun"),
    ("done", "reviewed"),
    ("", "all"),
)
# What a select offers: an archive of a thousand bodies is searched rather than chosen from.
_MOST_CHOICES = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """The way on from a record: the next of the queue that is not reviewed, and the next decision of the same file."""

    after: str | None
    next_of_file: str | None


def filters_of(query: Mapping[str, str]) -> Filters:
    """Return the filters that an address asks for. Raises UsageError for a year or state that is none."""
    said = {name: query.get(name, "").strip() or None for name in ("authority", "form", "warning", "year")}
    year, state = said.pop("year"), query.get("state", "open") or None
    if year is not None and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageError(detail=f"“{year}” is no year")
    if state not in {None, *get_args(Wanted)}:
        raise UsageError(detail=f"“{state}” is no state of a review")
    return Filters(**said, year=year and int(year), state=cast("Wanted | None", state), search=query.get("q") or None)


def beside(store: ReviewStore, record_id: str, queue: str) -> Beside:
    """Return the way on from a record of the queue whose address has the query ``queue``."""
    after = next_open(store, filters_of(dict(parse_qsl(queue))), record_id)
    place = None if after is None else base_of(after) + (f"?{urlencode({'queue': queue})}" if queue else "")
    return Beside(place, _next_of_file(store, record_id))


def _next_of_file(store: ReviewStore, record_id: str) -> str | None:
    decisions = metadata().tables[DECISIONS]
    here = select(decisions.c.source_sha256, decisions.c.first_page, decisions.c.id).where(
        decisions.c.record_id == record_id
    )
    with store.reading() as connection:
        found = connection.execute(here).first()
        if found is None:
            return None
        others = connection.execute(
            select(decisions.c.record_id, decisions.c.first_page, decisions.c.id).where(
                decisions.c.source_sha256 == found[0]
            )
        )
        later = sorted((page, number, name) for name, page, number in others if (page, number) > tuple(found[1:]))
    return later[0][2] if later else None


@router.get("/")
def show(request: Request, after: str | None = None) -> Response:
    """Show the records that need a person first."""
    store = site_of(request).store
    store.find_again()  # a run may have read records anew under other names
    query = {name: value for name, value in request.query_params.items() if name != "after" and value}
    query |= {"state": request.query_params["state"]} if "state" in request.query_params else {}
    filters = filters_of(query)
    found = page_of(store, filters, after=after, limit=ROWS)
    number = counts(store, filters)
    by_state = {
        "open": number.unseen + number.begun,
        "unseen": number.unseen,
        "begun": number.begun,
        "done": number.done,
    }
    chosen = filters.state or ""
    return render(
        request,
        "queue.html.j2",
        part="queue",
        filters=asdict(filters),
        rows=[(row, why(row)) for row in found.rows],
        states=[(name, label, by_state.get(name, number.total), _with(query, state=name)) for name, label in _STATES],
        chosen=chosen,
        total=by_state.get(chosen, number.total),
        query=urlencode(query),
        choices={name: choices(store, name)[:_MOST_CHOICES] for name in ("authority", "year", "form", "warning")},
        following=found.after and _with(query, after=found.after),
        is_first=after is None,
        has_plan=site_of(request).options.plan is not None,
    )


@router.get("/plan")
def show_plan(request: Request) -> Response:
    """Show the records of a sampling plan, in its order."""
    site = site_of(request)
    if site.options.plan is None:
        raise FileMissingError(detail="the review was started without --plan")
    drawn = sampled(site.store, site.options.plan)
    done = sum(one.row.state is ReviewState.DONE for one in drawn)
    return render(request, "plan.html.j2", part="plan", drawn=drawn, done=done, sheet=site.options.plan.name)


def why(row: Row) -> tuple[tuple[str, str], ...]:
    """Return why a record asks for a person, as its row tells: what it lacks, what is said of it, how sure it is."""
    absent = [
        ("bad", f"no {label}")
        for label, value in (("number", row.decision_number), ("subject", row.subject), ("date", row.decision_date))
        if not value
    ]
    if not row.authority:
        absent.append(("bad", "no body"))
    if row.urgency >= 1000 and row.decision_number:
        absent.insert(0, ("bad", "no maker or no decision"))
    elif 200 <= row.urgency % 1000 < 1000:
        absent.append(("doubt", "number or maker in doubt"))
    if row.warnings:
        absent.append(("doubt", f"{row.warnings} warning{'s' if row.warnings > 1 else ''}"))
    if row.confidence < SURE:
        absent.append(("quiet", f"{row.confidence:.0%} sure"))
    return tuple(absent)


def _with(query: Mapping[str, str], **changes: str) -> str:
    return "/?" + urlencode({**query, **changes})
