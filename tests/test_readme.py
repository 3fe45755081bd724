"""What the README shows works as shown."""

import re
import tomllib
from pathlib import Path

import pytest

from decision_models import Field
from extractor.cli.app import app
from extractor.settings import Settings
from extractor.splitting.forms import read_form_file

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.xdist_group("stonehithe-executive.pdf")
def test_the_library_example_runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = blocks("python")

    exec(compile(example, "README.md", "exec"), {})

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "EX/18/077 Purchase of eleven homes for temporary accommodation"
    assert "2340000 GBP maximum decision" in lines


def test_the_form_is_valid(tmp_path: Path) -> None:
    (example,) = blocks("toml")
    (tmp_path / "form.toml").write_text(example, encoding="utf-8")

    assert read_form_file(tmp_path / "form.toml") == tomllib.loads(example)


def test_the_field_is_one() -> None:
    (example,) = blocks("json")

    assert Field[str].model_validate_json(example).value == "EX/18/077"


def test_every_command_is_one() -> None:
    shown = set(re.findall(r"^(?:\$ )?extractor ([a-z]+)", "\n".join(blocks("sh") + blocks("console")), re.MULTILINE))
    verbs = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    groups = {group.name for group in app.registered_groups}

    assert {"run", "schema", "tag", "forms"} <= shown
    assert shown <= verbs | groups


def test_every_setting_is_named() -> None:
    assert [name for name in Settings.model_fields if f"`{name}`" not in README] == []


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_make_target_and_file_is_there(text: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make ([a-z]+)", text, re.MULTILINE)
    paths = re.findall(r"`((?:extractor|fixtures|tests|models)/[\w/.-]+)`", text)

    assert targets
    assert [target for target in targets if f"\n{target}:" not in makefile] == []
    assert [path for path in paths if not (ROOT / path).exists() and "NAME" not in path] == []
