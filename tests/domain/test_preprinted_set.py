"""A set that the station printed is there before it is planned, and goes to no printer."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import BEFORE_NEEDLE, Visit
from donor_room.domain.walk import why_not
from tests.support import acts as a


def labelled(*acts: e.Act, source: str = "preprinted") -> Visit:
    return a.visit_of(*a.before("planned"), a.changed(a.planned(), source=source), *acts)


@pytest.mark.parametrize(
    ("source", "acts", "is_there"),
    [("printed", (), False), ("printed", (a.sent(),), True), ("preprinted", (), True)],
)
def test_labels_are_there_when_they_were_sent_or_came_printed(
    source: str, acts: tuple[e.Act, ...], is_there: bool
) -> None:
    current = labelled(*acts, source=source).label_set
    assert current is not None
    assert (current.is_there, current.is_preprinted) == (is_there, source == "preprinted")


def test_it_is_never_sent_to_a_printer() -> None:
    assert why_not(labelled(), a.sent()) == "preprinted.never_printed"
    assert why_not(labelled(source="printed"), a.sent()) is None


def test_it_is_never_printed_again() -> None:
    again = e.LabelsReprinted(
        number=a.planned().number, roles=("bag1",), copy=2, reason="torn", old="destroyed", witness="s2",
        printer="p", rasters_sha256=("x",), uncertain=True,
    )  # fmt: skip
    assert why_not(labelled(), again) == "preprinted.never_printed"
    assert why_not(labelled(a.sent(), source="printed"), again) is None


def test_what_was_planned_before_there_were_such_sets_was_printed() -> None:
    assert a.planned().source == "printed"
    assert e.RangeLeased(range_id="r", profile="isbt128", first="1", last="2", count=2).use == "printer"


def test_typed_scans_are_counted_in_both_phases() -> None:
    typed = a.changed(a.scanned("bag1"), typed=True)
    current = labelled(typed, a.scanned("nat"), a.changed(typed, role="tube")).label_set
    assert current is not None
    assert (current.typed, current.is_scanned("bag1", BEFORE_NEEDLE)) == (2, True)
