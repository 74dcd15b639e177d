"""The decision: one word, one date, all reasons."""
