"""Posts that one title joins: "Deputy Leader and Cabinet Member for Finance" is two. Words enter, their parts leave."""

from bisect import bisect_left
from collections.abc import Sequence

from extractor.tagging.posts_and_people.features import HEADS, look
from extractor.tagging.words import Word, read_words

_JOINTS = frozenset({"and", "&", "/", "(", "\n"})
_POSTS = HEADS | {"initials"}
_SURELY = _POSTS - {"late_head"}
# What a department begins with, so that no head noun of a title stands behind it.
_DEPARTMENTS = _JOINTS | frozenset({"of", "for", "to", "-", "–", "—", ",", ":", ")"})


def parted(words: Sequence[Word], first: int, end: int) -> list[tuple[int, int]]:
    """Return the posts among the words from ``first`` to ``end``: parted where a head noun stands on either side of a joint.

    A single word behind the joint is no post of its own, "Borough Engineer and Surveyor", unless "the" leads it.
    """
    start, found, heads = first, list[tuple[int, int]](), _Heads(words, first, end)
    for at in range(first + 1, end - 1):
        broken = words[at].text == "\n" and "rank" in look(words[at - 1].fold, words[at - 1].text).classes
        if words[at].fold not in _JOINTS or broken:  # "the Assistant / Director of Place"
            continue
        begin = at + 1 + (words[at + 1].fold == "the")
        stop = next((n for n in range(begin, end) if words[n].fold in _DEPARTMENTS), end)
        alone = stop == end == begin + 1 and begin == at + 1
        if heads.among(start, at) and heads.among(begin, stop) and not alone:
            found.append((start, at - (words[at - 1].text == ",")))
            start = begin
    return [*found, (start, end)]


def posts_in(title: str) -> list[tuple[int, int]]:
    """Return the places of the posts in a title.

    >>> posts_in("Deputy Clerk and Head of Parks")
    [(0, 12), (17, 30)]
    """
    words = read_words(title)
    return [(words[first].start, words[end - 1].end) for first, end in parted(words, 0, len(words))]


class _Heads:
    """Where the head nouns of titles stand that a title ends its first part with: not the "Principal" of "Principal Highways"."""

    def __init__(self, words: Sequence[Word], first: int, end: int) -> None:
        self._anywhere, self._at_the_end = list[int](), set[int]()
        for at in range(first, end):
            classes = look(words[at].fold, words[at].text).classes
            if not words[at].capital or words[at].possessive or _POSTS.isdisjoint(classes):
                continue
            leads = "rank" in classes or _SURELY.isdisjoint(classes)  # the "General" of "General Purposes"
            if not leads or (at + 1 < end and words[at + 1].fold in _DEPARTMENTS):
                self._anywhere.append(at)
            else:
                self._at_the_end.add(at)

    def among(self, first: int, end: int) -> bool:
        """Say whether one stands among the words from ``first`` to ``end``."""
        following = bisect_left(self._anywhere, first)
        is_inside = following < len(self._anywhere) and self._anywhere[following] < end
        return is_inside or (first < end and end - 1 in self._at_the_end)
