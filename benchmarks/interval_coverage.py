"""Measures how often the stated 95 % intervals of a sample hold the truth, over simulated archives of several kinds.

    python benchmarks/interval_coverage.py

The archives are those of tests/test_sampling.py, which holds the shares between 93 and 97 %. Strata in which nothing is
wrong are counted apart: a rate of nought cannot be missed from above.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from extractor.audit.sampling.rates import overall_rate, stratum_rate
from tests.test_sampling import ARCHIVES, KINDS, archives, holds


def main() -> None:
    print(f"{'archives':28} {'overall':>8} {'strata':>8} {'strata with errors':>19}")
    for kind in KINDS:
        overall, strata, faulty = [], [], []
        for checked, wrong in archives(kind, "neyman"):
            units = sum(s.units for s in checked)
            overall.append(holds(overall_rate(checked, 0.95), wrong.sum() / units))
            held = [holds(stratum_rate(s, 0.95), n / s.units) for s, n in zip(checked, wrong, strict=True)]
            strata += held
            faulty += [one for one, n in zip(held, wrong, strict=True) if n]
        assert len(overall) == ARCHIVES
        shares = (sum(some) / len(some) for some in (overall, strata, faulty))
        print(f"{kind:28} {next(shares):8.1%} {next(shares):8.1%} {next(shares):19.1%}")


if __name__ == "__main__":
    main()
