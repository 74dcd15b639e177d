"""The people of the terminals at the station: seen in the books, taken up, changed, locked, told in order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.station.journal import newest
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.station.staff import change, find_member, leave, members, seen, take_up
from donor_room.sync.link import StationSaysNo
from donor_room.wire.notices import NoticePage
from donor_room.wire.signature import read_public
from donor_room.wire.staff import StaffAsked, StaffPage, StaffRow, read_staff
from tests.support.desks import refused
from tests.support.stations import Caller
from tests.support.van import MORNING, Book

WANG = e.StaffAdded(staff="s001-a", name="王芳", roles=("nurse",), password="$argon2id$w")


@pytest.fixture
def caller(station: Station) -> Caller:
    caller, book = Caller(station), Book()
    book.add(WANG, e.PinSet(staff="s001-a", pin="v"))
    caller.push("van1", book.lines)
    station.settle()
    return caller


def done(station: Station, work: Any, *given: Any, **more: Any) -> Any:
    with station.connections.lend() as conn:
        return work(conn, station.house, *given, by="keeper", now=MORNING, **more)


def read(station: Station, work: Any, *given: Any) -> Any:
    with station.connections.lend() as conn:
        return work(conn, station.house.code, *given)


def told(caller: Caller, cursor: str = "") -> tuple[list[StaffRow], StaffPage]:
    page = caller.link.post("/v1/staff", StaffAsked(cursor=cursor), StaffPage)
    key, code = read_public(caller.reply.station_key), caller.reply.station_code
    return [read_staff(row, key, station_code=code) for row in page.rows], page


def test_who_was_added_at_a_terminal_is_seen_and_told_to_nobody(station: Station, caller: Caller) -> None:
    assert [(one.name, one.terminal) for one in read(station, seen)] == [("王芳", "van")]
    assert told(caller)[0] == []


def test_a_person_who_is_taken_up_is_told_with_the_verifier_and_no_pin(
    station: Station, caller: Caller
) -> None:
    done(station, take_up, "s001-a")
    (row,), page = told(caller)
    assert (row.name, row.roles, row.password, row.has_left) == ("王芳", ("nurse",), "$argon2id$w", False)
    assert "pin" not in page.rows[0].said
    assert read(station, seen) == []
    assert told(caller, page.cursor)[0] == []


def test_a_later_account_of_the_same_id_changes_no_password(station: Station, caller: Caller) -> None:
    done(station, take_up, "s001-a")
    other = Book("van2")
    other.add(e.StaffAdded(staff="s001-a", name="王芳", roles=("administrator",), password="stolen"))
    Caller(station).push("van2", other.lines)
    station.settle()
    assert told(caller)[0][0].password == "$argon2id$w"


def test_one_id_in_two_books_is_not_taken_up(station: Station, caller: Caller) -> None:
    other = Book("van2")
    other.add(WANG)
    Caller(station).push("van2", other.lines)
    station.settle()
    with refused("roster.several"):
        done(station, take_up, "s001-a")


def test_somebody_unknown_is_not_taken_up(station: Station) -> None:
    with refused("roster.unknown"):
        done(station, take_up, "nobody")
    with refused("roster.unknown"):
        read(station, find_member, "nobody")


def test_an_odd_name_is_left_aside(station: Station) -> None:
    book = Book()
    book.add(
        e.StaffAdded(staff="x" * 65, name="a", roles=("nurse",), password="v"),
        e.StaffAdded(staff="s1", name="", roles=("nurse",), password="v"),
        e.StaffAdded(staff="s2", name="长" * 65, roles=("nurse",), password="v"),
    )
    Caller(station).push("van1", book.lines)
    station.settle()
    assert read(station, seen) == []


TRAINED = {"trained_on": date(2026, 1, 1), "trained_until": date(2027, 1, 1)}


def test_roles_and_trainings_are_changed_and_told(station: Station, caller: Caller) -> None:
    done(station, take_up, "s001-a")
    cursor = told(caller)[1].cursor
    done(station, change, "s001-a", roles=["team_leader", "nurse"], **TRAINED)
    (row,), _ = told(caller, cursor)
    assert (row.roles, row.trained_until) == (("nurse", "team_leader"), date(2027, 1, 1))
    kinds = [line.kind for line in read_acts(station)]
    assert kinds == ["staff_changed", "staff_taken_up"]


def read_acts(station: Station) -> Any:
    with station.connections.lend() as conn:
        return newest(conn, station.house.code, limit=9)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"roles": []}, "roster.no_role"),
        ({"roles": ["king"]}, "roster.no_role"),
        ({"trained_on": date(2028, 1, 1)}, "roster.training"),
    ],
)
def test_what_makes_no_sense_is_refused(
    station: Station, caller: Caller, changes: dict[str, Any], code: str
) -> None:
    done(station, take_up, "s001-a")
    with refused(code):
        done(station, change, "s001-a", **({"roles": ["nurse"]} | TRAINED | changes))


def test_who_left_is_told_in_the_list_and_at_once_in_the_urgent_lane(
    station: Station, caller: Caller
) -> None:
    done(station, take_up, "s001-a")
    done(station, leave, "s001-a", has_left=True, why="left the station")
    assert [row.has_left for row in told(caller)[0]] == [True]
    page = caller.link.get("/v1/notices", NoticePage, lane="urgent", cursor="", limit=9)
    assert [(one.kind, one.urgent) for one in page.notices] == [("staff.left", True)]
    with refused("roster.changed_meanwhile"):
        done(station, leave, "s001-a", has_left=True, why="once more")
    done(station, leave, "s001-a", has_left=False, why="came back")
    assert [row.has_left for row in told(caller)[0]] == [False]


def test_reading_the_books_again_changes_nothing_of_the_stations_own_word(
    station: Station, caller: Caller
) -> None:
    done(station, take_up, "s001-a")
    before = read(station, members)
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert (read(station, members), read(station, seen)) == (before, [])


def test_many_people_come_page_by_page(station: Station) -> None:
    book, caller = Book(), Caller(station)
    book.add(
        *(e.StaffAdded(staff=f"s{n}", name=f"样例{n}", roles=("nurse",), password="v") for n in range(101))
    )
    caller.push("van1", book.lines)
    station.settle()
    for n in range(101):
        done(station, take_up, f"s{n}")
    first, page = told(caller)
    second, last = told(caller, page.cursor)
    assert (len(first), page.more, len(second), last.more) == (100, True, 1, False)


@pytest.mark.parametrize("cursor", ["nonsense", "c3RhZmY6eDox", "bm90aWNlczp4OjE="])
def test_a_cursor_of_another_feed_is_gone(caller: Caller, cursor: str) -> None:
    with pytest.raises(StationSaysNo) as no:
        told(caller, cursor)
    assert (no.value.status, no.value.problem.code) == (410, "staff.cursor")
