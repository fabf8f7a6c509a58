"""The parts of bench/run.py: programs, loads, sections, report."""
