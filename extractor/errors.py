"""The errors a caller can meet. Each class owns its exit status and says what to do about it.

Exit statuses: 1 a fault of ours; 2 wrong usage; 3 a file that cannot be had; 4 a file that cannot be read as what it
should be; 5 something this machine lacks; 6 a limit that was passed. 7 is a batch of which some files failed.
"""

from typing import ClassVar


class ExtractorError(Exception):
    """Something failed that the user can do something about. ``str()`` says what, where and what to do.

    ``path`` names the file, ``page`` the page (from 1), ``detail`` what the machinery underneath said.
    """

    exit_status: ClassVar[int] = 1
    summary: ClassVar[str] = "The document could not be extracted."
    remedy: ClassVar[str] = "Please report this with the document, if it may be shared."

    def __init__(self, path: str | None = None, *, page: int | None = None, detail: str | None = None) -> None:
        super().__init__(path, page, detail)
        self.path = path
        self.page = page
        self.detail = detail

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by value, so that an error crosses a process boundary whole."""
        return _rebuild, (type(self), self.path, self.page, self.detail)

    def __str__(self) -> str:
        place = self.path or ""
        if self.page is not None:
            place = f"{place}, page {self.page}" if place else f"page {self.page}"
        said = f" ({self.detail})" if self.detail else ""
        return f"{place + ': ' if place else ''}{self.summary}{said} {self.remedy}"


def _rebuild(cls: type[ExtractorError], path: str | None, page: int | None, detail: str | None) -> ExtractorError:
    return cls(path, page=page, detail=detail)


class UsageError(ExtractorError):
    """The command or a setting makes no sense."""

    exit_status = 2
    summary = "That cannot be done as asked."
    remedy = "See 'extractor --help'."


class FileMissingError(ExtractorError):
    """There is no such file, or it may not be read."""

    exit_status = 3
    summary = "There is no such file, or it may not be read."
    remedy = "Check the path and the file's permissions."


class NotAFileError(FileMissingError):
    """There is something of that name, but no file."""

    summary = "This is not a file."
    remedy = "Name a file; to read a PDF that comes through a pipe, send it to the standard input of 'extractor run -'."


class DocumentError(ExtractorError):
    """The file is there and cannot be read as a document."""

    exit_status = 4
    summary = "The file could not be read as a document."
    remedy = "Open it in a PDF viewer and save it again, or scan it anew."


class EmptyFileError(DocumentError):
    """The file holds no bytes."""

    summary = "The file is empty."
    remedy = "Copy it again from where it came from."


class NotAPdfError(DocumentError):
    """The file is of another kind."""

    summary = "This is not a PDF."
    remedy = "Give a PDF, or a scan as TIFF, PNG or JPEG; convert other formats first."


class EncryptedPdfError(DocumentError):
    """A password is needed."""

    summary = "The PDF is encrypted."
    remedy = "Give its password with --password, or those of many files with --passwords."


class DamagedPdfError(DocumentError):
    """The PDF is truncated or broken beyond what the PDF library can mend."""

    summary = "The PDF is damaged or cut short."
    remedy = "Fetch it again, or repair it (for instance with qpdf) and try once more."


class DamagedImageError(DamagedPdfError):
    """An image file is truncated or broken."""

    summary = "The image is damaged or cut short."
    remedy = "Fetch it again, or open it in an image program and save it anew."


class DamagedArchiveError(DamagedPdfError):
    """A .zip archive is truncated, broken or none."""

    summary = "The archive is damaged or cut short."
    remedy = "Fetch it again, or unpack it with another program and name the folder."


class NoPagesError(DocumentError):
    """The PDF has no page."""

    summary = "The PDF has no pages."
    remedy = "Check that the right file was given."


class NoReadablePageError(DocumentError):
    """Not one page of the PDF could be read, or all are blank."""

    summary = "No page of the PDF could be read."
    remedy = "Check that the pages are not blank; if they bear print, scan them again at 300 dpi."


class WordFileError(DocumentError):
    """A file of words is none."""

    summary = "This is not a whole file of words."
    remedy = "Delete it and run 'extractor run' on its document again."


class NotRecordsError(DocumentError):
    """What should hold records holds something else."""

    summary = "These are not whole records of this program's."
    remedy = "Write them anew with 'extractor run', or take out what is named here."


class NotATruthError(DocumentError):
    """What should hold the truth to compare with holds something else."""

    summary = "This cannot be compared with."
    remedy = "Give corrected records (.json, .jsonl) or pages as plain text, ALTO, hOCR or PAGE XML."


class NotASampleError(DocumentError):
    """A sample's sheet cannot be read, or is not filled in as it should be."""

    summary = "The sample's sheet cannot be used."
    remedy = "Mend what is named here, or make a new sheet with 'extractor audit plan'."


class NotCorrectionsError(DocumentError):
    """What should hold corrections, or partial truth, holds something else."""

    summary = "These corrections cannot be read."
    remedy = "Mend what is named here; 'extractor corrections export' shows how they are written."


class EnvironmentFaultError(ExtractorError):
    """Something that the extractor needs is not on this machine."""

    exit_status = 5
    summary = "This machine lacks something that is needed."
    remedy = "Run 'extractor doctor' to see what is missing and how to get it."


class EngineMissingError(EnvironmentFaultError):
    """An OCR engine or its language data is not there."""

    summary = "The OCR engine was not found."


class DatabaseError(EnvironmentFaultError):
    """A database cannot be reached, or refuses what it is asked."""

    summary = "The database cannot be used."
    remedy = "Check its address, that it runs and lets you in, and that there is room on its disk."


class DiskFullError(EnvironmentFaultError):
    """There is no room left to write to."""

    summary = "There is no room left on the disk."
    remedy = "Make room, or name a target elsewhere, and do the same again: it goes on where it was."


class SystemRefusedError(EnvironmentFaultError):
    """The operating system refused something: a name too long, too many open files, a disk that fails."""

    summary = "The system refused what was asked of it."
    remedy = "Mend what is named here, and try again."


class PackageMissingError(EnvironmentFaultError):
    """A package of one of the extras is not there."""

    summary = "A package that this needs is not installed."
    remedy = "Install what is named here."


class SchemeMissingError(EnvironmentFaultError):
    """The package that reads addresses of a scheme, such as s3://, is not there."""

    summary = "What reads such addresses is not installed."
    remedy = "Run: pip install 'decision-extractor[remote]'."


class RunnerMissingError(EnvironmentFaultError):
    """The package behind a runner is not there."""

    summary = "What this runner needs is not installed."
    remedy = "Run: pip install 'decision-extractor[ray]'."


class OutputExistsError(UsageError):
    """The target cannot be written."""

    summary = "The output cannot be written there."
    remedy = "Name another target with -o, or remove what stands in the way."


class NewerSchemaError(UsageError):
    """A database whose tables are of a version that this program does not know, or no longer writes."""

    summary = "The database's tables are of another version than this program's."
    remedy = "Update this program; if it is newer than the tables, one 'extractor run' into them updates them."


class TargetBusyError(UsageError):
    """Another run writes to the target."""

    summary = "Another run is writing to this target."
    remedy = "Wait for it to end ('extractor status TARGET' shows how far it is), or name another target."


class CorrectionError(UsageError):
    """A correction does not fit its record: there is no such place, or the value is not of its type."""

    summary = "That correction cannot be made."
    remedy = "Look at the record as it is now and correct it again."


class ConflictError(UsageError):
    """Somebody else corrected the record in the meantime. ``detail`` says what they did; nothing was saved."""

    summary = "Somebody else has corrected this record in the meantime."
    remedy = "Look at what they did and correct it again where that is still needed."


class FormError(UsageError):
    """A form file is wrong."""

    summary = "The form file is not valid."
    remedy = "Run 'extractor forms check FILE'; 'extractor forms list' shows valid ones."


class LearningError(UsageError):
    """What people said of the records of a target is not enough to learn from."""

    summary = "There is not enough to learn from."
    remedy = "Correct or confirm more records of one form in 'extractor review TARGET', three of them to begin with."


class ModelError(UsageError):
    """A folder holds no model of structure, or one that another version fitted."""

    summary = "The model of structure cannot be used."
    remedy = "Fit it again with this version, or leave the setting 'model' out to use the packaged one."


class LimitError(ExtractorError):
    """A limit set to protect the machine was passed."""

    exit_status = 6
    summary = "The document passes a limit."
    remedy = "Raise the limit in the settings if the document is sound."


class EngineFailedError(ExtractorError):
    """The OCR engine failed on a page. Costs the page, not the document."""

    exit_status = 6
    summary = "The OCR engine failed on this page."
    remedy = "Try another engine with --ocr."


class TooDeepError(LimitError):
    """Something is nested in itself deeper than can be followed."""

    summary = "It is nested too deeply to be followed."
    remedy = "Save the file anew with another program, and extract that."


class DocumentTimeoutError(LimitError):
    """A document took longer than it may. Its worker was stopped."""

    summary = "The document took longer than it may."
    remedy = "Raise 'document_timeout_s' in the settings if the document is sound."


class MemoryLimitError(LimitError):
    """A document needed more memory than a worker may use."""

    summary = "The document needs more memory than it may use."
    remedy = "Raise 'worker_memory_mb' in the settings if the document is sound."


class WorkerDiedError(LimitError):
    """The process that read a document ended unexpectedly, for instance killed for its use of memory."""

    summary = "The process that read this document died."
    remedy = "Try again with fewer --jobs; if it dies again, please report it with the document, if it may be shared."


class InternalError(ExtractorError):
    """A fault of ours: something raised that should not have."""

    summary = "A fault in the extractor."
    remedy = "Please report this with the document, if it may be shared; EXTRACTOR_DEBUG=1 shows where it happened."
