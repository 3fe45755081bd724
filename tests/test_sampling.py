"""A sample of an archive: how large, which units, and whether what it tells is as sure as it says."""

import csv
import functools
import io
import json
import math
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from decision_models import DecisionRecord
from extractor.audit.sampling.allocation import LEAST_SAMPLE, Allocation, Stratum, allocate, variance, z_of
from extractor.audit.sampling.estimate import estimate
from extractor.audit.sampling.plan import Plan, Request, make_plan
from extractor.audit.sampling.rates import Counted, Rate, domain_rate, overall_rate, stratum_rate
from extractor.audit.sampling.sheet import Answer, plan_path, read_sheet, write_sheet
from extractor.audit.sampling.strata import cell_of, merged, name_of
from extractor.audit.sampling.units import units_of
from extractor.cli.sampling import print_estimate, print_plan
from extractor.errors import FileMissingError, NotASampleError, OutputExistsError
from tests.records import field, raw_record, record

# The simulated archives are made once, by the one process that runs these tests.
pytestmark = pytest.mark.xdist_group("sampling")

# -- do the intervals hold? -----------------------------------------------------------------------------------------------

ARCHIVES = 2_000
# Each kind of archive: how many strata, how many units in one, the mean rate of errors (as a power of ten), the margin.
KINDS = {
    "usual": ((1, 12), (300, 20_000), (-2.3, -1.0), 0.01),
    "rare errors": ((1, 12), (300, 20_000), (-3.3, -2.0), 0.005),
    "small strata": ((3, 15), (8, 120), (-2.0, -0.8), 0.03),
    "small strata, rare errors": ((3, 15), (8, 120), (-2.5, -1.5), 0.02),
    "one stratum": ((1, 2), (200, 5_000), (-2.5, -1.0), 0.015),
}


@functools.cache
def archives(kind: str, method: Allocation) -> list[tuple[list[Counted], np.ndarray]]:
    """Return simulated archives: the strata as checked by the plan, and how many units in each are truly wrong.

    The rates that the plan anticipates are wrong themselves, by a factor of two either way as a rule.
    """
    (fewest, most), (least, largest), (lowest, highest), margin = KINDS[kind]
    rng = np.random.default_rng(20_260)
    drawn = []
    for _ in range(ARCHIVES):
        count = int(rng.integers(fewest, most))
        units = rng.integers(least, largest, count)
        mean = 10 ** rng.uniform(lowest, highest)
        rates = np.clip(rng.beta(1.5, 1.5 / mean - 1.5, count), 0, 0.6)
        wrong = rng.binomial(units, rates)
        anticipated = rates * rng.lognormal(0, 0.6, count)
        strata = [Stratum(str(n), int(units[n]), float(anticipated[n])) for n in range(count)]
        planned = allocate(strata, margin=margin, confidence=0.95, method=method)
        sizes = np.array([s.sample for s in planned])
        found = rng.hypergeometric(wrong, units - wrong, sizes)
        checked = [Counted(s.name, s.units, s.sample, int(x)) for s, x in zip(planned, found, strict=True)]
        drawn.append((checked, wrong))
    return drawn


def holds(rate: Rate, truth: float) -> bool:
    return rate.low - 1e-12 <= truth <= rate.high + 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_95_per_cent_intervals_hold_in_93_to_97_of_100_archives(kind: str) -> None:
    overall = strata = total = 0
    for checked, wrong in archives(kind, "neyman"):
        truth = wrong.sum() / sum(s.units for s in checked)
        overall += holds(overall_rate(checked, 0.95), truth)
        for stratum, true in zip(checked, wrong, strict=True):
            # A stratum without an error cannot be missed from above, which says nothing about the interval.
            if true:
                total += 1
                strata += holds(stratum_rate(stratum, 0.95), true / stratum.units)

    assert 0.93 <= overall / ARCHIVES <= 0.97
    assert 0.93 <= strata / total <= 0.97


def test_they_hold_with_proportional_allocation_too() -> None:
    held = [
        holds(overall_rate(checked, 0.95), wrong.sum() / sum(s.units for s in checked))
        for checked, wrong in archives("usual", "proportional")
    ]

    assert 0.93 <= np.mean(held) <= 0.97


def test_the_estimate_is_unbiased_and_comes_as_near_as_was_asked() -> None:
    apart = [
        overall_rate(checked, 0.95).value - wrong.sum() / sum(s.units for s in checked)
        for checked, wrong in archives("usual", "neyman")
    ]

    assert abs(np.mean(apart)) < 0.0005
    assert np.mean(np.abs(apart) <= 0.01) >= 0.92


# -- the formulas -----------------------------------------------------------------------------------------------------------


def test_one_stratum_without_correction_gives_the_textbook_size() -> None:
    (only,) = allocate([Stratum("all", 10**9, 0.5)], margin=0.05, confidence=0.95)

    assert only.sample == math.ceil(z_of(0.95) ** 2 * 0.25 / 0.05**2) == 385


def test_the_finite_population_correction_spares_checks() -> None:
    (small,) = allocate([Stratum("all", 1_000, 0.5)], margin=0.05, confidence=0.95)

    # n0 / (1 + (n0 − 1) / N) with n0 = 384.15 (Cochran 1977, section 4.4)
    assert small.sample == pytest.approx(384.15 / (1 + 383.15 / 1_000), abs=1)


def test_neyman_checks_more_where_errors_are_likely_and_fewer_in_all() -> None:
    strata = [Stratum("good", 9_000, 0.01), Stratum("bad", 1_000, 0.3)]

    neyman = allocate(strata, margin=0.01, confidence=0.95)
    proportional = allocate(strata, margin=0.01, confidence=0.95, method="proportional")

    assert neyman[1].sample / neyman[0].sample == pytest.approx((1_000 * 0.4583) / (9_000 * 0.0995), rel=0.02)
    assert proportional[0].sample / proportional[1].sample == pytest.approx(9, rel=0.02)
    assert sum(s.sample for s in neyman) < sum(s.sample for s in proportional)


STRATA = st.lists(
    st.builds(Stratum, st.uuids().map(str), st.integers(1, 50_000), st.floats(0, 1)), min_size=1, max_size=12
)


@given(STRATA, st.sampled_from([0.002, 0.01, 0.05]), st.sampled_from(["neyman", "proportional"]))
def test_a_plan_brings_the_margin_and_fits_the_strata(strata: list[Stratum], margin: float, method: Allocation) -> None:
    planned = allocate(strata, margin=margin, confidence=0.95, method=method)

    assert variance(planned) <= (margin / z_of(0.95)) ** 2 * (1 + 1e-9)
    assert all(min(LEAST_SAMPLE, s.units) <= s.sample <= s.units for s in planned)
    assert [(s.name, s.units) for s in planned] == [(s.name, s.units) for s in strata]


COUNTED = st.integers(1, 500).flatmap(
    lambda units: st.integers(1, units).flatmap(
        lambda checked: st.builds(Counted, st.just("s"), st.just(units), st.just(checked), st.integers(0, checked))
    )
)


@given(st.lists(COUNTED, min_size=1, max_size=6))
def test_an_interval_holds_its_estimate_and_only_what_can_be(strata: list[Counted]) -> None:
    rates = [overall_rate(strata, 0.95), *(stratum_rate(s, 0.95) for s in strata)]
    for rate in rates:
        assert 0 <= rate.low <= rate.value + 1e-9
        assert rate.value - 1e-9 <= rate.high <= 1
    if all(s.checked == s.units for s in strata):
        assert rates[0].low == pytest.approx(rates[0].high)


def test_one_stratum_and_the_whole_agree() -> None:
    only = Counted("all", 1_000, 200, 7)

    whole, part = overall_rate([only], 0.95), stratum_rate(only, 0.95)
    assert whole.value == part.value == 0.035
    assert (whole.low, whole.high) == pytest.approx((part.low, part.high), abs=0.002)


@pytest.mark.parametrize(
    ("stratum", "low", "high"),
    [
        (Counted("a", 10**9, 100, 0), 0.0, 0.0370),
        (Counted("a", 10**9, 100, 5), 0.0215, 0.1118),
        (Counted("a", 100, 100, 5), 0.05, 0.05),
        (Counted("a", 1, 1, 0), 0.0, 0.0),
    ],
)
def test_wilson_s_interval_is_that_of_the_tables(stratum: Counted, low: float, high: float) -> None:
    rate = stratum_rate(stratum, 0.95)

    assert (rate.low, rate.high) == pytest.approx((low, high), abs=1e-4)


def test_an_interval_leaves_out_what_the_sample_rules_out() -> None:
    rate = stratum_rate(Counted("a", 5, 4, 2), 0.95)

    assert (rate.low, rate.high) == (2 / 5, 3 / 5)


def test_a_kind_that_runs_through_the_strata_is_weighted_by_them() -> None:
    large, small = Counted("large", 9_000, 90, 0), Counted("small", 1_000, 100, 0)

    rate = domain_rate([(large, 30, 3), (small, 50, 0)], 0.95)

    assert rate is not None
    assert rate.value == pytest.approx(100 * 3 / (100 * 30 + 10 * 50))
    assert rate.low < rate.value < rate.high
    assert domain_rate([(large, 0, 0)], 0.95) is None


# -- strata -----------------------------------------------------------------------------------------------------------------


def test_a_record_falls_into_its_stratum() -> None:
    one = record(decision_date=field("2021-03-04"))

    assert cell_of(one, ("quality", "year", "form", "source", "folder")) == (
        "under 0.5 % expected errors",
        "2021",
        "generic",
        "OCR",
        ".",
    )
    assert cell_of(record(decision_number=None), ("year",)) == ("no year",)


@given(st.dictionaries(st.tuples(*[st.sampled_from("abc")] * 3), st.integers(1, 40), min_size=1), st.integers(1, 60))
def test_small_strata_are_put_together_and_none_is_lost(sizes: dict[tuple[str, ...], int], least: int) -> None:
    homes = merged(sizes, least)
    rest = ("various",) * 3

    assert homes.keys() == sizes.keys()
    for home in set(homes.values()) - {rest}:
        assert sum(sizes[cell] for cell in sizes if homes[cell] == home) >= least
        assert home[0] != "various"
    assert all(home == rest or home[0] == cell[0] for cell, home in homes.items())
    assert name_of(rest) == "various"


# -- the plan and its sheet ---------------------------------------------------------------------------------------------------


def archive(size: int = 120) -> list[DecisionRecord]:
    return [
        record(
            record_id=f"{n:04x}-1",
            source=raw_record()["source"] | {"path": f"box/{n % 7}/{n}.pdf"},
            decision_date=field(f"20{10 + n % 3}-05-06"),
            subject=field(f"=Lamp, no. {n}", confidence=0.9),
        )
        for n in range(size)
    ]


REQUEST = Request(margin=0.05, confidence=0.95, seed=11, by=("quality", "year"))


def planned(request: Request = REQUEST, records: list[DecisionRecord] | None = None) -> Plan:
    listed = archive() if records is None else records
    return make_plan(lambda: iter(listed), request)


def test_a_plan_draws_what_it_says() -> None:
    plan = planned()

    drawn = [d.unit.id for d in plan.sample]
    everything = {unit.id for one in archive() for unit in units_of(one, "value")}
    assert len(drawn) == len(set(drawn)) == sum(s.sample for s in plan.strata)
    assert set(drawn) < everything
    assert sum(s.units for s in plan.strata) == len(everything)
    assert [d.unit.path for d in plan.sample] == sorted(d.unit.path for d in plan.sample)
    assert {s.name for s in plan.strata} == {f"under 0.5 % expected errors, {year}" for year in (2010, 2011, 2012)}


def test_the_seed_alone_says_what_is_drawn() -> None:
    def drawn(plan: Plan) -> set[str]:
        return {d.unit.id for d in plan.sample}

    assert drawn(planned()) == drawn(planned(records=archive()[::-1]))
    assert drawn(planned()) != drawn(planned(Request(0.05, 0.95, seed=12, by=("quality", "year"))))
    assert drawn(planned()) < drawn(planned(Request(0.02, 0.95, seed=11, by=("quality", "year"))))


def test_every_unit_has_the_same_chance() -> None:
    times, records = np.zeros(40), archive(40)
    for seed in range(300):
        plan = planned(Request(0.1, 0.95, seed, unit="record", by=(), allocation="proportional"), records)
        for drawn in plan.sample:
            times[int(drawn.unit.id.split("-")[0], 16)] += 1

    share = times.mean() / 300
    assert 0.2 < share < 0.9
    # Four standard deviations of a binomial count, for forty of them.
    assert np.abs(times / 300 - share).max() < 4 * math.sqrt(share * (1 - share) / 300)


def test_a_record_as_one_unit_is_as_doubtful_as_its_fields_together() -> None:
    (unit,) = units_of(
        record(subject=field("Lamps", confidence=0.5), authority=field("Wick", confidence=0.8)), "record"
    )

    assert unit.doubt == pytest.approx(1 - 0.5 * 0.8 * 0.97**3)
    assert (unit.what, unit.value, unit.text) == ("record", "21/00007", "Lamps")


def test_an_archive_with_nothing_in_it_is_refused() -> None:
    with pytest.raises(NotASampleError):
        planned(records=[])


def fill(path: Path, wrong: set[int], *, leave: set[int] = frozenset()) -> None:  # type: ignore[assignment]
    """Fill a sheet in: rows of these numbers are wrong, those to leave are left open."""
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for number, row in enumerate(rows[1:]):
        row[0] = "" if number in leave else "n" if number in wrong else "Y"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_sheet_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    plan, sheet = planned(), tmp_path / "out" / "sample.csv"
    write_sheet(plan, sheet)
    fill(sheet, {0, 3}, leave={5})

    answers = read_sheet(sheet)
    found = estimate(answers, 0.95)
    told = json.loads(plan_path(sheet).read_text(encoding="utf-8"))
    assert [a.right for a in answers[:6]] == [False, True, True, False, True, None]
    assert found.open == 1
    assert found.overall.wrong == 2
    assert found.overall.checked == len(plan.sample) - 1
    assert found.overall.units == told["units"] == sum(s.units for s in plan.strata)
    assert told["request"]["seed"] == 11
    assert {line.name for line in found.kinds} >= {"subject", "amounts", "dates"}
    assert sum(line.checked for line in found.kinds) == found.overall.checked


def test_a_cell_is_no_formula(tmp_path: Path) -> None:
    sheet = tmp_path / "sample.csv"
    write_sheet(planned(), sheet)

    cells = [cell for row in csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))) for cell in row]
    assert any(cell.startswith("'=Lamp") for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_a_sheet_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    sheet = tmp_path / "sample.csv"
    write_sheet(planned(), sheet)
    fill(sheet, {1})
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8"), newline="")))
    with sheet.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([*rows, ["" for _ in rows[0]]])

    assert sum(a.right is False for a in read_sheet(sheet)) == 1


def damaged(sheet: Path, how: str) -> None:
    lines = sheet.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = {
        "row lost": lines[:3] + lines[4:],
        "row twice": [*lines, lines[1]],
        "answer": [lines[0], lines[1].replace("Y,", "maybe,", 1), *lines[2:]],
        "size": [lines[0], lines[1].replace(lines[1].split(",")[-3], "nine"), *lines[2:]],
        "huge size": [lines[0], lines[1].replace(lines[1].split(",")[-3], "9" * 5_000), *lines[2:]],
        "small size": [lines[0], *(line.replace(f",{line.split(',')[-3]},", ",2,") for line in lines[1:])],
        "other size": [lines[0], lines[1].replace(f",{lines[1].split(',')[-3]},", ",99,"), *lines[2:]],
        "bytes": ["\x00\x01\x02"],
        "heading": [lines[0].replace("stratum,", "group,"), *lines[1:]],
        "empty": [],
        "no rows": lines[:1],
    }[how]
    sheet.write_text("".join(changed), encoding="utf-8", newline="")


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ("row lost", "leave rows that were not checked open"),
        ("row twice", "there twice"),
        ("answer", "“maybe” is neither y nor n"),
        ("size", "was changed"),
        ("huge size", "was changed"),
        ("small size", "more rows than units"),
        ("other size", "several sizes"),
        ("bytes", "first row lacks"),
        ("heading", "“stratum”"),
        ("empty", "first row lacks"),
        ("no rows", "no row"),
    ],
)
def test_a_sheet_that_was_damaged_is_refused_with_its_fault(tmp_path: Path, how: str, named: str) -> None:
    sheet = tmp_path / "sample.csv"
    write_sheet(planned(), sheet)
    fill(sheet, set())
    damaged(sheet, how)

    with pytest.raises(NotASampleError, match=named):
        read_sheet(sheet)


@given(
    st.binary(max_size=120)
    | st.text(max_size=120).map(lambda text: f"right? (y/n),stratum,units in stratum,sample,id\n{text}".encode())
)
def test_no_file_makes_the_reader_fail_otherwise(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        sheet = Path(folder) / "sample.csv"
        sheet.write_bytes(content)
        with suppress(NotASampleError):
            assert read_sheet(sheet)


def test_a_sheet_that_may_be_filled_in_is_not_overwritten_unasked(tmp_path: Path) -> None:
    sheet = tmp_path / "sample.csv"
    write_sheet(planned(), sheet)
    fill(sheet, {0})
    kept = sheet.read_bytes()

    with pytest.raises(OutputExistsError):
        write_sheet(planned(), sheet)
    assert sheet.read_bytes() == kept
    write_sheet(planned(), sheet, overwrite=True)
    assert sheet.read_bytes() != kept


def test_a_sheet_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileMissingError):
        read_sheet(tmp_path / "sample.csv")


@pytest.mark.parametrize(
    "answers", [[], [Answer("a", 5, "dates", None)], [Answer("a", 5, "dates", True), Answer("b", 5, "dates", None)]]
)
def test_a_stratum_of_which_nothing_was_checked_stops_the_estimate(answers: list[Answer]) -> None:
    with pytest.raises(NotASampleError, match="nothing was checked"):
        estimate(answers, 0.95)


def test_what_is_printed_says_how_many_to_check_and_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan, sheet = planned(), tmp_path / "sample.csv"
    write_sheet(plan, sheet)
    fill(sheet, {0, 1, 2}, leave={4})

    print_plan(plan, Path("sample.csv"), Console(width=120, highlight=False))
    print_estimate(estimate(read_sheet(sheet), 0.95), Console(width=120, highlight=False))

    said = capsys.readouterr().out
    assert "neyman allocation, seed 11" in said
    assert f"{len(plan.sample):,}" in said
    assert f"Of {sum(s.units for s in plan.strata):,} units about" in said
    assert "rate [95 % interval]" in said
    assert "Rows still open: 1" in said
