"""Where a title ends: from its head noun through "of", "for", a comma, a dash or a bracket to its department's end.

Enters words and the index of the head; leaves the index after the title. It must not know what stands before a head.
"""

from collections.abc import Sequence

from extractor.tagging.roles.items import (
    ANDS,
    BREAKS,
    DASHES,
    JOINERS,
    LONGEST,
    Text,
    all_subjects,
    closed,
    has_body,
    is_subject,
    item_end,
    starts_title,
)
from extractor.tagging.vocabulary import grammar_words, is_given_name, vocabulary
from extractor.tagging.words import Word

_LINE_ENDS = BREAKS | {",", ";", "("}


def title_end(text: Text, head: int) -> int:
    """Return the index after the title whose head noun is the word ``head``; no department need follow."""
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
    if joiner not in JOINERS or not _joins(text.words[head].fold, joiner):
        return start
    end = department_end(text, start + 1, lower=not text.at(start).capital)
    return end if end > start + 1 else start


def _joins(head: str, joiner: str) -> bool:
    if joiner == "to":
        return head in vocabulary().heads.with_to
    return joiner != "in" or head in {"consultant", "registrar", "specialist"}


def _after_responsibility(text: Text, start: int) -> int:
    at = start + 1
    while text.at(at).fold in {"lead", "special", "responsibility"} and at < start + 4:
        at += 1
    if text.at(at).fold != "for":
        return start
    end = department_end(text, at + 1, lower=True)
    return end if end > at + 1 and text.at(at + 1).text != "it" else start


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
    return end if all(is_subject(text.words[at]) for at in range(first, end)) else start


def _ends_an_apposition(text: Text, first: int, end: int) -> bool:
    """Tell "Service Director, Place" from "the Director, Finance Committee and others"."""
    ranked = text.at(first - 3).capital
    return ranked and end > first and not text.at(end).capital and text.at(end).fold not in {"of", "for", "/"}


def _dashed(text: Text, start: int) -> int:
    """Return the end of "– Adult Commissioning" after a title, or ``start``."""
    if text.at(start).text not in DASHES or not text.at(start + 1).capital or starts_title(text, start + 1):
        return start
    end = department_end(text, start + 1, lower=False)
    known = any(text.words[at].fold in vocabulary().subjects for at in range(start + 1, end))
    return end if known and not has_body(text, start + 1, end) else start


def _bracketed(text: Text, start: int) -> int:
    """Return the end of "(Children and Families)" or "(Interim)" after a title, or ``start``."""
    if text.at(start).text != "(":
        return start
    end = start + 1
    while end < start + 12 and text.at(end).text not in {")", "(", "\t"}:
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
    subjects = [word for word in inside if is_subject(word)]
    if len(inside) == 1 and inside[0].text.isupper() and not subjects:
        # The title's or its holder's initials are no part of it; "(HRA)" is what the post is for.
        return len(inside[0].text) > 2 and not _are_initials(text, at - 1, inside[0].text)
    named = any(is_given_name(word.fold) and not is_subject(word) for word in inside)
    fits = all(word.capital or word.fold in {"and", "&", "of", "the", ",", "for", "-", "–", "\n"} for word in inside)
    return fits and not named and not any(at + n in text.people for n in range(len(inside)))


def _are_initials(text: Text, bracket: int, letters: str) -> bool:
    """Tell whether letters are the initials of the words before a bracket, small words left out or not."""
    before = [text.words[at].text for at in range(max(0, bracket - 8), bracket) if text.words[at].text[0].isalpha()]
    capitals = "".join(word[0] for word in before if word[0].isupper())
    return capitals.endswith(letters) or "".join(word[0].upper() for word in before).endswith(letters)


def department_end(text: Text, start: int, *, lower: bool) -> int:
    """Return the index after the department that begins at ``start`` ("the" included), or ``start`` where none does.

    With ``lower`` a department may be printed in lower case, if known subjects make it up.
    """
    end = item_end(text, start, lower=lower)
    if end == start:
        return start
    # "the Associate Director of Skills, and places for all": what begins in capitals goes on in them.
    lower = lower and not any(text.words[at].capital for at in range(start, end))
    while end - start < LONGEST:
        further = _further(text, start, end, lower=lower)
        if further == end:
            break
        end = further
    return end


def _further(text: Text, start: int, end: int, *, lower: bool) -> int:
    word = text.at(end)
    if word.fold in ANDS or word.text in {"/", "+"}:
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
    further = item_end(text, at, lower=lower)
    if further == at:
        return end
    # "the Director of Finance and Kent County Council": a body of its own, unless the whole is a body's name
    chaired = text.at(start - 2).fold in grammar_words("roles", "chairs")
    committee = chaired and all_subjects(text, start, end) and all_subjects(text, at, further - 1)
    if committee and text.words[further - 1].fold in vocabulary().governed:
        return further  # "Chair of Overview and Scrutiny Committee"
    if has_body(text, at, further) and (has_body(text, start, end) or text.words[start].fold != "the"):
        return end
    return further


def _after_comma(text: Text, start: int, end: int, *, lower: bool) -> int:
    """Follow a list of departments to the "and" that closes it; one that nothing closes ends at its first comma."""
    at, strict = end, closed(text, start, end)
    lines = 0
    while text.at(at).text == "," and at - start < LONGEST:
        at += 1
        if text.at(at).text == "\n":
            lines += 1
            at += 1
        if text.at(at).fold in ANDS:
            further = _after_and(text, start, at, lower=lower)
            fits = lines or at > end + 1 or text.at(at + 1).fold in vocabulary().subjects
            return further if further > at and fits and not starts_title(text, at + 1) else end
        further = _list_item(text, at, lower=lower)
        if further == at or (strict and not all_subjects(text, at, further)):
            return end
        at = further
    if text.at(at).text == "\n" and text.at(at + 1).fold in ANDS:
        at += 1
    if text.at(at).fold in ANDS:
        further = _after_and(text, start, at, lower=lower)
        if further > at and not (strict and not all_subjects(text, at + 1, further)):
            return further
    unclosed = text.at(at).text in {"\n", "\t", ")", ":", ";"} and all_subjects(text, end + 1, at)
    return at if unclosed and (text.formal or not lines) else end


def _list_item(text: Text, at: int, *, lower: bool) -> int:
    if starts_title(text, at) or text.at(at).fold == "the":
        return at
    end = item_end(text, at, lower=lower)
    return at if has_body(text, at, end) else end


def _is_broken_sentence(text: Text, start: int, further: int) -> bool:
    """Say whether a line broke within a sentence: small words before it, and behind it what ends or carries on one."""
    following = text.at(further).text
    before = (text.at(at) for at in range(start - 2, max(start - 10, -1), -1))
    inside = next((word.text in {"the", "by", "a", "as"} for word in before if not word.capital), False)
    return inside and (following in {".", ",", ";", ")"} or following[0].islower())


def _over_line(text: Text, start: int, end: int) -> int:
    """End a title at a line's end, unless the next line begins with "and" or ends what the line left open."""
    at = end + 1
    if text.at(at).text in ANDS:
        further = _after_and(text, start, at, lower=False)
        return further if further > at else end
    if starts_title(text, at):
        return end
    further = item_end(text, at, lower=False)
    if further == at or not all_subjects(text, at, further):
        return end
    if not text.formal:
        return further if further - at <= 3 and _is_broken_sentence(text, start, further) else end
    if text.at(further).text in BREAKS:  # "Cabinet Member for Adult Social Care and Public / Health"
        return further if further - at <= 3 else end
    listed = any(text.words[n].text == "," for n in range(start, end)) and not closed(text, start, end)
    return further if listed and text.at(further).fold in ANDS else end
