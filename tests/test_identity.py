"""What records are called: the same over runs, and whatever else is found in the file."""

from decision_models import DecisionRecord
from extractor.assembling.identity import identified
from tests.records import field, record


def numbered(number: str | None, **changes: object) -> DecisionRecord:
    return record(decision_number=field(number) if number else None, **changes)


def ids(*records: DecisionRecord) -> list[str]:
    return [one.record_id for one in identified(records)]


def test_a_record_keeps_its_id_when_another_is_found_before_it() -> None:
    two = ids(numbered("47"), numbered("48"))
    three = ids(numbered("46"), numbered("47"), numbered("48"))
    assert three[1:] == two
    assert len(set(three)) == 3


def test_an_id_does_not_heed_how_a_number_is_set() -> None:
    assert ids(numbered("16/00051")) == ids(numbered("16 / 00051."))


def test_without_a_number_the_subject_tells_and_without_that_what_was_decided() -> None:
    by_subject = ids(numbered(None, subject=field("Lamp oil")), numbered(None, subject=field("Wicks")))
    assert len(set(by_subject)) == 2
    assert ids(numbered(None)) == ids(numbered(None))
    assert ids(numbered(None)) != ids(numbered(None, subject=field("Lamp oil")))


def test_what_nothing_tells_apart_is_counted() -> None:
    first, second = ids(numbered("47"), numbered("47"))
    assert second == f"{first}-2"
