"""Last night's backup of a station, put back while its terminals went on: copied out and in by PostgreSQL."""

from __future__ import annotations

from psycopg import sql

from donor_room.station.server import Station
from donor_room.station.store import Connection


class Backup:
    """The whole content of a station's database at one moment, in the form in which COPY reads it back."""

    def __init__(self, station: Station) -> None:
        self._station = station
        with station.connections.lend() as conn, conn.transaction():
            conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            self._tables = {name: _dumped(conn, name) for name in _names(conn)}

    def put_back(self) -> None:
        """Let the database be what it was; the station reads its own row again as after a start."""
        from donor_room.station.founding import houses

        station = self._station
        station.settle()
        with station.connections.lend() as conn, conn.transaction():
            conn.execute("SET LOCAL session_replication_role = replica")
            for name in self._tables:
                conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
            for name, content in self._tables.items():
                _read_back(conn, name, content)
            station.houses.update(houses(conn))


def _names(conn: Connection) -> list[str]:
    rows = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return [name for (name,) in rows if name != "migration"]


def _dumped(conn: Connection, name: str) -> bytes:
    with conn.cursor() as cursor, cursor.copy(_copy("COPY {} TO STDOUT (FORMAT binary)", name)) as copy:
        return b"".join(bytes(part) for part in copy)


def _read_back(conn: Connection, name: str, content: bytes) -> None:
    with conn.cursor() as cursor, cursor.copy(_copy("COPY {} FROM STDIN (FORMAT binary)", name)) as copy:
        copy.write(content)


def _copy(text: str, name: str) -> sql.Composed:
    return sql.SQL(text).format(sql.Identifier(name))  # type: ignore[arg-type]
