"""The figures on the station's pages: and who pierced how well, for the physician alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.packs.texts import Texts
from donor_room.station.console.figures_pages import show
from donor_room.station.server import Station
from tests.station.console.conftest import SignedIn
from tests.station.console.test_look import is_whole
from tests.station.test_beside import vans
from tests.support import acts as a
from tests.support.busy import Busy
from tests.support.busy_day import fill
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

PAGE = "/console/figures"
GIVEN_ML = [400 if place % 3 else 200 for place in range(12) if place % 5 != 4] + [400]
"""What was given on the busy day, donation by donation (tests/support/busy_day.py)."""
GAVE = len(GIVEN_ML)
MEAN_ML = f"{sum(GIVEN_ML) / GAVE:.1f}"


def test_the_last_days_are_shown_with_their_sums(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    someone = signed_in("clerk")
    page = someone.get(PAGE)
    assert "Visits 16" in page.words
    day, waits = [cells for cells in page.rows() if cells and cells[0] == station.clock.today().isoformat()]
    assert day[2] == "16"
    assert any(cell.startswith("0 / 0 (") for cell in waits)


@pytest.mark.parametrize("after", range(1, 12))
def test_the_sum_is_that_of_the_days_also_where_more_is_read_meanwhile(station: Station, after: int) -> None:
    one, other = Book("van1"), Book("van2")
    for book, visit, document in ((one, "v1", "1"), (other, "v2", "2")):
        book.open_shift(f"shift-{visit}")
        book.open_visit(visit, donor(document), shift=f"shift-{visit}")
    first, second = Caller(station), Caller(station)
    first.push("van1", one.lines)
    station.settle()

    def come() -> None:
        second.push("van2", other.lines)
        station.settle()

    with station.connections.lend() as conn:
        busy: Any = Busy(conn, after, come)
        asked: Any = SimpleNamespace(
            conn=busy, house=station.house, query={}, role="clerk", clock=station.clock, now=MORNING,
            texts=Texts("en"),
        )  # fmt: skip
        shown: Any = show(asked)
        busy.end()
    whole, parts = shown.values["whole"], shown.values["parts"]
    assert whole.visits == sum(part.visits for part in parts.values()) >= 1


def test_the_mean_of_a_donation_stands_with_its_count(station: Station, signed_in: SignedIn) -> None:
    fill(station)
    for role, language in (("clerk", "zh"), ("keeper", "en")):
        page = signed_in(role, language=language).get(f"{PAGE}?by=site")
        texts = Texts("zh_CN" if language == "zh" else "en")
        told = texts.say("figures.sheet.mean_whole_blood", mean=MEAN_ML, n=GAVE)
        assert told in page.words
        assert texts.say("figures.sheet.waits_title") in page.words


def test_reactions_stand_by_grade_and_the_calls_beside(station: Station, signed_in: SignedIn) -> None:
    caller, book = Caller(station), Book()
    book.open_shift()
    book.open_visit("v1")
    book.add(a.BEGAN, a.TO_CALL, e.CalledBack(reaction="r", result="no_answer", words=""), visit="v1")
    caller.push("van1", book.lines)
    station.settle()
    rows = signed_in("clerk").get(PAGE).rows()
    wanted = (["Grade, confirmed", "2", "1"], ["Calls", "due", "1"], ["Calls", "made, nobody spoken to", "1"])
    assert [one for one in wanted if one not in rows] == []


@pytest.mark.parametrize(("role", "by"), [("physician", "person"), ("clerk", "vehicle"), ("keeper", "all")])
def test_guests_and_supplies_stand_beside_the_donors(
    station: Station, signed_in: SignedIn, role: str, by: str
) -> None:
    for book in vans():
        Caller(station).push(book.name, book.lines)
    station.settle()
    someone = signed_in(role)
    page = someone.get(f"{PAGE}?by={by}")
    is_whole(someone)
    assert "Visits 0" in page.words
    assert "Measured only (no donors, in no number above)" in page.words
    assert ["Sum", "2", "2", "4"] in page.rows()
    cuffs = [cells for cells in page.rows() if cells and cells[0] == "物资 cuff"]
    assert cuffs == [["物资 cuff", "20", "0", "5", "15", "0", "1", "0"]] * (2 if by == "vehicle" else 1)
    assert ["物资 pen", "Not counted", "0", "Not known", "4", "Not known", "1", "1"] in page.rows()


@pytest.mark.parametrize(
    ("by", "name"), [("site", "样例广场"), ("month", None), ("organisation", "(not known)")]
)
def test_parts_are_those_that_were_asked_for(station: Station, signed_in: SignedIn, by, name) -> None:
    fill(station)
    someone = signed_in("keeper")
    page = someone.get(f"{PAGE}?by={by}")
    wanted = name or f"{station.clock.today():%Y-%m}"
    assert any(cells and cells[0] == wanted for cells in page.rows())


def test_one_sum_has_no_table_and_quiet_days_say_so(station: Station, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    assert "There was no visit" in someone.get(PAGE).words
    assert "There was no visit" not in someone.get(f"{PAGE}?by=all").words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from=soon", "2027-03-01"),
        ("from=2026-02-02&to=2026-02-01", "2026-02-02"),
        ("from=1900-01-01&to=2026-01-01", "50 years"),
        ("from=%00&to=%00", "Visits"),
        ("by=weather", "Visits"),
    ],
)
def test_what_cannot_be_meant_is_said(station: Station, signed_in: SignedIn, asked: str, said: str) -> None:
    assert said in signed_in("clerk").get(f"{PAGE}?{asked}").words


@pytest.mark.parametrize(("role", "sees"), [("physician", True), ("keeper", False), ("clerk", False)])
def test_who_pierced_how_well_is_for_the_physician(
    station: Station, signed_in: SignedIn, role: str, sees: bool
) -> None:
    caller, book = Caller(station), Book()
    book.open_shift()
    book.open_visit("v1")
    book.add(e.NeedleIn(arm="left", attempt=1, donor_agreed=False), visit="v1")
    caller.push("van1", book.lines)
    station.settle()
    page = signed_in(role).get(f"{PAGE}?by=person")
    assert ("Grey band" in page.words) is sees
    assert any(cells[1:3] == ["1 / 1", "100.0 %"] for cells in page.rows()) is sees
