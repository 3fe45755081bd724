"""Corrections laid over a record: what becomes of its values, its sections and its offsets, and over a new reading."""

import datetime as dt
from itertools import count
from typing import Any

import pytest

from decision_models import DecisionRecord
from extractor.errors import CorrectionError
from extractor.review.corrections import Action, Change, Correction, in_force
from extractor.review.decisions import corrected, split_id
from extractor.review.overlay import Standing, overlay, prepared
from tests.records import REGION, field, mention, raw_record, record, section

_IDS = count(1)
NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


def said(action: str, path: str = "", new: Any = None, *, of: DecisionRecord | None = None, **more: Any) -> Correction:
    """Return the row that a person's change of a record makes."""
    change = Change(action=Action(action), path=path, new=new, **more)
    seen = of or record()
    old, anchor = prepared(seen, change) if path else (None, None)
    about = {"record_id": seen.record_id, "sha256": seen.source.sha256, "file": seen.source.path}
    own = {name: getattr(change, name) for name in Change.model_fields}
    return Correction(**own, **about, id=f"c{next(_IDS)}", who="Ann", when=NOON, old=old, anchor=anchor)


def test_a_record_without_corrections_is_the_record() -> None:
    assert overlay(record(), ()).record == record()
    assert "corrections" not in record().model_dump_json()


def test_a_field_is_added_and_the_record_says_so() -> None:
    done = overlay(
        record(), [said("add", "decision_date", "2021-07-13", regions=(REGION,), text="13th July", reason="seal")]
    )

    found = done.record.decision_date
    assert found is not None
    assert (found.value, found.text, found.confidence) == (dt.date(2021, 7, 13), "13th July", 1.0)
    assert found.regions[0].x0 == 10
    (told,) = done.record.corrections
    assert (told.path, told.action, told.read, told.who, told.when, told.reason) == (
        ("decision_date", "add", None, "Ann", NOON, "seal")
    )
    assert DecisionRecord.model_validate_json(done.record.model_dump_json()) == done.record


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("decision_date", "13 Julio"),
        ("key_decision", "perhaps"),
        ("outcome", "eaten"),
        ("amounts/0/value", "twelve"),
        ("amounts/0/currency", "pounds"),
        ("amounts/7/value", "12"),
        ("sections/2/kind", "poetry"),
        ("sections/0/kind", "legal"),
        ("sections/1/clauses", [{"label": "9.", "start": 0, "end": 5}]),
        ("dates/0/value", "2021-02-30"),
        ("decision_number", "  "),
        ("decision_number", 7),
        ("decision_makers/0", {"title": "Mayor"}),
        ("quality/confidence", 1),
    ],
)
def test_what_is_not_of_its_type_or_place_is_refused(path: str, new: Any) -> None:
    with pytest.raises(CorrectionError):
        said("change", path, new)


def test_confirming_makes_sure_and_illegible_makes_nothing_of_it() -> None:
    done = overlay(record(), [said("confirm", "decision_number")]).record
    assert done.decision_number is not None
    assert (done.decision_number.value, done.decision_number.confidence) == ("21/00007", 1.0)

    gone = overlay(record(), [said("illegible", "decision_number")]).record
    assert gone.decision_number is None
    assert (gone.corrections[0].action, gone.corrections[0].read) == ("illegible", '"21/00007"')


def test_makers_are_added_renamed_and_taken_out() -> None:
    one = said("add", "decision_makers", {"name": "Mr T Oakes", "roles": ["Warden"]})
    two = said("change", "decision_makers/0/name", "Mrs A Quill OBE")
    three = said("add", "decision_makers/0/roles", "Keeper of Wicks")
    done = overlay(record(), [one, two, three]).record

    makers = [(m.name and m.name.value, [r.value for r in m.roles]) for m in done.decision_makers]
    assert makers == [("Mrs A Quill OBE", ["Head of Lanterns", "Keeper of Wicks"]), ("Mr T Oakes", ["Warden"])]
    left = overlay(done, [said("remove", "decision_makers/0", of=done)]).record
    assert [m.name and m.name.value for m in left.decision_makers] == ["Mr T Oakes"]


# -- sections ---------------------------------------------------------------------------------------------------------------


def long_record() -> DecisionRecord:
    text = "1. To light the quay.\n2. To spend £12,500. Reasons for it\nThe quay is dark since 3 May 2020."
    sections = [section("header", "Quay"), section("decision", text, "Decision"), section("legal", "None", "Legal")]
    sections[1]["clauses"] = [
        {"label": "1.", "start": 0, "end": 21, "clauses": []},
        {"label": "2.", "start": 22, "end": len(text), "clauses": []},
    ]
    amount = {"value": "12500", "currency": "GBP", "bound": "exact", "per": None, "over": None}
    day = {"value": "2020-05-03", "inferred": None, "earliest": "2020-05-03", "latest": "2020-05-03"}
    raw = raw_record(sections=sections, roles=[], people=[])
    raw["amounts"] = [mention(sections, 1, "£12,500", **amount)]
    raw["dates"] = [mention(sections, 1, "3 May 2020", **day)]
    return DecisionRecord.model_validate(raw)


def words_of(found: DecisionRecord) -> list[str]:
    return " ".join(f"{s.heading or ''} {s.text}" for s in found.sections).split()


def test_a_heading_that_was_missed_begins_a_section() -> None:
    read = long_record()
    text = read.sections[1].text
    at = text.index("Reasons")
    cut = said("add", "sections/2", {"at": at, "heading_end": at + 14, "kind": "reasons"}, of=read)
    done = overlay(read, [cut]).record

    assert [(s.kind.value, s.heading) for s in done.sections] == [
        ("header", None),
        ("decision", "Decision"),
        ("reasons", "Reasons for it"),
        ("legal", "Legal"),
    ]
    assert (done.amounts[0].section, done.dates[0].section) == (1, 2)
    assert done.sections[2].text[done.dates[0].start : done.dates[0].end] == "3 May 2020"
    assert words_of(done) == words_of(read)
    joined = overlay(done, [said("remove", "sections/2", of=done)]).record
    assert [s.kind.value for s in joined.sections] == ["header", "decision", "legal"]
    assert words_of(joined) == words_of(read)


@pytest.mark.parametrize(("source", "at"), [(1, 22), (2, 4)])
def test_a_boundary_moves_and_no_word_is_lost(source: int, at: int) -> None:
    read = long_record()
    done = overlay(read, [said("change", "sections/2/boundary", {"section": source, "at": at}, of=read)]).record

    assert sorted(words_of(done)) == sorted(words_of(read))
    assert [s.heading for s in done.sections] == [None, "Decision", "Legal"]
    assert done.amounts[0].section == (2 if source == 1 else 1)


def test_a_heading_becomes_text_and_text_a_heading() -> None:
    read = long_record()
    plain = overlay(read, [said("remove", "sections/1/heading", of=read)]).record
    assert plain.sections[1].heading is None
    assert plain.sections[1].text.startswith("Decision\n1. To light")

    again = overlay(plain, [said("add", "sections/1/heading", {"end": 8}, of=plain)]).record
    assert again == read.model_copy(update={"corrections": again.corrections})


def test_a_text_is_mended_and_mentions_go_with_their_words() -> None:
    read = long_record()
    text = (
        read.sections[1].text.replace("1. To light the quay", "1. To light the old quay").replace("£12,500", "£12,600")
    )
    done = overlay(read, [said("change", "sections/1/text", text, of=read)]).record

    assert (done.amounts[0].text, done.dates[0].text) == ("£12,600", "3 May 2020")
    assert [c.label for c in done.sections[1].clauses] == ["1.", "2."]
    assert done.sections[1].text[slice(done.sections[1].clauses[1].start, None)].startswith("2. To spend")


def test_mentions_are_added_changed_and_taken_out() -> None:
    read = long_record()
    at = read.sections[1].text.index("quay")
    add = said("add", "roles", {"section": 1, "start": at, "end": at + 4}, of=read)
    change = said("change", "dates/0/value", "2020-06", of=read)
    done = overlay(read, [add, change, said("remove", "amounts/0", of=read)]).record

    assert (done.roles[0].title, done.roles[0].post_id) == ("quay", "quay")
    assert (done.dates[0].earliest, done.dates[0].latest) == (dt.date(2020, 6, 1), dt.date(2020, 6, 30))
    assert done.amounts == ()


def test_points_are_changed() -> None:
    read = long_record()
    done = overlay(read, [said("remove", "sections/1/clauses/1", of=read)]).record
    assert [c.label for c in done.sections[1].clauses] == ["1."]
    again = overlay(
        done, [said("add", "sections/1/clauses/1", {"label": "2.", "start": 22, "end": 40}, of=done)]
    ).record
    assert [c.label for c in again.sections[1].clauses] == ["1.", "2."]


# -- a new reading --------------------------------------------------------------------------------------------------------


def standings(read: DecisionRecord, *corrections: Correction) -> list[tuple[Standing, Any, bool]]:
    return [(one.standing, one.read, one.changed) for one in overlay(read, corrections).judged]


def test_a_new_reading_confirms_differs_or_leaves_a_correction_as_it_was() -> None:
    number = said("change", "decision_number", "21/00001")

    assert standings(record(), number) == [(Standing.STANDS, "21/00007", False)]
    assert standings(record(decision_number=field("21/00001")), number) == [(Standing.CONFIRMED, "21/00001", True)]
    assert standings(record(decision_number=field("21/0000l")), number) == [(Standing.STANDS, "21/0000l", True)]
    again = overlay(record(decision_number=field("21/0000l")), [number]).record
    assert again.decision_number is not None
    assert again.decision_number.value == "21/00001"


def test_a_later_correction_of_a_place_supersedes_an_earlier() -> None:
    one = said("change", "decision_number", "21/1")
    two = said("change", "decision_number", "21/2", of=overlay(record(), [one]).record)

    done = overlay(record(), [one, two])
    assert [j.standing for j in done.judged] == [Standing.SUPERSEDED, Standing.STANDS]
    assert [(c.path, c.read) for c in done.record.corrections] == [("decision_number", '"21/00007"')]


def test_a_section_is_found_again_where_another_stands_before_it() -> None:
    kind = said("change", "sections/2/kind", "financial")
    raw = raw_record()
    raw["sections"].insert(1, section("other", "Something else entirely", "Preamble"))
    for name in ("amounts", "dates"):
        raw[name][0]["section"] = 2
    done = overlay(DecisionRecord.model_validate(raw), [kind])

    assert [s.kind.value for s in done.record.sections] == ["header", "other", "decision", "financial"]
    assert done.judged[0].place == "sections/3/kind"


def test_what_is_gone_leaves_a_correction_orphaned_and_kept() -> None:
    amount = said("change", "amounts/0/value", "13000")
    kind = said("change", "sections/2/kind", "financial")
    raw = raw_record(amounts=[])
    raw["sections"] = raw["sections"][:2]

    read = DecisionRecord.model_validate(raw)
    assert standings(read, amount, kind) == [(Standing.ORPHANED, None, False)] * 2
    assert overlay(read, [amount, kind]).record == read


def test_what_a_new_reading_found_itself_is_not_added_twice() -> None:
    start = record().sections[1].text.index("12 July")
    add = said(
        "add", "dates", {"section": 1, "start": start, "end": start + 7, "value": "2021-07-12"}, of=record(dates=[])
    )

    done = overlay(record(), [add])
    assert [j.standing for j in done.judged] == [Standing.CONFIRMED]
    assert len(done.record.dates) == 1


def test_what_was_undone_is_not_in_force() -> None:
    one = said("add", "decision_date", "2021-07-13")
    undo = one.model_copy(update={"id": "u", "action": Action.UNDO, "revokes": one.id})
    redo = one.model_copy(update={"id": "r", "action": Action.REDO, "revokes": "u"})

    assert in_force((one,)) == (one,)
    assert in_force((one, undo)) == ()
    assert in_force((one, undo, redo)) == (one,)


# -- decisions --------------------------------------------------------------------------------------------------------------


def test_a_decision_is_split_and_the_parts_are_corrected() -> None:
    read = long_record()
    cut = said("split", new={"section": 2}, of=read)
    name = split_id(cut, read.record_id)
    both = corrected([read], {read.record_id: [cut]})
    second = both[1].record
    assert second is not None
    number = said("add", "decision_number", "21/00008", of=second)

    one, two = corrected([read], {read.record_id: [cut], name: [number]})
    assert one.record is not None
    assert two.record is not None
    assert [s.kind.value for s in one.record.sections] == ["header", "decision"]
    assert [s.kind.value for s in two.record.sections] == ["header", "legal"]
    assert two.record_id == name
    assert two.record.decision_number is not None
    assert two.record.decision_number.value == "21/00008"
    assert two.record.decision_makers == read.decision_makers


def test_two_decisions_are_merged() -> None:
    one, two = record(), long_record().model_copy(update={"record_id": "1f2e-2"})
    done = corrected([one, two], {one.record_id: [said("merge", new={"record_id": "1f2e-2"}, of=one)]})

    whole, gone = done
    assert whole.record is not None
    assert [s.kind.value for s in whole.record.sections] == ["header", "decision", "legal"] * 2
    assert [m.section for m in whole.record.amounts] == [1, 4]
    assert (gone.record, gone.merged_into) == (None, one.record_id)
    assert whole.record.corrections[0].action == "merge"
