"""What the tables of numbers share: in which block a number lies, and how an own profile is kept."""

from __future__ import annotations

import msgspec

from donor_room.domain.donation_number import NumberProfile

BLOCK_OF = (
    "SELECT shift FROM number_block "
    "WHERE range_id = ? AND length(first) = length(?) AND first <= ? AND last >= ?"
)
"""The shift that was issued a number; takes its range and three times the number."""


def kept_profile(own: NumberProfile | None) -> str | None:
    """Return how a profile of the station's own is kept; nothing for a shipped one."""
    return msgspec.json.encode(own, order="sorted").decode() if own else None
