"""What bench/run.py is made of: programs, loads, sections, report."""
