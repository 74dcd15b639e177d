"""A terminal that the station's backup does not know comes in again: nothing is lost, no number twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.station.enrolment import enrol
from donor_room.station.founding import twin_of
from donor_room.station.frozen import frozen_terminals
from donor_room.station.passing_over import TURN
from donor_room.station.restored import begin_new_generation
from donor_room.station.server import Station
from donor_room.sync.enrol import ask_to_enrol, enrol_desk, introduce_desk
from donor_room.wire.messages import EnrolRequest
from donor_room.wire.signature import public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.introduced import begin_introduction, must_introduce
from tests.support.busy import Busy
from tests.support.profiles import new_profile
from tests.support.restored import Backup
from tests.support.stations import running_station
from tests.sync.test_branches import talk, terminal
from tests.sync.test_session import here, write


@pytest.fixture
def backup(station: Station, idle: Desk) -> Backup:
    """Last night's: it knows the idle terminal and not the other."""
    return Backup(station)


@pytest.fixture
def idle(tmp_path: Path, station: Station) -> Iterator[Desk]:
    """A terminal from before the backup, that has not called since."""
    with terminal(new_profile(tmp_path / "idle")) as desk:
        joined(desk, station)
        yield desk


@pytest.fixture
def desk(tmp_path: Path, station: Station, backup: Backup) -> Iterator[Desk]:
    """A terminal from after the backup, with numbers, all of it at the station and some of it not yet."""
    with terminal(new_profile(tmp_path / "terminal")) as desk:
        joined(desk, station)
        write(desk, 12)
        assert talk(desk).is_all_there
        write(desk, 3)
        yield desk


def joined(desk: Desk, station: Station) -> None:
    enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
    talk(desk)


def again(desk: Desk, station: Station) -> None:
    introduce_desk(desk, code=station.enrolment_code("van"), clock=desk.clock)


def generations(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        rows = conn.execute("SELECT generation FROM past_generation ORDER BY ended_at, generation")
        return [generation for (generation,) in rows]


def serials(station: Station) -> list[tuple[int, int]]:
    with station.connections.lend() as conn:
        return conn.execute(
            "SELECT first_serial, last_serial FROM number_range WHERE year > 0 ORDER BY 1"
        ).fetchall()


def lent(desk: Desk) -> list[tuple[str, str]]:
    """Return the ranges that the station lent, not those that a practice terminal has of its own."""
    return [(one.first, one.last) for one in desk.numbers.leased() if one.signature]


def more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a terminal ask for numbers in its next conversation."""
    hungry = msgspec.structs.replace(desk.packs.policy, numbers_few=9_999)
    monkeypatch.setitem(vars(desk.packs), "policy", hungry)
    talk(desk)


def overlap(*desks: Desk) -> bool:
    runs = sorted(run for desk in desks for run in lent(desk))
    return any(after[0] <= before[1] for before, after in pairwise(runs))


def test_the_nurse_is_told_what_to_do_and_nothing_counts_as_being_there(
    desk: Desk, station: Station, backup: Backup
) -> None:
    before = here(desk)
    backup.put_back()
    told = talk(desk)
    assert (told.trouble, told.notes) == ("sync.terminal_unknown", ("terminal_unknown",))
    assert told.sentences == ("sync.terminal_unknown",)
    assert (told.receipted_at, told.is_all_there) == (None, False)
    assert must_introduce(desk)
    assert here(desk) == before


def test_it_keeps_key_books_and_entries_and_pushes_all_from_the_first(
    desk: Desk, station: Station, backup: Backup
) -> None:
    backup.put_back()
    talk(desk)
    before, known, numbers = here(desk), enrolment_of(desk.ledger), lent(desk)
    book = desk.ledger.book
    again(desk, station)
    now = enrolment_of(desk.ledger)
    assert known
    assert known.reply
    assert now
    assert now.reply
    assert (now.signing_key, now.reply.terminal) == (known.signing_key, known.reply.terminal)
    assert (desk.ledger.book, here(desk)[: len(before)], lent(desk)) == (book, before, numbers)
    told = talk(desk)
    assert (told.is_all_there, told.notes, told.stopped) == (True, (), {})
    assert told.receipted_at
    assert station.raw_entries(book) == here(desk)
    assert not must_introduce(desk)
    assert talk(desk).is_all_there


def test_what_it_was_lent_is_lent_to_nobody_again(
    desk: Desk, idle: Desk, station: Station, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(desk, monkeypatch)
    backup.put_back()
    talk(desk)
    again(desk, station)
    held = lent(desk)
    more(idle, monkeypatch)
    more(desk, monkeypatch)
    assert lent(desk) == held, "at rest the station lends nothing"
    station.clock.instant += TURN  # type: ignore[attr-defined]
    for _ in range(2):
        more(idle, monkeypatch)
        more(desk, monkeypatch)
    assert lent(desk)[: len(held)] == held
    assert len(lent(desk)) > len(held) > 1
    assert not overlap(desk, idle)
    assert all(before[1] < after[0] for before, after in pairwise(serials(station)))


def test_numbers_that_went_to_another_before_anybody_knew_are_printed_by_neither(
    desk: Desk, idle: Desk, station: Station, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody had told the station that a backup was put back, and the first caller could not show it."""
    from donor_room.workflow.printed_mark import behind

    backup.put_back()
    more(idle, monkeypatch)
    assert overlap(desk, idle)
    again(desk, station)
    for one in (desk, idle):
        assert talk(one).notes == ("copied",)
        assert {leased.range_id for leased in one.numbers.leased()} == set(behind(one))
    with station.connections.lend() as conn:
        lines = frozen_terminals(conn, twin_of(station.houses, practice=True).code)
    assert {line.found_by for line in lines} == {"numbers"}
    assert len(lines) == 2


def test_a_new_life_is_begun_once_however_many_come_in_again(
    desk: Desk, idle: Desk, tmp_path: Path, station: Station, backup: Backup
) -> None:
    with terminal(new_profile(tmp_path / "third")) as third:
        joined(third, station)
        backup.put_back()
        again(desk, station)
        begun = generations(station)
        assert len(begun) == len(station.houses)
        again(third, station)
        for one in (desk, third, idle):
            assert talk(one).is_all_there
    assert generations(station) == begun


def asking(desk: Desk, station: Station) -> EnrolRequest:
    begun, before = begin_introduction(desk)
    return EnrolRequest(
        code=station.enrolment_code("van"), public_key=public_text(begun.key), practice=True,
        program="0.1", protocols=(1,), profile="", numbers=0, before=before,
    )  # fmt: skip


@pytest.mark.parametrize("has_begun", [False, True])
@pytest.mark.parametrize("after", [3, 4, 6, 8])
def test_two_that_come_in_again_at_once_are_both_taken_in_and_begin_one_new_life(
    desk: Desk, tmp_path: Path, station: Station, backup: Backup, after: int, has_begun: bool
) -> None:
    with terminal(new_profile(tmp_path / "third")) as third:
        joined(third, station)
        backup.put_back()
        asked, also = asking(desk, station), asking(third, station)
        with station.connections.lend() as conn, station.connections.lend() as other:
            if has_begun:
                with conn.transaction():
                    begin_new_generation(conn, station.clock.now())
            busy: Any = Busy(conn, after, lambda: enrol(other, station.houses, also, station.clock))
            enrol(busy, station.houses, asked, station.clock)
            busy.end()
        assert len(generations(station)) == len(station.houses)


def test_a_life_that_the_station_lost_once_more_is_told_by_whoever_was_in_it(
    desk: Desk, station: Station, backup: Backup
) -> None:
    backup.put_back()
    again(desk, station)
    talk(desk)
    first = station.house.generation
    backup.put_back()
    again(desk, station)
    assert station.house.generation not in {first, generations(station)[0]}
    assert talk(desk).is_all_there


def test_an_answer_that_was_lost_comes_again_by_the_same_code(
    desk: Desk, station: Station, backup: Backup
) -> None:
    backup.put_back()
    talk(desk)
    code = station.enrolment_code("van")
    begun, before = begin_introduction(desk)
    lost = ask_to_enrol(begun, code=code, practice=True, clock=desk.clock, before=before)
    reply = introduce_desk(desk, code=code, clock=desk.clock)
    assert reply.terminal == lost.terminal
    assert len(generations(station)) == len(station.houses)
    assert talk(desk).is_all_there


@pytest.mark.parametrize("spoil", ["key", "signature"])
def test_who_was_never_here_does_not_get_a_name_that_was(
    desk: Desk, station: Station, backup: Backup, spoil: str
) -> None:
    from donor_room.wire.signature import new_key, public_text

    backup.put_back()
    begun, before = begin_introduction(desk)
    changed = {"key": {"public_key": public_text(new_key())}, "signature": {"terminal_name": "other"}}[spoil]
    forged = msgspec.structs.replace(before.membership, **changed)
    with pytest.raises(Refusal, match=r"sync\.enrol\.never_here"):
        ask_to_enrol(
            begun,
            code=station.enrolment_code("van"),
            practice=True,
            clock=desk.clock,
            before=msgspec.structs.replace(before, membership=forged),
        )
    with station.connections.lend() as conn:
        assert conn.execute("SELECT count(*) FROM terminal").fetchone() == (1,)


def test_numbers_that_the_station_never_signed_let_nobody_in(
    desk: Desk, station: Station, backup: Backup
) -> None:
    backup.put_back()
    begun, before = begin_introduction(desk)
    forged = msgspec.structs.replace(before.ranges[0], last=before.ranges[0].first)
    with pytest.raises(Refusal, match=r"sync\.numbers\.lease_unproven"):
        ask_to_enrol(
            begun,
            code=station.enrolment_code("van"),
            practice=True,
            clock=desk.clock,
            before=msgspec.structs.replace(before, ranges=(forged,)),
        )


def test_a_key_that_has_another_name_here_gets_no_second_one(
    desk: Desk, station: Station, backup: Backup
) -> None:
    """Somebody enrolled the same key as a new one, by an older program."""
    from tests.support.stations import enrol

    backup.put_back()
    known = enrolment_of(desk.ledger)
    assert known
    enrol(station, known.key, practice=True)
    with pytest.raises(Refusal, match=r"sync\.enrol\.terminal_taken"):
        again(desk, station)


def test_another_station_takes_it_in_as_nobody(desk: Desk, backup: Backup) -> None:
    before = desk.ledger.cursor("enrolment")
    with running_station() as other, pytest.raises(Refusal, match=r"sync\.enrol\.never_here"):
        introduce_desk(desk, code=other.enrolment_code("van"), clock=desk.clock, url=other.url)
    assert desk.ledger.cursor("enrolment") == before


def test_the_answer_of_another_station_is_not_written_down(desk: Desk, station: Station) -> None:
    from donor_room.workflow.introduced import finish_introduction

    begun, _before = begin_introduction(desk)
    assert begun.reply
    stranger = msgspec.structs.replace(begun.reply, station_key="")
    with pytest.raises(Refusal, match=r"sync\.enrol\.other_station"):
        finish_introduction(desk, begun, stranger)


def test_who_never_belonged_to_a_station_has_nothing_to_show(tmp_path: Path) -> None:
    with terminal(new_profile(tmp_path / "new")) as desk:
        assert not must_introduce(desk)
        with pytest.raises(Refusal, match=r"sync\.not_enrolled"):
            begin_introduction(desk)


def test_who_was_made_a_member_by_no_station_says_so(desk: Desk) -> None:
    from donor_room.workflow.enrolled import keep_enrolment

    known = enrolment_of(desk.ledger)
    assert known
    assert known.reply
    bare = msgspec.structs.replace(known, reply=msgspec.structs.replace(known.reply, membership=None))
    keep_enrolment(desk.ledger, bare)
    with pytest.raises(Refusal, match=r"sync\.enrol\.never_here"):
        begin_introduction(desk)


def test_its_book_tells_that_it_came_in_again(desk: Desk, station: Station, backup: Backup) -> None:
    backup.put_back()
    again(desk, station)
    first, second = (line.act for line in desk.ledger.of_house(e.TerminalEnrolled.KIND))
    assert first == second
    assert exchange_of(desk).waiting()
