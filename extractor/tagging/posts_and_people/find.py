"""Posts and people of a text: text enters, their places leave, none over another, each as sure as the model is.

Found once for both: what is asked for people is remembered for posts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractor.tagging.lexicon import plain
from extractor.tagging.posts_and_people.certainty import Group, worths
from extractor.tagging.posts_and_people.features import HEADS, look
from extractor.tagging.posts_and_people.joined import parted
from extractor.tagging.posts_and_people.labels import Kind
from extractor.tagging.posts_and_people.model import Model, load_model
from extractor.tagging.word_classes import classes_of, main_classes
from extractor.tagging.words import EDGE, Word, read_words

# How many words may stand before a surname known from elsewhere.
_LONGEST = 2
# What no post and no name ends with.
_SMALL = frozenset({"a", "and", "of", "for", "the", "to", "in", "with"})


@dataclass(frozen=True, slots=True)
class Found:
    """A post or a person as word indices, half open."""

    first: int
    end: int
    kind: Kind
    certainty: float


@lru_cache(maxsize=8)
def find(text: str, *, formal: bool) -> tuple[Found, ...]:
    """Return the posts and people of a text in order. ``formal`` says that it is front matter or a signature."""
    words = read_words(text)
    found = trimmed_spans(words, load_model(), formal=formal)
    sure = [replace(one, certainty=worths()[group_of(words, one)].of(one.certainty)) for one in found]
    # What is likelier wrong than right is not said; in front matter, subjects stand where posts may: no noun, no post.
    said = [one for one in sure if one.certainty >= 0.5]
    return tuple(one for one in said if not (formal and group_of(words, one) is Group.HEADLESS))


def group_of(words: Sequence[Word], one: Found) -> Group:
    """Return which finds this one is to be trusted like: posts that no noun of posts stands in are mostly bodies and headings."""
    if one.kind is Kind.PERSON:
        return Group.PERSON
    among = (name for word in words[one.first : one.end] for name in look(word.fold, word.text).classes)
    return Group.HEADLESS if (HEADS | {"heads", "initials"}).isdisjoint(among) else Group.POST


def trimmed_spans(words: Sequence[Word], model: Model, *, formal: bool) -> Iterator[Found]:
    """Yield what the model finds, as sure as it says, without marks at the ends that belong to the text around."""
    for first, end, kind, chance in model.spans(words, formal=formal):
        for begin, stop in parted(words, first, end) if kind is Kind.POST else [(first, end)]:
            one = _trimmed(words, begin, stop, kind, chance)
            if one is not None:
                yield one


def _trimmed(words: Sequence[Word], first: int, end: int, kind: Kind, chance: float) -> Found | None:
    """Return a span without marks at its ends that belong to the text around it."""
    while first < end and not words[first].text[0].isalnum():
        first += 1
    while end > first and _hangs(words, first, end):
        end -= 1
    if end < len(words) and words[end].text == ")" and _is_open(words[first:end]):
        end += 1
    if end == first or not any(word.text[0].isalpha() for word in words[first:end]):
        return None
    return Found(first, end, kind, chance)


def _is_open(words: Sequence[Word]) -> bool:
    brackets = [word.text for word in words if word.text in {"(", ")"}]
    return brackets.count("(") > brackets.count(")")


def _hangs(words: Sequence[Word], first: int, end: int) -> bool:
    """Say whether the last word is a mark that closes nothing within."""
    last = words[end - 1].text
    if last in _SMALL:
        return True
    if last == ")":
        return not any(word.text == "(" for word in words[first:end])
    return not last[-1].isalnum() and not (last == "." and len(words[end - 2].text) <= 2 and end - 2 > first)


def beside_known(
    words: Sequence[Word], found: Sequence[Found], surnames: frozenset[str], certainty: float
) -> Iterator[Found]:
    """Yield the names that only a surname known from elsewhere shows to be ones, "Quill Harbottle", as sure as is said."""
    taken = {at for one in found for at in range(one.first, one.end)}
    for at, word in enumerate(words):
        if word.capital and plain(word.fold) in surnames and at not in taken:
            first = at
            while first > 0 and _may_precede(words[first - 1]) and first - 1 not in taken:
                first -= 1
            following = words[at + 1] if at + 1 < len(words) else EDGE
            if 1 <= at - first <= _LONGEST and not following.capital:
                yield Found(first, at + 1, Kind.PERSON, certainty)


def _may_precede(word: Word) -> bool:
    return (
        word.capital
        and word.text.isalpha()
        and main_classes().isdisjoint(name for name in classes_of(word.fold) if name != "given")
    )
