"""A newcomer's first hour: every command of the tutorial does what it says."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.ocr
def test_the_tutorial_works_command_by_command(tmp_path: Path) -> None:
    (tmp_path / "fixtures").symlink_to(ROOT / "fixtures")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, command in (("extractor", "-m extractor"), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} {command} "$@"\n')
        (programs / name).chmod(stat.S_IRWXU)
    paths = {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": f"{ROOT}:{ROOT / 'models'}"}
    said = ""

    blocks = re.findall(r"^```sh\n(.*?)^```", TUTORIAL, flags=re.DOTALL | re.MULTILINE)
    for block in blocks:
        done = subprocess.run(
            ["sh", "-ec", block], cwd=tmp_path, env={**os.environ, **paths}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{block}\n{done.stderr}"
        said += done.stdout + done.stderr

    assert len(blocks) >= 10
    for shown in ("EX/18/077", "This is not a PDF", '"state": "alias"', "Taken out of", "Purchase of eleven homes"):
        assert shown in said
    for shown in ("2 new corrections in notices.db", "forms/tidewell.toml: ", "is a valid form", '"wrong": 0'):
        assert shown in said
    # What was corrected outlives another reading.
    assert "Half fares for apprentices" in (tmp_path / "notices.csv").read_text(encoding="utf-8-sig")
    for name in ("first.jsonl", "overview.csv", "records.jsonl", "decisions.db", "audit/index.html", "sample.csv"):
        assert (tmp_path / name).exists(), name
    assert len(list((tmp_path / "seen").glob("*.png"))) == 2
    assert (tmp_path / "overview.csv").read_text(encoding="utf-8-sig").count("EX/18/077") == 1
