"""The people of the terminals: seen in the books, taken up by a keeper, told to every terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import LiteralString, NamedTuple, get_args

from donor_room.domain.entries import StaffAdded
from donor_room.domain.refusal import Refusal
from donor_room.domain.staff import Role
from donor_room.domain.visit import Recorded
from donor_room.station import tables
from donor_room.station.cursors import read_cursor, write_cursor
from donor_room.station.enrolment import Terminal
from donor_room.station.founding import House
from donor_room.station.journal import note
from donor_room.station.notices import tell
from donor_room.station.store import Connection, one
from donor_room.wire.staff import MAX_STAFF, STAFF_LEFT, StaffAsked, StaffPage, StaffRow, sign_staff

ROLES: tuple[Role, ...] = get_args(Role)
_SEEN_NAME = 64


class Seen(NamedTuple):
    """A person of a book whom the station does not keep yet."""

    staff: str
    name: str
    roles: list[Role]
    terminal: str


class Member(NamedTuple):
    """A person whom the station keeps."""

    staff: str
    name: str
    roles: list[Role]
    password: str
    trained_on: date | None
    trained_until: date | None
    left_at: datetime | None
    kept_by: str
    kept_at: datetime
    revision: int


def add_seen(conn: Connection, station_code: str, readable: Iterable[Recorded]) -> None:
    """Note who was added to a terminal; an odd row is left aside, its entry is kept."""
    for entry, act in readable:
        if isinstance(act, StaffAdded) and 0 < len(act.staff) <= _SEEN_NAME >= len(act.name) > 0:
            conn.execute(
                "INSERT INTO staff_seen (station_code, staff, book, seq, name, roles, password)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [station_code, act.staff, entry.book, entry.seq, act.name, list(act.roles), act.password],
            )


def seen(conn: Connection, station_code: str) -> list[Seen]:
    """Return who works at the terminals and is not kept at the station, by name."""
    rows = conn.execute(
        "SELECT DISTINCT ON (s.name, s.staff) s.staff, s.name, s.roles, coalesce(t.terminal_name, s.book)"
        " FROM staff_seen s JOIN book b USING (station_code, book)"
        " LEFT JOIN terminal t USING (station_code, terminal)"
        " WHERE s.station_code = %s AND NOT EXISTS (SELECT 1 FROM staff_member m"
        "  WHERE m.station_code = s.station_code AND m.staff = s.staff) ORDER BY s.name, s.staff, s.seq",
        [station_code],
    )
    return [Seen(*row) for row in rows]


_MEMBERS: LiteralString = (
    "SELECT staff, name, roles, password, trained_on, trained_until, left_at, kept_by, kept_at, revision"
    " FROM staff_member WHERE station_code = %(station)s"
)


def names_of(conn: Connection, station_code: str) -> dict[str, str]:
    """Return the name of everybody who was ever seen or kept; what the station keeps stands."""
    rows = conn.execute(
        "SELECT staff, name FROM staff_seen WHERE station_code = %(station)s"
        " UNION ALL SELECT staff, name FROM staff_member WHERE station_code = %(station)s",
        {"station": station_code},
    )
    return dict(rows.fetchall())


def members(conn: Connection, station_code: str) -> list[Member]:
    """Return everybody whom the station keeps, also who left, by name."""
    rows = conn.execute(_MEMBERS + " ORDER BY left_at IS NOT NULL, name, staff", {"station": station_code})
    return [Member(*row) for row in rows]


def find_member(conn: Connection, station_code: str, staff: str) -> Member:
    """Return one person; raises Refusal."""
    row = one(conn, _MEMBERS + " AND staff = %(staff)s", {"station": station_code, "staff": staff})
    if row is None:
        raise Refusal("roster.unknown", staff=staff[:_SEEN_NAME])
    return Member(*row)


def take_up(conn: Connection, house: House, staff: str, *, by: str, now: datetime) -> None:
    """Keep a person of a terminal from now on, with the verifier of just that terminal; raises Refusal."""
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        rows = conn.execute(
            "SELECT name, roles, password FROM staff_seen s WHERE station_code = %s AND staff = %s"
            " AND NOT EXISTS (SELECT 1 FROM staff_member m WHERE m.station_code = s.station_code"
            "  AND m.staff = s.staff)",
            [house.code, staff],
        ).fetchall()
        if len(rows) != 1:
            raise Refusal("roster.several" if rows else "roster.unknown", staff=staff[:_SEEN_NAME])
        name, roles, password = rows[0]
        conn.execute(
            "INSERT INTO staff_member (station_code, staff, revision, name, roles, password, kept_by,"
            " kept_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [house.code, staff, _next(conn, house), name, roles, password, by, now],
        )
        note(conn, house.code, by, "staff_taken_up", {"staff": staff, "name": name}, now)


def _next(conn: Connection, house: House) -> int:
    return tables.take_feed_numbers(conn, house.code, 1)


def change(
    conn: Connection,
    house: House,
    staff: str,
    *,
    roles: Collection[str],
    trained_on: date | None,
    trained_until: date | None,
    by: str,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Give a person other roles, or note a training; raises Refusal.

    `seen` is the revision that stood on a page: all of it is saved, so nobody else may have changed it since.
    """
    wanted = [role for role in ROLES if role in roles]
    if not wanted or set(wanted) != set(roles):
        raise Refusal("roster.no_role")
    if trained_on and trained_until and trained_until < trained_on:
        raise Refusal("roster.training")
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        member = find_member(conn, house.code, staff)
        if seen not in {None, member.revision}:
            raise Refusal("roster.changed_meanwhile")
        conn.execute(
            "UPDATE staff_member SET revision = %s, roles = %s, trained_on = %s, trained_until = %s,"
            " kept_by = %s, kept_at = %s WHERE station_code = %s AND staff = %s",
            [_next(conn, house), wanted, trained_on, trained_until, by, now, house.code, staff],
        )
        said = {"staff": staff, "name": member.name, "roles": ", ".join(wanted)}
        days = {"trained_on": str(trained_on or ""), "trained_until": str(trained_until or "")}
        note(conn, house.code, by, "staff_changed", {**said, **days}, now)


def leave(
    conn: Connection, house: House, staff: str, *, has_left: bool, by: str, why: str, now: datetime
) -> None:
    """Lock a person at every terminal, or let her or him work again; who left is told at once, urgently."""
    with conn.transaction():
        tables.lock_feed(conn, house.code)
        member = find_member(conn, house.code, staff)
        if (member.left_at is not None) == has_left:
            raise Refusal("roster.changed_meanwhile")
        conn.execute(
            "UPDATE staff_member SET revision = %s, left_at = %s, kept_by = %s, kept_at = %s"
            " WHERE station_code = %s AND staff = %s",
            [_next(conn, house), now if has_left else None, by, now, house.code, staff],
        )
        kind = "staff_left" if has_left else "staff_came_back"
        note(conn, house.code, by, kind, {"staff": staff, "name": member.name, "why": why}, now)
        if has_left:
            row = _row(house, find_member(conn, house.code, staff))
            tell(conn, house.code, STAFF_LEFT, sign_staff(row, house.key), urgent=True, now=now)


def _row(house: House, member: Member) -> StaffRow:
    return StaffRow(
        station_code=house.code,
        staff=member.staff,
        name=member.name,
        roles=tuple(member.roles),
        password=member.password,
        trained_on=member.trained_on,
        trained_until=member.trained_until,
        has_left=member.left_at is not None,
        revision=member.revision,
    )


# ---- what terminals hear -----------------------------------------------------------------------------------


def answer(conn: Connection, terminal: Terminal, asked: StaffAsked) -> StaffPage:
    """Return the next people, signed; raises Refused for a cursor of another feed."""
    house = terminal.house
    after = read_cursor(house, "staff", asked.cursor)
    rows = conn.execute(
        _MEMBERS + " AND revision > %(after)s ORDER BY revision LIMIT %(limit)s",
        {"station": house.code, "after": after, "limit": MAX_STAFF + 1},
    ).fetchall()
    told = [Member(*row) for row in rows[:MAX_STAFF]]
    last = told[-1].revision if told else after
    signed = tuple(sign_staff(_row(house, member), house.key) for member in told)
    return StaffPage(rows=signed, cursor=write_cursor(house, "staff", last), more=len(rows) > MAX_STAFF)
