"""How a candidate stands to a first judgement of the whole document: its sisters, its rivals, what comes before and after.

A first judgement of every candidate goes in, further named features come out, for a second judgement that knows how this
document sets its headings and labels.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log1p
from typing import TypeVar

import numpy as np

from extractor.splitting.seen import ALIGNED_PT, Seen
from extractor.splitting.word_model import Floats

NONE, HEADING, LABEL, START = range(4)
# Odds beyond which more of them tell nothing, as a logarithm.
MOST_ODDS = 6.0
# So many lines away stands what is not there.
FAR = 99


@dataclass(frozen=True)
class Chosen:
    """A candidate that a judgement takes for something: its index and what it is (HEADING, LABEL or START)."""

    index: int
    what: int


class FirstJudgement:
    """A first judgement: odds of every candidate, of shape (candidates, 4), and what was chosen by them."""

    def __init__(self, seen: Sequence[Seen], probabilities: Floats, chosen: Sequence[Chosen]) -> None:
        self.seen = seen
        kept = np.clip(probabilities, 1e-4, 1.0)
        odds = np.clip(np.log(kept) - np.log(kept[:, :1]), -MOST_ODDS, MOST_ODDS)
        self.odds: list[list[float]] = odds.tolist()
        self.best = _best_by_line(seen, odds)
        self.means = _style_means(seen, odds)
        self.twins = _twins(seen, odds)
        expected = np.zeros((len(seen) + 1, 2))
        expected[1:] = np.cumsum(probabilities[:, [HEADING, LABEL]], axis=0)
        self.before: list[list[float]] = expected.tolist()
        self.headings = [seen[c.index] for c in chosen if c.what == HEADING]
        self.labels = [seen[c.index] for c in chosen if c.what == LABEL]
        self.styles = {HEADING: Counter(s.style for s in self.headings), LABEL: Counter(s.style for s in self.labels)}
        self.numberings = Counter(s.numbering for s in self.headings)
        self.shapes = {
            HEADING: Counter(s.candidate.shape for s in self.headings),
            LABEL: Counter(s.candidate.shape for s in self.labels),
        }
        self.bold = {HEADING: _share_bold(self.headings), LABEL: _share_bold(self.labels)}
        self.lefts = {HEADING: _lefts(self.headings), LABEL: _lefts(self.labels)}
        marks = sorted((seen[c.index].candidate.first, seen[c.index].candidate.last, c.what) for c in chosen)
        self.previous, self.following = _neighbours(seen, marks)


def _best_by_line(seen: Sequence[Seen], odds: Floats) -> dict[int, list[tuple[float, int]]]:
    """Return for every line the odds of the candidates over it, best first, with their indices."""
    best: dict[int, list[tuple[float, int]]] = {}
    either: list[float] = odds[:, HEADING : LABEL + 1].max(axis=1).tolist()
    for n, one in enumerate(seen):
        if one.candidate.words:
            for line in range(one.candidate.first, one.candidate.last + 1):
                best.setdefault(line, []).append((either[n], n))
    return {line: sorted(every, reverse=True)[:2] for line, every in best.items()}


def _style_means(seen: Sequence[Seen], odds: Floats) -> dict[tuple[object, ...], tuple[float, float]]:
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, one in enumerate(seen):
        groups.setdefault(one.style, []).append(n)
    return {
        style: (float(odds[rows, HEADING].mean()), float(odds[rows, LABEL].mean())) for style, rows in groups.items()
    }


def _twins(seen: Sequence[Seen], odds: Floats) -> list[tuple[int, float, float]]:
    """Return for every candidate how many others have its words, their number apart, and their best odds for either."""
    groups: dict[str, list[int]] = {}
    for n, one in enumerate(seen):
        groups.setdefault(one.wording, []).append(n)
    told = [(0, -MOST_ODDS, -MOST_ODDS)] * len(seen)
    for wording, rows in groups.items():
        firsts = {seen[n].candidate.first for n in rows}
        if not wording or len(firsts) < 2:
            continue
        for n in rows:
            others = [m for m in rows if seen[m].candidate.first != seen[n].candidate.first]
            told[n] = (len(firsts) - 1, float(odds[others, HEADING].max()), float(odds[others, LABEL].max()))
    return told


def _share_bold(chosen: Sequence[Seen]) -> float:
    return sum(s.bold for s in chosen) / len(chosen) if chosen else 0.5


def _lefts(chosen: Sequence[Seen]) -> Counter[int]:
    return Counter(round(s.line.line.box.x0 / ALIGNED_PT) for s in chosen)


def _neighbours(
    seen: Sequence[Seen], marks: Sequence[tuple[int, int, int]]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return for every candidate the chosen one before it and the one behind it: what it is, and how many lines away."""
    ends, begins = [last for _, last, _ in marks], [first for first, _, _ in marks]
    previous, following = [], []
    for one in seen:
        c = one.candidate
        end = c.last if c.words else c.first - 1
        before, after = bisect_left(ends, c.first) - 1, bisect_right(begins, end)
        previous.append((marks[before][2], c.first - ends[before]) if before >= 0 else (NONE, FAR))
        following.append((marks[after][2], begins[after] - end) if after < len(marks) else (NONE, FAR))
    return previous, following


SeriesFeature = Callable[[int, Seen, FirstJudgement], float]
_Key = TypeVar("_Key")
SERIES: dict[str, tuple[str, SeriesFeature]] = {}


def _number(name: str, sees: str, measure: SeriesFeature) -> None:
    SERIES[name] = (sees, measure)


def _flag(name: str, sees: str, test: Callable[[int, Seen, FirstJudgement], bool]) -> None:
    SERIES[name] = (sees, test)


def _rival(n: int, s: Seen, j: FirstJudgement) -> float:
    lines = range(s.candidate.first, s.candidate.last + 1)
    rivals = [odds for line in lines for odds, m in j.best.get(line, ()) if m != n]
    return max(rivals, default=-MOST_ODDS)


_number("heading odds", "how the first judgement speaks for a heading", lambda n, _, j: j.odds[n][HEADING])
_number("label odds", "how it speaks for a label", lambda n, _, j: j.odds[n][LABEL])
_number("start odds", "how it speaks for text that begins here", lambda n, _, j: j.odds[n][START])
_number("rival odds", "the best odds of another candidate on its lines", _rival)
_number("style heading odds", "the mean odds of those of its style for headings", lambda _, s, j: j.means[s.style][0])
_number("style label odds", "the mean odds of those of its style for labels", lambda _, s, j: j.means[s.style][1])
_number("headings before", "how many headings stand before", lambda n, _, j: log1p(j.before[n][0]))
_number(
    "headings behind",
    "how many headings follow",
    lambda n, _, j: log1p(max(0.0, j.before[-1][0] - j.before[n + 1][0])),
)
_number("labels before", "how many labels stand before", lambda n, _, j: log1p(j.before[n][1]))
_number(
    "labels behind",
    "how many labels follow",
    lambda n, _, j: log1p(max(0.0, j.before[-1][1] - j.before[n + 1][1])),
)
_number("twins", "how many others have its words", lambda n, _, j: log1p(j.twins[n][0]))
_number("twin heading odds", "the best odds for a heading of others with its words", lambda n, _, j: j.twins[n][1])
_number("twin label odds", "the best odds for a label of others with its words", lambda n, _, j: j.twins[n][2])
_number("heading style", "share of the headings in its style", lambda _, s, j: _share(j.styles[HEADING], s.style))
_number("label style", "share of the labels in its style", lambda _, s, j: _share(j.styles[LABEL], s.style))
_number(
    "heading shape", "share of the headings of its shape", lambda _, s, j: _share(j.shapes[HEADING], s.candidate.shape)
)
_number("label shape", "share of the labels of its shape", lambda _, s, j: _share(j.shapes[LABEL], s.candidate.shape))
_number(
    "heading numbering", "share of the headings numbered as it is", lambda _, s, j: _share(j.numberings, s.numbering)
)
_number(
    "heading left", "share of the headings that begin where it does", lambda _, s, j: _share(j.lefts[HEADING], _left(s))
)
_number("label left", "share of the labels that begin where it does", lambda _, s, j: _share(j.lefts[LABEL], _left(s)))
_number("heading bold", "how like the headings it is in weight", lambda _, s, j: 1.0 - abs(j.bold[HEADING] - s.bold))
_number("label bold", "how like the labels it is in weight", lambda _, s, j: 1.0 - abs(j.bold[LABEL] - s.bold))
_number("headings", "how many headings were chosen", lambda _n, _s, j: log1p(len(j.headings)))
_number("labels", "how many labels were chosen", lambda _n, _s, j: log1p(len(j.labels)))
_flag("after heading", "a heading was chosen last before it", lambda n, _, j: j.previous[n][0] == HEADING)
_flag("after label", "a label was chosen last before it", lambda n, _, j: j.previous[n][0] == LABEL)
_number("since", "lines since what was chosen last", lambda n, _, j: log1p(max(0, j.previous[n][1])))
_flag("before heading", "a heading is chosen next behind it", lambda n, _, j: j.following[n][0] == HEADING)
_flag("before label", "a label is chosen next behind it", lambda n, _, j: j.following[n][0] == LABEL)
_number("until", "lines until what is chosen next", lambda n, _, j: log1p(max(0, j.following[n][1])))


def _share(counts: Counter[_Key], key: _Key) -> float:
    total = counts.total()
    return counts[key] / total if total else 0.0


def _left(s: Seen) -> int:
    return round(s.line.line.box.x0 / ALIGNED_PT)


def series_matrix(judgement: FirstJudgement) -> Floats:
    """Return what is seen of every candidate in the light of a first judgement, of shape (candidates, features)."""
    measures = [measure for _, measure in SERIES.values()]
    rows = [[m(n, s, judgement) for m in measures] for n, s in enumerate(judgement.seen)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(measures))
