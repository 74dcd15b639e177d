"""How the codes on our labels are written."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.domain.donation_number import NumberProfile
from donor_room.domain.isbt128.flags import ROLE_FLAGS
from donor_room.domain.isbt128.structures import COMPOUND, split


def encoded_number(number: str, role: str, profile: NumberProfile) -> str:
    """Return the text of the bar code that a label of this role carries."""
    if profile.is_isbt128:
        return f"={number}{ROLE_FLAGS[role] if profile.has_flags else '00'}"
    return f"A{number}A" if profile.symbology == "codabar" else number


def compound_code(codes: Sequence[str]) -> str:
    """Return one text for several structures in free order; refuses what cannot be found again in it."""
    together = "".join(codes)
    return f"{COMPOUND}{len(split(together)):02d}000{together}"
