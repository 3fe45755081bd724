"""What is seen of every candidate: named features, each with one line that says what it sees.

Candidates and lines go in, an array with a row a candidate and a column a feature comes out. The weights of the columns
are data (``model/``), fitted by ``benchmarks.fit_structure``; nothing here says what speaks for what.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from extractor.shapes.days import has_day
from extractor.shapes.names import has_post, has_titled_name
from extractor.shapes.numbers import find_number
from extractor.splitting.candidates import opens_paragraph
from extractor.splitting.columns import Columns
from extractor.splitting.line_stream import FlowLine
from extractor.splitting.seen import ALIGNED_PT, Seen, Surroundings
from extractor.splitting.word_model import Floats

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|be|been|shall|should|may|must|can|would|could|that|which)\b", re.IGNORECASE
)
_ANSWER = re.compile(r"(?:yes|no|ydy|nac|oes|n/?a)\b", re.IGNORECASE)
_FIGURES = re.compile(r"[£€$]|\d[\d,.]*\d{3}|\b\d{4}\b")
_INNER_STOP = re.compile(r"[a-z]{3}[.;] ")


Feature = Callable[[Columns], ArrayLike]
"""A number, or yes or no, for every candidate."""
FEATURES: dict[str, tuple[str, Feature]] = {}
_NO_LETTERS = frozenset(
    {"", "1", "1.1", "ref"} | {f"{of} {style}" for of in ("item", "part") for style in ("1", "1.1", "ref")}
)


def _feature(name: str, sees: str, measure: Feature) -> None:
    FEATURES[name] = (sees, measure)


def _flag(name: str, sees: str, test: Callable[[Seen], bool]) -> None:
    _feature(name, sees, lambda c: c.flags(test))


def _text(name: str, sees: str, test: Callable[[str], bool]) -> None:
    _feature(name, sees, lambda c: list(map(test, c.texts)))


def _numbering(name: str, sees: str, test: Callable[[str], bool]) -> None:
    _feature(name, sees, lambda c: list(map(test, c.numberings)))


def _known(name: str, sees: str, *types: str) -> None:
    _feature(name, sees, lambda c: [not known.isdisjoint(types) for known in c.known_as])


def _rest(name: str, sees: str, test: Callable[[str], bool]) -> None:
    _feature(name, sees, lambda c: list(map(test, c.rest_word)))


def _value(name: str, sees: str, test: Callable[[str], bool]) -> None:
    _feature(name, sees, lambda c: list(map(test, c.values)))


def _has_figures(s: Seen) -> bool:
    words = s.candidate.words
    if _FIGURES.search(s.candidate.text) is None or not s.numbering or len(words) == 1:
        return _FIGURES.search(s.candidate.text) is not None
    return _FIGURES.search(" ".join(w.text for w in words[1:])) is not None


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


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, 0.001, 0.999)
    return np.log(kept / (1 - kept))


def _is_centred(s: Seen) -> bool:
    if s.line.cell is not None:
        return False
    box, page = s.line.line.box, s.line.page
    middle = (box.x0 + box.x1) / 2
    return abs(middle - page.width_pt / 2) < 2 * ALIGNED_PT and box.x0 > 0.2 * page.width_pt


def _is_right_of(s: Seen, line: FlowLine | None) -> bool:
    if line is None or line.page is not s.last.page:
        return False
    one, other = s.last.line.box, line.line.box
    level = min(one.bottom, other.bottom) - max(one.top, other.top)
    return other.x0 > one.x0 and level > 0.5 * min(one.height, other.height)


# -- its look -----------------------------------------------------------------------------------------------------------
_feature("bold", "its letters are bold", lambda c: c.bold)
_feature("italic", "its letters are italic", lambda c: c.italic)
_feature("underlined", "it is underlined", lambda c: c.underlined)
_feature("capitals", "it is set in capitals", lambda c: c.caps)
_feature("larger", "it is set larger than the usual print", lambda c: c.larger)
_flag("small", "it is set smaller than the usual print", lambda s: s.line.small)
_feature("size", "its size, relative to the usual", lambda c: [max(-0.5, min(s.line.size - 1.0, 1.0)) for s in c.seen])
_feature("plain", "nothing sets it apart", lambda c: ~(c.bold | c.italic | c.underlined | c.caps | c.larger))
_feature("bold capitals", "it is bold and in capitals", lambda c: c.bold & c.caps)
_flag("parted", "the look changes where it ends", _is_parted)
_flag("cut short", "it ends where the look goes on", _is_cut_short)
_flag("title case", "most of its words begin with a capital", lambda s: not s.caps and _capital_share(s) >= 0.7)

# -- its words ----------------------------------------------------------------------------------------------------------
_feature("one word", "it is one word", lambda c: c.count == 1)
_feature("few words", "it has two to four words", lambda c: (c.count >= 2) & (c.count <= 4))
_feature("some words", "it has five to ten words", lambda c: (c.count >= 5) & (c.count <= 10))
_feature("many words", "it has more than ten words", lambda c: c.count > 10)
_feature("lines", "it takes more than one line", lambda c: c.last > c.first)
_text("colon", "it ends in a colon", lambda text: text.endswith((":", ":-", ":–")))
_text("question", "it ends in a question mark", lambda text: text.endswith("?"))
_text("stop", "it ends in a full stop", lambda text: text.endswith("."))
_text("comma", "it ends in a comma, semicolon or dash", lambda text: text.endswith((",", ";", "-", "–")))
_text("small start", "it begins with a small letter", lambda text: text[:1].islower())
_text("verb", "it has a sentence's verb", lambda text: _VERB.search(text) is not None)
_flag("figures", "it holds a sum, a year or a large number", _has_figures)
_text("no letters", "it holds no letters", lambda text: not any(map(str.isalpha, text)))
_text("inner stop", "a sentence ends within it", lambda text: _INNER_STOP.search(text) is not None)
_numbering("number 1", "a number leads it", lambda style: style == "1")
_numbering("number 1.1", "a number of two levels leads it", lambda style: style == "1.1")
_numbering("letter", "a letter or small Roman number leads it", lambda style: style not in _NO_LETTERS)
_numbering("reference", "a reference of several parts leads it", lambda style: style == "ref")
_numbering(
    "item number",
    "a word that says what is numbered and a number lead it",
    lambda style: style[:4] in {"item", "part"},
)
_feature(
    "sequence",
    "its number follows on from that before, and the next on it",
    lambda c: [c.around.numbered.get(id(s), 0.0) for s in c.seen],
)

# -- what is known of its words -----------------------------------------------------------------------------------------
_feature("known", "the lexicon has the very wording", lambda c: c.known_score >= 99)
_feature(
    "nearly known",
    "the lexicon has a like wording",
    lambda c: ~c.cued & (c.known_score > 0) & (c.known_score < 99),
)
_feature("cue", "a word of it tells", lambda c: c.cued)
_known("known section", "the lexicon has it as a heading", "section")
_known("known label", "the lexicon has it as a label", "field", "front")
_known("known title", "the lexicon has it as a form's name", "title")
_known("known value", "the lexicon has it as what forms fill in", "value")
_feature(
    "text words",
    "how likely its words are running text",
    lambda c: _log_odds(c.probabilities[:, c.around.text_class]),
)
_feature("label words", "how likely its words label", lambda c: c.labels)
_feature("sure words", "how sure the likeliest class of its words is", lambda c: c.probabilities.max(axis=1))

# -- its place ----------------------------------------------------------------------------------------------------------
_flag("opens", "a paragraph may begin with it", lambda s: opens_paragraph(s.line))
_feature("gap above", "white above it, in lines", lambda c: c.gap)
_feature("gap below", "white below it, in lines", lambda c: c.gap_below)
_feature("gap lead", "more white above it than below", lambda c: np.clip(c.gap - c.gap_below, -1.0, 1.0))
_flag("page top", "it stands first on its page, in its cell or column", lambda s: s.line.gap == float("inf"))
_flag("centred", "it stands in the middle of its page", _is_centred)
_feature("at left", "it begins where most lines do", lambda c: c.offset == 0)
_feature("indented", "it begins to the right of most lines", lambda c: c.offset > 0)
_feature("outdented", "it begins to the left of most lines", lambda c: c.offset < 0)
_feature(
    "share",
    "how much of its last line it takes",
    lambda c: [s.candidate.end_word / max(len(s.last.words), 1) for s in c.seen],
)
_feature("position", "how far down the document it stands", lambda c: c.first / c.total)
_feature("first lines", "it is of the first twelve lines", lambda c: c.first < 12)
_feature(
    "known before",
    "share of known wordings that stand before",
    lambda c: np.searchsorted(c.around.known_at, c.first) / max(len(c.around.known_at), 1),
)
_flag("signs", "a signature is asked for with it", lambda s: s.line.signs)

# -- what is round it ---------------------------------------------------------------------------------------------------
_feature(
    "after stop",
    "the line before it ends a sentence",
    lambda c: [text.endswith((".", "?", "!", ".”", ".’")) for text in c.texts_above],
)
_feature(
    "after colon",
    "the line before it ends in a colon, comma or dash",
    lambda c: [text.endswith((":", ",", "-", ";")) for text in c.texts_above],
)
_feature("above bold", "the line before it is bold", lambda c: [bool(line and line.all_bold) for line in c.lines_above])
_feature("above like", "the line before it looks the same", lambda c: c.looks_like(c.lines_above))
_feature("below like", "the line behind it looks the same", lambda c: c.looks_like(c.lines_below))
_rest("rest small", "what follows on its line begins small", lambda word: word[:1].islower())
_rest("rest capital", "what follows on its line begins with a capital", lambda word: word[:1].isupper())
_feature(
    "rest digit",
    "what follows on its line begins with a digit or sign",
    lambda c: [bool(rest) and not rest[0][:1].isalpha() for rest in c.rest],
)
_feature("rest short", "what follows on its line is a few words", lambda c: [0 < len(rest) <= 4 for rest in c.rest])
_feature(
    "below small",
    "the line behind it begins small",
    lambda c: [bool(line and line.text[:1].islower()) for line in c.lines_below],
)
_feature("below words", "how long the line behind it is", lambda c: np.log1p(c.words_below))
_feature("below full", "the line behind it is a sentence's", lambda c: c.words_below > 7)
_feature(
    "below beside",
    "the next line stands to its right",
    lambda c: [_is_right_of(s, line) for s, line in zip(c.seen, c.lines_below, strict=True)],
)

_value("value day", "a day stands beside or below it", has_day)
_value(
    "value number", "a decision's number stands beside or below it", lambda value: (find_number(value) or (1,))[0] == 0
)
_value("value name", "a titled name stands beside or below it", has_titled_name)
_value("value post", "a post stands beside or below it", has_post)
_value("value answer", "a yes or no stands beside or below it", lambda value: _ANSWER.match(value) is not None)

# -- its series ---------------------------------------------------------------------------------------------------------
_feature("series", "how many lines begin in its style", lambda c: np.log1p(c.of_series(lambda one: one.count)))
_feature("series spread", "how far its style runs through the document", lambda c: c.of_series(lambda one: one.spread))
_feature("series words", "how long those of its style are", lambda c: np.log1p(c.of_series(lambda one: one.words)))
_feature(
    "series known", "how likely those of its style announce something", lambda c: c.of_series(lambda one: one.known)
)
_feature("series apart", "how many of its style have text under them", lambda c: c.of_series(lambda one: one.followed))
_feature("series share", "its style's share of the lines", lambda c: c.of_series(lambda one: one.count) / c.total)

# -- its table ----------------------------------------------------------------------------------------------------------
_feature("in table", "it stands in a table", lambda c: c.tabled)
_flag("ruled", "it stands in a ruled table", lambda s: s.line.table is not None and s.line.table.ruled)
_flag(
    "first column",
    "it stands in its table's first column",
    lambda s: s.line.line.cell is not None and s.line.line.cell.column == 0,
)
_flag(
    "first row",
    "it stands in its table's first row",
    lambda s: s.line.line.cell is not None and s.line.line.cell.row == 0,
)
_flag("nested", "its table stands in a cell", lambda s: s.line.table is not None and s.line.table.parent is not None)
_feature("columns", "how many columns its table has", lambda c: np.minimum(c.column[:, 4], 6.0))
_feature("column words", "how long the cells of its column are", lambda c: np.log1p(c.column[:, 0]))
_feature("column bold", "how much of its column is bold", lambda c: c.column[:, 1])
_feature("column known", "how much of its column announces something", lambda c: c.column[:, 2])
_feature("column cells", "how many cells its column has", lambda c: np.log1p(c.column[:, 3]))
_feature("column asks", "how much of its column ends in a colon or question mark", lambda c: c.column[:, 5])
_feature("cell start", "it stands first in its cell", lambda c: c.starts_cell)


def feature_matrix(seen: Sequence[Seen], surroundings: Surroundings) -> Floats:
    """Return what is seen, of shape (candidates, features), columns in the order of FEATURES."""
    columns = Columns(seen, surroundings)
    matrix = np.empty((len(seen), len(FEATURES)))
    for at, (_, measure) in enumerate(FEATURES.values()):
        matrix[:, at] = measure(columns)
    return matrix
