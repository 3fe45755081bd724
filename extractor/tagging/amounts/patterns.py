"""What sums of money look like: the patterns of ``data/sum_forms.toml`` with the words of the lists in their places."""

import re
from functools import cache

from extractor.tagging.amounts.numbers import GAP, MAGNITUDES, NOISY_NUMBER, NUMBER
from extractor.tagging.lexicon import either, filled, inverse, mapping, words
from extractor.tagging.numbers import NUMBER_WORDS

SIGNS = inverse(mapping("amounts", "currencies"))
CURRENCY_WORDS = inverse(mapping("amounts", "currency_words"))
# Lists of amounts.toml that patterns speak of by their names, and tables by those of their phrases.
_LISTS = (
    *("old_money_cues", "fillers", "lead_ins", "not_rates", "not_terms", "term_stops", "contract_nouns"),
    *("changes", "limits", "determiners", "negations", "modals"),
)
_TABLES = ("coins", "rates", "rate_adjectives", "periods", "flips", "after")
CODES = tuple(code for code in dict.fromkeys(SIGNS.values()) if code != "DOLLAR")


def form(table: str, name: str) -> re.Pattern[str]:
    """Return a pattern of a table of the file. Raises ValueError, naming file and key, where it speaks of what nothing tells."""
    return re.compile(parts(table)[name], re.VERBOSE)


@cache
def parts(table: str) -> dict[str, str]:
    """Return the patterns of a table of the file as text. Raises as :func:`form`."""
    known = {
        "gap": GAP,
        "plain_number": NUMBER,
        "noisy_number": NOISY_NUMBER,
        "signs": either(SIGNS),
        "codes": either(CODES),
        "currency_words": either(CURRENCY_WORDS),
        "money_words": either((*CURRENCY_WORDS, "pence", *CODES)),
        "magnitudes": either(MAGNITUDES),
        "long_magnitudes": either(name for name in MAGNITUDES if name != "b"),
        "number_words": either(NUMBER_WORDS),
        **{name: either(words("amounts", name)) for name in _LISTS},
        **{name: either(inverse(mapping("amounts", name))) for name in _TABLES},
        "bound_cues": either((*inverse(mapping("amounts", "before")), *inverse(mapping("amounts", "flips")))),
        "label_words": either(words("dates", "label_words")),
    }
    return filled("sum_forms", table, known)
