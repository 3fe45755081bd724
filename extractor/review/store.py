"""Where corrections are kept: in the database of the target itself, as rows that are only ever added.

A correction that was answered is on the disk. Two people at once: whoever writes says which row of the record they saw last;
where another has come since, ConflictError says what it did, and nothing is written. Extractions are never touched here;
corrections are never touched by a run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, Self

from sqlalchemy import Connection, Engine, text

from decision_models import DecisionRecord
from extractor.errors import ConflictError, CorrectionError
from extractor.review import rows as stored
from extractor.review.corrections import Action, Change, Correction, in_force
from extractor.review.decisions import STRUCTURE, Corrected, corrected, split
from extractor.review.homes import Home
from extractor.review.overlay import overlay, prepared
from extractor.review.reviewed import Reviewed, correction_of, done_since, reading_of, revoking, to_redo
from extractor.review.rows import ReviewState
from extractor.sinks.sql.database import faults_of, leave_as_one_file, readable, writable
from extractor.sinks.sql.reading import records_in, records_where
from extractor.sinks.target import kind_of

_AT_ONCE = 500
Wanted = Literal["read", "corrected"]


@dataclass(slots=True)
class ReviewStore:
    """The corrections in the database that ``target`` names (see :func:`reviewable`). Threads may share one.

    Raises DatabaseError or NewerSchemaError where the database can't be used.
    """

    target: str
    _writer: Engine = field(init=False, repr=False)
    _reader: Engine = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._writer = writable(self.target, durable=True)
        self._reader = readable(self.target)
        self.find_again()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. SQLite's is left as one file, where nobody else is using it."""
        self._reader.dispose()
        if kind_of(self.target) == "sqlite":
            leave_as_one_file(self._writer)
        self._writer.dispose()

    # -- looking ----------------------------------------------------------------------------------------------------------

    def look(self, record_id: str) -> Reviewed:
        """Return the record with its corrections. Raises CorrectionError where there is none of that id, read or split off."""
        with self.reading() as connection:
            return self._look(connection, record_id)

    def rows(self) -> Iterator[Correction]:
        """Give every row of the database in the order they were written."""
        position = 0
        while True:
            with self.reading() as connection:
                position, some = stored.rows_after(connection, position, _AT_ONCE)
            if not some:
                return
            yield from some

    def records(self) -> Iterator[DecisionRecord]:
        """Give the records of the database as corrected: merged ones once, split ones as several."""
        with self.reading() as connection:
            touched, restructured = stored.touched(connection), stored.restructured(connection)
        done: set[str] = set()
        for record in records_in(self.target):
            if (file := record.source.sha256) in restructured:
                if file not in done:
                    done.add(file)
                    yield from self._of_file(file)
            elif record.record_id in touched:
                found = self.look(record.record_id).record
                yield from () if found is None else (found,)
            else:
                yield record

    def reviewed(self) -> Iterator[DecisionRecord]:
        """Give the records, as corrected, that people corrected or said they were done with: what there is to learn from."""
        with self.reading() as connection:
            said = stored.touched(connection) | stored.done(connection)
        yield from (record for record in self.records() if record.record_id in said or record.corrections)

    def _of_file(self, file: str) -> Iterator[DecisionRecord]:
        with self.reading() as connection:
            parts = self._parts(connection, file)
        yield from (part.record for part in parts if part.record is not None)

    def homeless(self) -> tuple[tuple[Home, tuple[Correction, ...]], ...]:
        """Return what the records were known by that no reading has any more, with what was said of them."""
        with self.reading() as connection:
            return tuple((home, stored.rows_about(connection, home.record_id)) for home in stored.homeless(connection))

    # -- writing ----------------------------------------------------------------------------------------------------------

    def save(self, record_id: str, changes: Sequence[Change], *, who: str, seen: str | None) -> Reviewed:
        """Write ``changes`` by ``who`` to the record, all or none, and return it as it is then; it is on the disk.

        ``seen`` is :attr:`Reviewed.last` of what the person was shown. Raises CorrectionError where a change does not fit,
        ConflictError where somebody else wrote in the meantime.
        """
        return self._write(record_id, seen, lambda c, reviewed: self._all_made(c, reviewed, changes, who))

    def save_many(self, changes: Mapping[str, Sequence[Change]], *, who: str) -> int:
        """Write changes to many records, by their ids, all or none, upon whatever was said of them; return how many.

        Raises CorrectionError, its ``path`` the record's id, where a change does not fit.
        """
        count = 0
        with self.writing() as connection:
            for record_id, own in changes.items():
                reviewed = self._look(connection, record_id)
                try:
                    count += self._put(connection, reviewed, self._all_made(connection, reviewed, own, who))
                except CorrectionError as error:
                    error.path = record_id
                    raise
        return count

    def undo(self, record_id: str, *, who: str, seen: str | None) -> Reviewed:
        """Take back the last correction of the record that is in force. Raises as :meth:`save`."""

        def undoing(_connection: Connection, reviewed: Reviewed) -> list[Correction]:
            standing = in_force(reviewed.rows)
            if not standing:
                raise CorrectionError(detail="there is nothing to undo")
            return [revoking(Action.UNDO, standing[-1], who)]

        return self._write(record_id, seen, undoing)

    def redo(self, record_id: str, *, who: str, seen: str | None) -> Reviewed:
        """Put back what was last undone, where nothing was corrected since. Raises as :meth:`save`."""

        def redoing(_connection: Connection, reviewed: Reviewed) -> list[Correction]:
            undone = to_redo(reviewed.rows)
            if undone is None:
                raise CorrectionError(detail="there is nothing to redo")
            return [revoking(Action.REDO, undone, who)]

        return self._write(record_id, seen, redoing)

    def set_state(self, record_id: str, state: ReviewState, *, who: str) -> Reviewed:
        """Say how far the review of a record is, and by whom. Raises CorrectionError where there is no such record."""
        with self.writing() as connection:
            reviewed = self._look(connection, record_id)
            stored.key_of(connection, reading_of(reviewed))
            stored.set_state(connection, record_id, state, who)
            return self._look(connection, record_id)

    def take_in(self, rows: Iterable[Correction]) -> int:
        """Write rows that were made elsewhere, as they are, all or none, and return how many of them are new here.

        Each stands under the record of the same id, or the one that is most alike in its file, or waits for one to come.
        """
        with self.writing() as connection:
            count = 0
            for row in rows:
                found = records_where(self.target, connection, record_id=row.record_id)
                stored.keep_key(connection, row, found[0] if found else None)
                count += stored.add(connection, [row])
            stored.find_again(connection, self.target)
        return count

    def find_again(self) -> None:
        """Look for the records that a new reading calls otherwise: after a run. Opening a store does it too."""
        with self.reading() as connection:
            lost = stored.are_lost(connection)
        if lost:
            with self.writing() as connection:
                stored.find_again(connection, self.target)

    # -- within a transaction -----------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with faults_of(self.target), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose transaction is on the disk when it ends."""
        with faults_of(self.target), self._writer.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL synchronous_commit = on"))
            yield connection

    def _write(
        self, record_id: str, seen: str | None, make: Callable[[Connection, Reviewed], list[Correction]]
    ) -> Reviewed:
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer at a time anyway.
                connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:it))"), {"it": f"review {record_id}"})
            reviewed = self._look(connection, record_id)
            if reviewed.last != seen:
                raise ConflictError(record_id, detail=done_since(reviewed.rows, seen))
            self._put(connection, reviewed, make(connection, reviewed))
            return self._look(connection, record_id)

    def _put(self, connection: Connection, reviewed: Reviewed, made: Sequence[Correction]) -> int:
        key = stored.key_of(connection, reading_of(reviewed))
        if made and reviewed.state is ReviewState.UNSEEN:
            stored.set_state(connection, reviewed.record_id, ReviewState.BEGUN, made[-1].who)
        return stored.add(connection, (row.model_copy(update={"record_id": key}) for row in made))

    def _all_made(
        self, connection: Connection, reviewed: Reviewed, changes: Sequence[Change], who: str
    ) -> list[Correction]:
        rows: list[Correction] = []
        for change in changes:
            rows.append(self._made(connection, reviewed, rows, change, who))
        return rows

    def _made(
        self, connection: Connection, reviewed: Reviewed, before: Sequence[Correction], change: Change, who: str
    ) -> Correction:
        if change.action.revokes:
            raise CorrectionError(detail="undo and redo are not changes")
        if reviewed.record is None:
            raise CorrectionError(reviewed.record_id, detail=f"the decision is part of {reviewed.merged_into} now")
        seen = overlay(reviewed.record, before).record if before else reviewed.record
        if change.action in STRUCTURE:
            return correction_of(seen, self._structure(connection, seen, change), who, (None, None))
        return correction_of(seen, change, who, prepared(seen, change))

    def _structure(self, connection: Connection, seen: DecisionRecord, change: Change) -> Change:
        """Return a change of what the decisions of the file are, the other one named by its key."""
        if change.path:
            raise CorrectionError(detail="merging and splitting are of the whole decision: the path is empty")
        if change.action is Action.SPLIT:
            split(seen, change, "new")
            return change
        other = change.new.get("record_id") if isinstance(change.new, dict) else None
        if not isinstance(other, str) or other == seen.record_id:
            raise CorrectionError(detail='a decision is merged with another: {"record_id": …}')
        found = self._look(connection, other)
        if found.record is None or found.record.source.sha256 != seen.source.sha256:
            raise CorrectionError(detail="only decisions of one file can be merged, each once")
        return change.model_copy(update={"new": {"record_id": stored.key_of(connection, reading_of(found))}})

    def _look(self, connection: Connection, record_id: str) -> Reviewed:
        rows = stored.rows_about(connection, record_id)
        state, by = stored.state_of(connection, record_id)
        read = next(iter(records_where(self.target, connection, record_id=record_id)), None)
        file = read.source.sha256 if read else stored.file_of(connection, record_id)
        if file is not None and stored.is_restructured(connection, file):
            parts = self._parts(connection, file)
        else:
            parts = () if read is None else corrected([read], {record_id: in_force(rows)})
        part = next((part for part in parts if part.record_id == record_id), None)
        if part is not None:
            return Reviewed(record_id, part.read, part.record, rows, part.judged, state, by, part.merged_into)
        if not rows:
            raise CorrectionError(record_id, detail="there is no such record here")
        return Reviewed(record_id, None, None, rows, (), state, by)

    def _parts(self, connection: Connection, file: str) -> tuple[Corrected, ...]:
        """Return all decisions of a file as corrected."""
        said = {name: in_force(tuple(rows)) for name, rows in stored.rows_of_file(connection, file).items()}
        return corrected(records_where(self.target, connection, source_sha256=file), said)
