"""Calls after reactions on the station's pages: of every vehicle, masked, a phone only on opening one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.packs.texts import Texts
from donor_room.station.calls import count_due, to_call
from donor_room.station.journal import newest
from donor_room.station.projector import rebuild
from donor_room.station.server import Station
from donor_room.wire.notices import NoticePage, read_called
from tests.station.console.conftest import SignedIn
from tests.station.console.test_look import is_whole
from tests.support import acts as a
from tests.support.pages import Visitor
from tests.support.stations import Caller
from tests.support.van import SHIFT, Book, donor

NAME, PHONE, LIST = "样例<b>甲乙", "13811112222", "/console/calls"
TODAY = date(2026, 11, 21)


def reacted(
    book: Book, visit: str, call_on: date | None, *acts: e.Act, shift: str = SHIFT, name: str = NAME
) -> None:
    book.open_visit(visit, donor(name=name, phone=PHONE), shift=shift)
    judged = msgspec.structs.replace(a.JUDGED, call_on=call_on)
    book.add(a.BEGAN, msgspec.structs.replace(a.TO_CALL, judged=judged), *acts, visit=visit)


def said(result: str, words: str = "") -> e.CalledBack:
    return e.CalledBack(reaction="r", result=result, words=words)  # type: ignore[arg-type]


@pytest.fixture
def callers(station: Station) -> Sequence[Caller]:
    """Two vehicles: one with a donor who is late and one who is settled, one with a donor of tomorrow."""
    first, second = Book("van1"), Book("van2")
    first.open_shift()
    reacted(first, "late", date(2026, 11, 19), said("no_answer"))
    reacted(first, "settled", TODAY, said("well"))
    reacted(first, "nobody", None)
    second.open_shift("s2", site="样例二路")
    reacted(second, "tomorrow", date(2026, 11, 22), shift="s2")
    made = []
    for book in (first, second):
        one = Caller(station)
        one.push(book.name, book.lines)
        made.append(one)
    station.settle()
    assert isinstance(station.clock, FixedClock)
    station.clock.instant += timedelta(hours=1)
    return made


def rows(someone: Visitor) -> list[list[str]]:
    return [cells for cells in someone.page.rows()[1:] if len(cells) == 8]


def open_first(someone: Visitor) -> str:
    someone.get(LIST)
    form = next(one for one in someone.page.forms if one.action == f"{LIST}/open")
    someone.post(f"{LIST}/open", form.fields)
    return someone.answer.text


def told(caller: Caller) -> list[str]:
    page = caller.link.get("/v1/notices", NoticePage, cursor="", lane="rest", limit=50)
    bodies = (read_called(bytes(one.body)) for one in page.notices if one.kind == "reaction.called")
    return [f"{one.visit} {one.result} {one.by}" for one in bodies if one]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_is_late_stands_first_and_nobody_by_name(
    station: Station, callers: Sequence[Caller], signed_in: SignedIn, language: str
) -> None:
    someone = signed_in("clerk", language=language)
    someone.get(LIST)
    is_whole(someone)
    assert [cells[5] for cells in rows(someone)] == ["样例广场", "样例二路"]
    late, tomorrow = rows(someone)
    assert ("2" in late[1][10:], late[4]) == (True, "2")
    assert ("没有回访" if language == "zh" else "Not called") in tomorrow[6].replace("还", "")
    assert NAME not in someone.answer.text
    assert "甲乙" not in someone.answer.text
    assert PHONE not in someone.answer.text
    is_whole(someone)
    with station.connections.lend() as conn:
        assert count_due(conn, "66001", TODAY) == 1


def test_a_call_is_written_down_and_only_its_own_vehicle_hears_of_it(
    station: Station, callers: Sequence[Caller], signed_in: SignedIn
) -> None:
    clerk = signed_in("clerk")
    clerk.get(f"{LIST}/late/r")
    assert clerk.answer.status_code == 404, "nobody sees a phone without opening it"
    assert PHONE in open_first(clerk)
    is_whole(clerk)
    assert "No answer" in clerk.page.words
    clerk.send(f"{LIST}/late/r", result="unwell", words="")
    assert Texts("en").say("reaction.call_needs_words.unwell") in clerk.page.words
    open_first(clerk)
    clerk.send(f"{LIST}/late/r", result="unwell", words="x" * 1001)
    assert "Write at most" in clerk.page.words
    open_first(clerk)
    assert "The call is saved." in clerk.send(f"{LIST}/late/r", result="unwell", words="<i>dizzy").words
    late = rows(clerk)[0]
    assert "Still unwell" in late[6]
    assert "calls: 2" in late[6]
    open_first(clerk)
    assert "<i>dizzy" in clerk.page.words
    stale = next(one for one in clerk.page.forms if one.action == f"{LIST}/late/r")
    clerk.send(f"{LIST}/late/r", result="well", words="")
    assert [cells[5] for cells in rows(clerk)] == ["样例二路"]
    again = clerk.post(f"{LIST}/late/r", stale.fields | {"result": "well", "words": ""})
    assert "need not be called any more" in again.words
    assert [line.split()[:2] for line in told(callers[0])] == [["late", "unwell"], ["late", "well"]]
    assert told(callers[1]) == []
    with station.connections.lend() as conn:
        lines = newest(conn, "66001", limit=20)
        assert [one.kind for one in lines].count("donor_called") == 2
        assert [one.kind for one in lines].count("call_opened") == 4
        assert "dizzy" not in str(lines)
        rebuild(conn, station.house.world)
        assert [one.visit for one in to_call(conn, "66001")] == ["tomorrow"]


def test_what_the_laptop_wrote_after_the_station_called_is_not_counted_twice(
    station: Station, callers: Sequence[Caller], signed_in: SignedIn
) -> None:
    clerk = signed_in("clerk")
    open_first(clerk)
    clerk.send(f"{LIST}/late/r", result="no_answer", words="")
    page = callers[0].link.get("/v1/notices", NoticePage, cursor="", lane="rest", limit=50)
    heard = read_called(bytes(page.notices[-1].body))
    assert heard is not None
    third = Book("van1b")
    act = e.CalledAtStation(reaction="r", result=heard.result, at=heard.at, by=heard.by)
    third.add(act, visit="late")
    callers[0].push(third.name, third.lines)
    station.settle()
    with station.connections.lend() as conn:
        late = to_call(conn, "66001")[0]
    assert (late.visit, late.tried, late.last_result) == ("late", 2, "no_answer")
    open_first(clerk)
    assert len([cells for cells in clerk.page.rows()[1:] if len(cells) == 4]) == 2


def test_a_keeper_sees_the_list_and_no_phone(
    station: Station, callers: Sequence[Caller], signed_in: SignedIn
) -> None:
    keeper = signed_in("keeper")
    keeper.get(LIST)
    assert not [one for one in keeper.page.forms if one.action == f"{LIST}/open"]
    assert "Your role does not include this." in keeper.get(f"{LIST}/late/r").words
