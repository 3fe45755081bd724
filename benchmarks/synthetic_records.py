"""Records that were never read from a page, as many as a benchmark wants: of the size that a decision of one page has."""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from decimal import Decimal
from itertools import count, islice
from typing import Any

from decision_models import DecisionRecord, Source

# A pool of different ones is made and validated; the rest are the same under other numbers, as making costs more than writing.
_POOL = 400
_KINDS = ("header", "decision", "reasons", "financial", "legal", "alternatives", "consultation", "signature")
_SYLLABLES = [
    a + b for a in ("", "b", "c", "d", "f", "g", "l", "m", "st", "tr") for b in ("an", "en", "in", "or", "um")
]
_HASH = "0" * 64


def synthetic_records(number: int) -> Iterator[DecisionRecord]:
    """Give ``number`` records, each with its own file and ``record_id``."""
    pool = [_record(random.Random(seed)) for seed in range(_POOL)]
    for ordinal in islice(count(), number):
        record = pool[ordinal % _POOL]
        sha256 = hashlib.sha256(str(ordinal).encode()).hexdigest()
        source = record.source.model_copy(update={"path": f"archive/{ordinal:07}.pdf", "sha256": sha256})
        yield record.model_copy(update={"record_id": f"{sha256[:32]}-1", "source": source})


def _words(dice: random.Random, number: int) -> str:
    return " ".join("".join(dice.choices(_SYLLABLES, k=dice.randint(1, 3))) for _ in range(number))


def _region(dice: random.Random) -> dict[str, Any]:
    x0, top = round(dice.uniform(50, 300), 2), round(dice.uniform(50, 700), 2)
    return {"page": dice.randint(1, 2), "x0": x0, "top": top, "x1": x0 + 96.24, "bottom": top + 11.52}


def _field(dice: random.Random, value: object) -> dict[str, Any]:
    return {"value": value, "text": str(value), "confidence": round(dice.random(), 4), "regions": [_region(dice)]}


def _section(dice: random.Random, kind: str) -> dict[str, Any]:
    points = [f"{n}. {_words(dice, 17)}." for n in range(1, 3)]
    text = "\n".join(points)
    clauses = [
        {"label": f"{n}.", "start": text.index(point), "end": text.index(point) + len(point), "clauses": []}
        for n, point in enumerate(points, 1)
    ]
    place = {"state": "stated", "confidence": 0.97, "regions": [_region(dice) for _ in range(2)]}
    return {"kind": kind, "heading": kind.title(), "text": text, "clauses": clauses, **place}


def _mentions(dice: random.Random, sections: list[dict[str, Any]], each: dict[str, Any], number: int) -> list[Any]:
    found = []
    for _ in range(number):
        section = dice.randrange(len(sections))
        text = sections[section]["text"]
        start = dice.randrange(len(text) - 20)
        place = {"section": section, "start": start, "end": start + 12, "text": text[start : start + 12]}
        found.append({**place, "confidence": 0.95, "regions": [_region(dice)], **each})
    return found


def _record(dice: random.Random) -> DecisionRecord:
    sections = [_section(dice, kind) for kind in _KINDS]
    day = dt.date(2000, 1, 1) + dt.timedelta(days=dice.randrange(9000))
    amount = {
        "value": Decimal(dice.randrange(10**8)) / 100,
        "currency": "GBP",
        "bound": "exact",
        "per": None,
        "over": None,
    }
    date = {"value": str(day), "inferred": None, "earliest": day, "latest": day}
    role = {"title": _words(dice, 4), "holder": None, "post_id": _words(dice, 2)}
    person = {"name": _words(dice, 2), "full_name": _words(dice, 3)}
    reference = {"value": _words(dice, 3), "kind": "statute"}
    page = {"source": "ocr", "dpi": 300.0, "rotation": 0, "skew": 0.3, "words": 400}
    shares = {"mean_confidence": 0.97, "low_confidence_share": 0.01, "expected_cer": 0.004}
    raw = {
        "record_id": "x",
        "source": Source(path="x", sha256=_HASH, bytes=400_000, page_count=2, first_page=1, last_page=2),
        "form": "generic",
        "authority": _field(dice, _words(dice, 3)),
        "decision_number": _field(dice, f"{dice.randrange(99)}/{dice.randrange(99999):05}"),
        "subject": _field(dice, _words(dice, 8)),
        **dict.fromkeys(("lead_officer", "publication", "key_decision_reason", "signed", "effective_date")),
        "key_decision": _field(dice, value=False),
        **{name: _field(dice, day) for name in ("decision_date", "publication_date", "call_in_deadline")},
        "decision_makers": [{"name": _field(dice, _words(dice, 2)), "roles": [_field(dice, _words(dice, 4))]}],
        "sections": sections,
        "amounts": _mentions(dice, sections, amount, 4),
        "dates": _mentions(dice, sections, date, 5),
        "roles": _mentions(dice, sections, role, 4),
        "people": _mentions(dice, sections, person, 3),
        "references": _mentions(dice, sections, reference, 2),
        "quality": {
            "confidence": 0.95,
            "pages": [{"number": n, **page, **shares} for n in (1, 2)],
            "furniture": [{"text": f"Page {n} of 2", "regions": [_region(dice)]} for n in (1, 2)],
        },
        "warnings": [],
        "produced_by": {
            "version": "0",
            "ocr_engine": "cascade",
            "ocr_version": "5",
            "language_data_sha256": None,
            "settings_sha256": _HASH,
        },
    }
    return DecisionRecord.model_validate(raw)
