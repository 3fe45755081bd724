"""Take the mean of models of structure that were fitted apart: their folders in, one model out.

    python -m benchmarks.average_models MODEL MODEL ... --out FOLDER [--folds 4]

With ``--folds`` the folders are those of ``--leave-out``, and the mean of each fold is taken, 0, 1, ... within them.
``provenance.toml`` says of each what it was fitted on.
"""

import argparse
from pathlib import Path

from benchmarks.fit_structure import write_files
from benchmarks.structure.averaging import averaged
from extractor.splitting.fitted import read_model


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    arguments = parser.parse_args()
    for part in map(str, range(arguments.folds)) if arguments.folds else ("",):
        _write_mean([folder / part for folder in arguments.models], arguments.out / part)
    return 0


def _write_mean(folders: list[Path], out: Path) -> None:
    write_files(averaged([read_model(folder) for folder in folders]), out)
    told = [
        (folder / "provenance.toml").read_text(encoding="utf-8").replace("[documents]", "[fits.documents]")
        for folder in folders
    ]
    lines = ['command = "python -m benchmarks.average_models"\n', *(f"\n[[fits]]\n{text}" for text in told)]
    (out / "provenance.toml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
