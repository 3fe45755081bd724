"""The command line: arguments enter, data goes to standard output and everything else to standard error.

This is the one place where errors become exit statuses: 0 all read; 1 a fault of ours; 2 wrong usage; 3 to 6 as the
error's kind when a single file fails; 7 some of a batch failed; 130 interrupted.
"""

import os
import sys
import traceback
from typing import NoReturn

from extractor.errors import ExtractorError
from extractor.faults import told


def main() -> NoReturn:
    """Run the command line and end the process with its exit status."""
    from typer.main import get_command

    from extractor.cli.app import app
    from extractor.cli.flags import without_types_of_flags

    try:
        without_types_of_flags(get_command(app))(prog_name="extractor")
    except ExtractorError as error:
        _end(error)
    except Exception as error:  # noqa: BLE001 - the last stop: no traceback reaches a user who has not asked for one
        if os.environ.get("EXTRACTOR_DEBUG"):
            traceback.print_exc()
        _end(told(error))
    sys.exit(0)


def _end(error: ExtractorError) -> NoReturn:
    from extractor.cli.printable import printable

    sys.stderr.write(f"extractor: {printable(str(error))}\n")
    sys.exit(error.exit_status)
