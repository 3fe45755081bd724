"""The runner for a cluster gives what the runner for one machine gives."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixture_documents import HOSTILE, PDFS

pytestmark = [
    pytest.mark.xdist_group("ray"),
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs decision-extractor[ray]"),
]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "extractor", "run", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_both_runners_give_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(3):
        content = (PDFS / "stonehithe-executive.pdf").read_bytes()
        (folder / f"{number}.pdf").write_bytes(content + b"%%%d" % number)
    (folder / "cut.pdf").write_bytes((HOSTILE / "truncated.pdf").read_bytes())
    local, ray = tmp_path / "local.jsonl", tmp_path / "ray.jsonl"

    here = run(folder, "-o", local, "-j", "2")
    there = run(folder, "-o", ray, "-j", "2", "--runner", "ray")

    assert (here.returncode, there.returncode) == (7, 7), there.stderr
    assert len(local.read_text().splitlines()) == 3
    assert ray.read_bytes() == local.read_bytes()
    failures = [path.with_name(path.name + ".failures.jsonl").read_bytes() for path in (local, ray)]
    assert failures[0] == failures[1]


def test_a_cluster_that_is_not_there_is_said_to_be_missing() -> None:
    done = run(PDFS / "stonehithe-executive.pdf", "--runner", "ray", "--ray-address", "127.0.0.1:9")

    assert done.returncode == 5
    assert "no Ray cluster" in done.stderr
