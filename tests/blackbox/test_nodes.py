"""Three nodes, a primary and its synchronous standby: no fault loses data."""

import os

import nodes

SEED = 3
FAULTS = 20
REPORT = "USHER_REPORT_FD"  # the variable with the descriptor of an open file to which tables are written


def test_nothing_is_lost_by_faults_under_load():
    simulation = nodes.Simulation(SEED, FAULTS)
    try:
        simulation.run()
    finally:
        if REPORT in os.environ:
            table = f"\nseed {SEED}\n{simulation.table()}\n"
            os.write(int(os.environ[REPORT]), table.encode())
    assert len(simulation.rows) == FAULTS
    last = simulation.rows[-1]
    assert last.answered >= last.checked >= 10 * FAULTS, "too little load"
    for kind in ("of node", "of the primary", "cut off", "paused"):
        assert any(kind in row.fault for row in simulation.rows), f"no fault of the kind: {kind}"
