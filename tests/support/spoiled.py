"""Bytes that are not what they were."""

from __future__ import annotations


def flipped(content: bytes) -> bytes:
    """Spoil one bit: any other byte in the place of the last could be the same by chance."""
    return content[:-1] + bytes([content[-1] ^ 1])
