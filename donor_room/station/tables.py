"""The tables that the station reads its books into, one function for each question or change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, LiteralString, TypeVar

import msgspec

from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    StandingDeferral,
)
from donor_room.domain.entries import ShiftOpened
from donor_room.domain.visit import Recorded
from donor_room.station import sums
from donor_room.station.nonconforming import add_rows
from donor_room.station.reading import read_entry
from donor_room.station.rows import VisitReading, VisitRow
from donor_room.station.store import Connection, one

Row = TypeVar("Row")

READ_OUT: tuple[LiteralString, ...] = (
    "quarantine",
    "visit_entry",
    "shift",
    "ticket",
    "guest",
    "shift_span",
    "supplies",
    "visit",
    "donation",
    "deferral",
    "readings",
    "reaction",
    "figure",
    "contact",
    "tagged",
    "reaction_call",
    "due",
    "donation_number",
    "number_returned",
    "number_explained",
    "hold",
    "decided",
    "rules_kept",
    "packed",
    "handover",
    "part_missing",
    "crate_warmth",
    "nonconformity",
    "shift_entry",
    "staff_seen",
)
"""What can be forgotten and read again."""


def lock_feed(conn: Connection, station_code: str) -> None:
    """Let nobody else read books or number the feed until this transaction ends."""
    conn.execute("SELECT 1 FROM station WHERE station_code = %s FOR NO KEY UPDATE", [station_code])


def take_feed_numbers(conn: Connection, station_code: str, count: int) -> int:
    """Return the first of so many new numbers of the feed."""
    row = one(
        conn,
        "UPDATE station SET last_feed_no = last_feed_no + %(count)s WHERE station_code = %(station)s"
        " RETURNING last_feed_no",
        {"station": station_code, "count": count},
    )
    return int(row[0]) - count + 1 if row else 0


# ---- runs of entries ---------------------------------------------------------------------------------------


def next_run(conn: Connection, station_code: str, limit: int) -> tuple[str, int, int] | None:
    """Return (book, after, last) of entries that nobody has read yet."""
    row = one(
        conn,
        "SELECT book, projected, least(seq, projected + %(limit)s) FROM book"
        " WHERE station_code = %(station)s AND projected < seq ORDER BY book LIMIT 1",
        {"station": station_code, "limit": limit},
    )
    return (row[0], row[1], row[2]) if row else None


def add_run(conn: Connection, station_code: str, book: str, after: int, last: int) -> None:
    """Give a run its place in the order in which the station believes things."""
    feed_no = take_feed_numbers(conn, station_code, 1)
    conn.execute(
        "INSERT INTO feed_run (station_code, feed_no, book, first_seq, last_seq) VALUES (%s, %s, %s, %s, %s)",
        [station_code, feed_no, book, after + 1, last],
    )


def runs(conn: Connection, station_code: str) -> list[tuple[str, int, int]]:
    """Return (book, after, last) of all runs in the order of the feed."""
    return conn.execute(
        "SELECT book, first_seq - 1, last_seq FROM feed_run WHERE station_code = %s ORDER BY feed_no",
        [station_code],
    ).fetchall()


def raw_run(conn: Connection, station_code: str, book: str, after: int, last: int) -> list[tuple[int, bytes]]:
    """Return (seq, raw) of one run."""
    return conn.execute(
        "SELECT seq, raw FROM entry WHERE station_code = %s AND book = %s AND seq > %s AND seq <= %s"
        " ORDER BY seq",
        [station_code, book, after, last],
        binary=True,
    ).fetchall()


def mark_projected(conn: Connection, station_code: str, book: str, last: int) -> None:
    """Note up to where a book is read."""
    conn.execute(
        "UPDATE book SET projected = %s WHERE station_code = %s AND book = %s", [last, station_code, book]
    )


def is_wrong_world(conn: Connection, station_code: str, book: str) -> bool:
    """Say whether the book opened as practice at a real station, or the other way round."""
    row = one(
        conn,
        "SELECT wrong_world FROM book WHERE station_code = %(station)s AND book = %(book)s",
        {"station": station_code, "book": book},
    )
    return bool(row and row[0])


def mark_wrong_world(conn: Connection, station_code: str, book: str) -> None:
    """Remember that nothing of this book is to be believed here."""
    conn.execute(
        "UPDATE book SET wrong_world = true WHERE station_code = %s AND book = %s", [station_code, book]
    )


def quarantine(conn: Connection, station_code: str, book: str, codes: Iterable[tuple[int, str]]) -> None:
    """Set entries aside for a person to look at."""
    rows = [(station_code, book, seq, code) for seq, code in codes]
    _insert_many(
        conn,
        "INSERT INTO quarantine (station_code, book, seq, code) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        rows,
    )


# ---- visits ------------------------------------------------------------------------------------------------


def add_visit_entries(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> set[str]:
    """Note which entries tell of which visit, and return the visits."""
    entries = [line.entry for line in readable if line.entry.visit is not None]
    _insert_many(
        conn,
        "INSERT INTO visit_entry (station_code, visit, book, seq) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [(station_code, entry.visit, entry.book, entry.seq) for entry in entries],
    )
    return {entry.visit for entry in entries if entry.visit is not None}


def entries_of_visits(
    conn: Connection, station_code: str, visits: set[str], at_hand: Iterable[Recorded] = ()
) -> list[list[Recorded]]:
    """Return all that was recorded of each visit, visits in the order of their names.

    What is at hand already is not read again.
    """
    read = {(line.entry.book, line.entry.seq): line for line in at_hand}
    places = conn.execute(
        "SELECT visit, book, seq FROM visit_entry WHERE station_code = %s AND visit = ANY(%s)"
        " ORDER BY visit, book, seq",
        [station_code, sorted(visits)],
    ).fetchall()
    read |= _read_at(conn, station_code, [(book, seq) for _, book, seq in places if (book, seq) not in read])
    found: dict[str, list[Recorded]] = defaultdict(list)
    for visit, book, seq in places:
        found[visit].append(read[book, seq])
    return list(found.values())


def _read_at(
    conn: Connection, station_code: str, places: list[tuple[str, int]]
) -> dict[tuple[str, int], Recorded]:
    if not places:
        return {}
    books, seqs = map(list, zip(*places, strict=True))
    rows = conn.execute(
        "SELECT e.book, e.seq, e.raw FROM unnest(%s::text[], %s::bigint[]) AS asked (book, seq)"
        " JOIN entry e ON e.station_code = %s AND e.book = asked.book AND e.seq = asked.seq",
        [books, seqs, station_code],
        binary=True,
    )
    return {(book, seq): read_entry(raw) for book, seq, raw in rows}


def replace_visits(
    conn: Connection, station_code: str, visits: set[str], readings: Sequence[VisitReading]
) -> dict[str, datetime]:
    """Put new rows in the place of the old ones.

    Return every person in the old or the new, each with the opening of the first visit that has changed.
    """
    changed = _forget_visits(conn, station_code, sorted(visits))
    numbers = _numbers_of(conn, station_code, sorted(visits))
    _delete_visits(conn, station_code, sorted(visits), ("donation_number",))
    _insert_rows(conn, station_code, "visit", [one.visit for one in readings])
    _insert_rows(conn, station_code, "donation", [one.donation for one in readings if one.donation])
    _insert_rows(conn, station_code, "deferral", [one.deferral for one in readings if one.deferral])
    _insert_rows(conn, station_code, "decided", [one.decided for one in readings if one.decided])
    _insert_rows(conn, station_code, "readings", [one.readings for one in readings if one.readings])
    _insert_rows(conn, station_code, "reaction", [one.reaction for one in readings if one.reaction])
    _insert_rows(conn, station_code, "figure", [one.figures for one in readings])
    _insert_rows(conn, station_code, "contact", [row for one in readings for row in one.contact])
    _insert_rows(conn, station_code, "tagged", [row for one in readings for row in one.tagged])
    _insert_rows(conn, station_code, "reaction_call", [row for one in readings for row in one.calls])
    add_rows(conn, station_code, [row for one in readings for row in one.nonconforming])
    _delete_visits(conn, station_code, sorted(visits), ("hold",))
    _insert_rows(conn, station_code, "hold", [row for reading in readings for row in reading.holds])
    claimed = [row for reading in readings for row in reading.numbers]
    _insert_rows(conn, station_code, "donation_number", claimed)
    _hold_twice_claimed(conn, station_code, sorted(numbers | {row.number for row in claimed}))
    for reading in readings:
        person, opened_at = reading.visit.person, reading.visit.opened_at
        changed[person] = min(changed.get(person, opened_at), opened_at)
    return changed


def _forget_visits(conn: Connection, station_code: str, visits: list[str]) -> dict[str, datetime]:
    rows = conn.execute(
        "SELECT person, min(opened_at) FROM visit WHERE station_code = %s AND visit = ANY(%s)"
        " GROUP BY person",
        [station_code, visits],
    ).fetchall()
    _delete_visits(conn, station_code, visits, _OF_A_VISIT)
    return dict(rows)


_OF_A_VISIT: tuple[LiteralString, ...] = (
    "visit",
    "donation",
    "deferral",
    "decided",
    "readings",
    "reaction",
    "figure",
    "contact",
    "tagged",
    "reaction_call",
    "nonconformity",
)


def _delete_visits(
    conn: Connection, station_code: str, visits: list[str], tables: tuple[LiteralString, ...]
) -> None:
    for table in tables:
        conn.execute(
            f"DELETE FROM {table} WHERE station_code = %s AND visit = ANY(%s)",  # noqa: S608 - names of ours
            [station_code, visits],
        )


def _numbers_of(conn: Connection, station_code: str, visits: list[str]) -> set[str]:
    rows = conn.execute(
        "SELECT number FROM donation_number WHERE station_code = %s AND visit = ANY(%s)",
        [station_code, visits],
    )
    return {number for (number,) in rows}


_VISIT: LiteralString = (
    "visit, person, shift, opened_at, name, sex, birth_on, abo, had_reaction, outcome, phone_tail, phone_mark"
    ", closed_at"
)
_FIGURE: LiteralString = (
    "visit, shift, on_day, ended, plan, kind, volume_ml, times, needles, first_stick, pierced_by, severity"
    ", reasons, satisfied, reacted, souvenirs, desk_min, interview_min, exam_min, tests_min, decision_min"
    ", labels_min, collection_min, aftercare_min, stay_min"
)
_CALL: LiteralString = (
    "visit, person, reaction, reacted_on, call_on, kind, grade, tried, last_at, last_result"
)
_COLUMNS: dict[str, LiteralString] = {
    "visit": _VISIT,
    "donation": "visit, person, number, kind, donated_on, volume_ml, given_at, plan",
    "deferral": "visit, person, kind, until_on, decided_at, by_interval",
    "decided": "visit, book, seq",
    "readings": "visit, person, measured_on, sbp_mmhg, dbp_mmhg, weight_kg, hb_g_per_l",
    "reaction": "visit, person, reacted_on, severity",
    "figure": _FIGURE,
    "contact": "visit, person, entry, word, seen, said_at, said_by",
    "tagged": "visit, person, entry, tag, is_on, said_at",
    "reaction_call": _CALL,
    "donation_number": "number, visit, state",
    "hold": "reason, subject, visit",
}


def _insert_rows(
    conn: Connection, station_code: str, table: LiteralString, rows: Sequence[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    with (
        conn.cursor() as cursor,
        cursor.copy(f"COPY {table} (station_code, {_COLUMNS[table]}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row((station_code, *row))


def _hold_twice_claimed(conn: Connection, station_code: str, numbers: list[str]) -> None:
    """Hold every visit that claims a number which another one claims too, and no other."""
    conn.execute(
        "DELETE FROM hold WHERE station_code = %s AND reason = 'number_twice' AND subject = ANY(%s)",
        [station_code, numbers],
    )
    conn.execute(
        "INSERT INTO hold (station_code, reason, subject, visit, rests_on)"
        " SELECT n.station_code, 'number_twice', n.number, n.visit, json_agg(o.visit ORDER BY o.visit)::text"
        " FROM donation_number n JOIN donation_number o ON o.station_code = n.station_code"
        "   AND o.number = n.number AND o.visit <> n.visit"
        " WHERE n.station_code = %(station)s AND n.number = ANY(%(numbers)s) GROUP BY 1, 3, 4",
        {"station": station_code, "numbers": numbers},
    )


def add_shifts(conn: Connection, station_code: str, shifts: Iterable[ShiftOpened]) -> list[str]:
    """Note where a team works; the first opening of a shift stands."""
    told = list(shifts)
    rows = [(station_code, *_shift_row(one)) for one in told]
    _insert_many(
        conn,
        "INSERT INTO shift"
        " (station_code, shift, shift_on, site, drive, vehicle, organisation, campaign, source)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        rows,
    )
    return [one.shift for one in told]


def _shift_row(one: ShiftOpened) -> tuple[object, ...]:
    told = (one.organisation or "", one.campaign or "", one.source or "")
    return (one.shift, one.on, one.site, one.drive, one.vehicle, *told)


def persons_of_shifts(conn: Connection, station_code: str, shifts: list[str]) -> set[str]:
    """Return who has been seen in these shifts."""
    rows = conn.execute(
        "SELECT DISTINCT person FROM visit WHERE station_code = %s AND shift = ANY(%s)",
        [station_code, shifts],
    )
    return {person for (person,) in rows}


# ---- what is told about a donor ----------------------------------------------------------------------------


def every_person(conn: Connection, station_code: str) -> set[str]:
    """Return everybody whom the station knows or has told of."""
    rows = conn.execute(
        "SELECT person FROM visit WHERE station_code = %(station)s"
        " UNION SELECT person FROM known_donor WHERE station_code = %(station)s"
        " UNION SELECT person FROM directory WHERE station_code = %(station)s",
        {"station": station_code},
    )
    return {person for (person,) in rows}


def told_before(conn: Connection, station_code: str, persons: set[str]) -> dict[str, bytes | None]:
    """Return the bytes that were last told about each person."""
    return dict(_of_persons(conn, station_code, persons, "SELECT person, donor FROM directory WHERE "))


def known_donors(conn: Connection, station_code: str, persons: set[str]) -> dict[str, DirectoryDonor]:
    """Return what the station knew before its first terminal."""
    rows = _of_persons(conn, station_code, persons, "SELECT person, donor FROM known_donor WHERE ")
    return {person: msgspec.json.decode(donor, type=DirectoryDonor) for person, donor in rows}


def add_known_donors(conn: Connection, station_code: str, donors: dict[str, bytes]) -> None:
    """Take in what the station knew before; a later word about the same person replaces the earlier one."""
    _insert_many(
        conn,
        "INSERT INTO known_donor (station_code, person, donor) VALUES (%s, %s, %s)"
        " ON CONFLICT (station_code, person) DO UPDATE SET donor = excluded.donor",
        [(station_code, person, donor) for person, donor in donors.items()],
    )


def visits_of(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[VisitRow]]:
    """Return the visits of each person in the order of their opening."""
    question: LiteralString = "SELECT person, " + _VISIT + " FROM visit WHERE "  # noqa: S608
    rows = _of_persons(conn, station_code, persons, question, " ORDER BY opened_at, visit")
    return _by_person((person, VisitRow(*row)) for person, *row in rows)


def donations_of(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[EarlierDonation]]:
    """Return the donations of each person, with the site where the shift is known."""
    question: LiteralString = (
        "SELECT d.person, d.kind, d.donated_on, d.volume_ml, coalesce(s.site, '') FROM donation d"
        " JOIN visit v USING (station_code, visit) LEFT JOIN shift s USING (station_code, shift) WHERE d."
    )
    rows = _of_persons(conn, station_code, persons, question, " ORDER BY d.visit", table="d.")
    return _by_person(
        (person, EarlierDonation(kind=kind, on=on, volume_ml=volume_ml, site=site))
        for person, kind, on, volume_ml, site in rows
    )


def deferrals_of(conn: Connection, station_code: str, persons: set[str]) -> dict[str, list[StandingDeferral]]:
    """Return the deferrals of each person."""
    rows = _of_persons(conn, station_code, persons, "SELECT person, kind, until_on FROM deferral WHERE ")
    return _by_person(
        (person, StandingDeferral(kind=kind, until_on=until_on)) for person, kind, until_on in rows
    )


def tell(conn: Connection, station_code: str, rows: list[tuple[str, bytes | None]]) -> None:
    """Write rows of the directory, each with a revision of its own from the feed."""
    if not rows:
        return
    first = take_feed_numbers(conn, station_code, len(rows))
    before = _of_persons(
        conn,
        station_code,
        {person for person, _ in rows},
        "SELECT person, revision FROM directory WHERE donor IS NOT NULL AND ",
    )
    come = [(person, first + n) for n, (person, donor) in enumerate(rows) if donor is not None]
    sums.change(conn, station_code, [(person, revision) for person, revision in before], come)
    _insert_many(
        conn,
        "INSERT INTO directory (station_code, person, revision, donor) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (station_code, person)"
        " DO UPDATE SET revision = excluded.revision, donor = excluded.donor",
        [(station_code, person, first + n, donor) for n, (person, donor) in enumerate(rows)],
    )


def forget(conn: Connection, station_code: str) -> None:
    """Empty all that can be read again."""
    for table in READ_OUT:
        conn.execute(f"DELETE FROM {table} WHERE station_code = %s", [station_code])  # noqa: S608 - names of ours
    conn.execute("UPDATE book SET projected = 0, wrong_world = false WHERE station_code = %s", [station_code])


def contents(conn: Connection, station_code: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that was read out, in an order of its own, to compare two readings."""
    return {
        table: conn.execute(
            f"SELECT t::text FROM {table} t WHERE station_code = %s ORDER BY 1",  # noqa: S608 - names of ours
            [station_code],
        ).fetchall()
        for table in (*READ_OUT, "directory", "book")
    }


def _of_persons(
    conn: Connection,
    station_code: str,
    persons: set[str],
    question: LiteralString,
    order: LiteralString = "",
    *,
    table: LiteralString = "",
) -> list[tuple[Any, ...]]:
    condition = f"{question}station_code = %s AND {table}person = ANY(%s){order}"
    return conn.execute(condition, [station_code, sorted(persons)]).fetchall()


def _by_person(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for person, row in rows:
        found[person].append(row)
    return found


def _insert_many(conn: Connection, query: LiteralString, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        with conn.cursor() as cursor:
            cursor.executemany(query, rows)
