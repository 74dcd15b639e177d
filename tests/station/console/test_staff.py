"""The people of the terminals on the station's pages: taken up, changed, locked, let in again."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.station.server import Station
from donor_room.station.staff import members
from tests.station.console.conftest import SignedIn
from tests.support.pages import Visitor
from tests.support.stations import Caller
from tests.support.van import Book

LIST, ONE = "/console/staff", "/console/staff/s001-a"


@pytest.fixture(autouse=True)
def nurse(station: Station) -> None:
    book = Book()
    book.add(e.StaffAdded(staff="s001-a", name="王芳", roles=("nurse",), password="$argon2id$secret"))
    Caller(station).push("van1", book.lines)
    station.settle()


@pytest.fixture
def keeper(signed_in: SignedIn) -> Visitor:
    keeper = signed_in("keeper")
    keeper.get(LIST)
    keeper.send(LIST)
    return keeper


def test_a_keeper_takes_a_person_up(keeper: Visitor) -> None:
    assert "Taken up." in keeper.page.words
    assert ["王芳s001-a", "Nurse", "not noted", "at work"] in keeper.page.rows()
    assert "There is nobody else." in keeper.page.words


def test_no_verifier_stands_on_a_page(keeper: Visitor) -> None:
    for path in (LIST, ONE, "/console/journal"):
        keeper.get(path)
        assert "argon2" not in keeper.answer.text


def hidden(keeper: Visitor) -> dict[str, str]:
    """Return what the form has that nobody types."""
    form = next(one for one in keeper.page.forms if one.action == ONE)
    return {name: form.fields[name] for name in ("token", "seen")}


def test_what_another_keeper_has_saved_is_not_written_over_by_an_older_page(
    keeper: Visitor, station: Station
) -> None:
    keeper.get(ONE)
    old = hidden(keeper) | {"role.nurse": "yes", "trained_on": "2026-01-01"}
    keeper.post(ONE, hidden(keeper) | {"role.administrator": "yes"})
    keeper.post(ONE, old)
    assert "Somebody else has just changed this person." in keeper.page.words
    with station.connections.lend() as conn:
        assert [one.roles for one in members(conn, station.house.code)] == [["administrator"]]


def test_roles_and_training_are_saved(keeper: Visitor, station: Station) -> None:
    keeper.get(ONE)
    fields = {"role.physician": "yes", "trained_on": "2026-01-01", "trained_until": "2026-11-01"}
    keeper.post(ONE, fields | hidden(keeper))
    assert ["王芳s001-a", "Physician", "over since 2026-11-01", "at work"] in keeper.page.rows()
    keeper.get(ONE)
    keeper.send(ONE, trained_until="2027-11-01")
    assert "from 2026-01-01 until 2027-11-01" in keeper.page.words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose at least one role"),
        ({"role.nurse": "yes", "trained_on": "soon"}, "Write the day like"),
    ],
)
def test_what_cannot_be_saved_is_said(keeper: Visitor, typed: dict[str, str], said: str) -> None:
    keeper.get(ONE)
    keeper.post(ONE, typed | hidden(keeper))
    assert said in keeper.page.words


def test_who_leaves_is_locked_with_a_reason_and_comes_back(keeper: Visitor, station: Station) -> None:
    keeper.get(ONE)
    keeper.send(f"{ONE}/leave", press=("left", "yes"), why="x")
    assert "Write the reason in 4 to" in keeper.page.words
    keeper.get(ONE)
    keeper.send(f"{ONE}/leave", press=("left", "yes"), why="left the station")
    assert "Locked. Terminals online know at once." in keeper.page.words
    assert "left 2026-11-21 09:00" in keeper.page.words
    keeper.get(ONE)
    keeper.send(f"{ONE}/leave", press=("left", "no"), why="came back")
    with station.connections.lend() as conn:
        assert [one.left_at for one in members(conn, station.house.code)] == [None]


def test_others_look_and_change_nothing(keeper: Visitor, signed_in: SignedIn) -> None:
    clerk = signed_in("clerk")
    assert "Only a keeper can change this." in clerk.get(ONE).words
    token = clerk.page.forms[0].fields["token"]
    for path in (LIST, ONE, f"{ONE}/leave"):
        clerk.post(path, {"token": token})
        assert clerk.answer.status_code == 403


def test_nobody_has_no_page(keeper: Visitor) -> None:
    keeper.get(f"{LIST}/nobody")
    assert keeper.answer.status_code == 404
