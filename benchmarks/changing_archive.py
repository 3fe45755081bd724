"""Whether what a target says is what is there: two sources are changed at random, and every target is asked after each run.

    python -m benchmarks.changing_archive [TARGET...] [--steps 12] [--files 40] [--seed 1]

Without targets: one of each kind that is a file, in a temporary folder. Reading is pretended (a document's text says how many
decisions there are in it), all else is as always. A step adds, changes, renames, copies, deletes and spoils files, runs over
one or both sources and asks the target; every third step prunes.
"""

import argparse
import hashlib
import random
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from decision_models import DecisionRecord
from extractor.batch.outcome import Extracted, Failed, Outcome
from extractor.cli import delivery
from extractor.cli.delivery import Delivery, Manner
from extractor.cli.prune import prune_target
from extractor.cli.run import run_all
from extractor.errors import NotAPdfError
from extractor.reading.source_file import path_of, recorded_name
from extractor.settings import Settings
from extractor.sinks.export import export
from extractor.sinks.source import read_files, read_records
from extractor.sinks.target import kind_of
from tests.records import raw_record

FILE_TARGETS = ("out.jsonl", "out.jsonl.zst", "out.json", "out.parquet", "tables/", "out.db")
_NAMES = ("minutes", "décision", "reg\udce9ster", "a b", "=1+1")


class PretendingRunner:
    """Makes records up in no time, in this process."""

    def __init__(self, *_: object, stop: threading.Event, **__: object) -> None:
        self.stop = stop

    def run(self, names: Iterable[str | None]) -> Iterator[Outcome]:
        """Give one outcome for each name."""
        for name in names:
            if name is not None and not self.stop.is_set():
                yield _outcome(name)


def _outcome(name: str) -> Outcome:
    content = path_of(name).read_bytes()
    if not content.startswith(b"%PDF-"):
        return Failed(name, NotAPdfError(name), 0.0)
    return Extracted(name, tuple(_records(name, content)), 0.0)


def _records(name: str, content: bytes) -> Iterator[DecisionRecord]:
    sha256 = hashlib.sha256(content).hexdigest()
    source = {"path": name, "sha256": sha256, "bytes": len(content), "page_count": 1, "first_page": 1, "last_page": 1}
    for number in range(1, content.count(b"decision") + 1):
        raw = raw_record(source=source, record_id=f"{sha256[:32]}-{number}", form=f"line\u2028{number}")
        yield DecisionRecord.model_validate(raw)


@dataclass(slots=True)
class Archive:
    """Two sources under ``root``. ``dice`` say what happens to them."""

    root: Path
    dice: random.Random
    made: int = 0
    sources: tuple[Path, Path] = field(init=False)

    def __post_init__(self) -> None:
        self.sources = self.root / "first", self.root / "second"
        for source in self.sources:
            (source / "deep").mkdir(parents=True, exist_ok=True)
            self._write(source / "always.pdf")

    def change(self, times: int) -> None:
        """Do something to the archive, so many times."""
        for _ in range(times):
            self.dice.choice((self._add, self._alter, self._rename, self._copy, self._delete, self._spoil))()

    def files(self) -> list[Path]:
        """Return all files, sorted."""
        return sorted(path for source in self.sources for path in source.rglob("*.pdf"))

    def holders(self) -> dict[str, set[str]]:
        """Return the names of every content that decisions can be read from."""
        found: dict[str, set[str]] = {}
        for path in self.files():
            content = path.read_bytes()
            if content.startswith(b"%PDF-") and b"decision" in content:
                found.setdefault(hashlib.sha256(content).hexdigest(), set()).add(recorded_name(path))
        return found

    def _new(self) -> Path:
        self.made += 1
        folder = self.dice.choice(self.sources) / self.dice.choice(("", "deep"))
        return folder / f"{self.dice.choice(_NAMES)}-{self.made}.pdf"

    def _write(self, path: Path) -> None:
        self.made += 1
        path.write_text(f"%PDF-{self.made} " + "decision " * self.dice.randrange(4))

    def _any(self) -> Path:
        return self.dice.choice([path for path in self.files() if path.name != "always.pdf"] or self.files())

    def _add(self) -> None:
        self._write(self._new())

    def _alter(self) -> None:
        self._write(self._any())

    def _rename(self) -> None:
        path = self._any()
        if path.name != "always.pdf":
            path.rename(self._new())

    def _copy(self) -> None:
        self._new().write_bytes(self._any().read_bytes())

    def _delete(self) -> None:
        path = self._any()
        if path.name != "always.pdf":
            path.unlink()

    def _spoil(self) -> None:
        self._any().write_text("no PDF")


@dataclass(slots=True)
class Faults:
    """What a target said that is not so."""

    said: list[str] = field(default_factory=list)

    def note(self, holds: object, said: str) -> None:
        """Note a fault unless something holds."""
        if not holds:
            self.said.append(said)


def check(target: str, archive: Archive, *, pruned: bool) -> list[str]:
    """Return what ``target`` says that is not so, after a run over the whole of ``archive``."""
    faults = Faults()
    there, told = archive.holders(), {recorded_name(path) for path in archive.files()}
    records = list(read_records(target))
    ids = [record.record_id for record in records]
    faults.note(len(ids) == len(set(ids)), "a record stands twice")
    files = {file.path: file for file in read_files(target)}
    has_files = kind_of(target) in {"csv", "sqlite", "postgresql"}
    for record in records:
        source = record.source
        if source.sha256 in there:
            faults.note(source.path in there[source.sha256], f"{source.path} does not hold {record.record_id}")
        elif pruned:
            faults.note(False, f"{record.record_id} of {source.path} is of the past")
        elif has_files:
            state = files[source.path].state if source.path in files else "unknown"
            faults.note(state == "gone", f"{source.path} is {state}, and is not there")
    faults.note({r.source.sha256 for r in records} >= there.keys(), "a document is missing")
    for sha256, paths in there.items():
        number = max(path_of(next(iter(paths))).read_bytes().count(b"decision"), 0)
        faults.note(
            sum(r.source.sha256 == sha256 for r in records) == number, f"{sha256} is not there as often as it is"
        )
    if has_files:
        faults.note(
            {p for p, f in files.items() if f.state != "gone"} == told, "the files are not those that are there"
        )
        faults.note(not pruned or files.keys() == told, "files that are gone are still there")
    return faults.said


@contextmanager
def pretending() -> Iterator[None]:
    """Have runs pretend to read."""
    before = vars(delivery)["LocalRunner"]
    vars(delivery)["LocalRunner"] = PretendingRunner
    try:
        yield
    finally:
        vars(delivery)["LocalRunner"] = before


def drive(target: str, root: Path, *, steps: int, files: int, seed: int) -> list[str]:
    """Change an archive below ``root`` step by step and return what ``target`` said of it that is not so."""
    archive = Archive(root, random.Random(seed))
    archive.change(files)
    found: list[str] = []
    with pretending(), redirect_stderr(StringIO()):
        for step in range(steps):
            # Each source in a run of its own, in any order, or both in one.
            parts = [[source] for source in archive.dice.sample(archive.sources, 2)]
            for given in parts if step % 2 else [list(archive.sources)]:
                run_all([str(source) for source in given], Settings(), Delivery("jsonl", target), Manner(quiet=True))
            found += [f"step {step}: {said}" for said in check(target, archive, pruned=False)]
            if step % 3 == 2:
                prune_target(target, asks=False)
                found += [f"step {step}, pruned: {said}" for said in check(target, archive, pruned=True)]
            archive.change(max(2, files // 4))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*")
    for name, usual in (("steps", 12), ("files", 40), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, faults = Path(name), 0
        print("| target | steps | files | what was not so |\n| --- | --- | --- | --- |")
        for number, target in enumerate(asked.targets or [f"{folder}/{one}" for one in FILE_TARGETS]):
            found = drive(target, folder / str(number), steps=asked.steps, files=asked.files, seed=asked.seed)
            shown = target.partition("://")[0] if "://" in target else target.removeprefix(f"{folder}/")
            print(f"| {shown} | {asked.steps} | {asked.files} | {len(found)} |", flush=True)
            sys.stderr.writelines(f"{shown}: {said}\n" for said in found)
            if kind_of(target) != "jsonl":
                export(target, str(folder / f"{number}.jsonl"))
            faults += len(found)
    sys.exit(faults > 0)


if __name__ == "__main__":
    main()
