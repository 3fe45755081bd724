"""People: text enters, people leave as printed, courtesy title included.

Usable alone on plain text (``find_people``) and as the spaCy component "decision_people"; ``link_people`` joins the
short forms of a document's names to the full ones. It must not know what a document is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import SectionKind
from extractor.document import Person
from extractor.tagging.context import mark
from extractor.tagging.people.links import link_people
from extractor.tagging.people.names import is_common, is_initial, is_name_word, particles_end, surname_after_title
from extractor.tagging.people.places import Found, bare_people
from extractor.tagging.roles.items import Text, starts_title
from extractor.tagging.vocabulary import is_plain_given_name, name_words
from extractor.tagging.words import Word, read_words

__all__ = ["find_people", "known_names", "link_people", "tag_people"]

MENDED = 0.9
_FORMAL = frozenset({SectionKind.HEADER, SectionKind.SIGNATURE})


@Language.component("decision_people")
def tag_people(doc: Doc) -> Doc:
    """Set ``doc._.people`` from the Doc's text and context."""
    context = doc._.context
    doc._.people = find_people(doc.text, known=context.known_people, kind=context.kind)
    mark(doc, "people", doc._.people)
    return doc


def find_people(text: str, *, known: Sequence[str] = (), kind: SectionKind = SectionKind.OTHER) -> tuple[Person, ...]:
    """Find the people named in ``text``; ``known`` are full names from elsewhere in the document.

    >>> [person.name for person in find_people("Cllr Dray thanked Ann Pugh, Town Clerk, and Mr J. Lunn.")]
    ['Cllr Dray', 'Ann Pugh', 'Mr J. Lunn']
    """
    words = read_words(text)
    titled = list(_titled(Text(words)))
    taken = frozenset(index for found in titled for index in range(found.first, found.end))
    bare = bare_people(Text(words, taken, kind in _FORMAL), known, signing=kind is SectionKind.SIGNATURE)
    return tuple(_person(text, words, found) for found in sorted([*titled, *bare], key=lambda found: found.first))


def known_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names in a document's texts, each once, for ``known`` of :func:`find_people`."""
    return tuple(dict.fromkeys(person.name for text in texts for person in find_people(text)))


def _titled(text: Text) -> Iterator[Found]:
    """Yield the people with a courtesy title, and those of a list after a shared one."""
    known, at = name_words(), 0
    while at < len(text.words):
        word = text.words[at]
        end = at
        if word.capital and (word.fold in known.single or _is_rank(text, at) or _is_member(text, at)):
            found = _one(text, at)
            if found is not None:
                yield found
                end = found.end
        elif word.capital and (word.fold in known.plural or _are_members(text, at)):
            listed = list(_listed(text, at + 1))
            for found in () if _is_firm(text, at, listed) else listed:
                # "Messrs. Dray and Lunn" may be a firm for all that is printed.
                yield replace(found, certainty=0.8) if word.fold == "messrs" else found
            end = listed[-1].end if listed else at
        elif word.fold in known.votes and text.at(at + 1).text in {":", "\t"}:
            for found in _listed(text, at + 2):
                yield found
                end = found.end
        at = max(end, at + 1)


def _is_firm(text: Text, at: int, listed: Sequence[Found]) -> bool:
    """Tell "Messrs. Jones & Lloyd, Solicitors" and "Messrs. Hale and Son" from "Messrs Dray and Lunn"."""
    if text.words[at].fold != "messrs" or not listed:
        return False
    if any(text.at(at - n).fold in name_words().trading for n in range(1, 7)):
        return True
    known, end = name_words(), listed[-1].end
    told = range(listed[0].first, min(end + 3, len(text.words)))
    ampersand = any(text.words[n].text == "&" for n in range(listed[0].first, min(end + 1, len(text.words))))
    return (
        ampersand
        or text.words[end - 1].possessive
        or any(text.words[n].fold in known.messrs and text.words[n].capital for n in told)
    )


def _are_members(text: Text, at: int) -> bool:
    """Say whether "Members" heads a list of who was there: "PRESENT: Members Ames, Ito"."""
    before = [text.at(at - n).fold for n in (1, 2)]
    return text.words[at].fold[:-1] in name_words().members and bool({"present", "absent", "excused"} & set(before))


def _is_member(text: Text, at: int) -> bool:
    """Say whether "Member" is a courtesy title, as American boards have it: "Member Ito seconded"."""
    following, last = text.at(at + 1), text.at(at + 2)
    if text.words[at].fold not in name_words().members or text.at(at - 1).capital:
        return False
    if is_plain_given_name(following.fold) or (is_initial(following) and last.text == "."):
        return following.capital
    named = is_name_word(following) and not is_common(following.fold) and len(following.text) > 2
    return named and (last.fold in name_words().verbs or last.text in {",", "(", ")", "."})


def _is_rank(text: Text, at: int) -> bool:
    """Say whether a rank stands before a name: "Major Clive Tarr", and not "Major Repairs"."""
    following = text.at(at + 1)
    named = is_plain_given_name(following.fold) or (is_initial(following) and text.at(at + 2).text == ".")
    return text.words[at].fold in name_words().ranks and following.capital and named


def _one(text: Text, start: int) -> Found | None:
    known, at = name_words(), start + (text.words[start].fold in name_words().ranks | name_words().members)
    while text.at(at).capital and text.at(at).fold in known.single and at < start + 5:
        at += 2 if text.at(at + 1).text == "." else 1
    if text.at(at).text == "(" and text.at(at + 1).fold in known.single:  # "Cllr (Mrs.) Dunn"
        close = at + 2 + (text.at(at + 2).text == ".")
        at = close + 1 if text.at(close).text == ")" else at
    if text.at(at).text == "\n":
        at += 1
    end = surname_after_title(text, at)
    if end == at or _is_no_person(text, start, at, end):
        return None
    if text.words[start].fold in known.peers and end == at + 1:
        end = _with_place(text, end)
    if (
        text.at(start - 1).fold in known.kinds
        and text.at(start - 1).capital
        and text.words[start].fold.startswith(("cou", "ald"))
    ):
        start -= 1
    return Found(start, end, 0.97)


def _with_place(text: Text, end: int) -> int:
    """Go on over the place that a peer is called after: "Lord Marl of Oakford"."""
    if text.at(end).text != "of" or not is_name_word(text.at(end + 1)) or text.words[end - 1].possessive:
        return end
    at = end + 2
    while at < end + 5 and text.at(at).fold in {"upon", "on", "in", "le"} and is_name_word(text.at(at + 1)):
        at += 2
    return at


def _is_no_person(text: Text, start: int, name: int, end: int) -> bool:
    """Tell "Councillor Call for Action", "Mr Chairman", "Sir Hal Moss School", "9 Elm Dr" from people."""
    known, title, first = name_words(), text.words[start].fold, text.words[name].fold
    in_office = first in known.offices and (end == name + 1 or title in {"lord", "lady"})
    if in_office or (title == "lord" and text.at(start - 1).fold == "our"):
        return True
    if title[:2] in {"co", "cl"} and first in known.matters and end <= name + 2:
        return True
    if title == "dr" and text.at(start - 1).capital and text.at(start - 2).text.isdigit():
        return True
    if title not in known.worn_by_places:
        return False
    if end == name + 2 and is_plain_given_name(first) and not text.at(end).capital:
        return False  # "Dr Ann Lodge"
    behind = [text.at(at) for at in (end - 1, end, end + 1) if at > name]
    return any(word.capital and word.fold in known.places for word in behind)


def _listed(text: Text, at: int) -> Iterator[Found]:
    """Yield the names after "Councillors", each without the title, over commas, "and", brackets and lines."""
    known = name_words()
    if text.at(at).text in {":", "."}:
        at += 1
    while at < len(text.words):
        while text.at(at).text in {"\n", "\t"} and at < len(text.words):
            at += 1
        found = _one(text, at) if text.at(at).capital and text.at(at).fold in known.single else _listed_name(text, at)
        if found is None:
            return
        yield found
        at = _next_in_list(text, found.end)
        if at < 0:
            return


def _listed_name(text: Text, at: int) -> Found | None:
    end = surname_after_title(text, at)
    if (
        end == at
        or text.words[at].fold in name_words().matters
        or starts_title(text, at)
        or all(is_initial(w) for w in text.words[at:end] if w.text != ".")
    ):
        return None
    return Found(at, end, 0.95) if is_name_word(text.words[at]) or particles_end(text, at) > at else None


def _next_in_list(text: Text, at: int) -> int:
    """Return the index of the list's next name, or -1 where the list ends."""
    if text.at(at).text == "(":
        close = next((n for n in range(at, at + 12) if text.at(n).text == ")"), -1)
        if close < 0:
            return -1
        at = close + 1
    parted = False
    while text.at(at).text in {",", ";", "&", "\n", "\t"} or text.at(at).fold == "and":
        if (
            text.at(at).text in {"\n", "\t"}
            and (at >= len(text.words) or not _is_short_name(text, at + 1))
            and not parted
        ):
            return -1
        parted = True
        at += 1
    return at if parted else -1


def _is_short_name(text: Text, at: int) -> bool:
    """Say whether a line of a list goes on with an initial and a surname."""
    return is_initial(text.at(at)) and is_name_word(text.at(at + 1 + (text.at(at + 1).text == ".")))


def _person(text: str, words: Sequence[Word], found: Found) -> Person:
    start, last = words[found.first].start, words[found.end - 1]
    end = last.end - 2 if last.possessive else last.end
    name = " ".join(_parted(text, words, found, end).split())
    # A mended title leaves the name as sure as it was read, and the whole a little less.
    certainty = found.certainty * (MENDED if _mended_title(words[found.first]) else 1.0)
    return Person(0, start, end, name, name, certainty)


def _mended_title(word: Word) -> str | None:
    """Return the courtesy title that a misread word stands for, or None where it is none or read well."""
    known = name_words()
    if word.fold in known.misread:
        return known.misread[word.fold]
    return word.fold if word.fold in known.single and word.text.casefold() != word.fold else None


def _parted(text: str, words: Sequence[Word], found: Found, end: int) -> str:
    """Return the name as printed, what OCR ran together ("MrDray") parted and a misread title ("Clir") mended."""
    first, following = words[found.first], words[min(found.first + 1, len(words) - 1)]
    mended = _mended_title(first) if found.end > found.first + 1 else None
    title = mended.capitalize() if mended else first.text
    if first.end == following.start and following.capital and found.end > found.first + 1:
        return f"{title} {text[following.start : end]}"
    return title + text[first.end : end]
