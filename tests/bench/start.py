"""From the start of the process to its first painted window; the twin is one empty PySide6 window.

Both run in the same Python with byte code kept, are told the same clock, and end when their first paint
is done; what the terminal begins then belongs to the way to its next page. Cold means that the system was
asked to drop our files and Python's from its cache; what other programs have open stays.
`start.after_kill` goes that way, to the sign-in page on an open ledger (Argon2id included): after `play`
was killed in the middle of an act, beside the same start after a proper end.
"""

from __future__ import annotations

from donor_room.settings import Profile
from tests.bench.desk import fill, practice_profile
from tests.bench.line import Line, against_twin, in_turns
from tests.bench.process import forget_files, play_and_kill, told

ACTS_BEFORE_KILL = 60


def lines(*, quick: bool) -> list[Line]:
    """Start again and again, in turns with the bare window."""
    with practice_profile() as profile:
        fill(profile, visits=2)
        made = [*_warm(profile, 5 if quick else 21), *_cold(profile, 2 if quick else 7)]
        return [*made, _after_kill(profile, 2 if quick else 9)]


def _warm(profile: Profile, runs: int) -> list[Line]:
    """Tell the time, and the time of the processor: that one holds still while other programs work."""
    told("painted", profile), told("bare")
    pairs = [(told("painted", profile), told("bare")) for _ in range(runs)]
    lines = (("start.first_paint.warm", "ms"), ("start.first_paint.processor", "cpu_ms"))
    return [
        against_twin(
            name,
            "ms",
            [getattr(ours, of) for ours, _ in pairs],
            [getattr(twin, of) for _, twin in pairs],
            most=1.5,
        )
        for name, of in lines
    ]


def _cold(profile: Profile, runs: int) -> list[Line]:
    if not forget_files():
        return []

    def cold(place: str) -> float:
        forget_files()
        return told(place, profile).ms

    ours, twin = in_turns(lambda: cold("painted"), lambda: cold("bare"), runs, warm_up=0)
    return [against_twin("start.first_paint.cold", "ms", ours, twin, most=1.5)]


def _after_kill(profile: Profile, runs: int) -> Line:
    def killed() -> float:
        play_and_kill(profile, ACTS_BEFORE_KILL)
        return told("sign_in", profile).ms

    ours, twin = in_turns(killed, lambda: told("sign_in", profile).ms, runs)
    return against_twin("start.after_kill", "ms", ours, twin, most=1.2, note="to the sign-in page")
