"""Lays a comparison out in tables, the same for terminal, JSON and HTML."""

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.audit.comparison.compare import Comparison, Score
from extractor.audit.comparison.tallies import Group

_TITLES: dict[Group, str] = {"text": "Text", "fields": "Fields", "sections": "Sections", "mentions": "Mentions"}
NOTES: dict[Group, str] = {
    "text": "Errors a character (grapheme cluster) or word of the truth: less is better.",
    "fields": (
        "Over the documents where either side has a value: a value invented is as wrong as one not found. Fuzzy is the "
        "mean share of characters right."
    ),
    "sections": "A section is found where one of its kind has nine tenths of its characters.",
    "mentions": "A mention is found where its value is, anywhere in the document.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about and a score for each column, None where there is none."""

    name: str
    scores: tuple[Score | None, ...]

    @property
    def of(self) -> float:
        """How much was measured: so many in the truth where there is a recall, else what the ratios are of."""
        wholes = {score.measure.measure: score.whole for score in self.scores if score is not None}
        return wholes.get("recall", max(wholes.values()))


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The scores of one group."""

    group: Group
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def score_tables(comparison: Comparison) -> Iterator[ScoreTable]:
    """Give a table for each group that was measured."""
    for group, title in _TITLES.items():
        scores = [score for score in comparison.scores if score.measure.group == group]
        if not any(score.whole for score in scores):
            continue
        columns = tuple(dict.fromkeys(score.measure.measure for score in scores))
        names = dict.fromkeys(score.measure.name for score in scores)
        by_place = {(score.measure.name, score.measure.measure): score for score in scores}
        rows = (Row(name, tuple(by_place.get((name, column)) for column in columns)) for name in names)
        yield ScoreTable(group, title, NOTES[group], columns, tuple(row for row in rows if _counts(row)))


def _counts(row: Row) -> bool:
    return any(score is not None and score.whole for score in row.scores)


def percent(value: float | None) -> str:
    """Return a share as a percentage with as many decimals as it needs.

    >>> percent(0.9734), percent(0.00042), percent(1.0), percent(None)
    ('97.3', '0.04', '100', '–')
    """
    if value is None:
        return "–"
    # What is not nought by rounding errors alone is nought.
    shown = round(value * 100, 6)
    places = 2 if 0 < shown < 1 else 1
    return f"{shown:.{places}f}".removesuffix(".0") if shown in {0, 100} else f"{shown:.{places}f}"


def with_interval(score: Score | None) -> str:
    """Return a score with its interval: "97.3 [95.0–98.8]"."""
    if score is None or score.value is None:
        return "–"
    if score.low is None or score.high is None:
        return percent(score.value)
    return f"{percent(score.value)} [{percent(score.low)}–{percent(score.high)}]"


def shown(characters: str) -> str:
    """Return characters so that each can be seen: blanks as open boxes, nothing as "∅", look-alikes with their number.

    >>> shown(" x"), shown(""), shown("\N{CYRILLIC CAPITAL LETTER DZE}")
    ('␣x', '∅', 'Ѕ U+0405')
    """
    strange = "".join(f" U+{ord(c):04X}" for c in characters if ord(c) > 0x24F and (c.isalpha() or not c.isprintable()))
    return (characters.replace(" ", "␣").replace("\n", "↵").replace("\t", "⇥") or "∅") + strange
