"""A record that another reading calls otherwise is found again, and never another in its place."""

import pytest

from extractor.review.homes import Home, home_of, most_alike
from tests.records import field, record

TOLD = "thatthequaywallberepairedatacostofnomorethan12500andthatthewardenreportinthespring"
WAS = Home("a-1", "0" * 64, "a.pdf", 2, "2100007", "thequaywall", TOLD)


def other(name: str, **changes: object) -> Home:
    own = {"number": "", "subject": "lampsforthepath", "told": "thatnothingbedoneaboutthelampsbeforetheautumn"}
    return Home(**{"record_id": name, "sha256": "0" * 64, "file": "a.pdf", "first_page": 2, **own, **changes})  # type: ignore[arg-type]


def test_what_a_record_is_known_by_heeds_no_marks_or_blanks() -> None:
    found = home_of(record(decision_number=field("21 / 00007."), subject=field("The Quay, Wall")))
    assert (found.number, found.subject, found.told[:14]) == ("2100007", "thequaywall", "1tospendatmost")


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ([other("x"), other("y", number="2100007")], "y"),
        ([other("x"), other("y", number="210000l", told=TOLD, subject="thequaywa1l")], "y"),
        ([other("x"), other("y", told=TOLD.replace("w", "vv"), subject="")], "y"),
        ([other("x", number="2100007", told=TOLD), other("y", number="2100007")], "x"),
        ([other("x")], None),
        ([], None),
    ],
)
def test_the_same_number_counts_then_likeness_and_a_stranger_never(others: list[Home], found: str | None) -> None:
    best = most_alike(WAS, others)
    assert (best and best.record_id) == found


def test_of_what_nothing_is_known_only_the_only_record_of_the_file_is_taken() -> None:
    unknown = Home("a-1", "0" * 64, "a.pdf", 1, "", "", "")
    assert most_alike(unknown, [other("x")]) == other("x")
    assert most_alike(unknown, [other("x"), other("y")]) is None
