"""Records made by hand for tests."""

from typing import Any

from decision_models import DecisionRecord

REGION = {"page": 1, "x0": 10, "top": 20, "x1": 110, "bottom": 32}


def field(value: object, text: str | None = None, confidence: float = 0.97) -> dict[str, Any]:
    return {"value": value, "text": text or str(value), "confidence": confidence, "regions": [REGION]}


def section(kind: str, text: str, heading: str | None = None, **more: Any) -> dict[str, Any]:
    usual = {"clauses": [], "state": "stated", "confidence": 0.9, "regions": [REGION]}
    return {"kind": kind, "heading": heading, "text": text, **usual, **more}


def mention(sections: list[dict[str, Any]], number: int, text: str, **more: Any) -> dict[str, Any]:
    start = sections[number]["text"].index(text)
    place = {"section": number, "start": start, "end": start + len(text)}
    return {"text": text, **place, "confidence": 0.8, "regions": [REGION], **more}


def raw_record(**changes: Any) -> dict[str, Any]:
    """Return the input of a sound record with ``changes`` made to it."""
    sections = [
        section("header", "Decision no: 21/00007\nMrs A Quill, Head of Lanterns"),
        section("decision", "1. To spend at most £12,500 by 12 July.", "Decision", clauses=[_clause(0, 39)]),
        section("legal", "None", "Legal implications", state="nil"),
    ]
    amount = {"value": "12500", "currency": "GBP", "bound": "maximum", "per": None, "over": None}
    date = {"value": "2021-07-12", "inferred": "year", "earliest": "2021-07-12", "latest": "2021-07-12"}
    absent = (
        "authority subject lead_officer publication key_decision key_decision_reason decision_date publication_date "
        "effective_date call_in_deadline signed outcome status"
    )
    record = {
        "record_id": "1f2e-1",
        "source": {"path": "a.pdf", "sha256": "0" * 64, "bytes": 9, "page_count": 1, "first_page": 1, "last_page": 1},
        "form": "generic",
        "decision_number": field("21/00007"),
        "decision_makers": [{"name": field("Mrs A Quill"), "roles": [field("Head of Lanterns")]}],
        "sections": sections,
        "amounts": [mention(sections, 1, "£12,500", **amount)],
        "dates": [mention(sections, 1, "12 July", **date)],
        "roles": [
            mention(sections, 0, "Head of Lanterns", title="Head of Lanterns", holder="Mrs A Quill", post_id="x")
        ],
        "people": [mention(sections, 0, "Mrs A Quill", name="Mrs A Quill", full_name="Mrs A Quill")],
        "references": [],
        "quality": {"confidence": 0.9, "pages": [_page()], "furniture": [{"text": "Page 1", "regions": [REGION]}]},
        "warnings": [{"code": "year_inferred", "message": "12 July: the year is inferred", "page": 1}],
        "produced_by": {
            "version": "0",
            "ocr_engine": "tesseract",
            "ocr_version": "5",
            "language_data_sha256": None,
            "settings_sha256": "0" * 64,
        },
    }
    return record | dict.fromkeys(absent.split()) | changes


def _clause(start: int, end: int) -> dict[str, Any]:
    return {"label": "1.", "start": start, "end": end, "clauses": []}


def _page() -> dict[str, Any]:
    shares = {"mean_confidence": 0.98, "low_confidence_share": 0.01, "expected_cer": 0.002}
    return {"number": 1, "source": "ocr", "dpi": 300, "rotation": 90, "skew": -0.4, "words": 17, **shares}


def record(**changes: Any) -> DecisionRecord:
    """Return a sound record with ``changes`` made to it."""
    return DecisionRecord.model_validate(raw_record(**changes))
