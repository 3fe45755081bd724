"""From one target into another: what any sink wrote enters, what another would have written leaves."""

from collections.abc import Iterable
from itertools import islice

from extractor.sinks.failure import Failure
from extractor.sinks.sink import open_sink
from extractor.sinks.source import read_records

# A transaction of a database costs as much as two records do; with so many in it, it costs next to nothing.
_AT_ONCE = 200


def export(source: str, target: str, *, overwrite: bool = False, failures: Iterable[Failure] = ()) -> int:
    """Write the records at ``source`` to ``target``, and ``failures`` where it has a table for them.

    Returns how many records there were. Raises what reading and :func:`extractor.sinks.sink.open_sink` raise; what was
    half written then does not stand at ``target``.
    """
    sink = open_sink(target, overwrite=overwrite)
    records, count = read_records(source), 0
    try:
        while some := tuple(islice(records, _AT_ONCE)):
            sink.write(*some)
            count += len(some)
        for failure in failures:
            sink.write_failure(failure)
        sink.commit()
    finally:
        sink.close()
    return count
