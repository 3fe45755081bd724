import re
import tomllib
from pathlib import Path

import pytest

from decision_models import SectionKind
from extractor.cli.form_repetitions import repetitions
from extractor.cli.forms import check_form
from extractor.errors import FormError
from extractor.splitting import forms
from extractor.splitting.forms import GENERIC, choose_form, load_forms, read_form_file

OWN = """
id = "ferry-board"
title = "The Ferry Board's docket"
[recognise]
requires = ["ferry board docket"]
phrases = ["what the board says", "tide table"]
[headings]
decision = ["what the board says"]
[labels]
decision_number = ["docket"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ferry.toml").write_text(OWN, encoding="utf-8")
    return tmp_path


def test_the_packaged_forms_are_valid_and_the_generic_one_comes_first() -> None:
    found = load_forms()
    assert found[0].id == GENERIC
    assert len(found) >= 8
    assert len({form.id for form in found}) == len(found)


def test_a_folder_adds_forms_and_an_equal_id_replaces(folder: Path) -> None:
    assert "ferry-board" in [form.id for form in load_forms(folder)]
    (folder / "web.toml").write_text(OWN.replace("ferry-board", "web-register"), encoding="utf-8")
    replaced = {form.id: form.title for form in load_forms(folder)}
    assert replaced["web-register"] == "The Ferry Board's docket"
    assert len(replaced) == len(load_forms()) + 1


def test_a_form_adds_its_wordings_to_the_generic_ones(folder: Path) -> None:
    form = next(form for form in load_forms(folder) if form.id == "ferry-board")
    for wording, kind in (("What the Board says", SectionKind.DECISION), ("Legal implications", SectionKind.LEGAL)):
        match = form.lexicon.match(wording)
        assert match is not None
        target = match.target("section")
        assert target is not None
        assert target.kind is kind


@pytest.mark.parametrize(
    ("lines", "chosen"),
    [
        (["The Ferry Board Docket", "What the Board says:", "Tide table"], "ferry-board"),
        (["Tbe Ferry Boarcl Docket", "What the Board says:", "Tide tabie"], "ferry-board"),
        (["The Ferry Board Docket", "Timber"], GENERIC),
        (["What the Board says:", "Tide table"], GENERIC),
        ([], GENERIC),
    ],
    ids=["as printed", "misread", "too little", "what it requires is missing", "nothing"],
)
def test_a_form_is_recognised_by_its_phrases(folder: Path, lines: list[str], chosen: str) -> None:
    assert choose_form(load_forms(folder), lines).id == chosen


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("id = ", "not TOML"),
        ("title = 'x'", "'id' must be a text"),
        ("id = 'x'\ntitle = 'x'", "recognise.phrases"),
        (OWN + "\n[colours]\nred = []", "there is no table 'colours'"),
        (OWN.replace("decision =", "verdict ="), "headings.verdict"),
        (OWN.replace('["docket"]', "7"), "labels.decision_number"),
        (OWN.replace("[headings]", "minimum = 3\n[headings]"), "recognise.minimum"),
        (OWN + '\n[cues]\nlegal = ["("]', "no regular expression"),
    ],
)
def test_a_wrong_form_file_is_refused_with_file_and_key(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        read_form_file(path)
    assert "wrong.toml" in str(caught.value)
    assert named in str(caught.value)


def test_every_fault_of_a_form_file_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text("[labels]\ncolour = ['x']\n[headings]\nverdict = ['y']", encoding="utf-8")
    with pytest.raises(FormError, match=r"id.*title.*headings\.verdict.*labels\.colour"):
        read_form_file(path)


def test_a_missing_folder_of_forms_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormError, match="nowhere"):
        load_forms(tmp_path / "nowhere")


PACKAGED = sorted(Path(forms.__file__ or "").parent.glob("forms/*.toml"))


@pytest.mark.parametrize("path", PACKAGED, ids=[path.stem for path in PACKAGED])
def test_a_packaged_form_says_nothing_twice_and_has_one_wording_a_line(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [*repetitions(read_form_file(path))] == []
    listed = [line for line in lines if line.startswith("    ") and not line.lstrip().startswith("#")]
    assert [line for line in listed if not isinstance(tomllib.loads(f"x = {line.strip().rstrip(',')}")["x"], str)] == []
    assert [line for line in lines if re.match(r"[\w-]+ = \[.", line)] == []


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ('[labels]\nsubject = ["Tide", "rope", "1. TIDE:"]', "'labels.subject': 'tide' stands there 2 times"),
        ('[labels]\nsubject = ["rope"]\nauthority = ["Rope"]', "'rope' stands under 'subject' and 'authority'"),
        ('[headings]\nlegal = ["powers"]\nrisk = ["powers"]', "'powers' stands under 'legal' and 'risk'"),
        (
            '[notices]\neffective_date = ["acts on", "acts on"]',
            "'notices.effective_date': 'acts on' stands there 2 times",
        ),
    ],
    ids=["within a key", "two fields", "two kinds", "an expression"],
)
def test_what_a_form_says_twice_is_named(tmp_path: Path, added: str, said: str) -> None:
    head = OWN.split("[headings]", maxsplit=1)[0]
    (tmp_path / "form.toml").write_text(head + added, encoding="utf-8")

    with pytest.raises(FormError) as caught:
        check_form(tmp_path / "form.toml")

    assert said in str(caught.value)


def test_what_may_stand_in_two_tables_is_no_repetition(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(f'{OWN}\n[titles]\nwordings = ["docket"]', encoding="utf-8")

    check_form(tmp_path / "form.toml")
