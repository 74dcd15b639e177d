"""What lies at the station, for whoever holds it against what lies elsewhere; nothing is changed here."""

from __future__ import annotations

from datetime import datetime

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.station.store import Connection, one
from donor_room.wire.hollow import ENVELOPE_BEGINS


def hashes(conn: Connection) -> set[str]:
    """Return the hash of every entry, in books and on branches."""
    return {row[0] for row in conn.execute("SELECT hash FROM entry UNION ALL SELECT hash FROM fork")}


def whole_hashes(conn: Connection) -> set[str]:
    """Return the hash of every entry that is here with its body."""
    rows = conn.execute(
        "SELECT hash FROM entry WHERE raw NOT LIKE %(envelope)s"
        " UNION ALL SELECT hash FROM fork WHERE raw NOT LIKE %(envelope)s",
        {"envelope": ENVELOPE_BEGINS + b"%"},
    )
    return {row[0] for row in rows}


def heads(conn: Connection) -> dict[str, tuple[int, str]]:
    """Return where each book ends."""
    return {book: (seq, last) for book, seq, last in conn.execute("SELECT book, seq, hash FROM book")}


def forked(conn: Connection) -> set[str]:
    """Return the books of which another branch is kept."""
    return {book for (book,) in conn.execute("SELECT DISTINCT book FROM fork")}


def hash_at(conn: Connection, book: str, seq: int) -> str | None:
    """Return the hash of one entry of a book."""
    row = one(
        conn,
        "SELECT hash FROM entry WHERE book = %(book)s AND seq = %(seq)s",
        {"book": book, "seq": seq},
    )
    return row[0] if row else None


def lines_after(conn: Connection, book: str, seq: int) -> list[bytes]:
    """Return the entries of a book as they came, after a place."""
    rows = conn.execute("SELECT raw FROM entry WHERE book = %s AND seq > %s ORDER BY seq", [book, seq])
    return [bytes(raw) for (raw,) in rows]


def visits_of_two(conn: Connection) -> int:
    """Return how many visits stand in more than one book."""
    question = "SELECT visit FROM visit_entry GROUP BY station_code, visit HAVING count(DISTINCT book) > 1"
    return len(conn.execute(question).fetchall())


def notices_to(
    conn: Connection, station_code: str, terminal: str
) -> list[tuple[int, str, bool, datetime, str]]:
    """Return revision, kind, urgency, time and body of all that was ever told to a terminal."""
    return conn.execute(
        "SELECT revision, kind, urgent, told_at, body FROM notice WHERE station_code = %s"
        " AND (terminal IS NULL OR terminal = %s) ORDER BY revision",
        [station_code, terminal],
    ).fetchall()


def told(conn: Connection, station_code: str) -> dict[str, tuple[int, DirectoryDonor | None]]:
    """Return revision and donor of each person that terminals were told of; None where it was taken back."""
    rows = conn.execute(
        "SELECT person, revision, donor FROM directory WHERE station_code = %s", [station_code]
    )
    return {
        person: (revision, msgspec.json.decode(donor, type=DirectoryDonor) if donor else None)
        for person, revision, donor in rows
    }
