"""Where a title ends: from its head noun through "of", "for", a comma, a dash or a bracket to the end of its department.

Enters words and the index after the head; leaves the index after the title. It must not know what stands before a head.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.tagging.person_names import is_given_name
from extractor.tagging.role_words import EDGE, Vocabulary, Word, vocabulary

# A department of more words than this is a sentence in capitals.
LONGEST = 28
_AND = frozenset({"and", "&"})
_DASHES = frozenset({"-", "–", "—"})
_JOINERS = frozenset({"of", "for", "to", "in"})
_LINE_ENDS = frozenset({"\n", "\t", ",", ";", "("})
_APOSTROPHES = frozenset({"'", "’", "‘"})


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, those that belong to people, and whether its lines are the form's (``formal``)."""

    words: Sequence[Word]
    people: frozenset[int] = frozenset()
    formal: bool = False

    def at(self, index: int) -> Word:
        return self.words[index] if 0 <= index < len(self.words) else EDGE


def title_end(text: Text, head: int) -> int:
    """Return the index after the title whose head noun is the word ``head``: ``head + 1`` where no department follows."""
    end = _joined(text, head)
    if end > head + 1 and not text.words[end - 1].capital and text.at(end).fold in vocabulary().governed:
        end = head + 1  # "the Chief Nurse of the clinical commissioning group"
    if end == head + 1 and text.words[head].fold in vocabulary().heads.departmental:
        end = _unjoined(text, end)
    if end > head + 1 or text.words[head].fold in vocabulary().heads.departmental:
        end = _dashed(text, end)
    return _bracketed(text, end)


def _joined(text: Text, head: int) -> int:
    """Return the end of "of Highways", "for Growth, Housing and Leisure" after the head, or ``head + 1``."""
    start = head + 1
    joiner = text.at(start).fold
    if text.words[head].possessive:
        return start
    if joiner == "with" and text.at(start + 1).fold in {"responsibility", "special", "lead"}:
        return _after_responsibility(text, start)
    if joiner == "\n" and text.at(start + 1).text in {"of", "for"}:
        return _joined_over_line(text, start)
    if joiner not in _JOINERS or not _joins(text.words[head].fold, joiner):
        return start
    return _with_carrier(text, start, department_end(text, start + 1, lower=not text.at(start).capital))


def _joins(head: str, joiner: str) -> bool:
    if joiner == "to":
        return head in vocabulary().heads.with_to
    return joiner != "in" or head in {"consultant", "registrar", "specialist"}


def _with_carrier(text: Text, start: int, end: int) -> int:
    """Go on after "Secretary of State", "Head of Service" to what the service is for."""
    if end == start + 1:
        return start
    if end == start + 2 and text.words[start + 1].fold in vocabulary().carriers:
        if text.at(end).fold in {"for", "of"}:
            further = department_end(text, end + 1, lower=True)
            return further if further > end + 1 else end
        return _unjoined(text, end)
    return end


def _after_responsibility(text: Text, start: int) -> int:
    at = start + 1
    while text.at(at).fold in {"lead", "special", "responsibility"} and at < start + 4:
        at += 1
    if text.at(at).fold != "for":
        return start
    end = department_end(text, at + 1, lower=True)
    return end if end > at + 1 else start


def _joined_over_line(text: Text, start: int) -> int:
    end = department_end(text, start + 2, lower=False)
    return end if end > start + 2 else start


def _unjoined(text: Text, start: int) -> int:
    """Return the end of a department that follows without a joiner: "Director Finance", "Director, Place"."""
    colon = text.at(start).text == ":" and text.words[start - 1].fold in {"director", "member"}
    comma = text.at(start).text == "," or colon
    first = start + comma
    if not text.at(first).capital or text.at(first).fold not in vocabulary().subjects:
        return start
    if text.words[start - 1].possessive or starts_title(text, first):
        return start
    end = department_end(text, first, lower=False)
    if comma and not (colon and text.at(end).text in _LINE_ENDS) and not _ends_an_apposition(text, first, end):
        return start
    return end if all(_is_subject(text.words[at]) for at in range(first, end)) else start


def _ends_an_apposition(text: Text, first: int, end: int) -> bool:
    """Tell "Service Director, Place" from "the Director, Finance Committee and others"."""
    ranked = text.at(first - 3).capital
    return ranked and end > first and not text.at(end).capital and text.at(end).fold not in {"of", "for", "/"}


def _dashed(text: Text, start: int) -> int:
    """Return the end of "– Adult Commissioning" after a title, or ``start``."""
    if text.at(start).text not in _DASHES or not text.at(start + 1).capital or starts_title(text, start + 1):
        return start
    end = department_end(text, start + 1, lower=False)
    known = any(text.words[at].fold in vocabulary().subjects for at in range(start + 1, end))
    return end if known and not _has_body(text, start + 1, end) else start


def _bracketed(text: Text, start: int) -> int:
    """Return the end of "(Children and Families)" or "(Interim)" after a title, or ``start``."""
    if text.at(start).text != "(":
        return start
    end = start + 1
    while end < start + 12 and text.at(end).text not in {")", "(", "\n", "\t"}:
        end += 1
    if text.at(end).text != ")" or end == start + 1:
        return start
    inside = [text.words[at] for at in range(start + 1, end)]
    return end + 1 if _is_aside_of_title(text, start + 1, inside) else start


def _is_aside_of_title(text: Text, at: int, inside: Sequence[Word]) -> bool:
    known = vocabulary()
    if len(inside) == 1 and inside[0].fold in known.statuses:
        return True
    if any(word.fold in known.asides or word.text[0].isdigit() for word in inside) or starts_title(text, at):
        return False
    subjects = [word for word in inside if _is_subject(word)]
    if len(inside) == 1 and inside[0].text.isupper() and not subjects:
        return False  # the title's or its holder's initials
    named = any(is_given_name(word.fold) and not _is_subject(word) for word in inside)
    fits = all(word.capital or word.fold in {"and", "&", "of", "the", ",", "for", "-", "–"} for word in inside)
    return fits and not named and not any(at + n in text.people for n in range(len(inside)))


def department_end(text: Text, start: int, *, lower: bool) -> int:
    """Return the index after the department that begins at ``start`` ("the" included), or ``start`` where none does.

    With ``lower`` a department may be printed in lower case, if known subjects make it up.
    """
    end = _item(text, start, lower=lower)
    if end == start:
        return start
    while end - start < LONGEST:
        further = _further(text, start, end, lower=lower)
        if further == end:
            break
        end = further
    return end


def _further(text: Text, start: int, end: int, *, lower: bool) -> int:
    word = text.at(end)
    if word.fold in _AND or word.text in {"/", "+"}:
        return _after_and(text, start, end, lower=lower)
    if word.text == ",":
        return _after_comma(text, start, end, lower=lower)
    if word.text == "\n":
        return _over_line(text, start, end)
    return end


def _after_and(text: Text, start: int, end: int, *, lower: bool) -> int:
    at = end + 1
    if text.at(at).text == "\n":
        at += 1
    elif text.at(at).fold == "the" and text.at(at + 1).fold not in vocabulary().subjects:
        return end
    if starts_title(text, at):
        return end
    further = _item(text, at, lower=lower)
    if further == at:
        return end
    # "the Director of Finance and Kent County Council": a body of its own, unless the whole is a body's name
    if _has_body(text, at, further) and (_has_body(text, start, end) or text.words[start].fold != "the"):
        return end
    return further


def _after_comma(text: Text, start: int, end: int, *, lower: bool) -> int:
    """Follow a list of departments to the "and" that closes it; one that nothing closes ends at its first comma."""
    at, strict = end, _closed(text, start, end)
    lines = 0
    while text.at(at).text == "," and at - start < LONGEST:
        at += 1
        if text.at(at).text == "\n":
            lines += 1
            at += 1
        if text.at(at).fold in _AND:
            further = _after_and(text, start, at, lower=lower)
            fits = lines or at > end + 1 or text.at(at + 1).fold in vocabulary().subjects
            return further if further > at and fits and not starts_title(text, at + 1) else end
        further = _list_item(text, at, lower=lower)
        if further == at or (strict and not _all_subjects(text, at, further)):
            return end
        at = further
    if text.at(at).text == "\n" and text.at(at + 1).fold in _AND:
        at += 1
    if text.at(at).fold in _AND:
        further = _after_and(text, start, at, lower=lower)
        if further > at and not (strict and not _all_subjects(text, at + 1, further)):
            return further
    unclosed = text.at(at).text in {"\n", "\t", ")", ":", ";"} and _all_subjects(text, end + 1, at)
    return at if unclosed and (text.formal or not lines) else end


def _list_item(text: Text, at: int, *, lower: bool) -> int:
    if starts_title(text, at) or text.at(at).fold == "the":
        return at
    end = _item(text, at, lower=lower)
    return at if _has_body(text, at, end) else end


def _over_line(text: Text, start: int, end: int) -> int:
    """A line's end ends a title, unless the next line begins with "and" or ends a list that the line left open."""
    at = end + 1
    if text.at(at).text in _AND:
        further = _after_and(text, start, at, lower=False)
        return further if further > at else end
    listed = any(text.words[n].text == "," for n in range(start, end)) and not _closed(text, start, end)
    if not (text.formal and listed) or starts_title(text, at):
        return end
    further = _item(text, at, lower=False)
    return further if further > at and text.at(further).fold in _AND and _all_subjects(text, at, further) else end


def _item(text: Text, start: int, *, lower: bool) -> int:
    """Return the end of one run of department words, "the" and an inner "of" included."""
    at = start
    if text.at(at).fold in {"the", "a", "an"} and text.at(at + 1).capital:
        at += 1
    if text.at(at).text == "\n" and at == start:
        at += 1
    first = at
    while at - start < LONGEST and _continues(text, first, at, lower=lower):
        at += 1
    return at if at > first else start


def _continues(text: Text, first: int, at: int, *, lower: bool) -> bool:
    word, known = text.at(at), vocabulary()
    if word.capital and at not in text.people:
        return _is_department_word(text, first, at, known)
    following = text.at(at + 1)
    if at > first and text.words[at - 1].fold in _JOINERS and word.text == "the":
        return following.capital
    if at > first and word.text == "of":
        return _inner_of(text, first, at)
    if word.text in _APOSTROPHES:
        return at > first and following.capital and following.start == word.end + 1
    if word.text[0].isdigit():
        return at == first or following.capital
    if word.text in _DASHES:
        return at > first and text.words[at - 1].text[-1].isdigit() and following.text[0].isdigit()
    small = known.subjects if lower and not text.at(first).capital else frozenset[str]()
    return word.fold in small and at not in text.people


def _inner_of(text: Text, first: int, at: int) -> bool:
    article = text.at(at + 1).text == "the"
    following = text.at(at + 1 + article)
    if article and following.fold in {"council", "authority", "company"}:
        return False  # "Head of Paid Service of the Council"
    return following.capital and not starts_title(text, at + 1) and text.words[first].capital


def _is_department_word(text: Text, first: int, at: int, known: Vocabulary) -> bool:
    word = text.words[at]
    if word.fold in known.stops and word.text != "IT":
        return word.fold in known.inner_stops and not word.text.isupper() and text.at(at + 1).capital
    if at > first and word.fold in known.documents - known.governed - known.subjects:
        return False
    if at > first and (word.fold in known.heads.bare or starts_title(text, at)):
        return False
    return not _starts_name(text, at, known)


def _starts_name(text: Text, at: int, known: Vocabulary) -> bool:
    """Tell "Head of Planning John Smith" from "Head of Grant Funding"."""
    fold, following = text.words[at].fold, text.at(at + 1)
    if not is_given_name(fold) or fold in known.subjects:
        return False
    return following.capital and following.fold not in known.subjects | known.bodies | known.documents


def starts_title(text: Text, at: int) -> bool:
    """Say whether a title, and not a department, begins at ``at``: capitals that reach a head noun."""
    known = vocabulary()
    article = text.at(at).fold == "the"
    at += article
    for n in range(at, at + 6 + 2 * article):
        word = text.at(n)
        if article and n > at and (word.fold in _AND or word.text == ",") and (text.at(n + 1).capital or text.at(n + 1).fold in _AND):
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


def _has_body(text: Text, start: int, end: int) -> bool:
    known = vocabulary()
    return any(text.words[at].fold in known.bodies and text.words[at].capital for at in range(start, end))


def _all_subjects(text: Text, start: int, end: int) -> bool:
    return end > start and all(_is_subject(text.words[at]) for at in range(start, end))


def _is_subject(word: Word) -> bool:
    return word.fold in vocabulary().subjects or word.fold in {
        "and",
        "&",
        ",",
        "of",
        "the",
        "/",
        "\n",
        "for",
        "'",
        "’",
        "-",
        "–",
    }


def _closed(text: Text, start: int, end: int) -> bool:
    return any(text.words[at].fold in _AND for at in range(start, end))
