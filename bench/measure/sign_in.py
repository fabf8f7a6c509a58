"""The measurement of sign-ins with chosen passwords, (k): their rate against Argon2id alone, and their
effect on provisioning."""

import concurrent.futures
import sqlite3
import time

from . import disk, loads
from .programs import SmtpSink, Usher
from .report import Report, percentile
from .sections import BUSY, PACED_PER_SECOND, paced, say, settle

ACCOUNTS = 1_000
PASSWORD = "a-password-of-the-benchmark"
# Requests that wrk abandoned are still being hashed; they must not slow the next run.
DRAIN_SECONDS = 3


def set_password(usher, password):
    """Sets the password of every account. REQUIRES: no server has the database open."""
    database = sqlite3.connect(usher.database)
    if "password_chosen_at" not in {row[1] for row in database.execute("PRAGMA table_info(account)")}:
        raise RuntimeError("(k) needs a server where owners can choose passwords: this one's "
                           "account table has no password_chosen_at")
    with database:
        database.execute("UPDATE account SET password_hash = ?, password_chosen_at = created_at",
                         (loads.argon2_hash(password).encode("ascii"),))
    database.close()


def sign_in(usher, seconds, check=False):
    names = [f"m{number}" for number in range(1, ACCOUNTS + 1)]
    run = loads.sign_in(usher, names, PASSWORD, BUSY, seconds, check)
    time.sleep(DRAIN_SECONDS)
    return run


def beside(usher, applicants, plan):
    """Runs activations at a steady rate during a flood of sign-ins. Returns (sign-ins, the report of
    `pace`, times to Code 2)."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        flood = thread.submit(sign_in, usher, plan.paced_seconds + 2)
        time.sleep(1)
        run, times = paced(usher, applicants, plan)
        return flood.result(), run, times


def report_activations(report, who, run, times):
    rate = f"at {PACED_PER_SECOND}/s"
    report.add("k", f"activations {rate}, answered", who, "1/s", run["ok"] / run["seconds"])
    report.add("k", f"activations {rate}, p50", who, "ms", run["p50_ms"])
    report.add("k", f"activations {rate}, p99", who, "ms", run["p99_ms"])
    report.add("k", f"accept to 250 {rate}, p99", who, "ms", percentile(times, 0.99))


def sign_ins(plan, report: Report):
    """(k) Measures sign-ins against Argon2id on all cores, and activations with and without sign-ins."""
    what = f"sign-ins/s, {BUSY} connections"
    late = f"activations at {PACED_PER_SECOND}/s, p99"
    with SmtpSink(plan.work) as sink:
        usher = Usher(plan.work, smtp_port=sink.port)
        loads.prefill(usher.database, ACCOUNTS)
        set_password(usher, PASSWORD)
        applicants = loads.Applicants(ACCOUNTS)
        runs = {
            "argon2": lambda _: loads.argon2_ceiling(plan.seconds),
            "sign-ins": lambda _: sign_in(usher, plan.seconds),
            "activations": lambda _: paced(usher, applicants, plan),
            "both": lambda _: beside(usher, applicants, plan),
        }
        with usher:
            sign_in(usher, plan.warm_seconds, check=True)
            loads.activate(usher, applicants, BUSY, 1, check=True)
            settle(usher, "the warm-up")
            for round_ in range(plan.rounds):
                results, probes, steady = disk.side_by_side(plan.work, runs, say)
                report.add_probes("k", [late], probes, steady)
                flood, *rest = results["both"]
                report.add("k", what, "argon2 alone", "1/s", results["argon2"]["per_second"])
                report.add("k", what, "usher", "1/s", results["sign-ins"]["per_second"])
                report.add("k", what, "usher, activations beside", "1/s", flood["per_second"])
                report_activations(report, "alone", *results["activations"])
                report_activations(report, "sign-ins beside", *rest)
                say(f"(k) round {round_ + 1}: {results['sign-ins']['per_second']:.1f} sign-ins/s of "
                    f"{results['argon2']['per_second']:.1f}; activations' p99 "
                    f"{results['activations'][0]['p99_ms']:.1f} ms alone, "
                    f"{rest[0]['p99_ms']:.1f} ms with {flood['per_second']:.1f} sign-ins/s beside")
    report.ratio("k", what, "usher", "argon2 alone", impossible_above=1.1)
    report.ratio("k", late, "sign-ins beside", "alone")


SECTIONS = {"k": ("sign-ins beside activations", sign_ins)}
