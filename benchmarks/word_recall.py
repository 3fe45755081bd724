"""How many words of transcribed scans are found, beside plain Tesseract on the same pages drawn at 300 dpi.

    python -m benchmarks.word_recall FOLDER [--readers cascade,plain]

FOLDER holds scans NAME.pdf with transcriptions NAME.md, in Markdown; what is filled in by hand, ``{{filled:12th}}``,
signatures, ``{{signature}}``, and notes at the end (``## Document Notes``) are no print and do not count. A word counts
without the marks around it, as often as it stands in the transcription; where on the page it was read makes no difference.
Given is the share found, and how many of the words read stand in the transcription.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from benchmarks.reading import fold, reader

_NOTES = "\n## Document Notes"
_BY_HAND = re.compile(r"\{\{.*?\}\}")
_MARKDOWN = re.compile(r"^\s*(?:#+|[-*>]|-{3,})\s+|[*_`|\\]", re.MULTILINE)
_AROUND = ".,;:!?()[]\"'-"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", default="cascade,plain", help="as for benchmarks.reading")
    arguments = parser.parse_args()
    paths = [path for path in sorted(arguments.folder.glob("*.pdf")) if path.with_suffix(".md").exists()]
    for name in arguments.readers.split(","):
        read = reader(name)
        for path in paths:
            wanted = printed(path.with_suffix(".md").read_text(encoding="utf-8"))
            found = words("\n".join(page.text for page in read(path)))
            both = (wanted & found).total()
            recall, precision = both / max(1, wanted.total()), both / max(1, found.total())
            print(
                f"{name:10} {path.stem:70} {wanted.total():5} words  {recall:.3f} found  {precision:.3f} of those read"
            )
    return 0


def printed(markdown: str) -> Counter[str]:
    r"""Return the printed words of a transcription.

    >>> sorted(printed("# ORDINANCE\n**Date:** {{filled:10-12-98}} of the City's plan"))
    ["City's", 'Date', 'ORDINANCE', 'of', 'plan', 'the']
    """
    return words(_MARKDOWN.sub(" ", _BY_HAND.sub(" ", markdown.partition(_NOTES)[0])))


def words(text: str) -> Counter[str]:
    """Count the words of a text without the marks around them."""
    bare = (word.strip(_AROUND) for word in fold(text).split())
    return Counter(word for word in bare if any(map(str.isalnum, word)))


if __name__ == "__main__":
    raise SystemExit(main())
