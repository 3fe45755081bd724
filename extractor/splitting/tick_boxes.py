"""Tick boxes: the marks go, with the captions of those left empty; what is ticked stays as what the form says."""

from collections.abc import Iterator, Sequence

from extractor.splitting.flow import FlowLine
from extractor.splitting.proposals import block_end
from extractor.splitting.sieve import Sieve

TICKED, EMPTY = frozenset("☒☑☓✓✔✗✘🗹🗷"), frozenset("☐□▢")
MARKS = TICKED | EMPTY


def sift_marks(sieve: Sieve) -> None:
    """Drop the marks themselves and the captions of those left empty: what is ticked stays as what the form says."""
    for at, line in enumerate(sieve.flow):
        marks = [n for n, w in enumerate(line.words) if w.text in MARKS]
        if marks:
            sieve.drop(at, marks)
            for start, stop, ticked in _captions(line, marks):
                if not ticked:
                    sieve.drop(at, range(start, stop))
            if line.words[marks[-1]].text in EMPTY and marks[-1] + 1 < len(line.words):
                _drop_continuation(sieve, at)


def _captions(line: FlowLine, marks: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    count = len(line.words)
    if marks[0] > 0 and marks[-1] == count - 1 and not line.words[marks[0] - 1].text.endswith((":", "?")):
        # "Yes ☒ No ☐": the caption stands before its mark.
        for before, mark in zip([-1, *marks[:-1]], marks, strict=True):
            yield before + 1, mark, line.words[mark].text in TICKED
        return
    for mark, after in zip(marks, [*marks[1:], count], strict=True):
        yield mark + 1, after, line.words[mark].text in TICKED


def _drop_continuation(sieve: Sieve, at: int) -> None:
    for n in range(at + 1, block_end(sieve.flow, at) + 1):
        line = sieve.flow[n]
        if line.opens or any(w.text in MARKS for w in line.words):
            return
        sieve.drop(n)
