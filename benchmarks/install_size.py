"""Says what the base of the package weighs when it is installed, and what each extra adds to it.

    python -m benchmarks.install_size

Counted are the files of every distribution that pyproject.toml and what it names ask for, as they lie in this environment.
What is not installed here is listed and counts as nothing.
"""

import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
_MEGA = 1e6


def main() -> None:
    """Print megabytes: the base, then each extra over it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    missing: set[str] = set()
    base = closure(project["dependencies"], missing)
    print(f"{'base':10} {megabytes(base):7.1f} MB  {len(base)} distributions")
    everything = set(base)
    for extra, wanted in project["optional-dependencies"].items():
        if extra != "all":
            added = closure(wanted, missing) - base
            everything |= added
            print(f"{extra:10} {megabytes(added):+7.1f} MB  {', '.join(sorted(added))}")
    print(f"{'all':10} {megabytes(everything - base):+7.1f} MB over the base")
    if missing:
        print("not installed here:", ", ".join(sorted(missing)))


def closure(wanted: Iterable[str], missing: set[str]) -> set[str]:
    """Return the names of all distributions that ``wanted`` needs here; those not installed go to ``missing``."""
    found: set[str] = set()
    done: set[tuple[str, str]] = set()
    todo = [(Requirement(line), "") for line in wanted]
    while todo:
        requirement, extra = todo.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        installed = _installed(name)
        if installed is None:
            missing.add(name)
            continue
        found.add(name)
        for part in ("", *requirement.extras):
            if (name, part) not in done:
                done.add((name, part))
                todo += [(Requirement(line), part) for line in installed.requires or ()]
    return found


def megabytes(names: Iterable[str]) -> float:
    """Return how much the files of the distributions come to, in millions of bytes."""
    return sum(_bytes(found) for name in names if (found := _installed(name)) is not None) / _MEGA


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _bytes(installed: Distribution) -> int:
    paths = (Path(str(file.locate())) for file in installed.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


if __name__ == "__main__":
    main()
