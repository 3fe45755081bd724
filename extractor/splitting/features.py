"""What is seen of every candidate: named features, each with one line that says what it sees.

Candidates and lines go in, an array with a row a candidate and a column a feature comes out. The weights of the columns
are data (``model/``), fitted by ``benchmarks.fit_structure``; nothing here says what speaks for what.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from math import log1p

import numpy as np

from extractor.shapes.days import has_day
from extractor.shapes.names import has_post, has_titled_name
from extractor.shapes.numbers import find_number
from extractor.splitting.candidates import has_number, opens_paragraph
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.seen import ALIGNED_PT, Seen, Series, Surroundings
from extractor.splitting.word_model import Floats

# White, in lines, beyond which more of it tells nothing.
MOST_GAP = 3.0
# So many words at its beginning tell what a value is.
VALUE_WORDS = 8
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|be|been|shall|should|may|must|can|would|could|that|which)\b", re.IGNORECASE
)
_ANSWER = re.compile(r"(?:yes|no|ydy|nac|oes|n/?a)\b", re.IGNORECASE)
_FIGURES = re.compile(r"[£€$]|\d[\d,.]*\d{3}|\b\d{4}\b")


Feature = Callable[[Seen, Surroundings], float]
_NO_LETTERS = frozenset(
    {"", "1", "1.1", "ref"} | {f"{of} {style}" for of in ("item", "part") for style in ("1", "1.1", "ref")}
)
FEATURES: dict[str, tuple[str, Feature]] = {}


def _flag(name: str, sees: str, test: Callable[[Seen, Surroundings], bool]) -> None:
    FEATURES[name] = (sees, lambda s, d: float(test(s, d)))


def _number(name: str, sees: str, measure: Feature) -> None:
    FEATURES[name] = (sees, measure)


def _gap(line: FlowLine) -> float:
    return min(line.gap, MOST_GAP)


def _next(s: Seen, d: Surroundings) -> FlowLine | None:
    after = s.candidate.last + (1 if s.candidate.words else 0)
    return d.lines[after] if after < len(d.lines) else None


def _above(s: Seen, d: Surroundings) -> FlowLine | None:
    return d.lines[s.candidate.first - 1] if s.candidate.first else None


def _gap_below(s: Seen, d: Surroundings) -> float:
    below = _next(s, d)
    return _gap(below) if below else MOST_GAP


def _gap_lead(s: Seen, d: Surroundings) -> float:
    return max(-1.0, min(1.0, _gap(s.line) - _gap_below(s, d)))


def _text_below(s: Seen, d: Surroundings) -> str:
    below = _next(s, d)
    return below.text if below else ""


def _words_below(s: Seen, d: Surroundings) -> int:
    below = _next(s, d)
    return len(below.words) if below else 0


def _is_below_bold(s: Seen, d: Surroundings) -> bool:
    above = _above(s, d)
    return above is not None and above.all_bold


def _known_before(s: Seen, d: Surroundings) -> float:
    return bisect_left(d.known_at, s.candidate.first) / max(len(d.known_at), 1)


# -- its look -----------------------------------------------------------------------------------------------------------
_flag("bold", "its letters are bold", lambda s, _: s.bold)
_flag("italic", "its letters are italic", lambda s, _: s.italic)
_flag("underlined", "it is underlined", lambda s, _: s.underlined)
_flag("capitals", "it is set in capitals", lambda s, _: s.caps)
_flag("larger", "it is set larger than the usual print", lambda s, _: s.line.larger)
_flag("small", "it is set smaller than the usual print", lambda s, _: s.line.small)
_number("size", "its size, relative to the usual", lambda s, _: max(-0.5, min(s.line.size - 1.0, 1.0)))
_flag(
    "plain", "nothing sets it apart", lambda s, _: not (s.bold or s.italic or s.underlined or s.caps or s.line.larger)
)
_flag("bold capitals", "it is bold and in capitals", lambda s, _: s.bold and s.caps)
_flag("parted", "the look changes where it ends", lambda s, _: _is_parted(s))
_flag("cut short", "it ends where the look goes on", lambda s, _: _is_cut_short(s))
_flag("title case", "most of its words begin with a capital", lambda s, _: _capital_share(s) >= 0.7 and not s.caps)

# -- its words ----------------------------------------------------------------------------------------------------------
_flag("one word", "it is one word", lambda s, _: _count(s) == 1)
_flag("few words", "it has two to four words", lambda s, _: 2 <= _count(s) <= 4)
_flag("some words", "it has five to ten words", lambda s, _: 5 <= _count(s) <= 10)
_flag("many words", "it has more than ten words", lambda s, _: _count(s) > 10)
_flag("lines", "it takes more than one line", lambda s, _: s.candidate.last > s.candidate.first)
_flag("colon", "it ends in a colon", lambda s, _: s.candidate.text.endswith((":", ":-", ":–")))
_flag("question", "it ends in a question mark", lambda s, _: s.candidate.text.endswith("?"))
_flag("stop", "it ends in a full stop", lambda s, _: s.candidate.text.endswith("."))
_flag("comma", "it ends in a comma, semicolon or dash", lambda s, _: s.candidate.text.endswith((",", ";", "-", "–")))
_flag("small start", "it begins with a small letter", lambda s, _: s.candidate.text[:1].islower())
_flag("verb", "it has a sentence's verb", lambda s, _: bool(_VERB.search(s.candidate.text)))
_flag("figures", "it holds a sum, a year or a large number", lambda s, _: bool(_FIGURES.search(_unnumbered(s))))
_flag("no letters", "it holds no letters", lambda s, _: not any(map(str.isalpha, s.candidate.text)))
_flag("inner stop", "a sentence ends within it", lambda s, _: bool(re.search(r"[a-z]{3}[.;] ", s.candidate.text)))
_flag("number 1", "a number leads it", lambda s, _: s.numbering == "1")
_flag("number 1.1", "a number of two levels leads it", lambda s, _: s.numbering == "1.1")
_flag("letter", "a letter or small Roman number leads it", lambda s, _: s.numbering not in _NO_LETTERS)
_flag("reference", "a reference of several parts leads it", lambda s, _: s.numbering == "ref")
_flag(
    "item number",
    "a word that says what is numbered and a number lead it",
    lambda s, _: s.numbering[:4] in {"item", "part"},
)
_number("sequence", "its number follows on from that before, and the next on it", lambda s, d: d.numbered.get(id(s), 0))

# -- what is known of its words -----------------------------------------------------------------------------------------
_flag("known", "the lexicon has the very wording", lambda s, _: s.known is not None and s.known.score >= 99)
_flag("nearly known", "the lexicon has a like wording", lambda s, _: _is_near(s))
_flag("cue", "a word of it tells", lambda s, _: s.known is not None and s.known.by_cue)
_flag("known section", "the lexicon has it as a heading", lambda s, _: _knows(s, "section"))
_flag("known label", "the lexicon has it as a label", lambda s, _: _knows(s, "field", "front"))
_flag("known title", "the lexicon has it as a form's name", lambda s, _: _knows(s, "title"))
_flag("known value", "the lexicon has it as what forms fill in", lambda s, _: _knows(s, "value"))
_number("text words", "how likely its words are running text", lambda s, d: _log_odds(s.probabilities[d.text_class]))
_number("label words", "how likely its words label", lambda s, d: float(s.probabilities[d.label_classes].sum()))
_number("sure words", "how sure the likeliest class of its words is", lambda s, _: float(s.probabilities.max()))

# -- its place ----------------------------------------------------------------------------------------------------------
_flag("opens", "a paragraph may begin with it", lambda s, _: opens_paragraph(s.line))
_number("gap above", "white above it, in lines", lambda s, _: _gap(s.line))
_number("gap below", "white below it, in lines", _gap_below)
_number("gap lead", "more white above it than below", _gap_lead)
_flag("page top", "it stands first on its page, in its cell or column", lambda s, _: s.line.gap == float("inf"))
_flag("centred", "it stands in the middle of its page", lambda s, _: _is_centred(s))
_flag("at left", "it begins where most lines do", lambda s, d: _offset(s, d) == 0)
_flag("indented", "it begins to the right of most lines", lambda s, d: _offset(s, d) > 0)
_flag("outdented", "it begins to the left of most lines", lambda s, d: _offset(s, d) < 0)
_number("share", "how much of its last line it takes", lambda s, _: s.candidate.end_word / max(len(s.last.words), 1))
_number("position", "how far down the document it stands", lambda s, d: s.candidate.first / max(len(d.lines), 1))
_flag("first lines", "it is of the first twelve lines", lambda s, _: s.candidate.first < 12)
_number("known before", "share of known wordings that stand before", _known_before)
_flag("signs", "a signature is asked for with it", lambda s, _: s.line.signs)

# -- what is round it ---------------------------------------------------------------------------------------------------
_flag("after stop", "the line before it ends a sentence", lambda s, d: _above_ends(s, d, (".", "?", "!", ".”", ".’")))
_flag(
    "after colon",
    "the line before it ends in a colon, comma or dash",
    lambda s, d: _above_ends(s, d, (":", ",", "-", ";")),
)
_flag("above bold", "the line before it is bold", _is_below_bold)
_flag("above like", "the line before it looks the same", lambda s, d: _looks_like(s, _above(s, d)))
_flag("below like", "the line behind it looks the same", lambda s, d: _looks_like(s, _next(s, d)))
_flag("rest small", "what follows on its line begins small", lambda s, _: bool(s.rest) and s.rest[0][:1].islower())
_flag(
    "rest capital",
    "what follows on its line begins with a capital",
    lambda s, _: bool(s.rest) and s.rest[0][:1].isupper(),
)
_flag(
    "rest digit",
    "what follows on its line begins with a digit or sign",
    lambda s, _: bool(s.rest) and not s.rest[0][:1].isalpha(),
)
_flag("rest short", "what follows on its line is a few words", lambda s, _: 0 < len(s.rest) <= 4)
_flag("below small", "the line behind it begins small", lambda s, d: _text_below(s, d)[:1].islower())
_number("below words", "how long the line behind it is", lambda s, d: log1p(_words_below(s, d)))
_flag("below full", "the line behind it is a sentence's", lambda s, d: _words_below(s, d) > 7)
_flag("below beside", "the next line stands to its right", lambda s, d: _is_right_of(s, _next(s, d)))

_flag("value day", "a day stands beside or below it", lambda s, d: has_day(_value(s, d)))
_flag(
    "value number",
    "a decision's number stands beside or below it",
    lambda s, d: (find_number(_value(s, d)) or (1, 1))[0] == 0,
)
_flag("value name", "a titled name stands beside or below it", lambda s, d: has_titled_name(_value(s, d)))
_flag("value post", "a post stands beside or below it", lambda s, d: has_post(_value(s, d)))
_flag("value answer", "a yes or no stands beside or below it", lambda s, d: _ANSWER.match(_value(s, d)) is not None)

# -- its series ---------------------------------------------------------------------------------------------------------
_number("series", "how many lines begin in its style", lambda s, d: log1p(_of(s, d).count))
_number("series spread", "how far its style runs through the document", lambda s, d: _of(s, d).spread)
_number("series words", "how long those of its style are", lambda s, d: log1p(_of(s, d).words))
_number("series known", "how likely those of its style announce something", lambda s, d: _of(s, d).known)
_number("series apart", "how many of its style have text under them", lambda s, d: _of(s, d).followed)
_number("series share", "its style's share of the lines", lambda s, d: _of(s, d).count / max(len(d.lines), 1))

# -- its table ----------------------------------------------------------------------------------------------------------
_flag("in table", "it stands in a table", lambda s, _: s.line.cell is not None)
_flag("ruled", "it stands in a ruled table", lambda s, _: s.line.table is not None and s.line.table.ruled)
_flag(
    "first column",
    "it stands in its table's first column",
    lambda s, _: s.line.cell is not None and s.line.cell[1].column == 0,
)
_flag(
    "first row", "it stands in its table's first row", lambda s, _: s.line.cell is not None and s.line.cell[1].row == 0
)
_flag("nested", "its table stands in a cell", lambda s, _: s.line.table is not None and s.line.table.parent is not None)
_number("columns", "how many columns its table has", lambda s, d: min(_column(s, d)[4], 6.0))
_number("column words", "how long the cells of its column are", lambda s, d: log1p(_column(s, d)[0]))
_number("column bold", "how much of its column is bold", lambda s, d: _column(s, d)[1])
_number("column known", "how much of its column announces something", lambda s, d: _column(s, d)[2])
_number("column cells", "how many cells its column has", lambda s, d: log1p(_column(s, d)[3]))
_number("column asks", "how much of its column ends in a colon or question mark", lambda s, d: _column(s, d)[5])
_flag("cell start", "it stands first in its cell", lambda s, d: s.line.cell is not None and not _shares_cell(s, d))


def _count(s: Seen) -> int:
    texts = [w.text for w in s.candidate.words]
    return len(texts) - has_number(texts)


def _unnumbered(s: Seen) -> str:
    words = s.candidate.words
    return " ".join(w.text for w in words[1 if s.numbering and len(words) > 1 else 0 :])


def _capital_share(s: Seen) -> float:
    words = [w.text for w in s.candidate.words if w.text[:1].isalpha() and len(w.text) > 3]
    return sum(w[:1].isupper() for w in words) / len(words) if len(words) > 1 else 0.0


def _is_parted(s: Seen) -> bool:
    if not s.rest:
        return False
    shouted = s.caps and any(map(str.islower, s.rest[0]))
    return s.last.emphasised_end == s.candidate.end_word or shouted


def _is_cut_short(s: Seen) -> bool:
    count = s.candidate.end_word
    return bool(s.rest) and (s.last.emphasised_end > count or (s.caps and s.rest[0].isupper() and len(s.rest[0]) > 1))


def _is_near(s: Seen) -> bool:
    return s.known is not None and not s.known.by_cue and s.known.score < 99


def _knows(s: Seen, *types: str) -> bool:
    return s.known is not None and not s.known.by_cue and any(t.type in types for t in s.known.targets)


def _log_odds(probability: float) -> float:
    kept = min(max(float(probability), 0.001), 0.999)
    return float(np.log(kept / (1 - kept)))


def _above_ends(s: Seen, d: Surroundings, ends: tuple[str, ...]) -> bool:
    above = _above(s, d)
    return above is not None and above.text.endswith(ends)


def _looks_like(s: Seen, line: FlowLine | None) -> bool:
    if line is None:
        return False
    return (line.all_bold, line.underlined, line.caps, line.larger) == (s.bold, s.underlined, s.caps, s.line.larger)


def _is_centred(s: Seen) -> bool:
    box, page = s.line.line.box, s.line.page
    middle = (box.x0 + box.x1) / 2
    return s.line.cell is None and abs(middle - page.width_pt / 2) < 2 * ALIGNED_PT and box.x0 > 0.2 * page.width_pt


def _offset(s: Seen, d: Surroundings) -> int:
    if s.line.cell is not None:
        return 0
    away = s.line.line.box.x0 - d.left.get(s.line.page.number, 0.0)
    return 0 if abs(away) <= 1.5 * ALIGNED_PT else (1 if away > 0 else -1)


def _value(s: Seen, d: Surroundings) -> str:
    """Return the words that would be a label's value, at most so many: behind it on its line, or else on the next."""
    if s.rest:
        return " ".join(s.rest[:VALUE_WORDS])
    below = _next(s, d) if s.candidate.words else None
    return " ".join(w.text for w in below.words[:VALUE_WORDS]) if below else ""


def _is_right_of(s: Seen, line: FlowLine | None) -> bool:
    if line is None or line.page is not s.last.page:
        return False
    one, other = s.last.line.box, line.line.box
    level = min(one.bottom, other.bottom) - max(one.top, other.top)
    return other.x0 > one.x0 and level > 0.5 * min(one.height, other.height)


_NO_SERIES = Series(0, 0.0, 0.0, 0.0, 0.0)


def _of(s: Seen, d: Surroundings) -> Series:
    return d.series.get(s.style, _NO_SERIES) if s.candidate.words else _NO_SERIES


def _column(s: Seen, d: Surroundings) -> tuple[float, ...]:
    return d.columns.get(s.line.cell, _NO_COLUMN) if s.line.cell else _NO_COLUMN


_NO_COLUMN = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def _shares_cell(s: Seen, d: Surroundings) -> bool:
    above = _above(s, d)
    return above is not None and above.cell == s.line.cell


def feature_matrix(seen: Sequence[Seen], surroundings: Surroundings) -> Floats:
    """Return what is seen, of shape (candidates, features), columns in the order of FEATURES."""
    functions = [function for _, function in FEATURES.values()]
    return np.array([[f(s, surroundings) for f in functions] for s in seen], dtype=np.float64).reshape(
        -1, len(functions)
    )
