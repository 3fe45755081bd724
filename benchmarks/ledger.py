"""What a ledger costs: bytes and processor time a document, with the records in it and without.

python -m benchmarks.ledger [--documents 3000]
"""

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic_records import synthetic_records
from decision_models import DecisionRecord
from extractor.batch.ledger_file import open_ledger
from extractor.batch.outcome import Extracted

_MILLI = 1e3


def measured(folder: Path, names: list[str], records: list[DecisionRecord], *, keeps_records: bool) -> list[float]:
    """Return bytes a document, and milliseconds to enter, to do and to pass over one."""
    place = folder / f"{keeps_records}.ledger.db"
    times = []
    with open_ledger(place, "benchmark", keeps_records=keeps_records) as ledger:
        for _ in range(2):
            times.append(time.process_time())
            ledger.enrol(names)
            times.append(time.process_time())
            for record, name in zip(records, ledger.due(), strict=False):
                ledger.settle(Extracted(name, (record,), 1.0))
            times.append(time.process_time())
    entered, done, again = times[1] - times[0], times[2] - times[1], times[5] - times[3]
    return [place.stat().st_size / len(names), *(_MILLI * took / len(names) for took in (entered, done, again))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=3_000)
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names = [str(folder / f"{n:07}.pdf") for n in range(number)]
        for path in names:
            Path(path).write_text(path, encoding="utf-8")
        records = list(synthetic_records(number))
        print(
            "| ledger | bytes a document | ms to enter | ms to do | ms to pass over |\n| --- | --- | --- | --- | --- |"
        )
        for keeps in (True, False):
            size, *took = measured(folder, names, records, keeps_records=keeps)
            shown = " | ".join(f"{one:.3f}" for one in took)
            print(f"| {'with' if keeps else 'without'} records | {size:,.0f} | {shown} |")


if __name__ == "__main__":
    main()
