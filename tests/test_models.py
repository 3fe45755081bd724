"""A record holds together or is refused; what it is written as reads back the same."""

import pickle
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from decision_models import DecisionRecord, Region
from tests.records import field, raw_record, record, section


def test_a_sound_record_is_taken() -> None:
    taken = record()

    assert taken.amounts[0].value == Decimal(12500)
    assert taken.schema_version == "1"


def test_what_is_written_reads_back_the_same() -> None:
    before = record()

    assert DecisionRecord.model_validate_json(before.model_dump_json()) == before


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_an_amount_is_written_exactly(value: Decimal) -> None:
    raw = raw_record()
    raw["amounts"][0]["value"] = value

    written = DecisionRecord.model_validate(raw).model_dump(mode="json")["amounts"][0]["value"]

    assert isinstance(written, str)
    assert Decimal(written) == value


def test_every_spelling_of_a_letter_counts_by_code_points() -> None:
    text = "Café \N{GREEK SMALL LETTER ALPHA}\N{MUSICAL SYMBOL G CLEF} e\N{COMBINING ACUTE ACCENT} £5"
    sections = [section("header", text)]
    place = {"section": 0, "start": text.index("£5"), "end": len(text), "confidence": 1, "regions": []}
    amount = {"text": "£5", **place, "value": "5", "currency": "GBP", "bound": "exact", "per": None, "over": None}
    empty: dict[str, list[object]] = {"dates": [], "roles": [], "people": []}

    taken = record(sections=sections, amounts=[amount], **empty)

    assert taken.sections[0].text[taken.amounts[0].start :] == "£5"


@given(st.text(min_size=1, max_size=40), st.integers(0, 45), st.integers(0, 45), st.text(max_size=5))
def test_a_mention_is_taken_exactly_where_its_text_stands(text: str, start: int, end: int, said: str) -> None:
    place = {"section": 0, "start": start, "end": end, "confidence": 1, "regions": []}
    person = {"text": said, **place, "name": "x", "full_name": "x"}
    others: dict[str, list[object]] = {"amounts": [], "dates": [], "roles": []}
    raw = raw_record(sections=[section("header", text)], people=[person], **others)

    if text[start:end] == said:
        assert DecisionRecord.model_validate(raw).people[0].text == said
    else:
        with pytest.raises(ValidationError, match=r"people\[0\]"):
            DecisionRecord.model_validate(raw)


def _without(key: str) -> dict[str, Any]:
    raw = raw_record()
    del raw[key]
    return raw


def _with(path: str, value: object) -> dict[str, Any]:
    raw = raw_record()
    *keys, last = [int(key) if key.isdigit() else key for key in path.split(".")]
    place: Any = raw
    for key in keys:
        place = place[key]
    place[last] = value
    return raw


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (_without("quality"), "quality"),
        (_without("subject"), "subject"),
        (_with("colour", "red"), "colour"),
        (_with("sections", []), "front matter"),
        (_with("sections.0.kind", "decision"), "front matter"),
        (_with("sections.1.kind", "money"), "sections.1.kind"),
        (_with("amounts.0.section", 9), r"amounts\[0\]: there is no section 9"),
        (_with("dates.0.start", 0), r"dates\[0\]"),
        (_with("roles.0.text", "Head of Lamps"), r"roles\[0\]"),
        (_with("sections.1.clauses.0.label", "2."), "clause '2.'"),
        (_with("amounts.0.currency", "pounds"), "currency"),
        (_with("amounts.0.per", "a year"), "per"),
        (_with("decision_number.confidence", 1.2), "confidence"),
        (_with("source.sha256", "abc"), "sha256"),
        (_with("source.first_page", 0), "first_page"),
        (_with("quality.pages.0.rotation", 45), "rotation"),
        (_with("schema_version", "2"), "schema_version"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unsound_record_is_refused(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DecisionRecord.model_validate(raw)


@pytest.mark.parametrize("changes", [{"x1": 5}, {"bottom": 1}, {"page": 0}], ids=["left", "up", "page"])
def test_a_region_is_not_inside_out(changes: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Region.model_validate({"page": 1, "x0": 10, "top": 10, "x1": 20, "bottom": 20} | changes)


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record(), "form", "other")  # noqa: B010 - mypy knows that it cannot be


def test_a_record_crosses_processes_whole() -> None:
    before = record(publication=field("part_exempt"), signed=field(value=True), decision_date=field("2021-07-01"))

    assert pickle.loads(pickle.dumps(before)) == before
