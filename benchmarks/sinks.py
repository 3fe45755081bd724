"""How fast records are written into each kind of target, and whether the last is written as fast as the first.

    python -m benchmarks.sinks [TARGET...] [--records 200000] [--at-once 1]

Without targets: out.db in a temporary folder. The time to make the records is taken off. ``--at-once`` is how many records a
database takes in one transaction: a run writes one by one, an export 200 at a time.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.synthetic_records import synthetic_records
from extractor.sinks.jsonl import line_of
from extractor.sinks.sink import open_sink

_PARTS = 4


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of writing and of the commit; seconds of this process's CPU in each part of the run."""

    wall: float
    commit: float
    parts: Sequence[float]


def timed(target: str, number: int, at_once: int) -> Timing:
    """Write ``number`` synthetic records to ``target``, so many in each call."""
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
    start = time.perf_counter()
    sink.commit()
    sink.close()
    return Timing(wall, time.perf_counter() - start, parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--at-once", type=int, default=1)
    asked = parser.parse_args()
    line = len(line_of(next(synthetic_records(1))))
    print(f"{asked.records:,} records of {line:,} bytes of JSON")
    print("| target | records a second | a second of CPU | last quarter ÷ first | finishing |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for target in asked.targets or [str(Path(folder) / "out.db")]:
            timing = timed(target, asked.records, asked.at_once)
            wall, ratio = timing.wall + timing.commit, timing.parts[-1] / timing.parts[0]
            name = target if "://" not in target else target.partition("://")[0]
            speeds = f"{asked.records / wall:,.0f} | {asked.records / sum(timing.parts):,.0f}"
            print(f"| {Path(name).name} | {speeds} | {ratio:.2f} | {timing.commit:.1f} s |", flush=True)


if __name__ == "__main__":
    main()
