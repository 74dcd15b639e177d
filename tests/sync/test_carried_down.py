"""Rules, people and membership on a stick: a vehicle that has no line for weeks has them all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain.clock import FixedClock
from donor_room.station.founding import twin_of
from donor_room.station.release_feed import holders
from donor_room.station.releases import withdraw
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from donor_room.station.staff import change, leave, take_up
from donor_room.store.releases import Releases
from donor_room.sync.session import Session
from donor_room.wire.carry import Belongs, Employed, Part, Released, read_parts
from donor_room.wire.membership import LASTS, Membership
from donor_room.wire.sealing import open_sealed
from donor_room.wire.signature import new_key
from donor_room.wire.staff import sign_staff
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.releases import put_in_force
from donor_room.workflow.sign_in import sign_in
from tests.support.releases import ask_who_signed, released, set_out_at, trust_the_tests
from tests.support.stations import Caller
from tests.support.van import MORNING, Book
from tests.sync.test_carried import later, there_and_back
from tests.sync.test_carry import answer, back, enrolment, into, out
from tests.sync.test_session import write
from tests.sync.test_staff import PASSWORD, PRACTICE, WANG, told

TOMORROW = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trust_the_tests(monkeypatch, tmp_path)


@pytest.fixture
def desk(desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A real terminal's packs: they ask who signed."""
    ask_who_signed(desk, tmp_path / "terminal")
    put_in_force(desk)
    return desk


@pytest.fixture
def nurse(station: Station) -> None:
    """A nurse who was added at another van, and whom a keeper took up."""
    book, caller = Book("other", practice=True), Caller(station, practice=True)
    book.add(WANG)
    caller.push("other", book.lines)
    station.settle()
    with station.connections.lend() as conn:
        take_up(conn, station.houses[PRACTICE], "s001-a", by="keeper", now=MORNING)


def here(desk: Desk) -> list[tuple[str, str]]:
    return [(one.edition, one.state) for one in Releases(desk.database).every()]


def told_there(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [one.state for one in holders(conn, PRACTICE) if one.name == "van"]


def parts_of(desk: Desk, station: Station, file: bytes) -> list[Part]:
    house = twin_of(station.houses, practice=True)
    return read_parts(open_sealed(file, key=enrolment(desk).key, sender_key=house.key.public_key()))


def held(desk: Desk) -> Membership:
    reply = enrolment(desk).reply
    assert reply
    assert reply.membership
    return reply.membership


def pass_days(desk: Desk, station: Station, days: float) -> None:
    for clock in (desk.clock, station.clock):
        assert isinstance(clock, FixedClock)
        clock.instant += timedelta(days=days)


# ---- rules ----


def test_a_release_comes_on_the_stick_and_the_next_one_says_that_it_is_here(
    enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    into(station, out(enrolled))
    assert back(enrolled, answer(station, enrolled)).releases == 1
    assert (here(enrolled), told_there(station)) == ([("1", "taken")], [""])
    into(station, out(enrolled))
    assert told_there(station) == ["taken"]
    assert enrolled.packs.rules.stamp.edition == "2011.5"
    pass_days(enrolled, station, 1)
    assert (enrolled.packs.rules.stamp.edition, enrolled.packs.rules.distrust) == ("2011.6", ())


def test_line_and_stick_take_releases_from_the_same_place(
    enrolled: Desk, station: Station, session: Session, tmp_path: Path
) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    into(station, out(enrolled))
    first = answer(station, enrolled)
    session.run()
    assert back(enrolled, first).releases == 0
    with station.connections.lend() as conn:
        house, now = station.houses[PRACTICE], station.clock.now()
        withdraw(conn, house, kept.release, by="keeper", why="改错了数值", now=now)
    later(station)
    there_and_back(enrolled, station)
    assert here(enrolled) == [("1", "withdrawn")]
    assert back(enrolled, first).releases == 0
    assert here(enrolled) == [("1", "withdrawn")]


def test_an_older_stick_does_not_say_what_a_newer_one_took_back(
    enrolled: Desk, station: Station, tmp_path: Path
) -> None:
    kept = set_out_at(station, released(tmp_path), from_on=TOMORROW, practice=True)
    there_and_back(enrolled, station)
    older = out(enrolled)
    with station.connections.lend() as conn:
        house, now = station.houses[PRACTICE], station.clock.now()
        withdraw(conn, house, kept.release, by="keeper", why="改错了数值", now=now)
    into(station, older)
    back(enrolled, answer(station, enrolled))
    pass_days(enrolled, station, 0.1)
    into(station, out(enrolled))
    assert told_there(station) == ["withdrawn"]
    into(station, older)
    answer(station, enrolled)
    assert told_there(station) == ["withdrawn"]


# ---- people ----


@pytest.mark.usefixtures("nurse")
def test_a_person_of_another_van_comes_on_the_stick(enrolled: Desk, station: Station) -> None:
    into(station, out(enrolled))
    file = answer(station, enrolled)
    assert back(enrolled, file).people == 1
    assert sign_in(enrolled, staff_id="s001-a", means="password", secret=PASSWORD).name == "王芳"
    assert back(enrolled, file).people == 0
    assert len(told(enrolled)) == 1


@pytest.mark.usefixtures("nurse")
def test_an_older_stick_gives_nobody_back_who_left(enrolled: Desk, station: Station) -> None:
    into(station, out(enrolled))
    older = answer(station, enrolled)
    with station.connections.lend() as conn:
        house = station.houses[PRACTICE]
        leave(conn, house, "s001-a", has_left=True, by="keeper", why="离职", now=MORNING)
    later(station)
    back(enrolled, answer(station, enrolled))
    assert back(enrolled, older).people == 0
    assert [one.has_left for one in told(enrolled)][-1:] == [True]


@pytest.mark.usefixtures("nurse")
def test_people_are_not_taken_while_the_station_has_another_end_of_the_book(
    enrolled: Desk, station: Station
) -> None:
    write(enrolled, 2)
    into(station, out(enrolled))
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET hash = 'sha256:other' WHERE book <> 'other'")
    said = back(enrolled, answer(station, enrolled))
    assert (said.people, told(enrolled), said.stopped) == (0, [], {enrolled.ledger.book: "differs"})


@pytest.mark.usefixtures("nurse")
def test_after_a_restored_station_people_are_told_anew_and_written_once(
    enrolled: Desk, station: Station
) -> None:
    there_and_back(enrolled, station)
    into(station, out(enrolled))
    with station.connections.lend() as conn, conn.transaction():
        begin_new_generation(conn, station.clock.now())
    later(station)
    with Station(station.connections._url, clock=station.clock) as again:
        assert back(enrolled, answer(again, enrolled)).people == 0
        with again.connections.lend() as conn:
            change(
                conn, again.houses[PRACTICE], "s001-a", roles=["physician"], trained_on=None,
                trained_until=None, by="keeper", now=MORNING,
            )  # fmt: skip
        assert there_and_back(enrolled, again)
    assert [one.roles for one in told(enrolled)] == [("nurse",), ("physician",)]


@pytest.mark.usefixtures("nurse")
def test_people_whom_the_station_did_not_sign_stop_nothing_else(
    enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("donor_room.station.staff.sign_staff", lambda row, key: sign_staff(row, new_key()))
        into(station, out(enrolled))
        file = answer(station, enrolled)
    said = back(enrolled, file)
    assert (said.people, told(enrolled), said.stopped, said.receipts) == (0, [], {}, 1)
    assert there_and_back(enrolled, station)
    assert len(told(enrolled)) == 1


# ---- membership ----


def test_a_membership_that_is_half_over_is_renewed_by_the_stick(enrolled: Desk, station: Station) -> None:
    before = held(enrolled)
    into(station, out(enrolled))
    assert not [
        one for one in parts_of(enrolled, station, answer(station, enrolled)) if isinstance(one, Belongs)
    ]
    pass_days(enrolled, station, LASTS.days * 0.6)
    into(station, out(enrolled))
    file = answer(station, enrolled)
    back(enrolled, file)
    assert held(enrolled).until == before.until + timedelta(days=LASTS.days * 0.6)
    assert not exchange_of(enrolled).membership_wanted()


def test_an_older_membership_does_not_take_the_place_of_one_that_lasts_longer(
    enrolled: Desk, station: Station
) -> None:
    pass_days(enrolled, station, LASTS.days * 0.6)
    into(station, out(enrolled))
    older = answer(station, enrolled)
    pass_days(enrolled, station, 1)
    back(enrolled, answer(station, enrolled))
    until = held(enrolled).until
    back(enrolled, older)
    assert held(enrolled).until == until


# ---- older programs ----


@pytest.mark.usefixtures("nurse")
def test_a_stick_of_a_program_that_cannot_read_them_is_answered_without(
    enrolled: Desk, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = read_parts

    def older(raws: object) -> list[Part]:
        first, *rest = real(raws)  # type: ignore[arg-type]
        return [replace(first, releases=None, staff=None), *rest]

    with monkeypatch.context() as patch:
        patch.setattr("donor_room.station.sticks.read_parts", older)
        into(station, out(enrolled))
    parts = parts_of(enrolled, station, answer(station, enrolled))
    assert not [one for one in parts if isinstance(one, Released | Employed | Belongs)]
