"""The board of all chairs."""
