"""Where people stand without a courtesy title: beside an office, behind a label, alone, in running text.

Enters words in which titled people are taken; leaves the rest of the people. Evidence is where a name stands and what
its words are; either alone is seldom enough.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.tagging.lexicon import plain
from extractor.tagging.people.names import Name, ambiguous, bare_name, is_initial, is_name_word
from extractor.tagging.roles.items import Text
from extractor.tagging.roles.proposal import Title
from extractor.tagging.roles.titles import find_titles
from extractor.tagging.vocabulary import grammar_words, is_plain_given_name, name_words, vocabulary
from extractor.tagging.words import Word

_APPOSITION = frozenset({",", "-", "–", "—", "(", ":"})
_BREAKS = frozenset({"\n", "\t"})
# What ends an apposition: the comma that closes it, a line's end, a bracket.
_CLOSING = frozenset({",", ".", ";", ")", "\n", "\t", "(", ":", "–", "-", "—"})
# A name walked back over from a title has at most so many words and stops.
_LONGEST_BACK = 9


@dataclass(frozen=True, slots=True)
class Found:
    """A person as word indices, half open."""

    first: int
    end: int
    certainty: float


def bare_people(text: Text, known: Sequence[str], *, signing: bool = False) -> list[Found]:
    """Return the people without a courtesy title. ``known`` are full names from elsewhere in the document.

    With ``signing`` the text is a signature block, where a line may be a name of words that no list knows.
    """
    surnames = _known_surnames(text, known)
    found: dict[int, Found] = {}
    for one in [
        *_beside_titles(text),
        *_labelled(text),
        *_running(text, surnames),
        *(_signing(text) if signing else ()),
    ]:
        overlaps = any(index in found for index in range(one.first, one.end))
        if not overlaps:
            found.update(dict.fromkeys(range(one.first, one.end), one))
    return list(dict.fromkeys(found.values()))


def _known_surnames(text: Text, known: Sequence[str]) -> frozenset[str]:
    taken = sorted(text.people)
    last = [i for i in taken if i + 1 not in text.people]
    return frozenset(
        {plain(text.words[i].fold) for i in last} | {plain(name.split()[-1]) for name in known if name.split()}
    )


def _beside_titles(text: Text) -> Iterator[Found]:
    for title in find_titles(text):
        for name in (_before(text, title), _behind(text, title)):
            if name is not None:
                yield name


# -- before a title ---------------------------------------------------------------------------------------------------


def _before(text: Text, title: Title) -> Found | None:
    """Read the name in "Ann Pugh, Head of Planning", "Ann Pugh (Clerk)", or on the line above a title."""
    at = _skip_back_to_name(text, title.first)
    joint = text.at(at)
    if joint.text in _APPOSITION or joint.text in _BREAKS:
        while (text.at(at - 1).text in _BREAKS or (text.at(at - 1).text == "," and joint.text in _BREAKS)) and at > 0:
            at -= 1
        end, needed = at, 1
    elif is_name_word(joint) and at == title.first - 1:
        end, needed = at + 1, 3
    else:
        return None
    name = _name_ending(text, end)
    if name is None or name.strength < needed or not _begins_cleanly(text, name, alone=joint.text in _BREAKS):
        return None
    return Found(name.first, name.end, 0.9 if name.strength > 1 else 0.7)


def _skip_back_to_name(text: Text, first: int) -> int:
    """Go back from a title over "the", "as", "who is" to what stands between it and a name."""
    at = first - 1
    for _ in range(3):
        if text.at(at).text in {"the", "our", "its", "a", "as", "is", "was", "who", "being", "acting"}:
            at -= 1
    return at


def _name_ending(text: Text, end: int) -> Name | None:
    """Return the longest name that ends just before ``end`` and takes in all adjoining capitalised words."""
    while end > 0 and text.at(end - 1).text.isupper() and text.at(end - 1).fold in name_words().postnominals:
        end -= 1
    first = end
    while end - first < _LONGEST_BACK and first > 0 and _is_within_name(text, first - 1):
        first -= 1
    while first < end and not text.at(first).capital:
        first += 1
    name = bare_name(text, first, end)
    return name if name is not None and name.end == end else None


def _is_within_name(text: Text, at: int) -> bool:
    word = text.at(at)
    if at in text.people:
        return False
    if word.text == ".":
        return (is_initial(text.at(at - 1)) or text.at(at - 1).fold == "st") and at > 0
    return (is_name_word(word) and not word.possessive) or word.text in name_words().particles


def _begins_cleanly(text: Text, name: Name, *, alone: bool) -> bool:
    before = text.at(name.first - 1)
    if alone:
        return before.text in {*_BREAKS, ":"} or name.strength > 1
    return not before.capital and before.text not in {"&", "the", "at"} and before.fold not in {"st", "in"}


# -- behind a title ---------------------------------------------------------------------------------------------------


def _behind(text: Text, title: Title) -> Found | None:
    """Read the name in "the Town Clerk, Ann Pugh, ...", "Clerk: Ann Pugh", or on the line below a title."""
    at = title.end
    if text.words[at - 1].possessive:
        return None
    joint = text.at(at).text
    if joint in _APPOSITION or joint in _BREAKS:
        at += 1
        while text.at(at).text in _BREAKS and at < len(text.words):
            at += 1
        if joint in _BREAKS and text.at(at).text == "(":
            at, joint = at + 1, "("
    name = bare_name(text, at)
    if name is None or not _is_apposition(text, joint, name):
        return None
    return Found(name.first, name.end, 0.9 if name.strength > 1 else 0.65)


def _is_apposition(text: Text, joint: str, name: Name) -> bool:
    if _goes_on(text.at(name.end)):
        return False
    following = text.at(name.end)
    if joint in _BREAKS:
        return name.strength >= 2 + ambiguous(text.words[name.first].fold) and following.text in _CLOSING
    if joint in _APPOSITION:
        return name.strength >= 2 or (name.strength == 1 and following.text in _CLOSING)
    return name.strength == 3


# -- behind a label ---------------------------------------------------------------------------------------------------


def _labelled(text: Text) -> Iterator[Found]:
    """Read names behind "Lead officer:", "Contact", "seconded by"."""
    labels, deeds = name_words().labels, name_words().deeds
    for at, word in enumerate(text.words):
        needed = 0
        if word.text in {":", "\t"} and text.at(at - 1).fold in labels:
            needed = 1
        elif word.text == "by" and text.at(at - 1).fold in deeds:
            needed = 1 if text.at(at - 1).fold in grammar_words("people", "personal") else 2
        elif word.fold in {"contact", "signed"}:
            needed = 2
        elif word.text == "\n" and text.at(at - 1).fold in labels:
            needed = 3
        if needed:
            yield from _after_label(text, at + 1, needed)


def _after_label(text: Text, at: int, needed: int) -> Iterator[Found]:
    """Yield the name behind a label, and further ones that follow it in a list."""
    while text.at(at).text in {"\n", "\t", ":"} and at < len(text.words):
        at += 1
    while (name := bare_name(text, at)) is not None and name.strength >= needed:
        if name.strength == 1 and text.at(name.end).text not in _CLOSING:
            return
        yield Found(name.first, name.end, 0.9 if name.strength > 1 else 0.65)
        if text.at(name.end).text != "," and text.at(name.end).fold != "and":
            return
        at, needed = name.end + 1, 2


# -- anywhere ---------------------------------------------------------------------------------------------------------


def _running(text: Text, surnames: frozenset[str]) -> Iterator[Found]:
    """Read names in running text: a given name and a surname that no other capitalised word adjoins."""
    for at, word in enumerate(text.words):
        if not word.capital or not _may_begin(text, at):
            continue
        name = bare_name(text, at)
        if name is not None and _stands_free(text, name, surnames):
            yield Found(name.first, name.end, 0.85)


def _signing(text: Text) -> Iterator[Found]:
    """Read names of unknown words that have a line of a signature block to themselves."""
    for at in range(len(text.words)):
        name = bare_name(text, at) if text.at(at - 1).text in _BREAKS and text.words[at].capital else None
        if name is not None and name.strength == 1 and name.end - name.first <= 3 and _ends_line(text, name.end):
            yield Found(name.first, name.end, 0.7)


def _ends_line(text: Text, at: int) -> bool:
    return text.at(at).text in _BREAKS or text.at(at).fold in {"date", "dated", "signed", "signature"}


def _may_begin(text: Text, at: int) -> bool:
    before = text.at(at - 1)
    if before.text == "." and at > 1 and is_initial(text.at(at - 2)) and text.at(at - 2).text not in {"A", "I"}:
        return False  # within a row of initials
    named = is_plain_given_name(text.words[at].fold) or (is_initial(text.words[at]) and text.at(at + 1).text == ".")
    headed = before.fold in vocabulary().heads.every and named
    if (
        before.capital
        and before.end + 1 == text.words[at].start
        and before.fold not in vocabulary().stops
        and not headed
    ) or before.text in {"&", "#", "@", "/", "-"}:
        return False
    return before.fold not in {"st", "the", "at", "a", "an"}


def _goes_on(word: Word) -> bool:
    """Say whether the word behind a name makes a longer name of something of it."""
    stops = vocabulary().stops - vocabulary().inner_stops
    return word.capital and not word.text.isupper() and word.fold not in name_words().postnominals | stops


def _stands_free(text: Text, name: Name, surnames: frozenset[str]) -> bool:
    following, first = text.at(name.end), text.words[name.first]
    owned = text.words[name.end - 1].possessive and following.capital
    if _goes_on(following) or owned or following.text in {"&", "/", "@"}:
        return False
    known = plain(text.words[name.end - 1].fold) in surnames
    if is_plain_given_name(first.fold):
        return name.strength == 3 or known or (_alone(text, name) and name.strength == 2)
    if name.strength == 2:
        return known or _is_shown(text, name, following)
    unknown = name.strength == 1
    free = (known and name.end - name.first <= 3) or (text.formal and _alone(text, name) and _signs(text, name))
    return unknown and free


def _is_shown(text: Text, name: Name, following: Word) -> bool:
    """Say whether initials or an ambiguous given name begin a person's name: by their number, what follows, or a line alone."""
    dotted = _dotted(text, name)
    lettered = following.text.isupper() and following.fold in name_words().postnominals
    does = following.fold in name_words().verbs - grammar_words("people", "weak")
    return (
        dotted > 1
        or (dotted == 1 and _is_introduced(text, name))
        or lettered
        or does
        or (text.formal and _alone(text, name))
    )


def _dotted(text: Text, name: Name) -> int:
    """Return how many initials with full stops a name begins with: "K. J. C. Marl" three."""
    count = 0
    while is_initial(text.at(name.first + 2 * count)) and text.at(name.first + 2 * count + 1).text == ".":
        count += 1
    return count


def _is_introduced(text: Text, name: Name) -> bool:
    """Say whether a name with one initial stands where names do, and no label of a list: "by A. Marl", "and E. Donne"."""
    before = text.at(name.first - 1)
    return (
        before.fold in {"by", "of", "and", "from", "with", "to"}
        or before.text in {";", ":"}
        or (before.text == "," and text.at(name.first - 2).text != "\n")
    )


def _alone(text: Text, name: Name) -> bool:
    return text.at(name.first - 1).text in _BREAKS and text.at(name.end).text in _BREAKS


def _signs(text: Text, name: Name) -> bool:
    """Say whether the next line is that of a signature or a date."""
    words = (text.at(at).fold for at in range(name.end, name.end + 4))
    return bool({"signature", "signed", "date"} & set(words)) and not vocabulary().subjects & {
        word.fold for word in text.words[name.first : name.end]
    }
