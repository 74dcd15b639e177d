"""Twins that answer the real bytes, for practice, demonstrations and tests."""
