"""The server's clock in the test's hands: libfaketime, Debian's, moves it while the server runs."""

import pathlib

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
YEAR = 365 * DAY


class Clock:
    """Gives a server that is started after it a wall clock that can be turned. The steady clock,
    which nobody can turn, stays as it is."""

    def __init__(self, server):
        self._file = pathlib.Path(server.folder, "clock")
        self.turn(0)
        server.environment.update(LD_PRELOAD=LIBRARY, FAKETIME_TIMESTAMP_FILE=str(self._file),
                                  FAKETIME_NO_CACHE="1", DONT_FAKE_MONOTONIC="1",
                                  FAKETIME_DONT_FAKE_MONOTONIC="1")

    def turn(self, seconds):
        """From now on the clock is so far off the true time: ahead, or behind when negative."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n", "ascii")
        fresh.replace(self._file)
