"""Measurements, each beside its raw twin; none is a test, because a busy machine is no fault of ours."""
