"""Take the mean of models of structure that were fitted apart: their folders in, one model out.

    python -m benchmarks.average_models MODEL MODEL ... --out FOLDER [--folds 4] [--kinds-of-first]

With ``--folds`` the folders are those of ``--leave-out``, and the mean of each fold is taken, 0, 1, ... within them.
With ``--kinds-of-first`` what tells kinds, weights and texts, is that of the first alone. ``provenance.toml`` says of each what
it was fitted on.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.fit_structure import write_files
from benchmarks.structure.averaging import averaged
from extractor.splitting.fitted import read_model


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", type=Path, metavar="MODEL")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--kinds-of-first", action="store_true")
    arguments = parser.parse_args()
    for part in map(str, range(arguments.folds)) if arguments.folds else ("",):
        _write_mean(
            [folder / part for folder in arguments.models], arguments.out / part, first=arguments.kinds_of_first
        )
    return 0


def _write_mean(folders: list[Path], out: Path, *, first: bool) -> None:
    models = [read_model(folder) for folder in folders]
    mean = averaged(models)
    write_files(replace(mean, kinds=models[0].kinds, texts=models[0].texts) if first else mean, out)
    told = [
        (folder / "provenance.toml").read_text(encoding="utf-8").replace("[documents]", "[fits.documents]")
        for folder in folders
    ]
    command = "python -m benchmarks.average_models" + (" --kinds-of-first" if first else "")
    lines = [f'command = "{command}"\n', *(f"\n[[fits]]\n{text}" for text in told)]
    (out / "provenance.toml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
