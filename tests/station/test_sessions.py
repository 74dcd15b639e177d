"""A session ends by itself, and by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from donor_room.station.server import Station
from donor_room.station.sessions import (
    end_session,
    find_session,
    form_token,
    is_own_form,
    look_at,
    new_token,
    open_session,
)
from donor_room.station.store import Connection
from tests.support.pages import make_person
from tests.support.van import MORNING

HERE = "66001"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def conn(station: Station) -> Iterator[Connection]:
    make_person(station, "wang", "physician")
    with station.connections.lend() as lent:
        yield lent


@pytest.fixture
def token(conn: Connection) -> str:
    return open_session(conn, HERE, "wang", MORNING)


def test_a_session_names_its_person(conn: Connection, token: str) -> None:
    session = find_session(conn, HERE, token, MORNING)
    assert session is not None
    assert (session.person.login, session.practice) == ("wang", False)


def test_it_ends_after_fifteen_idle_minutes(conn: Connection, token: str) -> None:
    assert find_session(conn, HERE, token, MORNING + 14 * MINUTE) is not None
    assert find_session(conn, HERE, token, MORNING + 28 * MINUTE) is not None
    assert find_session(conn, HERE, token, MORNING + 43 * MINUTE) is None


def test_a_page_that_looks_by_itself_keeps_nobody_signed_in(conn: Connection, token: str) -> None:
    for minute in range(15):
        assert find_session(conn, HERE, token, MORNING + minute * MINUTE, touch=False) is not None
    assert find_session(conn, HERE, token, MORNING + 15 * MINUTE, touch=False) is None


def test_it_ends_after_twelve_hours_of_work(conn: Connection, token: str) -> None:
    for ten in range(1, 72):
        assert find_session(conn, HERE, token, MORNING + 10 * ten * MINUTE) is not None
    assert find_session(conn, HERE, token, MORNING + 720 * MINUTE) is None


def test_it_ends_by_hand(conn: Connection, token: str) -> None:
    end_session(conn, HERE, token)
    assert find_session(conn, HERE, token, MORNING) is None


def test_no_other_cookie_is_somebody(conn: Connection, token: str) -> None:
    assert find_session(conn, HERE, new_token(), MORNING) is None
    assert find_session(conn, "66001-practice", token, MORNING) is None


def test_the_practice_twin_is_looked_at_in_one_session_only(conn: Connection, token: str) -> None:
    other = open_session(conn, HERE, "wang", MORNING)
    look_at(conn, HERE, token, practice=True)
    found = [find_session(conn, HERE, one, MORNING) for one in (token, other)]
    assert [one.practice for one in found if one] == [True, False]


def test_what_is_over_goes_with_the_next_sign_in(conn: Connection, token: str) -> None:
    open_session(conn, HERE, "wang", MORNING + 60 * MINUTE)
    assert conn.execute("SELECT count(*) FROM station_session").fetchone() == (1,)


def test_only_the_forms_of_the_own_cookie_are_taken() -> None:
    token = new_token()
    assert is_own_form(token, form_token(token))
    assert not is_own_form(token, form_token(new_token()))
    assert not is_own_form(token, token)
    assert not is_own_form("", form_token(""))
