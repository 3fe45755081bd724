"""Measure how fast the tagger is, and that its time grows with the text's length and no faster.

    python -m benchmarks.tagging_speed [FOLDER]

FOLDER holds annotated HTML (see ``annotated_text``); without it a text of invented paragraphs is tagged. One process,
one core, its CPU time. The hostile strings are tagged at 25,000 and at 100,000 characters: a growth near 4 is linear.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from spacy.language import Language

from benchmarks.annotated_text import read_annotated
from extractor.tagging.amounts import find_amounts
from extractor.tagging.context import TaggingContext
from extractor.tagging.dates import find_dates
from extractor.tagging.pipeline import build_nlp
from extractor.tagging.tag import tag_text

INVENTED = """The Cabinet Member for Highways agreed on Tuesday 12 July 2016 that the contract be let at a cost
not exceeding £1,234,567.89 over three years. Mrs Jane Appleby, Head of Street Works, said that
tenders had been sought from eleven firms, seven of which answered in time. The annual saving is put
at about £250k from 2017/18, and the charge for a skip will rise from £35 to £42.50 a week. Two
members asked about the bridge at Nether Lane, which carries some nine thousand vehicles a day and
has been closed to lorries since March 2014 under section 1 of the Road Traffic Regulation Act 1984.
"""
HOSTILE = ("1", "£1,", "£1 ", "1/", "May ", "1 May, ", "2016/17 ", "£1 over three years ", "hundred ", " ", "O")
ROUNDS = 5


def best_of(work: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds: the one least disturbed by whatever else the machine does."""
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def throughput(nlp: Language, texts: list[str]) -> None:
    words = sum(len(text.split()) for text in texts)
    whole = best_of(lambda: [tag_text(text, nlp) for text in texts])
    print(f"{'whole pipeline':16} {words / whole:>10,.0f} words/s   ({words} words)")
    for name in nlp.pipe_names:
        docs = [nlp(text) for text in texts]
        component = nlp.get_pipe(name)
        seconds = best_of(lambda docs=docs, component=component: [component(doc) for doc in docs])  # type: ignore[misc]
        print(f"{name:16} {words / seconds:>10,.0f} words/s")


def growth() -> None:
    context = TaggingContext(currency="GBP")
    print(f"\n{'hostile':24} {'25,000':>8} {'100,000':>8} {'growth':>7}")
    for unit in HOSTILE:
        took = []
        for size in (25_000, 100_000):
            text = (unit * (size // len(unit) + 1))[:size]
            began = time.process_time()
            find_amounts(text, context, find_dates(text, context)[0])
            took.append(time.process_time() - began)
        print(f"{unit!r:24} {took[0]:>7.2f}s {took[1]:>7.2f}s {took[1] / took[0]:>7.1f}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="?")
    folder = arguments.parse_args().folder
    texts = [INVENTED * 20] * 10
    if folder is not None:
        texts = ["\n".join(s.text for s in read_annotated(path)) for path in sorted(folder.glob("*.html"))]
    throughput(build_nlp(), texts)
    growth()


if __name__ == "__main__":
    main()
