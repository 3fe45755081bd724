"""What is typed and taken at the desk becomes changes, and what was done shows in rows and words; what arrives is read."""

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from decision_models import AmountBound, Region
from extractor.audit.sampling.plan import Request, make_plan
from extractor.audit.sampling.sheet import read_sheet, write_sheet
from extractor.errors import CorrectionError, FileMissingError, UsageError
from extractor.review.corrections import Action, Change
from extractor.review.located import located
from extractor.review.store import ReviewStore
from extractor.review.typed import inputs_of, shown, typed
from extractor.review.web.asked import changes_of, pointed, section_changes
from extractor.review.web.history import done_since, history_of
from extractor.review.web.intake import Intake, State
from extractor.review.web.pages import forget_oldest
from extractor.review.web.queue import beside, filters_of
from extractor.review.web.view import groups_of
from extractor.sinks.source import read_records
from tests.records import field
from tests.reviewing import LINES, place, reviewed_record, target_of
from tests.test_review_safety import client_of, csrf_of

RECORD = reviewed_record().record_id
DECISION = "\n".join(LINES[3:])

# -- what is typed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "given", "value"),
    [
        ("decision_date", {"value": "12 July 2016"}, "2016-07-12"),
        ("decision_date", {"value": " 12/7/2016 "}, "2016-07-12"),
        ("key_decision", {"value": "no"}, False),
        ("publication", {"value": "part exempt"}, "part_exempt"),
        ("subject", {"value": "Lamps\n for  all"}, "Lamps for all"),
        ("decision_makers", {"name": "", "roles": "Board; Keeper "}, {"name": None, "roles": ["Board", "Keeper"]}),
        ("amounts/0", {"value": "£1.5m", "currency": "gbp"}, {"value": "1500000", "currency": "GBP"}),
        ("amounts/0", {"value": "12,500.50", "per": "1 year", "over": "P3Y"}, {"value": "12500.50", "per": "P1Y", "over": "P3Y"}),
        ("amounts/0", {"value": ""}, {"value": None}),
        ("dates/0", {"value": "2016/17"}, {"value": "2016-04/2017-03"}),
        ("dates/0", {"value": "2016-07/.."}, {"value": "2016-07/.."}),
        ("sections/1", {"kind": "legal", "heading": ""}, {"kind": "legal", "heading": None}),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_value_of_its_type(path: str, given: dict[str, str], value: object) -> None:
    assert typed(path, given) == value


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("decision_date", {"value": "31 February 2018"}, "no such date"),
        ("decision_date", {"value": "2018-02-31"}, "no day 2018-02-31"),
        ("decision_date", {"value": "March 2018"}, "no single day"),
        ("decision_date", {"value": ""}, "there is nothing"),
        ("outcome", {"value": "perhaps"}, "agreed, amended"),
        ("amounts/0", {"value": "two lamps"}, "no sum of money"),
        ("amounts/0", {"value": "NaN"}, "no sum of money"),
        ("amounts/0", {"currency": "pounds"}, "no currency"),
        ("amounts/0", {"per": "now and then"}, "no term"),
        ("amounts/0", {"bound": "about"}, "exact, minimum"),
        ("people/0", {"name": " "}, "remove it instead"),
        ("lanterns", {"value": "x"}, "no place"),
    ],
)
def test_what_is_none_is_told(path: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(CorrectionError) as error:
        typed(path, given)

    assert said in (error.value.detail or "")


@pytest.mark.parametrize("path", ["decision_date", "key_decision", "decision_makers/0", "sections/1", "amounts/0"])
def test_what_is_shown_is_taken_when_it_is_typed_again(path: str) -> None:
    raw = reviewed_record(key_decision=field(value=True)).model_dump(mode="json")
    name, _, number = path.partition("/")
    old = raw[name][int(number)] if number else {"value": raw[name]["value"]}
    if name == "decision_makers":
        old = {"name": old["name"]["value"], "roles": [role["value"] for role in old["roles"]]}
    names = [one.name for one in inputs_of(path)]

    again = typed(path, {name: shown(old[name]) for name in names})

    assert again == ({name: old[name] for name in names} if number else old["value"])


# -- what is asked for --------------------------------------------------------------------------------------------------


def asked(**given: str) -> list[dict[str, Any]]:
    return [change.model_dump(mode="json", exclude_defaults=True) for change in changes_of(reviewed_record(), given)]


def test_only_what_is_other_is_a_change() -> None:
    assert asked(path="amounts/0", value="12500", currency="EUR", bound="exact", per="", over="") == [
        {"action": "change", "path": "amounts/0", "new": {"currency": "EUR"}}
    ]
    assert asked(path="sections/1", kind="legal", heading="Decision", state="stated") == [
        {"action": "change", "path": "sections/1/kind", "new": "legal"}
    ]
    assert asked(path="sections/1", kind="decision", heading="", state="stated") == [
        {"action": "remove", "path": "sections/1/heading"}
    ]


def test_what_is_saved_as_it_stood_is_confirmed() -> None:
    assert asked(path="subject", value="Lanterns for the mole") == [{"action": "confirm", "path": "subject"}]


def test_a_maker_s_name_alone_keeps_the_evidence_of_the_post() -> None:
    assert asked(path="decision_makers/0", name="Mrs B Quill", roles="Head of Lanterns") == [
        {"action": "change", "path": "decision_makers/0/name", "new": "Mrs B Quill"}
    ]
    assert asked(path="decision_makers/0", name="Mrs A Quill", roles="Head of Lamps") == [
        {"action": "change", "path": "decision_makers/0/roles/0", "new": "Head of Lamps"}
    ]


def test_words_of_the_page_become_a_mention_where_the_text_has_them() -> None:
    region = f"[{Region(**place(3, 6, 7)).model_dump_json()}]"

    (change,) = asked(action="add", path="dates", value="12 July 2018", text="12 July.", regions=region)

    start = DECISION.index("12 July.")
    assert change["new"] == {"value": "2018-07-12", "section": 1, "start": start, "end": start + 8}
    with pytest.raises(CorrectionError, match="no such words"):
        asked(action="add", path="people", value="Mr Nobody")


def test_of_equal_words_those_are_meant_that_lie_where_they_were_taken() -> None:
    record = reviewed_record()
    text = "the lamps\n" * 10 + "the keepers"
    tall = Region(page=1, x0=0, top=100, x1=100, bottom=200)
    section = record.sections[1].model_copy(update={"text": text, "clauses": (), "regions": (tall,)})
    changed = record.model_copy(update={"sections": (record.sections[0], section), "amounts": ()})

    found = [
        located(changed, "the lamps", [Region(page=1, x0=0, top=top, x1=50, bottom=top + 8)]) for top in (101, 146)
    ]

    assert found == [(1, 0, 9), (1, 50, 59)]
    assert located(changed, "lamps the keepers", []) == (1, 94, 111)
    assert located(changed, "a lighthouse", []) is None


@pytest.mark.parametrize(
    ("do", "given", "change"),
    [
        ("begin", {"start": "42"}, {"path": "sections/1/boundary", "new": {"section": 1, "at": 42}}),
        (
            "cut",
            {"start": "42", "end": "44", "kind": "reasons"},
            {"action": "add", "path": "sections/2", "new": {"at": 42, "heading_end": 44, "kind": "reasons"}},
        ),
        ("text", {"words": "1. To spend\r\nnothing"}, {"path": "sections/1/text", "new": "1. To spend\nnothing"}),
        ("split", {}, {"action": "split", "path": "", "new": {"section": 1}}),
        (
            "mention",
            {"start": "12", "end": "20", "mention": "amounts"},
            {"action": "add", "path": "amounts", "new": {"value": "12500", "section": 1, "start": 12, "end": 19}},
        ),
    ],
)  # fmt: skip
def test_a_section_is_cut_joined_and_worded_by_the_caret(
    do: str, given: dict[str, str], change: dict[str, Any]
) -> None:
    (made,) = section_changes(reviewed_record(), 1, do, given)

    expected = Change(**{"action": "change", **change})
    assert made == expected


def test_a_point_is_labelled_by_what_is_selected() -> None:
    clauses = [
        {"label": "1.", "start": 0, "end": 60, "clauses": [{"label": "(a)", "start": 50, "end": 60, "clauses": []}]}
    ]
    text = "1. " + "x" * 37 + "2. " + "y" * 7 + "(a) zzzzzz"

    assert pointed(clauses, text, 40, 43) == [
        {"label": "1.", "start": 0, "end": 40, "clauses": []},
        {"label": "2.", "start": 40, "end": 60, "clauses": [{"label": "(a)", "start": 50, "end": 60, "clauses": []}]},
    ]


@pytest.mark.parametrize("do", ["unheard of", "mention"])
def test_what_cannot_be_done_to_a_section_is_told(do: str) -> None:
    with pytest.raises(CorrectionError):
        section_changes(reviewed_record(), 1, do, {"start": "3", "end": "3"})


# -- what shows ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReviewStore]:
    with ReviewStore(target_of(tmp_path, [reviewed_record(1), reviewed_record(2)])) as opened:
        yield opened


def test_a_rate_and_a_term_are_said_in_words() -> None:
    made = reviewed_record()
    rate = made.amounts[0].model_copy(
        update={"value": Decimal(900), "bound": AmountBound.EXACT, "per": "P1Y", "over": "P3Y"}
    )

    groups = groups_of(made.model_copy(update={"amounts": (rate,)}), ())

    (shown,) = (row.shown for group in groups for row in group.rows if row.path == "amounts/0")
    assert shown == "900 GBP, per year, over 3 years"


def test_rows_say_what_needs_a_person_and_what_was_done(store: ReviewStore) -> None:
    def marks() -> dict[str, tuple[str, bool, list[str]]]:
        reviewed = store.look(RECORD)
        assert reviewed.record is not None
        rows = [row for group in groups_of(reviewed.record, reviewed.judged) for row in group.rows]
        return {row.path: (row.shown, row.needs, [mark.text for mark in row.marks]) for row in rows}

    before = marks()
    assert before["decision_number"] == ("none", True, [])
    assert before["decision_date"] == ("12 March 2018", True, [])
    assert before["subject"] == ("Lanterns for the mole", False, [])
    assert before["decision_makers/0"][0] == "Mrs A Quill – Head of Lanterns"

    changes = [Change(action=Action.CHANGE, path="decision_date", new="2018-03-21")]
    changes.append(Change(action=Action.ILLEGIBLE, path="decision_number"))
    store.save(RECORD, changes, who="Ann", seen=None)

    after = marks()
    assert after["decision_date"] == ("21 March 2018", False, ["corrected", "was 12 March 2018"])
    assert after["decision_number"] == ("illegible", False, ["illegible"])


def test_what_was_done_is_told_in_words(store: ReviewStore) -> None:
    first = store.save(RECORD, [Change(action=Action.CHANGE, path="subject", new="Lamps")], who="Ann", seen=None)
    undone = store.undo(RECORD, who="Ben", seen=first.last)

    assert [(one.text, one.who, one.is_undone) for one in history_of(undone.rows)] == [
        ("Subject changed from Lanterns for the mole to Lamps", "Ann", True)
    ]
    assert done_since(undone.rows, first.last) == ("Ben: Undone: Subject changed from Lanterns for the mole to Lamps.")


def test_the_way_on_keeps_to_the_queue(store: ReviewStore) -> None:
    second = reviewed_record(2).record_id

    found = beside(store, second, "q=lamps&state=open")

    assert found.after == f"/records/{RECORD}?queue=q%3Dlamps%26state%3Dopen"
    assert (beside(store, RECORD, "").next_of_file, found.next_of_file) == (second, None)


@pytest.mark.parametrize("query", [{"year": "MMXVI"}, {"year": "20160"}, {"state": "perhaps"}])
def test_an_address_that_makes_no_sense_is_told(query: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        filters_of(query)


def test_pages_that_nobody_looks_at_are_forgotten_first(tmp_path: Path) -> None:
    import os

    for age, name in enumerate(("new", "old", "older")):
        (tmp_path / f"{name}.webp").write_bytes(b"0" * 100)
        os.utime(tmp_path / f"{name}.webp", (1e9 - age, 1e9 - age))

    forget_oldest(tmp_path, 150)

    assert [path.name for path in tmp_path.iterdir()] == ["new.webp"]


# -- the interface for programs ----------------------------------------------------------------------------------------------


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with client_of(target_of(tmp_path, [reviewed_record(1), reviewed_record(2)])) as made:
        made.headers["x-csrf-token"] = csrf_of(made)
        yield made


def test_a_program_corrects_and_undoes(client: TestClient) -> None:
    change = {"action": "change", "path": "decision_date", "new": "2018-03-21"}
    base = f"/api/records/{RECORD}"

    saved = client.post(f"{base}/corrections", json={"changes": [change], "who": "Ann"}).json()
    late = client.post(f"{base}/corrections", json={"changes": [change], "who": "Ben"})
    wrong = client.post(f"{base}/corrections", json={"changes": [change | {"new": "soon"}], "seen": saved["last"]})

    assert (late.status_code, wrong.status_code) == (409, 422)
    assert "Ann" in late.json()["detail"]
    assert client.get(base).json()["decision_date"]["value"] == "2018-03-21"
    assert client.get(f"{base}?as=read").json()["decision_date"]["value"] == "2018-03-12"
    assert client.post(f"{base}/undo", json={"seen": saved["last"]}).status_code == 200
    assert client.get(base).json()["decision_date"]["value"] == "2018-03-12"
    assert client.put(f"{base}/state", json={"state": "done"}).json()["state"] == "done"
    assert [row["record_id"] for row in client.get("/api/records?state=open").json()["records"]] == [
        reviewed_record(2).record_id
    ]


def test_the_interface_is_described_without_any_network(client: TestClient) -> None:
    page = client.get("/docs").text

    described = client.get("/openapi.json").json()
    assert all(path.startswith("/api/") for path in described["paths"])
    assert all(f"<code>{path}</code>" in page for path in described["paths"])
    assert "https://" not in page


def test_decisions_are_merged_and_split(client: TestClient) -> None:
    second = reviewed_record(2).record_id
    merged = client.post(f"/records/{RECORD}/merge", data={"other": second})
    assert merged.status_code == 303
    assert client.get(f"/records/{second}").headers["location"] == f"/records/{RECORD}"

    assert len(client.get(f"/api/records/{RECORD}").json()["sections"]) == 4

    # What is said of the whole is of the whole: of what was merged into it, too.
    kind = {"action": "change", "path": "sections/3/kind", "new": "legal"}
    last = client.get(f"/api/records/{RECORD}/corrections").json()["last"]
    assert client.post(f"/api/records/{RECORD}/corrections", json={"changes": [kind], "seen": last}).status_code == 201
    assert client.get(f"/api/records/{RECORD}").json()["sections"][3]["kind"] == "legal"
    last = client.get(f"/api/records/{RECORD}/corrections").json()["last"]
    split = client.post(f"/records/{RECORD}/sections/2", data={"do": "split", "revision": last})
    assert split.status_code == 303
    assert len(client.get(f"/api/records/{RECORD}").json()["sections"]) == 2


# -- documents -----------------------------------------------------------------------------------------------------------------


class Told(Intake):
    """An intake whose runs say what they are told to."""

    def _run_over(self, paths: Any) -> Any:
        for path in paths:
            if "broken" in path:
                yield {
                    "event": "document",
                    "path": path,
                    "state": "failed",
                    "summary": "It is damaged.",
                    "remedy": "Mend it.",
                }
            elif "twin" not in path:
                yield {"event": "document", "path": path, "state": "done", "decisions": 2, "pages": 3}


def settled(intake: Intake) -> dict[str, Any]:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        arrivals = intake.arrivals()
        if all(one.state in {State.DONE, State.FAILED} for one in arrivals):
            return {one.name: (one.state.value, one.decisions, one.said) for one in arrivals}
        time.sleep(0.05)
    raise AssertionError(intake.arrivals())


def test_what_arrives_is_followed_until_it_is_read(tmp_path: Path) -> None:
    import io

    intake = Told(tmp_path / "documents", "records.db")
    for number, name in enumerate(("../a.pdf", "broken.pdf", "twin.pdf")):
        intake.take(name, io.BytesIO(f"%PDF-1.4 {number}".encode()))

    assert settled(intake) == {
        "a.pdf": ("done", 2, None),
        "broken.pdf": ("failed", None, "It is damaged. Mend it."),
        "twin.pdf": ("done", None, "its content was read before"),
    }
    assert len(list((tmp_path / "documents").glob("* a.pdf"))) == 1
    intake.close()


@pytest.mark.ocr
@pytest.mark.slow
def test_a_scan_put_on_the_page_joins_the_queue(tmp_path: Path) -> None:
    scan = Path(__file__).parents[1] / "fixtures" / "pdf" / "penmarrow-officer.pdf"
    with client_of(target_of(tmp_path)) as client:
        token = {"x-csrf-token": csrf_of(client)}
        sent = client.post("/api/documents", files={"files": (scan.name, scan.read_bytes())}, headers=token)
        (arrival,) = sent.json()
        assert sent.status_code == 202
        for _ in range(600):
            state = client.get(f"/api/documents/{arrival['id']}").json()
            if state["state"] in {"done", "failed"}:
                break
            time.sleep(0.5)

        assert (state["state"], state["decisions"]) == ("done", 1)
        found = client.get("/api/records?q=OD/2023/061").json()["records"]
        assert [row["decision_number"] for row in found] == ["OD/2023/061"]
        assert client.get(f"/records/{found[0]['record_id']}/pages/1").json()["words"]


def test_a_sampling_sheet_opens_as_a_queue_of_its_own(tmp_path: Path) -> None:
    sheet = tmp_path / "sample.csv"
    target = target_of(tmp_path, [reviewed_record(1), reviewed_record(2)])
    write_sheet(make_plan(lambda: read_records(target), Request(0.2, 0.95, 1, by=())), sheet)
    drawn = {answer.id.partition("/")[0] for answer in read_sheet(sheet)}
    with client_of(target, plan=sheet) as client:
        page = client.get("/plan").text

        assert all(f"/records/{record_id}" in page for record_id in drawn)
        assert f"0 of {len(drawn)} records reviewed" in page
        assert "/plan" in client.get("/").text


def test_a_plan_that_was_not_given_is_told(client: TestClient) -> None:
    answer = client.get("/plan")

    assert answer.status_code == 404
    assert FileMissingError.summary in answer.json()["detail"]
