"""A day at a station with what its pages have to show: sites, holds, rare names, an entry set aside."""

from __future__ import annotations

from datetime import date, timedelta

from donor_room.domain import entries as e
from donor_room.station.server import Station
from tests.support.stations import Caller
from tests.support.van import MORNING, SHIFT, Book, donor

RARE = "𠮷䶮样例"
SCRIPT = "<script>alert(1)</script>"
LONG = "阿卜杜拉·买买提·艾合买提江·吐尔逊·样例样例样例样例样例样例"
OUTCOMES = ("eligible", "deferred_until", "deferred_for_good")


class Newer(e.Act, frozen=True, kw_only=True):
    """An act of a program that this one does not know."""

    KIND = "moon.landed"


def person(number: int, name: str, **more: object) -> e.Donor:
    """Return somebody who does not exist, by the kind of document that terminals write."""
    return donor(f"6600011990030{number:04d}X", name, document_kind="01", **more)


def fill(station: Station, *, visits: int = 12) -> list[Caller]:
    """Let two vans send a day: one of them, too, what contradicts the other."""
    first, second = Caller(station, numbers=100), Caller(station, numbers=50)
    numbers = [f"A999926{serial:06d}" for serial in range(1, 101)]
    one = Book("van1", at=MORNING)
    one.open_shift(site="样例广场")
    for place in range(visits):
        _visit(one, place, numbers[place])
    other = Book("van2", at=MORNING + timedelta(minutes=7))
    other.open_shift("shift-2", site="示范大学 第三教学楼 北门 献血屋")
    other.open_visit("w1", person(0, "样例零"), shift="shift-2")
    other.group("w1", "B")
    other.decide("w1", "eligible")
    other.donate("w1", numbers[1])
    for place, name in enumerate([RARE, SCRIPT, LONG], start=70):
        other.open_visit(f"w{place}", person(place, name), shift="shift-2")
        other.decide(f"w{place}", OUTCOMES[place - 70], date(2027, 1, 9))
    other.add(Newer())
    first.push("van1", one.lines)
    second.push("van2", other.lines)
    station.settle()
    return [first, second]


def _visit(book: Book, place: int, number: str) -> None:
    visit = f"v{place}"
    book.open_visit(visit, person(place, f"样例{place}"), shift=SHIFT)
    if place % 5 == 4:
        book.decide(visit, "deferred_until", date(2027, 1, 9))
        return
    book.group(visit, "A")
    book.decide(visit, "eligible")
    book.donate(visit, number, volume_ml=400 if place % 3 else 200)
