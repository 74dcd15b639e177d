"""The station's database is brought up to the program, forward only."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.founding import Founding, found, houses
from donor_room.station.migrate import Migration, migrate, migrations
from donor_room.station.store import Connection, Connections, open_database
from tests.support.stations import empty_database

FIRST = Migration(1, "0001_first", "CREATE TABLE first (n integer)")
SECOND = Migration(2, "0002_second", "CREATE TABLE second (n integer)")
BROKEN = Migration(2, "0002_broken", "CREATE TABLE half (n integer); CREATE TABLE nonsense nonsense")


@pytest.fixture
def url() -> str:
    return empty_database()


@pytest.fixture
def conn(url: str) -> Iterator[Connection]:
    with open_database(url) as conn:
        yield conn


def test_all_files_are_applied_once(conn: Connection) -> None:
    assert migrate(conn) == [file.name for file in migrations()]
    assert migrate(conn) == []


def test_what_is_missing_is_added(conn: Connection) -> None:
    migrate(conn, [FIRST])
    assert migrate(conn, [FIRST, SECOND]) == ["0002_second"]


def test_a_file_that_fails_leaves_nothing_of_itself(conn: Connection) -> None:
    with pytest.raises(psycopg.errors.SyntaxError):
        migrate(conn, [FIRST, BROKEN])
    assert conn.execute("SELECT to_regclass('half'), to_regclass('first') IS NOT NULL").fetchone() == (
        None,
        True,
    )


def test_a_newer_database_is_refused(conn: Connection) -> None:
    migrate(conn, [FIRST, SECOND])
    with pytest.raises(Refusal, match=r"station\.schema_newer"):
        migrate(conn, [FIRST])


def test_a_file_that_was_changed_later_is_refused(conn: Connection) -> None:
    migrate(conn, [FIRST])
    with pytest.raises(Refusal, match=r"station\.schema_changed"):
        migrate(conn, [FIRST._replace(sql="CREATE TABLE other (n integer)")])


def test_station_code_leads_every_key(conn: Connection) -> None:
    """So that the same tables can be spread by it."""
    migrate(conn)
    leading = conn.execute(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'migration'"
    ).fetchall()
    assert len(leading) > 20
    assert {column for _table, column in leading} == {"station_code"}


def test_counters_by_profile_become_counters_by_head(conn: Connection) -> None:
    """Of two profiles that wrote the same head the higher counter goes on."""
    known = migrations()
    migrate(conn, known[:4])
    conn.execute(
        "INSERT INTO station (station_code, station_name, practice, facility, signing_key, directory_key,"
        " generation) VALUES ('44010', 's', false, 'A9999', '', '', '')"
    )
    conn.execute(
        "INSERT INTO number_counter VALUES ('44010', 'isbt128', 26, 70), ('44010', 'other', 26, 90),"
        " ('44010', 'isbt128', 9, 5)"
    )
    migrate(conn, known)
    rows = conn.execute("SELECT head, last_serial FROM number_counter ORDER BY head").fetchall()
    assert rows == [("A999909", 5), ("A999926", 90)]
    assert conn.execute("SELECT profile, own_profile FROM station").fetchone() == ("isbt128", None)


def test_a_station_is_founded_once_with_its_practice_twin(conn: Connection) -> None:
    migrate(conn)
    found(conn, Founding("44010", "示范站", "A9999"))
    found(conn, None)
    assert [(code, house.world.practice) for code, house in houses(conn).items()] == [
        ("44010", False),
        ("44010-practice", True),
    ]


def test_the_two_faces_share_no_secret(conn: Connection) -> None:
    migrate(conn)
    found(conn, None)
    real, practice = houses(conn).values()
    assert real.world.directory_key != practice.world.directory_key
    assert real.key.private_bytes_raw() != practice.key.private_bytes_raw()


def test_another_station_does_not_move_into_a_database(conn: Connection) -> None:
    migrate(conn)
    found(conn, None)
    with pytest.raises(Refusal, match=r"station\.another_here"):
        found(conn, Founding("44010", "示范站", "A9999"))


@pytest.mark.parametrize("code", ["", "440 10", "x" * 17, "a-b", "血站"])
def test_a_station_code_is_letters_and_digits(conn: Connection, code: str) -> None:
    with pytest.raises(Refusal, match=r"station\.code_shape"):
        found(conn, Founding(code, "n", "A9999"))


def test_a_database_that_does_not_answer_is_trouble() -> None:
    with pytest.raises(Trouble, match=r"station\.database_away"):
        open_database("postgresql://nobody@127.0.0.1:1/none")


def test_a_broken_connection_is_replaced(url: str) -> None:
    connections = Connections(url, size=1)
    with connections.lend() as conn:
        conn.close()
    with connections.lend() as conn:
        assert conn.execute("SELECT 1").fetchone() == (1,)
    connections.close()


def test_a_connection_left_in_a_transaction_is_not_lent_again(url: str) -> None:
    connections = Connections(url, size=1)
    with connections.lend() as first:
        first.execute("BEGIN")
    with connections.lend() as second:
        assert second is not first
    connections.close()
