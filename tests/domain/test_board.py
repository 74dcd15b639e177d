"""The board: minutes at the present step, the step that holds up, the figures of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.domain.board import Came, board_of, sign_of
from donor_room.domain.queue import VisitLine
from tests.domain.test_queue import LINE

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def line(visit: str, step: str, *, came: float, waits: float, **changes) -> VisitLine:
    plain = LINE._replace(flags="", visit=visit, step=step, opened_at=ago(came).isoformat())
    return plain._replace(waiting_since=ago(waits).isoformat(), **changes)


def board(*lines: VisitLine, tickets=(), ended=None, unseen=frozenset()):
    return board_of(lines, tickets, ended=ended or {}, now=NOW, late_after_min=10, unseen=frozenset(unseen))


def test_an_empty_vehicle_is_an_empty_board() -> None:
    told = board()
    assert (told.rows, told.here, told.held_up) == ((), 0, "")
    assert told.day == (0, 0, 0, None, None)


def test_minutes_are_those_at_the_present_step() -> None:
    (row,) = board(line("a", "exam", came=40, waits=9.9)).rows
    assert (row.number, row.step, row.minutes, row.sign, row.came_at) == ("001", "exam", 9, "", ago(40))


def test_a_clock_that_was_set_back_makes_no_minus() -> None:
    (row,) = board(line("a", "exam", came=-3, waits=-2)).rows
    assert row.minutes == 0


def test_the_longest_wait_that_is_too_long_holds_the_others_up() -> None:
    told = board(
        line("a", "exam", came=30, waits=18),
        line("b", "interview", came=20, waits=14),
        line("c", "exam", came=15, waits=2),
    )
    assert (told.held_up, told.longest) == ("exam", 18)
    assert told.at_step["exam"] == 2
    assert [row.sign for row in told.rows] == ["late", "late", ""]


def test_of_two_waits_alike_the_earlier_step_holds_up() -> None:
    assert (
        board(line("a", "exam", came=30, waits=18), line("b", "tests", came=29, waits=18)).held_up == "exam"
    )


def test_nobody_waits_at_the_chair_or_after_it() -> None:
    told = board(line("a", "collection", came=60, waits=40), line("b", "aftercare", came=60, waits=30))
    assert (told.held_up, [row.sign for row in told.rows]) == ("", ["", ""])


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"flags": "reaction had_reaction", "outcome": "physician"}, "reaction"),
        ({"flags": "held"}, "physician"),
        ({"outcome": "physician"}, "physician"),
        ({"step": "closed", "flags": "reaction"}, "gone"),
        ({}, "late"),
    ],
)
def test_each_has_its_own_sign(changes, sign) -> None:
    assert sign_of(line("a", "exam", came=30, waits=11)._replace(**changes), 11, 10) == sign
    assert sign_of(line("a", "exam", came=30, waits=11), None, 10) == ""


def test_who_left_is_seen_for_ten_minutes() -> None:
    told = board(line("a", "closed", came=60, waits=9.9), line("b", "closed", came=60, waits=10))
    assert [(row.visit, row.sign) for row in told.rows] == [("a", "gone")]
    assert told.here == 0


def test_of_a_laptop_out_of_reach_the_step_stays_and_the_minutes_are_unknown() -> None:
    came = Came("B001", "t", ago(20), False)
    told = board(line("a", "exam", came=30, waits=18), tickets=[came], unseen={"a", "t"})
    assert [(row.step, row.minutes, row.sign) for row in told.rows] == [
        ("exam", None, ""),
        ("register", None, ""),
    ]
    assert told.held_up == ""


def test_a_number_without_a_visit_waits_for_registration_from_when_it_was_given() -> None:
    came = (Came("A001", "t", ago(12), False, "王*"), Came("A002", "v", ago(30), True))
    told = board(line("v", "exam", came=20, waits=3), tickets=came)
    waiting = next(row for row in told.rows if row.visit == "t")
    assert (waiting.number, waiting.name, waiting.step, waiting.minutes, waiting.sign) == (
        "A001", "王*", "register", 12, "late",
    )  # fmt: skip
    begun = next(row for row in told.rows if row.visit == "v")
    assert (begun.number, begun.came_at, told.held_up, told.day.came) == ("A002", ago(30), "register", 2)


def test_a_number_whose_holder_never_came_is_not_waited_for_all_day() -> None:
    came = (Came("A001", "t", ago(119), False), Came("A002", "u", ago(120), False))
    assert [row.number for row in board(tickets=came).rows] == ["A001"]


def test_the_figures_count_people_and_the_mean_goes_by_the_last_ten_who_left() -> None:
    gone = [line(f"g{n}", "closed", came=100 + n * 10, waits=60 + n * 10) for n in range(12)]
    told = board(
        *gone, line("h", "exam", came=5, waits=5),
        ended={"g0": "donated", "g1": "deferred", "g2": "left", "h": "open"},
        tickets=[Came("A001", "g0", ago(110), True)],
    )  # fmt: skip
    assert (told.day.came, told.day.gave, told.day.deferred, told.day.mean_minutes) == (13, 1, 1, 41)


def test_the_end_is_told_by_the_pace_of_those_who_left_and_never_before_a_usual_stay() -> None:
    gone = [line(f"g{n}", "closed", came=50 + n * 6, waits=20 + n * 6) for n in range(3)]
    few = board(*gone, line("h", "exam", came=5, waits=5)).day
    assert few.ends_at == NOW + timedelta(minutes=25)
    many = board(*gone, *(line(f"h{n}", "exam", came=29, waits=5) for n in range(10))).day
    assert many.ends_at == NOW + timedelta(minutes=60)
    assert board(*gone).day.ends_at == NOW
    assert board(*gone[:2], line("h", "exam", came=5, waits=5)).day.ends_at is None
