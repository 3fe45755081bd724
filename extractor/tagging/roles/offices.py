"""Posts that are one word, initials, or several of a kind: "the Surveyor reported", "the DCS", "two Planning Officers".

Enters words and the index of one; leaves the title, where what stands beside it shows that it is one. It must not know
how longer titles read.
"""

from extractor.tagging.numbers import NUMBER_WORDS
from extractor.tagging.roles.items import ANDS, LONGEST_BEFORE, Text
from extractor.tagging.roles.proposal import Title
from extractor.tagging.vocabulary import name_words, vocabulary

_ARTICLES = frozenset({"the", "its", "their", "our", "his", "her"})
_SURE, _LIKELY = 0.85, 0.8


def office_alone(text: Text, at: int) -> Title | None:
    """Return the post that a single word is, or two joined by "and", where a holder or a verb of office stands."""
    office, word = vocabulary().heads.office, text.words[at]
    if word.fold not in office or not word.capital or word.possessive:
        return None
    end = at + 1
    if (
        text.at(end).fold in ANDS
        and text.at(end + 1).fold in office | vocabulary().heads.initials
        and text.at(end + 1).capital
    ):
        end += 2
    if text.at(end).capital and end not in text.people:
        return None
    before = text.at(at - 1)
    if before.fold in _ARTICLES:
        return Title(at, end, _SURE)
    beside = before.text in {",", "(", "–", "-"} and _is_name(text, at - 2)
    labelled = text.at(end).text == ":" and end + 1 in text.people
    alone = before.text in {"\n", "\t", "(", ";"} or at == 0
    return Title(at, end, _LIKELY) if beside or (labelled and alone) else None


def _is_name(text: Text, at: int) -> bool:
    """Say whether a name ends at ``at``, letters after it left out: "A. B. Frith KC"."""
    while (
        at > 0
        and at not in text.people
        and (text.at(at).text in {".", ","} or text.at(at).fold in name_words().postnominals)
    ):
        at -= 1
    return at in text.people


def office_in_initials(text: Text, at: int) -> Title | None:
    """Return the post that initials are: "the DCS", "Ann Pugh, SIRO"."""
    word, before, following = text.words[at], text.at(at - 1), text.at(at + 1)
    if (
        not word.text.rstrip("0123456789").isupper()
        or (following.capital and at + 1 not in text.people)
        or word.possessive
    ):
        return None
    article = before.fold in _ARTICLES
    held = before.text in {",", "("} and _is_name(text, at - 2)
    return Title(at, at + 1, _SURE) if article or held or at + 1 in text.people else None


def counted_posts(text: Text, at: int) -> Title | None:
    """Return "Environmental Health Officers" of "two Environmental Health Officers"."""
    first = at
    while (
        at - first < LONGEST_BEFORE
        and text.at(first - 1).capital
        and first - 1 not in text.people
        and text.at(first - 1).fold not in NUMBER_WORDS
    ):
        first -= 1
    before = text.at(first - 1)
    counted = before.fold in NUMBER_WORDS or before.text.isdigit()
    return Title(first, at + 1, _LIKELY) if counted and first < at and not text.at(at + 1).capital else None
