"""What each yes-or-no rule of sums and dates is worth: one after another is left out, and what changes is told.

    python -m benchmarks.tagging_ablation FOLDER ... [--annotated FOLDER ...]

A rule is the test of an ``if``, or a part of one that "and" or "or" joins; left out, the one never holds, the other has no say.
What is read again each time: the rows of ``tests/tables/amounts.txt`` and ``dates.txt``, the tables of ``tests/test_amounts.py``,
the sentences of FOLDER (see ``benchmarks.tagged_sentences``), the sections of annotated documents. Printed is each rule that
nothing notices there.
"""

import argparse
import ast
import copy
import datetime as dt
import importlib
import inspect
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FunctionType, ModuleType

from benchmarks.annotated_text import read_annotated
from benchmarks.tagged_sentences import marked
from extractor.tagging.amounts.find import find_amounts
from extractor.tagging.context import TaggingContext
from extractor.tagging.dates.find import find_dates
from extractor.tagging.tag import document_context
from tests.test_amounts import TABLES, laid_out

MODULES = (
    *(f"amounts.{name}" for name in ("bounds", "find", "forms", "numbers", "old_money", "ranges", "terms")),
    *(f"dates.{name}" for name in ("context", "find", "forms", "joins", "noise", "order", "points", "years")),
)
_TABLES = Path("tests") / "tables"
_DAY = dt.date(2019, 3, 1)


def texts(folders: Sequence[Path], annotated: Sequence[Path]) -> Iterator[tuple[str, TaggingContext]]:
    """Yield what is read, each with what is known around it."""
    for name in ("amounts.txt", "dates.txt"):
        for line in (_TABLES / name).read_text(encoding="utf-8").splitlines():
            if "|" in line and not line.startswith("#"):
                yield line.split("|")[0], TaggingContext(currency="GBP", reference_date=_DAY)
    yield from (laid_out(caption, grid) for _, caption, grid, _ in TABLES)
    plain = [text for folder in folders for text, _ in marked(folder / "sentences.txt")]
    plain += [
        part.text for folder in annotated for path in sorted(folder.glob("*.html")) for part in read_annotated(path)
    ]
    for text in plain:
        yield text, document_context([text])


def found(read: Sequence[tuple[str, TaggingContext]]) -> list[object]:
    """Return all that is found in all that is read; a rule without which it breaks is noticed."""
    told = list[object]()
    for text, context in read:
        try:
            dates, said = find_dates(text, context)
            told.append((find_amounts(text, context, dates), dates, said))
        except (ArithmeticError, AttributeError, LookupError, NameError, TypeError, ValueError) as error:
            told.append(repr(error))
    return told


def without(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    """Yield each rule of a module by its line, and the module without it."""
    for at, node in enumerate(ast.walk(tree)):
        parts = node.values if isinstance(node, ast.BoolOp) else []
        for which in range(len(parts)) if parts else [0] if isinstance(node, ast.If) else []:
            changed = copy.deepcopy(tree)
            other = next(one for n, one in enumerate(ast.walk(changed)) if n == at)
            if isinstance(other, ast.BoolOp):
                other.values[which] = ast.Constant(value=isinstance(other.op, ast.And))
                rule = f"{'and' if isinstance(other.op, ast.And) else 'or'} {ast.unparse(parts[which])}"
            elif isinstance(other, ast.If) and isinstance(node, ast.If):
                other.test = ast.copy_location(ast.Constant(value=False), other.test)
                rule = f"if {ast.unparse(node.test)}"
            yield getattr(node, "lineno", 0), rule, ast.fix_missing_locations(changed)


def replaced(module: ModuleType, tree: ast.Module) -> dict[FunctionType, object]:
    """Give the functions of a module the code of another tree of it; return what they had, for those that differ."""
    space: dict[str, object] = dict(vars(module))
    exec(compile(tree, str(module.__file__), "exec"), space)
    before = dict[FunctionType, object]()
    for name, function in vars(module).items():
        other = space.get(name)
        own = isinstance(function, FunctionType) and function.__module__ == module.__name__
        if own and isinstance(other, FunctionType) and other.__code__ != function.__code__:
            before[function] = function.__code__
            function.__code__ = other.__code__
    return before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--annotated", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    read = list(texts(arguments.folders, arguments.annotated))
    usual, rules, unnoticed = found(read), 0, 0
    for name in MODULES:
        module = importlib.import_module(f"extractor.tagging.{name}")
        for line, rule, tree in without(ast.parse(inspect.getsource(module))):
            before = replaced(module, tree)
            if not before:
                continue
            rules += 1
            if found(read) == usual:
                unnoticed += 1
                print(f"{name}:{line}: {rule}", flush=True)
            for function, code in before.items():
                function.__code__ = code  # type: ignore[assignment]
    print(f"{rules} rules, of which nothing notices {unnoticed}")


if __name__ == "__main__":
    main()
