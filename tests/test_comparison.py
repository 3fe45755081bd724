"""Comparison with truth: error rates, pairing, scores, intervals, and what is made of them."""

import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from decision_models import DecisionRecord
from extractor.audit.comparison.as_html import comparison_html, write_html
from extractor.audit.comparison.as_json import comparison_json
from extractor.audit.comparison.compare import Comparison, Options, Score, compare
from extractor.audit.comparison.error_rates import character_edits, confusions, graphemes, slips, word_edits, words
from extractor.audit.comparison.furniture import without_furniture
from extractor.audit.comparison.intervals import bootstrap
from extractor.audit.comparison.layout import percent, score_tables, with_interval
from extractor.audit.comparison.normalisation import STATED, Normalisation, normalise
from extractor.audit.comparison.sides import Pages, Records
from extractor.audit.comparison.tallies import Measure
from extractor.cli.comparison import print_comparison
from extractor.errors import NotATruthError
from tests.browser import chromium
from tests.records import field, raw_record, record, section

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORDED: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "dinglehopper.json").read_text(encoding="utf-8")
)
QUICK = Options(resamples=200)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with chromium() as one:
        yield one


# -- error rates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [pytest.param(pair, id=pair["id"]) for pair in RECORDED["pairs"]])
def test_the_rates_are_those_of_dinglehopper(pair: dict[str, Any]) -> None:
    truth, found = (normalise(pair[side], Normalisation.NFC) for side in ("truth", "found"))
    characters, in_words, expected = character_edits(truth, found), word_edits(truth, found), pair["figures"]

    assert (characters.length, in_words.length) == (expected["characters"], expected["words"])
    for edits, rate in ((characters, expected["cer"]), (in_words, expected["wer"])):
        assert edits.rate == (float("inf") if rate is None else pytest.approx(rate, abs=1e-12))


def test_the_recorded_figures_are_dinglehopper_s_own_and_many() -> None:
    assert RECORDED["made_with"].startswith("dinglehopper 0.")
    assert len(RECORDED["pairs"]) >= 20


@pytest.mark.parametrize(
    ("text", "count"),
    [("é", 1), ("e\u0301", 1), ("🇬🇧", 1), ("👨‍👩‍👧", 1), ("a\r\n", 2), ("", 0), ("각", 1), ("£1", 2)],
    ids=ascii,
)
def test_a_character_is_what_a_reader_takes_for_one(text: str, count: int) -> None:
    assert len(graphemes(text)) == count


@pytest.mark.parametrize(
    ("truth", "found", "expected"),
    [
        ("modern corner", "modem comer", {("rn", "m"): 2}),
        ("lit", "li", {("t", ""): 1}),
        ("lit", "lit.", {("", "."): 1}),
        ("£5", "E5", {("£", "E"): 1}),
        ("lamp", "lamp", {}),
        ("a whole sentence went", "", {}),
    ],
)
def test_confusions_are_counted(truth: str, found: str, expected: dict[tuple[str, str], int]) -> None:
    assert confusions(slips(truth, found)) == expected


@given(st.text(max_size=40), st.text(max_size=40))
def test_errors_are_a_distance(one: str, other: str) -> None:
    there, back = character_edits(one, other), character_edits(other, one)

    assert there.errors == back.errors <= max(there.length, back.length)
    assert (there.errors == 0) == (graphemes(one) == graphemes(other))
    assert "".join(graphemes(one)) == one
    assert word_edits(one, one).errors == 0


@given(st.text(max_size=60), st.sampled_from(list(Normalisation)))
def test_normalising_twice_is_normalising_once(text: str, how: Normalisation) -> None:
    once = normalise(text, how)

    assert normalise(once, how) == once
    assert once == unicodedata.normalize("NFC", once)


@given(st.lists(st.from_regex(r"[A-Za-z0-9]{1,8}", fullmatch=True), max_size=8))
def test_words_are_what_stands_between_blanks_where_there_is_nothing_else(parts: list[str]) -> None:
    assert words(" , ".join(parts)) == parts


# -- pages --------------------------------------------------------------------------------------------------------------


def pages(**texts: str) -> Pages:
    return Pages({name.replace("__", "/").replace("_", "-"): (text,) for name, text in texts.items()})


def score(comparison: Comparison, *measure: str) -> Score:
    return next(s for s in comparison.scores if s.measure == Measure(*measure))  # type: ignore[arg-type]


def test_pages_are_paired_by_name_and_what_is_left_is_said() -> None:
    truth, found = pages(a="The lamp", b="The wick", c="Alone"), pages(a="The larnp", b="The wick", d="Extra")

    comparison = compare(truth, found, QUICK)

    assert [tally.name for tally in comparison.documents] == ["a", "b"]
    assert comparison.unpaired_truths == ("c",)
    assert comparison.unpaired_found == 1
    assert score(comparison, "text", "characters", "error rate").value == 2 / 16
    assert [(c.truth, c.found, c.count) for c in comparison.confusions] == [("m", "rn", 1)]


def test_what_counts_as_the_same_is_chosen_and_stated() -> None:
    truth, found = pages(a="“Lamp” –\nwick", b="x"), pages(a='"Lamp" - wick', b="x")

    by_print = compare(truth, found, QUICK)
    by_code = compare(truth, found, Options(Normalisation.NFC, resamples=200))

    assert score(by_print, "text", "characters", "error rate").value == 0
    assert score(by_code, "text", "characters", "error rate").part == 4
    assert by_print.normalisation_stated == STATED[Normalisation.PRINT] != by_code.normalisation_stated


@pytest.mark.parametrize(
    ("names", "count", "paired"),
    [
        (("a",), 2, True),
        (("a_1", "a_2"), 2, True),
        (("a_p1", "a_p02"), 2, True),
        (("a_page_001", "a_page_002"), 2, True),
        (("a__0001", "a__0002"), 2, True),
        (("a_1",), 2, False),
        (("a_1", "a_2", "a_3"), 2, False),
        (("ab_1", "ab_2"), 2, False),
        (("b",), 2, False),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else str(value),
)
def test_pages_belong_to_a_record_by_name(names: tuple[str, ...], count: int, paired: bool) -> None:
    source = raw_record()["source"] | {"path": "scans/a.pdf", "page_count": count}
    truth = pages(**dict.fromkeys(names, "The lamp is lit."), other="Something else")

    try:
        comparison = compare(truth, [record(source=source)], QUICK)
    except NotATruthError:
        assert not paired
    else:
        assert paired
        assert set(comparison.unpaired_truths) == {"other"}


def test_furniture_of_the_record_is_left_out_of_the_truth() -> None:
    one = record()
    truth = "\n".join(part for s in one.sections for part in (s.heading, s.text) if part)

    comparison = compare(pages(a=f"{truth}\nPage 1"), [one], QUICK)

    assert score(comparison, "text", "characters", "error rate").value == 0


@pytest.mark.parametrize(
    ("truth", "found"),
    [(Records((record(),)), pages(a="x")), (pages(b="x"), pages(a="x")), (pages(b="x"), [record()])],
    ids=["records with pages", "other pages", "no page of the record"],
)
def test_what_cannot_be_compared_is_refused(truth: Any, found: Any) -> None:
    with pytest.raises(NotATruthError):
        compare(truth, found, QUICK)


# -- records ------------------------------------------------------------------------------------------------------------


def test_a_record_against_itself_is_right_in_everything() -> None:
    comparison = compare(Records((record(),)), [record()], QUICK)

    text = [s for s in comparison.scores if s.measure.group == "text"]
    rest = [s for s in comparison.scores if s.measure.group != "text" and s.whole]
    assert [s.value for s in text] == [0, 0]
    assert len(rest) > 15
    assert {s.value for s in rest} == {1.0}
    assert comparison.confusions == ()
    assert comparison.documents[0].differences == ()


def test_a_field_counts_where_either_side_has_a_value() -> None:
    truth = record(subject=field("Lamps"), lead_officer=field("A Quill"))
    found = record(subject=field("Larnps"), authority=field("Wickhaven"))

    comparison = compare(Records((truth,)), [found], QUICK)

    exact = {
        s.measure.name: (s.part, s.whole)
        for s in comparison.scores
        if s.measure[::2] == ("fields", "exact") and s.whole
    }
    assert exact == {
        "subject": (0, 1),
        "lead_officer": (0, 1),
        "authority": (0, 1),
        "decision_number": (1, 1),
        "decision_makers": (1, 1),
        "all": (2, 5),
    }
    assert score(comparison, "fields", "subject", "fuzzy").value == pytest.approx(4 / 6)
    assert {d.what for d in comparison.documents[0].differences} == {"subject", "lead officer", "authority"}


@pytest.mark.parametrize(
    ("changed", "kind", "precision", "recall"),
    [
        ({"amounts": ()}, "amounts", None, 0.0),
        ({"dates": ()}, "dates", None, 0.0),
        ({"people": ()}, "people", None, 0.0),
    ],
)
def test_mentions_that_were_not_found_lower_recall(
    changed: dict[str, Any], kind: str, precision: float | None, recall: float
) -> None:
    comparison = compare(Records((record(),)), [record(**changed)], QUICK)

    assert score(comparison, "mentions", kind, "precision").value == precision
    assert score(comparison, "mentions", kind, "recall").value == recall
    assert score(comparison, "mentions", "all", "F1").value == pytest.approx(2 * 3 / (4 + 3))


def test_a_sum_is_the_same_however_it_is_written() -> None:
    raw = raw_record()
    raw["amounts"][0]["value"] = "12500.00"

    comparison = compare(Records((record(),)), [DecisionRecord.model_validate(raw)], QUICK)

    assert score(comparison, "mentions", "amounts", "F1").value == 1


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1. To spend at most £12,500 by 12 July.", True),
        ("1. To spend at most £12,500 by 12 Juiy.", True),
        ("1. To spend nothing.", False),
    ],
)
def test_a_section_is_found_when_nine_tenths_of_it_are(text: str, right: bool) -> None:
    sections = [*raw_record()["sections"]]
    sections[1] = section("decision", text, "Decision")
    found = record(sections=sections, amounts=(), dates=())

    comparison = compare(Records((record(),)), [found], QUICK)

    assert score(comparison, "sections", "decision", "F1").value == float(right)
    assert score(comparison, "sections", "legal", "F1").value == 1
    assert score(comparison, "sections", "all", "F1").value == (1 if right else 0.5)


def test_records_are_paired_by_id_or_else_by_file_and_ordinal() -> None:
    def one(path: str, identity: str) -> DecisionRecord:
        return record(record_id=identity, source=raw_record()["source"] | {"path": path})

    truths = (
        one("true/a.pdf", "aa-1"),
        one("true/a.pdf", "aa-2"),
        one("true/b.pdf", "bb-1"),
        one("true/c.pdf", "cc-1"),
    )
    found = [one("office/a.pdf", "ff-2"), one("renamed.pdf", "bb-1"), one("office/z.pdf", "zz-1")]

    comparison = compare(Records(truths), found, QUICK)

    assert [tally.name for tally in comparison.documents] == ["office/a.pdf", "renamed.pdf"]
    assert len(comparison.unpaired_truths) == 2
    assert comparison.unpaired_found == 1


# -- intervals ----------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    rng = np.random.default_rng(7)
    wholes = rng.integers(50, 500, (40, 3)).astype(float)
    parts = rng.binomial(wholes.astype(int), 0.03).astype(float)

    first, again, other = (bootstrap(parts, wholes, resamples=400, seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    rates = parts.sum(0) / wholes.sum(0)
    assert ((first[0] < rates) & (rates < first[1])).all()


def test_intervals_over_documents_cover_the_truth() -> None:
    rng = np.random.default_rng(11)
    covered = 0
    for trial in range(200):
        # Errors come together: each document has a rate of its own, 2 % in the mean.
        wholes = rng.integers(500, 1500, (60, 1)).astype(float)
        parts = rng.binomial(wholes.astype(int), rng.beta(2, 98, (60, 1))).astype(float)
        low, high = bootstrap(parts, wholes, resamples=200, seed=trial)
        covered += bool(low[0] <= 0.02 <= high[0])

    assert 0.90 <= covered / 200 <= 0.98


def test_one_document_has_no_interval() -> None:
    low, high = bootstrap(np.array([[1.0, 0.0]]), np.array([[10.0, 0.0]]), resamples=100, seed=1)

    assert np.isnan(low).all()
    assert np.isnan(high).all()
    assert all(s.low is s.high is None for s in compare(pages(a="x"), pages(a="y"), QUICK).scores)


# -- what is shown ------------------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> & \x1b[31m \u202e “quoted”"


class Links(HTMLParser):
    """Notes what a page would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name for name, _ in attrs}
        self.found += (
            [tag] if tag in {"script", "link", "iframe", "img", "object"} or named & {"src", "href", "onload"} else []
        )


def test_the_page_needs_no_network_and_runs_nothing_that_a_document_says() -> None:
    truth = Records((record(subject=field(HOSTILE)),))
    page = comparison_html(compare(truth, [record(subject=field("Lamps"))], QUICK))

    links = Links()
    links.feed(page)
    assert links.found == []
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page
    assert "@import" not in page
    assert "url(" not in page
    assert 'lang="en-GB"' in page
    assert "prefers-color-scheme: dark" in page


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_the_page_fits_the_screen_and_says_what_its_parts_are(
    browser: "Browser", tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    truths = tuple(record(record_id=f"{n}-1", subject=field(f"Lamp {n}")) for n in range(3))
    found = [one.model_copy(update={"subject": None}) for one in truths]
    write_html(compare(Records(truths), found, QUICK), tmp_path / "scores.html")

    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith("file:") else None)
    page.goto((tmp_path / "scores.html").as_uri())
    page.keyboard.press("Tab")

    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.activeElement.getAttribute('aria-labelledby')") == "text"
    assert page.get_by_role("heading", level=1).inner_text() == "Comparison with truth"
    assert page.get_by_role("region", name="Fields").get_by_role("rowheader", name="subject").is_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper))) > 3 * 128) is (scheme == "light")


def test_json_says_all_of_it_and_is_the_same_again() -> None:
    one = compare(pages(a="The lamp", b="x"), pages(a="The larnp", b="x"), QUICK)
    told = json.loads(comparison_json(one))

    assert told["documents"] == 2
    assert told["bootstrap"] == {"resamples": 200, "seed": 1, "confidence": 0.95}
    assert told["normalisation"]["name"] == "print"
    assert told["scores"][0] | {"low": 0, "high": 0} == {
        "group": "text",
        "name": "characters",
        "measure": "error rate",
        "value": 0.222222,
        "low": 0,
        "high": 0,
        "part": 2,
        "whole": 9,
    }
    assert told["confusions"][0]["truth"] == "m"
    assert comparison_json(compare(pages(a="The lamp", b="x"), pages(a="The larnp", b="x"), QUICK)) == comparison_json(
        one
    )


def test_json_has_no_figure_that_is_none_even_for_an_empty_truth() -> None:
    told = json.loads(comparison_json(compare(pages(a="", b=""), pages(a="lamp", b="wick"), QUICK)))

    assert told["scores"][0]["value"] is None
    assert told["per_document"][0]["character_error_rate"] is None


def test_the_terminal_shows_each_group(capsys: pytest.CaptureFixture[str]) -> None:
    comparison = compare(Records((record(subject=field(HOSTILE)),)), [record(subject=field("Lamps"))], QUICK)

    print_comparison(comparison, Console(width=120, highlight=False))

    said = capsys.readouterr().out
    for expected in (
        "Text, %",
        "Fields, %",
        "Sections, %",
        "Mentions, %",
        "decision number",
        "seed 1",
        "Taken for the same",
    ):
        assert expected in said
    assert "\x1b[31m" not in said


def test_a_table_leaves_out_what_was_not_measured() -> None:
    tables = list(score_tables(compare(pages(a="x"), pages(a="x"), QUICK)))

    assert [table.group for table in tables] == ["text"]
    assert [row.name for row in tables[0].rows] == ["characters", "words"]


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (0.9734, 0.951, 0.988, "97.3 [95.1–98.8]"),
        (0.0014, 0.0004, 0.0036, "0.14 [0.04–0.36]"),
        (1.0, 1.0, 1.0, "100 [100–100]"),
        (0.0, None, None, "0"),
        (None, None, None, "–"),
    ],
)
def test_a_score_is_shown_with_its_interval(
    value: float | None, low: float | None, high: float | None, expected: str
) -> None:
    assert with_interval(Score(Measure("text", "words", "error rate"), value, low, high, 0, 1)) == expected
    assert percent(None) == "–"


@pytest.mark.parametrize(
    ("furniture", "left"),
    [
        ((), ["Wickhaven Council, Item 4", "The lamp is lit.", "Page 1 of 2"]),
        (("Page 1 of 2",), ["Wickhaven Council, Item 4", "The lamp is lit."]),
        (("Paqe 1 of 2", "Wickhaven Council,", "Item 4"), ["The lamp is lit."]),
        (("Item 4", "Wickhaven Council,"), ["Wickhaven Council, Item 4", "The lamp is lit.", "Page 1 of 2"]),
        (("The", "lamp"), ["Wickhaven Council, Item 4", "The lamp is lit.", "Page 1 of 2"]),
    ],
    ids=["none", "as printed", "misread and in pieces", "out of order", "too little"],
)
def test_lines_that_are_furniture_are_taken_out(furniture: tuple[str, ...], left: list[str]) -> None:
    text = "Wickhaven Council, Item 4\nThe lamp is lit.\nPage 1 of 2"

    assert without_furniture(text, furniture).splitlines() == left


def test_furniture_takes_away_as_many_lines_as_there_are_pieces() -> None:
    assert without_furniture("Page 1\nPage 2\nPage 3", ["page 1", "page 2"]) == "Page 3"


def test_a_line_to_sign_on_is_no_text() -> None:
    assert normalise("Signed ......................... A Quill", Normalisation.PRINT) == "Signed A Quill"
    assert normalise("Signed . . . . . . ______", Normalisation.PRINT) == "Signed"
    assert normalise("And so on...", Normalisation.PRINT) == "And so on..."
