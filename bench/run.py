#!/usr/bin/python3
"""Runs the benchmark (bench/README.md). Prints the results and writes them to build/bench/."""

import argparse
import os
import pathlib
import platform
import shutil
import tempfile
import time

from measure import loads, mailing, postgres, sections, sign_in, tokens
from measure.programs import REPOSITORY, Fastify, FastifyPostgres, OidcProvider, Usher
from measure.report import Report
from measure.sections import Plan, say

SECTIONS = {**sections.SECTIONS, **postgres.SECTIONS, **tokens.SECTIONS,
            **sign_in.SECTIONS, **mailing.SECTIONS}
POSTGRES = "/usr/lib/postgresql/15/bin/postgres"
NEEDED = {"a": ["wrk", "node", "/usr/sbin/nginx"], "b": ["wrk", "node"],
          "c": ["wrk", "/usr/sbin/smtp-sink"], "d": ["wrk"], "e": ["wrk"],
          "f": ["wrk", "node", POSTGRES], "g": ["wrk", "node", POSTGRES],
          "h": ["wrk", "/usr/sbin/smtp-sink", POSTGRES], "i": ["wrk", POSTGRES],
          "j": ["wrk", "node"], "k": ["wrk", "/usr/sbin/smtp-sink"], "l": [], "m": [],
          "n": ["/usr/sbin/smtp-sink", "/usr/sbin/smtp-source"]}


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS),
                        help="sections, such as a,b; f to i need PostgreSQL")
    parser.add_argument("--quick", action="store_true",
                        help="two short rounds and small databases, to check that it works")
    parser.add_argument("--rounds", type=int, help="default 5")
    parser.add_argument("--seconds", type=float, help="duration of one run, default 5")
    parser.add_argument("--build", type=pathlib.Path, default=REPOSITORY / "build")
    chosen = parser.parse_args()
    chosen.only = chosen.only.split(",")
    unknown = set(chosen.only) - set(SECTIONS)
    if unknown:
        parser.error(f"no such section: {', '.join(sorted(unknown))}")
    chosen.rounds = chosen.rounds or (2 if chosen.quick else 5)
    chosen.seconds = chosen.seconds or (2 if chosen.quick else 5)
    return chosen


def check_tools(chosen):
    files = [chosen.build / "usher",
             *(chosen.build / "bench" / tool for tool in ("ceiling", "pace", "argon2"))]
    missing = [str(file) for file in files if not file.is_file()]
    missing += sorted({tool for section in chosen.only for tool in NEEDED[section]
                       if not shutil.which(tool)})
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)} (build first; Debian packages: wrk nginx "
                         "postfix nodejs npm libnode-dev postgresql-15)")


def plan_of(chosen, work):
    return Plan(work=work, rounds=chosen.rounds, seconds=chosen.seconds,
                warm_seconds=1 if chosen.quick else 3, burst_seconds=1 if chosen.quick else 3,
                paced_seconds=3 if chosen.quick else 15, scale=0.05 if chosen.quick else 1)


def main():
    chosen = options()
    check_tools(chosen)
    Usher.program = (chosen.build / "usher").resolve()
    results = (chosen.build / "bench").resolve()
    loads.TOOLS = results
    if {"a", "b"} & set(chosen.only):
        Fastify.prepare()
    if {"f", "g"} & set(chosen.only):
        FastifyPostgres.prepare()
    if "j" in chosen.only:
        OidcProvider.prepare()
    report = Report(doubt="quick run" if chosen.quick else "")
    began = time.time()
    with tempfile.TemporaryDirectory(prefix="data-", dir=results) as work:
        for section in chosen.only:
            title, measure = SECTIONS[section]
            say(f"({section}) {title}")
            measure(plan_of(chosen, pathlib.Path(work)), report)
    about = {"at": time.strftime("%Y-%m-%d %H:%M", time.gmtime(began)), "cores": os.cpu_count(),
             "machine": platform.machine(), "kernel": platform.release(), "quick": chosen.quick,
             "rounds": chosen.rounds, "seconds": chosen.seconds}
    (results / "result.json").write_text(report.json(**about) + "\n", "utf-8")
    (results / "result.md").write_text(report.markdown() + "\n", "utf-8")
    say(f"\n{report.text()}\n\n{results}/result.json and result.md, {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
