"""What became of each label, copy by copy, and when one may be printed once more."""

from __future__ import annotations

import pytest

from donor_room.domain import entries as e
from donor_room.domain.label_states import LabelState, state_of, states_of
from donor_room.domain.visit import LabelSet
from donor_room.domain.walk import step_of, why_not
from tests.support import acts as a
from tests.support.acts import WALK, reprinted, sent, upto, visit_of

OUT = (*upto("unsure"), sent(uncertain=True))


def set_after(*acts: e.Act) -> LabelSet:
    return visit_of(*acts).label_sets[-1]


def states(*acts: e.Act) -> set[str]:
    return {one.state for one in states_of(set_after(*acts))}


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (upto("planned"), {"planned"}),
        (upto("unsure"), {"sent"}),
        (upto("sent"), {"printed"}),
        (OUT, {"uncertain"}),
        (upto("scan bag1"), {"printed", "applied"}),
        (upto("scan slip"), {"applied"}),
        (upto("closed"), {"applied"}),
        ((*upto("planned"), a.VOIDED), {"void"}),
        ((*upto("scan bag1"), a.VOIDED), {"destroyed"}),
        ((*OUT, a.scanned("nat")), {"uncertain", "applied"}),
    ],
)
def test_what_became_of_the_labels_of_a_set(acts: tuple[e.Act, ...], expected: set[str]) -> None:
    assert states(*acts) == expected


def test_missing_is_what_nobody_vouched_for_and_nobody_scanned() -> None:
    assert set_after(*upto("sent")).missing == ()
    assert set_after(*OUT, a.scanned("nat"), a.scanned("form")).missing == ("bag1", "tube", "slip")
    assert set_after(*OUT, *map(a.scanned, a.PROVED)).missing == ()


def test_an_uncertain_set_whose_labels_were_all_scanned_is_proved() -> None:
    assert step_of(visit_of(*OUT, *map(a.scanned, a.PROVED))) == "collection"
    assert step_of(visit_of(*OUT, *map(a.scanned, a.ROLES))) == "labels"


def test_a_reprint_undoes_the_scan_of_its_role_and_of_no_other() -> None:
    visit = visit_of(*upto("scan slip"), reprinted("bag1", uncertain=True), reprinted("bag1"))
    assert visit.unscanned("before_needle") == ("bag1",)
    assert step_of(visit) == "labels"


def test_each_copy_has_its_own_end() -> None:
    told = set_after(*upto("sent"), reprinted("nat"), reprinted("nat", copy=3, old="never_came_out"))
    of_nat = [one for one in states_of(told) if one.role == "nat"]
    assert of_nat == [
        LabelState(role="nat", copy=1, state="destroyed"),
        LabelState(role="nat", copy=2, state="void"),
        LabelState(role="nat", copy=3, state="printed"),
    ]
    assert (told.copy, state_of(told, "bag1")) == (3, "printed")


def test_a_reprint_goes_from_sent_to_printed_or_uncertain() -> None:
    begun = (*upto("sent"), reprinted("nat", uncertain=True))
    assert state_of(set_after(*begun), "nat") == "sent"
    assert state_of(set_after(*begun, reprinted("nat")), "nat") == "printed"
    assert state_of(set_after(*begun, reprinted("nat", uncertain=True)), "nat") == "uncertain"
    assert len(set_after(*begun, reprinted("nat")).reprints) == 1


def test_a_reprint_of_the_missing_ones_makes_an_uncertain_set_good() -> None:
    half = (*OUT, a.scanned("bag1"), a.scanned("nat"))
    told = set_after(*half, reprinted("tube", "form", "slip"))
    assert (told.missing, state_of(told, "bag1"), state_of(told, "tube")) == ((), "applied", "printed")


def test_a_reprint_of_a_set_that_is_not_here_changes_nothing() -> None:
    visit = visit_of(*upto("scan slip"), reprinted("bag1", number="other"))
    assert visit.unscanned("before_needle") == ()


@pytest.mark.parametrize(
    ("acts", "act", "code"),
    [
        (upto("chair"), reprinted("bag1"), "walk.no_label_set"),
        (upto("planned"), reprinted("bag1"), "chair.not_printed_yet"),
        (upto("needle"), reprinted("bag1"), "chair.reprint_after_needle"),
        (upto("ended"), reprinted("bag1"), "chair.reprint_after_needle"),
        ((*upto("needle"), a.NEEDLE_FAILED), reprinted("bag1"), "walk.new_set_first"),
        ((*upto("sent"), a.LAPSED), reprinted("bag1"), "walk.no_decision"),
        ((*upto("sent"), a.held()), reprinted("bag1"), "walk.is_held"),
        (upto("sent"), reprinted("bag1", number="other"), "walk.not_this_set"),
        (upto("sent"), reprinted(), "walk.not_this_set"),
        (upto("sent"), reprinted("bag1", "bag4"), "walk.not_this_set"),
        (upto("sent"), reprinted("bag1", copy=1), "chair.copy_out_of_order"),
        ((*upto("sent"), reprinted("bag1")), reprinted("bag1"), "chair.copy_out_of_order"),
        (
            (*upto("sent"), reprinted("bag1", uncertain=True)),
            reprinted("nat"),
            "chair.copy_out_of_order",
        ),
        (upto("sent"), reprinted("bag1"), None),
        (upto("bag"), reprinted("bag1", "form"), None),
        ((*upto("sent"), reprinted("bag1", uncertain=True)), reprinted("bag1"), None),
        ((*upto("sent"), reprinted("bag1", uncertain=True)), reprinted("nat", copy=3), None),
    ],
)
def test_when_a_label_is_printed_once_more(acts: tuple[e.Act, ...], act: e.Act, code: str | None) -> None:
    assert why_not(visit_of(*acts), act) == code


def test_the_needle_waits_for_the_scan_of_the_copy() -> None:
    visit = visit_of(*upto("bag"), reprinted("tube"))
    assert why_not(visit, WALK["needle"]) == "walk.scan_the_set_first"
    assert why_not(visit_of(*upto("bag"), reprinted("tube"), a.scanned("tube")), WALK["needle"]) is None


def test_typed_numbers_stay_counted_when_their_scans_are_undone() -> None:
    typed = a.changed(a.scanned("bag1"), typed=True)
    visit = visit_of(*upto("sent"), typed, a.RESTARTED, typed, a.scanned("nat"))
    assert (visit.typed, visit_of(*upto("scan slip")).typed) == (2, 0)
