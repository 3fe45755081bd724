"""The characters of British English print, and how a network's wider alphabet is narrowed to them.

A network that also reads Chinese spreads its doubt over thousands of characters that cannot stand on an English page, and
has two forms of some that can: a full-width bracket counts here as the bracket it looks like.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Alphabet:
    """``characters[i]`` is what column i + 1 of a narrowed output stands for; column 0 is the blank.

    ``sources`` are the columns of the network's output that are kept, ``targets`` where each is added.
    """

    characters: tuple[str, ...]
    sources: NDArray[np.intp]
    targets: NDArray[np.intp]

    def narrow(self, output: Floats) -> Floats:
        """Keep the columns of our characters, twins added up."""
        return np.asarray(output[:, self.sources] @ self._sums, dtype=np.float32)

    @cached_property
    def _sums(self) -> Floats:
        """What adds up the columns of twins."""
        sums = np.zeros((len(self.sources), 1 + len(self.characters)), np.float32)
        sums[np.arange(len(self.sources)), self.targets] = 1.0
        return sums


def alphabet(outputs: tuple[str, ...]) -> Alphabet:
    """Build the alphabet for a network whose column i + 1 stands for ``outputs[i]``."""
    wanted = characters()
    place = {character: index for index, character in enumerate(wanted)}
    pairs = [(0, 0)]
    for column, output in enumerate(outputs, start=1):
        character = output if output in place else _TWINS.get(output) or unicodedata.normalize("NFKC", output)
        if character in place:
            pairs.append((column, 1 + place[character]))
    sources, targets = np.array(pairs, np.intp).T
    return Alphabet(wanted, sources, targets)


# Full-width and ideographic forms that compatibility normalisation leaves alone.
_TWINS = {
    "。": ".",
    "、": ",",
    "【": "[",
    "】": "]",
    "〔": "[",
    "〕": "]",
    "·": "•",
    "￡": "£",
    "□": "☐",
    "✓": "✓",
    "√": "✓",
}


@cache
def characters() -> tuple[str, ...]:
    """Return the characters of English print, in the order of their data file, the space first."""
    text = files("extractor.reading.data").joinpath("alphabet.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("# ")]
    return (" ", *dict.fromkeys("".join(lines).replace(" ", "")))
