"""Resident memory of the whole process, 1.5 s after the page stands; the twin is one empty PySide6 window.

Every page of a library or font file that was touched counts, also when other programs share it. On
systems that map files in pieces of 2 MB a font of 10 MB counts almost whole once a few characters have
been drawn.
"""

from __future__ import annotations

from tests.bench.desk import fill, practice_profile
from tests.bench.line import Line, against_limit, in_turns
from tests.bench.process import told

VISITS = 150


def lines(*, quick: bool) -> list[Line]:
    """Look at the sign-in, and at the reception on an evening after so many visits."""
    made = []
    for name, place, visits, most in (
        ("memory.sign_in", "sign_in", 1, 85),
        ("memory.day", "day", 15 if quick else VISITS, 110),
    ):
        with practice_profile() as profile:
            fill(profile, visits=visits)
            ours, twin = in_turns(lambda: told(place, profile).mb, lambda: told("bare").mb, 2, warm_up=0)  # noqa: B023
        made.append(against_limit(name, "MB", ours, twin, most=most, note=f"{visits} visits"))
    return made
