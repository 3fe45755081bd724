"""The base needs little; what else is wanted is named with the extra that brings it, and help waits for nothing."""

import importlib
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import extractor
from benchmarks.install_size import closure, megabytes
from extractor.cli.reviewing import Given, review_target
from extractor.errors import PackageMissingError
from extractor.sinks.sink import open_sink
from extractor.sinks.source import read_records
from tests.records import record

ROOT = Path(__file__).parents[1]
EXTRA = ("pyarrow", "psycopg", "openpyxl", "pandas", "ray", "s3fs", "datasette", "playwright")


def review(target: str) -> None:
    """Do what ``extractor review`` does."""
    review_target(target, Given("127.0.0.1", 0, None, (), None, (), None, None, None, 1.0, None), print)


@pytest.fixture
def modules_of_ours() -> Iterator[None]:
    """Put back the modules of ours that were loaded, and no others: what was loaded anew has classes of its own."""
    before = {name: module for name, module in sys.modules.items() if name.startswith("extractor.")}
    yield
    for name in [name for name in sys.modules if name.startswith("extractor.")]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.mark.usefixtures("modules_of_ours")
@pytest.mark.parametrize(
    ("package", "extra", "use"),
    [
        ("pyarrow", "parquet", lambda folder: open_sink(f"{folder}/out.parquet")),
        ("pyarrow", "parquet", lambda folder: read_records(f"{folder}/out.parquet")),
        ("openpyxl", "xlsx", lambda folder: open_sink(f"{folder}/out.xlsx")),
        ("psycopg", "postgres", lambda _: open_sink("postgresql://ann@localhost/decisions")),
        ("pandas", "pandas", lambda _: extractor.to_frame([record()])),
        ("fastapi", "review", lambda folder: review(str(folder / "out.db"))),
        ("uvicorn", "review", lambda folder: review(str(folder / "out.db"))),
    ],
    ids=["parquet", "from parquet", "xlsx", "postgres", "pandas", "review", "review's server"],
)
def test_what_is_missing_is_named_with_its_extra(
    package: str, extra: str, use: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [
        name
        for name in sys.modules
        if name.split(".")[0] == package or name.startswith(("extractor.sinks.", "extractor.review.web"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(PackageMissingError, match=rf"{package}; run: pip install 'decision-extractor\[{extra}\]'"):
        use(tmp_path)


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


def test_fitting_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "benchmarks.structure.training", raising=False)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)

    with pytest.raises(PackageMissingError, match=r"sklearn; run: pip install 'decision-extractor\[fit\]'"):
        importlib.import_module("benchmarks.structure.training")


def test_the_base_asks_for_nothing_that_an_extra_brings() -> None:
    base = closure(PROJECT["dependencies"], set())

    brought = {
        "pyarrow",
        "psycopg",
        "pandas",
        "openpyxl",
        "ray",
        "s3fs",
        "datasette",
        "fastapi",
        "uvicorn",
        "scikit-learn",
    }
    assert not base & brought
    # What once was required: without it the base is this much lighter.
    assert megabytes(closure(EXTRAS["parquet"] + EXTRAS["postgres"], set()) - base) >= 180


def test_all_is_all_extras() -> None:
    (everything,) = EXTRAS["all"]

    assert everything == f"decision-extractor[{','.join(sorted(EXTRAS.keys() - {'all'}))}]"


def loaded_by(program: str) -> set[str]:
    """Return the packages that a program has loaded at its end."""
    said = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sorted(sys.modules), file=sys.stderr)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"},
    ).stderr
    return {name.split(".")[0] for name in said.split()}


def test_help_and_import_load_next_to_nothing() -> None:
    help_of = "import sys\nsys.argv = ['extractor', '{}', '--help']\nfrom extractor.cli import main\n"
    for verb in ("run", "export", "audit"):
        program = help_of.format(verb) + "try:\n    main()\nexcept SystemExit:\n    pass"

        # Pydantic is not ours here: Typer loads it where it is installed.
        assert not loaded_by(program) & {"numpy", "spacy", "sqlalchemy", "pdfplumber", "decision_models"}
    assert not loaded_by("import extractor") & {"pydantic", "numpy", "typer", "rich"}


def test_a_run_into_the_base_s_targets_needs_no_extra(tmp_path: Path) -> None:
    # Some libraries of the base take what is there; here nothing of it is.
    program = (
        f"import sys\nfor name in {EXTRA}:\n    sys.modules[name] = None\n"
        f"from extractor import extract, write_records\n"
        f"records = extract({str(ROOT / 'fixtures/pdf/stonehithe-executive.pdf')!r})\n"
        f"for name in ('a.jsonl', 'a.csv', 'tables/', 'a.db', 'a.json'):\n"
        f"    write_records(records, {str(tmp_path)!r} + '/' + name)"
    )

    assert "decision_models" in loaded_by(program)
    assert {path.name for path in tmp_path.iterdir()} >= {"a.jsonl", "a.csv", "tables", "a.db", "a.json"}


def test_the_manual_names_every_verb_and_option() -> None:
    from typer.main import get_command

    from extractor.cli.app import app
    from extractor.cli.manual import manual

    page = manual(app)

    command = get_command(app)
    verbs = command.commands  # type: ignore[attr-defined]
    assert page.startswith(".TH EXTRACTOR 1")
    for name, verb in verbs.items():
        assert f"EXTRACTOR {name.upper()}" in page
        options = [option for parameter in getattr(verb, "params", ()) for option in parameter.opts]
        assert [o for o in options if o.startswith("--") and o.replace("-", "\\-") not in page] == []
    assert "[bold]" not in page
    assert all(not line.startswith("'") for line in page.splitlines())


def test_help_says_no_type_of_what_takes_no_value() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "extractor", "run", "--help"], capture_output=True, text=True, check=True
    )

    assert "--overwrite" in said.stdout
    assert "bool" not in said.stdout
    assert "-h" in said.stdout
