"""Benches: each compares against the limit in the same run and prints ratios. `python -m bench`."""
