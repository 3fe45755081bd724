"""Which decisions a file holds: its blocks with their kinds go in, for each decision the blocks that are its own come out.

What parts decisions: items of business of which a resolution was made, resolutions with numbers of their own, a set of
labels that begins anew, title blocks that do, and rows of a table of decisions (:mod:`extractor.splitting.rows`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from extractor.splitting.blocks import HEADING, Block
from extractor.splitting.candidates import Shape
from extractor.splitting.kind_features import ITEM
from extractor.splitting.wording import normalise

DECISION = "decision"
# A title block has at least so many labels, one of which asks for the decision's number.
LEAST_LABELS = 2
# Of headings of which one in so many is known to head a section none titles an item by what its text tells.
MOST_KNOWN = 3
# How the numbers of resolutions are set, where each is printed with its own.
RESOLUTION_STYLES = frozenset({"ref", "item 1", "item ref"})


@dataclass(frozen=True, slots=True)
class Scope:
    """One decision: the indices of the blocks that are its own, and of the block that titles it, if an item's title does."""

    own: tuple[int, ...]
    title: int | None = None


@dataclass(frozen=True, slots=True)
class Partition:
    """The decisions of a file. ``shared`` blocks stand in each of them, ``context`` blocks in the first alone."""

    scopes: tuple[Scope, ...]
    shared: tuple[int, ...] = ()
    context: tuple[int, ...] = ()


def part(blocks: Sequence[Block], kinds: Sequence[str | None], numbers: Mapping[int, str]) -> Partition:
    """Return the decisions of a file, at least one, in reading order.

    ``numbers`` are the decision numbers found beside labels, folded, by the index of their block.
    """
    items = [n for n in _items(kinds) if _resolves(blocks, kinds, n)]
    resolutions = _resolutions(blocks, kinds)
    if len(resolutions) > max(1, len(items)):
        return _by_resolutions(blocks, kinds, resolutions)
    if len(items) > 1:
        return _by_items(blocks, kinds, items)
    titled = list(_title_blocks(blocks, numbers))
    starts = [] if len(titled) > 1 else _repeated(blocks, kinds)
    if starts:
        bounds = [*starts, len(blocks)]
        return _shared_out(blocks, [Scope(tuple(range(a, b))) for a, b in pairwise(bounds)])
    if len(titled) > 1:
        bounds = [0, *titled[1:], len(blocks)]
        return Partition(tuple(Scope(tuple(range(a, b))) for a, b in pairwise(bounds)))
    return Partition((Scope(tuple(range(len(blocks))), items[0] if items else None),))


def item_series(
    blocks: Sequence[Block],
    kinds: Sequence[str | None],
    told: AbstractSet[int] = frozenset(),
    known: AbstractSet[int] = frozenset(),
) -> list[int]:
    """Return the headings that title items of business, by their series: set and numbered alike, with resolutions under them.

    A resolution is set otherwise than the items are, or ``told`` in the text of a block, and stands under at least two of them;
    what each is about does not matter, nor that a word of the title speaks of a decision. Of headings whose wordings are
    ``known`` to head sections none titles an item by what its text tells.
    """
    headed = [n for n, block in enumerate(blocks) if block.is_headed and (kinds[n] is not None or block.label_odds < 0)]
    told = {n for n in told if blocks[n].shape is not Shape.LABEL_CELL}
    best: list[int] = []
    for look, members in _by_look(blocks, headed).items():
        bounds = [*members[1:], len(blocks)]
        spans = list(zip(members, bounds, strict=True))
        sectional = MOST_KNOWN * sum(n in known for n in members) > len(members) or _recur(blocks, members)
        resolved = [
            n
            for n, end in spans
            if _has_other(blocks, kinds, n, end, look)
            or (not sectional and n not in known and any(k in told for k in range(n, end)))
        ]
        # Of headings one above another those below part the resolutions more finely.
        finer = len(resolved) == len(best) and bool(best) and resolved[0] > best[0]
        if len(resolved) > max(1, len(best)) or finer:
            best = resolved
    return best


def resolution_series(blocks: Sequence[Block], kinds: Sequence[str | None]) -> list[int]:
    """Return the headings of one look and numbering, each with a reference, of which many are resolutions: all of them are."""
    numbered = [
        n for n, block in enumerate(blocks) if block.is_headed and block.lead and block.lead.style in RESOLUTION_STYLES
    ]
    best: list[int] = []
    for members in _by_look(blocks, numbered).values():
        resolved, titles = (sum(kinds[n] == kind for n in members) for kind in (DECISION, ITEM))
        many = 3 * resolved >= len(members) or 2 * (resolved + titles) >= len(members)
        if len(members) > max(2, len(best)) and many and resolved:
            best = members
    return best


def _by_look(blocks: Sequence[Block], headed: Iterable[int]) -> dict[tuple[object, ...], list[int]]:
    """Return the headings by how they are set and numbered."""
    series: dict[tuple[object, ...], list[int]] = {}
    for n in headed:
        series.setdefault(_look(blocks[n]), []).append(n)
    return series


def _recur(blocks: Sequence[Block], members: Sequence[int]) -> bool:
    """Tell whether most headings have words in common with others, as titles have not: "Motion", "Council resolution 21/081"."""
    wordings = Counter(" ".join(w for w in normalise(blocks[n].label_text).split() if w.isalpha()) for n in members)
    return 2 * sum(count for count in wordings.values() if count > 1) >= len(members)


def _has_other(
    blocks: Sequence[Block], kinds: Sequence[str | None], item: int, end: int, look: tuple[object, ...]
) -> bool:
    """Tell whether a resolution in another look stands before ``end``, the next of the item's series."""
    return any(kinds[n] == DECISION and (not blocks[n].label or _look(blocks[n]) != look) for n in range(item + 1, end))


def unlikely_items(blocks: Sequence[Block], kinds: Sequence[str | None]) -> list[int]:
    """Return the titles of items that no number leads and that are set as no title is, or each in a look of its own."""
    items = [n for n in _items(kinds) if blocks[n].lead is None]
    titles = [n for n in items if blocks[n].shape is Shape.ALONE and not blocks[n].label_text.endswith(":")]
    alike = [n for members in _by_look(blocks, titles).values() if len(members) > 1 for n in members]
    kept = titles if len(_items(kinds)) == 1 else alike
    return [n for n in items if n not in kept]


def idle_items(blocks: Sequence[Block], kinds: Sequence[str | None], told: AbstractSet[int] = frozenset()) -> list[int]:
    """Return the titles of items of which no resolution was made, none that is ``told`` in the text of a block either."""
    return [n for n in _items(kinds) if not _resolves(blocks, kinds, n, told)]


def _items(kinds: Sequence[str | None]) -> list[int]:
    return [n for n, kind in enumerate(kinds) if kind == ITEM]


def _resolves(
    blocks: Sequence[Block], kinds: Sequence[str | None], item: int, told: AbstractSet[int] = frozenset()
) -> bool:
    """Tell whether a resolution stands among the blocks of an item."""
    own = range(item, scope_end(blocks, kinds, item))
    return any(kinds[n] == DECISION or n in told for n in own)


def scope_end(blocks: Sequence[Block], kinds: Sequence[str | None], item: int) -> int:
    """Return where the blocks of an item end: at the next item, or at a heading set and numbered as items are."""
    own = _look(blocks[item])
    for n in range(item + 1, len(blocks)):
        if kinds[n] == ITEM:
            return n
        if blocks[n].what == HEADING and kinds[n] != DECISION and _look(blocks[n]) == own:
            return n
    return len(blocks)


def _look(block: Block) -> tuple[object, ...]:
    words = block.label_words
    line = block.label[0]
    bold = sum(w.bold for w in words) > len(words) / 2
    return (bold, line.caps, line.underlined, block.lead.style if block.lead else "")


def _by_items(blocks: Sequence[Block], kinds: Sequence[str | None], items: Sequence[int]) -> Partition:
    return _shared_out(blocks, [Scope(tuple(range(n, scope_end(blocks, kinds, n))), n) for n in items])


def _shared_out(blocks: Sequence[Block], scopes: Sequence[Scope]) -> Partition:
    """Return the decisions with what they share: front matter before the first; all else that is of none is context."""
    taken = {n for scope in scopes for n in scope.own}
    first_body = next((n for n, block in enumerate(blocks) if block.is_section or n in taken), len(blocks))
    shared = tuple(n for n in range(first_body) if n not in taken)
    context = tuple(n for n in range(first_body, len(blocks)) if n not in taken)
    return Partition(tuple(scopes), shared, context)


def _resolutions(blocks: Sequence[Block], kinds: Sequence[str | None]) -> list[int]:
    """Return the headings of resolutions that are numbered one after another, where each is a decision of its own."""
    found: dict[str, int] = {}
    for n, block in enumerate(blocks):
        if kinds[n] == DECISION and block.lead and block.lead.style in RESOLUTION_STYLES:
            found.setdefault(block.lead.number, n)
    return sorted(found.values()) if len(found) > 1 else []


def _by_resolutions(blocks: Sequence[Block], kinds: Sequence[str | None], resolutions: Sequence[int]) -> Partition:
    """Return a decision a resolution, each from the title of its item on, where one stands between it and that before."""
    scopes = []
    for before, n, after in zip([-1, *resolutions], resolutions, [*resolutions[1:], len(blocks)]):  # noqa: B905
        above = range(n - 1, before, -1)
        title = next((k for k in above if kinds[k] == ITEM), next((k for k in above if _stands_alone(blocks[k])), None))
        end = next((k for k in range(n + 1, after) if kinds[k] == ITEM), after)
        own = _look(blocks[title]) if title is not None else None
        closed = (
            k for k in range(n + 1, end) if blocks[k].is_headed and kinds[k] != DECISION and _look(blocks[k]) == own
        )
        scopes.append(Scope(tuple(range(n if title is None else title, next(closed, end))), title))
    return _shared_out(blocks, scopes)


def _stands_alone(block: Block) -> bool:
    """Tell whether a heading has nothing under it before the next begins, as the title of an item has."""
    return block.is_headed and not block.lines


def _repeated(blocks: Sequence[Block], kinds: Sequence[str | None]) -> list[int]:
    """Return where a set of labels begins again and again, each time with a decision among what it labels."""
    wordings = [normalise(block.label_text) if block.is_headed else "" for block in blocks]
    best: list[int] = []
    for wording in dict.fromkeys(w for w in wordings if w):
        starts = [n for n, other in enumerate(wordings) if other == wording]
        spans = [range(a, b) for a, b in pairwise([*starts, len(blocks)])]
        resolved = all(any(kinds[n] == DECISION for n in span) for span in spans)
        shared = set.intersection(*({wordings[n] for n in span} for span in spans)) - {"", wording}
        if len(starts) > max(1, len(best)) and resolved and len(shared) >= LEAST_LABELS:
            best = starts
    return best


def _title_blocks(blocks: Sequence[Block], numbers: Mapping[int, str]) -> Iterator[int]:
    """Yield where front matter begins that labels another number than that before it: after a section, or at the start."""
    current: str | None = None
    begin = 0
    for n, block in enumerate(blocks):
        if block.is_section:
            begin = n + 1
        number = numbers.get(n)
        # A second number in one title block is another's: "Your ref".
        if number and number != current and (current is None or begin):
            labels = sum(not b.is_section and bool(b.label) for b in blocks[begin : _front_end(blocks, n)])
            if current is None or labels >= LEAST_LABELS:
                yield _first_on_page(blocks, min(begin, n), n) if current is not None else 0
            current, begin = number, 0


def _first_on_page(blocks: Sequence[Block], begin: int, label: int) -> int:
    """Return the first of the blocks before a label that stands on its page: what signs the decision before does not."""
    page = blocks[label].label[0].page
    return next((n for n in range(begin, label) if blocks[n].all_lines[0].page is page), label)


def _front_end(blocks: Sequence[Block], at: int) -> int:
    return next((n for n in range(at, len(blocks)) if blocks[n].is_section), len(blocks))
