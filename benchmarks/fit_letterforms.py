"""Fit what the characters of common faces look like, by which a page's own text is doubted (``extractor.reading.letterforms``).

    python -m benchmarks.fit_letterforms --out extractor/reading/data/letterforms.npz
    python -m benchmarks.fit_letterforms --faces FOLDER

The first draws lines of the foundry's faces at several sizes and fits a linear model to their forms. The second draws the faces
of a folder and says how often a character is suspected wrongly, and how often one that says another is found. Needs scikit-learn.
"""

import argparse
import io
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pdfplumber
from numpy.typing import NDArray
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from sklearn.linear_model import LogisticRegression

from extractor.reading import letterforms
from extractor.reading.letterforms import CHARACTERS, FIGURES, Kind
from extractor.reading.pdf import open_page, open_pdf
from extractor.reading.textlayer import _print
from extractor.reading.visibility import draw
from extractor.settings import Settings
from fixtures.foundry.faces import BUILT_IN, SOURCES, cuts

Forms = NDArray[np.float32]

_SIZES = (8.0, 9.0, 10.0, 11.0, 12.0, 14.0)
_DRAWS = 3


def main() -> None:
    """Fit, or try what was fitted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=Path, help="a folder of TrueType fonts to try the packaged model on")
    parser.add_argument("--out", type=Path, default=Path("extractor/reading/data/letterforms.npz"))
    options = parser.parse_args()
    if options.faces:
        _try(options.faces)
    else:
        faces = [name for face in (*BUILT_IN, *SOURCES) for name in vars(cuts(face)).values()]
        _fit([form for face in faces for form in _drawn(face, _SIZES, _DRAWS)], options.out)


def _drawn(face: str, sizes: tuple[float, ...], draws: int) -> Iterator[tuple[str, Forms]]:
    """Yield each character of a face with its form, at each size several times."""
    rng = random.Random(face)
    for size in sizes:
        for _ in range(draws):
            kinds, forms = _forms_of(_page(face, size, rng))
            yield from ((kind.text, form) for kind, form in zip(kinds, forms, strict=True))


def _page(face: str, size: float, rng: random.Random) -> bytes:
    """Set each character one to eight times, in any order."""
    told = [character for character in CHARACTERS for _ in range(rng.randint(1, 8))]
    rng.shuffle(told)
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont(face, size)
    for row, start in enumerate(range(0, len(told), 40)):
        words = "".join(told[start : start + 40])
        spaced = " ".join(words[i : i + 5] for i in range(0, len(words), 5))
        canvas.drawString(50 + rng.random(), 800 - 1.3 * size * row - rng.random(), spaced)
    canvas.save()
    return stream.getvalue()


def _forms_of(pdf: bytes) -> tuple[list[Kind], Forms]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(pdf)
        with open_pdf(path, Settings()) as file, open_page(file, 1) as page, pdfplumber.open(path) as source:
            drawing = draw(page)
            glyphs, _ = _print(source.pages[0], page)
            return letterforms.forms_of(glyphs, drawing.trace, drawing.scale)


def _fit(examples: list[tuple[str, Forms]], out: Path) -> None:
    forms = np.array([form for _, form in examples])
    told = [CHARACTERS.index(character) for character, _ in examples]
    model = LogisticRegression(C=1.0, max_iter=300).fit(forms, told)
    weights = model.coef_.T
    step = np.float32(np.abs(weights).max() / 127)
    kept = np.round(weights / step).astype(np.int8)
    print(f"{len(examples)} forms, {model.score(forms, told):.4f} of them told")
    np.savez_compressed(out, weights=kept, step=step, lift=model.intercept_.astype(np.float32))


def _try(folder: Path) -> None:
    weights, lift = letterforms._model()  # noqa: SLF001
    against: dict[str, list[float]] = {"rightly said, figures": [], "rightly said, letters": []}
    shifted: list[float] = []
    for path in sorted(folder.rglob("*.ttf")):
        try:
            pdfmetrics.registerFont(TTFont(path.stem, str(path)))
        except TTFError:
            continue
        worst: list[tuple[float, str]] = []
        for character, form in _drawn(path.stem, (9.0, 11.0), 1):
            odds = form @ weights + lift
            rivals = odds[: len(FIGURES)] if character in FIGURES else odds
            odds = rivals.max() - odds
            own = float(odds[CHARACTERS.index(character)])
            against["rightly said, figures" if character in FIGURES else "rightly said, letters"].append(own)
            worst.append((own, character))
            if character in FIGURES:
                shifted.extend(float(odds[(int(character) + k) % 10]) for k in range(1, 10))
        print(path.stem, " ".join(f"{c}{own:.0f}" for own, c in sorted(worst)[::-1][:8]))
    for kind, found in {**against, "figures that say another": shifted}.items():
        print(kind, len(found), {at: f"{np.mean(np.array(found) > at):.4f}" for at in (2, 3, 4, 6, 8)})


if __name__ == "__main__":
    main()
