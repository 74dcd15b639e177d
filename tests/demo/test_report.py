"""The sum of the day: any number that does not come out on both sides is said, never rounded away."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from donor_room.demo import report as told
from donor_room.demo.cast import Casting, Part
from donor_room.demo.messages import Ended
from donor_room.demo.report import Numbers, Report, Terminal, outcome_of, table, write_summary
from donor_room.domain.visit import Visit
from donor_room.workflow.group_list import RefusedRow
from tests.support import acts as a
from tests.support.acts import WALK, visit_of
from tests.support.fit_donor import TODAY
from tests.support.van import Book, donor

PARTS = Casting(1, TODAY).street(1)
ENDED = Ended(pictures=3, spans={"whole_s": 12.4}, marks={"seen": 1})
NUMBERS = Numbers(issued=50, used=1, void=1, returned=47, explained=1)
DEFERRED = (a.OPENED, a.DEFERRED, a.closed("deferred"))


def visit(*acts: Any, who: Part = PARTS[0]) -> Visit:
    """Return a visit of the donor of a part."""
    told_acts = acts or tuple(WALK.values())
    opened = a.changed(told_acts[0], donor=who.donor)
    return visit_of(opened, *told_acts[1:])


def books(count: int = 2) -> dict[str, list[bytes]]:
    book = Book("van1")
    for n in range(count):
        book.open_visit(f"v{n}", donor())
    return {"van1": list(book.lines)}


def terminal(*visits: Visit, **changes: Any) -> Terminal:
    fields: dict[str, Any] = {
        "books": books(), "visits": visits or (visit(),), "numbers": NUMBERS, "shift_is_closed": True,
    }  # fmt: skip
    return Terminal(**(fields | changes))


def report(
    here: Terminal | None = None, there: dict[str, list[bytes]] | None = None, **changes: Any
) -> Report:
    fields: dict[str, Any] = {
        "parts": PARTS, "terminal": here or terminal(), "station": books() if there is None else there,
        "refused": (), "ended": ENDED, "kills": 1, "cuts": 1,
    }  # fmt: skip
    return Report.made(**(fields | changes))


def failing(one: Report) -> set[str]:
    return {check.name for check in one.checks if not check.agrees}


# ---- how a visit ended ----


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        (tuple(WALK.values()), "donated"),
        ((a.OPENED, a.closed("failed")), "failed"),
        ((a.OPENED, a.closed("left")), "left"),
        ((a.OPENED,), "open"),
        (DEFERRED, "deferred_until"),
        ((a.OPENED, a.decision("deferred_for_good"), a.closed("deferred")), "deferred_for_good"),
        ((a.OPENED, a.closed("deferred")), "turned_away"),
    ],
)
def test_each_end_of_a_visit_has_its_name(acts, outcome):
    assert outcome_of(visit(*acts)) == outcome


# ---- numbers ----


@pytest.mark.parametrize(
    ("ends", "comes_out"),
    [
        ((1, 1, 47, 1), True),
        ((1, 1, 48, 0), True),
        ((1, 1, 47, 0), False),
        ((2, 1, 47, 1), False),
        ((0, 0, 50, 0), True),
    ],
)
def test_numbers_come_out_only_when_every_one_has_an_end(ends, comes_out):
    used, void, returned, explained = ends
    numbers = Numbers(issued=50, used=used, void=void, returned=returned, explained=explained)
    assert numbers.come_out is comes_out


# ---- the report ----


def test_a_day_that_reconciles_says_so():
    one = report()
    assert (failing(one), one.reconciles) == (set(), True)


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"visits": (visit(), visit())}, "donors"),
        ({"visits": (visit(a.OPENED),)}, "visits"),
        ({"visits": (visit(*DEFERRED),)}, "as_written"),
        ({"numbers": msgspec.structs.replace(NUMBERS, returned=46)}, "numbers"),
        ({"numbers": msgspec.structs.replace(NUMBERS, used=2)}, "units"),
        ({"shift_is_closed": False}, "shift"),
        ({"books": books(1)}, "entries"),
        ({"books": books(1)}, "heads"),
        ({"books": books(1)}, "bytes"),
    ],
)
def test_whatever_differs_is_named_and_the_day_does_not_reconcile(changes, check):
    one = report(terminal(**changes) if "visits" not in changes else terminal(*changes["visits"]))
    assert check in failing(one)
    assert not one.reconciles


def test_one_byte_that_differs_is_found():
    there = books()
    there["van1"][0] = there["van1"][0] + b" "
    assert failing(report(there=there)) == {"bytes"}


def test_a_book_that_the_station_lacks_is_found():
    one = report(there={})
    assert failing(one) >= {"entries", "heads", "bytes"}
    assert (one.entries.station, one.heads_equal, one.bytes_equal) == (0, False, False)


def test_a_part_that_never_came_is_told():
    parts = Casting(1, TODAY).street(2)
    assert report(parts=parts).not_as_written == ["first_timer: missing"]


def test_a_part_that_ended_otherwise_is_told_with_its_end():
    assert report(terminal(visit(*DEFERRED))).not_as_written == ["returning: deferred_until"]


@pytest.mark.parametrize(
    ("acts", "right"), [((a.OPENED,), False), (DEFERRED, True), (tuple(WALK.values()), True)]
)
def test_a_part_left_to_the_rules_only_must_come_to_an_end(acts, right):
    free = (msgspec.structs.replace(PARTS[0], ends="by_the_rules"),)
    assert (report(terminal(visit(*acts)), parts=free).not_as_written == []) is right


def test_outcomes_are_counted():
    assert report(terminal(visit(), visit(*DEFERRED))).outcomes == {"deferred_until": 1, "donated": 1}


@pytest.mark.parametrize(("row", "rows"), [(None, []), (7, [(7, "donated")])])
def test_rows_of_a_list_are_told_with_their_end(row, rows):
    part = (msgspec.structs.replace(PARTS[0], row=row),)
    assert [(one.row, one.outcome) for one in report(parts=part).rows] == rows


def test_a_row_that_was_refused_is_told_in_words():
    refused = RefusedRow(
        row_no=4, sheet="名单", name="李*", number="66*", reason="identity.check", same_as=None
    )
    (one,) = report(refused=(refused,)).rows_refused
    assert (one.row, one.reason) == (4, "identity.check")
    assert one.words


def test_what_was_seen_on_the_way_is_kept():
    one = report()
    assert (one.pictures, one.spans, one.marks, one.kills, one.network_cuts) == (
        3,
        {"whole_s": 12.4},
        {"seen": 1},
        1,
        1,
    )


# ---- the summary and the table ----


def test_the_summary_can_be_read_by_people_and_programs(tmp_path):
    write_summary(report(), tmp_path / "summary.json")
    text = (tmp_path / "summary.json").read_text("utf-8")
    assert json.loads(text)["reconciles"] is True
    assert text.count("\n") > 20


def test_the_summary_holds_no_name_and_no_number_of_a_person(tmp_path):
    write_summary(report(), tmp_path / "summary.json")
    text = (tmp_path / "summary.json").read_text("utf-8")
    assert PARTS[0].donor.name not in text
    assert PARTS[0].donor.document_number not in text


def test_the_table_has_a_line_for_every_check():
    one = report()
    lines = "\n".join(table(one))
    assert all(told.texts().say(f"demo.table.check.{check.name}") in lines for check in one.checks)


@pytest.mark.parametrize(("closed", "key"), [(True, "well"), (False, "not_well")])
def test_the_last_line_says_whether_it_reconciles(closed, key):
    lines = table(report(terminal(shift_is_closed=closed)))
    assert lines[-1] == told.texts().say(f"demo.table.{key}", seconds="12")


def test_what_differs_stands_out_in_the_table():
    lines = table(report(there={}))
    assert any(line.startswith(told.texts().say("demo.table.differs")) for line in lines)
