"""What a date looks like in British print: one pattern of the forms of ``data/date_forms.toml``.

What enters is text; what leaves is the matches, in reading order and without overlap; ``lastgroup`` names the form.
Every repetition in the pattern is bounded, so the time it takes grows with the text's length and no faster. It must not
know what a date is worth.
"""

import re
from collections.abc import Iterator
from functools import cache

from extractor.tagging.lexicon import either, filled, inverse, load, mapping, words
from extractor.tagging.numbers import NUMBER_WORDS

MONTHS = {name: int(number) for name, number in inverse(mapping("dates", "months")).items()}
SEASONS = {name: int(code) for name, code in inverse(mapping("dates", "seasons")).items()}
QUARTER_DAYS = inverse(mapping("dates", "quarter_days"))
ORDINALS = {name: int(number) for name, number in inverse(mapping("dates", "ordinals")).items()}

MONTH = either(MONTHS)
LONG_MONTH = either(name for name in MONTHS if len(name) > 3 or name == "may")
_PARTS = filled(
    "date_forms",
    "parts",
    {
        "months": MONTH,
        "long_months": LONG_MONTH,
        "ordinals": either(ORDINALS),
        "seasons": either(SEASONS),
        "quarter_days": either(QUARTER_DAYS),
        "number_words": either(NUMBER_WORDS),
    },
)
_FORMS = filled("date_forms", "forms", _PARTS)
GAP, DASH, SUFFIX, WEEKDAY = (_PARTS[name] for name in ("gap", "dash", "suffix", "weekday"))
# Nothing else begins a date; this spares the other words the many forms.
_BEGINNING = either(
    {name[:3] for name in (*MONTHS, *SEASONS, *ORDINALS, *QUARTER_DAYS)}
    | {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "q", "fy", "f.y", "fin", "h1", "h2", "mc", "md", "mm"}
    | {"sixteen", "seventeen", "eighteen", "nineteen"}
)
_PATTERN = re.compile(
    rf"(?:\b|(?<=_))(?=[0-9]|{_BEGINNING}){_PARTS['start']}(?:"
    + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS.items() if name not in _PARTS)
    + ")",
    re.VERBOSE | re.IGNORECASE,
)


def form(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern of a table of the file. Raises ValueError, naming file and key, where it speaks of what nothing tells."""
    return re.compile(_table(table)[name], re.VERBOSE)


@cache
def _table(table: str) -> dict[str, str]:
    lists = {name: either(words("dates", name)) for name, told in load("dates").items() if isinstance(told, list)}
    return filled("date_forms", table, _PARTS | lists)


def date_matches(text: str) -> Iterator[re.Match[str]]:
    """Yield everything in ``text`` that has the look of a date; the match's ``lastgroup`` names its form."""
    return _PATTERN.finditer(text)
