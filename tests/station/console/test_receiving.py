"""What comes home is scanned in against what was handed over; what differs stays open until settled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.donation_number import mod37_2
from donor_room.domain.isbt128 import ROLE_FLAGS
from donor_room.domain.own_codes import box_code
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.station.handed_over import find_handover, hold_against, to_receive
from donor_room.station.journal import newest
from donor_room.station.projector import rebuild
from donor_room.station.received import close, take_part, waiting
from donor_room.station.server import Station
from donor_room.station.tables import contents
from donor_room.wire.notices import HANDOVER_RECEIVED, NoticePage, read_received
from tests.station.console.conftest import SignedIn
from tests.support.busy import Busy
from tests.support.pages import PASSWORD, Visitor, code_of
from tests.support.stations import Caller
from tests.support.van import MORNING, SHIFT, Book

NUMBERS = ("A999926000001", "A999926000002")
HOME = f"/console/receiving/{SHIFT}"


def warmth(box: str, *, highest: str = "5.1", unknown: int = 0) -> e.BoxTemperature:
    return e.BoxTemperature(
        shift=SHIFT,
        box=box,
        keep="blood",
        low=Decimal(2),
        high=Decimal(10),
        source="file",
        lowest=Decimal("4.2"),
        highest=Decimal(highest),
        since=MORNING,
        until=MORNING + timedelta(hours=8),
        minutes_outside=0,
        minutes_unknown=unknown,
        readings=48,
        logger="elitech",
        file_sha256="0",
    )


def packed_book(*, is_signed: bool = True) -> Book:
    """A van that packed two units into two crates, one of them without a tube."""
    book = Book("van1", at=MORNING)
    book.open_shift(site="样例广场")
    for box, number in zip("12", NUMBERS, strict=True):
        for role in AFTER_TUBES_ROLES:
            if (box, role) != ("2", "nat"):
                book.add(e.UnitsPacked(shift=SHIFT, number=number, role=role, box=box))
    book.add(e.PartMissing(shift=SHIFT, number=NUMBERS[1], role="nat", reason="车上找遍了", witness="s2"))
    book.add(warmth("1"), warmth("2", highest="11.4"))
    if is_signed:
        sign(book)
    return book


def sign(book: Book, shift: str = SHIFT) -> None:
    book.add(
        e.HandoverSigned(
            shift=shift,
            issued=2,
            used=2,
            void=0,
            returned=0,
            unexplained=0,
            volume_ml=800,
            given_by="nurse",
            received_by="s2",
            document_sha256="0",
        )
    )


@pytest.fixture
def came_home(station: Station) -> Caller:
    caller, book = Caller(station), packed_book()
    caller.push("van1", book.lines)
    station.settle()
    return caller


def encoded(number: str, role: str) -> str:
    return f"={number}{ROLE_FLAGS[role]}"


def scan(someone: Visitor, code: str, path: str = HOME) -> str:
    """Scan a code on a page and return what it says."""
    if someone.answer.url.path != path:
        someone.get(path)
    someone.send(path, code=code)
    return someone.page.words


def scan_all(someone: Visitor, *, but: tuple[str, str] = ("", "")) -> None:
    for number in NUMBERS:
        for role in AFTER_TUBES_ROLES:
            if (number, role) not in {but, (NUMBERS[1], "nat")}:
                assert "Here:" in scan(someone, encoded(number, role))


def sign_off(someone: Visitor, login: str, **typed: str) -> str:
    someone.get(HOME)
    someone.send(
        f"{HOME}/close",
        **({"password": PASSWORD, "second": code_of(someone.station, login), "remark": ""} | typed),
    )
    return someone.page.words


def test_expected_and_here_stand_side_by_side_for_each_crate(came_home: Caller, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    page = someone.get("/console/receiving")
    assert page.rows()[1][:1] + page.rows()[1][4:5] == ["样例广场", "2"]
    assert "Box 1 is here" in scan(someone, box_code(1))
    assert "Box 1 was scanned before" in scan(someone, box_code(1))
    assert "Here: Main bag A9999 26 000001" in scan(someone, encoded(NUMBERS[0], "bag1"))
    words = someone.page.words
    assert "Main bag 1 of 2" in words
    assert "Differences: 8" in words  # six parts are not here, one was missing there, a crate was too warm
    one, two = (cells for cells in someone.page.rows() if cells and cells[0] in {"Box 1", "Box 2"})
    assert (one[1], one[2], two[1], two[2]) == ("1 of 1", "4.2 to 5.1 °C", "0 of 1", "4.2 to 11.4 °C")


def test_a_part_counts_once_whoever_scans_it(came_home: Caller, signed_in: SignedIn) -> None:
    first, second = signed_in("clerk"), signed_in("clerk")
    scan(first, encoded(NUMBERS[0], "bag1"))
    assert "Main bag A9999 26 000001 was scanned by clerk0" in scan(second, encoded(NUMBERS[0], "bag1"))
    assert "Main bag 1 of 2" in second.page.words


def test_a_number_is_typed_with_its_check_character_and_fills_the_next_part(
    came_home: Caller, signed_in: SignedIn
) -> None:
    someone = signed_in("clerk")
    typed = f"A9999 26 000001 {mod37_2(NUMBERS[0])}"
    assert "Here: Main bag" in scan(someone, typed)
    assert "Here: NAT tube" in scan(someone, typed)
    for bad in ("A9999 26 000001 0", "bread", "=%6200", "DRB00019", "x" * 64):
        words = scan(someone, bad)
        assert someone.answer.status_code == 409
        assert "Main bag 1 of 2" in words


def test_damaged_and_too_warm_are_marked_with_a_remark(came_home: Caller, signed_in: SignedIn) -> None:
    someone = signed_in("clerk")
    scan(someone, encoded(NUMBERS[0], "bag1"))
    someone.get(HOME)
    someone.post(
        f"{HOME}/mark",
        someone.page.forms[-2].fields
        | {"number": NUMBERS[0], "role": "bag1", "state": "damaged", "remark": "漏"},
    )
    assert "Damaged: Main bag A9999 26 000001 (Box 1)" in someone.page.words
    someone.send(f"{HOME}/warmth", celsius="12,5")
    assert "12.5 °C" in someone.page.words
    token = {"token": someone.page.forms[0].fields["token"]}
    for fields in ({"state": "eaten"}, {"state": "warm", "number": "A1"}):
        someone.post(f"{HOME}/mark", token | {"number": NUMBERS[0], "role": "bag1", "remark": ""} | fields)
        assert someone.answer.status_code == 409
    someone.post(f"{HOME}/warmth", token | {"box": "1", "celsius": "cold"})
    assert someone.answer.status_code == 409


def test_what_differs_stays_open_on_the_first_page_until_somebody_settles_it(
    station: Station, came_home: Caller, signed_in: SignedIn
) -> None:
    someone = signed_in("clerk")
    scan_all(someone, but=(NUMBERS[0], "tube"))
    assert "is not on the list of this shift" in scan(someone, encoded("A999926000077", "bag1"))
    assert "nothing was closed" in sign_off(someone, "clerk0", password="not my password")
    assert "Received." in sign_off(someone, "clerk0", remark="两箱都到了")
    page = someone.get("/console")
    assert "4 differences left open" in page.words
    for words in (
        "Not here: Serum tube A9999 26 000001 (Box 1)",
        "Missing at the vehicle: NAT tube A9999 26 000002",
        "Too much: Main bag A9999 26 000077",
        "Box 2: outside its limits",
    ):
        assert words in page.words
    notices = came_home.link.get("/v1/notices", NoticePage).notices
    told = read_received(notices[-1].body)
    assert notices[-1].kind == HANDOVER_RECEIVED
    assert told is not None
    assert (told.shift, told.bags, told.parts, told.differences) == (SHIFT, 3, 7, 4)
    scan(someone, encoded(NUMBERS[0], "tube"))
    page = someone.get("/console/receiving")
    assert "came 2026" in page.words
    form = next(one for one in page.forms if one.fields.get("what") == "missing")
    someone.post("/console/receiving/settle", form.fields | {"why": "found in the lid"})
    assert "Settled." in someone.page.words
    assert "Not here" not in someone.page.words
    someone.post("/console/receiving/settle", form.fields | {"why": "found in the lid"})
    assert "Meanwhile this was settled" in someone.page.words
    someone.post("/console/receiving/settle", form.fields | {"why": ""})
    assert someone.answer.status_code == 409
    with station.connections.lend() as conn:
        kinds = [line.kind for line in newest(conn, "66001", limit=2)]
    assert kinds == ["difference_settled", "handover_received"]


def test_two_clerks_close_it_once(station: Station, came_home: Caller, signed_in: SignedIn) -> None:
    first, second = signed_in("clerk"), signed_in("clerk")
    scan_all(first)
    second.get(HOME)
    form = next(one for one in second.page.forms if one.action == f"{HOME}/close").fields
    assert "Received." in sign_off(first, "clerk0")
    second.post(
        f"{HOME}/close", form | {"password": PASSWORD, "second": code_of(station, "clerk1"), "remark": ""}
    )
    assert "Meanwhile this was closed" in second.page.words
    assert "Received by clerk0" in second.get(HOME).words


def test_blood_that_comes_before_its_entries_is_kept_and_finds_its_handover(
    station: Station, signed_in: SignedIn
) -> None:
    caller, book = Caller(station), packed_book(is_signed=False)
    someone = signed_in("clerk")
    listed = "/console/receiving"
    assert "Its entries have not come yet" in scan(someone, encoded(NUMBERS[0], "bag1"), listed)
    assert "Of which shift is box 1?" in scan(someone, box_code(1), listed)
    assert "was scanned by clerk0" in scan(someone, encoded(NUMBERS[0], "bag1"), listed)
    assert "1 parts here before their entries" in someone.get("/console").words
    caller.push("van1", book.lines)
    station.settle()
    assert "before their entries" not in someone.get("/console").words
    words = someone.get(HOME).words
    assert "Main bag 1 of 2" in words
    assert "The handover of this shift has not come yet" in words
    assert f"{HOME}/close" not in [form.action for form in someone.page.forms]
    someone.post(
        f"{HOME}/close",
        {"token": someone.page.forms[0].fields["token"], "password": PASSWORD,
         "second": code_of(station, "clerk0"), "remark": ""},
    )  # fmt: skip
    assert someone.answer.status_code == 409
    before = len(book.lines)
    sign(book)
    caller.push("van1", book.lines[before:])
    station.settle()
    assert "1 handovers to receive" in someone.get("/console").words
    assert "Received." in sign_off(someone, "clerk0")


def test_a_part_of_another_shift_is_counted_where_it_was_packed(
    station: Station, came_home: Caller, signed_in: SignedIn
) -> None:
    other, book = Caller(station), Book("van2", at=MORNING)
    book.open_shift("shift-2", site="另一处")
    book.add(e.UnitsPacked(shift="shift-2", number="A999926000009", role="bag1", box="1"))
    other.push("van2", book.lines)
    station.settle()
    someone = signed_in("clerk")
    assert "is of another shift" in scan(someone, encoded("A999926000009", "bag1"))
    assert "Too much" not in someone.page.words
    assert "Main bag 1 of 1" in someone.get("/console/receiving/shift-2").words


def test_only_a_clerk_receives_and_others_look(came_home: Caller, signed_in: SignedIn) -> None:
    for role in ("physician", "keeper"):
        someone = signed_in(role)
        page = someone.get(HOME)
        assert "Differences: 9" in page.words
        assert not [form for form in page.forms if form.action.startswith("/console/receiving")]
        token = {"token": page.forms[0].fields["token"]}
        for path in (HOME, f"{HOME}/mark", f"{HOME}/warmth", f"{HOME}/close", "/console/receiving/settle"):
            someone.post(path, token)
            assert someone.answer.status_code == 403
    assert signed_in("clerk").get("/console/receiving/nowhere").words
    clerk = signed_in("clerk")
    clerk.get("/console/receiving/nowhere")
    assert clerk.answer.status_code == 404


def test_what_was_received_is_never_read_anew_and_what_was_handed_over_is(
    station: Station, came_home: Caller
) -> None:
    with station.connections.lend() as conn:
        taken = take_part(conn, "66001", SHIFT, NUMBERS[0], "bag1", by="clerk0", now=MORNING)
        assert taken.is_expected
        handover = find_handover(conn, "66001", SHIFT)
        assert handover is not None
        held = hold_against(conn, "66001", handover)
        before = contents(conn, "66001")
        rebuild(conn, station.house.world)
        assert contents(conn, "66001") == before
        assert hold_against(conn, "66001", handover) == held
        closed = close(conn, "66001", handover, by="clerk0", remark="", now=MORNING)
        assert closed.differences == held.differences


@pytest.mark.parametrize("after", range(1, 7))
def test_entries_that_come_while_a_handover_is_closed_make_no_part_too_much(
    station: Station, came_home: Caller, after: int
) -> None:
    """A second laptop of the vehicle tells what it packed, of which a part came before its entries."""
    number = "A999926000003"
    other, book = Caller(station), Book("van2", at=MORNING)
    book.add(e.UnitsPacked(shift=SHIFT, number=number, role="bag1", box="1"))

    def come() -> None:
        other.push("van2", book.lines)
        station.settle()

    with station.connections.lend() as conn:
        take_part(conn, "66001", "", number, "bag1", by="clerk0", now=MORNING)
        handover = find_handover(conn, "66001", SHIFT)
        assert handover is not None
        busy: Any = Busy(conn, after, come)
        closed = close(busy, "66001", handover, by="clerk0", remark="", now=MORNING)
        busy.end()
    assert number not in {one.number for one in closed.differences}


def test_a_handover_waits_until_it_is_received_however_long_that_takes(
    station: Station, came_home: Caller
) -> None:
    in_spring = MORNING + timedelta(days=150)
    with station.connections.lend() as conn:
        assert to_receive(conn, "66001", in_spring) == []  # here nothing was ever received by this program
        another = Book("van2", at=MORNING)
        another.open_shift("shift-2")
        sign(another, "shift-2")
        Caller(station).push("van2", another.lines)
        station.settle()
        handover = find_handover(conn, "66001", "shift-2")
        assert handover is not None
        close(conn, "66001", handover, by="clerk0", remark="", now=MORNING + timedelta(days=1))
        assert [one.shift for one in to_receive(conn, "66001", in_spring)] == [SHIFT]
        assert waiting(conn, "66001", in_spring).handovers == 1
