"""An expression that would keep a document waiting is refused before it can."""

from pathlib import Path

import pytest

from extractor.cli.form_timing import check_times
from extractor.cli.forms import check_form
from extractor.errors import FormError
from extractor.splitting.forms import read_form_file

FORM = """
id = "ferry-board"
title = "The Ferry Board's docket"
[recognise]
phrases = ["what the board says"]
[notices]
effective_date = ['{}']
"""


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(\\w+\\s?)*!", r"(?:ferry|fer+y)+tide(x*)*$", r"([0-9]+)*:"])
def test_a_loop_within_a_loop_is_refused(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(FORM.format(pattern.replace("\\\\", "\\")), encoding="utf-8")

    with pytest.raises(FormError, match=r"'notices\.effective_date'.*takes longer than 2 s"):
        check_form(tmp_path / "form.toml")


@pytest.mark.parametrize("pattern", [r"takes effect (?:on|from)", r"call[- ]in (?:\w+ ){0,3}expires"])
def test_a_sound_expression_passes(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(FORM.format(pattern), encoding="utf-8")

    check_form(tmp_path / "form.toml")


def test_the_packaged_forms_pass() -> None:
    for path in sorted((Path(__file__).parents[1] / "extractor" / "splitting" / "forms").glob("*.toml")):
        check_times(path, read_form_file(path))


def test_a_form_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text("id = " + "[" * 100_000)

    with pytest.raises(FormError):
        check_form(tmp_path / "form.toml")
