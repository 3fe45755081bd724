"""The foundry's language: enough wordings of each kind, kept-back ones apart, and every mark true to what is printed."""

import random
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from edtf import parse_edtf

from fixtures.foundry.language import COUNTRIES, HEADING_KINDS, LABEL_FIELDS, Country, Facts, Phrase, Speaker
from fixtures.foundry.language.amounts import Purse
from fixtures.foundry.language.dates import Calendar
from fixtures.foundry.language.facts import timetable
from fixtures.foundry.language.grammar import DATA, expansions, keep_back, load, parse
from fixtures.foundry.language.names import Namer
from fixtures.foundry.language.phrase import joined, marked
from fixtures.foundry.language.topics import spoken_of, topic_of
from fixtures.foundry.language.verbs import inflect
from fixtures.foundry.language.wordings import headings, labels, plain, wordings

GENRES = ("record", "officer decision", "cabinet member", "minutes", "planning", "licence", "traffic order", "resolution",
          "commissioner", "memo", "web page")  # fmt: skip
YEARS = (1895, 1934, 1958, 1972, 1986, 1998, 2005, 2013, 2019, 2024)


def speaker(seed: int, *, kept_back: bool = False) -> Speaker:
    rng = random.Random(seed)
    country = rng.choice(tuple(COUNTRIES.values()))
    return Speaker(country, rng.choice(YEARS), kept_back, rng)


def phrases(talk: Speaker, facts: Facts) -> list[Phrase]:
    said = [facts.subject_phrase]
    for kind in HEADING_KINDS:
        said += [*talk.sentences(kind, 3, facts), *talk.points(kind, 3, facts)]
    said += [cell for row in talk.table("financial", facts) for cell in row]
    return said + [value for name in LABEL_FIELDS if (value := talk.value(name, facts))]


# Wordings


@pytest.mark.parametrize("kind", HEADING_KINDS)
def test_a_kind_has_many_headings_and_a_share_of_them_is_kept_back(kind: str) -> None:
    trained, kept = (wordings(headings(kind), kept_back=back) for back in (False, True))
    assert len({plain(text) for text in trained | kept}) == len(trained | kept) >= 150
    assert 0.15 <= len(kept) / len(trained | kept) <= 0.5


@pytest.mark.parametrize("field", LABEL_FIELDS)
def test_a_field_has_many_labels_and_a_share_of_them_is_kept_back(field: str) -> None:
    trained, kept = (wordings(labels(field), kept_back=back) for back in (False, True))
    assert len({plain(text) for text in trained | kept}) == len(trained | kept) >= 60
    assert 0.14 <= len(kept) / len(trained | kept) <= 0.35


def test_no_heading_is_of_two_kinds() -> None:
    kinds = Counter(plain(text) for kind in HEADING_KINDS for group in headings(kind) for text in group.texts)
    assert [text for text, count in kinds.items() if count > 1] == []


@pytest.mark.parametrize("kind", HEADING_KINDS)
def test_a_speaker_keeps_to_its_side_of_the_wordings(kind: str) -> None:
    for kept_back in (False, True):
        known = wordings(headings(kind), kept_back=kept_back)
        assert all(speaker(seed, kept_back=kept_back).heading(kind) in known for seed in range(60))


@pytest.mark.parametrize("field", LABEL_FIELDS)
def test_a_speaker_keeps_to_its_side_of_the_labels(field: str) -> None:
    for kept_back in (False, True):
        known = wordings(labels(field), kept_back=kept_back)
        assert all(speaker(seed, kept_back=kept_back).label(field) in known for seed in range(40))


def test_what_every_form_says_is_never_kept_back() -> None:
    assert {"Decision", "Reasons for decision"} <= wordings(
        (*headings("decision"), *headings("reasons")), kept_back=False
    )
    assert "Decision maker" in wordings(labels("decision_maker"), kept_back=False)


def test_keeping_back_hangs_on_the_line_alone() -> None:
    lines = list(load("frames"))
    kept = {line.source for line in keep_back(lines) if line.kept_back}
    assert {line.source for line in keep_back(lines[::-1]) if line.kept_back} == kept
    assert len(kept) == len(lines) // 4


def test_some_decisions_are_headed_by_number_mover_or_body() -> None:
    listed = wordings(headings("decision"), kept_back=False)
    talks = [speaker(seed) for seed in range(300)]
    for talk in talks:
        talk.facts("resolution")
    made = [heading for talk in talks if (heading := talk.heading("decision")) not in listed]
    assert 5 <= len(made) <= 45
    assert len(set(made)) == len(made)


def test_minutes_have_the_items_of_minutes() -> None:
    def procedural(genre: str) -> int:
        talks = [Speaker(COUNTRIES["gb-eng"], 2016, False, random.Random(seed)) for seed in range(80)]
        for talk in talks:
            talk.facts(genre)
        items = ("apologies", "minutes", "next meeting", "public", "questions", "announcements", "urgent", "agenda")
        return sum(any(word in talk.heading("other").lower() for word in items) for talk in talks)

    assert procedural("minutes") > 20
    assert procedural("officer decision") < 12


def test_headings_of_one_document_differ() -> None:
    talk = speaker(5)
    drawn = [talk.heading("other") for _ in range(12)]
    assert len(set(drawn)) == 12


# Grammar


def test_choices_and_slots_are_expanded() -> None:
    texts = expansions(parse("{a|b} {word}{|s}"), lambda slot: (slot.name.upper(),))
    assert texts == ["a WORD", "a WORDs", "b WORD", "b WORDs"]


@pytest.mark.parametrize("text", ["a {b", "a } b", "a {Not A Slot} b"])
def test_a_broken_production_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"brace|slot"):
        parse(text)


@pytest.mark.parametrize(
    ("verb", "past", "participle"),
    [("approve", "approved", "approving"), ("set", "set", "setting"), ("apply", "applied", "applying"),
     ("defer", "deferred", "deferring"),
     ("agree", "agreed", "agreeing"), ("pay", "paid", "paying"), ("delegate", "delegated", "delegating")],
)  # fmt: skip
def test_verbs_are_inflected(verb: str, past: str, participle: str) -> None:
    assert (inflect(verb, "past"), inflect(verb, "participle"), inflect(verb, "base")) == (past, participle, verb)


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.txt")), ids=lambda path: str(path.relative_to(DATA)))
def test_every_data_file_is_read_and_says_nothing_twice(path: Path) -> None:
    lines = load(str(path).removeprefix(f"{DATA}/").removesuffix(".txt"))
    assert lines
    assert [text for text, count in Counter(line.source for line in lines).items() if count > 1] == []


@pytest.mark.parametrize("path", sorted((DATA / "points").glob("*.txt")), ids=lambda path: path.stem)
def test_every_point_can_be_filled(path: Path) -> None:
    talk = speaker(4)
    facts = talk.facts("minutes")
    for line in load(f"points/{path.stem}"):
        assert talk._filler(facts).fill(line.nodes, random.Random(1)).text


@pytest.mark.parametrize("kind", HEADING_KINDS)
def test_a_kind_has_many_patterns_and_each_can_be_filled(kind: str) -> None:
    lines = load(f"sentences/{kind}")
    assert len(lines) >= 60
    talk = speaker(3)
    facts = talk.facts("record")
    for line in lines:
        for seed in range(4):
            phrase = talk._filler(facts).fill(line.nodes, random.Random(seed))
            assert "{" not in phrase.text
            assert not phrase.text.startswith(" ")


# Marks


@pytest.mark.parametrize("seed", range(48))
def test_every_mark_is_in_its_text_and_its_value_is_one(seed: int) -> None:
    talk = speaker(seed, kept_back=seed % 2 == 1)
    for phrase in phrases(talk, talk.facts(GENRES[seed % len(GENRES)])):
        for mark in phrase.marks:
            printed = phrase.text[mark.start : mark.end]
            assert printed == printed.strip() != ""
            if mark.type == "amount":
                assert Decimal(mark.value) > 0
                assert "E" not in mark.value
                assert len(mark.more["currency"]) == 3
            elif mark.type == "date":
                assert parse_edtf(mark.value)
            else:
                assert printed == mark.value
        assert all(first.end <= second.start for first, second in pairwise(phrase.marks))


def test_no_text_has_a_space_before_a_stop_or_two_stops() -> None:
    for seed in range(40):
        talk = speaker(seed)
        for phrase in phrases(talk, talk.facts("minutes")):
            assert not any(wrong in phrase.text for wrong in (" ,", "  ", ",,", ",.", "{", "}")), phrase.text


def test_joining_moves_marks() -> None:
    whole = joined(
        ("from ", marked("2 May 2001", "date", "2001-05-02"), ", by ", marked("Ann Lee", "person", "Ann Lee"))
    )
    assert [whole.text[mark.start : mark.end] for mark in whole.marks] == ["2 May 2001", "Ann Lee"]


@pytest.mark.parametrize("country", COUNTRIES.values(), ids=lambda country: country.id)
def test_a_printed_day_has_its_value(country: Country) -> None:
    for seed in range(20):
        rng = random.Random(seed)
        calendar = Calendar.drawn(country, 2014, rng)
        entry = calendar.entry(date(2014, 3, 9))
        assert entry.marks[0].value == "2014-03-09"
        assert "2014" in entry.text or "14" in entry.text


def test_old_money_adds_up() -> None:
    purse = Purse(COUNTRIES["gb-eng"], 1937)
    assert purse.given(Decimal("1318.6")).text == "£1,318 12s. 0d."
    assert purse.given(Decimal("12.0375")).text == "£12 0s. 9d."
    assert Purse(COUNTRIES["us"], 1937).given(Decimal("12.5")).text == "$12.50"


def test_the_sum_of_a_column_is_its_total() -> None:
    for seed in range(30):
        talk = speaker(seed)
        rows = talk.table("financial", talk.facts("record"))
        if rows[-1][0].text == "Total":
            for column in list(zip(*rows[1:], strict=True))[1:]:
                *parts, total = (Decimal(cell.marks[0].value) for cell in column)
                assert sum(parts) == total


# Facts


@pytest.mark.parametrize("seed", range(60))
def test_days_follow_one_another(seed: int) -> None:
    times = timetable(2000 + seed % 25, "officer", random.Random(seed), calls_in=True)
    days = [day for day in (times.decided, times.published, times.call_in, times.effective) if day]
    assert days == sorted(days)
    assert times.effective is None or times.effective > days[-2]
    assert times.call_in is None or times.call_in > days[days.index(times.call_in) - 1]
    assert all(day.weekday() < 5 for day in days)


def test_the_same_seed_says_the_same() -> None:
    def said() -> list[object]:
        talk = speaker(11)
        facts = talk.facts("cabinet member")
        words = [talk.heading(kind) for kind in HEADING_KINDS] + [talk.label(name) for name in LABEL_FIELDS]
        return [
            facts,
            words,
            phrases(talk, facts),
            talk.form_title("record"),
            talk.nil(),
            talk.instruction(),
            talk.stamp(),
        ]

    assert said() == said()


def test_another_decision_of_a_meeting_counts_on() -> None:
    talk = speaker(2)
    facts = talk.facts("minutes")
    following = talk.another(facts, "48/24")
    assert (following.number, following.decision_date, following.makers) == ("48/24", facts.decision_date, facts.makers)
    assert talk.another(following).number == "48/25"
    assert following.subject == following.subject_phrase.text != ""


def test_what_is_not_so_is_not_printed() -> None:
    for seed in range(60):
        talk = speaker(seed)
        facts = talk.facts("officer")
        for name, fact in (("publication_date", facts.publication_date), ("call_in", facts.call_in_deadline),
                           ("key_decision", facts.key_decision), ("publication", facts.publication)):  # fmt: skip
            assert (talk.value(name, facts) is None) == (fact is None)


def test_numbers_have_many_shapes() -> None:
    shapes: Counter[str] = Counter()
    for seed in range(400):
        talk = speaker(seed)
        number = talk.facts(GENRES[seed % len(GENRES)]).number or ""
        shapes["".join("0" if char.isdigit() else "A" if char.isalpha() else char for char in number)] += 1
    assert len(shapes) > 80
    assert shapes.most_common(2)[1][1] < 40


def test_names_are_seldom_repeated() -> None:
    namer, rng = Namer(COUNTRIES["gb-eng"], 2015), random.Random(1)
    towns = Counter(namer.town(rng) for _ in range(500))
    people = Counter(namer.person(rng) for _ in range(500))
    assert len(towns) > 400
    assert len(people) > 450


def test_no_sentence_is_said_too_often() -> None:
    said: Counter[str] = Counter()
    for seed in range(300):
        talk = speaker(seed)
        facts = talk.facts(GENRES[seed % len(GENRES)])
        said.update(
            {
                phrase.text
                for kind in HEADING_KINDS
                for phrase in talk.sentences(kind, 2, facts)
                if len(phrase.text) > 60
            }
        )
    text, most = said.most_common(1)[0]
    assert most <= 15, text


@pytest.mark.parametrize(
    ("heading", "topic"),
    [("Apologies for absence", "apologies"), ("HR aspects", "staff"), ("Climate implications", "climate"),
     ("Background papers", "papers"),
     ("Items requiring attention", ""), ("How will we know it worked?", ""), ("Date of next meeting", "nextmeeting")],
)  # fmt: skip
def test_a_heading_of_no_named_kind_has_a_topic(heading: str, topic: str) -> None:
    assert topic_of(heading) == topic


def test_what_stands_under_a_topic_speaks_of_it() -> None:
    for seed in range(40):
        talk = speaker(seed)
        facts = talk.facts("minutes")
        talk._topic = "staff"
        said = " ".join(phrase.text for phrase in (*talk.sentences("other", 2, facts), *talk.points("other", 2, facts)))
        assert not any(word in said for word in ("carbon", "minutes", "licensee", "mariners", "Apologies"))


def test_a_mover_seldom_seconds_himself() -> None:
    talk = speaker(6)
    facts = talk.facts("minutes")
    nodes = parse("Moved by {sitting}, seconded by {sitting}")
    said = [talk._filler(facts).fill(nodes, random.Random(seed)).marks for seed in range(200)]
    assert sum(first.value == second.value for first, second in said) <= 4


@pytest.mark.parametrize(
    ("subject", "said"),
    [("Award of contract for boilers", "the contract"), ("Proposed lease: Mill House", "the lease"),
     ("Seat at The Green", "the proposal"),
     ("Erection of 12 dwellings", "the application"), ("Fees and charges 2019/20", "the new charges")],
)  # fmt: skip
def test_prose_speaks_of_the_subject(subject: str, said: str) -> None:
    assert spoken_of(subject) == said


def test_a_title_suits_the_name_that_follows() -> None:
    namer, rng = Namer(COUNTRIES["gb-eng"], 2015), random.Random(4)
    names = [namer.member(rng) for _ in range(400)]
    assert not [
        name for name in names if " Mrs " in name and name.split()[2] in {"David", "Kenneth", "George", "Mohammed"}
    ]


def test_points_of_a_list_are_in_one_form() -> None:
    for seed in range(40):
        talk = speaker(seed)
        points = [phrase.text for phrase in talk.points("decision", 4, talk.facts("record"))]
        assert len({text.lower().startswith("that ") for text in points}) == 1
        assert len({text.lower().startswith("to ") for text in points}) == 1
        assert len({text[0].isupper() for text in points}) == 1
