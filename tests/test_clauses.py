import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import ClauseSpan
from extractor.splitting.clauses import find_clauses
from extractor.splitting.compose import Composed


def composed(*paragraphs: str) -> Composed:
    text = "\n".join(paragraphs)
    starts = tuple(sum(len(p) + 1 for p in paragraphs[:n]) for n in range(len(paragraphs)))
    return Composed(text, (), (), starts, (0.0,) * len(starts))


def tree(clauses: tuple[ClauseSpan, ...]) -> list[object]:
    return [[c.label, tree(c.clauses)] if c.clauses else c.label for c in clauses]


CASES = {
    "flat": (["I agree:", "1) to buy;", "2) to sell; and", "3) to let."], ["1)", "2)", "3)"]),
    "letters under numbers": (
        ["1. first", "a) one", "b) two", "2. second", "a) one again"],
        [["1.", ["a)", "b)"]], ["2.", ["a)"]]],
    ),
    "three deep": (
        ["(1) award", "(a) price", "(b) staff", "(i) nurses", "(ii) plan", "(2) extend"],
        [["(1)", ["(a)", ["(b)", ["(i)", "(ii)"]]]], "(2)"],
    ),
    "i after h is a letter": ([f"({c}) point" for c in "abcdefghij"], [f"({c})" for c in "abcdefghij"]),
    "i after nothing is Roman": (["(i) one", "(ii) two", "(iii) three"], ["(i)", "(ii)", "(iii)"]),
    "decimal under whole": (["1. Land", "1.1 buy", "(a) yard", "1.2 else", "2. Works", "2.1 tender"],
                            [["1.", [["1.1", ["(a)"]], "1.2"]], ["2.", ["2.1"]]]),
    "decimal alone": (["3.1 first", "3.2 second", "3.3 third"], ["3.1", "3.2", "3.3"]),
    "misread one": (["l) to buy", "2) to sell"], ["l)", "2)"]),
    "restart": (["1. a", "2. b", "Further:", "1. c", "2. d"], ["1.", ["2.", ["1.", "2."]]]),
    "bullets": (["• Capital", "• Revenue"], ["•", "•"]),
    "none": (["Nothing is numbered here.", "I. said so"], ["I."]),
    "no points": (["The cost is £5.", "It is met."], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_points_make_a_tree(name: str) -> None:
    paragraphs, expected = CASES[name]
    assert tree(find_clauses(composed(*paragraphs))) == expected


@given(st.lists(st.sampled_from(["1.", "2)", "(a)", "b)", "(ii)", "1.1", "•", "word", "l)", "(I)"]), max_size=30))
def test_clauses_nest_and_begin_with_their_labels(labels: list[str]) -> None:
    given = composed(*(f"{label} text" for label in labels)) if labels else composed("")

    def check(clauses: tuple[ClauseSpan, ...], start: int, end: int) -> None:
        at = start
        for clause in clauses:
            assert at <= clause.start < clause.end <= end
            assert given.text[clause.start :].startswith(clause.label)
            check(clause.clauses, clause.start, clause.end)
            at = clause.end

    check(find_clauses(given), 0, len(given.text))
