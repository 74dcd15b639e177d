"""Use cases: what a nurse does at each step, in one act each."""
