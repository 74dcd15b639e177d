"""The people of a station: an invitation, a password, a second factor, and no more than five tries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Thread
from typing import Any

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.station.journal import newest
from donor_room.station.people import (
    Person,
    add_person,
    check_sign_in,
    everybody,
    find_person,
    invite,
    invited,
    join,
    lock_person,
    refuse_weak,
)
from donor_room.station.second_factor import code_at
from donor_room.station.server import Station
from donor_room.station.sessions import find_session, open_session
from donor_room.station.store import Connection
from tests.support.busy import Busy
from tests.support.pages import PASSWORD, make_person
from tests.support.van import MORNING

HERE = "66001"
LATER = MORNING + timedelta(minutes=2)


@pytest.fixture
def conn(station: Station) -> Iterator[Connection]:
    make_person(station, "wang", "physician")
    with station.connections.lend() as lent:
        yield lent


def code_of(conn: Connection, now: datetime, login: str = "wang") -> str:
    person = find_person(conn, HERE, login)
    assert person is not None
    return code_at(person.totp_secret, int(now.timestamp()) // 30)


def try_it(conn: Connection, *, now: datetime = LATER, **wrong: str) -> Person | None:
    given = {"login": "wang", "password": PASSWORD, "code": code_of(conn, now)} | wrong
    return check_sign_in(conn, HERE, now=now, **given)


def test_who_has_password_and_code_comes_in(conn: Connection) -> None:
    person = try_it(conn)
    assert person is not None
    assert (person.login, person.role) == ("wang", "physician")


@pytest.mark.parametrize(
    "wrong", [{"password": "x" * 16}, {"code": "000000"}, {"login": "li"}, {"password": ""}]
)
def test_who_lacks_one_of_them_does_not(conn: Connection, wrong: dict[str, str]) -> None:
    assert try_it(conn, **wrong) is None


def test_a_code_is_good_once(conn: Connection) -> None:
    assert try_it(conn) is not None
    assert try_it(conn) is None
    assert try_it(conn, now=LATER + timedelta(seconds=30)) is not None


def test_after_five_wrong_tries_the_right_one_waits_a_quarter_of_an_hour(conn: Connection) -> None:
    for _ in range(5):
        assert try_it(conn, password="wrong wrong wrong") is None
    assert try_it(conn) is None
    assert try_it(conn, now=LATER + timedelta(minutes=14, seconds=59)) is None
    assert try_it(conn, now=LATER + timedelta(minutes=15)) is not None


def test_four_wrong_tries_shut_nothing_and_are_forgotten_with_a_right_one(conn: Connection) -> None:
    for round_ in range(3):
        now = LATER + timedelta(minutes=round_)
        for _ in range(4):
            assert try_it(conn, now=now, code="000000") is None
        assert try_it(conn, now=now) is not None


def test_after_the_wait_there_are_five_tries_again(conn: Connection) -> None:
    for _ in range(5):
        try_it(conn, code="000000")
    after = LATER + timedelta(minutes=16)
    for _ in range(4):
        assert try_it(conn, now=after, code="000000") is None
    assert try_it(conn, now=after) is not None


def test_tries_at_one_time_are_each_counted(station: Station, conn: Connection) -> None:
    def wrong() -> None:
        with station.connections.lend() as own:
            try_it(own, code="000000")

    threads = [Thread(target=wrong) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert try_it(conn) is None


def test_an_invitation_is_good_once_and_a_day_long(conn: Connection) -> None:
    secret = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    assert invited(conn, HERE, "li", secret, MORNING + timedelta(hours=25)) is None
    person = invited(conn, HERE, "li", secret.lower().replace("-", " "), MORNING)
    assert person is not None
    join(conn, HERE, person, password=PASSWORD, code=code_of(conn, MORNING, "li"), now=MORNING)
    assert invited(conn, HERE, "li", secret, MORNING) is None


def test_two_who_come_at_once_by_one_invitation_do_not_both_join(conn: Connection) -> None:
    secret = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    both = [invited(conn, HERE, "li", secret, MORNING) for _ in range(2)]
    first, second = (one for one in both if one)
    join(conn, HERE, first, password=PASSWORD, code=code_of(conn, MORNING, "li"), now=MORNING)
    with pytest.raises(Refusal, match=r"console\.join\.wrong"):
        join(conn, HERE, second, password=PASSWORD * 2, code=code_of(conn, MORNING, "li"), now=MORNING)
    assert try_it(conn, login="li", code=code_of(conn, LATER, "li")) is not None
    assert [line.kind for line in newest(conn, HERE, limit=9)].count("person_joined") == 1


@pytest.mark.parametrize("ended_by", ["invited", "locked"])
def test_whoever_is_asked_anew_or_locked_while_she_joins_has_not_joined(
    conn: Connection, ended_by: str
) -> None:
    old = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    person = invited(conn, HERE, "li", old, MORNING)
    assert person is not None
    code = code_of(conn, MORNING, "li")
    if ended_by == "locked":
        lock_person(conn, HERE, "wang", "li", locked=True, now=MORNING)
    secret = invite(conn, HERE, "wang", "li", MORNING) if ended_by == "invited" else old
    with pytest.raises(Refusal, match=r"console\.join\.wrong"):
        join(conn, HERE, person, password=PASSWORD, code=code, now=MORNING)
    if ended_by == "locked":
        lock_person(conn, HERE, "wang", "li", locked=False, now=MORNING)
    assert invited(conn, HERE, "li", secret, MORNING) is not None


@pytest.mark.parametrize("after", range(1, 5))
def test_the_key_of_a_new_invitation_is_shown_to_nobody_who_has_the_old_one(
    station: Station, conn: Connection, after: int
) -> None:
    old = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    with station.connections.lend() as other:
        busy: Any = Busy(conn, after, lambda: invite(other, HERE, "wang", "li", MORNING))
        person = invited(busy, HERE, "li", old, MORNING)
        busy.end()
    now = find_person(conn, HERE, "li")
    assert busy.happened
    assert now is not None
    assert person is None or person.totp_secret != now.totp_secret


def test_an_invitation_cannot_be_guessed_at_leisure(conn: Connection) -> None:
    secret = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    for _ in range(5):
        assert invited(conn, HERE, "li", "AAAA-BBBB-CCCC-DDDD", MORNING) is None
    assert invited(conn, HERE, "li", secret, MORNING) is None


def test_nobody_signs_in_before_she_has_joined(conn: Connection) -> None:
    add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    assert try_it(conn, login="li", password="", code=code_of(conn, LATER, "li")) is None


def test_a_wrong_code_at_the_first_time_leaves_the_invitation_good(conn: Connection) -> None:
    secret = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    person = invited(conn, HERE, "li", secret, MORNING)
    assert person is not None
    with pytest.raises(Refusal, match=r"console\.problem\.code"):
        join(conn, HERE, person, password=PASSWORD, code="000000", now=MORNING)
    assert invited(conn, HERE, "li", secret, MORNING) is not None


def test_a_new_invitation_ends_password_key_and_sessions(conn: Connection) -> None:
    before = find_person(conn, HERE, "wang")
    token = open_session(conn, HERE, "wang", MORNING)
    invite(conn, HERE, "keeper", "wang", MORNING)
    after = find_person(conn, HERE, "wang")
    assert before is not None
    assert after is not None
    assert (after.password_hash, after.totp_secret == before.totp_secret) == (None, False)
    assert find_session(conn, HERE, token, MORNING) is None


@pytest.mark.parametrize("after", range(1, 8))
def test_who_is_asked_anew_while_she_signs_in_is_out_however_far_she_came(
    station: Station, conn: Connection, after: int
) -> None:
    """She joins anew at once: no session that was opened by the old password is there then."""
    code, token = code_of(conn, LATER), ""
    with station.connections.lend() as other:
        busy: Any = Busy(conn, after, lambda: invite(other, HERE, "keeper", "wang", LATER))
        with suppress(Refusal):
            person = check_sign_in(busy, HERE, login="wang", password=PASSWORD, code=code, now=LATER)
            token = open_session(busy, HERE, "wang", LATER) if person else ""
        busy.end()
    conn.execute("UPDATE station_person SET password_hash = 'of the new password'")
    assert (find_session(conn, HERE, token, LATER) is None) == busy.happened


def test_who_is_locked_is_out_at_once_and_comes_back_when_unlocked(conn: Connection) -> None:
    token = open_session(conn, HERE, "wang", MORNING)
    lock_person(conn, HERE, "keeper", "wang", locked=True, now=MORNING)
    assert find_session(conn, HERE, token, MORNING) is None
    assert try_it(conn) is None
    lock_person(conn, HERE, "keeper", "wang", locked=False, now=MORNING)
    assert try_it(conn, now=LATER + timedelta(seconds=30)) is not None
    assert [line.kind for line in newest(conn, HERE, limit=2)] == ["person_unlocked", "person_locked"]


@pytest.mark.parametrize("after", range(1, 5))
def test_of_two_keepers_who_lock_each_other_at_once_one_stays(
    station: Station, conn: Connection, after: int
) -> None:
    add_person(conn, HERE, "wang", login="li", name="样例乙", role="keeper", now=MORNING)
    with station.connections.lend() as other:

        def locks_back() -> None:
            with suppress(Refusal):
                lock_person(other, HERE, "li", "wang", locked=True, now=MORNING)

        busy: Any = Busy(conn, after, locks_back)
        with suppress(Refusal):
            lock_person(busy, HERE, "wang", "li", locked=True, now=MORNING)
        busy.end()
    assert busy.happened
    people = [find_person(conn, HERE, login) for login in ("wang", "li")]
    assert [one.locked_at is None for one in people if one].count(True) == 1


def test_who_was_locked_meanwhile_locks_nobody(conn: Connection) -> None:
    add_person(conn, HERE, "wang", login="li", name="样例乙", role="keeper", now=MORNING)
    lock_person(conn, HERE, "wang", "li", locked=True, now=MORNING)
    with pytest.raises(Refusal, match=r"console\.problem\.locked_meanwhile"):
        lock_person(conn, HERE, "li", "wang", locked=True, now=MORNING)


def test_nobody_locks_herself_or_nobody(conn: Connection) -> None:
    with pytest.raises(Refusal, match=r"console\.problem\.oneself"):
        lock_person(conn, HERE, "wang", "wang", locked=True, now=MORNING)
    with pytest.raises(Refusal, match=r"console\.problem\.nobody"):
        lock_person(conn, HERE, "wang", "li", locked=True, now=MORNING)
    with pytest.raises(Refusal, match=r"console\.problem\.nobody"):
        invite(conn, HERE, "wang", "li", MORNING)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "Wang"}, "login_shape"),
        ({"login": "w"}, "login_shape"),
        ({"login": "<b>"}, "login_shape"),
        ({"login": "wang"}, "login_taken"),
        ({"role": "god"}, "role"),
        ({"name": " "}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"name": "a\nb"}, "name"),
    ],
)
def test_a_person_that_cannot_be_is_refused(conn: Connection, change: dict[str, str], code: str) -> None:
    given = {"login": "li", "name": "样例乙", "role": "clerk"} | change
    with pytest.raises(Refusal, match=rf"console\.problem\.{code}"):
        add_person(conn, HERE, "wang", now=MORNING, **given)
    assert [one.login for one in everybody(conn, HERE)] == ["wang"]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevensigns", "password_short"),
        ("x" * 257, "password_short"),
        ("my wang is here", "password_simple"),
        ("aaabbbaaabbb", "password_simple"),
    ],
)
def test_a_weak_password_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refusal, match=rf"console\.problem\.{code}"):
        refuse_weak(password, "wang")


@pytest.mark.parametrize(
    "password", ["twelve signs", "十二个字的密码也是可以用的"[:12], "𠮷䶮" + "abcdefghij"]
)
def test_twelve_signs_of_any_kind_are_enough(password: str) -> None:
    refuse_weak(password, "wang")


def test_no_secret_stands_in_the_database_as_it_was_given(station: Station, conn: Connection) -> None:
    secret = add_person(conn, HERE, "wang", login="li", name="样例乙", role="clerk", now=MORNING)
    token = open_session(conn, HERE, "wang", MORNING)
    kept = str(conn.execute("SELECT p::text, s::text FROM station_person p, station_session s").fetchall())
    assert all(word not in kept for word in (secret, secret.replace("-", ""), token, PASSWORD))
