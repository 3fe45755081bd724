"""Records of every shape that the models allow, for property tests."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from decision_models import (
    AmountBound,
    DecisionRecord,
    Outcome,
    PageSource,
    Publication,
    ReferenceKind,
    SectionKind,
    SectionState,
    Status,
)

# A record takes long to draw, and for ever to shrink; each example is written into several targets.
property_test = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Drawn = st.SearchStrategy[Any]

# PostgreSQL holds every character but the first, and the reader lets no control character through; halves of surrogate
# pairs are no text in any encoding.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
AWKWARD = st.sampled_from(
    ["", " ", "=1+1", "'tis", "+44", "a\r\nb\tc", 'say "yes"', "£1,000; n–m", "𝔸🏛", "null", "\ufeff"]
)
text = TEXT | AWKWARD
share = st.floats(0, 1)
number = st.integers(1, 2**31 - 1)
sha256 = st.text("0123456789abcdef", min_size=64, max_size=64)
coordinate = st.floats(allow_nan=False, allow_infinity=False)
AWKWARD_SUMS = ["0", "-0", "0.10", "100.00", "1E+3", "1E-12", "-2500.50", "12345678901234567890.123456789", "9E+2000"]
sums = st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.sampled_from(AWKWARD_SUMS).map(Decimal)
duration = st.none() | st.sampled_from(["P1Y", "P3M", "P1Y6M", "PT1H"])


def enum_of(kind: Any) -> Drawn:
    return st.sampled_from(list(kind))


@st.composite
def regions(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        (x0, x1), (top, bottom) = (sorted((draw(coordinate), draw(coordinate))) for _ in range(2))
        found.append({"page": draw(number), "x0": x0, "top": top, "x1": x1, "bottom": bottom})
    return found


def field(value: Drawn) -> Drawn:
    return st.fixed_dictionaries({"value": value, "text": text, "confidence": share, "regions": regions()})


@st.composite
def clauses(draw: st.DrawFn, within: str, depth: int = 0) -> list[dict[str, Any]]:
    found = []
    for _ in range(draw(st.integers(0, 2 if depth < 3 else 0))):
        start, end = sorted((draw(st.integers(0, len(within))), draw(st.integers(0, len(within)))))
        label = within[start : draw(st.integers(start, end))]
        inner = draw(clauses(within, depth + 1))
        found.append({"label": label, "start": start, "end": end, "clauses": inner})
    return found


@st.composite
def section(draw: st.DrawFn, kind: Drawn, perhaps: Drawn) -> dict[str, Any]:
    body = draw(text)
    place = {"state": draw(enum_of(SectionState)), "confidence": draw(share), "regions": draw(regions())}
    return {"kind": draw(kind), "heading": draw(perhaps), "text": body, "clauses": draw(clauses(body)), **place}


@st.composite
def mentions(draw: st.DrawFn, sections: list[dict[str, Any]], own: dict[str, Drawn]) -> list[dict[str, Any]]:
    found = []
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(sections) - 1))
        body = sections[at]["text"]
        start, end = sorted((draw(st.integers(0, len(body))), draw(st.integers(0, len(body)))))
        place = {"section": at, "start": start, "end": end, "text": body[start:end]}
        evidence = {"confidence": draw(share), "regions": draw(regions()), "struck": draw(st.booleans())}
        found.append({**place, **evidence, **draw(st.fixed_dictionaries(own))})
    return found


def kinds_of_mention(perhaps: Drawn) -> dict[str, dict[str, Drawn]]:
    currency, bound = st.none() | st.sampled_from(["GBP", "EUR"]), enum_of(AmountBound)
    days = st.none() | st.dates()
    return {
        "amounts": {
            "value": st.none() | sums,
            "currency": currency,
            "bound": bound,
            "per": duration,
            "over": duration,
        },
        "dates": {"value": perhaps, "inferred": st.sampled_from([None, "year"]), "earliest": days, "latest": days},
        "roles": {"title": text, "holder": perhaps, "post_id": text},
        "people": {"name": text, "full_name": text},
        "references": {"value": text, "kind": enum_of(ReferenceKind)},
    }


def page() -> Drawn:
    shares = dict.fromkeys(("mean_confidence", "low_confidence_share", "expected_cer"), st.none() | share)
    rotation = st.sampled_from([0, 90, 180, 270])
    measures = {"dpi": st.none() | st.floats(1, 2400), "rotation": rotation, "skew": st.floats(-45, 45)}
    return st.fixed_dictionaries(
        {"number": number, "source": enum_of(PageSource), "words": st.integers(0, 10**6), **measures, **shares}
    )


def source() -> Drawn:
    pages = dict.fromkeys(("page_count", "first_page", "last_page"), number)
    return st.fixed_dictionaries({"path": text, "sha256": sha256, "bytes": st.integers(0, 2**53), **pages})


@st.composite
def records(draw: st.DrawFn, *, least: int = 0) -> DecisionRecord:
    """Give records; a text that may be absent is, or has at least so many characters."""
    perhaps = st.none() | text.filter(lambda t: len(t) >= least)
    header = draw(section(st.just(SectionKind.HEADER), perhaps))
    sections = [header, *draw(st.lists(section(enum_of(SectionKind), perhaps), max_size=2))]
    values = {
        **dict.fromkeys(("authority", "decision_number", "subject", "lead_officer", "key_decision_reason"), text),
        **dict.fromkeys(("key_decision", "signed"), st.booleans()),
        **dict.fromkeys(("decision_date", "publication_date", "effective_date", "call_in_deadline"), st.dates()),
        "publication": enum_of(Publication),
        "outcome": enum_of(Outcome),
        "status": enum_of(Status),
    }
    maker = st.fixed_dictionaries({"name": st.none() | field(text), "roles": st.lists(field(text), max_size=2)})
    furniture = st.fixed_dictionaries({"text": text, "regions": regions()})
    warning = st.fixed_dictionaries({"code": text, "message": text, "page": st.none() | number})
    made = dict.fromkeys(("version", "ocr_engine", "ocr_version"), text)
    raw = {
        "record_id": draw(st.uuids()).hex,
        "source": draw(source()),
        "form": draw(text),
        **{name: draw(st.none() | field(value)) for name, value in values.items()},
        "decision_makers": draw(st.lists(maker, max_size=2)),
        "sections": sections,
        **{name: draw(mentions(sections, own)) for name, own in kinds_of_mention(perhaps).items()},
        "quality": {
            "confidence": draw(share),
            "pages": draw(st.lists(page(), max_size=2)),
            "furniture": draw(st.lists(furniture, max_size=2)),
        },
        "warnings": draw(st.lists(warning, max_size=2)),
        "produced_by": draw(
            st.fixed_dictionaries({**made, "language_data_sha256": perhaps, "settings_sha256": sha256})
        ),
    }
    return DecisionRecord.model_validate(raw)
