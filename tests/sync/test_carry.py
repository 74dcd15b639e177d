"""A stick between a real terminal and a real station: nothing lost, nothing doubled, whatever comes when."""

from __future__ import annotations

import msgspec
import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.texts import LANGUAGES, Texts
from donor_room.station import sticks
from donor_room.station.directory import load_donors
from donor_room.station.enrolment import lock_terminal
from donor_room.station.founding import twin_of
from donor_room.station.server import Station
from donor_room.sync.carry import CarriedIn, carry_in, carry_out
from donor_room.sync.link import Link
from donor_room.sync.session import Session
from donor_room.wire.carry import lines_of, write_parts
from donor_room.wire.sealing import seal
from donor_room.wire.signature import new_key, read_public
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment, enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.station.test_directory import known
from tests.support.poison import link_after
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import running_station
from tests.support.van import Book
from tests.sync.test_session import at_station, here, write


def enrolment(desk: Desk) -> Enrolment:
    found = enrolment_of(desk.ledger)
    assert found
    assert found.reply
    return found


def out(desk: Desk) -> bytes:
    return carry_out(exchange_of(desk), enrolment(desk), desk.clock).content


def into(station: Station, content: bytes) -> list[sticks.Taken]:
    with station.connections.lend() as conn:
        return sticks.carry_in(conn, station.houses, content, station.clock)


def answer(station: Station, desk: Desk) -> bytes:
    station.settle()
    reply = enrolment(desk).reply
    assert reply
    with station.connections.lend() as conn:
        return sticks.carry_out(conn, station.houses[reply.station_code], reply.terminal, station.clock)


def back(desk: Desk, content: bytes) -> CarriedIn:
    return carry_in(exchange_of(desk), enrolment(desk), content)


def known_at(station: Station, *donors: int) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, twin_of(station.houses, practice=True), [known(n) for n in donors])


def waiting(desk: Desk) -> int:
    return exchange_of(desk).waiting()


# ---- there and back ----


def test_all_that_waits_is_at_the_station_and_acknowledged(
    enrolled: Desk, station: Station, link: Link
) -> None:
    write(enrolled, 30)
    taken = into(station, out(enrolled))
    assert [(line.book, line.fresh, line.problem) for line in taken] == [
        (enrolled.ledger.book, len(here(enrolled)), None)
    ]
    told = back(enrolled, answer(station, enrolled))
    assert (told.acknowledged, told.stopped) == ({enrolled.ledger.book: len(here(enrolled))}, {})
    assert waiting(enrolled) == 0
    assert at_station(link, enrolled.ledger.book) == here(enrolled)


def test_writing_a_stick_changes_nothing_here(enrolled: Desk) -> None:
    write(enrolled, 3)
    before = (waiting(enrolled), here(enrolled))
    out(enrolled)
    assert (waiting(enrolled), here(enrolled)) == before


def test_rows_and_numbers_come_back_on_the_stick(enrolled: Desk, station: Station) -> None:
    known_at(station, 1, 2, 3)
    into(station, out(enrolled))
    told = back(enrolled, answer(station, enrolled))
    assert (told.rows, enrolled.directory.count()) == (3, 3)


def test_numbers_that_are_few_are_asked_for_and_lent(enrolled: Desk, station: Station) -> None:
    exchange = exchange_of(enrolled)
    many = msgspec.structs.replace(enrolled.packs.policy, numbers_few=10**6)
    exchange._policy = many
    into(station, carry_out(exchange, enrolment(enrolled), enrolled.clock).content)
    file = answer(station, enrolled)
    told = back(enrolled, file)
    assert (told.numbers, len(enrolled.numbers.leased())) == (many.numbers_at_once, 2)
    again = back(enrolled, file)
    assert (again.numbers, len(enrolled.numbers.leased())) == (0, 2)


def test_the_line_goes_on_where_the_stick_ended(enrolled: Desk, station: Station, session: Session) -> None:
    write(enrolled, 20)
    into(station, out(enrolled))
    write(enrolled, 5)
    told = session.run()
    assert (told.is_all_there, told.sent) == (True, 5)


# ---- doubled and older ----


def test_a_stick_that_is_read_twice_changes_nothing(enrolled: Desk, station: Station) -> None:
    write(enrolled, 9)
    file = out(enrolled)
    into(station, file)
    heads = station.heads()
    assert [line.fresh for line in into(station, file)] == [0]
    assert station.heads() == heads


def test_an_answer_that_is_read_twice_changes_nothing(enrolled: Desk, station: Station) -> None:
    known_at(station, 1, 2)
    into(station, out(enrolled))
    file = answer(station, enrolled)
    back(enrolled, file)
    again = back(enrolled, file)
    assert (again.rows, again.stopped, enrolled.directory.count()) == (0, {}, 2)


def test_an_older_stick_after_a_newer_one_takes_nothing_back(enrolled: Desk, station: Station) -> None:
    write(enrolled, 4)
    older = out(enrolled)
    write(enrolled, 4)
    into(station, out(enrolled))
    heads = station.heads()
    assert [(line.fresh, line.problem) for line in into(station, older)] == [(0, None)]
    assert station.heads() == heads


def test_an_older_answer_after_a_newer_one_takes_nothing_back(enrolled: Desk, station: Station) -> None:
    known_at(station, 1)
    into(station, out(enrolled))
    older = answer(station, enrolled)
    write(enrolled, 4)
    known_at(station, 2)
    into(station, out(enrolled))
    back(enrolled, answer(station, enrolled))
    donors = enrolled.directory.count()
    told = back(enrolled, older)
    assert (told.rows, told.acknowledged, told.older) == (0, {}, 7)
    assert (waiting(enrolled), enrolled.directory.count()) == (0, donors)


def test_sticks_in_any_order_leave_no_gap(enrolled: Desk, station: Station) -> None:
    write(enrolled, 4)
    into(station, out(enrolled))
    back(enrolled, answer(station, enrolled))
    write(enrolled, 4)
    second = out(enrolled)
    book = enrolled.ledger.book
    with station.connections.lend() as conn:  # the station comes back from an older backup
        conn.execute("DELETE FROM entry WHERE seq > 2")
        conn.execute(
            "UPDATE book SET seq = 2, projected = 0,"
            " hash = (SELECT hash FROM entry WHERE book = %s AND seq = 2)",
            [book],
        )
    assert [(line.fresh, line.problem) for line in into(station, second)] == [(0, "gap")]
    assert station.heads()[book][0] == 2


def test_a_directory_of_another_feed_is_put_in_the_place_of_the_old_one(
    enrolled: Desk, station: Station
) -> None:
    known_at(station, 1, 2)
    into(station, out(enrolled))
    back(enrolled, answer(station, enrolled))
    with station.connections.lend() as conn:
        conn.execute("UPDATE station SET generation = 'another'")
    station.clock.instant = station.clock.instant.replace(hour=23)  # type: ignore[attr-defined]
    with Station(station.connections._url, clock=station.clock) as again:
        file = answer(again, enrolled)
        told = back(enrolled, file)
        assert (told.rows, enrolled.directory.count()) == (2, 2)
        twice = back(enrolled, file)
        assert twice.rows == 0


# ---- damaged and foreign ----


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: c[:200], lambda c: b"", lambda c: c + b"x",
                                   lambda c: c[:-100] + b"y" * 36 + c[-64:]])  # fmt: skip
def test_a_damaged_stick_is_told_and_nothing_of_it_taken(enrolled: Desk, station: Station, spoil) -> None:
    write(enrolled, 3)
    with pytest.raises(Refusal, match=r"carry\.damaged"):
        into(station, spoil(out(enrolled)))
    assert station.heads() == {}
    with pytest.raises(Refusal, match=r"carry\.damaged"):
        back(enrolled, spoil(answer(station, enrolled)))


def test_a_stick_for_another_station_is_told(enrolled: Desk) -> None:
    with running_station() as other, pytest.raises(Refusal, match=r"carry\.terminal_unknown"):
        into(other, out(enrolled))


def test_a_stick_of_nobody_is_told(station: Station) -> None:
    key = new_key()
    for receiver, code in (("99", "other_station"), ("66001", "terminal_unknown")):
        file = seal([b"x"], sender="66001.nobody", receiver=receiver, key=key, receiver_key=key.public_key())
        with pytest.raises(Refusal, match=rf"carry\.{code}"):
            into(station, file)


def test_a_stick_for_another_terminal_is_told(enrolled: Desk, station: Station) -> None:
    reply = enrolment(enrolled).reply
    assert reply
    house = station.houses[reply.station_code]
    key = read_public(station_key_of(enrolled))
    file = seal([b"x"], sender=house.code, receiver="another", key=house.key, receiver_key=key)
    with pytest.raises(Refusal, match=r"carry\.other_terminal"):
        back(enrolled, file)


def station_key_of(desk: Desk) -> str:
    reply = enrolment(desk).reply
    assert reply
    return reply.station_key


def test_a_locked_terminal_brings_nothing_on_a_stick_either_and_gets_none(
    enrolled: Desk, station: Station
) -> None:
    reply = enrolment(enrolled).reply
    assert reply
    with station.connections.lend() as conn:
        lock_terminal(conn, reply.station_code, reply.terminal, station.clock.now())
    with pytest.raises(Refusal, match=r"carry\.terminal_locked"):
        into(station, out(enrolled))
    with pytest.raises(Refusal, match=r"carry\.locked"):
        answer(station, enrolled)


def test_a_terminal_without_a_station_writes_no_stick(tmp_path, enrolled: Desk) -> None:
    desk = open_at_once(new_profile(tmp_path / "second"), enrolled.clock)
    with pytest.raises(Refusal, match=r"sync\.not_enrolled"):
        carry_out(exchange_of(desk), enrolment_of(desk.ledger), desk.clock)
    desk.close()


def test_an_acknowledgement_that_contradicts_the_own_book_stops_it(enrolled: Desk, station: Station) -> None:
    write(enrolled, 3)
    into(station, out(enrolled))
    with station.connections.lend() as conn:
        conn.execute("UPDATE book SET hash = 'sha256:other'")
    told = back(enrolled, answer(station, enrolled))
    assert (told.stopped, waiting(enrolled) > 0) == ({enrolled.ledger.book: "differs"}, True)


def test_lines_that_cannot_be_unpacked_or_read_stop_nothing_else(enrolled: Desk, station: Station) -> None:
    reply = enrolment(enrolled).reply
    assert reply
    book = Book("stick")
    bad = msgspec.structs.replace(lines_of("x", []), packed=b"no frame")
    poison = link_after(book, tail=',"zone":"+08:00"')
    parts = [bad, lines_of("stick", [*book.lines, poison]), lines_of("torn", [b"{}"])]
    file = seal(
        write_parts(parts), sender=reply.terminal, receiver=reply.station_code, key=enrolment(enrolled).key,
        receiver_key=read_public(reply.station_key),
    )  # fmt: skip
    taken = into(station, file)
    assert [(line.book, line.fresh, line.problem) for line in taken] == [
        ("x", 0, "message"), ("stick", 2, None), ("torn", 0, "unreadable"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_no_has_its_sentence(language) -> None:
    said = "damaged other_station other_terminal terminal_unknown terminal_locked locked unreadable"
    assert all(Texts(language).has(f"carry.{code}") for code in (*said.split(), "unwritable", "no_file"))
