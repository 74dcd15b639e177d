"""Two records of one donor: named to a clerk, joined after a look at what moves, parted again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.station import merge
from donor_room.station.holds import open_holds
from donor_room.station.joins import joins_of
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.wire.messages import DirectoryPage, DirectoryRow
from tests.support.stations import Caller
from tests.support.van import MORNING, Book, donor

PASSPORT = "E00000001"
WHO = {"by": "李登记", "why": "同一人，换了证件"}


@pytest.fixture(autouse=True)
def two_records(station: Station) -> None:
    """One donor gave with an identity card, and was turned away with a passport ten days later."""
    first, second = Book("van1"), Book("van2", at=MORNING + timedelta(days=10))
    first.open_visit("v1", shift="s1")
    first.donate("v1", "A999926000001")
    first.add(e.VisitClosed(how="donated", remark=None), visit="v1")
    second.open_visit("v2", donor(PASSPORT, document_kind="passport"), shift="s2")
    second.decide("v2", "deferred_for_good")
    for book in (first, second):
        Caller(station).push(book.name, book.lines)
    station.settle()


def held(station: Station) -> set[tuple[str, str]]:
    with station.connections.lend() as conn:
        return {(one.reason, one.visit) for one in open_holds(conn, station.house.code)}


def done(station: Station, work: Any, **changes: Any) -> Any:
    with station.connections.lend() as conn:
        one, other = (merge.person_of_visit(conn, station.house.code, visit) for visit in ("v1", "v2"))
        extra = {} if work is merge.preview else WHO | {"now": MORNING + timedelta(days=11)} | changes
        return work(conn, station.house, one, other, **extra)


def told(station: Station) -> list[DirectoryRow]:
    return list(Caller(station).link.get("/v1/directory", DirectoryPage, cursor="").rows)


def test_two_records_with_equal_name_sex_and_birth_are_named_and_not_merged(station: Station) -> None:
    assert held(station) == {("same_person", "v1"), ("same_person", "v2")}
    assert [row.donor.count for row in told(station) if row.donor] == [1, 0]


def test_a_look_says_what_moves_and_changes_nothing(station: Station) -> None:
    seen = done(station, merge.preview)
    assert (seen.one.visits, seen.other.visits) == (("v1",), ("v2",))
    assert [one.on for one in seen.one.donations] == [date(2026, 11, 21)]
    assert [one.kind for one in seen.other.deferrals] == ["permanent"]
    assert seen.differs == ()
    assert (seen.told.count, seen.told.deferral.kind) == (1, "permanent")
    assert held(station) == {("same_person", "v1"), ("same_person", "v2")}
    with station.connections.lend() as conn:
        assert joins_of(conn, station.house.code) == []


def test_after_a_join_both_documents_tell_one_history_and_the_strictest_deferral(station: Station) -> None:
    done(station, merge.join)
    both = [row.donor for row in told(station) if row.donor]
    assert len(both) == 2
    assert both[0] == both[1]
    assert (both[0].count, both[0].deferral.kind) == (1, "permanent")
    assert held(station) == set()


def test_blood_is_held_against_the_deferral_under_the_other_document(station: Station) -> None:
    early = Book("van3", at=MORNING - timedelta(days=5))
    early.open_visit("v0", donor(PASSPORT, document_kind="passport"), shift="s0")
    early.decide("v0", "deferred_for_good")
    early.add(e.VisitClosed(how="deferred", remark=None), visit="v0")
    Caller(station).push("van3", early.lines)
    station.settle()
    assert ("deferred_elsewhere", "v1") not in held(station)
    done(station, merge.join)
    assert held(station) == {("deferred_elsewhere", "v1")}


def test_a_join_outlives_reading_everything_again(station: Station) -> None:
    done(station, merge.join)
    before = told(station)
    with station.connections.lend() as conn:
        rebuild(conn, station.house.world)
    assert (told(station), held(station)) == (before, set())


def test_what_comes_later_under_one_document_is_told_under_both(station: Station) -> None:
    done(station, merge.join)
    later = Book("van4", at=MORNING + timedelta(days=400))
    later.open_visit("v4", shift="s4")
    later.donate("v4", "A999926000004")
    Caller(station).push("van4", later.lines)
    station.settle()
    assert [row.donor.count for row in told(station) if row.donor] == [2, 2]


def test_parting_brings_both_records_back_as_they_were(station: Station) -> None:
    before = {row.person: row.donor for row in told(station)}
    done(station, merge.join)
    done(station, merge.part, why="两个人")
    assert {row.person: row.donor for row in told(station)} == before
    assert held(station) == {("same_person", "v1"), ("same_person", "v2")}
    with station.connections.lend() as conn:
        (one,) = joins_of(conn, station.house.code)
    assert (one.joined_by, one.parted_by, one.parted_why) == ("李登记", "李登记", "两个人")


def code_of(station: Station, work: Any, **changes: Any) -> str:
    with pytest.raises(Refusal) as caught:
        done(station, work, **changes)
    return caught.value.code


def test_a_join_needs_a_person_and_a_reason_and_is_made_once(station: Station) -> None:
    assert code_of(station, merge.join, by=" ") == "station.hold_who_and_why"
    assert code_of(station, merge.part, why="") == "station.hold_who_and_why"
    assert code_of(station, merge.part) == "station.not_joined"
    done(station, merge.join)
    assert code_of(station, merge.join) == "station.joined_already"


def test_a_record_that_is_not_there_is_not_joined(station: Station) -> None:
    with station.connections.lend() as conn:
        with pytest.raises(Refusal, match=r"station\.visit_unknown"):
            merge.person_of_visit(conn, station.house.code, "nobody")
        with pytest.raises(Refusal, match=r"station\.person_unknown"):
            merge.preview(conn, station.house, "00" * 16, "11" * 16)


def test_three_records_are_one_donor_and_one_of_them_parts(station: Station) -> None:
    third = Book("van5", at=MORNING + timedelta(days=20))
    third.open_visit("v5", donor("E00000002", document_kind="passport"), shift="s5")
    Caller(station).push("van5", third.lines)
    station.settle()
    done(station, merge.join)
    code, now = station.house.code, MORNING + timedelta(days=21)
    with station.connections.lend() as conn:
        one, last = (merge.person_of_visit(conn, code, visit) for visit in ("v2", "v5"))
        merge.join(conn, station.house, one, last, now=now, **WHO)
    assert [row.donor.count for row in told(station) if row.donor] == [1, 1, 1]
    with station.connections.lend() as conn:
        merge.part(conn, station.house, one, last, now=now, **WHO)
    assert {row.donor.count for row in told(station) if row.donor} == {0, 1}
