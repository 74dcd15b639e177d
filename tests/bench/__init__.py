"""Measurements, each beside its raw twin; no tests, because a busy machine is no fault of ours."""
