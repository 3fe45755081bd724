"""Documents that do not lie on this machine: any address that fsspec knows is listed and fetched here.

An address is ``scheme://place``, possibly inside another: ``zip://2016/*.pdf::s3://bucket/archive.zip``.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from extractor.errors import FileMissingError, SchemeMissingError

_MAGIC = frozenset("*?[")


def is_address(name: str) -> bool:
    """Tell whether ``name`` is an address and no path of this machine."""
    return "://" in name


def list_address(address: str, suffixes: frozenset[str]) -> list[str]:
    """Return the addresses of the files that ``address`` stands for, sorted: a folder's with ``suffixes``, or a pattern's.

    An address that is neither is returned as it is. Raises FileMissingError where it cannot be listed,
    SchemeMissingError where the package for its scheme is missing.
    """
    with _faults_of(address):
        system, place = _system(address)
        if _MAGIC & set(place):
            found = sorted(str(path) for path in system.glob(place))
        elif system.protocol not in {"http", "https"} and _is_folder(system, place):
            found = sorted(str(path) for path in system.find(place))
        else:
            return [address]
    return [_address_of(address, path) for path in found if PurePosixPath(path).suffix.lower() in suffixes]


def _is_folder(system: Any, place: str) -> bool:  # noqa: ANN401 - fsspec has no types
    return not place or bool(system.isdir(place))


def _system(address: str) -> tuple[Any, str]:
    import fsspec

    system, place = fsspec.core.url_to_fs(address)
    # A listing kept from before would hide what has come since.
    system.invalidate_cache()
    return system, str(place)


def _address_of(asked: str, path: str) -> str:
    first, *outer = asked.split("::")
    scheme = first.split("://", maxsplit=1)[0]
    return "::".join([f"{scheme}://{path.lstrip('/')}", *outer])


def fetch(address: str, folder: Path) -> Path:
    """Return where a copy of ``address`` lies in ``folder``, fetched unless it is there already.

    Raises FileMissingError where it cannot be had, SchemeMissingError where a package is missing.
    """
    target = copy_of(address, folder)
    if not target.exists():
        part = target.with_name(target.name + ".part")
        with _faults_of(address):
            system, place = _system(address)
            system.get_file(place, str(part))
        part.replace(target)
    return target


def copy_of(address: str, folder: Path) -> Path:
    """Return where :func:`fetch` puts the copy of ``address``."""
    return folder / hashlib.sha256(address.encode()).hexdigest()


@contextmanager
def _faults_of(address: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise SchemeMissingError(address, detail=str(error)) from error
    except Exception as error:  # the libraries behind fsspec raise errors of every kind
        raise FileMissingError(address, detail=f"{type(error).__name__}: {error}") from error
