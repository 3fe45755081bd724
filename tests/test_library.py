"""The package as a program uses it: bytes, patterns, tables, and a record that shows what it is."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

import extractor
from decision_models import DecisionRecord
from extractor.errors import EmptyFileError, FileMissingError, NotAPdfError, UsageError
from extractor.library import names_of, thumbnail
from extractor.settings import Settings
from tests.fixture_documents import PDFS
from tests.handmade import TEXT, pdf
from tests.records import field, record

ROOT = Path(__file__).parents[1]


def test_bytes_and_file_objects_are_read_like_files(tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(pdf())
    (there,) = extractor.extract(tmp_path / "minutes.pdf")

    with (tmp_path / "minutes.pdf").open("rb") as file:
        given = [*extractor.extract(pdf()), *extractor.extract(io.BytesIO(pdf())), *extractor.extract(file)]
    named = extractor.extract(pdf(), name="box 3/minutes.pdf")

    assert [one.source.path for one in given] == ["-", "-", str(tmp_path / "minutes.pdf")]
    assert named[0].source.path == "box 3/minutes.pdf"
    for one in (*given, *named):
        assert one.model_copy(update={"source": there.source}) == there


def test_what_is_given_and_cannot_be_read_is_named_as_it_was() -> None:
    with pytest.raises(EmptyFileError) as empty:
        extractor.extract(b"", name="minutes.pdf")
    with pytest.raises(NotAPdfError) as other:
        extractor.extract(io.BytesIO(b"PK"))
    with pytest.raises(UsageError, match="'rb'"):
        extractor.extract(io.StringIO("%PDF-"))  # type: ignore[arg-type]

    assert (empty.value.path, other.value.path) == ("minutes.pdf", "-")


def test_patterns_and_folders_stand_for_what_is_in_them(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "deep/c.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert list(names_of(f"{tmp_path}/*.pdf")) == [f"{tmp_path}/a.pdf", f"{tmp_path}/b.pdf"]
    assert list(names_of(tmp_path)) == [f"{tmp_path}/{name}" for name in ("a.pdf", "b.pdf", "deep/c.pdf")]
    assert list(names_of([tmp_path / "b.pdf", tmp_path / "a.pdf"])) == [f"{tmp_path}/b.pdf", f"{tmp_path}/a.pdf"]
    with pytest.raises(FileMissingError, match="matches nothing"):
        list(extractor.extract_many(f"{tmp_path}/*.tif", Settings(jobs=1)))


def test_a_script_without_its_guard_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from extractor import extract_many, Settings\n"
        f"for outcome in extract_many([{str(PDFS / 'stonehithe-executive.pdf')!r}], Settings(jobs=1)):\n    print(outcome)\n"
    )

    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"},
        timeout=120,
    )

    assert done.returncode == 1
    assert "UsageError" in done.stderr.splitlines()[-1]
    assert "put this under if __name__ == '__main__':" in done.stderr


@pytest.mark.parametrize("name", ["out.jsonl", "out.db", "out.json", "tables/"])
def test_records_go_to_a_target_and_come_back(name: str, tmp_path: Path) -> None:
    some = [record(), record(record_id="b")]

    assert extractor.write_records(iter(some), f"{tmp_path}/{name}") == 2
    assert list(extractor.read_records(f"{tmp_path}/{name}")) == some


def test_records_as_a_table() -> None:
    frame = extractor.to_frame([record(), record(record_id="b", decision_date=field("2021-07-12"))])

    assert list(frame.index) == ["1f2e-1", "b"]
    assert frame.loc["b", "decision_date"].isoformat() == "2021-07-12T00:00:00"
    assert (frame.loc["b", "largest_sum"], frame.loc["b", "maker"]) == (12500.0, "Mrs A Quill")
    assert frame["total"].dtype == "float64"
    assert extractor.to_frame([]).empty


def test_a_text_is_tagged() -> None:
    found = extractor.tag("Mrs A Quill, Head of Lanterns, may spend up to £40 from 1 May 2021.")

    assert [str(amount.value) for amount in found.amounts] == ["40"]
    assert [date.value for date in found.dates] == ["2021-05-01"]


def test_a_record_shows_what_it_is() -> None:
    one = record(subject=field("Oil lamps\nfor the quay"), authority=field("Oxbow"))

    assert repr(one).splitlines() == [
        "21/00007 · Oxbow · Oil lamps for the quay",
        "Decided by: Mrs A Quill (Head of Lanterns)",
        "a.pdf, page 1; 90 % sure; 1f2e-1",
    ]
    assert repr(record(decision_number=None, decision_makers=[])).splitlines()[:2] == [
        "A decision",
        "Decided by: not known",
    ]


def test_a_record_shows_itself_in_a_notebook(tmp_path: Path) -> None:
    (tmp_path / "minutes.pdf").write_bytes(pdf())
    (one,) = extractor.extract(tmp_path / "minutes.pdf")
    sly = record(subject=field("<script>alert('&')</script>"))

    assert one._repr_html_().count('src="data:image/png;base64,') == 1
    assert "&lt;script&gt;" in sly._repr_html_()
    assert "<script" not in sly._repr_html_()
    assert "<img" not in sly._repr_html_()
    assert thumbnail(sly) is None


def test_the_example_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    notebook = json.loads((ROOT / "examples" / "first_steps.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "first_steps.ipynb", "exec"), names)

    records = names["records"]
    assert isinstance(records, list)
    assert all(isinstance(one, DecisionRecord) for one in records)
    assert TEXT not in str(records)
