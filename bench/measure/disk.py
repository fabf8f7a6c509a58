"""Probes the disk around compared runs. On a shared or throttled disk a sync can take ten times as long
shortly afterwards; a comparison of durable writers would then measure the disk."""

import os
import time

PROBE_SECONDS = 0.5
BLOCK = 4096
BLOCKS = 256
# Runs are comparable if the fastest probe around them is at most this many times the slowest.
SPREAD_MAX = 2.0
TRIES_MAX = 3


def syncs_per_second(folder):
    """Returns small durable overwrites per second: the minimum cost of a commit to a write-ahead log."""
    path = folder / "disk-probe"
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.pwrite(file, bytes(BLOCK * BLOCKS), 0)
        os.fsync(file)
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < PROBE_SECONDS:
            os.pwrite(file, b"x" * BLOCK, count % BLOCKS * BLOCK)
            os.fdatasync(file)
            count += 1
        return count / (time.perf_counter() - start)
    finally:
        os.close(file)
        path.unlink()


def side_by_side(folder, runs, say):
    """Runs all of `runs` ({name: function of the results so far}) with a probe before and after each.
    Repeats all of them if the disk changed, regardless of the results; the last try counts.
    Returns (results by name, probes, steady)."""
    for attempt in range(1, TRIES_MAX + 1):
        results, probes = {}, [syncs_per_second(folder)]
        for name, run in runs.items():
            results[name] = run(results)
            probes.append(syncs_per_second(folder))
        spread = max(probes) / min(probes)
        if spread <= SPREAD_MAX:
            return results, probes, True
        say(f"    the disk changed by {spread:.1f} (try {attempt} of {TRIES_MAX}): "
            + ", ".join(f"{probe:,.0f}" for probe in probes) + " syncs/s")
    return results, probes, False
