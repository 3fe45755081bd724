"""The foundry's documents: the same from the same seed, true to their gold, of all families and of none that is kept back."""

import io
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pdfplumber
import pytest

from fixtures.foundry.__main__ import main
from fixtures.foundry.annotated import Role, Run
from fixtures.foundry.axes import REGISTER, Axis, axis
from fixtures.foundry.compose import Composed, compose
from fixtures.foundry.draft import Stamp, Table, leaves, pieces
from fixtures.foundry.drawing import Drawn, draw
from fixtures.foundry.genres.bare import BARE, LINES, SAYS, TELLINGS
from fixtures.foundry.genres.table import GENRES
from fixtures.foundry.gold import gold_of, runs_of
from fixtures.foundry.signings import DATED

SEED = 77
"""Not a seed that anything is fitted on."""

FRONT = {
    "decision_number",
    "subject",
    "decision_maker",
    "decision_date",
    "publication",
    "key_decision",
    "publication_date",
    "effective_date",
    "call_in",
    "lead_officer",
    "wards",
    "front",
    "signature",
}
BODY = {
    "decision",
    "reasons",
    "financial",
    "legal",
    "equality",
    "consultation",
    "alternatives",
    "interests",
    "background",
    "risk",
    "other",
}


FIELDS = {"decision_maker": "decision_makers", "call_in": "call_in_deadline"}


@cache
def made(genre: str, number: int) -> tuple[Composed, Drawn]:
    composed = compose(SEED, number, genres=[genre])
    # A stamp lies over other print, and its letters among the others'.
    composed.document.blocks = [block for block in composed.document.blocks if not isinstance(block, Stamp)]
    return composed, draw(composed.document)


def training_genres() -> list[str]:
    return [name for name in GENRES.values if name not in GENRES.kept]


def _leaves(composed: Composed) -> list[list[Run]]:
    return [[piece.run for piece in pieces(leaf)] for leaf in leaves(composed.document.blocks)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def printed(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return squeezed("".join(page.dedupe_chars().extract_text() for page in document.pages))


def found_in(text: str, runs: Sequence[Run]) -> list[str]:
    """Return the words of the runs that are not on the page."""
    return [word for run in runs for word in run.text.split() if word not in text]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        main([str(tmp_path / folder), "--count", "4", "--seed", "3"])
    one, two = (
        {
            path.relative_to(tmp_path / folder): path.read_bytes()
            for path in (tmp_path / folder).rglob("*")
            if path.is_file()
        }
        for folder in ("one", "two")
    )
    assert one == two


def test_a_document_does_not_depend_on_how_many_are_made(tmp_path: Path) -> None:
    main([str(tmp_path / "few"), "--count", "2", "--seed", "5"])
    main([str(tmp_path / "more"), "--count", "4", "--seed", "5"])
    few = {path.name: path.read_bytes() for path in (tmp_path / "few" / "born").iterdir()}
    more = {path.name: path.read_bytes() for path in (tmp_path / "more" / "born").iterdir()}
    assert few.items() <= more.items()


@pytest.mark.parametrize("genre", training_genres())
def test_what_runs_say_is_printed(genre: str) -> None:
    for number in (1, 2):
        composed, drawn = made(genre, number)
        assert found_in(printed(drawn.pdf), runs_of(composed.document, drawn)) == []


def test_runs_come_in_the_order_of_the_page() -> None:
    seen = 0
    for number in range(1, 60):
        composed = compose(SEED, number)
        document = composed.document
        if document.sheet.columns > 1 or any(isinstance(block, Table | Stamp) for block in document.blocks):
            continue
        seen += 1
        drawn = draw(document)
        text, at = printed(drawn.pdf), 0
        for run in runs_of(document, drawn):
            # A hanging number may stand a hair above its line; the words after it tell the order.
            words = max(run.text.split(), key=len)
            found = text.find(words, at)
            assert found >= 0, (document.id, run.text, text[at : at + 80])
            at = found
    assert seen >= 5


@pytest.mark.parametrize("genre", training_genres())
def test_gold_says_what_runs_say(genre: str) -> None:
    composed, drawn = made(genre, 1)
    runs = runs_of(composed.document, drawn)
    for gold in gold_of(composed.document):
        own = [run for run in runs if run.decision == gold.get("ordinal", run.decision) and run.role != Role.FURNITURE]
        heads = [run.text for run in own if run.role in {Role.LABEL, Role.HEADING}]
        assert " ".join(s["heading"] for s in gold["sections"] if s["heading"]).split() == " ".join(heads).split()
        texts = [run.text for run in own if run.role in {Role.VALUE, Role.TEXT}]
        assert sorted(" ".join(s["text"] for s in gold["sections"]).split()) == sorted(" ".join(texts).split())
        assert {section["kind"] for section in gold["sections"]} <= FRONT | BODY


@pytest.mark.parametrize("genre", training_genres())
def test_marks_lie_within_their_runs(genre: str) -> None:
    composed, drawn = made(genre, 2)
    for run in runs_of(composed.document, drawn):
        for mark in run.marks:
            assert run.text[mark.start : mark.end].strip() == run.text[mark.start : mark.end] != ""


@pytest.mark.parametrize("genre", training_genres())
def test_every_document_decides_something(genre: str) -> None:
    for number in (1, 2):
        golds = gold_of(made(genre, number)[0].document)
        assert golds
        for gold in golds:
            assert any(section["kind"] == "decision" for section in gold["sections"])
            assert gold["fields"]["authority"]


def test_who_was_present_is_a_section_of_no_named_kind() -> None:
    seen = 0
    for number in range(1, 12):
        runs = [run for block in _leaves(compose(SEED, number, genres=["committee-minutes"])) for run in block]
        for run in runs:
            if run.text.casefold().rstrip(" :–") in {"present", "members present", "in attendance", "apologies"}:
                seen += 1
                assert (run.role, run.kind, run.decision) == (Role.HEADING, "other", 0)
    assert seen >= 5


def test_a_day_at_the_foot_is_the_decisions() -> None:
    dated = 0
    for number in range(1, 60):
        composed = compose(SEED, number, genres=["officer-decision"])
        days = [
            run
            for block in _leaves(composed)
            for run in block
            if run.kind == "decision_date" and run.role is Role.VALUE
        ]
        if composed.families.get("signing") in DATED and days:
            dated += 1
            assert composed.document.fields[1]["decision_date"] == days[-1].marks[0].value
    assert dated >= 5


@pytest.mark.parametrize("name", sorted(TELLINGS))
def test_a_telling_says_who_decided_and_when(name: str) -> None:
    assert all(slot in " ".join(TELLINGS[name]) for slot in ("{who}", "{day}"))


@pytest.mark.parametrize("line", sorted(BARE))
def test_a_line_without_label_states_what_it_prints(line: str) -> None:
    stated = 0
    for number in range(1, 400):
        composed = compose(SEED, number, genres=["executive-record"])
        if composed.families.get("bare") != line:
            continue
        kind = SAYS[line]
        runs = [run for block in _leaves(composed) for run in block if run.kind == kind]
        if runs and all(run.role is Role.VALUE for run in runs):
            stated += 1
            assert FIELDS.get(kind, kind) in composed.document.fields[1]
        if stated == 2:
            break
    assert stated or line in LINES.kept


def test_entries_of_a_register_are_decisions_each_with_number_and_subject() -> None:
    for number in range(1, 8):
        composed = compose(SEED, number, genres=["register"])
        numbers = [fields["decision_number"] for n, fields in composed.document.fields.items() if n]
        assert len(numbers) >= 2
        assert all(fields["subject"] for n, fields in composed.document.fields.items() if n)


def test_resolutions_that_count_may_stand_without_items() -> None:
    found = [
        fields
        for number in range(1, 200)
        for n, fields in compose(SEED, number, genres=["committee-minutes"]).document.fields.items()
        if n and "subject" not in fields
    ]
    assert found
    assert all(fields["decision_number"] for fields in found)


def test_training_never_shows_what_is_kept_back() -> None:
    for number in range(1, 80):
        families = compose(SEED, number).families
        assert not {(name, value) for name, value in families.items() if value in REGISTER[name].kept}


def test_kept_back_documents_show_some_of_it() -> None:
    for number in range(1, 30):
        families = compose(SEED, number, kept_back=True).families
        assert any(value in REGISTER[name].kept for name, value in families.items())


def test_every_value_of_every_axis_occurs() -> None:
    seen: dict[str, set[str]] = {}
    for kept_back in (False, True):
        for number in range(1, 1000):
            for name, value in compose(SEED, number, kept_back=kept_back).families.items():
                seen.setdefault(name, set()).add(value)
    unseen = {
        (name, value) for name, made in REGISTER.items() for value in made.values if value not in seen.get(name, ())
    }
    assert unseen == set()


def test_a_value_kept_back_must_be_there() -> None:
    with pytest.raises(ValueError, match="colour: kept back but no value: green"):
        Axis("colour", {"red": 1}, frozenset({"green"}))


def test_a_genre_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no genre haiku"):
        compose(1, 1, genres=["haiku"])


def test_runs_are_written_with_their_marks(tmp_path: Path) -> None:
    main([str(tmp_path), "--count", "1", "--seed", "9", "--scan", "copy"])
    [path] = (tmp_path / "runs").iterdir()
    runs = json.loads(path.read_text(encoding="utf-8"))
    assert {"text", "role", "part", "kind", "decision", "marks"} == set(runs[0])
    assert (tmp_path / "copy" / f"{path.stem}.pdf").read_bytes().startswith(b"%PDF")
    assert set(json.loads((tmp_path / "families.json").read_text(encoding="utf-8"))) == {path.stem}


def test_axes_are_entered_in_the_register() -> None:
    made = axis("test-only", {"a": 1, "b": 2}, kept=["b"])
    assert REGISTER.pop("test-only") is made
