"""The load generators: wrk, pace and the ceilings. Each call runs one to its end and reads its
report."""

import json
import os
import pathlib
import subprocess

from .programs import BENCH, PUBLIC, environment

TOOLS = pathlib.Path("build/bench")  # run.py sets the real one
GRACE_SECONDS = 60
# Applicants' numbers set aside for one run on one database; far more than a run can use up.
BLOCK = 1_000_000
REQUESTS_PER_SECOND_MAX = 60_000


class LoadFailed(Exception):
    """A run whose answers were not what they must be: its figures mean nothing."""


class Applicants:
    """Hands out numbers of applicants that one database has not seen."""

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
    """One thread: the generator shares two cores with the server, and one thread makes more
    requests than either can answer."""
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
    """A file with them, for a script."""
    file = server.folder / "bench-lines"
    file.write_text("\n".join(lines) + "\n", "ascii")
    return file


def refresh(server, tokens, connections, seconds):
    """Uses up the refresh tokens `tokens` and those that come instead; every answer is looked at,
    since a later request needs it."""
    return wrk("refresh.lua", f"{server.url}{server.token_path}", connections, seconds,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_TOKENS=_lines(server, tokens))


def introspect(server, tokens, connections, seconds, check=False):
    """With a hint, which spares a server a search."""
    forms = [f"token={token}&token_type_hint=access_token" for token in tokens]
    return wrk("forms.lua", f"{server.url}{server.introspection_path}", connections, seconds, check,
               BENCH_CLIENT_ID=server.client_id, BENCH_CLIENT_SECRET=server.client_secret,
               BENCH_FORMS=_lines(server, forms), BENCH_EXPECTED='"active":true')


def sign_in(server, user_names, password, connections, seconds, check=False):
    """The password grant, with the accounts in turn; all have that password."""
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
    """As the server keeps a password that somebody has chosen."""
    return _run([TOOLS / "argon2", "hash", password], 1)["hash"]


def prefill(database, count):
    """Not durable while it is made; on the disk when this returns, so that no run pays for it."""
    report = _run([TOOLS / "ceiling", "prefill", database, count, 0], 1200)
    os.sync()
    return report
