#!/usr/bin/python3
"""Runs three nodes on one PostgreSQL with a synchronous standby under a steady load, with seeded faults: a
node is killed, the primary is killed and the standby promoted, a node is disconnected from the database, a
node is paused until its leases have expired. Then checks that no data was lost, duplicated or changed.

Exits with 1 if data was lost, duplicated or changed. The seed determines the faults, their times and the
nodes that they affect.
"""

import argparse
import pathlib
import random
import signal
import sys
import time
import traceback
from contextlib import ExitStack
from typing import NamedTuple

from auditor import (SETTLE_BATCH, check_accounts, check_answered, check_history, check_mails,
                     wait_until_all_are_processed)
from harness import REPOSITORY, CommandFailed, PostgresConnection, Usher, eventually
from partner import Partner
from sink import SmtpSink
from wire import applicant
from workload import Workload

sys.path.insert(0, str(REPOSITORY / "tests" / "support"))
from postgres_cluster import Cluster  # noqa: E402
from tcp_link import TcpLink  # noqa: E402

NODES = 3
THREADS = 2  # load threads per node
PAUSE_SECONDS = 0.25  # between two requests of a thread
CONNECTIONS = 4
LEASE_SECONDS = 2
BETWEEN_SECONDS_MAX = 0.4
OVER_LEASE_SECONDS = LEASE_SECONDS + 0.5
RECOVERY_SECONDS_MAX = 30
DRAIN_SECONDS_MAX = 60
# The number of mails that a fault of one node may repeat: its mails in flight and one settle batch. A fault of
# the primary affects all nodes.
REPEATS_MAX = CONNECTIONS * 2 + SETTLE_BATCH
# fsync is off because only processes are killed: writes that the kernel has accepted are not lost.
DATABASE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "on"}


class Row(NamedTuple):
    number: int
    fault: str
    seconds: float  # the time until every node responded again
    answered: int  # the number of answered Ids at the end of this time
    checked: int  # the number of Ids that were found in the database afterwards


class Node:
    """One `usher serve` with its own links to both databases."""

    def __init__(self, number, folder, installation, links):
        self.name = f"node {number}"
        self.links = links
        hosts = ",".join(f"127.0.0.1:{link.port}" for link in links)
        url = f"postgresql://usher@{hosts}/usher?target_session_attrs=read-write"
        self.server = Usher({
            "database": {"url": url}, "worker": {"lease_seconds": LEASE_SECONDS},
            "mail": {"connections": CONNECTIONS},
            "server": {"stop_seconds": 5, "public_url": "http://usher.example"},
            "secrets": {"key_file": str(folder / "usher.key")}}, smtp_url=installation.url)


class Evidence:
    """The current primary, with the queries that the auditor requires."""

    on_postgres = True

    def __init__(self, simulation):
        self._simulation = simulation

    def query(self, sql, *values):
        connection = PostgresConnection(self._simulation.primary.url("usher"))
        try:
            return connection.rows(sql, *values)
        finally:
            connection.close()


class Simulation:
    """Nodes, databases and load. `run()` adds a row for each fault."""

    def __init__(self, seed, faults):
        self.random = random.Random(seed)
        self.faults = faults
        self.rows = []
        self.repeats = 0
        self.primary = self.standby = None
        self._standbys = 0
        self._evidence = Evidence(self)
        self._kinds = (self._kill_node, self._kill_primary, self._cut_node, self._pause_node)

    def run(self):
        with ExitStack() as stack:
            sink = stack.enter_context(SmtpSink())
            self._start_databases(stack)
            nodes = self._start_nodes(stack, sink)
            application = nodes[0].server.register()
            partners = [Partner(node.server, application) for node in nodes]
            loads = [stack.enter_context(Workload(partner, THREADS, PAUSE_SECONDS))
                     for partner in partners]
            for number in range(1, self.faults + 1):
                time.sleep(self.random.uniform(0, BETWEEN_SECONDS_MAX))
                self._inject_fault(number, nodes, partners, loads)
            for load in loads:
                load.stop()
            self._check_at_the_end(partners[0], loads, sink)

    def _start_databases(self, stack):
        self.primary = Cluster(settings=DATABASE)
        stack.callback(lambda: self.primary.remove())
        self.primary.start()
        self.primary.create_database("usher")
        self._add_standby()
        stack.callback(lambda: self.standby and self.standby.remove())

    def _add_standby(self):
        self._standbys += 1
        self.standby = self.primary.standby(f"standby{self._standbys}")
        self.primary.make_synchronous(self.standby)

    def _start_nodes(self, stack, sink):
        nodes = []
        folder = None
        for number in range(1, NODES + 1):
            links = [stack.enter_context(TcpLink(database.port))
                     for database in (self.primary, self.standby)]
            node = Node(number, folder or pathlib.Path("/nonexistent"), sink, links)
            stack.callback(node.server.__exit__)
            if folder is None:
                folder = node.server.folder  # all nodes share the key ring of this installation
                node.server.configure("secrets", key_file=str(folder / "usher.key"))
            node.server.start()
            nodes.append(node)
        return nodes

    def _inject_fault(self, number, nodes, partners, loads):
        started_at = time.monotonic()
        node = self.random.choice(nodes)
        kind = self.random.choice(self._kinds)
        name = kind(node, nodes)
        for partner in partners:
            self._wait_until_it_accepts(partner)
        seconds = time.monotonic() - started_at
        answered = [pair for load in loads for pair in list(load.answered)]
        checked = check_answered(self._evidence, answered)
        self._repeat(partners, loads)
        self.rows.append(Row(number, name, seconds, len(answered), checked))

    @staticmethod
    def _wait_until_it_accepts(partner):
        """Repeats one request until the node accepts it; repeats are idempotent."""
        fields = applicant()
        eventually(lambda: partner.server.is_ready() and partner.submit(fields).status == 200,
                   RECOVERY_SECONDS_MAX, "an answer from every node")

    def _repeat(self, partners, loads):
        """Repeats requests at random nodes. Repeats of answered requests must return the same response."""
        for load in loads:
            for fields in load.take_unanswered()[::2]:
                partner = self.random.choice(partners)
                activation = partner.activate(fields)
                assert partner.activate(fields) == activation, "two Ids for one request"
                load.answered.append((fields, activation))
            for fields, activation in self.random.sample(load.answered, min(2, len(load.answered))):
                partner = self.random.choice(partners)
                assert partner.activate(fields) == activation, "another answer to the same request"

    def _kill_node(self, node, _):
        node.server.kill()
        node.server.start()
        return f"kill -9 of {node.name}"

    def _kill_primary(self, _, nodes):
        self.primary.kill()
        lost, self.primary, self.standby = self.primary, self.standby, None
        self.primary.promote()
        lost.remove()
        self._add_standby()
        for node in nodes:
            # The link to the killed primary is redirected to the new standby.
            link = next(link for link in node.links if link.target_port != self.primary.port)
            link.target_port = self.standby.port
        return "kill -9 of the primary, standby promoted"

    def _cut_node(self, node, _):
        for link in node.links:
            link.cut()
        time.sleep(OVER_LEASE_SECONDS)
        for link in node.links:
            link.mend()
        return f"{node.name} cut off for {OVER_LEASE_SECONDS} s"

    def _pause_node(self, node, _):
        node.server.signal(signal.SIGSTOP)
        time.sleep(OVER_LEASE_SECONDS)
        node.server.signal(signal.SIGCONT)
        return f"{node.name} paused for {OVER_LEASE_SECONDS} s"

    def _check_at_the_end(self, partner, loads, sink):
        for load in loads:
            assert not load.surprises, load.surprises[0]
        evidence = self._evidence
        wait_until_all_are_processed(evidence, DRAIN_SECONDS_MAX)
        answered = [pair for load in loads for pair in load.answered]
        check_answered(evidence, answered)
        check_accounts(evidence)
        check_history(evidence)
        assert evidence.query("SELECT count(*) - count(DISTINCT activation_id) FROM history "
                              "WHERE to_code = 2") == [(0,)], "a task was settled twice"
        assert evidence.query("SELECT count(*) - count(DISTINCT ip_key) FROM activation") \
            == [(0,)], "two activations of one IP"
        for _, activation in self.random.sample(answered, min(20, len(answered))):
            assert partner.status(activation)["Code"] == 2
        mails = check_mails(evidence, sink.mails())
        self.repeats = sum(len(copies) - 1 for copies in mails.values())
        allowed = sum(REPEATS_MAX * (NODES if "primary" in row.fault else 1) for row in self.rows)
        assert self.repeats <= allowed, f"{self.repeats} mails were repeated"

    def table(self):
        lines = [" fault  what                                      again after  answered  checked"]
        lines += [f"{row.number:6}  {row.fault:40}  {row.seconds:9.1f} s  {row.answered:8}  "
                  f"{row.checked:7}" for row in self.rows]
        lines.append("checked: every answered Id exists and reached 2; one account each; one activation "
                     "per IP; no task\nsettled twice; every mailed password valid; "
                     f"{self.repeats} mails repeated, unchanged")
        return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    simulation = Simulation(options.seed, options.faults)
    failure = None
    try:
        simulation.run()
    except (AssertionError, CommandFailed, OSError, TimeoutError):
        failure = traceback.format_exc()
    print(f"seed {options.seed}, {NODES} nodes, leases of {LEASE_SECONDS} s\n{simulation.table()}")
    if failure:
        print(f"{failure}\nFAILED: reproduce with --seed {options.seed} --faults {options.faults}",
              file=sys.stderr)
        return 1
    print("nothing lost, nothing duplicated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
