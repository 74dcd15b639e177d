"""Sets that the station printed: taken over by the bundle, spent by a scan, counted before they go back."""

from __future__ import annotations

from typing import Any

import pytest

from donor_room.domain import entries as e
from donor_room.domain.visit import Visit
from donor_room.domain.walk import step_of, why_not
from donor_room.workflow import hand_over, label, label_print, label_scan, preprinted, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import empty_chairs, refused

BAG = "triple_400"


def number(order: int) -> str:
    return f"A660126{order:06d}"


def code(order: int, flag: str = "01") -> str:
    return f"={number(order)}{flag}"


def lend(desk: Desk, first: int = 9001, last: int = 9020, *, range_id: str = "p1", **more: Any) -> None:
    """Let the station lend a range whose labels it has printed."""
    run = {"first": number(first), "last": number(last), "count": last - first + 1}
    lent = e.RangeLeased(range_id=range_id, profile="isbt128", use="preprinted", **(run | more))
    desk.record_as_terminal(lent)


@pytest.fixture
def lent(desk: Desk) -> Desk:
    lend(desk)
    return desk


@pytest.fixture
def table(lent: Desk) -> Desk:
    """Twelve sets of the lent twenty are in the hands of the shift."""
    preprinted.take_bundle(lent, first=code(9005), last=code(9016, "07"))
    return lent


@pytest.fixture
def visit(table: Desk) -> Visit:
    return at_chair(table)


def at_chair(desk: Desk, seed: int = 7) -> Visit:
    return label.confirm_at_chair(desk, d.bring_to(desk, "labels", seed=seed).id)


def take(desk: Desk, visit: Visit, order: int = 9007, flag: str = "01", bag_kind: str = BAG) -> Visit:
    return preprinted.take(desk, visit.id, text=code(order, flag), bag_kind=bag_kind)


# ---- bundles ----------------------------------------------------------------------------------------------


def test_a_bundle_is_what_lies_between_two_scans_in_either_order(lent: Desk) -> None:
    forward = preprinted.bundle_of(lent, first=code(9003), last=code(9007, "07"))
    assert forward == preprinted.bundle_of(lent, first=code(9007), last=code(9003, "08"))
    assert (forward.first, forward.last, forward.size) == (number(9003), number(9007), 5)


def test_bundles_come_in_any_order(table: Desk) -> None:
    taken = preprinted.take_bundle(table, first=code(9001), last=code(9002))
    assert taken.size == 2
    blocks = table.numbers.blocks(shift.the_shift(table).id)
    assert [(one.first, one.size, one.use) for one in blocks] == [
        (number(1), 50, "printer"), (number(9005), 12, "preprinted"), (number(9001), 2, "preprinted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        (9004, 9005, "preprinted.taken_already"),
        (9016, 9016, "preprinted.taken_already"),
        (9001, 9020, "preprinted.taken_already"),
        (9019, 9021, "preprinted.not_lent"),
        (1, 9001, "preprinted.not_lent"),
        (51, 60, "preprinted.not_lent"),
    ],
)
def test_a_bundle_that_was_not_lent_or_had_before_is_refused(
    table: Desk, first: int, last: int, refusal: str
) -> None:
    with refused(refusal):
        preprinted.take_bundle(table, first=code(first), last=code(last))


def test_a_bundle_over_two_ranges_is_none(lent: Desk) -> None:
    lend(lent, 9021, 9030, range_id="p2")
    with refused("preprinted.not_lent"):
        preprinted.take_bundle(lent, first=code(9020), last=code(9021))


def test_what_is_no_donation_number_begins_no_bundle(lent: Desk) -> None:
    with refused("preprinted.not_a_label"):
        preprinted.take_bundle(lent, first="=%6200", last=code(9001))


def test_without_a_lent_range_no_label_is_known(desk: Desk) -> None:
    with refused("preprinted.none_lent"):
        preprinted.take_bundle(desk, first=code(9001), last=code(9002))


def test_a_house_without_a_printer_opens_with_bundles_alone(tmp_path: Any) -> None:
    desk = d.new_desk(tmp_path)
    desk.directory.apply([], "cursor", desk.clock.now())
    lend(desk)
    d.take_place(desk, d.EVERYBODY)
    with refused("shift.no_numbers_leased"):
        d.open_shift(desk)
    bundle = preprinted.bundle_of(desk, first=code(9001), last=code(9004))
    d.open_shift(desk, bundles=(bundle,))
    assert hand_over.reconcile(desk, shift.the_shift(desk).id).issued == 4
    planned = take(desk, at_chair(desk), 9003)
    assert planned.label_set is not None
    with refused("shift.no_numbers_leased"):
        label.plan(desk, at_chair(desk, 8).id, bag_kind=BAG)
    desk.close()


def test_a_bundle_is_opened_with_once(lent: Desk) -> None:
    bundle = preprinted.bundle_of(lent, first=code(9001), last=code(9002))
    preprinted.take_bundle(lent, first=code(9002), last=code(9002))
    with refused("preprinted.taken_already"):
        shift.issues_of(lent, "another", (bundle,))


def test_an_older_range_is_one_for_the_printer(desk: Desk) -> None:
    assert [one.use for one in desk.numbers.leased()] == ["printer"]
    assert desk.numbers.leased("preprinted") == []


def test_lent_sets_are_no_numbers_for_the_printer(desk: Desk) -> None:
    before = desk.numbers.unissued()
    lend(desk)
    assert (desk.numbers.unissued(), desk.numbers.unissued("preprinted")) == (before, 20)


# ---- one set ----------------------------------------------------------------------------------------------


def test_a_scan_spends_the_set_and_is_its_first_proof(table: Desk, visit: Visit) -> None:
    taken = take(table, visit, 9009, "07")
    current = taken.label_set
    assert current is not None
    assert (current.number, current.is_preprinted, current.sent_at) == (number(9009), True, None)
    assert current.is_scanned("tube", "before_needle")
    assert "tube" not in taken.unscanned("before_needle")
    spent = table.numbers.find(number(9009))
    assert spent is not None
    assert (spent.state, spent.visit) == ("open", visit.id)


def test_the_other_labels_are_scanned_as_ever_and_the_needle_follows(table: Desk, visit: Visit) -> None:
    taken = take(table, visit)
    assert taken.label_set is not None
    for item in taken.label_set.planned.labels[1:]:
        taken, answer = label_scan.scan(table, visit.id, text=item.encoded, phase="before_needle")
        assert type(answer).__name__ == "Equal"
    assert step_of(taken) == "collection"


def test_the_roles_are_those_of_the_bag(table: Desk, visit: Visit) -> None:
    with refused("preprinted.other_label"):
        take(table, visit, 9007, "04")
    assert table.numbers.find(number(9007)) is None


def test_the_label_of_the_slip_takes_a_set_too_and_seats_its_donor(table: Desk, visit: Visit) -> None:
    taken = take(table, visit, 9007, "00")
    assert taken.label_set is not None
    assert taken.label_set.is_scanned("slip", "before_needle")
    assert taken.chair == 1


def test_only_a_bag_of_the_plan_is_labelled(table: Desk, visit: Visit) -> None:
    with refused("collection.other_bag_kind"):
        take(table, visit, bag_kind="triple_200")


@pytest.mark.parametrize(
    ("order", "refusal"),
    [
        (1, "preprinted.is_for_the_printer"),
        (51, "preprinted.not_lent"),
        (9001, "preprinted.not_of_shift"),
        (9021, "preprinted.not_lent"),
    ],
)
def test_a_number_that_is_no_set_of_this_shift_is_refused(
    table: Desk, visit: Visit, order: int, refusal: str
) -> None:
    with refused(refusal):
        take(table, visit, order)
    assert table.visits.get(visit.id).label_set is None


def test_a_code_of_another_kind_spends_nothing(table: Desk, visit: Visit) -> None:
    with refused("preprinted.not_a_label"):
        preprinted.take(table, visit.id, text="=%6200", bag_kind=BAG)
    with refused("labels.code_shape"):
        preprinted.take(table, visit.id, text="=A660126", bag_kind=BAG)


def test_a_set_on_another_donor_is_refused(table: Desk, visit: Visit) -> None:
    take(table, visit)
    with refused("preprinted.is_open"):
        take(table, at_chair(table, 8))


def test_a_printed_number_is_not_taken_by_a_scan(table: Desk, visit: Visit) -> None:
    printed = label.plan(table, visit.id, bag_kind=BAG)
    assert printed.label_set is not None
    with refused("preprinted.is_open"):
        preprinted.take(table, at_chair(table, 8).id, text=f"={printed.label_set.number}01", bag_kind=BAG)


def test_a_void_set_is_dead_and_the_next_one_is_taken(table: Desk, visit: Visit) -> None:
    take(table, visit)
    label.void(table, visit.id, reason="label_damaged", witness=d.NURSE, pin=d.PIN)
    with refused("preprinted.is_void"):
        take(table, visit)
    again = take(table, visit, 9005)
    assert [one.number for one in again.label_sets] == [number(9007), number(9005)]


def test_a_used_set_is_never_taken_again(table: Desk) -> None:
    done = d.bring_to(table, "closed", seed=9)
    with refused("preprinted.is_used"):
        preprinted.take(table, at_chair(table).id, text=f"={done.label_sets[0].number}01", bag_kind=BAG)


def test_a_set_of_the_shift_before_is_not_taken(table: Desk) -> None:
    preprinted.give_back(table, counted=12)
    with refused("preprinted.is_returned"):
        take(table, at_chair(table))


def test_the_donor_is_heard_first(table: Desk) -> None:
    visit = d.bring_to(table, "labels")
    with refused("walk.confirm_identity_at_chair"):
        take(table, visit)
    assert table.numbers.find(number(9007)) is None


def test_a_donor_has_one_set(table: Desk, visit: Visit) -> None:
    take(table, visit)
    with refused("walk.void_the_set_first"):
        take(table, visit, 9008)


def test_a_pre_printed_set_is_never_sent(table: Desk, visit: Visit) -> None:
    taken = take(table, visit)
    sent = e.LabelsSent(number=number(9007), printer="p", rasters_sha256=(), uncertain=True)
    assert why_not(taken, sent) == "preprinted.never_printed"
    with refused("preprinted.never_printed"):
        label_print.send(table, visit.id)


def test_f8_never_has_a_pre_printed_number(table: Desk) -> None:
    """All numbers of the printer are spent: the next one is asked for, not taken from a bundle."""
    for order in range(50):
        empty_chairs(table)
        printed = label.plan(table, at_chair(table, 100 + order).id, bag_kind=BAG)
        assert printed.label_set is not None
        assert int(printed.label_set.number[-6:]) == order + 1
    empty_chairs(table)
    more = label.plan(table, at_chair(table, 200).id, bag_kind=BAG)
    assert more.label_set is not None
    assert more.label_set.number == number(51)


def test_the_store_refuses_a_number_of_the_other_kind(table: Desk, visit: Visit) -> None:
    planned = take(table, visit).label_sets[0].planned
    for change in ({"source": "printed", "number": number(9008)}, {"range_id": "r1", "number": number(1)}):
        wrong = e.LabelSetPlanned(**({f: getattr(planned, f) for f in planned.__struct_fields__} | change))
        with refused("labels.number_not_in_range"):
            table.ledger.append([("another", wrong)], by="s1")


# ---- counted and returned ---------------------------------------------------------------------------------


def test_what_is_left_goes_back_in_runs(table: Desk, visit: Visit) -> None:
    take(table, visit, 9007)
    label.void(table, visit.id, reason="label_damaged", witness=d.NURSE, pin=d.PIN)
    take(table, visit, 9010)
    preprinted.give_back(table, counted=10)
    runs: list[Any] = [line.act for line in table.ledger.of_house(e.NumbersReturned.KIND)]
    assert [(one.first[-4:], one.last[-4:], one.count) for one in runs] == [
        ("9005", "9006", 2), ("9008", "9009", 2), ("9011", "9016", 6),
    ]  # fmt: skip
    total = hand_over.reconcile(table, shift.the_shift(table).id)
    assert (total.issued, total.void, total.returned, total.unspent, len(total.in_work)) == (62, 1, 10, 50, 1)
    assert total.comes_out


def test_a_count_that_differs_returns_nothing(table: Desk) -> None:
    for counted in (11, 13, 0):
        with refused("preprinted.count_differs"):
            preprinted.give_back(table, counted=counted)
    assert table.ledger.of_house(e.NumbersReturned.KIND) == []


def test_nothing_left_is_returned_once(table: Desk) -> None:
    preprinted.give_back(table, counted=12)
    before = table.ledger.count()
    preprinted.give_back(table, counted=0)
    assert table.ledger.count() == before


def test_numbers_of_the_printer_go_back_without_a_count_and_bundles_stay(table: Desk) -> None:
    hand_over.return_unspent(table)
    total = hand_over.reconcile(table, shift.the_shift(table).id)
    assert (total.returned, total.unspent) == (50, 12)
    assert hand_over.why_not_closable(table).code == "preprinted.count_first"  # type: ignore[union-attr]


def test_a_missing_set_is_explained_by_two_and_then_the_count_agrees(table: Desk, visit: Visit) -> None:
    given = {"number": number(9012), "reason": "找过两张桌子和纸篓", "witness": d.NURSE, "pin": d.PIN}
    hand_over.explain_gap(table, **given)
    with refused("preprinted.is_explained"):
        take(table, visit, 9012)
    with refused("handover.number_has_an_end"):
        hand_over.explain_gap(table, **given)
    with refused("preprinted.count_differs"):
        preprinted.give_back(table, counted=12)
    preprinted.give_back(table, counted=11)
    total = hand_over.reconcile(table, shift.the_shift(table).id)
    assert (total.explained, total.returned, total.comes_out) == ((number(9012),), 11, True)


def test_a_number_for_the_printer_that_was_never_spent_is_no_gap(table: Desk) -> None:
    with refused("handover.number_has_an_end"):
        hand_over.explain_gap(table, number=number(1), reason="x", witness=d.NURSE, pin=d.PIN)


def test_everything_is_made_again_from_the_ledger(table: Desk, visit: Visit) -> None:
    take(table, visit)
    hand_over.explain_gap(table, number=number(9012), reason="x", witness=d.NURSE, pin=d.PIN)
    preprinted.give_back(table, counted=10)
    before = hand_over.reconcile(table, shift.the_shift(table).id)
    table.rebuild()
    assert hand_over.reconcile(table, shift.the_shift(table).id) == before
