"""Imports point one way, as the design says; the stages know nothing of one another."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each floor may import from the floors before it. Rooms on one floor do not import one another.
FLOORS = (
    {"decision_models"},
    {"errors", "document", "choices"},
    {"faults", "extras"},
    {"settings", "writing"},
    {"shapes", "output_folder"},
    {"reading", "splitting", "tagging", "wordfile"},
    {"assembling"},
    {"pipeline", "pages"},
    {"batch", "audit", "sinks"},
    {"library"},
    {"facade"},
    {"review"},
    {"cli"},
    {"__main__"},
)
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "decision_models":
        return "decision_models"
    if len(parts) == 1:
        return "facade"
    return parts[1]


def imported_by(source: str) -> Iterator[str]:
    """Give our own modules that ``source`` imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom) and node.module and _is_ours(node.module):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if _is_module(name) else node.module for name in names)


def _is_ours(module: str) -> bool:
    return module.split(".", maxsplit=1)[0] in {"extractor", "decision_models"}


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def sources() -> dict[str, str]:
    files = [*(ROOT / "extractor").rglob("*.py"), *(ROOT / "models" / "decision_models").rglob("*.py")]
    return {_name(path): path.read_text(encoding="utf-8") for path in files}


def _name(path: Path) -> str:
    root = ROOT / "models" if "decision_models" in path.parts else ROOT
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def faults(modules: dict[str, str]) -> list[str]:
    """Return every import that does not point down."""
    found = []
    for module, source in modules.items():
        for target in imported_by(source):
            here, there = room_of(module), room_of(target)
            if here != there and FLOOR_OF[there] >= FLOOR_OF[here]:
                found.append(f"{module} imports {target}")
    return found


def test_every_module_has_its_floor() -> None:
    modules = sources()

    assert len(modules) > 40
    assert {room_of(module) for module in modules} <= FLOOR_OF.keys()


def test_imports_point_down() -> None:
    assert faults(sources()) == []


def test_modules_import_in_no_circle() -> None:
    modules = sources()
    graph = {module: set(imported_by(source)) & modules.keys() - {module} for module, source in modules.items()}
    # The facade's imports wait for the first call.
    graph["extractor"] = {"extractor.errors", "extractor.settings"}

    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("extractor.splitting.x", "from extractor.reading.read import read"),
        ("extractor.tagging.x", "import extractor.splitting.split"),
        ("extractor.document", "def f():\n    from extractor.cli import main"),
        ("extractor.pipeline", "from extractor import batch"),
        ("decision_models.x", "from extractor import errors"),
    ],
)
def test_a_wrong_import_is_noticed(module: str, source: str) -> None:
    assert len(faults({module: source})) == 1


def test_the_models_need_nothing_but_pydantic() -> None:
    names = {
        name.split(".")[0]
        for module, source in sources().items()
        if module.startswith("decision_models")
        for node in ast.walk(ast.parse(source))
        for name in _names(node)
    }

    assert names == {"datetime", "decimal", "decision_models", "enum", "pydantic", "typing"}


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
