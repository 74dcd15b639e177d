"""Twelve forms of a paper day, as somebody reads them off and types them, box after box."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.directory import EarlierDonation
from donor_room.domain.paper_form import forms_of
from donor_room.practice.people import People
from donor_room.workflow.desk import Desk
from tests.support import desks as d

YESTERDAY = date(2026, 11, 20)
PACK = "K7M2Q"
FORMS = forms_of(PACK, 12)
LOTS = {"hb": "H2611", "alt": "A2611", "hbsag": "S2611", "abo": "B2611"}
LAST_DAY = "2027-05-31"
EXAMINED = {"weight": "62", "pressure": "118/76", "pulse": "72", "temp": "36.5", "signs": "1111"}
TESTED = {"hb": "138", "alt": "22", "hbsag": "1", "abo": "1"}


def set_code(order: int, flag: str = "01") -> str:
    """Return the code on a label of a set that the station printed."""
    return f"=A660126{order:06d}{flag}"


class PaperVisit(NamedTuple):
    """One form: who, when, and what stands in its boxes; what is absent is blank."""

    form: str
    donor: e.Donor
    came: str
    boxes: dict[str, list[str]]
    close: tuple[str, str] = ("10:40", "")
    """When the donor left, and the remark."""


def lend(desk: Desk, first: int = 9001, last: int = 9012) -> None:
    """Lend a range that no printer has."""
    run = {"first": f"A660126{first:06d}", "last": f"A660126{last:06d}", "count": last - first + 1}
    desk.record_as_terminal(e.RangeLeased(range_id="p1", profile="isbt128", use="preprinted", **run))


def person(seed: int, **wanted: Any) -> e.Donor:
    return People(seed, YESTERDAY).next_donor(**({"age": 30, "sex": "male"} | wanted))


def boxes(order: int, **changes: Any) -> dict[str, list[str]]:
    """Return the boxes of a donation of 400 mL with the set of this order; None leaves a box away."""
    told: dict[str, Any] = {"consent": "1", "answers": "0", **EXAMINED, **TESTED, "decision": "1 赵敏"}
    told |= {"bag_kind": "2", "number": set_code(order, "08"), "compared": "1", "bag": f"BG77 {LAST_DAY}"}
    told |= {"needle": "0931 1", "end": "0939 400", "compared_after": "1", "reaction": "0"} | changes
    return {
        key: list(text) if isinstance(text, tuple) else [text]
        for key, text in told.items()
        if text is not None
    }


def deferred(**changes: Any) -> dict[str, list[str]]:
    """Return the boxes of a form that ends with a deferral."""
    nothing = dict.fromkeys(
        ("number", "compared", "bag", "needle", "end", "compared_after", "reaction", "bag_kind")
    )
    return boxes(0, **(nothing | {"decision": "2 2026-12-20 赵敏"} | changes))


def the_day() -> list[PaperVisit]:
    """Return the twelve forms in the order of typing."""

    def lot(key: str) -> str:
        return f"{TESTED[key]} {LOTS[key]} {LAST_DAY}"

    first = boxes(9001, **{key: lot(key) for key in TESTED})
    failed = {
        "needle": "0951 1",
        "end": "0955 0 no_flow",
        "number": (set_code(9005), "0"),
        "compared_after": None,
    }
    weak = {"end": "1005 150 体位不适", "decision": "1"}
    return [
        PaperVisit(FORMS[0], person(1), "0912", first),
        PaperVisit(FORMS[1], person(2, sex="female"), "0915", boxes(9002, hb="128")),
        PaperVisit(FORMS[2], REPEAT, "0918", boxes(9003)),
        PaperVisit(FORMS[3], person(4, sex="female"), "0920", deferred(hb="108")),
        PaperVisit(FORMS[4], person(5), "0925", boxes(9005, **failed), ("10:30", "局部按压")),
        PaperVisit(FORMS[5], person(6, sex="female"), "0928", boxes(9006, reaction="1 B1 平卧、饮水")),
        PaperVisit(FORMS[6], person(7), "0930", boxes(9007, hb="109", decision="1 赵敏")),
        PaperVisit(FORMS[7], person(8), "0933", deferred(weight="45")),
        PaperVisit(FORMS[8], person(9), "0936", boxes(9009, needle="0958 2", **weak)),
        PaperVisit(FORMS[9], person(10), "0940", boxes(9010, needle="1001 2", end="1008 400")),
        PaperVisit(
            FORMS[10], person(11, age=19, sex="female"), "0942", boxes(9011, needle="1003 1", end="1010 400")
        ),
        PaperVisit(FORMS[11], person(12), "0945", deferred(answers="1", decision="2 2026-11-23")),
    ]


REPEAT = person(3, age=44)
GAVE = EarlierDonation(kind="WB", on=date(2026, 2, 3), volume_ml=400, site="")


def know_the_repeat_donor(desk: Desk) -> None:
    donor = REPEAT
    d.know(desk, donor, name=donor.name, sex=donor.sex, birth_on=donor.birth_on, donations=(GAVE,), count=1)


def morning_after() -> FixedClock:
    return FixedClock(d.AFTERNOON)


def typed(visit: PaperVisit) -> Iterator[tuple[str, str]]:
    """Yield each box of a form with its text, a box that comes twice twice."""
    for key, texts in visit.boxes.items():
        yield from ((key, text) for text in texts)
