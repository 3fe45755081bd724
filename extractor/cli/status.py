"""The exit statuses that are no error's own."""

SOME_FAILED = 7
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
READER_GONE = 141  # 128 + SIGPIPE: whoever read our output went away
