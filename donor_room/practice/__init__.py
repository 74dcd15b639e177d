"""Invented people and days, for practice, demonstration and crash tests."""
