"""Who may have decided, and who most likely did where no label asks for the maker."""

from dataclasses import replace
from pathlib import Path

import pytest

from decision_models import SectionKind
from extractor.assembling.deciders import candidates_of
from extractor.assembling.found import Found
from extractor.assembling.judged import Judged
from extractor.assembling.judging import load_judges, read_judges
from extractor.assembling.judging_features import Record, feature_names, judged_matrix, see
from extractor.assembling.makers import decision_makers
from extractor.assembling.places import Candidate
from extractor.document import Decision, Person, Section
from extractor.errors import ModelError
from extractor.splitting.fitted import load_model
from extractor.splitting.forms import load_forms
from extractor.tagging.tag import tag
from tests.decisions import nlp, section_of
from tests.printing import page

GENERIC = load_forms()[0]
HEADER, DECISION, SIGNATURE = SectionKind.HEADER, SectionKind.DECISION, SectionKind.SIGNATURE


def record(*sections: Section) -> Found:
    decision = Decision(1, "generic", 1, 1, sections, (), ())
    return Found(decision, tag(decision, nlp()), GENERIC, {1: page(["x"])})


def named(candidates: list[Candidate]) -> dict[str, list[str]]:
    return {c.name or c.posts[0].title: [post.title for post in c.posts] for c in candidates}


def makers(found: Found, opening: Found | None = None) -> list[tuple[str | None, list[str]]]:
    record = Record(found, load_model().words, several=opening is not None)
    told = decision_makers(Judged(record, load_judges(), opening))
    return [(m.name.value if m.name else None, [role.value for role in m.roles]) for m in told]


NOTICE = record(
    section_of(HEADER, "Lidd Town Council\nOfficer decision record\nRepairs to the Rype pavilion"),
    section_of(DECISION, "I have decided to accept the tender of Orme Roofing Ltd in the sum of £18,400.", "Decision"),
    section_of(SectionKind.REASONS, "Three tenders came in, of which it was the lowest.", "Reasons"),
    section_of(
        SectionKind.CONSULTATION,
        "Councillor Petra Vane, Chair of the Amenities Committee, was content.",
        "Consultation",
    ),
    section_of(SIGNATURE, "Signed: Ada Birtwhistle\nDirector of Leisure\n4 May 2031"),
)


def test_everybody_named_is_a_candidate_once() -> None:
    found = named(candidates_of(NOTICE))
    assert found["Ada Birtwhistle"] == ["Director of Leisure"]
    assert "Chair of the Amenities Committee" in found["Councillor Petra Vane"]
    assert "Lidd Town Council" in found


def test_who_signs_what_was_decided_in_the_first_person_decided_it() -> None:
    assert makers(NOTICE) == [("Ada Birtwhistle", ["Director of Leisure"])]


def test_what_is_said_of_a_post_is_said_of_its_holder() -> None:
    found = record(
        section_of(DECISION, "The Harbour Master closed the north quay until further notice.", "Decision"),
        section_of(SIGNATURE, "Signed: Ms Ode Lindqvist, Harbour Master"),
    )
    (holder,) = [c for c in candidates_of(found) if c.kind == "person"]
    assert [place.section for place in holder.places] == [1, 0]
    assert not [c for c in candidates_of(found) if c.kind == "post"]


def test_a_body_named_in_short_is_the_body_named_in_full() -> None:
    found = record(
        section_of(HEADER, "Orme District Council\nPlanning (East) Sub-Committee\nMinutes, 3 June 2031"),
        section_of(DECISION, "The Sub-Committee resolved to refuse permission.", "12. Land at Mill Lane"),
    )
    bodies = {c.name: len(c.places) for c in candidates_of(found) if c.kind == "body"}
    assert bodies == {"Orme District Council": 1, "Planning (East) Sub-Committee": 2}


def test_the_first_record_of_a_file_names_who_decides_in_all() -> None:
    opening = record(
        section_of(HEADER, "Orme District Council\nMinutes of a meeting of the Harbour Committee held on 3 June 2031"),
        section_of(DECISION, "Resolved: that the crane be sold.", "1. Crane"),
    )
    later = record(section_of(DECISION, "Resolved: that the lease be renewed for five years.", "2. Lease of shed 4"))
    assert makers(later, opening) == [(None, ["Harbour Committee"])]
    assert "Harbour Committee" not in named(candidates_of(later))


def test_a_courtesy_title_alone_is_nobody() -> None:
    told = record(section_of(HEADER, "Cllr"), section_of(DECISION, "Agreed.", "Decision"))
    mentions = replace(told.mentions, people=(Person(0, 0, 4, "Cllr", "Cllr"),))
    assert candidates_of(replace(told, mentions=mentions)) == []


def test_nobody_named_is_nobody_told() -> None:
    assert makers(record(section_of(DECISION, "The works were put off until the spring.", "Decision"))) == []


def test_every_candidate_is_seen_by_every_feature() -> None:
    candidates = candidates_of(NOTICE)
    context = load_judges().names.context
    seen = judged_matrix(see(candidates, Record(NOTICE, load_model().words, several=False)), context)
    assert seen.shape == (len(candidates), len(feature_names(context.classes)))


def test_judges_that_cannot_be_read_are_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        read_judges(tmp_path)
    (tmp_path / "names_context.tsv").write_text("maker=0\tother=0\n", encoding="utf-8")
    (tmp_path / "names.tsv").write_text("other=0\tmaker=0\n0\tmaker\tno such feature\t1\t1\t2\n", encoding="utf-8")
    with pytest.raises(ModelError):
        read_judges(tmp_path)
