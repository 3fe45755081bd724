"""What is installed on its own: a missing package is named with the extra that brings it."""

from collections.abc import Iterator
from contextlib import contextmanager

from extractor.errors import PackageMissingError


@contextmanager
def needing(extra: str, path: str | None = None) -> Iterator[None]:
    """Raise PackageMissingError, naming ``extra``, for what cannot be imported in the block; ``path`` is what asks for it."""
    try:
        yield
    except ImportError as error:
        missing = error.name or str(error)
        said = f"{missing.split('.', maxsplit=1)[0]}; run: pip install 'decision-extractor[{extra}]'"
        raise PackageMissingError(path, detail=said) from error
