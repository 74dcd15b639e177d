"""The station's books: entries as they arrived, taken only where they follow the chain, and never twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from donor_room.station.fences import freeze
from donor_room.station.gaps import covers_of
from donor_room.station.refused import Refused, refused
from donor_room.station.sorting import Line, Sorted, check_following, of_book, sort_out
from donor_room.station.store import Connection, one
from donor_room.wire.codec import Broken, first_hash
from donor_room.wire.envelope import read_envelope
from donor_room.wire.hollow import Covers
from donor_room.wire.messages import Head, HeadReply, Problem, PushReply


class Outcome(NamedTuple):
    """What was done in the transaction; a refusal is raised only after it, so that what was good stays."""

    acknowledged: Head
    fresh: int
    refusal: Refused | None


class BookHead(NamedTuple):
    """One line of the station's own list of books."""

    station_code: str
    book: str
    terminal: str
    seq: int
    hash: str
    entries: int
    forked_at: int | None
    """Where another branch of the book begins that was kept apart; None where there is none."""


def take_push(
    conn: Connection, *, station_code: str, terminal: str, book: str, raws: list[bytes], now: datetime
) -> PushReply:
    """Store what follows the chain and say where the book ends now; the same push again changes nothing.

    Raises Refused at a fork, a gap, a broken chain or a foreign book; the good entries before it are kept.
    """
    with conn.transaction():
        head = _lock_head(conn, station_code, terminal, book)
        covers = covers_of(conn, station_code, book, raws)
        pushed = sort_out(head, raws, covers)
        branch = _find_branch(conn, station_code, head, pushed, raws, covers)
        if branch:
            outcome = _refuse_fork(conn, station_code, terminal, head, branch, now)
        else:
            outcome = _store(conn, station_code, head, pushed, now)
    if outcome.refusal is not None:
        raise outcome.refusal
    return PushReply(acknowledged=outcome.acknowledged, fresh=outcome.fresh)


_NOT_OF_THE_BOOK = ("chain", "gap")
"""Why the next lines of a branch do not follow the book, which may have ended long before."""


def _find_branch(
    conn: Connection, station_code: str, head: Head, pushed: Sorted, raws: list[bytes], covers: Covers
) -> list[Line]:
    """Return the lines of another branch: from the first that differs on, also beyond the end of the book.

    A later push of the same branch is known by what was kept of it before.
    """
    forked = _forked(conn, station_code, head.book, pushed.known)
    rest = raws[len(pushed.known) :]
    if forked:
        end = forked[-1].entry
        return forked + _following(Head(book=head.book, seq=end.seq, hash=end.hash), rest, covers)
    if pushed.broken is None or pushed.broken.reason not in _NOT_OF_THE_BOOK or pushed.fresh:
        return []
    first = read_envelope(rest[0])
    before = Head(book=head.book, seq=first.seq - 1, hash=first.prev_hash)
    return _following(before, rest, covers) if _is_of_branch(conn, station_code, before) else []


def _following(place: Head, raws: Iterable[bytes], covers: Covers) -> list[Line]:
    """Return the lines that hang on a place, up to the first that does not."""
    lines: list[Line] = []
    seq, last = place.seq, place.hash
    for raw in raws:
        try:
            line = Line(of_book(read_envelope(raw), place.book), raw)
            check_following(line, covers, after_seq=seq, after_hash=last)
        except Broken:
            break
        lines.append(line)
        seq, last = line.entry.seq, line.entry.hash
    return lines


def _is_of_branch(conn: Connection, station_code: str, place: Head) -> bool:
    """Say whether a place is on what was kept of another branch."""
    kept = one(
        conn,
        "SELECT 1 FROM fork WHERE station_code = %(station)s AND book = %(book)s AND seq = %(seq)s"
        " AND hash = %(hash)s",
        {"station": station_code, "book": place.book, "seq": place.seq, "hash": place.hash},
    )
    return kept is not None


def _lock_head(conn: Connection, station_code: str, terminal: str, book: str) -> Head:
    values = {"station": station_code, "book": book, "terminal": terminal, "hash": first_hash(book)}
    conn.execute(
        "INSERT INTO book (station_code, book, terminal, seq, hash)"
        " VALUES (%(station)s, %(book)s, %(terminal)s, 0, %(hash)s) ON CONFLICT DO NOTHING",
        values,
    )
    row = one(
        conn,
        "SELECT terminal, seq, hash FROM book WHERE station_code = %(station)s AND book = %(book)s"
        " FOR NO KEY UPDATE",
        values,
    )
    if row is None or row[0] != terminal:
        raise refused(403, "book.of_another_terminal")
    return Head(book=book, seq=row[1], hash=row[2])


def _forked(conn: Connection, station_code: str, book: str, known: list[Line]) -> list[Line]:
    """Return the lines, from the first on, that stand in the book with another hash."""
    if not known:
        return []
    stored: dict[int, str] = dict(
        conn.execute(
            "SELECT seq, hash FROM entry WHERE station_code = %s AND book = %s AND seq = ANY(%s)",
            [station_code, book, [line.entry.seq for line in known]],
        ).fetchall()
    )
    at = next(
        (n for n, line in enumerate(known) if stored.get(line.entry.seq) != line.entry.hash), len(known)
    )
    return known[at:]


def _refuse_fork(
    conn: Connection,
    station_code: str,
    terminal: str,
    head: Head,
    branch: list[Line],
    now: datetime,
) -> Outcome:
    """Keep the other branch for a person to look at; the book itself stays as it is.

    Whoever wrote it is a copy: nothing is lent to this terminal any more before a person has looked.
    """
    freeze(conn, station_code, terminal, "fork", now)
    with conn.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO fork (station_code, book, seq, hash, raw, terminal, found_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (station_code, head.book, line.entry.seq, line.entry.hash, line.raw, terminal, now)
                for line in branch
            ],
        )
    at = branch[0].entry.seq
    return Outcome(head, 0, refused(409, "fork", at=at, need=head.seq + 1, hash=head.hash))


def _store(conn: Connection, station_code: str, head: Head, pushed: Sorted, now: datetime) -> Outcome:
    end = _append(conn, station_code, head, pushed.fresh, now) if pushed.fresh else head
    if pushed.broken is None:
        return Outcome(end, len(pushed.fresh), None)
    code = pushed.broken.reason.replace(" ", "_")
    problem = Problem(code=code, need=end.seq + 1, at=pushed.broken.seq, hash=end.hash)
    return Outcome(end, len(pushed.fresh), Refused(409, problem))


def _append(conn: Connection, station_code: str, head: Head, fresh: list[Line], now: datetime) -> Head:
    columns = "station_code, book, seq, hash, raw, received_at"
    with (
        conn.cursor() as cursor,
        cursor.copy(f"COPY entry ({columns}) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["text", "text", "int8", "text", "bytea", "timestamptz"])
        for line in fresh:
            copy.write_row((station_code, head.book, line.entry.seq, line.entry.hash, line.raw, now))
    last = fresh[-1].entry
    conn.execute(
        "UPDATE book SET seq = %s, hash = %s WHERE station_code = %s AND book = %s",
        [last.seq, last.hash, station_code, head.book],
    )
    return Head(book=head.book, seq=last.seq, hash=last.hash)


def head_of(conn: Connection, station_code: str, book: str) -> HeadReply:
    """Return where a book ends at the station; a book nobody pushed ends before its first entry."""
    row = one(
        conn,
        "SELECT seq, hash, projected FROM book WHERE station_code = %(station)s AND book = %(book)s",
        {"station": station_code, "book": book},
    )
    seq, last, projected = row or (0, first_hash(book), 0)
    quarantined = conn.execute(
        "SELECT seq, code FROM quarantine WHERE station_code = %s AND book = %s ORDER BY seq LIMIT 1000",
        [station_code, book],
    ).fetchall()
    return HeadReply(
        acknowledged=Head(book=book, seq=seq, hash=last),
        projected=projected,
        quarantined=tuple((seq, code) for seq, code in quarantined),
    )


def refuse_foreign(conn: Connection, station_code: str, terminal: str, book: str) -> None:
    """Refuse a book that is not of this terminal; one that nobody pushed is of anybody."""
    row = one(
        conn,
        "SELECT terminal FROM book WHERE station_code = %(station)s AND book = %(book)s",
        {"station": station_code, "book": book},
    )
    if row is not None and row[0] != terminal:
        raise refused(403, "book.of_another_terminal")


def raw_entries(
    conn: Connection, station_code: str, book: str, *, after: int = 0, limit: int | None = None
) -> list[bytes]:
    """Return the bytes of entries as they came, in order; all of them without a limit."""
    rows = conn.execute(
        "SELECT raw FROM entry WHERE station_code = %s AND book = %s AND seq > %s ORDER BY seq LIMIT %s",
        [station_code, book, after, limit],
        binary=True,
    )
    return [bytes(raw) for (raw,) in rows]


def books_of(conn: Connection, station_code: str, terminal: str) -> list[str]:
    """Return the books that a terminal has begun here."""
    rows = conn.execute(
        "SELECT book FROM book WHERE station_code = %s AND terminal = %s ORDER BY book",
        [station_code, terminal],
    )
    return [book for (book,) in rows]


def all_heads(conn: Connection) -> list[BookHead]:
    """Return every book of every station code here, for people who compare."""
    rows = conn.execute(
        "SELECT b.station_code, b.book, b.terminal, b.seq, b.hash,"
        " (SELECT count(*) FROM entry e WHERE e.station_code = b.station_code AND e.book = b.book),"
        " (SELECT min(f.seq) FROM fork f WHERE f.station_code = b.station_code AND f.book = b.book)"
        " FROM book b ORDER BY b.station_code, b.book"
    )
    return [BookHead(*row) for row in rows]
