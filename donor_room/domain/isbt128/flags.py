"""The flag characters behind a donation number: on what a label is stuck, or if it was read right."""

from __future__ import annotations

import re

from donor_room.domain.donation_number import ISO_7064_SIGNS, mod37_2

ROLE_FLAGS = {
    "bag1": "01",
    "bag2": "02",
    "bag3": "03",
    "bag4": "04",
    "pilot": "06",
    "tube": "07",
    "form": "08",
    "nat": "09",
    "slip": "00",
}
"""Flag characters of type 1 (table 3) that tell on what a label is stuck."""

ROLES = {flag: role for role, flag in ROLE_FLAGS.items()}

_MEANINGS = {
    "00": "none",
    **{flag: f"container{place}" for place, flag in enumerate(("01", "02", "03", "04"), start=1)},
    "05": "repeated", "06": "pilot", "07": "tube", "08": "record", "09": "nat", "10": "bacterial",
    "11": "match_with_unit", "12": "affixed_partial", "13": "attached",
    **{flag: f"container{place}" for place, flag in enumerate(("15", "16", "17", "18", "19"), start=5)},
}  # fmt: skip
_LOCAL = range(20, 60)
_TRANSMISSION = range(60, 97)
_FORM = re.compile(r"[0-9A-HJ-NPR-Y]{2}", re.ASCII)


def flag_type(flag: str) -> int | None:
    """Return whose flag it is: 0 none, 1 of the standard, 2 of the station, 3 a check; None is reserved."""
    if flag in _MEANINGS:
        return 1 if flag != "00" else 0
    if not re.fullmatch("[0-9]{2}", flag):
        return None
    if int(flag) in _LOCAL:
        return 2
    return 3 if int(flag) in _TRANSMISSION else None


def flag_meaning(flag: str) -> str:
    """Return the word for what a flag says, such as container1, nat, local, check or reserved."""
    words = {None: "reserved", 2: "local", 3: "check"}
    return _MEANINGS.get(flag) or words[flag_type(flag)]


def is_flag(flag: str) -> bool:
    """Say whether two signs have the form of flag characters."""
    return _FORM.fullmatch(flag) is not None


def transmission_flag(number: str) -> str:
    """Return the type 3 flag: 60 plus the mod 37-2 value; it checks the transmission and names no label."""
    return str(_TRANSMISSION.start + ISO_7064_SIGNS.index(mod37_2(number)))


def is_read_right(number: str, flag: str) -> bool:
    """Say whether a flag that checks the number agrees with it; any other flag does."""
    return flag_type(flag) != 3 or flag == transmission_flag(number)
