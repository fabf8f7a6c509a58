"""The measurement of tokens, (j): refreshes and introspections against the peer."""

import contextlib
import random

from . import disk, grants, loads
from .programs import OidcProvider, Usher
from .report import Report
from .sections import BUSY, mean_batch, say

# The number of grants per second of a run. Usher allows 16 refreshes a minute of one grant, so that
# each grant is used a few times.
GRANTS_PER_SECOND = 5_000
INTROSPECTED = 20_000


def scattered(tokens):
    """Shuffles the tokens, because real requests do not follow the order of the rows."""
    return random.Random(1).sample(tokens, len(tokens))


def refresh_on(server, tokens, plan):
    """Measures refreshes/s after a warm-up with other grants."""
    own = [refresh for refresh, _ in scattered(tokens)]
    warming = int(plan.warm_seconds * GRANTS_PER_SECOND)
    warm = loads.refresh(server, own[:warming], BUSY, plan.warm_seconds)
    before = server.write_batches() if isinstance(server, Usher) else None
    run = loads.refresh(server, own[warming:], BUSY, plan.seconds)
    if isinstance(server, Usher):
        run["batch"] = mean_batch(server, before, BUSY)
        stored, answered = grants.rotations(server), warm["requests"] + run["requests"]
        if stored < answered:
            raise loads.LoadFailed(f"{answered} were answered, {stored} are stored")
    return run


def refresh(plan, report: Report):
    """Measures refreshes: durable in Usher, with a fresh database for each run; in memory in the peer."""
    what = f"refreshes/s, {BUSY} connections"
    count = int((plan.warm_seconds + plan.seconds) * GRANTS_PER_SECOND)

    def on_usher(_):
        usher = Usher(plan.work)
        tokens = grants.make(usher, count)
        with usher:
            return refresh_on(usher, tokens, plan)

    def on_peer(_):
        with OidcProvider(plan.work, count) as peer:
            return refresh_on(peer, peer.tokens(), plan)

    for round_ in range(plan.rounds):
        results, probes, steady = disk.side_by_side(
            plan.work, {"usher": on_usher, "oidc-provider": on_peer}, say)
        report.add_probes("j", [what], probes, steady)
        for who, run in results.items():
            report.add("j", what, who, "1/s", run["per_second"])
            report.add("j", f"refreshes, p99, {BUSY} connections", who, "ms", run["p99_ms"])
        report.add("j", "refreshes per commit", "usher", "", results["usher"]["batch"])
        say(f"(j) round {round_ + 1}: refreshes: " + ", ".join(
            f"{who} {run['per_second']:,.0f}/s" for who, run in results.items()))
    report.ratio("j", what, "usher", "oidc-provider", at_least=3, hope=8)


def introspect(plan, report: Report):
    """Measures introspections. Both servers keep running, as in (a), because they only read."""
    what = f"introspections/s, {BUSY} connections"
    usher = Usher(plan.work)
    tokens = {usher: grants.make(usher, INTROSPECTED)}
    with contextlib.ExitStack() as stack:
        stack.enter_context(usher)
        peer = stack.enter_context(OidcProvider(plan.work, INTROSPECTED))
        tokens[peer] = peer.tokens()
        asked = {server: [access for _, access in scattered(made)]
                 for server, made in tokens.items()}
        for server in (usher, peer):
            loads.introspect(server, asked[server], BUSY, plan.warm_seconds, check=True)
        for round_ in range(plan.rounds):
            for server in (usher, peer):
                run = loads.introspect(server, asked[server], BUSY, plan.seconds)
                report.add("j", what, server.name, "1/s", run["per_second"])
                report.add("j", f"introspections, p99, {BUSY} connections", server.name, "ms",
                           run["p99_ms"])
                say(f"(j) round {round_ + 1}: introspections: {server.name} "
                    f"{run['per_second']:,.0f}/s")
    report.ratio("j", what, "usher", "oidc-provider", at_least=3, hope=8)


def both(plan, report: Report):
    """(j) Measures the most frequent requests of signed-in applications: refreshes and introspections."""
    refresh(plan, report)
    introspect(plan, report)


SECTIONS = {"j": ("token refreshes and introspections", both)}
