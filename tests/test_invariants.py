"""What is promised of every record: nothing lost, offsets true, text as read, same bytes twice, nothing invented."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decision_models import DecisionRecord, Field, Region
from extractor.batch.extraction import pipeline_for
from extractor.document import Document
from extractor.pipeline import extract_document
from tests.fixture_documents import HOSTILE, PDFS, SETTINGS, document_of, every_pdf, records_of
from tests.printing import Row, document

# A hyphen at a line's end goes when the word is rejoined, and tabs and newlines are the record's own.
_NOT_COUNTED = {"-", "\N{SOFT HYPHEN}", "\N{HYPHEN}"}


def letters(text: str) -> Counter[str]:
    return Counter(c for c in text if not c.isspace() and c not in _NOT_COUNTED)


def printed(records: Iterator[DecisionRecord] | tuple[DecisionRecord, ...]) -> Iterator[str]:
    """Give every piece of print that the records account for."""
    for record in records:
        for section in record.sections:
            yield from (section.heading or "", section.text)
        yield from (furniture.text for furniture in record.quality.furniture)


def read(document: Document) -> str:
    return " ".join(word.text for page in document.pages for line in page.lines for word in line.words)


def mentions(record: DecisionRecord) -> list[tuple[str, int, int, int]]:
    every = (*record.amounts, *record.dates, *record.roles, *record.people, *record.references)
    return [(m.text, m.section, m.start, m.end) for m in every]


def fields(record: DecisionRecord) -> Iterator[Field[object]]:
    yield from (v for v in (getattr(record, name) for name in DecisionRecord.model_fields) if isinstance(v, Field))
    for maker in record.decision_makers:
        yield from (field for field in (maker.name, *maker.roles) if field is not None)  # type: ignore[misc]


def regions(record: DecisionRecord) -> Iterator[Region]:
    every: tuple[Any, ...] = (*record.amounts, *record.dates, *record.roles, *record.people, *record.references)
    for held in (*record.sections, *every, *record.quality.furniture):
        yield from held.regions
    for field in fields(record):
        yield from field.regions


def check(document: Document, records: tuple[DecisionRecord, ...]) -> None:
    everything = letters(read(document))
    assert letters(" ".join(printed(records))) >= everything
    # Within a record nothing stands twice; what several share stands in each.
    assert all(letters(" ".join(printed((record,)))) <= everything for record in records)
    words = "".join(read(document).split())
    for record in records:
        for text, section, start, end in mentions(record):
            assert text
            assert record.sections[section].text[start:end] == text
        for field in fields(record):
            # A signature is ink: there may be no print beside it.
            assert field.text.strip() or field is record.signed
            assert all(part in words for part in field.text.replace("-", " ").split())


@pytest.mark.parametrize("name", every_pdf())
def test_fixtures_keep_the_promises(name: str) -> None:
    check(document_of(name), records_of(name))


@pytest.mark.parametrize("name", every_pdf())
def test_every_value_points_to_its_page(name: str) -> None:
    pages = {page.number: page for page in document_of(name).pages}

    for record in records_of(name):
        found = list(regions(record))
        assert found
        for region in found:
            width, height = _displayed_size(pages[region.page].width_pt, pages[region.page].height_pt, record, region)
            assert record.source.first_page <= region.page <= record.source.last_page
            assert -2 <= region.x0 < region.x1 <= width + 2
            assert -2 <= region.top < region.bottom <= height + 2
        assert all(field.regions for field in fields(record))


def _displayed_size(width: float, height: float, record: DecisionRecord, region: Region) -> tuple[float, float]:
    turned = next(p.rotation for p in record.quality.pages if p.number == region.page) in {90, 270}
    return (height, width) if turned else (width, height)


@pytest.mark.parametrize("name", ["stonehithe-executive.pdf", "dunmere-register.pdf"])
def test_the_same_file_gives_the_same_bytes(name: str) -> None:
    """Two processes, hashing differently, agree."""
    written = {seed: _run(name, seed) for seed in ("1", "2")}

    assert written["1"]
    assert written["1"] == written["2"]


def _run(name: str, seed: str) -> bytes:
    command = [sys.executable, "-m", "extractor", "run", str(PDFS / name), "--jobs", "1"]
    return subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout


def test_what_is_no_decision_is_not_made_one() -> None:
    from extractor import extract

    (record,) = extract(HOSTILE / "shopping-list.pdf", SETTINGS)

    assert list(fields(record)) == []
    assert record.decision_makers == ()
    assert record.form == "generic"
    assert record.quality.confidence < 0.5
    assert record.warnings


# What may stand on a page: headings, labels, points, values of every kind, OCR's slips, and what means nothing.
PIECES = (
    """
Decision:|DECISION NO:|22/00418|Subject:|Reason(s) for decision:|Financial Implications:|None
Legal Implications:|RESOLVED –|1)|(a)|(ii)|2.1|£1.5m|£l.5m|between|and|£2,3OO|for three years|per annum|12 July
31/02/2016|2016/17|Tuesday
Councillor|Mr|A. N. Quill|Cabinet Member|for Roads|Head of Lanterns|the|contract|re-|newed|☒|☐|Key|Non-key|Signed|Date:
Page 1 of 2|Housing Act 1996|\N{ZERO WIDTH SPACE}x|é|𝒳|-|—|.|[Do not fill in]
""".strip()
    .replace("\n", "|")
    .split("|")
)
LINES = st.builds(
    Row,
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(" ".join),
    bold=st.sampled_from([0, 1, -1]),
    x=st.sampled_from([60.0, 80.0, 300.0]),
    gap=st.sampled_from([2.0, 14.0]),
    confidence=st.sampled_from([0.2, 0.8, 0.99]),
)


@settings(max_examples=120)
@given(st.lists(st.lists(LINES, min_size=1, max_size=12), min_size=1, max_size=3))
def test_documents_of_any_words_keep_the_promises(pages: list[list[Row]]) -> None:
    made = document(*pages)

    records = tuple(extract_document(made, pipeline_for(SETTINGS)))

    assert records
    check(made, records)
    assert records == tuple(extract_document(made, pipeline_for(SETTINGS)))
