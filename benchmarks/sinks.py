"""How fast records are written into each kind of target, and whether the last is written as fast as the first.

    python -m benchmarks.sinks [TARGET...] [--records 200000] [--at-once 1] [--plain]

Without targets: out.db in a temporary folder. The time to make the records is taken off. ``--at-once`` is how many records a
database takes in one transaction: a run writes one by one, an export 1,000 at a time. ``--plain`` has Python's sqlite3 write
the same rows in turns, made beforehand, into tables without keys, types, index or search: the least that it can take.
"""

import argparse
import os
import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.synthetic_records import synthetic_records
from decision_models import DecisionRecord
from extractor.sinks.jsonl import line_of
from extractor.sinks.rows import Row, child_rows, decision_row
from extractor.sinks.sink import open_sink

_PARTS = 4


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of writing and of the commit; seconds of this process's CPU in each part of the run."""

    wall: float
    commit: float
    parts: Sequence[float]


@dataclass(slots=True)
class Plain:
    """The same rows written by Python's sqlite3 alone, and the seconds that this took."""

    path: Path
    wall: float = 0.0
    _written: int = 0
    _base: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        self._base = sqlite3.connect(self.path)

    def write(self, records: Sequence[DecisionRecord]) -> None:
        """Write records in one transaction."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for number, record in enumerate(records, self._written):
            rows["decisions"].append((number, *decision_row(record)))
            for name, some in child_rows(record, number).items():
                rows[name] += some
        self._written += len(records)
        for name in (name for name, some in rows.items() if some):
            columns = ", ".join(f"c{n}" for n in range(len(rows[name][0])))
            self._base.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
        start = time.perf_counter()
        with self._base:
            for name, some in rows.items():
                if some:
                    self._base.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
        self.wall += time.perf_counter() - start


def timed(target: str, number: int, at_once: int, plain: Plain | None = None) -> Timing:
    """Write ``number`` synthetic records to ``target``, so many in each call, and in turns to ``plain``."""
    sink = open_sink(target, overwrite=True)
    parts = [0.0] * _PARTS
    wall = 0.0
    records = synthetic_records(number)
    for ordinal in range(0, number, at_once):
        some = tuple(islice(records, at_once))
        busy, start = time.process_time(), time.perf_counter()
        sink.write(*some)
        wall += time.perf_counter() - start
        # The machine's other work bears on the time that passes, hardly on the time of the processor.
        parts[ordinal * _PARTS // number] += time.process_time() - busy
        if plain is not None:
            plain.write(some)
    start = time.perf_counter()
    sink.commit()
    sink.close()
    return Timing(wall, time.perf_counter() - start, parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    asked = parser.parse_args()
    line = len(line_of(next(synthetic_records(1))))
    print(f"{asked.records:,} records of {line:,} bytes of JSON; load {os.getloadavg()[0]:.1f}")
    print("| target | records a second | a second of CPU | last quarter ÷ first | finishing | time ÷ plain sqlite3's |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for target in asked.targets or [str(Path(folder) / "out.db")]:
            plain = Plain(Path(folder) / "plain.db") if asked.plain else None
            timing = timed(target, asked.records, asked.at_once, plain)
            wall, ratio = timing.wall + timing.commit, timing.parts[-1] / timing.parts[0]
            name = target if "://" not in target else target.partition("://")[0]
            speeds = f"{asked.records / wall:,.0f} | {asked.records / sum(timing.parts):,.0f}"
            over = f"{wall / plain.wall:.2f}" if plain is not None else ""
            print(f"| {Path(name).name} | {speeds} | {ratio:.2f} | {timing.commit:.1f} s | {over} |", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
