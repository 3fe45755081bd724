"""The command as a user meets it: data to standard output, the rest to standard error, an exit status that tells."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from decision_models import DecisionRecord
from extractor import cli
from extractor.cli.printable import printable
from extractor.cli.summary import print_summaries, print_summary
from tests.fixture_documents import HOSTILE, PDFS
from tests.records import field, mention, raw_record, record, section

BORN = PDFS / "stonehithe-executive.pdf"
SCAN = PDFS / "dunmere-register.pdf"
pytestmark = pytest.mark.xdist_group("cli")

Done = subprocess.CompletedProcess[str]


def run(*arguments: object, **environment: str) -> Done:
    command = [sys.executable, "-m", "extractor", *map(str, arguments)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


# -- what comes out ---------------------------------------------------------------------------------------------------


def test_into_a_pipe_goes_one_record_a_line() -> None:
    done = run("run", BORN)

    (line,) = done.stdout.splitlines()
    taken = DecisionRecord.model_validate_json(line)
    assert done.returncode == 0
    assert taken.source.path == str(BORN)
    assert done.stderr.startswith(f"[1/1] {BORN}: 1 decision, 2 pages")


def test_json_is_the_whole_record_indented() -> None:
    done = run("run", BORN, "--json")

    assert done.returncode == 0
    assert done.stdout.startswith('{\n  "schema_version": "1"')
    assert DecisionRecord.model_validate_json(done.stdout).source.page_count == 2


def test_the_summary_says_who_decided_what_and_when() -> None:
    done = run("run", BORN, "--summary", COLUMNS="120")

    assert done.returncode == 0
    for said in (
        "City of Stonehithe · EX/18/077",
        "Councillor Priya Thorne – Executive Member for Housing and Homelessness",
        "Purchase of eleven homes for temporary accommodation",
        "2018-03-21",
        "at most £2,340,000",
        "£61.50 per day",
        "nil",
    ):
        assert said in done.stdout


def test_a_target_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "out.jsonl"

    done = run("run", BORN, "-o", target, "--show-regions", tmp_path / "pictures")

    assert done.returncode == 0
    assert done.stdout == ""
    assert [json.loads(line)["source"]["path"] for line in target.read_text().splitlines()] == [str(BORN)]
    assert {path.name for path in target.parent.iterdir()} >= {"out.jsonl", "out.jsonl.ledger.db"}
    assert not list(target.parent.glob("*.part"))
    assert len(list((tmp_path / "pictures").glob("*.png"))) == 2


def test_a_target_is_not_overwritten_unasked(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("precious\n")

    refused = run("run", BORN, "-o", target)
    kept = target.read_text()
    done = run("run", BORN, "-o", target, "--overwrite")

    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr
    assert kept == "precious\n"
    assert done.returncode == 0
    assert target.read_text().startswith('{"schema_version"')


def test_in_a_batch_the_rest_goes_on_and_failures_are_listed(tmp_path: Path) -> None:
    target, failures = tmp_path / "out.jsonl", tmp_path / "out.jsonl.failures.jsonl"
    missing = tmp_path / "missing.pdf"

    done = run("run", HOSTILE / "empty.pdf", BORN, missing, "-o", target, "--jobs", "1")

    assert done.returncode == 7
    assert len(target.read_text().splitlines()) == 1
    listed = [json.loads(line) for line in failures.read_text().splitlines()]
    assert [(f["path"], f["error"], f["exit_status"]) for f in listed] == [
        (str(HOSTILE / "empty.pdf"), "EmptyFileError", 4),
        (str(missing), "FileMissingError", 3),
    ]
    assert all(f["summary"] and f["remedy"] and f["page"] is None for f in listed)
    assert "2 of 3 files failed" in done.stderr
    assert str(failures) in done.stderr


def test_failures_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    target, failures = tmp_path / "out.jsonl", tmp_path / "out.jsonl.failures.jsonl"
    failures.write_text("old\n")

    assert run("run", BORN, "-o", target).returncode == 0
    assert not failures.exists()


# -- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment", "status", "said"),
    [
        (["run", "/no/such.pdf"], {}, 3, "There is no such file"),
        (["run", HOSTILE / "empty.pdf"], {}, 4, "The file is empty."),
        (["run", HOSTILE / "not-a-pdf.pdf"], {}, 4, "This is not a PDF."),
        (["run", HOSTILE / "encrypted.pdf"], {}, 4, "The PDF is encrypted."),
        (["run", HOSTILE / "truncated.pdf"], {}, 4, "damaged or cut short"),
        (["run", HOSTILE / "blank-page.pdf"], {}, 4, "No page of the PDF could be read."),
        (["run", SCAN, "--ocr", "tesseract", "--tesseract", "/no/tesseract"], {}, 5, "extractor doctor"),
        (["doctor", "--ocr", "tesseract", "--tesseract", "/no/tesseract"], {}, 5, "not found"),
        (["run", BORN], {"EXTRACTOR_MAX_PAGES": "1"}, 6, "passes a limit"),
        (["run", BORN], {"EXTRACTOR_OCR": "eyes"}, 2, "'ocr' from the environment"),
        (["run", BORN, "--config", "/no/settings.toml"], {}, 2, "cannot be read"),
        (["run", BORN, "--forms", "/no/forms"], {}, 2, "no such folder"),
        (["run", BORN, "-o", "/tmp/out.docx"], {}, 2, "a target ends in one of .jsonl"),
        (["run", PDFS.parent / "expected"], {}, 2, "no PDF in this folder, nor a TIFF"),
        (["run", "/no/*.pdf"], {}, 3, "matches nothing"),
        (["run", BORN, "--jobs", "-1"], {}, 2, "'jobs' from the command line"),
        (["run"], {}, 2, "say what to read"),
        (["run", BORN, "--ocr", "eyes"], {}, 2, "eyes"),
        (["fly"], {}, 2, "No such command"),
        (["forms", "check", PDFS.parent / "README.md"], {}, 2, "README.md: The form file is not valid"),
        (["forms", "check", "/no/form.toml"], {}, 2, "/no/form.toml"),
    ],
    ids=lambda value: " ".join(Path(str(v)).name for v in value) if isinstance(value, list) else "",
)
def test_a_fault_has_its_status_and_no_traceback(
    arguments: list[object], environment: dict[str, str], status: int, said: str
) -> None:
    done = run(*arguments, **environment)

    words = " ".join((done.stdout if arguments[0] == "doctor" else done.stderr).replace("│", " ").split())
    assert done.returncode == status, done.stderr
    assert said in words
    assert "Traceback" not in done.stderr
    assert not done.stdout or arguments[0] == "doctor"


@pytest.mark.parametrize("debug", [False, True], ids=["plain", "debug"])
def test_a_fault_of_ours_asks_to_be_reported(
    debug: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("extractor.cli.run.run_all", broken)
    monkeypatch.setattr(sys, "argv", ["extractor", "run", str(BORN)])
    if debug:
        monkeypatch.setenv("EXTRACTOR_DEBUG", "1")

    with pytest.raises(SystemExit) as ended:
        cli.main()

    said = capfd.readouterr().err
    assert ended.value.code == 1
    assert "ZeroDivisionError: by nought" in said
    assert "Please report this" in said
    assert ("Traceback" in said) is debug


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = [sys.executable, "-m", "extractor", "run", str(BORN)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()

    assert process.returncode == 141
    assert "Traceback" not in said
    assert "Error" not in said


def test_an_interrupt_keeps_what_was_done_and_the_next_run_goes_on(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.pdf").write_bytes(BORN.read_bytes() + b"%%%d" % number)
    target = tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "extractor", "run", str(tmp_path), "-o", str(target), "--jobs", "1"]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()

    kept = tmp_path / "out.jsonl.part"
    assert first.startswith("[1/40]")
    assert process.returncode == 130
    assert "finishing the documents under way" in said
    assert str(kept) in said
    assert "goes on from here" in said
    assert "Traceback" not in said
    records = [DecisionRecord.model_validate_json(line) for line in kept.read_text().splitlines()]
    assert 1 <= len(records) < 10
    assert f"{len(records)} of 40 files are done" in said
    assert not target.exists()

    again = run("run", *(tmp_path / f"{number:02}.pdf" for number in range(len(records) + 1)), "-o", target)

    assert again.returncode == 0
    assert again.stderr.startswith(f"[1/1] {tmp_path / f'{len(records):02}.pdf'}")
    assert len(target.read_text().splitlines()) == len(records) + 1
    assert not kept.exists()


# -- the other verbs --------------------------------------------------------------------------------------------------


def test_the_schema_is_printed() -> None:
    done = run("schema")

    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "DecisionRecord"


def test_doctor_says_where_a_language_comes_from() -> None:
    here, nowhere = (run("doctor", "--language", code, COLUMNS="300").stdout for code in ("eng", "tlh"))

    assert "eng.traineddata" in here
    assert "tlh.traineddata: not there. Take CODE.traineddata" in " ".join(nowhere.split())


def test_doctor_says_what_was_found() -> None:
    done = run("doctor", COLUMNS="200")

    assert done.returncode == 0
    for said in ("Python", "Tesseract", "PP-OCR", "pdfplumber", "spacy", "Everything is here"):
        assert said in done.stdout


def test_a_text_is_tagged() -> None:
    done = run("tag", "A grant of at most £1.5m from 1 April 2017, as the Head of Lanterns asked.")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert [(a["text"], float(a["value"]), a["bound"]) for a in found["amounts"]] == [("£1.5m", 1.5e6, "maximum")]
    assert [(d["text"], d["value"]) for d in found["dates"]] == [("1 April 2017", "2017-04-01")]
    assert [r["title"] for r in found["roles"]] == ["Head of Lanterns"]


def test_forms_are_listed_and_checked(tmp_path: Path) -> None:
    form = tmp_path / "lantern.toml"
    form.write_text('id = "lantern"\ntitle = "A lantern permit"\n[recognise]\nphrases = ["lantern permit"]\n')

    listed = run("forms", "list", "--forms", tmp_path, COLUMNS="200").stdout
    checked = run("forms", "check", form)

    assert "generic" in listed
    assert "A lantern permit" in listed
    assert checked.returncode == 0
    assert "'lantern' is a valid form" in checked.stdout


@pytest.mark.parametrize(
    "verb", [[], ["run"], ["schema"], ["tag"], ["doctor"], ["forms"], ["forms", "list"], ["forms", "check"]]
)
def test_every_verb_explains_itself(verb: list[str]) -> None:
    done = run(*verb, "--help", COLUMNS="100")

    assert done.returncode == 0
    assert "Usage: extractor" in done.stdout
    assert len(done.stdout.splitlines()) > 8


def test_the_version_is_that_of_the_package() -> None:
    from extractor import __version__

    assert run("--version").stdout == f"extractor {__version__}\n"


@pytest.mark.parametrize("arguments", [["--help"], ["schema"], ["run", "--help"]], ids=" ".join)
def test_what_needs_no_machinery_loads_none(arguments: list[str]) -> None:
    program = (
        "import sys, atexit\n"
        "heavy = {'spacy', 'cv2', 'onnxruntime', 'pdfplumber', 'pypdfium2', 'numpy', 'rapidocr', 'pebble', 'PIL'}\n"
        "atexit.register(lambda: sys.stderr.write(f'LOADED {sorted(heavy & sys.modules.keys())}'))\n"
        "from extractor.cli import main\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)

    assert done.stderr == "LOADED []"


# -- what is shown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["\x1b[2J\x1b[1;1H", "\x07", "\x9b31m", "a\x00b", "\r"], ids=ascii)
def test_a_document_does_not_steer_the_terminal(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    raw = record().model_dump(mode="json")
    raw["subject"] = raw["decision_number"] | {"value": f"Lanterns {text}", "text": text}
    raw["sections"][2]["heading"] = f"Legal {text}"

    print_summary(DecisionRecord.model_validate(raw))

    shown = capsys.readouterr().out
    assert "Lanterns" in shown
    assert not set(text) & set(shown) & {chr(n) for n in (*range(10), *range(11, 32), *range(127, 160))}


def test_several_decisions_of_a_file_are_counted_and_listed_before_they_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = {"path": "minutes.pdf", "sha256": "0" * 64, "bytes": 9, "page_count": 4, "first_page": 2, "last_page": 3}
    records = [record(subject=field("Wicks")), record(subject=field("Lamp oil"), source=source, outcome=field("lost"))]

    print_summaries(records)

    shown = capsys.readouterr().out
    listed, first, second = (
        shown.index("2 decisions in a.pdf"),
        shown.index("decision 1 of 2"),
        shown.index("decision 2 of 2"),
    )
    assert listed < first < second
    row = next(line for line in shown[:first].splitlines() if "Lamp oil" in line)
    assert row.split()[1:5] == ["2", "2–3", "21/00007", "Lamp"]
    assert "lost" in row


def test_what_decisions_share_is_shown_with_the_first_of_them(capsys: pytest.CaptureFixture[str]) -> None:
    sections = [section("header", "Decision no: 21/00007\nMrs A Quill and Bram Oddie"), *raw_record()["sections"][1:]]
    own = mention(sections, 0, "Bram Oddie", name="Bram Oddie", full_name="Bram Oddie")

    print_summaries(
        [record(), record(sections=sections, people=[own], roles=[], outcome=field("lost"), status=field("taken"))]
    )

    first, second = capsys.readouterr().out.split("decision 1 of 2")
    assert "as in a decision above" not in first
    assert "amounts: 1, as in a decision above" in second
    assert "Bram Oddie" in second
    assert [line.split()[1:3] for line in second.splitlines() if "│ outcome" in line or "│ status" in line] == [
        ["outcome", "lost"],
        ["status", "taken"],
    ]


def test_one_decision_is_shown_without_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    print_summaries([record()])

    assert "1 decision" not in capsys.readouterr().out


def test_print_that_looks_like_markup_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    raw = record().model_dump(mode="json")
    raw["subject"] = raw["decision_number"] | {"value": "[bold]Lanterns[/bold] [/red]"}

    print_summary(DecisionRecord.model_validate(raw))

    assert "[bold]Lanterns[/bold] [/red]" in capsys.readouterr().out


def test_what_can_be_printed_is_left_alone() -> None:
    assert printable("£5 – Œuvre\n\tnaïve") == "£5 – Œuvre\n\tnaïve"
