"""Measure POH against the floor of this machine: `python -m bench` (or `make bench`)."""
