"""The sums of the parts are always those of the rows, whatever was told, and say which part differs."""

from __future__ import annotations

import random

import pytest

from donor_room.station import sums, tables
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.compact import row_of, unpack_rows
from donor_room.wire.generation import MAX_PART_BYTES, PARTS, DirectorySums, mark_of, part_of
from donor_room.wire.messages import DirectoryPage, DirectoryRow
from tests.station.test_directory import everything, load
from tests.support.stations import Caller


def of_part(caller: Caller, n: int) -> list[DirectoryRow]:
    body = caller.link.content("/v1/directory/range", n=n)
    return [row_of(row) for row in unpack_rows(body, limit=MAX_PART_BYTES)]


def test_the_kept_sums_are_those_of_the_rows_after_anything_is_told(station: Station) -> None:
    chance = random.Random(1)
    load(station, *range(300))
    with station.connections.lend() as conn:
        persons = [who for (who,) in conn.execute("SELECT person FROM directory ORDER BY person")]
        for _ in range(20):
            told = {who: chance.choice([None, b"{}"]) for who in chance.sample(persons, 40)}
            with conn.transaction():
                tables.tell(conn, station.house.code, list(told.items()))
            assert sums.kept(conn, station.house.code) == sums.counted(conn, station.house.code)


def test_the_database_marks_a_row_as_the_program_does(station: Station, caller: Caller) -> None:
    load(station, *range(50))
    expected = [(0, 0)] * PARTS
    for row in everything(caller):
        person = bytes.fromhex(row.person)
        total, count = expected[part_of(person)]
        expected[part_of(person)] = (total + mark_of(person, row.revision), count + 1)
    with station.connections.lend() as conn:
        assert sums.counted(conn, station.house.code) == expected


def test_sums_are_told_with_the_place_of_the_feed_at_which_they_stand(
    station: Station, caller: Caller
) -> None:
    load(station, *range(30))
    told = caller.link.get("/v1/directory/sums", DirectorySums)
    assert told.cursor == caller.link.get("/v1/directory", DirectoryPage, cursor="", limit=1_000).cursor
    assert (len(told.parts), sum(count for _, count in told.parts)) == (PARTS, 30)


def test_the_parts_together_are_the_directory(station: Station, caller: Caller) -> None:
    load(station, *range(300))
    found = [row for n in range(PARTS) for row in of_part(caller, n)]
    assert sorted(found, key=lambda row: row.revision) == everything(caller, limit=500)


def test_a_part_has_only_its_own_persons(station: Station, caller: Caller) -> None:
    load(station, *range(600))
    first = everything(caller, limit=1_000)[0].person[:2]
    assert {row.person[:2] for row in of_part(caller, int(first, 16))} == {first}


@pytest.mark.parametrize("n", [-1, 256, 10**9])
def test_there_are_256_parts(station: Station, caller: Caller, n: int) -> None:
    with pytest.raises(StationSaysNo) as caught:
        caller.link.content("/v1/directory/range", n=n)
    assert (caught.value.status, caught.value.problem.code) == (400, "n.shape")


def test_a_station_of_before_counts_its_sums_when_it_is_brought_up(station: Station) -> None:
    """The migration runs over the rows that are there: run its last statement again, over nothing kept."""
    from donor_room.station.migrate import migrations

    load(station, *range(40))
    counting = next(one.sql for one in migrations() if "directory_part" in one.sql)
    with station.connections.lend() as conn:
        before = sums.kept(conn, station.house.code)
        conn.execute("DELETE FROM directory_part")
        conn.execute(counting[counting.index("INSERT INTO directory_part") :].encode())
        assert sums.kept(conn, station.house.code) == before
