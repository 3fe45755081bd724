"""Measure how long splitting takes a page, and that a long document takes no longer a page than a short one.

    python -m benchmarks.splitting FOLDER [--rounds 5]

FOLDER holds PDFs with text, such as the ``born`` level of a bench, or the project's ``fixtures/pdf``. They are read once;
then each is split, with all forms, in one process on one core. The least CPU time of several rounds counts. For the
growth the pages of all documents are set one behind another, to 50 and to 400 pages.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from extractor.document import Document, Page
from extractor.reading.ocr import build_engine
from extractor.reading.read import read
from extractor.settings import Settings
from extractor.splitting.forms import Form, load_forms
from extractor.splitting.split import split

LENGTHS = (50, 400)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    settings = Settings()
    engine = build_engine(settings)
    documents = [read(path, engine, settings) for path in sorted(arguments.folder.glob("*.pdf"))]
    forms = load_forms()
    pages = sum(document.page_count for document in documents)
    whole = least_ms(lambda: [split(document, forms) for document in documents], arguments.rounds) / pages
    print(f"{whole:6.1f} ms a page over {len(documents)} documents of {pages} pages")
    every = [page for document in documents for page in document.pages]
    for length in LENGTHS:
        print(f"{of_length(documents[0], every, length, forms):6.1f} ms a page in one document of {length} pages")


def least_ms(work: Callable[[], object], rounds: int) -> float:
    """Return the least CPU time of several runs, in milliseconds: the one least disturbed by others."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        took.append(1000 * (time.process_time() - began))
    return min(took)


def of_length(first: Document, pages: Sequence[Page], length: int, forms: Sequence[Form]) -> float:
    """Return the milliseconds a page takes in a document of ``length`` pages made of ``pages`` over and over."""
    numbered = tuple(replace(page, number=n) for n, page in enumerate(islice(cycle(pages), length), start=1))
    long = replace(first, pages=numbered, page_count=length)
    return least_ms(lambda: split(long, forms), 2) / length


if __name__ == "__main__":
    main()
