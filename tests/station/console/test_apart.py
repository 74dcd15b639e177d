"""A unit goes apart by a code that says no reason; why is for a physician's eyes, wrong codes are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.station.journal import newest
from donor_room.station.server import Station
from donor_room.wire.notices import NoticePage
from donor_room.wire.unit_code import grouped_code, unit_codes, unit_key
from tests.station.console.conftest import SignedIn
from tests.support.pages import Visitor
from tests.support.stations import Caller
from tests.support.van import Book

APART, NUMBER = "/console/holds/apart", "A999926000001"
TAKEN = "Taken down. There is nothing else to do."


@pytest.fixture
def caller(station: Station, book: Book) -> Caller:
    """A terminal whose donor gave NUMBER."""
    one = Caller(station)
    one.push(book.name, book.lines)
    station.settle()
    return one


def codes(station: Station, number: str = NUMBER):
    return unit_codes(unit_key(station.house.world.directory_key), number)


def take(someone: Visitor, code: str) -> str:
    someone.get(APART)
    form = next(one for one in someone.page.forms if "code" in one.fields)
    return someone.post(APART, form.fields | {"code": code}).words


def by_hand(someone: Visitor, number: str, why: str) -> str:
    someone.get(APART)
    form = next(one for one in someone.page.forms if "number" in one.fields)
    return someone.post(APART, form.fields | {"number": number, "why": why}).words


def told(caller: Caller) -> list[str]:
    page = caller.link.get("/v1/notices", NoticePage, cursor="", lane="urgent", limit=50)
    return [bytes(one.body).decode() for one in page.notices]


@pytest.mark.parametrize("way", ["call", "slip_apart"])
def test_a_code_sets_the_unit_apart_and_the_terminal_hears_the_word_of_every_such_unit(
    station: Station, caller: Caller, signed_in: SignedIn, way: str
) -> None:
    clerk = signed_in("clerk")
    assert TAKEN in take(clerk, grouped_code(getattr(codes(station), way)))
    by_code = told(caller)
    assert by_hand(signed_in("physician"), NUMBER, "fever on the day after").count(TAKEN) == 1
    assert len(by_code) == 1
    assert '"reason":"apart"' in by_code[0]
    assert told(caller)[:1] == by_code, "a second word about an open hold is not told anew"


def test_units_that_went_apart_for_any_cause_are_told_alike(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    second = Book("van2")
    second.open_shift("s2")
    second.open_visit("v2", shift="s2")
    second.donate("v2", "A999926000002")
    other = Caller(station)
    other.push(second.name, second.lines)
    station.settle()
    clerk = signed_in("clerk")
    take(clerk, codes(station).call)
    by_hand(clerk, "A9999 26 000002", "fever on the day after")
    alike = {
        said.replace("A999926000001", "N").replace('"v1"', '"v"') for said in told(caller) if "v1" in said
    }
    alike |= {
        said.replace("A999926000002", "N").replace('"v2"', '"v"') for said in told(other) if "v2" in said
    }
    assert len({said.partition('"visit"')[0] for said in alike if '"apart"' in said}) == 1


def test_the_slip_that_lets_the_unit_be_used_is_taken_with_the_same_words(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    assert TAKEN in take(signed_in("clerk"), codes(station).slip_use)
    assert told(caller) == []


def test_why_is_for_a_physician_and_stands_in_no_journal(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    clerk, physician = signed_in("clerk"), signed_in("physician")
    take(clerk, codes(station).call)
    link = next(one for one in clerk.get("/console/holds").links if "reason=apart" in one)
    for page in (
        clerk.get(link),
        clerk.get("/console/holds"),
        clerk.get("/console/journal"),
        clerk.get(APART),
    ):
        assert "not to be used" not in page.words
        assert "call" not in page.words.replace("called", "")
    assert "The donor called: not to be used" in physician.get(link).words
    assert "The donor called: not to be used" in physician.get(APART).words
    with station.connections.lend() as conn:
        (line,) = newest(conn, "66001", limit=9, kind="unit_word")
    assert (line.done_by, line.body) == ("clerk0", {"number": NUMBER})


def test_a_unit_that_its_donor_does_not_want_used_is_never_released(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    take(signed_in("clerk"), codes(station).call)
    physician = signed_in("physician")
    link = next(one for one in physician.get("/console/holds").links if "reason=apart" in one)
    physician.get(link)
    form = next(one for one in physician.page.forms if one.action == "/console/hold")
    said = physician.post(
        "/console/hold", form.fields | {"verdict": "release", "why": "tests are well"}
    ).words
    assert "it cannot be released" in said
    physician.get(link)
    assert "The verdict is saved." in physician.send("/console/hold", verdict="discard", why="as asked").words


def test_a_wrong_code_is_refused_and_five_of_them_shut_the_page_for_a_while(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    clerk = signed_in("clerk")
    assert "not the twelve digits" in take(clerk, codes(station).call[:-1])
    for n in range(5):
        assert "No unit has this code." in take(clerk, codes(station, f"A99992699999{n}").call)
    assert "Too many wrong codes" in take(clerk, codes(station).call)
    assert told(caller) == []
    other = signed_in("physician")
    assert TAKEN in take(other, codes(station).call), "a colleague is not shut out"
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(minutes=16)
    clerk.be("clerk0")
    assert TAKEN in take(clerk, codes(station).call)
    with station.connections.lend() as conn:
        refused = newest(conn, "66001", limit=9, kind="unit_code_refused")
    assert [(line.done_by, line.body) for line in refused] == [("clerk0", {})] * 5


def test_by_hand_a_number_and_a_reason_are_needed(
    station: Station, caller: Caller, signed_in: SignedIn
) -> None:
    clerk = signed_in("clerk")
    assert "has read nothing of donation number A1" in by_hand(clerk, "a1", "fever")
    assert "Write the reason" in by_hand(clerk, NUMBER, "no")
    assert told(caller) == []


def test_the_page_is_not_for_everybody(station: Station, signed_in: SignedIn) -> None:
    keeper = signed_in("keeper")
    assert APART not in keeper.get("/console/holds").links
    assert "Your role does not include this." in keeper.get(APART).words
