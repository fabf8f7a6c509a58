"""The measurements on SQLite, (a) to (e); postgres.py has the measurements on PostgreSQL. Compared programs run
alternately within each round, so that other load on the machine affects all of them."""

import base64
import dataclasses
import json
import pathlib
import resource
import socket
import urllib.request

from . import disk, loads
from .programs import PUBLIC, Fastify, Nginx, SmtpSink, Usher, wait_until
from .report import Report, percentile

CONNECTIONS = (1, 64, 256)
BUSY = 64
BATCH_MAX = 256
CHAIN_SECONDS_MAX = 300
# Polls are rare, because they use the cores; the times are from the history.
SETTLE_POLL_SECONDS = 0.25
PACED_PER_SECOND = 300
MEMORY_ACTIVATIONS = 1_000_000
IDLE_CONNECTIONS = 5_000
LARGE_ACTIVATIONS = 2_000_000


@dataclasses.dataclass
class Plan:
    """The durations, the number of rounds and the data folder."""
    work: pathlib.Path
    rounds: int
    seconds: float
    warm_seconds: float
    burst_seconds: float
    paced_seconds: float
    scale: float  # the size of the large databases; the gates apply to 1

    def scaled(self, count):
        return int(count * self.scale)


def say(text):
    print(text, flush=True)


def one_activation(server):
    """Creates an activation from an address that no applicant of the load has, and returns the body of
    a valid status request for it."""
    body = json.dumps({
        "NameAndSurname": "Søren Østergård", "Company": "C", "Email": "one@example.org",
        "PhoneNumber": "1", "Language": "EN", "IpAddress": "15.1.1.1", "IsUSA": False,
        "RegisterToNewsletter": False})
    return post(server, "TrialActivation", body)


def post(server, route, body):
    """Sends one request and returns the response's text."""
    pair = base64.b64encode(f"{server.client_id}:{server.client_secret}".encode()).decode()
    request = urllib.request.Request(f"{server.url}{PUBLIC}/{route}", body.encode(), {
        "Content-Type": "application/json", "Authorization": f"Basic {pair}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(request, timeout=10).read().decode()


def http(plan, report: Report):
    """(a) Measures status requests against nginx with a static file of the same size."""
    what = f"requests/s, {BUSY} connections"
    with Usher(plan.work) as usher, Fastify(plan.work) as fastify:
        bodies = {server: one_activation(server) for server in (usher, fastify)}
        answer = post(usher, "TrialActivationStatus", bodies[usher])
        with Nginx(plan.work, len(answer.encode())) as nginx:
            turns = {
                "usher": lambda *run: loads.status(usher, bodies[usher], *run),
                "nginx": lambda *run: loads.static_file(nginx, *run),
                "fastify": lambda *run: loads.status(fastify, bodies[fastify], *run),
            }
            for turn in turns.values():
                turn(BUSY, plan.warm_seconds, True)
            for round_ in range(plan.rounds):
                for who, turn in turns.items():
                    run = turn(BUSY, plan.seconds)
                    report.add("a", what, who, "1/s", run["per_second"])
                    report.add("a", f"p99, {BUSY} connections", who, "ms", run["p99_ms"])
                    say(f"(a) round {round_ + 1}: {who} {run['per_second']:,.0f}/s")
    report.ratio("a", what, "usher", "nginx", at_least=0.6, hope=0.9)
    report.ratio("a", what, "usher", "fastify")


def mean_batch(usher, before, connections):
    """Returns the mean number of calls per commit since `before`, by the server's metric."""
    after = usher.write_batches()
    if before is None or after is None or after[1] == before[1]:
        say("    no batch metric: the ceiling's batch is assumed")
        return min(connections, BATCH_MAX)
    return max(1, round((after[0] - before[0]) / (after[1] - before[1])))


def accept_on(server, plan, connections):
    """Measures activations/s on a fresh server after a warm-up that checks every response."""
    applicants = loads.Applicants()
    loads.activate(server, applicants, connections, plan.warm_seconds, check=True)
    before = server.write_batches() if isinstance(server, Usher) else None
    run = loads.activate(server, applicants, connections, plan.seconds)
    if isinstance(server, Usher):
        run["batch"] = mean_batch(server, before, connections)
        stored = server.count()
        if stored < run["requests"]:
            raise loads.LoadFailed(f"{run['requests']} were accepted, {stored} are stored")
    return run


def ceiling_on(plan, batch):
    """Measures the raw ceiling on a fresh database that Usher created."""
    usher = Usher(plan.work)  # never started: only its database is used
    try:
        return loads.ceiling(usher.database, batch, plan.warm_seconds, plan.seconds)
    finally:
        usher.__exit__()


def accept_fresh(program, plan, connections):
    with program(plan.work) as server:
        return accept_on(server, plan, connections)


def accept(plan, report: Report):
    """(b) Measures durable activations through HTTP against the raw ceiling and the peer, with a fresh
    database for each run, so that all rounds have the same size."""
    for round_ in range(plan.rounds):
        for connections in CONNECTIONS:
            what = f"activations/s, {connections} connections"
            runs = {
                "usher": lambda _, c=connections: accept_fresh(Usher, plan, c),
                "fastify": lambda _, c=connections: accept_fresh(Fastify, plan, c),
                "ceiling": lambda done: ceiling_on(plan, done["usher"]["batch"]),
            }
            results, probes, steady = disk.side_by_side(plan.work, runs, say)
            report.add_probes("b", [what], probes, steady)
            for who, run in results.items():
                report.add("b", what, who, "1/s", run["per_second"])
            for who in ("usher", "fastify"):
                report.add("b", f"p99, {connections} connections", who, "ms",
                           results[who]["p99_ms"])
            batch = results["usher"]["batch"]
            report.add("b", f"calls per commit, {connections} connections", "usher", "", batch)
            say(f"(b) round {round_ + 1}: {connections} connections (batch {batch}): " + ", ".join(
                f"{who} {run['per_second']:,.0f}/s" for who, run in results.items()))
    for connections in CONNECTIONS:
        what = f"activations/s, {connections} connections"
        gated = connections > 1
        report.ratio("b", what, "usher", "ceiling", at_least=0.35 if gated else None,
                     hope=0.6 if gated else None, impossible_above=1.05)
        report.ratio("b", what, "usher", "fastify", at_least=4 if gated else None,
                     hope=10 if gated else None)


def settle(usher, what):
    wait_until(lambda: usher.count("code <> 2") == 0, CHAIN_SECONDS_MAX, what, SETTLE_POLL_SECONDS)


def burst(usher, applicants, plan):
    """Submits activations at full speed after a warm-up, then waits for all of them. Returns (count,
    activations per second from the first acceptance to the last Code 2)."""
    loads.activate(usher, applicants, BUSY, 1, check=True)
    settle(usher, "the warm-up")
    (warm,) = usher.query("SELECT max(id) FROM activation")[0]
    loads.activate(usher, applicants, BUSY, plan.burst_seconds)
    settle(usher, "the burst")
    count, first, last = usher.query(
        "SELECT count(*), min(a.accepted_at), max(h.at) FROM activation a JOIN history h "
        f"ON h.activation_id = a.id AND h.to_code = 2 WHERE a.id > {warm}")[0]
    return count, 1000 * count / max(1, last - first)


def paced(usher, applicants, plan):
    """Runs a steady load. Returns the report of `pace` and the times from acceptance to Code 2."""
    (before,) = usher.query("SELECT max(id) FROM activation")[0]
    run = loads.pace(usher, applicants, PACED_PER_SECOND, BUSY, plan.paced_seconds)
    settle(usher, "the paced load")
    times = [ms for (ms,) in usher.query(
        "SELECT max(h.at) - a.accepted_at FROM activation a JOIN history h ON "
        f"h.activation_id = a.id AND h.to_code = 2 WHERE a.id > {before} GROUP BY a.id")]
    return run, times


def chain(plan, report: Report):
    """(c) Measures the time from request to the mail server's 250 by the append-only history, in a burst
    and at a steady rate."""
    for round_ in range(plan.rounds):
        report.add("c", "disk before the round", "probe", "syncs/s",
                   disk.syncs_per_second(plan.work))
        with SmtpSink(plan.work) as sink, Usher(plan.work, smtp_port=sink.port) as usher:
            applicants = loads.Applicants()
            count, rate = burst(usher, applicants, plan)
            report.add("c", "activations to Code 2 per second", "usher", "1/s", rate)
            run, times = paced(usher, applicants, plan)
            report.add("c", f"accept to 250 at {PACED_PER_SECOND}/s, p50", "usher", "ms",
                       percentile(times, 0.5))
            report.add("c", f"accept to 250 at {PACED_PER_SECOND}/s, p99", "usher", "ms",
                       percentile(times, 0.99))
            report.add("c", f"answer at {PACED_PER_SECOND}/s, p99", "usher", "ms", run["p99_ms"])
            say(f"(c) round {round_ + 1}: {count} in the burst, {rate:,.0f}/s to Code 2; paced "
                f"p99 {percentile(times, 0.99)} ms")
    report.gate("c", "activations to Code 2 per second",
                report.median("c", "activations to Code 2 per second", "usher"), at_least=1500,
                hope=4000)
    report.gate("c", f"accept to 250 at {PACED_PER_SECOND}/s, p99 in ms", report.median(
        "c", f"accept to 250 at {PACED_PER_SECOND}/s, p99", "usher"), at_most=100)


def idle_connections(server, count):
    """Opens keep-alive connections and sends one request on each."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 1000)), hard))
    connections = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        connections.append(connection)
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise loads.LoadFailed("an idle connection was refused")
    return connections


def memory(plan, report: Report):
    """(d) Measures resident memory after many activations, and with many idle connections, in one round,
    because memory varies little."""
    many = plan.scaled(MEMORY_ACTIVATIONS)
    usher = Usher(plan.work)
    loads.prefill(usher.database, many)
    applicants = loads.Applicants(many)
    with usher:
        body = one_activation(usher)
        loads.status(usher, body, BUSY, plan.seconds, check=True)
        loads.activate(usher, applicants, BUSY, plan.seconds, check=True)
        report.add("d", f"resident with {many:,} activations", "usher", "MB", usher.resident_mb())
    with Usher(plan.work) as usher:
        connections = idle_connections(usher, IDLE_CONNECTIONS)
        report.add("d", f"resident with {IDLE_CONNECTIONS:,} idle connections", "usher", "MB",
                   usher.resident_mb())
        for connection in connections:
            connection.close()
    for what in (f"resident with {many:,} activations",
                 f"resident with {IDLE_CONNECTIONS:,} idle connections"):
        report.gate("d", f"{what}, MB", report.median("d", what, "usher"), at_most=100)


def large(plan, report: Report):
    """(e) Measures the same load on an empty and on a large database."""
    many = plan.scaled(LARGE_ACTIVATIONS)
    what = f"activations/s, {BUSY} connections"
    full = Usher(plan.work)
    say(f"(e) filling a database with {many:,} activations")
    loads.prefill(full.database, many)
    of_full = loads.Applicants(many)
    with full:
        def on_empty(_):
            with Usher(plan.work) as empty:
                of_empty = loads.Applicants()
                loads.activate(empty, of_empty, BUSY, plan.warm_seconds, check=True)
                return loads.activate(empty, of_empty, BUSY, plan.seconds)

        def on_full(_):
            # The server is warmed up each time, because the other server and the probe have used the disk.
            loads.activate(full, of_full, BUSY, plan.warm_seconds, check=True)
            return loads.activate(full, of_full, BUSY, plan.seconds)

        runs = {"empty": on_empty, f"with {many:,}": on_full}
        for round_ in range(plan.rounds):
            results, probes, steady = disk.side_by_side(plan.work, runs, say)
            report.add_probes("e", [what, "p99"], probes, steady)
            for who, run in results.items():
                report.add("e", what, who, "1/s", run["per_second"])
                report.add("e", "p99", who, "ms", run["p99_ms"])
            say(f"(e) round {round_ + 1}: " + ", ".join(
                f"{who} {run['per_second']:,.0f}/s" for who, run in results.items()))
    report.ratio("e", what, f"with {many:,}", "empty", at_least=0.7)
    report.ratio("e", "p99", f"with {many:,}", "empty", at_most=2)


SECTIONS = {
    "a": ("status requests", http),
    "b": ("durable activations", accept),
    "c": ("the whole chain", chain),
    "d": ("memory", memory),
    "e": ("a large database", large),
}
