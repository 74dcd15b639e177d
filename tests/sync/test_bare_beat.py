"""What a window missed of its own is told apart from what the whole machine missed."""

from __future__ import annotations

from time import perf_counter, sleep

import pytest

from tests.support.bare_beat import Missed, bare_beat, own_part


@pytest.mark.parametrize(
    ("machine", "left_ms"),
    [
        ((), 100),
        (((0.0, 5.0),), 100),
        (((9.0, 10.04),), 60),
        (((10.02, 10.05), (10.08, 12.0)), 50),
        (((9.0, 12.0),), 0),
    ],
)
def test_only_what_the_machine_did_not_miss_as_well_is_of_the_window(machine, left_ms) -> None:
    missed = [Missed(*one) for one in machine]
    assert own_part(Missed(10.0, 10.1), missed) * 1_000 == pytest.approx(left_ms)


def test_a_bare_beat_tells_its_own_late_beats_by_the_clock_of_everybody() -> None:
    began = perf_counter()
    with bare_beat() as bare:
        sleep(0.3)
        missed = bare.missed()
    assert all(began < one.due < one.came < perf_counter() for one in missed)
