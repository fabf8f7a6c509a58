"""The load generators: wrk, pace and the ceilings. Each call runs one and parses its report."""

import json
import os
import pathlib
import subprocess

from .programs import BENCH, PUBLIC, environment

TOOLS = pathlib.Path("build/bench")  # run.py sets the folder of the run
GRACE_SECONDS = 60
# The count of applicants' numbers that are reserved for one run on one database; more than a run uses.
BLOCK = 1_000_000
REQUESTS_PER_SECOND_MAX = 60_000


class LoadFailed(Exception):
    """The error of a run with wrong responses, whose results are invalid."""


class Applicants:
    """Allocates numbers of applicants that are unused in one database."""

    def __init__(self, first=0):
        self._next = first

    def block(self, seconds):
        assert seconds * REQUESTS_PER_SECOND_MAX <= BLOCK, "longer than a block of numbers lasts"
        first, self._next = self._next, self._next + BLOCK
        assert self._next <= 2 ** 26, "no applicants are left (bench/applicant.hpp)"
        return first


def _run(words, seconds, **variables):
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False,
                          timeout=seconds + GRACE_SECONDS, env=environment(**variables),
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise LoadFailed(f"{words[0]}: {done.stdout.decode()} {done.stderr.decode()}")
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def wrk(script, url, connections, seconds, check=False, **variables):
    """Runs wrk on one thread: it shares two cores with the server, and one thread sends more requests
    than the server can answer."""
    variables = {name: str(value) for name, value in variables.items()}
    report = _run(["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "30s", "-s",
                   BENCH / "load" / script, url],
                  seconds, BENCH_THREADS="1", BENCH_CHECK="1" if check else "0", **variables)
    bad = report["status_errors"] + report["socket_errors"] + report["bad_answers"]
    if bad or not report["requests"]:
        raise LoadFailed(f"{script} on {url}: {report}")
    report["per_second"] = report["requests"] / report["seconds"]
    return report


def activate(server, applicants, connections, seconds, check=False):
    return wrk("activate.lua", f"{server.url}{PUBLIC}/TrialActivation", connections, seconds, check,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_FIRST=applicants.block(seconds))


def status(server, body, connections, seconds, check=False):
    return wrk("status.lua", f"{server.url}{PUBLIC}/TrialActivationStatus", connections, seconds,
               check, BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_STATUS_BODY=body)


def _lines(server, lines):
    """Writes the lines to a file for a script."""
    file = server.folder / "bench-lines"
    file.write_text("\n".join(lines) + "\n", "ascii")
    return file


def refresh(server, tokens, connections, seconds):
    """Uses the refresh tokens `tokens` and their successors; the script parses every response, because a
    later request needs the successor."""
    return wrk("refresh.lua", f"{server.url}{server.token_path}", connections, seconds,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_TOKENS=_lines(server, tokens))


def introspect(server, tokens, connections, seconds, check=False):
    """Introspects with token_type_hint, which saves a server a search."""
    forms = [f"token={token}&token_type_hint=access_token" for token in tokens]
    return wrk("forms.lua", f"{server.url}{server.introspection_path}", connections, seconds, check,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_FORMS=_lines(server, forms), BENCH_EXPECTED='"active":true')


def sign_in(server, user_names, password, connections, seconds, check=False):
    """Requests the password grant for the accounts in turn; all have the same password."""
    forms = [f"grant_type=password&username={name}&password={password}" for name in user_names]
    return wrk("forms.lua", f"{server.url}{server.token_path}", connections, seconds, check,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_FORMS=_lines(server, forms), BENCH_EXPECTED='"access_token":"')


def static_file(server, connections, seconds, check=False):
    return wrk("get.lua", f"{server.url}/file", connections, seconds, check)


def pace(server, applicants, rate, connections, seconds):
    report = _run([TOOLS / "pace", server.port, rate, seconds, connections,
                   applicants.block(seconds)], seconds, BENCH_CLIENT_ID=server.client_id,
                  BENCH_CLIENT_SECRET=server.client_secret)
    if report["failed"] or report["ok"] != report["sent"]:
        raise LoadFailed(f"pace: {report}")
    return report


def ceiling(database, batch, warm_seconds, seconds):
    return _run([TOOLS / "ceiling", "measure", database, batch, warm_seconds, seconds, 0],
                warm_seconds + seconds)


def argon2_ceiling(seconds):
    return _run([TOOLS / "argon2", "measure", seconds], seconds)


def argon2_hash(password):
    """Returns the hash that the server stores for a chosen password."""
    return _run([TOOLS / "argon2", "hash", password], 1)["hash"]


def prefill(database, count):
    """Writes without durability, then syncs, so that the sync does not slow down a run."""
    report = _run([TOOLS / "ceiling", "prefill", database, count, 0], 1200)
    os.sync()
    return report
