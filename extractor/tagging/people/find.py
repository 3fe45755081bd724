"""People: text enters, people leave as printed, courtesy title included.

Usable alone on plain text (``find_people``) and as the spaCy component "decision_people"; ``link_people`` joins the
short forms of a document's names to the full ones. It must not know what a document is.
"""

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from decision_models import SectionKind
from extractor.document import Person
from extractor.tagging.context import mark, text_of
from extractor.tagging.lexicon import plain
from extractor.tagging.people.links import link_people
from extractor.tagging.people.surname_first import Inverted, inverted_names
from extractor.tagging.posts_and_people.certainty import worth_of_known
from extractor.tagging.posts_and_people.find import Found, beside_known, find
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.word_classes import pairs_of, words_of
from extractor.tagging.words import Word, read_words

__all__ = ["find_people", "known_names", "link_people", "tag_people"]

MENDED = 0.9
_INVERTED = 0.95
FORMAL = frozenset({SectionKind.HEADER, SectionKind.SIGNATURE})


@Language.component("decision_people")
def tag_people(doc: Doc) -> Doc:
    """Set ``doc._.people`` from the Doc's text and context."""
    context = doc._.context
    doc._.people = find_people(text_of(doc), known=context.known_people, kind=context.kind)
    mark(doc, "people", doc._.people)
    return doc


def find_people(text: str, *, known: Sequence[str] = (), kind: SectionKind = SectionKind.OTHER) -> tuple[Person, ...]:
    """Find the people named in ``text``; ``known`` are full names from elsewhere in the document.

    >>> [person.name for person in find_people("Cllr Dray thanked Ann Pugh, Town Clerk, and Mr J. Lunn.")]
    ['Cllr Dray', 'Ann Pugh', 'Mr J. Lunn']
    """
    words, found = read_words(text), find(text, formal=kind in FORMAL)
    inverted = list(inverted_names(text))
    people = [one for one in found if one.kind is Kind.PERSON and not _within(words, one, inverted)]
    surnames = frozenset(plain(name.split()[-1]) for name in known if name.split()) | frozenset(
        plain(words[one.end - 1].fold) for one in people
    )
    beside = beside_known(words, found, surnames, worth_of_known())
    named = [_person(text, words, one) for one in (*people, *beside)]
    named += [Person(0, one.start, one.end, one.name, one.name, _INVERTED) for one in inverted]
    return tuple(sorted(named, key=lambda person: person.start))


def _within(words: Sequence[Word], one: Found, inverted: Sequence[Inverted]) -> bool:
    return any(words[one.first].start < name.end and name.start < words[one.end - 1].end for name in inverted)


def known_names(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the names in a document's texts, each once, for ``known`` of :func:`find_people`."""
    return tuple(dict.fromkeys(person.name for text in texts for person in find_people(text)))


def _person(text: str, words: Sequence[Word], found: Found) -> Person:
    start, last = words[found.first].start, words[found.end - 1]
    end = last.end - 2 if last.possessive else last.end
    name = " ".join(_parted(text, words, found, end).split())
    # A mended title leaves the name as sure as it was read, and the whole a little less.
    certainty = found.certainty * (MENDED if _mended_title(words[found.first]) else 1.0)
    return Person(0, start, end, name, name, certainty)


def _mended_title(word: Word) -> str | None:
    """Return the courtesy title that a misread word stands for, or None where it is none or read well."""
    misread = pairs_of("misread").get(word.fold)
    if misread is not None:
        return misread
    return word.fold if word.fold in words_of("courtesy") and word.text.casefold() != word.fold else None


def _parted(text: str, words: Sequence[Word], found: Found, end: int) -> str:
    """Return the name as printed, what OCR ran together ("MrDray") parted and a misread title ("Clir") mended."""
    first, following = words[found.first], words[min(found.first + 1, len(words) - 1)]
    mended = _mended_title(first) if found.end > found.first + 1 else None
    title = mended.capitalize() if mended else first.text
    if first.end == following.start and following.capital and found.end > found.first + 1:
        return f"{title} {text[following.start : end]}"
    return title + text[first.end : end]
