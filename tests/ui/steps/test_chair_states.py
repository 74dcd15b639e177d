"""Where labels and collection stand: told from the visit alone, for every visit that can be."""

from __future__ import annotations

import pytest

from donor_room.ui.steps.collection import state as chair
from donor_room.ui.steps.labels import state as labels
from tests.support import acts as a
from tests.support.acts import upto, visit_of

SECOND = (*upto("needle"), a.NEEDLE_FAILED)


def at_labels(*acts, **fields) -> labels.State:
    return labels.State(visit=visit_of(*acts), **fields)


def at_chair(*acts, **fields) -> chair.State:
    return chair.State(visit=visit_of(*acts), **fields)


# ---- labels ----


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("opened", "identity"),
        ("decision", "identity"),
        ("chair", "bag"),
        ("planned", "send"),
        ("unsure", "uncertain"),
        ("sent", "scan"),
        ("scan form", "scan"),
    ],
)
def test_the_labels_stand_where_the_visit_stands(name, stage):
    assert at_labels(*upto(name)).stage == stage


def test_a_name_heard_at_registration_is_not_one_heard_at_the_chair():
    assert at_labels(*upto("decision")).visit.is_heard("registration")
    assert at_labels(*upto("decision")).stage == "identity"


def test_a_bag_chosen_leads_to_printing():
    assert labels.chose_bag(at_labels(*upto("chair")), "triple_400").stage == "print"


def test_a_bag_can_be_chosen_anew_before_the_labels_are_planned():
    state = labels.chose_bag(at_labels(*upto("chair")), "triple_400")
    assert labels.chose_bag(state, "double_200").bag_kind == "double_200"


def test_a_bag_chosen_does_not_stand_for_the_donors_own_word():
    assert at_labels(*upto("decision"), bag_kind="triple_400").stage == "identity"


@pytest.mark.parametrize("name", ["chair", "planned", "sent"])
def test_a_foreign_label_stops_everything(name):
    assert at_labels(*upto(name), a.FOREIGN).stage == "stop"


def test_after_a_stop_the_donor_says_the_name_again():
    state = at_labels(*upto("sent"), a.FOREIGN)
    cleared = visit_of(*upto("sent"), a.FOREIGN, a.CLEARED)
    assert labels.grew(state, cleared).stage == "identity"


def test_a_name_heard_again_leads_back_to_the_scans():
    heard = visit_of(*upto("sent"), a.FOREIGN, a.CLEARED, a.heard("chair"))
    assert labels.State(visit=heard).stage == "scan"


def test_a_chair_chosen_by_its_card_is_remembered():
    state = labels.chose_chair(at_labels(*upto("decision")), 3)
    assert (state.chair, state.stage) == (3, "identity")


def test_a_print_is_uncertain_until_all_was_scanned_or_printed_again():
    rest = map(a.scanned, ("nat", "tube", "form", "slip"))
    assert at_labels(*upto("unsure"), a.scanned("bag1")).stage == "uncertain"
    assert at_labels(*upto("unsure"), *rest).stage == "uncertain"
    assert at_labels(*upto("unsure"), a.reprinted(*a.PROVED)).stage == "scan"


def test_a_failed_needle_spoils_the_set():
    assert at_labels(*SECOND).stage == "spoiled"


@pytest.mark.parametrize("act", [a.LAPSED, a.held()])
def test_a_set_whose_decision_no_longer_stands_is_voided_before_anything_else(act):
    assert at_labels(*upto("scan form"), act).stage == "undecided"
    assert at_labels(*upto("needle"), act).stage != "undecided"


def test_after_a_void_the_bag_is_chosen_anew():
    state = at_labels(*upto("sent"), bag_kind="triple_400")
    grown = labels.grew(state, visit_of(*upto("sent"), a.VOIDED))
    assert (grown.bag_kind, grown.stage) == (None, "bag")


def test_a_bag_chosen_stays_while_the_visit_grows():
    state = at_labels(*upto("chair"), bag_kind="triple_400")
    assert labels.grew(state, visit_of(*upto("chair"), a.measured("pulse", 72))).bag_kind == "triple_400"


# ---- collection ----


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("scan form", "bag"),
        ("bag", "arm"),
        ("needle", "flowing"),
        ("ended", "proof"),
        ("proof form", "proof"),
    ],
)
def test_the_collection_stands_where_the_visit_stands(name, stage):
    assert at_chair(*upto(name)).stage == stage


@pytest.mark.parametrize("name", ["scan form", "bag", "needle", "ended"])
def test_a_foreign_label_stops_the_collection_too(name):
    assert at_chair(*upto(name), a.FOREIGN).stage == "stop"


def test_no_arm_is_chosen_before():
    assert (at_chair(*upto("bag")).arm, at_chair(*upto("bag")).missing) == (None, "arm")


@pytest.mark.parametrize("arm", ["left", "right"])
def test_the_first_needle_needs_an_arm_and_no_agreement(arm):
    state = chair.chose_arm(at_chair(*upto("bag")), arm)
    assert (state.arm, state.is_second, state.missing) == (arm, False, "")


def test_before_the_first_needle_both_arms_are_free():
    assert at_chair(*upto("bag")).used_arm is None


def test_after_a_failed_needle_its_arm_is_not_pierced_again():
    state = at_chair(*SECOND)
    assert (state.used_arm, chair.chose_arm(state, "left").arm) == ("left", None)


def test_the_other_arm_needs_the_donors_agreement():
    state = chair.chose_arm(at_chair(*SECOND), "right")
    assert (state.arm, state.missing) == ("right", "agreement")


def test_with_arm_and_agreement_nothing_is_missing():
    state = chair.agreed(chair.chose_arm(at_chair(*SECOND), "right"))
    assert state.missing == ""


def test_an_agreement_does_not_stand_for_an_arm():
    assert chair.agreed(at_chair(*SECOND)).missing == "arm"


def test_a_failed_needle_leads_back_before_the_next():
    assert at_chair(*SECOND).stage in ("bag", "arm")


def test_an_agreement_counts_for_one_needle():
    state = at_chair(*upto("bag"), arm="left", agreed=True)
    grown = chair.grew(state, visit_of(*upto("needle")))
    assert (grown.arm, grown.agreed) == (None, False)


def test_an_arm_chosen_stays_while_no_needle_went_in():
    state = at_chair(*upto("bag"), arm="right")
    assert chair.grew(state, visit_of(*upto("bag"), a.measured("pulse", 72))).arm == "right"


def test_the_page_takes_the_visit_as_it_grew():
    grown = visit_of(*upto("ended"))
    assert chair.grew(at_chair(*upto("needle")), grown).visit is grown
