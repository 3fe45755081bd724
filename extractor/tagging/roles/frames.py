"""Places that only posts stand in: what power is delegated to, who reports, who is appointed what.

Enters words, and the titles that the grammar found in them; leaves the titles with those of such a place taken whole,
whatever their departments are called. It must not know how a department reads. Its words are in ``data/frames.toml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.tagging.lexicon import words as listed
from extractor.tagging.roles.items import ANDS, BREAKS, DASHES, Text, starts_title
from extractor.tagging.roles.proposal import Title
from extractor.tagging.vocabulary import grammar_words, is_given_name, name_words, vocabulary

# Longer runs are sentences in capitals.
_LONGEST = 24
_MARKS = DASHES | {"/", "+", "’", "'", "&"}
_DELEGATED, _KNOWN = 0.75, 0.85


@dataclass(frozen=True, slots=True)
class _Cues:
    powers: frozenset[str]
    units: frozenset[str]
    appointing: frozenset[str]
    charged: frozenset[str]
    verbs: frozenset[str]
    small: frozenset[str]
    inner: frozenset[str]
    organisations: frozenset[str]
    joining: frozenset[str]
    departmental: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words between the two ends of such a place. ``unknown`` says that nothing but a post can stand in it."""

    first: int
    end: int
    unknown: bool


def framed(text: Text, found: Sequence[Title]) -> list[Title]:
    """Return the titles in order, each that stands in a post's place taken to that place's end."""
    titles: list[Title] = []
    at = 0
    for run in _runs(text, found):
        while at < len(found) and found[at].end <= run.first:
            titles.append(found[at])
            at += 1
        after = at
        while after < len(found) and found[after].first < run.end:
            after += 1
        whole = _whole(text, run, found[at:after])
        titles += found[at:after] if whole is None else [whole]
        at = after
    return titles + list(found[at:])


def _runs(text: Text, titles: Sequence[Title]) -> Iterator[_Run]:
    begins = {title.first for title in titles}
    end = 0
    for at, word in enumerate(text.words):
        if at < end or not word.capital or at in text.people:
            continue
        opened = _opened(text, at)
        if opened is None and at not in begins:
            continue
        stop = _run_end(text, at, unknown=opened is True)
        if opened is None and _closed(text, stop) is None:
            continue
        if opened is False and _closed(text, stop) != "charged":
            continue
        end = stop
        yield _Run(at, stop, opened is True or (opened is False))


def _opened(text: Text, at: int) -> bool | None:
    """Say what leads to a word: True a delegation, False "that the", None anything else."""
    cues, before = _cues(), [text.at(at - n).fold for n in range(1, 8)]
    article = before[0] == "the"
    if article and before[1] == "to" and any(word in cues.powers for word in before[2:6]):
        return True
    if before[0] in {"as", "of"} and any(word in cues.appointing for word in before[1:5]):
        return True
    if article and before[1] == "that":
        return False
    return None


def _closed(text: Text, at: int) -> str | None:
    """Say what follows a run: what its holder is to do ("charged"), what he does ("verb"), an end ("end")."""
    cues, word, following = _cues(), text.at(at), text.at(at + 1)
    if word.fold in {"be", "is", "are"} and following.fold in cues.charged:
        return "charged"
    if word.fold in cues.verbs:
        return "verb"
    if word.text in {",", ".", ";", ")", "(", "\n", "\t"} or not word.capital:
        return "end"
    return None


def _run_end(text: Text, first: int, *, unknown: bool) -> int:
    """Return where capitals, the small words between them, and brackets of such words end."""
    at = first
    while at - first < _LONGEST and _goes_on(text, first, at, unknown=unknown):
        if text.at(at).text == "(":
            close = next((n for n in range(at + 1, at + 14) if text.at(n).text in {")", "(", "\n"}), at)
            if text.at(close).text != ")" or not unknown:
                break
            at = close
        at += 1
    while at > first and not _may_end(text, at - 1):
        at -= 1
    return at


def _goes_on(text: Text, first: int, at: int, *, unknown: bool) -> bool:
    """Say whether a run that began at ``first`` takes in the word at ``at``."""
    word, following = text.at(at), text.at(at + 1)
    if at in text.people or word.text in BREAKS or (text.at(at - 1).possessive and at - 1 in text.people):
        return False
    if word.capital:
        return at == first or not _stops(text, at)
    if word.text[0].isdigit() or word.text in _MARKS:
        return following.capital or following.text[0].isdigit() or following.fold in ANDS
    if word.text == "(":
        return following.capital
    if word.text == ",":
        return following.capital or (following.fold in ANDS and text.at(at + 2).capital)
    return _small_goes_on(text, first, at, unknown=unknown)


def _small_goes_on(text: Text, first: int, at: int, *, unknown: bool) -> bool:
    cues, word, following = _cues(), text.at(at), text.at(at + 1)
    if word.fold == "the":
        return following.capital and text.at(at - 1).fold in {"of", "for", "in", "to"}
    if word.fold in (cues.small if unknown else cues.joining):
        article = following.fold == "the" and text.at(at + 2).capital and word.fold not in ANDS
        return following.capital or following.fold in cues.inner or article
    return word.fold in cues.inner and at > first


def _stops(text: Text, at: int) -> bool:
    """Say whether a capitalised word begins something else: a date, a label, an initial, a verb in capitals."""
    known, word = vocabulary(), text.at(at)
    if len(word.text) == 1 and text.at(at + 1).text == ".":
        return True
    return (
        word.fold in known.stops - known.inner_stops - _cues().small - {"other", "new", "key", "section"}
        and word.text != "IT"
    )


def _may_end(text: Text, at: int) -> bool:
    word = text.at(at)
    return (
        word.capital
        or word.text == ")"
        or word.text[0].isdigit()
        or word.fold in _cues().inner
        or word.text[-1] in "’'"
    )


def _whole(text: Text, run: _Run, inside: Sequence[Title]) -> Title | None:
    """Return the one title that a run is; None where it is several, a body, or what the grammar has already."""
    if not inside:
        alone = run.end - run.first < 2
        return None if not run.unknown or alone or _is_body(text, run) else Title(run.first, run.end, _DELEGATED)
    if inside[-1].end >= run.end and inside[0].first <= run.first:
        return None
    first = inside[0]
    if len(inside) > 1 or (first.first > run.first and not run.unknown):
        return None
    head = text.words[first.end - 1].fold if first.end - first.first < 4 else ""
    if first.end < run.end and not _extends(text, head, first.end, run.end, unknown=run.unknown):
        return None
    return Title(run.first, run.end, _DELEGATED if run.unknown and first.first > run.first else _KNOWN)


def _extends(text: Text, head: str, at: int, end: int, *, unknown: bool) -> bool:
    """Say whether the words from ``at`` on are the department of the title whose last word is before them."""
    known, joint, last = vocabulary(), text.at(at), text.at(end - 1)
    if joint.fold in ANDS:
        return last.fold in known.heads.open and not starts_title(text, at + 1)
    first = at + (not joint.capital)
    told = [text.at(n) for n in range(first, end) if text.at(n).capital]
    if starts_title(text, first) or not told or is_given_name(told[0].fold) or last.fold in _cues().organisations:
        return False
    if unknown:
        return joint.text != "(" or (len(told) > 1 and not any(word.fold in known.asides for word in told))
    if head not in _cues().departmental or joint.text == "(" or any(_is_place(word.fold) for word in told):
        return False
    subject = any(word.fold in known.subjects for word in told) or last.fold in _cues().units
    return subject or (joint.text in {",", *DASHES} and len(told) != 2)


def _is_place(fold: str) -> bool:
    return fold in name_words().places and fold not in vocabulary().subjects | _cues().units


def _is_body(text: Text, run: _Run) -> bool:
    """Say whether a run names a body, a firm or a place rather than a post."""
    names = [text.at(n).fold for n in range(run.first, run.end) if text.at(n).capital]
    known = _cues().organisations | vocabulary().bodies | (name_words().places - vocabulary().subjects)
    return (
        names[-1] in known
        or names[0] in grammar_words("roles", "body_first")
        or not grammar_words("roles", "body_words").isdisjoint(names)
    )


@cache
def _cues() -> _Cues:
    keys = (
        "powers",
        "units",
        "appointing",
        "charged",
        "verbs",
        "small",
        "inner",
        "organisations",
        "joining",
        "departmental",
    )
    return _Cues(*(frozenset(listed("frames", key)) for key in keys))
