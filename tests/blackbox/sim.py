#!/usr/bin/python3
"""Kills the server at seeded points under load, restarts it, and checks that nothing was lost.

Prints a line per kill: the number of requests that were answered until the kill, of mails that were repeated
after the kill, and of answered Ids that were found in the database after the restart. Exits with 1 if data
was lost, duplicated or changed. The seed determines the times of the kills; the progress of the server until
then depends on the machine.
"""

import argparse
import bisect
import random
import sys
import time
import traceback
from typing import NamedTuple

from auditor import (SETTLE_BATCH, check_accounts, check_answered, check_history, check_mails,
                     repeats_per_life, wait_until_all_are_processed)
from harness import CommandFailed, Usher, eventually
from partner import Partner
from sink import SmtpSink
from workload import Workload

CONNECTIONS = 4
RUN_SECONDS_MAX = 0.3
START_SECONDS_MAX = 0.06
DRAIN_SECONDS_MAX = 60
REPEATS_MAX = CONNECTIONS + SETTLE_BATCH
# On PostgreSQL a restarted server waits for the leases of its predecessor to expire. On SQLite it takes
# over all leases at once, as no second server can be running.
SETTINGS = {"mail": {"connections": CONNECTIONS}, "server": {"stop_seconds": 5},
            "worker": {"lease_seconds": 2}}


class Row(NamedTuple):
    kill: int
    answered: int  # the number of requests that were answered until the kill
    checked: int  # the number of answered Ids that were found after the restart
    lives: int  # the number of runs of the server until the kill; see _run_and_kill


class Simulation:
    """A server that is killed and restarted. `run()` adds a row per kill."""

    def __init__(self, seed, kills):
        self.random = random.Random(seed)
        self.kills = kills
        self.rows = []
        self.repeats = {}  # {run of the server: number of mails of this run that a later run delivered again}
        self._ends = []  # the number of the sink's last connection in each run

    def run(self):
        with SmtpSink() as sink, Usher(SETTINGS, smtp_url=sink.url) as server:
            partner = Partner(server, server.register())
            with Workload(partner) as load:
                for kill in range(1, self.kills + 1):
                    self._run_and_kill(server, sink)
                    checked = self._check_after(server, partner, load)
                    self.rows.append(Row(kill, len(load.answered), checked, len(self._ends)))
            self._repeat(server, partner, load)
            assert not load.surprises, load.surprises[0]
            self._check_at_the_end(server, sink, load.answered)

    def _run_and_kill(self, server, sink):
        """Kills the server once, or twice if the kill comes shortly after a start."""
        if self.random.random() < 0.25:  # shortly after a start, before or after readiness
            server.kill()
            self._note_end(sink)
            server.launch()
            time.sleep(self.random.uniform(0, START_SECONDS_MAX))
        else:
            time.sleep(self.random.uniform(0, RUN_SECONDS_MAX))
        server.kill()
        self._note_end(sink)
        server.start()

    def _note_end(self, sink):
        """Waits until the connections of the killed server have ended, because the sink has then accepted all
        mails of the server."""
        stats = eventually(lambda: (now := sink.control("stats"))["open"] == 0 and now,
                           what="the end of the killed server's connections")
        self._ends.append(stats["connections"])

    def _check_after(self, server, partner, load):
        checked = check_answered(server, list(load.answered))
        self._repeat(server, partner, load)
        return checked

    def _repeat(self, server, partner, load):
        """Repeats half of the unanswered requests twice: both repeats return the same Id, which is the first
        request's Id if it was stored. Repeats of answered requests return the same response."""
        for fields in load.take_unanswered()[::2]:
            stored = server.query("SELECT id FROM activation WHERE ip = ?", fields["IpAddress"])
            activation = partner.activate(fields)
            assert not stored or stored == [(activation["Id"],)], "a repeat created a second activation"
            assert partner.activate(fields) == activation, "two Ids for one request"
            load.answered.append((fields, activation))
        for fields, activation in self.random.sample(load.answered, min(3, len(load.answered))):
            assert partner.activate(fields) == activation, "another answer to the same request"

    def _check_at_the_end(self, server, sink, answered):
        wait_until_all_are_processed(server, DRAIN_SECONDS_MAX)
        check_answered(server, answered)
        check_accounts(server)
        check_history(server)
        listed = server.run("activation", "list", "--limit", "1000000")
        assert {row["code"] for row in listed} == {2}
        assert {activation["Id"] for _, activation in answered} <= {row["id"] for row in listed}
        assert len({row["user_name"] for row in listed}) == len(listed)
        mails = check_mails(server, sink.mails())
        self.repeats = repeats_per_life(mails, self._life_of)
        worst = max(self.repeats.values(), default=0)
        assert worst <= REPEATS_MAX, f"{worst} mails were repeated after one kill"
        assert server.run("alerts") == []

    def _life_of(self, mail):
        return bisect.bisect_left(self._ends, mail.connection)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    simulation = Simulation(options.seed, options.kills)
    failure = None
    try:
        simulation.run()
    except (AssertionError, CommandFailed, OSError):
        failure = traceback.format_exc()
    print(f"seed {options.seed}")
    print("  kill  answered  repeats  checked")
    lives = 0
    for row in simulation.rows:
        repeats = sum(simulation.repeats.get(life, 0) for life in range(lives, row.lives))
        print(f"{row.kill:6}  {row.answered:8}  {repeats:7}  {row.checked:7}")
        lives = row.lives
    print(f"{sum(simulation.repeats.values())} mails repeated, "
          f"{max(simulation.repeats.values(), default=0)} at most after one kill "
          f"({REPEATS_MAX} are allowed)")
    if failure:
        print(f"{failure}\nFAILED: reproduce with --seed {options.seed} --kills {options.kills}",
              file=sys.stderr)
        return 1
    print("nothing lost, nothing duplicated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
