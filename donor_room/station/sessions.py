"""Who is signed in on the station's pages: a secret in a cookie, of which the database keeps the hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import NamedTuple

from donor_room.domain.refusal import Refusal
from donor_room.station.people import Person, find_person
from donor_room.station.store import Connection, one

IDLE_FOR = timedelta(minutes=15)
LONGEST = timedelta(hours=12)


class Session(NamedTuple):
    """Somebody who is signed in, and whether the practice twin is looked at."""

    person: Person
    practice: bool
    opened_at: datetime


def new_token() -> str:
    """Return what a cookie holds, before a sign-in and after it, never the same."""
    return token_urlsafe(32)


def form_token(token: str) -> str:
    """Return what every form of this cookie must bring back: no other page can know it."""
    return sha256(b"form:" + token.encode()).hexdigest()


def is_own_form(token: str, given: str) -> bool:
    """Say whether a form came from a page of this cookie."""
    return bool(token) and compare_digest(form_token(token).encode(), given.encode())


def open_session(conn: Connection, station_code: str, login: str, now: datetime) -> str:
    """Sign somebody in and return the cookie; what is over goes. Raises Refusal for whoever may not work now.

    Whoever locks or invites this person at the same moment waits, and then ends this session too.
    """
    token = new_token()
    conn.execute(
        "DELETE FROM station_session WHERE station_code = %s AND (seen_at < %s OR opened_at < %s)",
        [station_code, now - IDLE_FOR, now - LONGEST],
    )
    opened = conn.execute(
        "INSERT INTO station_session (station_code, token_sha256, login, opened_at, seen_at)"
        " SELECT station_code, %(token)s, login, %(now)s, %(now)s FROM station_person"
        " WHERE station_code = %(station)s AND login = %(login)s AND password_hash IS NOT NULL"
        " AND locked_at IS NULL FOR NO KEY UPDATE",
        _given(station_code, token) | {"login": login, "now": now},
    )
    if opened.rowcount != 1:
        raise Refusal("console.sign_in.wrong")
    return token


def find_session(
    conn: Connection, station_code: str, token: str, now: datetime, *, touch: bool = True
) -> Session | None:
    """Return who is signed in by this cookie; touch unless the page only looked by itself."""
    row = one(
        conn,
        "SELECT login, practice, opened_at FROM station_session WHERE station_code = %(station)s"
        " AND token_sha256 = %(token)s AND seen_at > %(idle)s AND opened_at > %(oldest)s",
        _given(station_code, token) | {"idle": now - IDLE_FOR, "oldest": now - LONGEST},
    )
    person = find_person(conn, station_code, row[0]) if row else None
    if row is None or person is None or not person.may_work:
        return None
    if touch:
        conn.execute(
            "UPDATE station_session SET seen_at = %(now)s"
            " WHERE station_code = %(station)s AND token_sha256 = %(token)s",
            _given(station_code, token) | {"now": now},
        )
    return Session(person, row[1], row[2])


def look_at(conn: Connection, station_code: str, token: str, *, practice: bool) -> None:
    """Show the practice twin in this session, or the real station."""
    conn.execute(
        "UPDATE station_session SET practice = %(practice)s"
        " WHERE station_code = %(station)s AND token_sha256 = %(token)s",
        _given(station_code, token) | {"practice": practice},
    )


def end_session(conn: Connection, station_code: str, token: str) -> None:
    """Sign out."""
    conn.execute(
        "DELETE FROM station_session WHERE station_code = %(station)s AND token_sha256 = %(token)s",
        _given(station_code, token),
    )


def _given(station_code: str, token: str) -> dict[str, object]:
    return {"station": station_code, "token": _hashed(token)}


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
