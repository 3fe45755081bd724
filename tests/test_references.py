"""Cross-references in sentences of our own making; the enactments are real."""

import pytest
import spacy

from decision_models import ReferenceKind, SectionKind
from extractor.tagging import references
from extractor.tagging.references import find_references
from tests.work import grows_no_faster_than_text, patience

STATUTES = [
    ("under the Local Government Act 1972", ["Local Government Act 1972"]),
    ("section 149 of the Equality Act 2010", ["Equality Act 2010, section 149"]),
    ("Under section 31 of the Local Government Act 2003, grants", ["Local Government Act 2003, section 31"]),
    (
        "paragraph 3 of Part 1 of Schedule 12A, Local Government Act 1972",
        ["Local Government Act 1972, paragraph 3 of Part 1 of Schedule 12A"],
    ),
    ("Public Contracts Regulations 2015", ["Public Contracts Regulations 2015"]),
    ("regulation 72 of the Public Contracts Regulations 2015", ["Public Contracts Regulations 2015, regulation 72"]),
    ("Part 2 of the Public Contracts Regulations 2015 applies", ["Public Contracts Regulations 2015, Part 2"]),
    (
        "the Transfer of Undertakings (Protection of Employment) Regulations 2006",
        ["Transfer of Undertakings (Protection of Employment) Regulations 2006"],
    ),
    ("the Anti-social Behaviour, Crime and Policing Act 2014", ["Anti-social Behaviour, Crime and Policing Act 2014"]),
    ("the Regulation of Investigatory Powers Act 2000", ["Regulation of Investigatory Powers Act 2000"]),
    ("the Care Act 2014 and the Children Act 1989", ["Care Act 2014", "Children Act 1989"]),
    ("the Care Act 2014, the Localism Act 2011 and others", ["Care Act 2014", "Localism Act 2011"]),
    ("Highways Act 1980, section 38, applies", ["Highways Act 1980, section 38"]),
    ("the Highways Act 1980 (section 38)", ["Highways Act 1980, section 38"]),
    ("s.111 of the Local Government Act 1972", ["Local Government Act 1972, s.111"]),
    (
        "sections 2B and 6C of the National Health Service Act 2006",
        ["National Health Service Act 2006, sections 2B and 6C"],
    ),
    ("section 1(1)(a) of the Localism Act 2011", ["Localism Act 2011, section 1(1)(a)"]),
    ("SI 2012/2089", ["SI 2012/2089"]),
    ("S.I. 2012 No. 2089", ["SI 2012/2089"]),
    (
        "Articles 2, 3 and 8 of the European Convention on Human Rights",
        ["European Convention on Human Rights, Articles 2, 3 and 8"],
    ),
    (
        "the Town and Country Planning (General Permitted Development) (England) Order 2015",
        ["Town and Country Planning (General Permitted Development) (England) Order 2015"],
    ),
    ("the Social Services and Well-being (Wales) Act 2014", ["Social Services and Well-being (Wales) Act 2014"]),
    ("duties in the Equality Act are met", ["Equality Act"]),
    ("The Act was passed", []),
    ("An Order was made in 2015", []),
    ("Act now before 2015", []),
    ("regulations made in 2015", []),
    ("in order 2015 applied", []),
]
DECISIONS = [
    ("further to decision 23/00092", ["23/00092"]),
    ("(23/00092) and 22/00101.", ["23/00092", "22/00101"]),
    ("decision 23/O0092", ["23/00092"]),
    ("approved by MD2218 in July", ["MD2218"]),
    ("See also decision 2014/112 (notice)", ["2014/112"]),
    ("Decision No. 2014/112", ["2014/112"]),
    ("Decision ref: PHD/3316", ["PHD/3316"]),
    ("decision (6) above", []),
    ("decision 6 above", []),
    ("the decision of 2015/16", []),
    ("in 2015/16 and 2016/17", []),
    ("12/05/2016 and 1/2", []),
    ("the decision 2014 was", []),
]
MINUTES = [
    ("Further to Minute No. 71, 21st September", ["71"]),
    ("Planning Committee, minute 41, 16 June", ["41"]),
    ("Minute 19.09.01 refers", ["19.09.01"]),
    ("Min. No. 12/34", ["12/34"]),
    ("MINUTE NO 7", ["7"]),
    ("a 20 minute walk", []),
    ("every minute 5 of them", []),
    ("minutes of the meeting", []),
]
TABLE = [
    *((text, ReferenceKind.STATUTE, values) for text, values in STATUTES),
    *((text, ReferenceKind.DECISION, values) for text, values in DECISIONS),
    *((text, ReferenceKind.MINUTE, values) for text, values in MINUTES),
]


@pytest.mark.parametrize(("text", "kind", "values"), TABLE, ids=[text[:60] for text, _, _ in TABLE])
def test_values(text: str, kind: ReferenceKind, values: list[str]) -> None:
    found = find_references(text)
    assert [one.value for one in found] == values
    assert all(one.kind is kind for one in found)
    assert all(text[one.start : one.end].strip() for one in found)


def test_a_document_s_own_number_is_no_reference() -> None:
    assert find_references("23/00092", kind=SectionKind.HEADER) == ()
    assert len(find_references("23/00092", kind=SectionKind.REASONS)) == 1


def test_what_is_mended_is_less_certain() -> None:
    (sound,) = find_references("see 23/00092")
    (mended,) = find_references("see 23/O0092")
    assert mended.value == sound.value
    assert mended.certainty < sound.certainty


def test_component_leaves_references_and_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(references.tag_references.__name__.replace("tag_", "decision_"))
    doc = nlp("Further to Minute No. 71 and the Care Act 2014.")
    assert [one.value for one in doc._.references] == ["71", "Care Act 2014"]
    assert [span.text for span in doc.spans["references"]] == ["Minute No. 71", "Care Act 2014"]


@pytest.mark.parametrize(
    "piece",
    [
        "Act ",
        "section 1 of ",
        "A, ",
        "12/00",
        "Minute ",
        "((((",
        "Order 2015 ",
        "S.I. 20",
        "and Act ",
        "1(1)(1)(1)(1) ",
    ],
)
def test_hostile_text_takes_no_time(piece: str) -> None:
    with patience(60):
        find_references(piece * (100_000 // len(piece)))
        assert grows_no_faster_than_text(find_references, piece)
