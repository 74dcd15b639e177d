"""Two records of one donor on the station's pages: found, compared, joined by a clerk, parted again."""

from __future__ import annotations

import pytest

from donor_room.station.joins import joins_of
from donor_room.station.journal import newest
from donor_room.station.merge import person_of_visit
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.support.pages import Visitor
from tests.support.two_records import fill_two

PASSPORT = "E00000001"


@pytest.fixture(autouse=True)
def two_records(station: Station) -> None:
    fill_two(station)


def records(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [person_of_visit(conn, station.house.code, visit) for visit in ("v1", "v2")]


def acts(station: Station) -> list[str]:
    with station.connections.lend() as conn:
        return [line.kind for line in newest(conn, station.house.code, limit=9)]


def compare(someone: Visitor, station: Station) -> Visitor:
    """Go the way of a clerk: find one record, open it, look for the other, compare."""
    _, other = records(station)
    someone.get("/console/donors")
    someone.send("/console/donors", q="A999926000001")
    someone.send("/console/donors/open")
    someone.send("/console/joins/find", q="样例甲")
    assert [form.fields["other"] for form in someone.page.forms if "other" in form.fields] == [other]
    someone.send("/console/joins/preview")
    return someone


def test_a_clerk_sees_both_side_by_side_and_what_changes(station: Station, signed_in: SignedIn) -> None:
    clerk = compare(signed_in("clerk"), station)
    words = clerk.page.words
    assert "Differing: 1." in words
    assert "By the strictest deferral For good" in words
    opened, _, closed = words.partition("Held anew by joining")[2].partition("No longer held after joining")
    assert "Deferred elsewhere · A9999 26 000001" in opened
    assert "Perhaps two records of one donor" in closed
    assert acts(station).count("donor_opened") == 3
    with station.connections.lend() as conn:
        assert joins_of(conn, station.house.code) == []


def test_a_clerk_joins_with_a_reason_and_parts_again(station: Station, signed_in: SignedIn) -> None:
    clerk = compare(signed_in("clerk"), station)
    clerk.send("/console/joins", why="same person, new passport")
    assert "Joined. Both documents tell one history now." in clerk.page.words
    assert acts(station)[0] == "records_joined"
    clerk.send("/console/joins/part", why="two people after all")
    assert "Parted." in clerk.page.words
    assert acts(station)[0] == "records_parted"
    assert "/console/joins/part" not in [form.action for form in clerk.page.forms]


def test_the_list_shows_nobody_by_name(station: Station, signed_in: SignedIn) -> None:
    clerk = compare(signed_in("clerk"), station)
    clerk.send("/console/joins", why="same person, new passport")
    assert "样例甲" not in clerk.get("/console/joins").words


def test_only_a_clerk_joins(station: Station, signed_in: SignedIn) -> None:
    one, other = records(station)
    keeper = signed_in("keeper")
    page = keeper.get("/console/joins")
    token = page.forms[0].fields["token"]
    fields = {"token": token, "one": one, "other": other}
    words = keeper.post("/console/joins/preview", fields).words
    assert "Only a clerk can join or part records." in words
    keeper.post("/console/joins", fields | {"why": "I can do that"})
    assert keeper.answer.status_code == 403
    keeper.post("/console/joins/part", fields | {"why": "I can do that"})
    assert keeper.answer.status_code == 403


def test_a_join_without_a_reason_is_not_made(station: Station, signed_in: SignedIn) -> None:
    clerk = compare(signed_in("clerk"), station)
    clerk.send("/console/joins", why="x")
    assert "Write the reason in 4 to" in clerk.page.words
    with station.connections.lend() as conn:
        assert joins_of(conn, station.house.code) == []


def test_a_hold_of_two_records_leads_to_the_comparison(station: Station, signed_in: SignedIn) -> None:
    clerk = signed_in("clerk")
    page = clerk.get("/console/holds")
    clerk.get(next(link for link in page.links if "same_person" in link))
    clerk.send("/console/joins/preview")
    assert "Compare two records" in clerk.page.words


@pytest.mark.parametrize(("one", "status"), [("nonsense", 404), ("0" * 32, 409)])
def test_a_record_that_is_not_there_is_not_compared(
    station: Station, signed_in: SignedIn, one: str, status: int
) -> None:
    clerk = signed_in("clerk")
    token = clerk.get("/console/joins").forms[0].fields["token"]
    clerk.post("/console/joins/preview", {"token": token, "one": one, "other": records(station)[1]})
    assert clerk.answer.status_code == status


def test_a_donor_who_was_not_opened_is_not_searched_for(station: Station, signed_in: SignedIn) -> None:
    clerk = signed_in("clerk")
    token = clerk.get("/console/joins").forms[0].fields["token"]
    clerk.post("/console/joins/find", {"token": token, "one": records(station)[0], "q": "样例甲"})
    assert clerk.answer.status_code == 404
