"""Measure the queue of the review: how long its pages and counts take over many records, and how much memory.

    python -m benchmarks.review_queue [--count 100000] [--database out/queue.db]

Synthetic records are written once; what is there is used again.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.synthetic_records import synthetic_records
from extractor.library import write_records
from extractor.review.queue import Filters, choices, counts, page_of
from extractor.review.store import ReviewStore

PAGES = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--database", type=Path, default=Path("out/queue.db"))
    arguments = parser.parse_args()
    if not arguments.database.exists():
        write_records(synthetic_records(arguments.count), arguments.database)
    began = time.perf_counter()
    with ReviewStore(str(arguments.database)) as store:
        told("open", began)
        for filters in (Filters(), Filters(state="open"), Filters(year=2010), Filters(search="stan")):
            timed(f"first page, {filters}", lambda asked=filters: page_of(store, asked))  # type: ignore[misc]
            timed(f"counts, {filters}", lambda asked=filters: counts(store, asked))  # type: ignore[misc]
        timed("what a filter can be", lambda: choices(store, "authority"))
        timed(f"{PAGES} pages, one after the other", lambda: walk(store))


def walk(store: ReviewStore) -> None:
    """Turn over pages as a person would who looked at none of them."""
    after = None
    for _ in range(PAGES):
        after = page_of(store, Filters(), after=after).after


def timed(what: str, work: Callable[[], object]) -> None:
    """Do ``work`` and say how long it took."""
    began = time.perf_counter()
    work()
    told(what, began)


def told(what: str, began: float) -> None:
    """Print the time since ``began``, and the memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    print(f"{1000 * (time.perf_counter() - began):8.1f} ms  {pages * 4 // 1024:5} MB  {what}")


if __name__ == "__main__":
    main()
