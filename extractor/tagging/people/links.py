"""Short forms joined to full ones: a document's people enter, and leave with the fullest form of each name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import Person
from extractor.tagging.lexicon import plain
from extractor.tagging.word_classes import words_of


@dataclass(frozen=True, slots=True)
class _Parts:
    """A name's parts, lower case: courtesy titles, given names or initials, surname."""

    titles: frozenset[str]
    given: tuple[str, ...]
    surname: str


def link_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """Return the people of a whole document with ``full_name`` the fullest form of each name that the document gives.

    A short form that fits two different people keeps its own.
    """
    forms: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(person.name for person in people):
        forms[_parts(name).surname].append(name)
    full = {name: _fullest(name, same) for same in forms.values() for name in same}
    return tuple(replace(person, full_name=full[person.name]) for person in people)


def _parts(name: str) -> _Parts:
    words = [plain(word) for word in name.replace(".", " ").split()]
    courtesy = words_of("courtesy") | words_of("seat")
    titles = 0
    while titles < len(words) - 1 and words[titles] in courtesy:
        titles += 1
    return _Parts(frozenset(words[:titles]), tuple(words[titles:-1]), words[-1] if words else "")


def _fullest(name: str, forms: Sequence[str]) -> str:
    """Return the fullest of the forms that may be this person's, if all that are fuller may be one another's."""
    own = _parts(name)
    fitting = [(form, _parts(form)) for form in forms[:_MOST_FORMS] if _may_be_one(own, _parts(form))]
    parts = [other for _, other in fitting]
    if not all(_may_be_one(a, b) for n, a in enumerate(parts) for b in parts[:n]):
        return name
    return max(fitting, key=lambda pair: _fullness(*pair), default=(name, own))[0]


# More spellings of one surname than this are a list of a family; the rest stand for themselves.
_MOST_FORMS = 24


def _fullness(form: str, parts: _Parts) -> tuple[int, int, int, int]:
    spelt = sum(len(given) > 1 for given in parts.given)
    return min(spelt, 1), len(parts.given), len(parts.titles), len(form)


def _may_be_one(a: _Parts, b: _Parts) -> bool:
    men, women = words_of("men"), words_of("women")
    if (a.titles & men and b.titles & women) or (a.titles & women and b.titles & men):
        return False
    return all(x.startswith(y) or y.startswith(x) for x, y in zip(a.given, b.given, strict=False))
