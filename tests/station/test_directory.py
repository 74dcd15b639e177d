"""The feed of the directory: no row is ever skipped, whoever writes at the same time."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Event

import msgspec
import pytest

from donor_room.domain.directory import DirectoryDonor, EarlierReaction, PastReadings
from donor_room.domain.refusal import Refusal
from donor_room.station import tables
from donor_room.station.directory import KnownDonor, load_donors
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.messages import DirectoryPage, DirectoryRow, encode
from tests.support.acts import BEGAN, OVER, changed, measured
from tests.support.stations import Caller
from tests.support.van import Book, donor


def known(n: int) -> bytes:
    told = DirectoryDonor(
        name=f"样例{n}", sex="female", birth_on=None, abo="A", rhd="+", donations=(), count=0,
        had_reaction=False, deferral=None,
    )  # fmt: skip
    return msgspec.json.encode(KnownDonor(document_kind="resident", document_number=str(n), donor=told))


def load(station: Station, *numbers: int) -> None:
    with station.connections.lend() as conn:
        load_donors(conn, station.house, [known(n) for n in numbers])


def everything(caller: Caller, limit: int = 2, cursor: str = "") -> list[DirectoryRow]:
    found: list[DirectoryRow] = []
    while True:
        page = caller.link.get("/v1/directory", DirectoryPage, cursor=cursor, limit=limit)
        found += page.rows
        cursor = page.cursor
        if not page.more:
            return found


def test_pages_follow_each_other_without_gap_or_repetition(station: Station, caller: Caller) -> None:
    load(station, *range(5))
    found = everything(caller)
    assert len(found) == 5
    assert [row.revision for row in found] == sorted({row.revision for row in found})


def test_a_cursor_brings_only_what_changed_since(station: Station, caller: Caller) -> None:
    load(station, 1, 2)
    cursor = caller.link.get("/v1/directory", DirectoryPage, cursor="").cursor
    load(station, 1, 3)
    assert len(everything(caller, cursor=cursor)) == 1


def test_a_visit_is_told_on_top_of_what_was_known(station: Station, caller: Caller) -> None:
    load(station, 1)
    book = Book()
    book.open_visit("v1", donor("1"))
    book.donate("v1", "A999926000001")
    caller.push("van1", book.lines)
    station.settle()
    (row,) = everything(caller)
    assert row.donor
    assert (row.donor.abo, row.donor.count) == ("A", 1)


def test_what_was_measured_is_told_to_every_terminal(station: Station, caller: Caller) -> None:
    book = Book()
    book.open_visit("v1", donor("1"))
    book.add(measured("sbp", 146), measured("dbp", 88), measured("sbp", 128), measured("dbp", 82), visit="v1")
    book.add(measured("weight", 62, "kg"), measured("hb", 14, "g/dL"), visit="v1")
    caller.push("van1", book.lines)
    station.settle()
    (row,) = everything(caller)
    assert row.donor
    [told] = row.donor.readings
    assert (told.sbp_mmhg, told.dbp_mmhg) == (Decimal(128), Decimal(82))
    assert (told.weight_kg, told.hb_g_per_l) == (Decimal(62), None)


def test_readings_that_the_station_knew_before_stand_behind_those_of_its_books(
    station: Station, caller: Caller
) -> None:
    before = PastReadings(on=date(2020, 5, 1), hb_g_per_l=Decimal(140))
    line = msgspec.json.decode(known(1), type=KnownDonor)
    told = msgspec.structs.replace(line.donor, readings=(before,))
    with station.connections.lend() as conn:
        load_donors(conn, station.house, [msgspec.json.encode(msgspec.structs.replace(line, donor=told))])
    book = Book()
    book.open_visit("v1", donor("1"))
    book.add(measured("sbp", 128), visit="v1")
    caller.push("van1", book.lines)
    station.settle()
    (row,) = everything(caller)
    assert row.donor
    assert [one.hb_g_per_l for one in row.donor.readings] == [None, Decimal(140)]


def test_the_last_reaction_is_told_by_day_and_severity(station: Station, caller: Caller) -> None:
    book = Book()
    for visit, severity in (("v1", "severe"), ("v2", "moderate")):
        book.open_visit(visit, donor("1"))
        book.add(BEGAN, changed(OVER, severity=severity), visit=visit)
    caller.push("van1", book.lines)
    station.settle()
    (row,) = everything(caller)
    assert row.donor
    assert row.donor.reaction is not None
    assert (row.donor.reaction.severity, row.donor.had_reaction) == ("severe", True)


@pytest.mark.parametrize(("on", "told"), [(date(2020, 5, 1), "mild"), (date(2026, 12, 1), "severe")])
def test_a_reaction_that_the_station_knew_before_is_told_where_it_is_newer(
    station: Station, caller: Caller, on: date, told: str
) -> None:
    line = msgspec.json.decode(known(1), type=KnownDonor)
    before = msgspec.structs.replace(line.donor, reaction=EarlierReaction(on=on, severity="severe"))
    with station.connections.lend() as conn:
        load_donors(conn, station.house, [msgspec.json.encode(msgspec.structs.replace(line, donor=before))])
    book = Book()
    book.open_visit("v1", donor("1"))
    book.add(BEGAN, OVER, visit="v1")
    caller.push("van1", book.lines)
    station.settle()
    (row,) = everything(caller)
    assert row.donor
    assert row.donor.reaction is not None
    assert row.donor.reaction.severity == told


class OldDonor(msgspec.Struct):
    """A donor as a terminal of before reads it."""

    had_reaction: bool
    count: int


def test_a_terminal_of_before_reads_a_row_with_the_reaction() -> None:
    line = msgspec.json.decode(known(1), type=KnownDonor)
    told = msgspec.structs.replace(line.donor, reaction=EarlierReaction(on=date(2026, 5, 1), severity="mild"))
    assert msgspec.json.decode(encode(told), type=OldDonor) == OldDonor(had_reaction=False, count=0)


@pytest.mark.parametrize("field", [',"readings":[]', ',"reaction":null'])
def test_a_donor_told_by_an_older_station_is_not_told_again_for_a_new_field(
    station: Station, caller: Caller, field: str
) -> None:
    load(station, 1)
    with station.connections.lend() as conn:
        left = "UPDATE directory SET donor = replace(convert_from(donor, 'UTF8'), %s, '')::bytea"
        (before,) = conn.execute("SELECT convert_from(donor, 'UTF8') FROM directory").fetchone() or ("",)
        assert field in before
        conn.execute(left, [field])
    cursor = caller.link.get("/v1/directory", DirectoryPage, cursor="").cursor
    load(station, 1)
    assert everything(caller, cursor=cursor) == []


def test_no_row_is_skipped_while_an_earlier_number_is_not_committed(station: Station, caller: Caller) -> None:
    """A slow writer takes its number first; a quick one has to wait, so nobody can read past the slow one."""
    house = station.house
    taken, go_on = Event(), Event()

    def slow() -> None:
        with station.connections.lend() as conn, conn.transaction():
            tables.tell(conn, house.code, [("aa" * 16, None)])
            taken.set()
            go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        taken.wait(10)
        second = pool.submit(load, station, 7)
        seen = caller.link.get("/v1/directory", DirectoryPage, cursor="")
        go_on.set()
        first.result()
        second.result()
    assert seen.rows == ()
    assert len(everything(caller, cursor=seen.cursor)) == 2


def test_readers_that_run_with_many_writers_see_every_row(station: Station, caller: Caller) -> None:
    cursor, seen = "", set()
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(load, station, *range(n * 20, n * 20 + 20)) for n in range(10)]
        while True:
            over = all(one.done() for one in writing)
            page = caller.link.get("/v1/directory", DirectoryPage, cursor=cursor, limit=7)
            seen |= {row.person for row in page.rows}
            cursor = page.cursor
            if over and not page.more:
                break
    assert len(seen) == 200


@pytest.mark.parametrize("cursor", ["x", "####", "OnE=", "面"])
def test_a_cursor_that_is_none_is_refused(caller: Caller, cursor: str) -> None:
    with pytest.raises(StationSaysNo) as caught:
        everything(caller, cursor=cursor)
    assert (caught.value.status, caught.value.problem.code) == (410, "directory.cursor")


def test_a_cursor_of_another_feed_asks_for_the_whole_directory(caller: Caller) -> None:
    with pytest.raises(StationSaysNo) as caught:
        everything(caller, cursor=urlsafe_b64encode(b"other:3").decode())
    assert caught.value.status == 410


@pytest.mark.parametrize("limit", [0, 1001, -1])
def test_a_page_has_a_sensible_size(caller: Caller, limit: int) -> None:
    with pytest.raises(StationSaysNo) as caught:
        everything(caller, limit=limit)
    assert caught.value.problem.code == "limit.shape"


def test_a_cursor_of_a_station_before_its_backup_was_put_back_is_gone(
    station: Station, caller: Caller
) -> None:
    """Its numbers are given again to other rows: who stands beyond them would never hear of those."""
    load(station, 1, 2)
    ahead = urlsafe_b64encode(f"{station.house.generation}:99".encode()).decode()
    with pytest.raises(StationSaysNo) as caught:
        caller.link.get("/v1/directory", DirectoryPage, cursor=ahead)
    assert (caught.value.status, caught.value.problem.code) == (410, "directory.cursor")


def test_a_bad_line_of_a_directory_file_is_named(station: Station) -> None:
    with station.connections.lend() as conn, pytest.raises(Refusal) as caught:
        load_donors(conn, station.house, [known(1), b"\n", b'{"donor":1}'])
    assert caught.value.values == {"line": 3}
