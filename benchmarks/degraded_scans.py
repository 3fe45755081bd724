"""Make worse scans than any of the bench's, to calibrate on what an old archive may hold.

    python benchmarks/degraded_scans.py BORN OUT

BORN is a folder of typeset PDFs. OUT/born gets copies of them and of the fixtures' documents, OUT/worn a scan of each: by
turns faint, coarse and faxed, each more or less so; OUT/cut another, laid too far to the left on the glass. The same folder
gives the same scans.
"""

import argparse
import sys
from pathlib import Path
from types import ModuleType

import numpy as np

from fixtures.documents import (
    dunmere_register,
    lathwaite_minutes,
    northreach_notice,
    orlswick_record,
    penmarrow_officer,
    stonehithe_executive,
)
from fixtures.scan import Quality, image_pdf, scan
from fixtures.typeset import typeset

_OWN: tuple[ModuleType, ...] = (
    dunmere_register,
    lathwaite_minutes,
    northreach_notice,
    orlswick_record,
    penmarrow_officer,
    stonehithe_executive,
)


def worn(number: int) -> Quality:
    """Return how the document of a number was scanned: ``number`` % 3 is the kind of harm, the rest is drawn by it."""
    random = np.random.default_rng(number)
    harm, skew = float(random.uniform()), float(random.uniform(-2, 2))
    if number % 3 == 0:
        return Quality(
            dpi=200, skew=skew, noise=8 + 10 * harm, blur=0.8 + 0.5 * harm, contrast=110 - 60 * harm, jpeg=30
        )
    if number % 3 == 1:
        return Quality(dpi=round(130 - 45 * harm), skew=skew, noise=6, blur=0.5 + 0.4 * harm, contrast=190, jpeg=30)
    return Quality(dpi=round(150 - 45 * harm), skew=skew, blur=0.4, speckle=0.001 + 0.006 * harm, jpeg=None)


def cut(number: int) -> Quality:
    """Return how the document of a number was scanned with its left edge off the glass, more or less far."""
    off = float(np.random.default_rng(number).uniform(40, 80))
    return Quality(dpi=200, skew=0.2, noise=5, jpeg=50, cut_pt=off)


def documents(born: Path) -> dict[str, bytes]:
    """Return every typeset document by its file's name."""
    own = {f"{module.__name__.rsplit('.', 1)[-1]}.pdf": module for module in _OWN}
    typeset_here = {name: typeset(module.story, module.LAYOUT, module.TITLE) for name, module in own.items()}
    return {path.name: path.read_bytes() for path in sorted(born.glob("*.pdf"))} | typeset_here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("born", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    for folder in ("born", "worn", "cut"):
        (options.out / folder).mkdir(parents=True, exist_ok=True)
    for number, (name, pdf) in enumerate(documents(options.born).items()):
        (options.out / "born" / name).write_bytes(pdf)
        (options.out / "worn" / name).write_bytes(image_pdf(scan(pdf, worn(number), seed=number)))
        (options.out / "cut" / name).write_bytes(image_pdf(scan(pdf, cut(number), seed=number)))
        print(name, worn(number))
        sys.stdout.flush()


if __name__ == "__main__":
    main()
