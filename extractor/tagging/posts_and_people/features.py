"""What the model sees of a word: itself, the words beside it, and the run of capitals that it stands in.

Enters the words of a text; leaves, for each word that may belong to a post or a name, the names of its features. A feature
says what is there, not what that speaks for. After a change here the model is to be fitted again (docs/posts_and_people.md).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.tagging.word_classes import classes_of, main_classes, words_of
from extractor.tagging.words import EDGE, Word

HEADS = frozenset({"head", "office", "closed_head", "late_head"})
# Classes whose words in small letters may belong to a title.
_LOWER = HEADS | {"rank", "subject", "particle", "body"}
_SMALL = words_of("inner") | frozenset("&,-–—/'’().+:\n")
# What holds a run of capitals together.
_JOINTS = frozenset({*"&-–—/'’", "of", "for", "to", "in", "and", "the"})
_ANDS = frozenset({"and", "&"})
# "al-Hassan", "d'Arcy", "hEithir"
_LED = re.compile(r"[a-z]{1,3}[-'’][A-Z]|[a-z]{1,2}[A-Z]")
# How far from the ends of a run, and how many heads in it, are still told apart.
_FAR, _LONG, _MANY = 4, 8, 2
REACH = 3


class Look(NamedTuple):
    """What a word is by itself: ``main`` is the class that tells most of it, with its shape."""

    classes: tuple[str, ...]
    main: str
    shape: str


class Run(NamedTuple):
    """A run of capitalised words and the small ones between them: its first and last index, and those of its heads."""

    first: int
    last: int
    heads: tuple[int, ...]


@lru_cache(maxsize=32768)
def look(fold: str, text: str) -> Look:
    """Return what a word is by itself."""
    classes, shape = list(classes_of(fold)), _shape(text)
    main = next((name for name in classes if name in main_classes()), "")
    if text[-2:] in {"'s", "’s"}:
        classes.append("possessive")
    if fold[-1:] == "s" and not HEADS.isdisjoint(classes_of(fold[:-1])):
        classes.append("heads")
    if text[0].islower() and not main:
        return Look(tuple(classes), f"x={fold}" if len(fold) < 6 or "verb" in classes else "x", shape)
    return Look(tuple(classes), f"{main}:{shape}", shape)


def _shape(text: str) -> str:
    if not text[0].isalnum():
        return text
    if text[0].isdigit():
        return "9"
    if text.isupper():
        return {1: "X", 2: "XX"}.get(len(text), "XXX")
    return ("Xx" if text[1:].islower() else "XxX") if text[0].isupper() else "x"


def stretches(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of words, half open, that posts and names may stand in."""
    first, titled = 0, False
    for at, word in enumerate((*words, _STOP)):
        belongs = word is not _STOP and _may_belong(word)
        if belongs:
            titled = titled or word.capital or not HEADS.isdisjoint(look(word.fold, word.text).classes)
        if not belongs or _ends_before_label(words, at):
            if titled:
                yield first, at + belongs
            first, titled = at + 1, False


def _ends_before_label(words: Sequence[Word], at: int) -> bool:
    """Say whether a line ends here and the next begins with a label: "Lead officer:"."""
    return words[at].text == "\n" and _LABEL.match(" ".join(word.text for word in words[at + 1 : at + 6])) is not None


_LABEL = re.compile(r"[A-Z]\w* [a-z][^\n:]*:")
_STOP = Word("", "", 0, 0, False)


def _may_belong(word: Word) -> bool:
    if word.capital or word.fold in _SMALL or word.text[0].isdigit() or _LED.match(word.text):
        return True
    classes = look(word.fold, word.text).classes
    return "heads" in classes or not _LOWER.isdisjoint(classes)


def runs(words: Sequence[Word]) -> list[Run | None]:
    """Return the run of capitals that each word stands in."""
    found: list[Run | None] = [None] * len(words)
    at = 0
    while at < len(words):
        if not words[at].capital:
            at += 1
            continue
        last = _run_end(words, at)
        heads = tuple(n for n in range(at, last + 1) if words[n].capital and _is_head(words[n]))
        found[at : last + 1] = [Run(at, last, heads)] * (last + 1 - at)
        at = last + 1
    return found


def _run_end(words: Sequence[Word], first: int) -> int:
    at = last = first
    while at < len(words) and at - first < 60:
        if words[at].capital:
            last = at
        elif words[at].text == ",":
            following = words[at + 1] if at + 1 < len(words) else EDGE
            if not (following.capital or following.fold in _ANDS):
                break
        elif words[at].fold not in _JOINTS:
            break
        at += 1
    return last


def _is_head(word: Word) -> bool:
    return not HEADS.isdisjoint(look(word.fold, word.text).classes)


@lru_cache(maxsize=65536)
def beside(fold: str, text: str, offset: int) -> tuple[str, ...]:
    """Return the features of a word that stands ``offset`` words behind the one judged."""
    seen = look(fold, text)
    found = [f"w{offset}={fold}", f"m{offset}={seen.main}"]
    if abs(offset) < REACH:
        found += [f"c{offset}={name}" for name in seen.classes]
    if offset == 0 and text[0].isalpha():
        found += [f"end={fold[-3:]}|{seen.shape}", f"end={fold[-2:]}|{seen.shape}"]
    return tuple(found)


def together(words: Sequence[Word], at: int, *, formal: bool) -> list[str]:
    """Return the features of a word with those beside it."""
    near = [words[n] if 0 <= n < len(words) else EDGE for n in range(at - 2, at + 3)]
    folds = [word.fold for word in near]
    mains = [look(word.fold, word.text).main for word in near]
    a, b, here, d, e = mains
    shape = look(near[2].fold, near[2].text).shape
    edges = f"{folds[1] in _BREAKS:d}{folds[3] in _BREAKS:d}"
    found = [
        f"bh={b}|{here}",
        f"hd={here}|{d}",
        f"abh={a}|{b}|{here}",
        f"bhd={b}|{here}|{d}",
        f"hde={here}|{d}|{e}",
        f"bhde={b}|{here}|{d}|{e}",
        f"abhd={a}|{b}|{here}|{d}",
        f"Bh={folds[1]}|{here}",
        f"hD={here}|{folds[3]}",
        f"BH={folds[1]}|{folds[2]}",
        f"HD={folds[2]}|{folds[3]}",
        f"AB={folds[0]}|{folds[1]}|{shape}",
        f"edges={edges}|{here}",
    ]
    return [*found, f"formal={here}"] if formal else found


_BREAKS = frozenset({"\n", "\t"})


def within(words: Sequence[Word], at: int, run: Run) -> list[str]:
    """Return the features of a word in its run of capitals: what begins and ends it, what surrounds it, its heads."""

    def word(index: int) -> Word:
        return words[index] if 0 <= index < len(words) else EDGE

    def main(index: int) -> str:
        return look(word(index).fold, word(index).text).main

    here, first, last = main(at), run.first, run.last
    before = [n for n in run.heads if n < at]
    after = [n for n in run.heads if n > at]
    state = f"{min(len(before), _MANY)}{min(len(after), _MANY)}{at in run.heads:d}"
    named = any("given" in look(word(n).fold, word(n).text).classes for n in (first, min(first + 1, last)))
    left, right = word(first - 1).fold, word(last + 1).fold
    found = [
        f"heads={state}",
        f"heads={state}|{here}",
        f"first={main(first)}|{state}",
        f"last={main(last)}|{state}",
        f"from={min(at - first, _FAR)}",
        f"to={min(last - at, _FAR)}",
        f"long={min(last - first, _LONG)}|{state}",
        f"right={right}|{state}",
        f"right={right}|{word(last + 2).fold}",
        f"left={left}|{state}",
        f"left={word(first - 2).fold}|{left}",
        f"left={word(first - 2).fold}|{left}|{state}",
        f"far={word(first - 3).fold}",
        f"given={named:d}|{state}",
        f"around={main(first - 1)}|{main(last + 1)}",
        f"around={main(first - 1)}|{main(last + 1)}|{state}",
        f"ends={word(last).fold}|{here}",
        f"begins={word(first).fold}|{min(at - first, _FAR)}",
    ]
    if after:
        found.append(f"next={word(after[0]).fold}|{min(after[0] - at, REACH)}")
    if before:
        found += _behind(words, at, before[-1], run, here)
    return found


def _behind(words: Sequence[Word], at: int, head: int, run: Run, here: str) -> list[str]:
    """Return the features of a word behind a head noun of its run."""
    joint = words[head + 1].fold
    between = [words[n].fold for n in range(head + 1, at)]
    ahead = [words[n].fold for n in range(at, run.last + 1)]
    closed, listed = not _ANDS.isdisjoint(between), "," in between
    closes, lists = not _ANDS.isdisjoint(ahead), "," in ahead
    mains = [
        look(word.fold, word.text).main if word is not EDGE else "" for word in (*words[at + 1 : at + 3], EDGE, EDGE)
    ][:2]
    known = [_known(words, head + 1, at + 1), _known(words, at, run.last + 1)]
    return [
        f"head={words[head].fold}",
        f"joint={joint}|{listed:d}{closed:d}{'(' in between:d}",
        f"joint={joint}|{listed:d}{closed:d}|{here}",
        f"joint={joint}|{words[at].fold}|{mains[0]}|{mains[1]}",
        f"list={closes:d}{lists:d}{listed:d}|{here}|{run.heads[-1] > at:d}",
        f"known={known[0]:d}{known[1]:d}",
    ]


def _known(words: Sequence[Word], first: int, end: int) -> bool:
    """Say whether nothing but subjects and small words stands there."""
    return all(not word.capital or "subject" in look(word.fold, word.text).classes for word in words[first:end])
