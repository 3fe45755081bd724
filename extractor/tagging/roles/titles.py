"""The grammar of titles: where one begins, and whether what was found is one.

Enters words; leaves the index ranges of titles. The ends of titles are found in role_departments.
"""

from collections.abc import Iterator
from dataclasses import replace

from extractor.tagging.roles.departments import title_end
from extractor.tagging.roles.frames import framed
from extractor.tagging.roles.items import ANDS, APOSTROPHES, LONGEST_BEFORE, Text, starts_title
from extractor.tagging.roles.lower import lower_title
from extractor.tagging.roles.offices import counted_posts, office_alone, office_in_initials
from extractor.tagging.roles.proposal import Title
from extractor.tagging.vocabulary import Vocabulary, grammar_words, is_given_name, is_plain_given_name, vocabulary
from extractor.tagging.words import EDGE, Word

# Of posts printed with an "and" or a bracket between, one in ten was half of one post, on documents no rule was written for.
_HALF = 0.85
_PLACES_OF_TITLES = frozenset(
    {"the", "our", "its", "his", "her", "their", "a", "an", "as", "by", "to", "with", "and", "or"}
)


def find_titles(text: Text) -> list[Title]:
    """Return the titles of a text in order; none overlaps another."""
    return [_doubted(text, title) for title in framed(text, list(_by_grammar(text)))]


def _doubted(text: Text, title: Title) -> Title:
    """Doubt what may be half of one post, "Chief Architect and Planning Officer", or a label: "Policy Adviser:"."""
    before, after = text.at(title.first - 1), text.at(title.end)
    halved = (before.fold in ANDS and text.at(title.first - 2).capital) or (
        before.text == "(" and text.at(title.first - 2).capital
    )
    halves = (after.fold in ANDS or after.text == "(") and text.at(title.end + 1).capital
    label = after.text == ":"
    worn = title.end in text.people and not text.words[title.end - 1].possessive  # "Deputy Mayor Ann Pugh"
    return replace(title, certainty=min(title.certainty, _HALF)) if halved or halves or label or worn else title


def _by_grammar(text: Text) -> Iterator[Title]:
    heads, taken = vocabulary().heads, 0
    for index, word in enumerate(text.words):
        if index < taken or index in text.people:
            continue
        title = None
        if word.fold in heads.every or word.fold in heads.office:
            found = _title(text, index, taken) if word.fold in heads.every else None, office_alone(text, index)
            title = max((one for one in found if one is not None), key=lambda one: one.end, default=None)
        elif word.capital and word.fold in heads.initials:
            title = office_in_initials(text, index)
        elif word.capital and word.text[-1] == "s" and (word.fold[:-1] in heads.open or word.fold[:-1] in heads.after):
            title = counted_posts(text, index)
        if title is not None:
            yield title
            taken = title.end


def _title(text: Text, index: int, floor: int) -> Title | None:
    known = vocabulary()
    if not text.words[index].capital:
        lower = lower_title(text, index, floor)
        return Title(*lower, 0.7) if lower else None
    head = _last_head(text, index, known)
    first = _of_place(text, _first(text, head, floor, known), head, floor)
    fold = text.words[head].fold
    if text.at(head - 1).fold not in known.heads.after.get(fold, {text.at(head - 1).fold}):
        return None
    end = title_end(text, head)
    if fold == "principal" and first == head and text.at(end).capital and end == head + 1:
        return None  # "the Principal Finance and Contracting Officer"
    if end == head + 1 and not text.words[head].possessive and _is_only_a_rank(text, head, known):
        return None
    if _is_title(text, first, head, end, known) and not _is_part_of_a_name(text, first, head, end, known):
        return Title(first, end, 0.95 if end > head + 1 or first < head else 0.85)
    return None


def _is_only_a_rank(text: Text, head: int, known: Vocabulary) -> bool:
    """Tell the first word of "Principal Social Worker" from a title."""
    return text.words[head].fold not in known.heads.bare and starts_title(text, head + 1)


def _last_head(text: Text, index: int, known: Vocabulary) -> int:
    """Go from "Chief Executive" to the last noun of "Chief Executive Officer"."""
    last = index
    while last < index + 3 and _goes_on(text, last, known):
        last += 1
    return last


def _goes_on(text: Text, index: int, known: Vocabulary) -> bool:
    word, following = text.words[index], text.at(index + 1)
    if word.possessive or not following.capital or following.fold not in known.heads.every:
        return False
    if following.fold in known.heads.bare or index + 1 in text.people:
        return False
    wanted = known.heads.after.get(following.fold)
    return wanted is None or word.fold in wanted or following.fold in known.heads.open


def _first(text: Text, head: int, floor: int, known: Vocabulary) -> int:
    """Return the index of the first word of the title whose head noun is the word ``head``."""
    teamed = text.words[head].fold == "leader" and text.at(head - 1).fold in {"team", "squad", "section", "project"}
    allowed = None if teamed else _modifiers(text.words[head].fold, known)
    at = head
    while at > floor and head - at < LONGEST_BEFORE:
        step = _step_back(text, at, allowed, known)
        if step == at or step < floor:
            break
        at = step
    return _without_strangers(text, at, head, known) if allowed is None else at


def _of_place(text: Text, first: int, head: int, floor: int) -> int:
    """Go back over the place in "the Tees Vale Mayor"."""
    at = first
    while at > max(floor, first - 3) and _is_place_name(text, at - 1):
        at -= 1
    named = text.words[head].fold == "mayor" and first == head and text.at(at - 1).fold == "the"
    return at if named else first


def _is_place_name(text: Text, at: int) -> bool:
    word, known = text.at(at), vocabulary()
    return (
        word.capital
        and not word.possessive
        and at not in text.people
        and word.fold not in known.stops | known.heads.every
    )


def _modifiers(fold: str, known: Vocabulary) -> frozenset[str] | None:
    """Return the words that may stand before a closed head; None for an open one."""
    if fold in known.heads.open or fold in known.heads.after:
        return None
    for name in ("chair", "mayor", "leader"):
        if name in fold:
            return known.rank | known.before_closed[name]
    return known.rank | known.before_closed["head"]


def _step_back(text: Text, at: int, allowed: frozenset[str] | None, known: Vocabulary) -> int:
    """Return the index one step further back in the title that reaches back to ``at``, or ``at``."""
    word = text.at(at - 1)
    if at - 1 in text.people:
        return at
    if word.text == "\n":
        return at - 2 if _broke_off(text, at - 2, known) else at
    if word.text.isdigit():
        return _before_section(text, at)
    if word.text == "-" or word.text in APOSTROPHES:
        return _before_mark(text, at)
    if word.fold in {"and", "&"} and allowed is None:
        return _before_and(text, at, known)
    before = text.at(at - 2).fold
    # "His Majesty's Inspector", "Freedom of Information Officer"
    step = 2 if (word.fold == "majesty" and before in {"her", "his"}) or (word.fold, before) == ("of", "freedom") else 1
    return at - step if step == 2 or _modifies(text, at - 1, allowed, known) else at


def _before_mark(text: Text, at: int) -> int:
    """Go back over the hyphen of "Co-Opted" and the apostrophe of "Visitors’ Co-ordinator"."""
    mark, before = text.at(at - 1), text.at(at - 2)
    joined = mark.text in APOSTROPHES or mark.end == text.words[at].start
    return at - 2 if joined and before.capital and before.end == mark.start else at


def _broke_off(text: Text, at: int, known: Vocabulary) -> bool:
    """Say whether a line broke within a title: "the Executive / Director of Place"."""
    if text.formal or not text.at(at).capital or text.at(at).fold not in known.rank | known.subjects:
        return False
    least = at - LONGEST_BEFORE
    while (
        at > least and text.at(at).capital and text.at(at).fold not in known.stops | known.heads.open | known.heads.bare
    ):
        at -= 1
    return text.at(at).fold in {"the", "by", "an", "a", "our"}


def _modifies(text: Text, at: int, allowed: frozenset[str] | None, known: Vocabulary) -> bool:
    word = text.words[at] if at >= 0 else EDGE
    if not word.capital or (word.fold in known.stops - {"other", "new", "key"} and word.text != "IT"):
        return False
    if allowed is not None:
        lettered = word.text.isupper() and 2 < len(word.text) < 6 and "chair" in text.at(at + 1).fold
        return (word.fold in allowed or lettered) and not word.possessive
    return not _bars(text, at, known)


def _before_section(text: Text, at: int) -> int:
    """Go back over "Section 151", "s.151", "S151" before "Officer"."""
    if len(text.words[at - 1].text) > 3:
        return at
    back = at - 3 if text.at(at - 2).text == "." else at - 2
    return back if text.at(back).fold in {"section", "s", "sec", "sect"} and back >= 0 else at


def _before_and(text: Text, at: int, known: Vocabulary) -> int:
    """Go back over "Governance and" before "Scrutiny Manager", where a subject stands there and no other title ends."""
    word, back = text.at(at - 2), at - 2
    if not word.capital or word.fold not in known.subjects or word.fold in known.heads.every or back in text.people:
        return at
    while (
        at - back < LONGEST_BEFORE
        and text.at(back - 1).text == ","
        and text.at(back - 2).capital
        and text.at(back - 2).fold in known.subjects
    ):
        back -= 2
    begins = text.at(back - 1)
    if begins.capital and begins.fold not in known.stops and begins.fold not in known.subjects | known.rank:
        return at
    return back


def _bars(text: Text, at: int, known: Vocabulary) -> bool:
    """Say whether the word cannot be part of a title whose head it precedes."""
    word, following = text.words[at], text.words[at + 1]
    if word.fold in known.heads.bare and word.fold != "principal" and not word.possessive:
        return True
    joined = following.fold in grammar_words("roles", "seated")
    return (word.fold in known.bodies - known.rank - known.governed and not joined) or (
        word.fold in {"council", "councils"} and not joined
    )


def _without_strangers(text: Text, first: int, head: int, known: Vocabulary) -> int:
    """Drop a name that stands right before a title without a comma: "Mary Pugh Town Centre Manager"."""
    strangers = first
    while strangers < head and not _belongs(text.words[strangers], known):
        strangers += 1
    named = any(is_plain_given_name(text.words[at].fold) for at in range(first, strangers))
    if text.at(first - 1).fold in _PLACES_OF_TITLES and not named:
        return first
    if strangers - first >= 2 and (named or is_given_name(text.words[first].fold) or strangers - first > 2):
        return strangers
    return first


def _belongs(word: Word, known: Vocabulary) -> bool:
    fold = word.fold
    return (
        fold in known.subjects
        or fold in known.rank
        or fold in known.governed
        or fold in {"town", "section", "s151", "s73"}
    )


def _is_title(text: Text, first: int, head: int, end: int, known: Vocabulary) -> bool:
    fold = text.words[head].fold
    if end > head + 1:
        return first < head or fold not in grammar_words("roles", "workers") or text.at(head + 1).fold == "in"
    if first == head:
        return _stands_bare(text, head, fold, known)
    before = [text.words[at].fold for at in range(first, head)]
    whole = " ".join([*before, fold])
    if whole in known.specific:
        return True
    return fold in known.heads.bare or not all(word in known.generic for word in before)


def _stands_bare(text: Text, head: int, fold: str, known: Vocabulary) -> bool:
    if fold in known.heads.bare:
        return True
    if (
        head - 2 in text.people
        and text.at(head - 1).text in {",", "(", "–", "-"}
        and fold not in {"officer", "lead", "chief"}
    ):
        return not text.at(head + 1).capital and fold not in known.heads.after  # "Ann Pugh, Solicitor"
    return fold in known.heads.bare_with_article and text.at(head - 1).fold == "the"


def _is_part_of_a_name(text: Text, first: int, head: int, end: int, known: Vocabulary) -> bool:
    """Tell titles from names of documents and bodies: "Cabinet Member Decision", "Office of the Commissioner"."""
    last, following = text.words[end - 1], text.at(end)
    if first == head and end == head + 1 and last.fold == "chair" and text.at(first - 2).fold == "in":
        return True  # "Councillor Dray in the Chair"
    if last.possessive and following.capital and following.fold not in known.stops and not starts_title(text, end):
        return True
    if following.text == "(" and text.at(end + 1).text == "s":
        return True  # "Cabinet Member(s)"
    if end == head + 1 and following.capital and following.fold in known.documents:
        return True
    if text.at(first - 1).text == "-" and text.at(first - 1).start == text.at(first - 2).end:
        return True
    opening = [text.at(first - n).fold for n in (3, 2, 1)]
    return (opening[1:] == ["of", "the"] and opening[0] in {"office", "offices"}) or opening[1:] == ["office", "of"]
