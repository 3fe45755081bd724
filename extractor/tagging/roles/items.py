"""One item of a department ("Adult Social Care"): words enter, where the item ends and what it is made of leave.

It must not know of lists of items, nor of what stands before a head noun.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.tagging.vocabulary import Vocabulary, grammar_words, is_given_name, vocabulary
from extractor.tagging.words import EDGE, Word

# A department of more words than this is a sentence in capitals.
LONGEST = 28
# More words than this before a head noun are a heading, not a title.
LONGEST_BEFORE = 8
ANDS = frozenset({"and", "&"})
DASHES = frozenset({"-", "–", "—"})
BREAKS = frozenset({"\n", "\t"})
JOINERS = frozenset({"of", "for", "to", "in"})
APOSTROPHES = frozenset({"'", "’", "‘"})
# What stands between subjects without being one.
_SMALL = ANDS | DASHES | APOSTROPHES | {",", "of", "the", "/", "\n", "for"}


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, those that belong to people, and whether its lines are the form's (``formal``)."""

    words: Sequence[Word]
    people: frozenset[int] = frozenset()
    formal: bool = False

    def at(self, index: int) -> Word:
        """Return the word at ``index``, or a newline beyond either end."""
        return self.words[index] if 0 <= index < len(self.words) else EDGE


def item_end(text: Text, start: int, *, lower: bool) -> int:
    """Return the end of one run of department words, "the" and an inner "of" included."""
    at = start
    if text.at(at).fold in {"the", "a", "an"} and text.at(at + 1).capital:
        at += 1
    if text.at(at).text == "\n" and at == start:
        at += 1
    first = at
    while at - start < LONGEST and _continues(text, first, at, lower=lower):
        at += 1
    while at > first and text.words[at - 1].text in {"of", "the", "for"}:
        at -= 1  # what an item would go on with is a name
    return at if at > first else start


def _continues(text: Text, first: int, at: int, *, lower: bool) -> bool:
    word, known = text.at(at), vocabulary()
    if word.capital and at not in text.people:
        return _is_department_word(text, first, at, known)
    if word.text[0].isdigit():
        return at == first or text.at(at + 1).capital
    if at > first and (word.text in {"the", "of", "for"} or word.text in APOSTROPHES | DASHES):
        return _joins_within(text, first, at)
    return lower and not text.at(first).capital and word.fold in known.subjects and at not in text.people


def _joins_within(text: Text, first: int, at: int) -> bool:
    """Say whether a small word or mark stands within an item: "Board of the Trust", "Pupils’ Services", "16-19"."""
    word, before, following = text.words[at], text.words[at - 1], text.at(at + 1)
    if word.text == "the":
        return before.fold in JOINERS and following.capital
    if word.text == "of":
        return _inner_of(text, first, at)
    if word.text == "for":
        of_state = before.fold == "state"  # "Secretary of State for the Environment"
        named = following.capital or (following.fold == "the" and of_state)
        lone = named and at + 1 not in text.people and not starts_title(text, at + 1)
        return lone and (of_state or not has_body(text, at + 1, min(at + 5, len(text.words))))
    if word.text in APOSTROPHES:
        joined = following.capital or (following.fold in ANDS and text.at(at + 2).capital)
        return joined and following.start == word.end + 1 and not starts_title(text, at + 2)
    return before.text[-1].isdigit() and following.text[0].isdigit()


def _inner_of(text: Text, first: int, at: int) -> bool:
    article = text.at(at + 1).text == "the"
    following = text.at(at + 1 + article)
    if article and following.fold in {"council", "authority", "company"}:
        return False  # "Head of Paid Service of the Council"
    return following.capital and not starts_title(text, at + 1) and text.words[first].capital


def _is_department_word(text: Text, first: int, at: int, known: Vocabulary) -> bool:
    word = text.words[at]
    if word.fold in known.stops and word.text != "IT":
        if word.fold == "contact" and at > first and text.at(at - 1).capital:
            return True  # "Customer Contact"
        return word.fold in known.inner_stops and not word.text.isupper() and text.at(at + 1).capital
    headed = text.at(first - 1).fold == "of" and word.fold in {"team", "unit", "section"}  # "Head of Parking Team"
    if at > first and word.fold in known.documents - known.governed - known.subjects and not headed:
        return False
    if at > first and (word.fold in known.heads.bare or starts_title(text, at)):
        return False
    return not _starts_name(text, at, known)


def _starts_name(text: Text, at: int, known: Vocabulary) -> bool:
    """Tell "Head of Planning John Smith" from "Head of Grant Funding"."""
    fold, following = text.words[at].fold, text.at(at + 1)
    if not is_given_name(fold) or fold in known.subjects:
        return False
    houses = known.bodies | grammar_words("roles", "houses")
    names_body = any(text.at(n).fold in houses for n in range(at + 2, at + 5) if text.at(n - 1).capital)
    return (
        following.capital and following.fold not in known.subjects | known.bodies | known.documents and not names_body
    )


def starts_title(text: Text, at: int) -> bool:
    """Say whether a title, and not a department, begins at ``at``: capitals that reach a head noun."""
    known = vocabulary()
    article = text.at(at).fold == "the"
    at += article
    for n in range(at, at + 6 + 2 * article):
        word = text.at(n)
        if (
            article
            and n > at
            and (word.fold in ANDS or word.text == ",")
            and (text.at(n + 1).capital or text.at(n + 1).fold in ANDS)
        ):
            continue
        if not (word.capital or word.text[0].isdigit()) or word.fold in known.stops:
            return False
        if word.fold in known.heads.every and not word.possessive and _is_head(text, at, n):
            return True
    return False


def _is_head(text: Text, first: int, at: int) -> bool:
    known = vocabulary()
    fold, before = text.words[at].fold, text.at(at - 1).fold
    if fold in known.heads.after and before in known.heads.after[fold]:
        return True
    if fold not in known.heads.open and fold not in known.heads.bare:
        return at == first and text.at(at + 1).fold in {"of", "for"}
    return at > first or text.at(at + 1).fold in {"of", "for", "to"} or fold in known.heads.bare


def has_body(text: Text, start: int, end: int) -> bool:
    """Say whether a body's noun ("Committee") stands among the words."""
    known = vocabulary()
    return any(text.words[at].fold in known.bodies and text.words[at].capital for at in range(start, end))


def all_subjects(text: Text, start: int, end: int) -> bool:
    """Say whether nothing but subjects stands among the words."""
    return end > start and all(is_subject(text.words[at]) for at in range(start, end))


def is_subject(word: Word) -> bool:
    """Say whether the word is a subject's, or a small one between subjects."""
    return word.fold in vocabulary().subjects or word.fold in _SMALL


def closed(text: Text, start: int, end: int) -> bool:
    """Say whether an "and" stands among the words."""
    return any(text.words[at].fold in ANDS for at in range(start, end))
