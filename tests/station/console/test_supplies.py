"""Whoever receives a vehicle sees what its sheet says of supplies, and says what is here."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.station.journal import newest
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.station.console.test_look import is_whole
from tests.station.console.test_receiving import HOME, packed_book, scan_all, sign, sign_off
from tests.station.test_beside import handed_over, supply, vans
from tests.support.pages import Visitor
from tests.support.stations import Caller
from tests.support.van import SHIFT

SAVE = f"{HOME}/supplies"
SHEET = (
    supply("bag", 30, 10, 12, 28),
    supply("cuff", 20, 0, None, 18),
    supply("pen", 5, 0, 1, 2, reason="两支漏了", said_by="王芳"),
    supply("cup", None, 0, None, 4),
)


@pytest.fixture
def came_home(station: Station) -> Caller:
    caller, book = Caller(station), packed_book(is_signed=False)
    book.add(handed_over(SHIFT, *SHEET))
    sign(book)
    caller.push("van1", book.lines)
    station.settle()
    return caller


def rows(someone: Visitor) -> dict[str, list[str]]:
    return {cells[0]: cells for cells in someone.page.rows() if cells and cells[0].startswith("物资 ")}


def here(cells: list[str]) -> str:
    """Return what stands under what is here, without its spaces."""
    return "".join(cells[6].split())


def say(someone: Visitor, **typed: str) -> str:
    """Fill in fields of the page that stands open and send it."""
    form = next(one for one in someone.page.forms if one.action == SAVE)
    fields = {name.replace("_", ".", 1): value for name, value in typed.items()}
    someone.post(SAVE, form.fields | fields)
    return someone.page.words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_differences_stand_first_with_their_reasons(
    came_home: Caller, signed_in: SignedIn, language: str
) -> None:
    someone = signed_in("clerk", language=language)
    someone.get(HOME)
    is_whole(someone)
    told = rows(someone)
    assert list(told) == ["物资 pen", "物资 cup", "物资 bag", "物资 cuff"]
    if language == "en":
        assert "Supplies: 2 to look at on the sheet" in someone.page.words
        assert told["物资 pen"][1:5] == ["5", "", "1", "2"]
        differs = {name: "".join(cells[5].split()) for name, cells in told.items()}
        assert differs == {
            "物资 pen": "2missing两支漏了(王芳)",
            "物资 cup": "Nevercountedout:nothingtocompareNotexplained",
            "物资 bag": "Asexpected",
            "物资 cuff": "Used2",
        }


def test_a_count_or_a_word_stands_with_who_and_when_and_holds_up_no_blood(
    station: Station, came_home: Caller, signed_in: SignedIn
) -> None:
    someone = signed_in("clerk")
    someone.get(HOME)
    assert "Not confirmed yet: 4" in someone.page.words
    assert "Supplies saved." in say(someone, count_bag="２８", count_cuff="17", remark_cup="箱子湿了")
    told = rows(someone)
    assert here(told["物资 bag"]) == "AsexpectedCounted28clerk02026-11-2109:00"
    assert here(told["物资 cuff"]) == "1missingCounted17clerk02026-11-2109:00"
    assert here(told["物资 cup"]) == "Saidinwords箱子湿了clerk02026-11-2109:00"
    assert "Not confirmed yet: 1" in someone.page.words
    scan_all(someone)
    assert "Received." in sign_off(someone, "clerk0")
    someone.get(HOME)
    assert "Supplies saved." in say(someone, count_pen="3", remark_pen="找到一支")
    with station.connections.lend() as conn:
        line, *_ = newest(conn, "66001", limit=1)
        rebuild(conn, station.house.world)
    assert line.kind == "supplies_received"
    assert line.body == {
        "shift": SHIFT,
        "item": "物资 pen",
        "counted": 3,
        "expected": 2,
        "remark": "找到一支",
    }
    someone.get(HOME)
    assert here(rows(someone)["物资 pen"]) == "1toomanyCounted3找到一支clerk02026-11-2109:00"
    assert "Confirmed supplies" in someone.get("/console/journal").words


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Nothing was filled in"),
        ({"count_bag": " ", "remark_bag": " "}, "Nothing was filled in"),
        ({"count_bag": "28", "count_cuff": "-1"}, "物资 cuff: type a whole number"),
        ({"count_bag": "2.5"}, "物资 bag: type a whole number"),
        ({"count_bag": "10000"}, "物资 bag: type a whole number"),
        ({"count_bag": "９" * 13}, "物资 bag: type a whole number"),
        ({"remark_bag": "x" * 201}, "at most 200 characters"),
        ({"count_moon": "1"}, "does not tell of moon"),
        ({"count_bag": "27", "seen": "{"}, "Supplies saved."),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    came_home: Caller, signed_in: SignedIn, typed: dict[str, str], said: str
) -> None:
    someone = signed_in("clerk")
    someone.get(HOME)
    assert said in say(someone, **typed)
    if said == "Supplies saved.":
        return
    assert someone.answer.status_code == 409
    assert "Not confirmed yet: 4" in someone.page.words
    form = next(one for one in someone.page.forms if one.action == SAVE)
    assert form.fields["count.bag"] == typed.get("count_bag", "")


def test_nobody_loses_a_word_of_another_unseen(came_home: Caller, signed_in: SignedIn) -> None:
    first, second = signed_in("clerk"), signed_in("clerk")
    first.get(HOME)
    second.get(HOME)
    say(first, count_bag="28")
    assert "Supplies saved." in say(second, count_cuff="18")
    second.get(HOME)
    first.get(HOME)
    say(first, count_bag="26")
    assert "物资 bag: clerk0 has just confirmed it" in say(second, count_bag="27")
    assert "Counted 26" in second.page.words
    assert "Supplies saved." in say(second, count_bag="27")
    assert here(rows(second)["物资 bag"]).startswith("1missingCounted27clerk1")


def test_others_look_and_a_sheet_without_supplies_has_no_such_part(
    station: Station, came_home: Caller, signed_in: SignedIn
) -> None:
    for role in ("physician", "keeper"):
        someone = signed_in(role)
        someone.get(HOME)
        assert rows(someone)["物资 bag"][6] == "Not confirmed"
        someone.post(SAVE, {"token": someone.page.forms[0].fields["token"], "count.bag": "1"})
        assert someone.answer.status_code == 403


def test_of_two_laptops_the_later_sheet_is_the_one_to_confirm(station: Station, signed_in: SignedIn) -> None:
    for book in vans():
        Caller(station).push(book.name, book.lines)
    station.settle()
    someone = signed_in("clerk")
    someone.get(HOME)
    assert rows(someone)["物资 cuff"][6] == "A later sheet of this vehicle tells of it"
    assert "/console/receiving/shift-2#supplies" in someone.page.links
    assert "does not tell of 物资 cuff" in say(someone, count_cuff="1")
    assert "Supplies saved." in say(someone, count_bag="27")
    someone.get("/console/receiving/shift-2")
    assert list(rows(someone)) == ["物资 pen", "物资 cuff"]


def test_a_word_about_an_item_that_left_the_sheet_stays(
    station: Station, came_home: Caller, signed_in: SignedIn
) -> None:
    someone = signed_in("clerk")
    someone.get(HOME)
    say(someone, count_bag="28")
    book = packed_book(is_signed=False)
    book.add(handed_over(SHIFT, *SHEET))
    sign(book)
    before = len(book.lines)
    book.add(handed_over(SHIFT, SHEET[1]), e.ShiftClosed(shift=SHIFT))
    came_home.push("van1", book.lines[before:])
    station.settle()
    someone.get(HOME)
    told = {cells[0]: cells for cells in someone.page.rows() if cells and cells[0] in ("bag", "物资 cuff")}
    assert told["bag"][5:] == ["No longer on the sheet", told["bag"][6]]
    assert here(told["bag"]).startswith("Counted28clerk0")
    assert "物资 cuff" in told
