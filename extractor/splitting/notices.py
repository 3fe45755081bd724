"""Days that a form tells in sentences rather than beside labels: when a decision was published, can be called in, takes effect.

Text goes in, the day's place and what it is leave. Which words tell what is data of the form.
"""

import re
from collections.abc import Iterator

from extractor.document import FieldName
from extractor.splitting.forms import Form
from extractor.splitting.wording import normalise

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:the )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: day of)? (?:{_MONTHS})[a-z]*,? \d{{4}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}})"
)
# A notice is a sentence or two; what is longer is the text of the decision, and may tell of other days.
MOST_NOTICE_WORDS = 45
_DAY = re.compile(rf"\b{DAY}(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;]\s")
_NAMES: tuple[FieldName, ...] = ("call_in_deadline", "effective_date", "publication_date")


def days_told(text: str, form: Form) -> Iterator[tuple[FieldName, int, int]]:
    """Yield the days that a short text tells of, each with what it is and its place in the text.

    What the words before a day say decides, back to the day before it or to the beginning of its sentence.
    """
    if len(text.split()) > MOST_NOTICE_WORDS:
        return
    begin = 0
    for day in _DAY.finditer(text):
        said = _SENTENCE_END.split(text[begin : day.start()])[-1]
        told = _told_by(normalise(said), form)
        if told is not None:
            yield told, day.start(), day.end()
        begin = day.end()


def has_day(text: str) -> bool:
    """Tell whether a text names a day with its year."""
    return _DAY.search(text) is not None


def _told_by(said: str, form: Form) -> FieldName | None:
    """Return what the words before a day say of it; of several, what they say last."""
    hits = [
        (match.end(), name) for name in _NAMES for pattern in form.told_days(name) for match in pattern.finditer(said)
    ]
    return max(hits)[1] if hits else None
