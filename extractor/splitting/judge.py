"""Which candidates are headings, labels and beginnings of text: lines go in, what was chosen comes out, with its odds.

Judged twice: by itself, and again knowing how the whole document was judged the first time; decoded exactly after each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.splitting.blocks import Choice
from extractor.splitting.candidates import Candidate, Shape, TableKey, find_candidates, opens_paragraph
from extractor.splitting.decode import decode
from extractor.splitting.features import feature_matrix
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.seen import ALIGNED_PT, Seen, Surroundings, see
from extractor.splitting.series import HEADING, LABEL, MOST_ODDS, NONE, START, Chosen, FirstJudgement, series_matrix
from extractor.splitting.structure_model import StructureModel
from extractor.splitting.word_model import Floats, WordModel, word_features
from extractor.splitting.wording import Lexicon, Match

# So many labels show where labels begin.
LEAST_ALIGNED = 3
# What is left of the doubt about a known wording that is set as a heading, and about a numbered one.
KNOWN_DOUBT = 0.45
# A wording that likeliest names a public body, and this likely, does; a form's name stands within so many lines of the beginning.
SURELY_BODY, TITLE_LINES = 0.4, 5


def choose(lines: Sequence[FlowLine], lexicon: Lexicon, model: StructureModel) -> list[Choice]:
    """Return what is chosen of the candidates of ``lines``, in reading order, none over another."""
    candidates = find_candidates(lines, lexicon)
    if not candidates:
        return []
    seen, surroundings = look(lines, candidates, known_of(candidates, lexicon), model.words)
    own = first_matrix(seen, surroundings)
    first = model.first.probabilities(own)
    judgement = FirstJudgement(seen, first, decode(candidates, first, len(lines)))
    again = model.second.probabilities(np.hstack([own, series_matrix(judgement)]))
    second = _heeding_known(lines, seen, again, surroundings)
    chosen = decode(candidates, second, len(lines))
    if all(c.what != HEADING for c in chosen):
        # Where nothing else heads anything, a wording that is known is taken for what it looks like.
        second = _heeding_known(lines, seen, again, surroundings, any_form=True)
        chosen = decode(candidates, second, len(lines))
    chosen = sorted([*chosen, *_left_blank(seen, chosen)], key=lambda c: candidates[c.index].first)
    return [choice_of(candidates[c.index], c.what, second[c.index]) for c in chosen]


def _left_blank(seen: Sequence[Seen], chosen: Sequence[Chosen]) -> Iterator[Chosen]:
    """Yield the labels beside which nothing was filled in: bold lines that begin where the bold labels beside texts do."""
    beside = [seen[c.index] for c in chosen if seen[c.index].candidate.shape is Shape.BESIDE and seen[c.index].bold]
    taken = {n for c in chosen for n in range(seen[c.index].candidate.first, seen[c.index].candidate.last + 1)}
    for n, one in enumerate(seen):
        c = one.candidate
        alone = (
            c.shape is Shape.ALONE and c.first == c.last and one.bold and not one.line.larger and c.first not in taken
        )
        if alone and sum(abs(b.line.line.box.x0 - one.line.line.box.x0) < ALIGNED_PT for b in beside) >= LEAST_ALIGNED:
            yield Chosen(n, HEADING)


def _heeding_known(
    lines: Sequence[FlowLine],
    seen: Sequence[Seen],
    probabilities: Floats,
    surroundings: Surroundings,
    *,
    any_form: bool = False,
) -> Floats:
    """Give even odds at least to the very wordings that a form's own file has, where they are set as a heading or label can be.

    With ``any_form`` to those of the generic form too.

    So too to headings that references lead, each one more than that before: "R2031-112", "R2031-113".
    """
    told, classes = probabilities.copy(), surroundings.classes
    body_class = classes.index("body") if "body" in classes else None
    filled_in, cells = _filled_in(lines), _Cells.of(lines)
    numbered = {id(one) for one in seen if is_plainly_numbered(one, surroundings)}
    begun = {one.candidate.first for one in seen if id(one) in numbered}
    for n, one in enumerate(seen):
        within = one.line.cell is not None and _table_of(one.line) in filled_in
        in_sequence = id(one) in numbered
        under = not one.candidate.words and one.candidate.first in begun
        title = is_plainly_title(one, body_class) and not in_sequence
        if title or within or under or cells.answers(one) or _goes_on(one, lines):
            told[n] = (1.0, 0.0, 0.0, 0.0)
        elif told[n, NONE] > KNOWN_DOUBT and (
            in_sequence or is_plainly_known(one, left_blank=cells.left_blank(one), any_form=any_form)
        ):
            share = told[n, HEADING] / max(told[n, HEADING] + told[n, LABEL], 1e-6)
            told[n] = (KNOWN_DOUBT, share * (1 - KNOWN_DOUBT), (1 - share) * (1 - KNOWN_DOUBT), 0.0)
    return told


@dataclass(frozen=True, slots=True)
class _Cells:
    """The last words of every cell of tables, by page, table, row and column."""

    ends: Mapping[tuple[int, int, int, int], str]

    @classmethod
    def of(cls, lines: Sequence[FlowLine]) -> "_Cells":
        return cls({_place_of(line): line.text.rstrip() for line in lines if line.cell})

    def answers(self, one: Seen) -> bool:
        """Tell whether a candidate stands right of a cell that asks: what stands there is its value."""
        if one.line.cell is None or not one.candidate.words:
            return False
        page, table, row, column = _place_of(one.line)
        return self.ends.get((page, table, row, column - 1), "").endswith((":", "?"))

    def left_blank(self, one: Seen) -> bool:
        """Tell whether a candidate is all of a cell beside which nothing stands, in a table of two columns."""
        if (
            one.line.cell is None
            or one.line.table is None
            or one.candidate.shape not in {Shape.ALONE, Shape.LABEL_CELL}
        ):
            return False
        page, table, row, column = _place_of(one.line)
        two = max(cell.column for cell in one.line.table.cells) == 1
        return two and column == 0 and (page, table, row, 1) not in self.ends


def _place_of(line: FlowLine) -> tuple[int, int, int, int]:
    assert line.cell is not None
    page, place = line.cell
    return (page, place.table, place.row, place.column)


def _filled_in(lines: Sequence[FlowLine]) -> frozenset[TableKey]:
    """Return the tables of several columns that stand in a cell of another: what the form was filled in with.

    The reading tells it of most; of others it shows in that the lines of one table stand both before and behind them.
    """
    places: dict[TableKey, tuple[int, int]] = {}
    for n, line in enumerate(lines):
        if line.cell:
            first, _ = places.get(_table_of(line), (n, n))
            places[_table_of(line)] = (first, n)
    found = set()
    for key, (first, last) in places.items():
        table = lines[first].table
        around = [_table_of(lines[n]) for n in (first - 1, last + 1) if 0 <= n < len(lines) and lines[n].cell]
        within = len(around) == 2 and around[0] == around[1] != key
        if table and (within or table.parent is not None) and max(cell.column for cell in table.cells) > 0:
            found.add(key)
    return frozenset(found)


def _table_of(line: FlowLine) -> TableKey:
    assert line.cell is not None
    return (line.cell[0], line.cell[1].table)


def _goes_on(one: Seen, lines: Sequence[FlowLine]) -> bool:
    """Tell whether text without a heading is the first of a page: it goes on with what the page before it ends with."""
    at = one.candidate.first
    return not one.candidate.words and at > 0 and lines[at - 1].page is not lines[at].page


def is_plainly_title(one: Seen, body_class: int | None) -> bool:
    """Tell whether a candidate is the printed name of a form or of a public body, which heads and labels nothing."""
    match, c = one.known, one.candidate
    if not c.words or c.text.endswith(":"):
        return False
    if body_class is not None and one.probabilities[body_class] >= max(SURELY_BODY, float(one.probabilities.max())):
        return True
    if match is None or match.target("title") is None:
        return False
    only = match.score >= 99 and all(t.type in {"title", "front"} for t in match.targets)
    return only or (c.shape is Shape.ALONE and c.last < TITLE_LINES)


def is_plainly_known(one: Seen, *, left_blank: bool = False, any_form: bool = False) -> bool:
    """Tell whether a candidate is, word for word, a heading or label of the form's own file that is set apart or asks.

    It opens a paragraph. With ``any_form``, and where nothing was filled in beside it (``left_blank``), one of the generic
    form is enough.
    """
    match, c = one.known, one.candidate
    known = match is not None and match.score >= 99 and not match.by_cue
    announces = known and match is not None and match.target("section", "field", "front") is not None
    opens = c.words and opens_paragraph(one.line) and match is not None and match.target("value") is None
    asks = c.text.endswith((":", "?:"))
    single = one.line.table is None or max((cell.column for cell in one.line.table.cells), default=0) == 0
    apart = c.shape is Shape.ALONE and single and (one.bold or one.underlined or one.caps) and not one.line.signs
    own = any_form or (match is not None and match.own)
    return bool(announces and opens and ((own and (asks or apart)) or left_blank))


def is_plainly_numbered(one: Seen, surroundings: Surroundings) -> bool:
    """Tell whether a candidate is a heading set apart that a reference leads, in sequence with those before and behind."""
    apart = (
        one.candidate.shape is Shape.ALONE and (one.bold or one.underlined or one.caps) and opens_paragraph(one.line)
    )
    return one.numbering == "ref" and apart and surroundings.numbered.get(id(one), 0.0) > 0.0


def choice_of(candidate: Candidate, what: int, probabilities: Floats) -> Choice:
    """Return a candidate as chosen, with what its probabilities (of nothing, heading, label, start) say of it."""
    headed, labels = float(probabilities[HEADING]), float(probabilities[LABEL])
    if what == START:
        return Choice(candidate, what, float(probabilities[START]))
    odds = float(np.clip(np.log(max(labels, 1e-4)) - np.log(max(headed, 1e-4)), -MOST_ODDS, MOST_ODDS))
    return Choice(candidate, what, min(1.0, headed + labels), odds)


def known_of(candidates: Sequence[Candidate], lexicon: Lexicon) -> list[Match | None]:
    """Return what the lexicon answers for every candidate."""
    return [lexicon.match(c.text) if c.words else None for c in candidates]


def look(
    lines: Sequence[FlowLine], candidates: Sequence[Candidate], known: Sequence[Match | None], words: WordModel
) -> tuple[list[Seen], Surroundings]:
    """Return what all features look at."""
    told = [words.probabilities(word_features(c.text)) for c in candidates]
    seen = see(lines, candidates, known, told)
    return seen, Surroundings(lines, seen, words.classes)


def first_matrix(seen: Sequence[Seen], surroundings: Surroundings) -> Floats:
    """Return what is seen of every candidate by itself: its features, then its shape."""
    shapes = np.array([[s.candidate.shape is shape for shape in Shape] for s in seen], dtype=np.float64)
    return np.hstack([feature_matrix(seen, surroundings), shapes])
