"""Titles in lower case, as some councils print them: "Assistant director of housing", "the monitoring officer".

Enters words; leaves index ranges. Only titles and heads that the data lists are found so.
"""

from extractor.tagging.roles.departments import title_end
from extractor.tagging.roles.items import LONGEST_BEFORE, Text
from extractor.tagging.vocabulary import Vocabulary, grammar_words, vocabulary


def lower_title(text: Text, index: int, floor: int) -> tuple[int, int] | None:
    """Return the title, as word indices, whose head noun is the word ``index`` and stands in lower case.

    No word before ``floor`` belongs to it.
    """
    known = vocabulary()
    wanted, fold = known.heads.after.get(text.words[index].fold), text.words[index].fold
    if (
        wanted is not None
        and text.at(index - 1).fold not in wanted
        and fold not in known.heads.open | known.heads.closed
    ):
        return None
    first = index
    while first > floor and index - first < LONGEST_BEFORE and _is_lower_modifier(text, first - 1, known):
        first -= 1
    if not text.words[first].capital and text.at(first - 1).fold not in _ARTICLES:
        return None
    end = title_end(text, index)
    before = [word.fold for word in text.words[first : index + 1]]
    if " ".join(before).replace(" .", "") in known.lower:
        return first, end
    if end > index + 1 and (fold in known.lower_heads or text.words[first].capital):
        return first, end
    return None


_ARTICLES = frozenset({"the", "our", "its", "their", "as", "and", "with", "by"})


def _is_lower_modifier(text: Text, at: int, known: Vocabulary) -> bool:
    word = text.words[at]
    if at in text.people or (word.capital and at + 1 < len(text.words) and text.words[at + 1].capital):
        return False
    if word.text.isdigit() or word.fold in {"section", "s", "s151"}:
        return True
    return word.fold in known.rank or (word.fold in grammar_words("roles", "lower_before") and not word.capital)
