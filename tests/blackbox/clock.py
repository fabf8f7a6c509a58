"""Moves the clock of a running server by Debian's libfaketime."""

import pathlib

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY


class Clock:
    """A wall clock for servers that are started afterwards. A test can set the wall clock, but not the
    monotonic clock."""

    def __init__(self, server):
        self._file = pathlib.Path(server.folder, "clock")
        self.set_offset(0)
        server.environment.update(LD_PRELOAD=LIBRARY, FAKETIME_TIMESTAMP_FILE=str(self._file),
                                  FAKETIME_NO_CACHE="1", DONT_FAKE_MONOTONIC="1",
                                  FAKETIME_DONT_FAKE_MONOTONIC="1")

    def set_offset(self, seconds):
        """Sets the difference from the real time: positive is ahead, negative is behind."""
        replacement = self._file.with_suffix(".new")
        replacement.write_text(f"{seconds:+d}\n", "ascii")
        replacement.replace(self._file)
