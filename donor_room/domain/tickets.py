"""The short numbers by which people wait: the letter of the laptop that gave them, and a count of its day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
"""Without I and O, which are read as digits, and without Z, which begins what no station gave."""

_NO_STATION = "Z"
_LEAST_DIGITS = 3


def letter_of(place: int) -> str:
    """Return the letter of the terminal that the station took in at this place, from 1 on."""
    written = ""
    while place > 0:
        place, rest = divmod(place - 1, len(LETTERS))
        written = LETTERS[rest] + written
    return written


def letter_by_itself(name: str) -> str:
    """Return what stands for the letter of a terminal to which no station gave one: Z and two of its own.

    It never meets a letter of a station; of two such terminals only chance keeps the letters apart.
    """
    first, second = hashlib.sha256(name.encode()).digest()[:2]
    return _NO_STATION + LETTERS[first % len(LETTERS)] + LETTERS[second % len(LETTERS)]


def next_ticket(letter: str, given: Iterable[str]) -> str:
    """Return the number after the highest that this letter has had today."""
    counts = (one[len(letter) :] for one in given if one.startswith(letter))
    highest = max((int(count) for count in counts if count.isdecimal()), default=0)
    return f"{letter}{highest + 1:0{_LEAST_DIGITS}d}"


def spoken(ticket: str) -> str:
    """Return a ticket sign by sign, as it is called out."""
    return " ".join(ticket)
