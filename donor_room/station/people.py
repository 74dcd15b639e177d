"""The people of a station who sign in on its pages: a password, a second factor and a role each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Literal, LiteralString, NamedTuple, get_args

from donor_room.domain.refusal import Refusal
from donor_room.station.journal import note
from donor_room.station.second_factor import new_secret, step_of
from donor_room.station.store import Connection, one

if TYPE_CHECKING:
    from argon2 import PasswordHasher

Role = Literal["physician", "keeper", "clerk"]
ROLES: tuple[Role, ...] = get_args(Role)

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
TRIES = 5
SHUT_FOR = timedelta(minutes=15)
INVITED_FOR = timedelta(hours=24)

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}", re.ASCII)
_LONGEST_NAME = 64
_at_work = BoundedSemaphore(2)
"""A check of a password takes 64 MiB; no crowd of wrong ones takes the memory of the station."""


class Person(NamedTuple):
    """Somebody of the station; without a password she or he was invited and has not come yet."""

    login: str
    name: str
    role: Role
    password_hash: str | None
    totp_secret: bytes
    last_step: int
    invited_until: datetime | None
    shut_until: datetime | None
    locked_at: datetime | None
    seen_at: datetime | None

    @property
    def may_work(self) -> bool:
        """Say whether this person has come and is not locked."""
        return self.password_hash is not None and self.locked_at is None


def add_person(
    conn: Connection, station_code: str, by: str, *, login: str, name: str, role: str, now: datetime
) -> str:
    """Add a person; return the secret of the invitation, of which the hash is kept; raises Refusal."""
    if not _LOGIN.fullmatch(login):
        raise Refusal("console.problem.login_shape", login=login)
    if role not in ROLES:
        raise Refusal("console.problem.role", roles=", ".join(ROLES))
    if not 0 < len(name.strip()) <= _LONGEST_NAME or not name.isprintable():
        raise Refusal("console.problem.name")
    with conn.transaction():
        fresh = conn.execute(
            "INSERT INTO station_person (station_code, login, name, role, totp_secret, added_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [station_code, login, name.strip(), role, new_secret(), now],
        )
        if fresh.rowcount != 1:
            raise Refusal("console.problem.login_taken", login=login)
        note(conn, station_code, by, "person_added", {"login": login, "name": name, "role": role}, now)
        return invite(conn, station_code, by, login, now)


def invite(conn: Connection, station_code: str, by: str, login: str, now: datetime) -> str:
    """Let a person choose a password and a second factor anew; what was before is over at once."""
    secret = "".join(choice(_SIGNS) for _ in range(16))
    with conn.transaction():
        done = conn.execute(
            "UPDATE station_person SET password_hash = NULL, totp_secret = %s, last_step = 0, failures = 0,"
            " shut_until = NULL, invitation_sha256 = %s, invited_until = %s"
            " WHERE station_code = %s AND login = %s",
            [new_secret(), _hashed(secret), now + INVITED_FOR, station_code, login],
        )
        if done.rowcount != 1:
            raise Refusal("console.problem.nobody", login=login)
        _end_sessions(conn, station_code, login)
        note(conn, station_code, by, "person_invited", {"login": login}, now)
    return "-".join(secret[at : at + 4] for at in range(0, 16, 4))


def invited(conn: Connection, station_code: str, login: str, secret: str, now: datetime) -> Person | None:
    """Return who was invited with this secret, or None; a wrong one counts as a wrong password does."""
    if not _try_is_free(conn, station_code, login, now):
        return None
    # Read first: the key of an invitation that comes meanwhile is not for whoever has this one.
    person = find_person(conn, station_code, login)
    row = one(
        conn,
        "SELECT invitation_sha256 FROM station_person WHERE station_code = %(station)s AND login = %(login)s"
        " AND invited_until > %(now)s AND locked_at IS NULL AND password_hash IS NULL",
        {"station": station_code, "login": login, "now": now},
    )
    if row is None or not compare_digest(bytes(row[0]), _hashed(secret)):
        return None
    _give_tries_back(conn, station_code, login)
    return person


def join(
    conn: Connection, station_code: str, person: Person, *, password: str, code: str, now: datetime
) -> None:
    """Take the password and the second factor of somebody who was invited; raises Refusal.

    An invitation is good once, and only until there is a new one: each has a key of the second factor.
    """
    refuse_weak(password, person.login)
    step = step_of(person.totp_secret, code, now)
    if step is None:
        raise Refusal("console.problem.code")
    chosen = _hash_of(password)
    with conn.transaction():
        done = conn.execute(
            "UPDATE station_person SET password_hash = %s, last_step = %s, invitation_sha256 = NULL,"
            " invited_until = NULL WHERE station_code = %s AND login = %s AND password_hash IS NULL"
            " AND totp_secret = %s AND locked_at IS NULL",
            [chosen, step, station_code, person.login, person.totp_secret],
        )
        if done.rowcount != 1:
            raise Refusal("console.join.wrong")
        note(conn, station_code, person.login, "person_joined", {"login": person.login}, now)


def refuse_weak(password: str, login: str) -> None:
    """Raise Refusal for a password that is too short, endless, the login, or one sign again and again."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refusal("console.problem.password_short", least=SHORTEST_PASSWORD, most=LONGEST_PASSWORD)
    if login in password.lower() or len(set(password)) < SHORTEST_PASSWORD // 3:
        raise Refusal("console.problem.password_simple")


def check_sign_in(
    conn: Connection, station_code: str, *, login: str, password: str, code: str, now: datetime
) -> Person | None:
    """Return the person, or None whatever was wrong: nobody learns which half, nor of whom there is one."""
    is_free = _try_is_free(conn, station_code, login, now)
    person = find_person(conn, station_code, login)
    known = person.password_hash if person else None
    is_right = _fits(known or _nobodys_hash(), password[:LONGEST_PASSWORD])
    step = step_of(person.totp_secret if person else bytes(20), code, now)
    if not (is_free and person and person.may_work and is_right and step):
        return None
    if not _take_step(conn, station_code, person, step, now):
        return None
    _give_tries_back(conn, station_code, login)
    return person


def _try_is_free(conn: Connection, station_code: str, login: str, now: datetime) -> bool:
    """Count a try before it is looked at, so that no two at once are one; shut the sign-in with the last."""
    done = conn.execute(
        _COUNT_TRY,
        {"station": station_code, "login": login, "now": now, "tries": TRIES, "until": now + SHUT_FOR},
    )
    return done.rowcount == 1


_COUNT_TRY: LiteralString = """
UPDATE station_person SET failures = CASE WHEN shut_until IS NULL THEN failures + 1 ELSE 1 END,
 shut_until = CASE WHEN shut_until IS NULL AND failures + 1 >= %(tries)s THEN %(until)s END
WHERE station_code = %(station)s AND login = %(login)s AND (shut_until IS NULL OR shut_until <= %(now)s)
"""


def _give_tries_back(conn: Connection, station_code: str, login: str) -> None:
    conn.execute(
        "UPDATE station_person SET failures = 0, shut_until = NULL WHERE station_code = %s AND login = %s",
        [station_code, login],
    )


def _take_step(conn: Connection, station_code: str, person: Person, step: int, now: datetime) -> bool:
    """Spend a code of the second factor; say whether it was still good, and the person as she was seen."""
    done = conn.execute(
        "UPDATE station_person SET last_step = %(step)s, seen_at = %(now)s WHERE station_code = %(station)s"
        " AND login = %(login)s AND last_step < %(step)s AND password_hash = %(hash)s AND locked_at IS NULL",
        {
            "station": station_code,
            "login": person.login,
            "step": step,
            "now": now,
            "hash": person.password_hash,
        },
    )
    return done.rowcount == 1


def lock_person(
    conn: Connection, station_code: str, by: str, login: str, *, locked: bool, now: datetime
) -> None:
    """Let a person no longer sign in, or again; raises Refusal for nobody and for oneself.

    Of two who lock each other at once one stays, who can let the other in again.
    """
    if login == by:
        raise Refusal("console.problem.oneself")
    with conn.transaction():
        if by in _locked_of(conn, station_code, by, login):
            raise Refusal("console.problem.locked_meanwhile")
        done = conn.execute(
            "UPDATE station_person SET locked_at = %s WHERE station_code = %s AND login = %s",
            [now if locked else None, station_code, login],
        )
        if done.rowcount != 1:
            raise Refusal("console.problem.nobody", login=login)
        _end_sessions(conn, station_code, login)
        kind = "person_locked" if locked else "person_unlocked"
        note(conn, station_code, by, kind, {"login": login}, now)


def _locked_of(conn: Connection, station_code: str, *logins: str) -> set[str]:
    """Return who of these is locked; nobody changes any of them until this transaction ends."""
    rows = conn.execute(
        "SELECT login, locked_at IS NOT NULL FROM station_person"
        " WHERE station_code = %s AND login = ANY(%s) ORDER BY login FOR UPDATE",
        [station_code, list(logins)],
    )
    return {login for login, is_locked in rows if is_locked}


def _end_sessions(conn: Connection, station_code: str, login: str) -> None:
    conn.execute("DELETE FROM station_session WHERE station_code = %s AND login = %s", [station_code, login])


_PERSON: LiteralString = (
    "SELECT login, name, role, password_hash, totp_secret, last_step, invited_until, shut_until, locked_at,"
    " seen_at FROM station_person WHERE station_code = %(station)s"
)


def find_person(conn: Connection, station_code: str, login: str) -> Person | None:
    """Return the person of a login."""
    row = one(conn, _PERSON + " AND login = %(login)s", {"station": station_code, "login": login})
    return _person(row) if row else None


def everybody(conn: Connection, station_code: str) -> list[Person]:
    """Return all people of the station."""
    rows = conn.execute(_PERSON + " ORDER BY login", {"station": station_code})
    return [_person(row) for row in rows]


def _person(row: Sequence[object]) -> Person:
    person = Person(*row)  # type: ignore[arg-type]
    return person._replace(totp_secret=bytes(person.totp_secret))


# ---- passwords ---------------------------------------------------------------------------------------------


def _hashed(secret: str) -> bytes:
    return sha256(secret.replace("-", "").replace(" ", "").upper().encode()).digest()


def _hash_of(password: str) -> str:
    with _at_work:
        return _hasher().hash(password)


def _fits(password_hash: str, password: str) -> bool:
    from argon2.exceptions import VerificationError

    try:
        with _at_work:
            return _hasher().verify(password_hash, password)
    except VerificationError:
        return False


@cache
def _nobodys_hash() -> str:
    """What is checked for a login that is not there, so that the answer takes as long."""
    return _hash_of("nobody has this password")


@cache
def _hasher() -> PasswordHasher:
    """64 MiB, 3 passes, 4 lanes, as on the terminals."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
