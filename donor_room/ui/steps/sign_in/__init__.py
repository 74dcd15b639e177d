"""Who works now: six people with a digit each, a PIN, and what the shift stands on."""
