"""One frozen Settings: a flag beats an environment variable, which beats the settings file, which beats the default."""

import hashlib
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
    field_validator,
)

from extractor.choices import EngineName, Opinion, PageFormat, TextLayerUse
from extractor.errors import UsageError

ENVIRONMENT_PREFIX = "EXTRACTOR_"
SETTINGS_FILE = "extractor.toml"

# One page, pages from one to another, or all from one on.
_PAGES = re.compile(r"([1-9]\d*)(?:(-)([1-9]\d*)?)?")
_MOST_PAGES = 10**9
# What a setting changes in the records: the rest only says where things lie or how long to wait.
_PLACES = frozenset(
    {"tesseract", "tessdata", "page_timeout_s", "document_timeout_s", "worker_memory_mb", "jobs", "words"}
    | {"pages", "page_formats", "password", "passwords", "max_file_mb", "max_zip_ratio", "regions"}
)


class Settings(BaseModel):
    """Everything that a run can be told. Immutable; build one with :func:`load_settings` or by keyword."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ocr: EngineName = "cascade"
    """The OCR engine."""
    tesseract: Path | None = None
    """A Tesseract program to use in place of the packaged one."""
    tessdata: Path | None = None
    """A folder of Tesseract language data to use in place of the packaged one."""
    language: str = "eng"
    """The Tesseract language."""
    text_layer: TextLayerUse = "check"
    """Whether a PDF's own text is trusted, judged against the page's look, or ignored in favour of OCR."""
    second_opinion: Opinion | None = None
    """Another engine, or the same one looking otherwise, that reads every scanned page too, for confidences that rest on both."""
    forms: Path | None = None
    """A folder of form files that add to, and by equal id replace, the packaged ones."""
    model: Path | None = None
    """A folder with a model of structure, fitted on documents of one's own, in place of the packaged one."""
    spacy_model: str | None = None
    """A spaCy pipeline to build on in place of a blank English one."""
    password: str | None = Field(default=None, repr=False)
    """The password of the PDFs that are encrypted."""
    passwords: Path | None = None
    """A file of passwords by name: on each line a file's name or a pattern of names, a tab, and the password."""
    max_file_mb: PositiveFloat = 4_096.0
    """A larger file is refused."""
    max_zip_ratio: PositiveFloat = 200.0
    """A file in an archive that was packed more tightly than this to one is refused, from 16 MB on."""
    max_pages: PositiveInt = 2_000
    """A file with more pages is refused."""
    only_pages: str | None = None
    """The pages to read of every file, such as ``1-5,8``; all of them where nothing is said."""
    max_page_megapixels: PositiveFloat = 80.0
    """A page that would need more pixels is read at a lower resolution."""
    page_timeout_s: PositiveFloat = 120.0
    """An engine that takes longer over one page is stopped; the page is reported illegible."""
    document_timeout_s: PositiveFloat = 7_200.0
    """A document that takes longer is given up; in a batch the others go on."""
    worker_memory_mb: NonNegativeInt = 6_144
    """The address space of a worker process; a document that needs more is given up. 0 sets no limit."""
    jobs: NonNegativeInt = 0
    """Worker processes; 0 is one for each core."""

    words: Path | None = None
    """A folder to keep the words of every document in, with their places, for the audit's page views."""
    pages: Path | None = None
    """A folder to write every document's pages to, for other programs."""
    regions: Path | None = None
    """A folder to write page images to, with every value outlined."""
    page_formats: tuple[PageFormat, ...] = ("hocr", "alto", "pdf")
    """What the pages are written as: hOCR, ALTO XML, a PDF that can be searched."""

    @field_validator("page_formats", mode="before")
    @classmethod
    def _parted(cls, given: object) -> object:
        # An environment variable holds one text.
        return [name.strip() for name in given.split(",")] if isinstance(given, str) else given

    @field_validator("only_pages")
    @classmethod
    def _says_pages(cls, given: str | None) -> str | None:
        if given is not None and not all(_PAGES.fullmatch(part.strip()) for part in given.split(",")):
            raise ValueError("pages are told as 1-5,8 or 10-")
        return given

    def wants_page(self, number: int) -> bool:
        """Tell whether page ``number`` (from 1) is to be read."""
        return self.only_pages is None or any(number in pages for pages in _ranges(self.only_pages))

    @property
    def sha256(self) -> str:
        """A hash of the settings that bear on what comes out; paths of programs and time limits do not.

        Of a model of structure its files count, and not where they lie.
        """
        told = self.model_dump(mode="json", exclude=set(_PLACES))
        if self.model is not None:
            told["model"] = _digest_of(Path(self.model))
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _digest_of(folder: Path) -> str:
    """Return a hash of what lies in a folder of tables; of none where it is not there, which the pipeline will say."""
    files = sorted(folder.glob("*.tsv"))
    return hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()


def _ranges(told: str) -> Iterator[range]:
    for found in map(_PAGES.fullmatch, (part.strip() for part in told.split(","))):
        if found:
            last = found[3] or (_MOST_PAGES if found[2] else found[1])
            yield range(int(found[1]), int(last) + 1)


def load_settings(
    flags: Mapping[str, Any] | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Gather the settings from flags, environment and file.

    ``file`` defaults to ``extractor.toml`` in the working folder, if there is one. Flags that are None count as not
    given.
    Raises UsageError, naming the setting and where it was given.
    """
    environment = os.environ if environment is None else environment
    given: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for where, layer in (
        *_file_layer(file),
        ("the environment", _from_environment(environment)),
        ("the command line", {k: v for k, v in (flags or {}).items() if v is not None}),
    ):
        given |= layer
        origin |= dict.fromkeys(layer, where)
    try:
        return Settings(**given)
    except ValidationError as error:
        raise UsageError(detail="; ".join(_fault(e, origin) for e in error.errors())) from error


def _file_layer(file: Path | None) -> list[tuple[str, dict[str, Any]]]:
    path = file or Path(SETTINGS_FILE)
    if file is None and not path.is_file():
        return []
    try:
        return [(str(path), tomllib.loads(path.read_text(encoding="utf-8")))]
    except OSError as error:
        raise UsageError(str(path), detail=f"the settings file cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(str(path), detail=f"the settings file is not TOML: {error}") from error
    except RecursionError as error:
        raise UsageError(str(path), detail="the settings file is nested too deeply to be read") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {
        name: environment[ENVIRONMENT_PREFIX + name.upper()]
        for name in Settings.model_fields
        if ENVIRONMENT_PREFIX + name.upper() in environment
    }


def _fault(error: Mapping[str, Any], origin: Mapping[str, str]) -> str:
    name = ".".join(str(part) for part in error["loc"])
    return f"setting '{name}' from {origin.get(name, 'somewhere')}: {error['msg']}"
