"""The measurements on PostgreSQL, (f) to (i), each on a private cluster that makes every commit
durable, with a fresh database for each run."""

import concurrent.futures
import contextlib
import re
import subprocess

import postgres_cluster  # a module of the tests, whose folder programs.py has added to the path

from . import disk, loads
from .programs import BENCH, FastifyPostgres, SmtpSink, Usher, environment
from .report import Report
from .sections import BUSY, accept_on, burst, one_activation, say

PGBENCH_CLIENTS = 32
PGBENCH_THREADS = 2
# Settings of a small server, which replace the settings of the tests.
SETTINGS = {"shared_buffers": "256MB", "fsync": "on", "synchronous_commit": "on"}


@contextlib.contextmanager
def cluster_in(plan):
    """Starts a cluster on the disk that the probe measures."""
    plan.work.chmod(0o711)  # PostgreSQL's own user must be able to enter
    with postgres_cluster.Cluster(plan.work / "postgres", SETTINGS) as cluster:
        yield cluster


@contextlib.contextmanager
def fresh_database(cluster):
    """Returns the URL of an empty database. The checkpoint completes the writes of the previous run."""
    url = cluster.create_database()
    cluster.sql("postgres", "CHECKPOINT")
    try:
        yield url
    finally:
        cluster.drop_database(url.rpartition("/")[2])


def pgbench(url, turn, seconds):
    """Returns the transactions per second of load/activate.sql; each client starts at its number `turn`."""
    words = [postgres_cluster.bin_folder() / "pgbench", "-n", "-M", "prepared",
             "-c", PGBENCH_CLIENTS, "-j", PGBENCH_THREADS, "-T", f"{seconds:.0f}",
             "-D", f"clients={PGBENCH_CLIENTS}", "-D", f"turn={turn}",
             "-f", BENCH / "load" / "activate.sql", url]
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False,
                          timeout=seconds + loads.GRACE_SECONDS, env=environment(),
                          stdin=subprocess.DEVNULL, encoding="utf-8")
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.M)
    count = re.search(r"^number of transactions actually processed: (\d+)", done.stdout, re.M)
    if done.returncode != 0 or not rate or not count:
        raise loads.LoadFailed(f"pgbench: {done.stdout} {done.stderr}")
    return {"per_second": float(rate[1]), "requests": int(count[1])}


def pgbench_on(cluster, plan):
    """Runs pgbench on the tables that Usher created, with the same warm-up as the servers."""
    with fresh_database(cluster) as url:
        usher = Usher(plan.work, database_url=url)  # never started: only its tables are used
        try:
            warm = pgbench(url, 0, plan.warm_seconds)
            # Numbers of applicants that the warm-up has not used.
            run = pgbench(url, loads.BLOCK // PGBENCH_CLIENTS, plan.seconds)
            stored = usher.count()
        finally:
            usher.__exit__()
    if stored != warm["requests"] + run["requests"]:
        raise loads.LoadFailed(f"pgbench: {warm} and {run}, but {stored} are stored")
    return run


def usher_on(cluster, plan):
    with fresh_database(cluster) as url, Usher(plan.work, database_url=url) as usher:
        return accept_on(usher, plan, BUSY)


def fastify_on(cluster, plan, pipeline=False):
    with fresh_database(cluster) as url, FastifyPostgres(plan.work, url, pipeline) as fastify:
        return accept_on(fastify, plan, BUSY)


def accept(plan, report: Report):
    """(f) Measures durable activations through HTTP, against pgbench and the peer."""
    what = f"PostgreSQL: activations/s, {BUSY} connections"
    with cluster_in(plan) as cluster:
        runs = {
            "usher": lambda _: usher_on(cluster, plan),
            "fastify": lambda _: fastify_on(cluster, plan),
            "fastify, pipelined": lambda _: fastify_on(cluster, plan, pipeline=True),
            "pgbench": lambda _: pgbench_on(cluster, plan),
        }
        for round_ in range(plan.rounds):
            results, probes, steady = disk.side_by_side(plan.work, runs, say)
            report.add_probes("f", [what], probes, steady)
            for who, run in results.items():
                report.add("f", what, who, "1/s", run["per_second"])
                if "p99_ms" in run:
                    report.add("f", f"p99, {BUSY} connections", who, "ms", run["p99_ms"])
            report.add("f", "calls per commit", "usher", "", results["usher"]["batch"])
            say(f"(f) round {round_ + 1}: " + ", ".join(
                f"{who} {run['per_second']:,.0f}/s" for who, run in results.items()))
    report.ratio("f", what, "usher", "pgbench", at_least=1, hope=2)
    report.ratio("f", what, "usher", "fastify", at_least=3, hope=8)
    report.ratio("f", what, "usher", "fastify, pipelined")


def status(plan, report: Report):
    """(g) Measures status requests against the peer. All servers keep running, as in (a), because they only read."""
    what = f"PostgreSQL: status requests/s, {BUSY} connections"
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(cluster_in(plan))

        def url():
            return stack.enter_context(fresh_database(cluster))

        servers = {
            "usher": Usher(plan.work, database_url=url()),
            "fastify": FastifyPostgres(plan.work, url()),
            "fastify, pipelined": FastifyPostgres(plan.work, url(), pipeline=True),
        }
        bodies = {}
        for who, server in servers.items():
            stack.enter_context(server)
            bodies[who] = one_activation(server)
            loads.status(server, bodies[who], BUSY, plan.warm_seconds, check=True)
        for round_ in range(plan.rounds):
            for who, server in servers.items():
                run = loads.status(server, bodies[who], BUSY, plan.seconds)
                report.add("g", what, who, "1/s", run["per_second"])
                report.add("g", f"p99, {BUSY} connections", who, "ms", run["p99_ms"])
                say(f"(g) round {round_ + 1}: {who} {run['per_second']:,.0f}/s")
    report.ratio("g", what, "usher", "fastify", at_least=5, hope=10)
    report.ratio("g", what, "usher", "fastify, pipelined")


def chain(plan, report: Report):
    """(h) Measures the time from request to the mail server's 250 in a burst, as in (c)."""
    what = "PostgreSQL: activations to Code 2 per second"
    with cluster_in(plan) as cluster:
        for round_ in range(plan.rounds):
            report.add("h", "disk before the round", "probe", "syncs/s",
                       disk.syncs_per_second(plan.work))
            with fresh_database(cluster) as url, SmtpSink(plan.work) as sink, \
                    Usher(plan.work, smtp_port=sink.port, database_url=url) as usher:
                count, rate = burst(usher, loads.Applicants(), plan)
            report.add("h", what, "usher", "1/s", rate)
            say(f"(h) round {round_ + 1}: {count} in the burst, {rate:,.0f}/s to Code 2")
    report.gate("h", what, report.median("h", what, "usher"), at_least=800)


def on_nodes(nodes, plan):
    """Runs the load on one node, or half of it on each of two nodes at the same time."""
    applicants = [loads.Applicants(index * 2 ** 25) for index in range(len(nodes))]
    connections = BUSY // len(nodes)

    def together(*how):
        with concurrent.futures.ThreadPoolExecutor(len(nodes)) as threads:
            runs = [threads.submit(loads.activate, node, mine, connections, *how)
                    for node, mine in zip(nodes, applicants)]
            return [run.result() for run in runs]

    together(plan.warm_seconds, True)
    runs = together(plan.seconds)
    stored, answered = nodes[0].count(), sum(run["requests"] for run in runs)
    if stored < answered:
        raise loads.LoadFailed(f"{answered} were answered, {stored} are stored")
    return {"per_second": sum(run["per_second"] for run in runs),
            "p99_ms": max(run["p99_ms"] for run in runs)}


def two_nodes(plan, report: Report):
    """(i) Measures two nodes on one database against one node."""
    what = f"PostgreSQL: activations/s, {BUSY} connections in all"

    def one(_):
        with fresh_database(cluster) as url, Usher(plan.work, database_url=url) as node:
            return on_nodes([node], plan)

    def two(_):
        with fresh_database(cluster) as url, Usher(plan.work, database_url=url) as node, \
                Usher(plan.work, beside=node) as other:
            return on_nodes([node, other], plan)

    with cluster_in(plan) as cluster:
        for round_ in range(plan.rounds):
            results, probes, steady = disk.side_by_side(
                plan.work, {"one node": one, "two nodes": two}, say)
            report.add_probes("i", [what], probes, steady)
            for who, run in results.items():
                report.add("i", what, who, "1/s", run["per_second"])
                report.add("i", "p99", who, "ms", run["p99_ms"])
            say(f"(i) round {round_ + 1}: " + ", ".join(
                f"{who} {run['per_second']:,.0f}/s" for who, run in results.items()))
    report.ratio("i", what, "two nodes", "one node")


SECTIONS = {
    "f": ("durable activations on PostgreSQL", accept),
    "g": ("status requests on PostgreSQL", status),
    "h": ("the whole chain on PostgreSQL", chain),
    "i": ("two nodes on one PostgreSQL", two_nodes),
}
