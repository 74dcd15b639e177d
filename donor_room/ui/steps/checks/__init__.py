"""The checks before the doors open, and again during the day."""
