"""Documents that do not lie on this machine: any address that fsspec knows is listed and fetched here.

An address is ``scheme://place``, possibly inside another: ``zip://2016/*.pdf::s3://bucket/archive.zip``.
"""

import errno
import hashlib
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from extractor.errors import DamagedArchiveError, ExtractorError, FileMissingError, LimitError, SchemeMissingError
from extractor.settings import Settings

_MAGIC = frozenset("*?[")
# In the addresses of the web a question mark begins what is asked for.
_WEB_MAGIC = frozenset("*")
_WEB = frozenset({"http", "https"})
_WEB_BEGINNINGS = ("http://", "https://")
_MEGA = 1 << 20
# What is smaller than this does no harm, however well it was packed.
_HARMLESS_MB = 16


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
        is_web = bool(_WEB & {system.protocol, *system.protocol})
        if (_WEB_MAGIC if is_web else _MAGIC) & set(place):
            found = sorted(str(path) for path in system.glob(place))
        elif place.endswith("/") if is_web else _is_folder(system, place):
            found = sorted(str(path) for path in system.find(place))
            if not found:
                system.ls(place)  # which tells why, where the folder cannot be listed
        else:
            return [address]
    return [
        path if is_web and path.startswith(_WEB_BEGINNINGS) else _address_of(address, path)
        for path in found
        if PurePosixPath(path).suffix.lower() in suffixes
    ]


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


def fetch(address: str, folder: Path, settings: Settings | None = None) -> Path:
    """Return where a copy of ``address`` lies in ``folder``, fetched unless it is there already.

    Raises FileMissingError where it cannot be had, SchemeMissingError where a package is missing, LimitError for a file of
    more than ``settings.max_file_mb``, or one that was packed more tightly than ``settings.max_zip_ratio`` allows.
    """
    target, limits = copy_of(address, folder), settings or Settings()
    if not target.exists():
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            with _faults_of(address):
                system, place = _system(address)
                _check_packing(address, system.info(place), limits.max_zip_ratio)
                with system.open(place, "rb") as source, part.open("wb") as copy:
                    _copy(source, copy, address, limits.max_file_mb)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _check_packing(address: str, found: Mapping[str, Any], most: float) -> None:
    size, packed = found.get("size"), found.get("compress_size")
    if size and packed and size > _HARMLESS_MB * _MEGA and size > most * packed:
        said = f"{size / _MEGA:,.0f} MB packed {size / packed:,.0f} to 1, and max_zip_ratio is {most:g}."
        raise LimitError(address, detail=said)


def _copy(source: IO[bytes], copy: IO[bytes], address: str, most_mb: float) -> None:
    """Copy block by block: what a file's size is said to be need not be true."""
    size = 0
    while block := source.read(_MEGA):
        size += len(block)
        if size > most_mb * _MEGA:
            raise LimitError(address, detail=f"more than {most_mb:g} MB, which is max_file_mb.")
        copy.write(block)


def copy_of(address: str, folder: Path) -> Path:
    """Return where :func:`fetch` puts the copy of ``address``."""
    return folder / hashlib.sha256(address.encode()).hexdigest()


@contextmanager
def _faults_of(address: str) -> Iterator[None]:
    try:
        yield
    except (ExtractorError, MemoryError):
        raise
    except zipfile.BadZipFile as error:
        raise DamagedArchiveError(address, detail=str(error)) from error
    except ImportError as error:
        raise SchemeMissingError(address, detail=str(error)) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise  # the trouble is here, not there
        raise FileMissingError(address, detail=f"{type(error).__name__}: {error}") from error
    except Exception as error:  # the libraries behind fsspec raise errors of every kind
        raise FileMissingError(address, detail=f"{type(error).__name__}: {error}") from error
