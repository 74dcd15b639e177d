"""ISBT 128 (ST-001 v6.2.2): what its bar codes say, and how ours are written."""

from __future__ import annotations

from donor_room.domain.isbt128.flags import ROLE_FLAGS, transmission_flag
from donor_room.domain.isbt128.groups import GROUPS
from donor_room.domain.isbt128.reading import (
    PAIRS,
    ScannedCode,
    read_among,
    read_code,
    read_pair,
)
from donor_room.domain.isbt128.writing import encoded_number

__all__ = [
    "GROUPS",
    "PAIRS",
    "ROLE_FLAGS",
    "ScannedCode",
    "encoded_number",
    "read_among",
    "read_code",
    "read_pair",
    "transmission_flag",
]
