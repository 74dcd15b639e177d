"""Mirrors donor_room; run all with `python3 -m tests`."""
