"""Once a day both ends compare the sums of the parts; what differs is fetched anew, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station import sums
from donor_room.station.answers import Answers
from donor_room.station.call import Call
from donor_room.station.desk import Desk as StationDesk
from donor_room.station.refused import refused
from donor_room.station.server import Station
from donor_room.station.store import Connection
from donor_room.sync.client import State
from donor_room.sync.session import Session, link_of
from donor_room.wire.compact import pack_rows
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.sync.test_load import house, know

DONORS = range(600)


@pytest.fixture
def asked(station: Station, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question about sums and parts, in order."""
    found: list[str] = []
    real = StationDesk._do

    def do(desk: StationDesk, conn: Connection, call: Call) -> object:
        if re.match(r"/v1/directory/", call.path):
            found.append(f"{call.path} {call.query}".strip())
        return real(desk, conn, call)

    monkeypatch.setattr(StationDesk, "_do", do)
    return found


@pytest.fixture
def level(session: Session, enrolled: Desk, station: Station) -> Desk:
    know(station, *DONORS)
    assert session.run().is_all_there
    return enrolled


@pytest.fixture
def tomorrow(level: Desk) -> Iterator[Session]:
    enrolment = enrolment_of(level.ledger)
    level.clock = FixedClock(level.clock.now() + timedelta(hours=25))
    with link_of(enrolment, level.clock) as link:
        yield Session(link, lambda work: work(exchange_of(level)))


def spoil(desk: Desk) -> bytes:
    """Let a row be missing here without anybody noticing; return whose it was."""
    file = desk.directory_file
    (gone,) = file.row("SELECT person FROM donor ORDER BY person LIMIT 1 OFFSET 300") or (b"",)
    file.execute("DELETE FROM donor WHERE person = ?", (gone,))
    (mark, count) = file.row("SELECT sum, count FROM part WHERE n = ?", (gone[0],)) or (0, 0)
    file.execute("UPDATE part SET sum = ?, count = ? WHERE n = ?", (mark - 1, count - 1, gone[0]))
    return bytes(gone)


def refuse_difference(desk: Desk, station: Station) -> None:
    with station.connections.lend() as conn:
        assert desk.directory.sums() == sums.counted(conn, house(station).code)
    assert desk.directory_file.row("SELECT count(*) FROM donor") == (desk.directory.count(),)


def test_what_was_compared_is_not_compared_again_on_the_same_day(
    level: Desk, session: Session, asked: list[str]
) -> None:
    assert level.directory.compared_at() == level.clock.now()
    session.run()
    assert asked == []


def test_only_the_part_that_differs_is_fetched(
    level: Desk, tomorrow: Session, station: Station, asked: list[str]
) -> None:
    gone = spoil(level)
    told = tomorrow.run()
    assert told.is_all_there
    assert asked == ["/v1/directory/sums", f"/v1/directory/range n={gone[0]}"]
    assert 1 <= told.rows < 20
    refuse_difference(level, station)
    assert level.directory.compared_at() == level.clock.now()


def test_a_row_that_the_station_never_told_of_goes(level: Desk, tomorrow: Session, station: Station) -> None:
    """As after a directory file that was copied from another laptop."""
    from tests.store.test_directory import WANG, row

    level.directory.apply([row(WANG, revision=10**6)], level.directory.cursor() or "", level.clock.now())
    assert tomorrow.run().is_all_there
    refuse_difference(level, station)


def test_every_part_may_differ(level: Desk, tomorrow: Session, station: Station) -> None:
    level.directory_file.execute("DELETE FROM donor")
    level.directory_file.execute("DELETE FROM part")
    told = tomorrow.run()
    assert (told.is_all_there, told.rows) == (True, len(DONORS))
    refuse_difference(level, station)


def test_rows_that_came_between_pages_and_sums_are_no_difference(
    level: Desk, tomorrow: Session, station: Station, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both must stand at one place of the feed; otherwise the next conversation compares."""
    real = Answers._sums

    def later(desk: Answers, *words: object) -> object:
        know(station, 5_000)
        return real(desk, *words)  # type: ignore[arg-type]

    before = level.directory.compared_at()
    with monkeypatch.context() as busy:
        busy.setattr(Answers, "_sums", later)
        assert tomorrow.run().is_all_there
    assert asked == ["/v1/directory/sums"]
    assert level.directory.compared_at() == before
    assert tomorrow.run().is_all_there
    assert level.directory.compared_at() == level.clock.now()
    refuse_difference(level, station)


def test_a_line_that_breaks_while_parts_come_mends_the_rest_the_next_time(
    level: Desk, tomorrow: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    level.directory_file.execute("DELETE FROM donor")
    level.directory_file.execute("DELETE FROM part")
    calls: list[int] = []
    real = Answers._range

    def breaks(desk: Answers, *words: object) -> object:
        calls.append(1)
        if len(calls) == 40:
            raise refused(503, "station.busy")
        return real(desk, *words)  # type: ignore[arg-type]

    monkeypatch.setattr(Answers, "_range", breaks)
    told = tomorrow.run()
    assert (told.trouble, told.state) == ("sync.station.busy", State.WAITING)
    assert 0 < level.directory.count() < len(DONORS)
    assert tomorrow.run().is_all_there
    refuse_difference(level, station)


def test_a_station_that_keeps_no_sums_is_not_asked_for_parts(
    level: Desk, tomorrow: Session, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object) -> None:
        raise refused(404, "not_found")

    monkeypatch.setattr(Answers, "_sums", unknown)
    spoil(level)
    assert tomorrow.run().is_all_there
    assert asked == ["/v1/directory/sums"]


def test_what_are_no_rows_changes_nothing(
    level: Desk, tomorrow: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(level)
    monkeypatch.setattr(sums, "rows_of", lambda *_: b"no rows")
    before = level.directory.sums()
    told = tomorrow.run()
    assert (told.trouble, told.state) == ("sync.not_the_station", State.WAITING)
    assert level.directory.sums() == before


def test_rows_of_another_part_change_nothing(
    level: Desk, tomorrow: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = spoil(level)
    with station.connections.lend() as conn:
        parts = sums.kept(conn, house(station).code)
    other = next(n for n, (_, count) in enumerate(parts) if count and n != gone[0])
    real = sums.rows_of
    monkeypatch.setattr(sums, "rows_of", lambda conn, code, _: real(conn, code, other))
    before = level.directory.sums()
    assert tomorrow.run().trouble == "sync.not_the_station"
    assert level.directory.sums() == before


def test_rows_whose_sum_is_not_the_one_that_was_told_are_not_taken_and_compared_again(
    level: Desk, tomorrow: Session, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty answer would wipe deferrals out."""
    spoil(level)
    before = level.directory.sums(), level.directory.compared_at()
    with monkeypatch.context() as empty:
        empty.setattr(sums, "rows_of", lambda *_: pack_rows([]))
        assert tomorrow.run().trouble is None
    assert (level.directory.sums(), level.directory.compared_at()) == before
    assert tomorrow.run().is_all_there
    refuse_difference(level, station)


def test_a_donor_of_this_shift_who_comes_with_a_part_is_looked_up(
    level: Desk, tomorrow: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    gone = spoil(level)
    real = exchange_of(level).__class__.mend_part

    def mend(exchange: object, n: int, rows: object) -> None:
        exchange.heard = heard.extend  # type: ignore[attr-defined]
        real(exchange, n, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(exchange_of(level).__class__, "mend_part", mend)
    tomorrow.run()
    assert gone.hex() in heard
