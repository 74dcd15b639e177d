"""Tickets: numbered by the laptop's letter, kept through the registration, and the board that they fill."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.domain.tickets import LETTERS, letter_by_itself, letter_of
from donor_room.workflow.board import board_now, name_on_ticket
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment, keep_enrolment
from donor_room.workflow.expected import take_list
from donor_room.workflow.group_list import ListRow
from donor_room.workflow.shift import the_shift
from donor_room.workflow.tickets import (
    call,
    calls_of_today,
    check_in,
    checked_in,
    forget_checked_in,
    give_ticket,
    letter_here,
    tickets_of_today,
)
from tests.support import desks as d
from tests.support.leases import STATION
from tests.support.van import Book
from tests.workflow.test_expected import come, read


@pytest.fixture
def rows(desk: Desk) -> tuple[ListRow, ...]:
    group = read(desk)
    take_list(desk, group, file_sha256="f0")
    return group.rows


def later(desk: Desk, minutes: int) -> None:
    desk.clock.instant += timedelta(minutes=minutes)  # type: ignore[attr-defined]


def visit_of(desk: Desk, row: ListRow) -> str:
    (line,) = desk.visits.of_person(str(row.document.kind), row.document.number)
    return line.visit


def test_numbers_count_on_and_begin_with_the_letter_of_the_laptop(desk, rows) -> None:
    letter = letter_here(desk)
    given = [check_in(desk, row.document).ticket for row in rows[:3]]
    assert given == [f"{letter}001", f"{letter}002", f"{letter}003"]
    assert letter == letter_by_itself(desk.ledger.book)


def test_who_is_checked_in_twice_keeps_the_number(desk, rows) -> None:
    first = check_in(desk, rows[0].document)
    assert check_in(desk, rows[0].document) == first
    assert len(desk.ledger.of_house(e.TicketGiven.KIND)) == 1


def test_the_visit_begins_under_the_ticket_and_the_book_names_nobody_before(desk, rows) -> None:
    ticket = check_in(desk, rows[0].document)
    (line,) = desk.ledger.of_house(e.TicketGiven.KIND)
    assert rows[0].name not in repr(line.act)
    assert rows[0].document.number not in repr(line.act)
    come(desk, rows[0])
    assert visit_of(desk, rows[0]) == ticket.visit


def test_who_has_no_ticket_gets_a_visit_of_her_own(desk, rows) -> None:
    check_in(desk, rows[0].document)
    come(desk, rows[1])
    assert visit_of(desk, rows[1]) not in tickets_of_today(desk)
    assert give_ticket(desk, visit_of(desk, rows[1])).ticket.endswith("002")


def test_a_ticket_whose_visit_is_over_begins_no_second_one(desk, rows) -> None:
    ticket = check_in(desk, rows[0].document)
    come(desk, rows[0])
    desk.record(ticket.visit, e.VisitClosed(how="left", remark=None))
    come(desk, rows[0])
    first, second = desk.visits.of_person(str(rows[0].document.kind), rows[0].document.number)
    assert {first.visit, second.visit} != {ticket.visit}


def test_who_was_checked_in_is_forgotten_with_the_shift(desk, rows) -> None:
    check_in(desk, rows[0].document)
    forget_checked_in(desk)
    assert checked_in(desk) == {}


def test_the_ticket_tells_the_name_masked_and_the_slot(desk, rows) -> None:
    row = next(one for one in rows if one.slot)
    ticket = check_in(desk, row.document)
    name, slot = name_on_ticket(desk, ticket.visit)
    assert (name[0], name[1], slot) == (row.name[0], "*", row.slot)
    assert name_on_ticket(desk, "nobody") == ("", "")


def test_the_board_shows_who_waits_for_registration_and_goes_on_with_the_acts(desk, rows) -> None:
    check_in(desk, rows[0].document)
    later(desk, 7)
    board = board_now(desk)
    assert [(row.step, row.minutes, row.is_begun) for row in board.rows] == [("register", 7, False)]
    assert board.rows[0].name.startswith(rows[0].name[0])
    come(desk, rows[0])
    later(desk, 4)
    (row,) = board_now(desk).rows
    assert (row.step, row.minutes, row.is_begun) == ("interview", 4, True)
    assert row.name != rows[0].name
    assert (board.day.came, board_now(desk).day.came) == (1, 1)


def test_who_was_turned_away_by_decision_counts_as_deferred(desk, rows) -> None:
    come(desk, rows[0])
    desk.record(visit_of(desk, rows[0]), e.VisitClosed(how="left", remark=None))
    day = board_now(desk).day
    assert (day.came, day.gave, day.deferred) == (1, 0, 0)


def test_a_call_is_an_act_with_step_and_desk(desk, rows) -> None:
    ticket = check_in(desk, rows[0].document)
    call(desk, ticket.visit, "register")
    (told,) = calls_of_today(desk)
    assert (told.visit, told.step, told.desk) == (ticket.visit, "register", letter_here(desk))
    with pytest.raises(Refusal) as refused:
        call(desk, "nobody", "exam")
    assert refused.value.code == "board.not_here"


def test_two_laptops_without_a_line_never_give_the_same_number(tmp_path, clock) -> None:
    """Each has the letter of its station; the numbers themselves begin alike."""
    letters = [letter_of(place) for place in range(1, 700)]
    assert len(set(letters)) == len(letters)
    assert not any(letter.startswith("Z") or set(letter) - set(LETTERS) for letter in letters)


def test_the_letter_of_the_station_is_the_one_that_is_used(desk, rows) -> None:
    reply = msgspec.structs.replace(STATION, letter="C")
    keep_enrolment(desk.ledger, Enrolment(url="", signing_key="", reply=reply))
    assert check_in(desk, rows[0].document).ticket == "C001"


def test_nobody_is_checked_in_before_a_shift(tmp_path, clock, rows, desk) -> None:
    d.take_place(desk, d.ADMINISTRATOR)
    with pytest.raises(Refusal) as refused:
        check_in(desk, rows[0].document)
    assert refused.value.code == "staff.not_permitted"
    assert checked_in(desk) == {}


def test_what_a_laptop_out_of_reach_leads_has_no_minutes_until_it_is_heard(desk, rows) -> None:
    """The other laptop's book came once; now nothing is heard of it, and then it is."""
    other = Book("van2", practice=True, at=desk.clock.now())
    desk.take_in(
        [
            *other.entries,
            *_added(other, enrolled("66001.2")),
            *_added(other, msgspec.structs.replace(_opened(desk), shift="other")),
            *_added(other, e.TicketGiven(shift="other", ticket="B001", visit="0f" * 8)),
        ]
    )
    later(desk, 5)
    (unheard,) = board_now(desk).rows
    assert (unheard.number, unheard.step, unheard.minutes) == ("B001", "register", None)
    (heard,) = board_now(desk, {"66001.2"}).rows
    assert heard.minutes == 4  # the book of the other one runs some seconds ahead
    check_in(desk, rows[0].document)
    assert {row.number for row in board_now(desk).rows} == {"B001", f"{letter_here(desk)}001"}


def enrolled(terminal: str) -> e.TerminalEnrolled:
    return e.TerminalEnrolled(
        station_code="66001", station_name="样例市中心血站", terminal=terminal, public_key=""
    )


def _opened(desk: Desk) -> e.ShiftOpened:
    return the_shift(desk).opened


def _added(book: Book, act: e.Act) -> list[e.Entry]:
    before = len(book.entries)
    book.add(act)
    return book.entries[before:]
