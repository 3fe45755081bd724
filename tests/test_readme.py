"""What the README and the documentation show works as shown."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from decision_models import Field
from extractor.cli.app import app
from extractor.settings import Settings
from extractor.splitting.forms import read_form_file

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
# Longer than this it is more than two screens, and what is in it belongs into docs/.
MOST_LINES = 100


def blocks(language: str, text: str = README) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= MOST_LINES
    assert "make run" in README
    assert "make test" in README


@pytest.mark.xdist_group("stonehithe-executive.pdf")
def test_the_library_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")

    exec(compile(example, "README.md", "exec"), {})

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "EX/18/077 Purchase of eleven homes for temporary accommodation"
    assert "2340000 GBP maximum decision" in lines


def test_the_form_is_valid(tmp_path: Path) -> None:
    (example,) = blocks("toml", DOCS["forms.md"])
    (tmp_path / "form.toml").write_text(example, encoding="utf-8")

    assert read_form_file(tmp_path / "form.toml") == tomllib.loads(example)


def test_the_field_is_one() -> None:
    (example,) = blocks("json")

    assert Field[str].model_validate_json(example).value == "EX/18/077"


@pytest.mark.parametrize("text", [README, *DOCS.values()], ids=["README", *DOCS])
def test_every_command_and_option_is_one(text: str) -> None:
    shown = "\n".join(blocks("sh", text) + blocks("console", text))
    command = get_command(app)

    for line in re.findall(r"^(?:\$ )?extractor (.+)", shown, re.MULTILINE):
        words = shlex.split(line.split(" | ")[0].split(" && ")[0], comments=True)
        verb = command
        while hasattr(verb, "commands"):
            assert words[0] in verb.commands, line
            verb = verb.commands[words.pop(0)]
        known = {name for parameter in verb.params for name in (*parameter.opts, *parameter.secondary_opts)}
        assert [word for word in words if re.fullmatch(r"-[a-z0]|--[a-z-]+", word) and word not in known] == [], line


def test_every_setting_is_named() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in DOCS["settings.md"]] == []


@pytest.mark.parametrize("text", [README, CONTRIBUTING, *DOCS.values()], ids=["README", "CONTRIBUTING", *DOCS])
def test_every_make_target_and_file_is_there(text: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make ([a-z]+)", text, re.MULTILINE)
    paths = re.findall(r"`((?:extractor|fixtures|tests|models|benchmarks|examples)/[\w/.-]+)`", text)
    programs = [name.replace(".", "/") + ".py" for name in re.findall(r"python -m (benchmarks\.[\w.]+)", text)]
    programs += re.findall(r"python (benchmarks/\w+\.py)", text)

    assert [target for target in targets if f"\n{target}:" not in makefile] == []
    assert [path for path in paths + programs if not (ROOT / path).exists() and "NAME" not in path] == []


@pytest.mark.parametrize("name", ["README.md", *(f"docs/{name}" for name in DOCS)])
def test_every_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []
