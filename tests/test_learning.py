"""Three corrected documents of a form that nobody described make the fourth read better."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from decision_models import DecisionRecord
from extractor.cli.forms import check_form
from extractor.cli.learning import fit_model, learn_form
from extractor.document import Document
from extractor.errors import LearningError
from extractor.library import write_records
from extractor.pipeline import Pipeline, build_pipeline, extract_document
from extractor.review.corrections import Action, Change
from extractor.review.learning import form_text, learnt
from extractor.review.store import ReviewStore
from extractor.settings import Settings
from extractor.splitting.fitted import read_model
from extractor.splitting.forms import load_forms
from extractor.splitting.word_model import word_features
from tests.printing import Row, document, head, para
from tests.records import field, raw_record, record

SHEETS = (
    (
        "L/17/031",
        "Renewal of the sluice at Marrow Lock",
        "That the sluice be renewed at a cost of £41,200.",
        "4 March 2017",
    ),
    ("L/17/046", "Hire of a dredger for the upper pound", "That a dredger be hired for £8,950.", "19 May 2017"),
    ("L/18/002", "Lamps for the towing path", "That twelve lamps be set along the path for £5,400.", "11 January 2018"),
    ("L/18/009", "Purchase of a weed cutter", "That a weed cutter be bought for £17,300.", "2 February 2018"),
)
KINDS = {
    "What is now to be": "decision",
    "Whence it comes": "reasons",
    "Purse": "financial",
    "Voices heard": "consultation",
}
BODY = "Wendle Navigation Trustees"
OFFICERS = ("Mrs D Orchard", "Mr P Lanyon", "Mrs D Orchard", "Mr P Lanyon")


def sheet(number: int) -> Document:
    """Return a document of a form that no file describes and no fit has seen."""
    name, subject, resolved, day = SHEETS[number]
    drawn = document(
        [
            Row("WENDLE NAVIGATION TRUSTEES", bold=-1, size=14.0),
            head("Lockside Resolve Sheet"),
            *(para(line) for line in (f"Berth mark: {name}", f"Touching: {subject}", f"Given at the lock on: {day}")),
            para(f"Answering hand: {OFFICERS[number]}"),
            head("What is now to be"),
            para(resolved),
            head("Whence it comes"),
            para("The keepers have asked for it since the floods, and the reach is the worse for every winter."),
            head("Purse"),
            para("It is met from the tolls of the year and asks for no loan."),
            head("Voices heard"),
            para("The keepers and the millers were asked and had nothing against it."),
        ]
    )
    return replace(drawn, path=f"wendle-{number}.pdf", sha256=str(number) * 64)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    # No page is read here; Tesseract is the engine that is there soonest.
    return build_pipeline(Settings(ocr="tesseract"))


def found(record: DecisionRecord) -> dict[str, object]:
    names = ("authority", "decision_number", "subject", "decision_date", "lead_officer")
    fields = {name: getattr(record, name) for name in names}
    kinds = {s.heading: s.kind.value for s in record.sections if s.heading}
    return {name: f and str(f.value) for name, f in fields.items()} | {"kinds": kinds}


def corrections_of(number: int, read: DecisionRecord) -> list[Change]:
    """Return what a person does to a sheet: gives what was missed, and names what headings announce."""
    name, subject, _, _ = SHEETS[number]
    wanted = {"authority": BODY, "decision_number": name, "subject": subject, "lead_officer": OFFICERS[number]}
    changes = []
    for path, value in wanted.items():
        field = getattr(read, path)
        if field is None or field.value != value:
            changes.append(Change(action=Action.CHANGE if field else Action.ADD, path=path, new=value))
    front = read.sections[0].text
    missed = [heading for heading in KINDS if heading in front]
    for heading in reversed(missed):
        at = front.index(heading)
        begun = {"at": at, "heading_end": at + len(heading), "kind": KINDS[heading]}
        changes.append(Change(action=Action.ADD, path="sections/1", new=begun))
    for place, section in enumerate(read.sections, len(missed)):
        if KINDS.get(section.heading or "", section.kind) != section.kind:
            changes.append(
                Change(action=Action.CHANGE, path=f"sections/{place}/kind", new=KINDS[section.heading or ""])
            )
    return changes


def test_three_corrected_documents_make_the_fourth_read_better(pipeline: Pipeline, tmp_path: Path) -> None:
    target, form = str(tmp_path / "out.db"), tmp_path / "forms" / "lockside.toml"
    write_records([one for n in range(3) for one in extract_document(sheet(n), pipeline)], target)
    with ReviewStore(target) as store:
        for n, read in enumerate(list(store.records())):
            store.save(read.record_id, corrections_of(n, read), who="Ann", seen=None)
    learn_form(target, form, name="lockside", only=(), overwrite=False)

    (before,) = extract_document(sheet(3), pipeline)
    learned = replace(pipeline, forms=load_forms(form.parent))
    (after,) = extract_document(sheet(3), learned)
    truth = {"decision_number": "L/18/009", "subject": "Purchase of a weed cutter", "decision_date": "2018-02-02"}
    assert (found(before)["authority"], found(before)["lead_officer"]) == (None, None)
    assert found(after) == {**truth, "authority": BODY, "lead_officer": "Mr P Lanyon", "kinds": KINDS}
    assert after.form == "lockside"


def test_a_model_that_has_learnt_from_three_reads_the_fourth_and_forgets_nothing(
    pipeline: Pipeline, tmp_path: Path
) -> None:
    target, folder = str(tmp_path / "out.db"), tmp_path / "model"
    write_records([one for n in range(3) for one in extract_document(sheet(n), pipeline)], target)
    with pytest.raises(LearningError, match="no record was corrected"):
        fit_model(target, folder, overwrite=False)
    with ReviewStore(target) as store:
        for n, read in enumerate(list(store.records())):
            store.save(read.record_id, corrections_of(n, read), who="Ann", seen=None)
    fit_model(target, folder, overwrite=False)
    fitted = read_model(folder)

    (after,) = extract_document(sheet(3), replace(pipeline, model=fitted))
    assert found(after)["kinds"] == KINDS
    assert (found(after)["decision_number"], found(after)["subject"]) == ("L/18/009", SHEETS[3][1])
    told = tomllib.loads((folder / "provenance.toml").read_text(encoding="utf-8"))
    assert told["fitted_on"]["records"] == 3
    generic = [word_features(w) for w in pipeline.forms[0].lexicon.wordings]
    before, now = ([model.words.probabilities(features) for features in generic] for model in (pipeline.model, fitted))
    assert sum(abs(a - b).max() > 0.1 for a, b in zip(before, now, strict=True)) <= 0.02 * len(generic)


def test_what_is_learnt_is_a_form_with_its_evidence(
    pipeline: Pipeline, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    target, form = str(tmp_path / "out.db"), tmp_path / "lockside.toml"
    write_records([one for n in range(3) for one in extract_document(sheet(n), pipeline)], target)
    with ReviewStore(target) as store:
        for n, read in enumerate(list(store.records())):
            store.save(read.record_id, corrections_of(n, read), who="Ann", seen=None)
    learn_form(target, form, name="lockside", only=("wendle",), overwrite=False)
    assert f"from 3 records. Read it, and use it: --forms {tmp_path}" in capfd.readouterr().err.replace("\n", " ")

    check_form(form)
    text = form.read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    assert raw["authority"]["after"] == ["navigation trustees"]
    assert raw["labels"]["subject"] == ["touching"]
    assert raw["labels"]["lead_officer"] == ["answering hand"]
    assert raw["headings"]["financial"] == ["purse"]
    assert "lockside resolve sheet" in raw["recognise"]["phrases"]
    assert '"answering hand",  # in 3 of 3; put right in wendle-0.pdf, wendle-1.pdf, wendle-2.pdf' in text
    assert "sluice" not in text
    with pytest.raises(LearningError, match="0 were corrected") as caught:
        learn_form(target, tmp_path / "none.toml", name="none", only=("nowhere",), overwrite=False)
    # A form's file is not what is wrong.
    assert "extractor review" in str(caught.value)
    assert "form file" not in str(caught.value)


def test_other_documents_are_not_taken_for_the_form(pipeline: Pipeline, tmp_path: Path) -> None:
    read = [one for n in range(3) for one in extract_document(sheet(n), pipeline)]
    (tmp_path / "lockside.toml").write_text(form_text(learnt(read, "lockside")), encoding="utf-8")
    learned = replace(pipeline, forms=load_forms(tmp_path))
    other = document([head("Record of decision"), para("Decision no: 7"), head("Decision"), para("To do nothing.")])

    assert extract_document(other, learned) == extract_document(other, pipeline)


def test_a_wording_that_records_disagree_on_means_what_a_person_said() -> None:
    headed = raw_record()["sections"]
    headed[2] |= {"kind": "risk", "heading": "Tide table"}
    twice = [record(sections=headed, record_id=name, authority=field("Oxbow Port")) for name in ("a", "b")]
    headed[2] = {**headed[2], "kind": "legal"}
    told = {"path": "sections/2/kind", "action": "change", "read": '"risk"', "who": "A", "when": "2026-01-02T03:04:05Z"}
    put_right = record(sections=headed, record_id="c", authority=field("Oxbow Port"), corrections=[told])

    form = learnt([*twice, put_right], "port")
    assert [line.wording for line in form.headings["legal"]] == ["tide table"]
    assert "risk" not in form.headings
    assert form.headings["legal"][0].evidence == "in 1 of 3; put right in a.pdf; risk in 2"


def test_a_form_is_known_by_what_it_prints_and_not_by_who_fills_it_in() -> None:
    headed = raw_record()["sections"]
    headed[0] = {**headed[0], "text": "Quayside resolve sheet\nPage 1 of 2\n3 4\nDecided for the port by: Mrs A Quill"}
    maker = {"name": field("Mrs A Quill"), "roles": []}
    empty: dict[str, list[object]] = {name: [] for name in ("amounts", "dates", "roles", "people", "references")}
    two = [record(sections=headed, decision_makers=[maker], record_id=name, **empty) for name in ("a", "b")]

    phrases = [line.wording for line in learnt(two, "port").phrases]
    assert "quayside resolve sheet" in phrases
    assert "decided for the port by" in phrases
    assert not [line for line in phrases if "quill" in line or line in {"page 1 of 2", "3 4"}]


def test_what_stands_in_a_wording_cannot_break_the_file() -> None:
    headed = raw_record()["sections"]
    headed[2] |= {"heading": 'Tide "tables" \\ of\tthe # quay'}
    form = learnt([record(sections=headed, record_id=name) for name in ("a", "b")], 'a "port" \\')

    assert tomllib.loads(form_text(form))["id"] == 'a "port" \\'
