"""The donors' directory: found by what people have in their hands, masked until somebody opens them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.journal import newest
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.station.test_directory import known
from tests.support.busy_day import RARE, fill, person
from tests.support.pages import Visitor


@pytest.fixture
def busy(station: Station) -> Station:
    fill(station)
    return station


def search(someone: Visitor, what: str) -> list[list[str]]:
    someone.get("/console/donors")
    someone.send("/console/donors", q=what)
    return [cells for cells in someone.page.rows()[1:] if len(cells) == 8]


@pytest.mark.parametrize(
    ("what", "masked"),
    [
        (person(70, RARE).document_number, "𠮷*例"),
        (person(70, RARE).document_number.lower(), "𠮷*例"),
        ("A999926000003", "样*2"),
        ("A9999 26 000003", "样*2"),
        (RARE, "𠮷*例"),
        ("𠮷䶮", "𠮷*例"),
        ("<script", "<*>"),
    ],
)
def test_a_donor_is_found_and_masked(busy: Station, signed_in: SignedIn, what: str, masked: str) -> None:
    found = search(signed_in("clerk"), what)
    assert [cells[0] for cells in found] == [masked]
    assert found[0][2] == "1990"


def test_a_phone_finds_everybody_who_gave_it(busy: Station, signed_in: SignedIn) -> None:
    assert len(search(signed_in("clerk"), "+86 138 0000 0000")) == 15


@pytest.mark.parametrize("what", ["样例不在", "660001199003079999", "A999926009999", "%%", "__", "\\", "例"])
def test_who_is_not_there_is_not_found(busy: Station, signed_in: SignedIn, what: str) -> None:
    someone = signed_in("clerk")
    assert search(someone, what) == []
    assert "Nobody found." in someone.page.words


def test_donors_from_before_the_first_terminal_are_found_by_name(
    station: Station, signed_in: SignedIn
) -> None:
    station.load_directory([known(n) for n in range(60)], practice=False)
    someone = signed_in("clerk")
    name = _first_name(station)
    assert search(someone, name)
    assert "Only the first 50 are shown." in someone.page.words or len(search(someone, name)) < 50


def _first_name(station: Station) -> str:
    with station.connections.lend() as conn:
        row = conn.execute("SELECT donor_name(donor) FROM directory ORDER BY person LIMIT 1").fetchone()
    assert row is not None
    return str(row[0])[:2]


def test_a_name_search_uses_the_index(station: Station) -> None:
    with station.connections.lend() as conn, conn.transaction():
        conn.execute("SET LOCAL enable_seqscan = off")
        rows = conn.execute(
            "EXPLAIN SELECT person FROM directory WHERE station_code = '66001'"
            " AND donor_name(donor) LIKE '样例%'"
        ).fetchall()
    assert "directory_by_name" in str(rows)


def test_opening_a_donor_shows_the_name_and_stands_in_the_journal(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    search(someone, RARE)
    page = someone.send("/console/donors/open")
    assert RARE in page.words
    with busy.connections.lend() as conn:
        line = newest(conn, "66001", limit=1)[0]
    assert (line.kind, line.done_by) == ("donor_opened", "clerk0")
    assert RARE not in str(line.body)
    assert someone.get(someone.answer.url.path).words.count(RARE) >= 1


def test_nobody_sees_a_donor_whom_somebody_else_opened(busy: Station, signed_in: SignedIn) -> None:
    someone, other = signed_in("clerk"), signed_in("keeper")
    search(someone, RARE)
    someone.send("/console/donors/open")
    other.get(someone.answer.url.path)
    assert other.answer.status_code == 404
    assert RARE not in other.answer.text


def test_a_donor_is_opened_anew_after_each_sign_in(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    search(someone, RARE)
    path = someone.send("/console/donors/open") and someone.answer.url.path
    assert isinstance(busy.clock, FixedClock)
    busy.clock.instant += timedelta(minutes=1)
    someone.send("/console/sign-out")
    someone.sign_in("clerk0")
    someone.get(path)
    assert someone.answer.status_code == 404


def test_nobody_is_opened_by_a_name_that_is_none(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    search(someone, RARE)
    form = next(one for one in someone.page.forms if one.action == "/console/donors/open")
    someone.post("/console/donors/open", form.fields | {"person": "0" * 32})
    assert someone.answer.status_code == 404


def test_what_was_searched_for_stands_in_no_address(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    search(someone, RARE)
    assert someone.answer.url.query == b""


def test_the_page_of_a_donor_says_what_the_station_knows(busy: Station, signed_in: SignedIn) -> None:
    someone = signed_in("physician")
    search(someone, "A999926000001")
    page = someone.send("/console/donors/open")
    assert "A9999 26 000001" in page.words
    assert "held" in page.words
    assert "Blood 400 mL" in page.words
