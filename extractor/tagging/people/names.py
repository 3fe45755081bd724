"""How a name reads, word by word: words enter, the end of a name and the evidence for it leave."""

import re
from dataclasses import dataclass

from extractor.tagging.lexicon import plain
from extractor.tagging.roles.items import Text
from extractor.tagging.vocabulary import (
    ambiguous_names,
    grammar_words,
    is_given_name,
    is_plain_given_name,
    name_words,
    vocabulary,
)
from extractor.tagging.words import Word

# "al-Hassan", "d'Arcy"
_PARTICLE_WORD = re.compile(r"[a-z]{1,3}[-'’][A-Z]")
_LIKE_LETTERS = str.maketrans("01", "ol")
_SPOILT = re.compile(r"[01][a-z]{3,}")
_NUMERAL = re.compile(r"[MDCLXVI]{4,}")
# A vowel between consonants: a syllable that can be spoken.
_SYLLABLE = re.compile(r"[B-DF-HJ-NP-TV-Z][AEIOUY][B-DF-HJ-NP-TV-Z]")
# Names of more words are lists or headings ("Maria del Carmen Ruiz de la Torre" has seven).
LONGEST = 9


@dataclass(frozen=True, slots=True)
class Name:
    """A name without courtesy title, as word indices, half open, and how far its words speak for one.

    ``strength``: 3 a given name that is seldom anything else, 2 an ambiguous one or initials, 1 unknown words, 0 words
    of places and subjects.
    """

    first: int
    end: int
    strength: int


def is_initial(word: Word) -> bool:
    """Say whether the word is an initial or two ("J", "PJ"), or a name cut short ("Ll.", "Wm.")."""
    cut = word.text.istitle() and word.fold in grammar_words("people", "cut_short")
    return cut or (word.text.isalpha() and word.text.isupper() and len(word.text) <= 2)


def is_common(fold: str) -> bool:
    """Say whether the word belongs to titles, departments, places or bodies rather than to names."""
    known = vocabulary()
    return fold in known.subjects or fold in known.rank or fold in known.heads.every or fold in name_words().places


def is_name_word(word: Word) -> bool:
    """Say whether the word could be part of a name, by its look and by not being a stop word."""
    if (
        not (word.capital or _PARTICLE_WORD.match(word.text) or _SPOILT.fullmatch(word.text))
        or not word.text[-1].isalpha()
    ):
        return False
    if len(word.text) == 1:
        return word.text != "I"
    if any(c.isdigit() or c == "_" for c in word.text):
        return (
            is_given_name(word.fold.translate(_LIKE_LETTERS)) or _SPOILT.fullmatch(word.text) is not None
        )  # "J0hn", "0akes"
    return word.fold not in vocabulary().stops and not _NUMERAL.fullmatch(word.text)


def particles_end(text: Text, at: int) -> int:
    """Return the index of the capitalised word that particles ("van der") at ``at`` lead to, or ``at``."""
    end = at
    while end < at + 4 and text.at(end).fold in name_words().particles and not text.at(end).text.isupper():
        end += 2 if text.at(end).fold == "st" and text.at(end + 1).text == "." else 1
    return end if end > at and is_name_word(text.at(end)) and text.at(end).fold not in vocabulary().subjects else at


def surname_after_title(text: Text, start: int) -> int:
    """Return the end of a name that stands after a courtesy title at ``start``, or ``start`` where none does."""
    at, given = start, False
    while at < start + LONGEST:
        word = text.at(at)
        lead = particles_end(text, at)
        if lead > at:
            return _saint_end(text, lead)
        postnominal = word.fold in name_words().postnominals or (at > start + 1 and _is_lettered(word.text))
        lettered = sum(map(str.isupper, word.text)) > 1  # "BSc" as "MBE"
        own_initial = word.text == "I" and at == start and _has_surname(text, at + 1)
        if not (is_name_word(word) or own_initial or _is_surname(text, at, start)) or (
            postnominal and at > start and lettered
        ):
            break
        if at > start and not given and (is_common(word.fold) or text.words[at - 1].possessive):
            break
        if at > start and _leads_to_title(text, at):
            break
        given = is_initial(word) or is_given_name(word.fold)
        at += 1
        if word.possessive:
            break
        if is_initial(word) and text.at(at).text == ".":
            at += 1
        if (
            is_initial(word)
            and text.at(at).text == "\n"
            and is_name_word(text.at(at + 1))
            and not is_common(text.at(at + 1).fold)
        ):
            at += 1  # "Mrs E" at the end of a line
        elif text.at(at).text == "\n" and is_plain_given_name(word.fold) and _ends_a_name(text, at + 1):
            at += 1  # "Mrs Edna" at the end of a line
    return _without_letters(text, start, _without_open_initials(text, start, at))


def _has_surname(text: Text, at: int) -> bool:
    """Say whether a surname follows "I" after a courtesy title: "Mr I Wragg", "Miss I. Lome"."""
    at += text.at(at).text == "."
    return is_name_word(text.at(at)) and len(text.at(at).text) > 1 and not is_common(text.at(at).fold)


def _without_letters(text: Text, start: int, end: int) -> int:
    """Keep "J.P." out of "Mrs. Rhys J.P.": letters with full stops behind a surname are no part of it."""
    at = end
    while at > start and (text.words[at - 1].text == "." or is_initial(text.words[at - 1])):
        at -= 1
    return at if at > start else end


def _saint_end(text: Text, at: int) -> int:
    """Return the end of a name whose particles lead to ``at``: of "St John" as a middle name, that of the surname behind."""
    word, following = text.words[at], at + 1
    if (
        "st" not in {text.words[at - 1].fold, text.at(at - 2).fold if text.words[at - 1].text == "." else ""}
        or word.possessive
        or not (is_initial(word) or is_given_name(word.fold))
    ):
        return following
    following += text.at(following).text == "." and is_initial(word)
    return following + 1 if is_name_word(text.at(following)) and not is_common(text.at(following).fold) else at + 1


def _leads_to_title(text: Text, at: int) -> bool:
    """Tell "Mr Jon Head" from "Mr Jon Head of Planning" and "Mrs Pugh Deputy Leader"."""
    known, fold = vocabulary(), text.words[at].fold
    following = text.at(at + 1)
    if fold in known.heads.every:
        return following.fold in {"of", "for", "to"} or (fold in known.heads.bare and not is_given_name(fold))
    return fold in known.rank and following.capital


def _without_open_initials(text: Text, start: int, end: int) -> int:
    """Keep a full stop out of the name where the initial before it ends a sentence."""
    if end > start + 1 and text.at(end - 1).text == "." and text.at(end - 2).start == text.at(start).start:
        return end - 1
    return end


def bare_name(text: Text, start: int, until: int | None = None) -> Name | None:
    """Read a name without a courtesy title that begins at ``start``: given name or initials, then a surname.

    All adjoining capitalised words are taken in, so that no part of a longer name of something else is mistaken for a
    person; ``until`` bounds them.
    """
    at, whole, initials = start, 0, 0
    if text.at(start).text == "A" and text.at(start + 1).text != ".":
        return None  # an article far more often than an initial
    while at < start + LONGEST and (until is None or at < until):
        word = text.at(at)
        lead = particles_end(text, at) if whole or initials else at
        if lead > at:
            at = lead + 1
            whole += 1
            continue
        if (
            not (is_name_word(word) or (whole + initials and _is_surname(text, at, start)))
            or at in text.people
            or _ends_name(word, whole)
        ):
            break
        at += 1
        initials, whole = (initials + 1, whole) if is_initial(word) else (initials, whole + 1)
        if word.possessive:
            break
        if is_initial(word) and text.at(at).text == ".":
            at += 1
    if whole == 0 or whole + initials < 2 or whole > 5 or is_initial(text.words[at - 1]):
        return None
    return Name(start, at, _strength(text, start, at))


def _ends_name(word: Word, whole: int) -> bool:
    known = whole >= 1 and not word.text.istitle() and word.fold in name_words().postnominals
    return known or (whole >= 2 and _is_lettered(word.text))


def _is_lettered(text: str) -> bool:
    """Say whether a word is letters after a name, such as "PSLCC" or "FCIPD": capitals that nobody could pronounce."""
    plain_letters = text.isupper() and text.isalpha() and sum(letter in "AEIOUY" for letter in text) < 2
    firm = text.casefold() in name_words().places
    return 3 <= len(text) <= 6 and plain_letters and not firm and not _SYLLABLE.search(text)


def _strength(text: Text, start: int, end: int) -> int:
    words = [word for word in text.words[start:end] if word.text != "."]
    first, rest = words[0], words[1:]
    if " ".join(word.fold for word in words) in name_words().firms:
        return 0
    common = [word for word in rest if _is_common_surname(word.fold)]
    if (
        is_plain_given_name(first.fold)
        and [word.fold for word in common] == [words[-1].fold]
        and common[0].fold in name_words().surnames
    ):
        return 3
    if is_plain_given_name(first.fold) and len(common) < 2 and not any(w.fold in vocabulary().bodies for w in rest):
        return 3 if not common else 2 if len(words) == 2 else 0
    if common or (is_common(first.fold) and not is_given_name(first.fold)):
        return 0
    if is_given_name(first.fold) or is_initial(first):
        return 2
    return 2 if any(is_plain_given_name(word.fold) for word in rest[:-1]) else 1


def _ends_a_name(text: Text, at: int) -> bool:
    """Say whether a line begins with a surname: one word, and behind it a comma or what people do."""
    word, following = text.at(at), text.at(at + 1)
    if not is_name_word(word) or is_common(word.fold) or is_given_name(word.fold):
        return False
    return word.possessive or following.text == "," or following.text in name_words().verbs


def _is_surname(text: Text, at: int, start: int) -> bool:
    """Say whether a word that stops names ("May", "Page") is a surname here: first of all, or after a given name."""
    word = text.at(at)
    if at == start and word.capital and is_given_name(word.fold) and is_name_word(text.at(at + 1)):
        return not is_common(text.at(at + 1).fold)  # "Cllr June Hathersage"
    if not word.capital or word.fold not in name_words().surnames or text.at(at + 1).text[0].isdigit():
        return False
    return (
        at == start or is_initial(text.at(at - 1)) or text.at(at - 1).text == "." or is_given_name(text.at(at - 1).fold)
    )


def _is_common_surname(fold: str) -> bool:
    return fold in name_words().places or (is_common(fold) and not is_given_name(fold))


def ambiguous(fold: str) -> bool:
    """Say whether a given name is as often something else."""
    return plain(fold) in ambiguous_names()
