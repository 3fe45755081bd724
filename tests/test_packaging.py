"""The wheel holds all that is needed, and is at home beside modules of the commonest names."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[1]

# Runs in a folder with a models.py and a utils.py that raise when imported.
PROGRAM = """
import json, sys
import decision_models, extractor
from extractor.cli.schema import record_schema
from extractor.splitting.forms import load_forms
from extractor.tagging.pipeline import build_nlp
print(json.dumps({
    "places": [decision_models.__file__, extractor.__file__],
    "forms": len(load_forms(None)),
    "components": len(build_nlp().pipe_names),
    "schema": record_schema()["title"],
    "strangers": sorted({"models", "utils"} & sys.modules.keys()),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    return Path(built)


@pytest.mark.xdist_group("packaging")
def test_the_wheel_holds_both_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}

    assert tops == {"extractor", "decision_models"}
    assert {"extractor/py.typed", "decision_models/py.typed", "extractor/splitting/forms/generic.toml"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.xdist_group("packaging")
def test_no_file_of_the_source_is_left_out(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    source = [p for p in (ROOT / "extractor").rglob("*") if p.is_file() and "__pycache__" not in p.parts]

    assert [str(p) for p in source if p.relative_to(ROOT).as_posix() not in names] == []


@pytest.mark.xdist_group("packaging")
def test_the_wheel_names_the_command_and_the_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
    (metadata,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]

    assert "extractor = extractor.cli:main" in archive.read(points).decode()
    assert "License-Expression: Apache-2.0" in archive.read(metadata).decode()


@pytest.mark.xdist_group("packaging")
def test_the_wheel_works_beside_hostile_modules(wheel: Path, tmp_path: Path) -> None:
    installed, work = tmp_path / "installed", tmp_path / "work"
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--target", str(installed)]
    subprocess.run([sys.executable, *install, str(wheel)], check=True, capture_output=True)
    work.mkdir()
    for name in ("models", "utils"):
        (work / f"{name}.py").write_text("raise RuntimeError('imported by mistake')\n", encoding="utf-8")
    (work / "program.py").write_text(PROGRAM, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "program.py"], cwd=work, env={"PYTHONPATH": str(installed)}, capture_output=True, check=True
    )

    said = json.loads(done.stdout)
    assert all(Path(place).is_relative_to(installed) for place in said["places"])
    assert said["forms"] > 1
    assert said["components"] > 3
    assert said["schema"] == "DecisionRecord"
    assert said["strangers"] == []


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [dependency for extra in project["optional-dependencies"].values() for dependency in extra]
    wanted = [*project["dependencies"], *extras]
    declared = {re.split(r"[<>=;\[ ]", dependency)[0].casefold() for dependency in wanted}
    sources = [p.read_text(encoding="utf-8") for p in (ROOT / "extractor").rglob("*.py")]
    imported = {name for source in sources for name in _imports(source)} - {"extractor", "decision_models"}
    distributions = packages_distributions()

    undeclared = [m for m in imported if not declared & {d.casefold() for d in distributions.get(m, ())}]

    assert len(imported) > 8
    assert undeclared == []


def _imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        yield from (top for n in names if (top := n.split(".", maxsplit=1)[0]) not in sys.stdlib_module_names)


def test_constraints_name_versions_and_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert len(pins) > 40
    assert [pin for pin in pins if not _is_pin(pin)] == []


def _is_pin(line: str) -> bool:
    name, _, version = line.partition("==")
    return bool(name and version) and not set(line) & set(":/@ ")
