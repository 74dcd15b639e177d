"""Due lists: only of donors who agreed, by the rules in force, counted again where other rules come."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import load_workbook

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.contact import Contact
from donor_room.domain.directory import DirectoryDonor, EarlierDonation, StandingDeferral
from donor_room.domain.due import ANY_DAY
from donor_room.packs.texts import Texts
from donor_room.station import donor_words, due, due_export, due_list, tables
from donor_room.station.directory import KnownDonor
from donor_room.station.due_book import due_book
from donor_room.station.due_export import Export, Taken
from donor_room.station.due_list import Wanted
from donor_room.station.journal import newest
from donor_room.station.merge import join
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from tests.station.test_donor_words import NO, PASSPORT, person, push, yes
from tests.support.busy import Busy
from tests.support.desks import refused
from tests.support.releases import released, set_out_at, trust_the_tests
from tests.support.stations import Caller
from tests.support.van import MORNING, SHIFT, Book, donor

TODAY = date(2026, 11, 21)
LATER = date(2028, 1, 1)
ALL = Wanted(family="WB", first=None, last=LATER)


def known(n: int, **changes: Any) -> bytes:
    told = DirectoryDonor(
        name=f"样例{n}", sex="male", birth_on=date(1990, 3, 7), abo="A", rhd="+", had_reaction=False,
        donations=(EarlierDonation(kind="WB400", on=date(2026, 5, 1), volume_ml=400, site="站内"),), count=1,
        deferral=None, contact=Contact(word="agreed"),
    )  # fmt: skip
    told = msgspec.structs.replace(told, **changes)
    return msgspec.json.encode(KnownDonor(document_kind="resident", document_number=str(n), donor=told))


def listed(station: Station, wanted: Wanted = ALL, **changes: Any) -> list[tuple[str | None, date]]:
    wanted = msgspec.structs.replace(wanted, **changes)
    with station.connections.lend() as conn:
        rows = due_list.page(conn, "66001", wanted, TODAY)
        total = sum(one.donors for one in due_list.counts(conn, "66001", wanted, TODAY))
    assert total == len(rows)
    return [(row.donor.name, row.from_on) for row in rows]


def test_only_who_agreed_and_may_give_stands_on_a_list(station: Station) -> None:
    out = StandingDeferral(kind="permanent", until_on=None)
    until = StandingDeferral(kind="until", until_on=date(2027, 2, 1))
    station.load_directory(
        [
            known(1),
            known(2, contact=None),
            known(3, contact=Contact(word="withdrawn")),
            known(4, deferral=out),
            known(5, deferral=until),
            known(6, donations=(), count=0),
            known(7, donations=(), count=9),
            known(8, birth_on=date(1961, 1, 1)),
        ],
        practice=False,
    )
    assert listed(station) == [
        ("样例5", date(2027, 2, 1)),
        ("样例1", date(2026, 11, 1)),
        ("样例6", date(2008, 3, 7)),
    ]
    assert listed(station, last=TODAY) == [("样例1", date(2026, 11, 1)), ("样例6", date(2008, 3, 7))]
    assert listed(station, first=date(2026, 11, 2)) == [("样例5", date(2027, 2, 1))]


def test_a_list_is_of_a_kind_a_group_and_a_tag(station: Station) -> None:
    station.load_directory(
        [known(1), known(2, abo="O", rhd="-", tags=("rare",)), known(3, abo_also="B")], practice=False
    )
    assert [name for name, _ in listed(station, abo="A")] == ["样例1"]
    assert [name for name, _ in listed(station, abo="O", rhd="negative")] == ["样例2"]
    assert [name for name, _ in listed(station, tag="rare")] == ["样例2"]
    assert [day for _, day in listed(station, family="APH_PLT", abo="A")] == [date(2026, 8, 1)]


def test_whom_nothing_keeps_waiting_stands_behind_all_others(station: Station) -> None:
    station.load_directory([known(1), known(2, donations=(), count=0, birth_on=None)], practice=False)
    assert listed(station)[-1] == ("样例2", ANY_DAY)


def test_pages_follow_each_other_and_leave_nobody_out(station: Station) -> None:
    station.load_directory([known(n) for n in range(25)], practice=False)
    seen: list[str] = []
    after = None
    with station.connections.lend() as conn:
        while rows := due_list.page(conn, "66001", ALL, TODAY, after=after, limit=10):
            seen += [row.person for row in rows]
            after = rows[-1].from_on, rows[-1].person
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"family": ""}, "due.no_such_list"),
        ({"family": "x" * 25}, "due.no_such_list"),
        ({"abo": "C"}, "due.no_such_list"),
        ({"rhd": "?"}, "due.no_such_list"),
        ({"tag": "moon"}, "due.no_such_list"),
        ({"last": "tomorrow"}, "due.day_shape"),
        ({"first": "2027-13-01"}, "due.day_shape"),
        ({"first": "2027-01-02", "last": "2027-01-01"}, "due.days_turned"),
    ],
)
def test_what_no_list_can_be_of_is_refused(changes: dict[str, str], code: str) -> None:
    given = {"family": "WB", "first": "", "last": "2027-01-01", "abo": "", "rhd": "", "tag": ""} | changes
    with refused(code):
        Wanted.of(**given)


def test_a_donation_moves_the_day_and_a_withdrawal_takes_it_away(station: Station, book: Book) -> None:
    book.add(yes(), visit="v1")
    caller = push(station, book)
    station.settle()
    assert listed(station) == [("样例甲", date(2027, 5, 21))]
    book.add(NO, visit="v1")
    caller.push("van1", book.lines[-1:])
    station.settle()
    assert listed(station) == []


def test_one_donor_with_two_records_stands_once(station: Station, book: Book) -> None:
    book.add(yes(), visit="v1")
    book.open_visit("v2", PASSPORT)
    book.add(yes(), visit="v2")
    push(station, book)
    station.settle()
    assert len(listed(station)) == 2
    with station.connections.lend() as conn:
        both = person(station, PASSPORT), person(station, donor())
        join(conn, station.house, *both, by="clerk", why="same person", now=MORNING)
    assert listed(station) == [("样例甲", date(2027, 5, 21))]


# ---- rules -------------------------------------------------------------------------------------------------


def test_other_rules_in_force_count_every_day_anew_and_a_rebuild_gives_the_same(
    station: Station, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trust_the_tests(monkeypatch, tmp_path)
    station.load_directory([known(n) for n in range(3)], practice=False)
    station.reader.read_all()
    assert {day for _, day in listed(station)} == {date(2026, 11, 1)}
    longer = ('last = "WB"\nnext = "WB"\nleast = { n = 6', 'last = "WB"\nnext = "WB"\nleast = { n = 7')
    set_out_at(station, released(tmp_path, change=longer), from_on=TODAY + timedelta(days=1))
    station.reader.read_all()
    assert {day for _, day in listed(station)} == {date(2026, 11, 1)}
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(days=1)
    station.reader.read_all()
    assert {day for _, day in listed(station)} == {date(2026, 12, 1)}
    with station.connections.lend() as conn:
        assert due.recount(conn, "66001", station.clock.now()) == 0
        with conn.transaction():
            tables.lock_feed(conn, "66001")
            before = tables.contents(conn, "66001")
            rebuild(conn, station.house.world)
            assert tables.contents(conn, "66001") == before


def test_a_recount_that_was_stopped_goes_on(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    station.reader.stop()
    station.load_directory([known(n) for n in range(5)], practice=False)
    monkeypatch.setattr(due, "_AT_ONCE", 2)
    stops = iter([False, True])
    with station.connections.lend() as conn:
        conn.execute("UPDATE due SET from_on = '2030-01-01'")
        now = station.clock.now()
        conn.execute("DELETE FROM due_rules")
        assert due.recount(conn, "66001", now, is_over=lambda: next(stops)) == 2
        by = due.counted(conn, "66001")
        assert by is not None
        assert by.upto
        assert due.recount(conn, "66001", now) == 3
    assert {day for _, day in listed(station)} == {date(2026, 11, 1)}


@pytest.mark.parametrize("after", range(1, 8))
def test_rules_that_come_into_force_in_the_midst_of_a_recount_count_everybody(
    station: Station, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, after: int
) -> None:
    """One process counts the days, and another one sees the new rules first."""
    trust_the_tests(monkeypatch, tmp_path)
    station.reader.stop()
    station.load_directory([known(n) for n in range(5)], practice=False)
    monkeypatch.setattr(due, "_AT_ONCE", 2)
    now = station.clock.now()
    with station.connections.lend() as conn, station.connections.lend() as other:
        due.recount(conn, "66001", now, is_over=lambda: True)
        longer = ('last = "WB"\nnext = "WB"\nleast = { n = 6', 'last = "WB"\nnext = "WB"\nleast = { n = 7')
        set_out_at(station, released(tmp_path, change=longer), from_on=TODAY)
        busy = Busy(conn, after, lambda: due.recount(other, "66001", now, is_over=lambda: True))
        due._some(busy, "66001")  # type: ignore[arg-type]
        busy.end()
        due.recount(conn, "66001", now)
    assert {day for _, day in listed(station)} == {date(2026, 12, 1)}


def test_a_release_that_this_program_cannot_put_in_force_leaves_the_rules_of_the_program(
    station: Station,
) -> None:
    station.reader.stop()
    station.reader.read_all()
    with station.connections.lend() as conn:
        conn.execute("UPDATE due_rules SET release = 'gone'")
    station.load_directory([known(2)], practice=False)
    assert {day for _, day in listed(station)} == {date(2026, 11, 1)}


# ---- the file ----------------------------------------------------------------------------------------------

WHY = "O 型库存不足，电话招募"


def with_donors(station: Station, *names: str) -> tuple[Caller, Book]:
    """Let donors give and agree at a vehicle, each with a phone."""
    book = Book()
    book.open_shift()
    for place, name in enumerate(names):
        who = donor(f"66000119900307{place:04d}", name, phone=f"1380000{place:04d}")
        book.open_visit(f"v{place}", who, shift=SHIFT)
        book.group(f"v{place}", "O")
        book.add(yes(), visit=f"v{place}")
    caller = Caller(station)
    caller.push("van1", book.lines)
    station.settle()
    return caller, book


def ask(station: Station, wanted: Wanted = ALL, why: str = WHY) -> Export:
    with station.connections.lend() as conn:
        return due_export.ask(
            conn, station.house, wanted, by="clerk", role="clerk", why=why, now=station.clock.now()
        )


def answer(
    station: Station, export: Export, *, by: str = "doctor", role: str = "physician", approves: bool = True
):
    with station.connections.lend() as conn:
        return due_export.answer(
            conn, station.house, export.export, by=by, role=role, approves=approves, now=station.clock.now()
        )


def take(station: Station, export: Export, *, by: str = "clerk") -> Taken:
    with station.connections.lend() as conn:
        return due_export.take(conn, station.house, export.export, by=by, now=station.clock.now())


def test_a_file_is_asked_for_approved_by_another_role_and_taken_once(station: Station) -> None:
    with_donors(station, "=1+1", "样例乙")
    export = ask(station)
    with refused("due.export_not_waits"):
        take(station, export)
    answer(station, export)
    taken = take(station, export)
    assert sorted((line.name, line.phone) for line in taken.lines) == [
        ("=1+1", "13800000000"),
        ("样例乙", "13800000001"),
    ]
    with refused("due.export_not_taken"):
        take(station, export)
    with station.connections.lend() as conn:
        lines = newest(conn, "66001", limit=3)
    assert [line.kind for line in lines] == ["export_taken", "export_approved", "export_asked"]
    assert (lines[0].body["rows"], lines[0].body["approved_by"], lines[0].body["why"]) == (2, "doctor", WHY)
    assert "样例乙" not in str(lines)
    assert "1380000" not in str(lines)


def test_the_workbook_bears_who_when_why_and_by_whom_and_no_formula(station: Station) -> None:
    with_donors(station, "=1+1", "样\x07例")
    export = ask(station, why="急需 O 型 & 招募")
    answer(station, export)
    book = due_book(take(station, export), Texts("zh_CN"))
    assert book.name == "due_clerk_20261121-0900_doctor_急需-O-型-招募.xlsx"
    (sheet,) = load_workbook(BytesIO(book.content)).worksheets
    mark = "clerk · 2026-11-21 09:00 · doctor 批准 · 2 人 · 急需 O 型 & 招募"
    assert sheet["A1"].value == mark
    assert "急需 O 型 && 招募" in sheet.oddHeader.center.text
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ["姓名", "电话", "ABO", "RhD", "标签", "上次种类", "上次日期", "可献日"]
    assert {row[0] for row in rows[1:]} == {"=1+1", "样例"}
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    english = due_book(Taken(export, [], MORNING), Texts("en"))
    assert load_workbook(BytesIO(english.content)).active["A3"].value == "Name"


def test_who_withdrew_after_the_approval_is_not_in_the_file(station: Station) -> None:
    """The entry has come and nobody has read it yet: the file is made after all was read."""
    caller, book = with_donors(station, "样例甲", "样例乙")
    export = ask(station)
    answer(station, export)
    book.add(NO, visit="v0")
    caller.push("van1", book.lines[-1:])
    assert [line.name for line in take(station, export).lines] == ["样例乙"]


def test_who_told_the_station_is_not_in_the_file_and_an_empty_one_is_not_handed_out(station: Station) -> None:
    with_donors(station, "样例甲")
    export = ask(station)
    answer(station, export)
    with station.connections.lend() as conn:
        (row,) = due_list.page(conn, "66001", ALL, TODAY)
        donor_words.withdraw(conn, station.house, row.person, by="clerk", why="来电要求", now=MORNING)
    with refused("due.export_empty"):
        take(station, export)


@pytest.mark.parametrize(
    ("by", "role"), [("clerk", "physician"), ("another", "clerk")], ids=["the same person", "the same role"]
)
def test_nobody_approves_for_herself_or_for_her_own_role(station: Station, by: str, role: str) -> None:
    with_donors(station, "样例甲")
    export = ask(station)
    with refused("due.export_other_role"):
        answer(station, export, by=by, role=role)


def test_what_was_answered_refused_or_left_lying_is_not_handed_out(station: Station) -> None:
    with_donors(station, "样例甲")
    assert isinstance(station.clock, FixedClock)
    no, late, old = ask(station), ask(station), ask(station)
    answer(station, no, approves=False)
    with refused("due.export_answered"):
        answer(station, no)
    with refused("due.export_not_refused"):
        take(station, no)
    answer(station, late)
    with refused("due.export_not_yours"):
        take(station, late, by="doctor")
    station.clock.instant += due_export.APPROVED_FOR
    with refused("due.export_not_over"):
        take(station, late)
    station.clock.instant += due_export.ASKED_FOR
    with refused("due.export_answered"):
        answer(station, old)
    with refused("due.export_unknown"):
        take(station, old._replace(export="nothing"))


def test_no_file_without_a_reason_of_nobody_or_of_too_many(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused("due.export_empty"):
        ask(station)
    with_donors(station, "样例甲", "样例乙")
    with refused("console.problem.why"):
        ask(station, why="招募")
    monkeypatch.setattr(due_export, "MOST_ROWS", 1)
    with refused("due.export_too_long"):
        ask(station)


def test_a_donor_from_before_the_first_terminal_stands_in_the_file_without_a_phone(station: Station) -> None:
    station.load_directory([known(1)], practice=False)
    export = ask(station)
    answer(station, export)
    assert [(line.name, line.phone) for line in take(station, export).lines] == [("样例1", "")]


def test_of_two_visits_the_one_with_a_phone_counts(station: Station) -> None:
    caller, book = with_donors(station, "样例甲")
    book.add(e.VisitClosed(how="left", remark=None), visit="v0")
    book.open_visit("later", donor("660001199003070000", "样例甲", phone=None))
    caller.push("van1", book.lines[-2:])
    export = ask(station)
    answer(station, export)
    assert [line.phone for line in take(station, export).lines] == ["13800000000"]
