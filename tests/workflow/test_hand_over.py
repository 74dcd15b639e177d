"""Every number finds its end or its name, and two persons sign."""

from __future__ import annotations

from pathlib import Path

import pytest

from donor_room.domain import entries as e
from donor_room.domain.donation_number import number_range, profile_named
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.workflow import hand_over, label, register, shift
from donor_room.workflow.desk import Desk
from tests.support import desks as d
from tests.support.desks import refused
from tests.support.told import PERMANENT, tell, word


@pytest.fixture
def done(desk: Desk) -> register.Visit:
    return d.bring_to(desk, "closed")


def reconcile(desk: Desk) -> hand_over.Reconciliation:
    return hand_over.reconcile(desk, shift.the_shift(desk).id)


def encoded(visit: register.Visit, role: str) -> str:
    labels = visit.label_sets[0].planned.labels
    return next(item.encoded for item in labels if item.role == role)


def pack_all(desk: Desk, visit: register.Visit) -> None:
    for role in AFTER_TUBES_ROLES:
        assert hand_over.pack(desk, text=encoded(visit, role), box="1")[0] == role


def sign(desk: Desk, receiver: str = d.NURSE, pin: str = d.PIN) -> hand_over.Shift:
    return hand_over.close_shift(desk, received_by=receiver, pin=pin, document_sha256="0")


def test_a_whole_shift_balances_and_closes(desk: Desk, done: register.Visit) -> None:
    pack_all(desk, done)
    hand_over.return_unspent(desk)
    total = reconcile(desk)
    assert (total.issued, total.used, total.void, total.returned, total.balances) == (50, 1, 0, 49, True)
    closed = sign(desk)
    signed = desk.ledger.of_house("handover.signed")[-1].act
    assert (signed.volume_ml, signed.given_by, signed.received_by) == (400, d.EVERYBODY, d.NURSE)  # type: ignore[attr-defined]
    assert shift.current_shift(desk) is None
    assert hand_over.unpacked(desk, closed)["bag1"] == ()


def test_numbers_add_up_at_every_moment(desk: Desk) -> None:
    for seed, step in enumerate((d.plan_set, d.plan_and_scan, d.needle_in, d.plan_set)):
        visit = d.bring_to(desk, "collection" if step is d.needle_in else "labels", seed=seed + 20)
        step(desk, visit)
        total = reconcile(desk)
        ends = total.used + total.void + total.returned + total.unspent
        assert ends + len(total.unexplained) + len(total.in_work) == total.issued
        assert total.comes_out
    assert not reconcile(desk).balances


# ---- what keeps a shift open -------------------------------------------------------------------------------


def why_open(desk: Desk) -> str | None:
    refusal = hand_over.why_not_closable(desk)
    return refusal.code if refusal else None


def test_what_keeps_a_shift_open_is_named_worst_first(desk: Desk) -> None:
    visit = d.bring_to(desk, "aftercare")
    assert why_open(desk) == "handover.visits_open"
    d.rest_and_leave(desk, visit)
    assert why_open(desk) == "handover.unspent"
    hand_over.return_unspent(desk)
    assert why_open(desk) == "handover.not_packed"
    with refused("handover.not_packed"):
        sign(desk)
    pack_all(desk, visit)
    assert why_open(desk) is None


def test_a_sum_that_differs_keeps_the_shift_open(desk: Desk) -> None:
    hand_over.return_unspent(desk)
    desk.database.execute("UPDATE number_block SET count = 51, returned = 50, taken = 1")
    assert why_open(desk) == "handover.sum_differs"


def lose(desk: Desk, visit: register.Visit) -> str:
    """A number without an end, as only a fault could leave it."""
    number = visit.label_sets[0].number
    desk.database.execute("UPDATE donation_number SET state = 'open'")
    return number


def test_a_lost_number_is_explained_by_two_and_stays_open_by_name(desk: Desk, done: register.Visit) -> None:
    number = lose(desk, done)
    hand_over.return_unspent(desk)
    assert why_open(desk) == "handover.unexplained"
    given = {"number": number, "reason": "标签遗失", "witness": d.NURSE, "pin": d.PIN}
    for change, code in (
        ({"reason": " "}, "labels.no_reason"),
        ({"number": "A660126000002"}, "handover.number_has_an_end"),
        ({"witness": d.EVERYBODY}, "staff.same_person"),
    ):
        with refused(code):
            hand_over.explain_gap(desk, **(given | change))
    hand_over.explain_gap(desk, **given)
    assert (reconcile(desk).explained, reconcile(desk).balances) == ((number,), True)
    assert sign(desk)


@pytest.mark.parametrize(
    ("receiver", "pin", "code"),
    [
        (d.EVERYBODY, d.PIN, "staff.same_person"),
        (d.ADMINISTRATOR, d.PIN, "staff.not_permitted"),
        (d.NURSE, "0000", "staff.wrong_secret"),
    ],
)
def test_two_persons_sign(desk: Desk, receiver: str, pin: str, code: str) -> None:
    hand_over.return_unspent(desk)
    with refused(code):
        sign(desk, receiver, pin)
    assert shift.current_shift(desk) is not None


def test_returning_twice_returns_nothing_more(desk: Desk) -> None:
    hand_over.return_unspent(desk)
    before = desk.ledger.count()
    hand_over.return_unspent(desk)
    assert desk.ledger.count() == before


def test_a_number_after_the_return_is_of_a_new_block(desk: Desk) -> None:
    hand_over.return_unspent(desk)
    planned = d.plan_set(desk, d.bring_to(desk, "labels"))
    assert planned.label_sets[0].number == "A660126000051"


# ---- packing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("=%6200", "handover.not_a_unit"),
        ("=A66012600000102", "handover.not_a_unit"),
        ("=A66012600900001", "handover.not_of_today"),
    ],
)
def test_what_is_no_unit_of_today_is_not_packed(
    desk: Desk, done: register.Visit, text: str, code: str
) -> None:
    with refused(code):
        hand_over.pack(desk, text=text, box="1")


def test_a_unit_is_packed_once(desk: Desk, done: register.Visit) -> None:
    pack_all(desk, done)
    with refused("handover.packed_already"):
        hand_over.pack(desk, text=encoded(done, "bag1"), box="1")
    with refused("handover.in_other_box"):
        hand_over.pack(desk, text=encoded(done, "bag1"), box="2")


def test_a_void_label_is_never_packed(desk: Desk) -> None:
    planned = d.plan_set(desk, d.bring_to(desk, "labels"))
    label.void(desk, planned.id, reason="不清", witness=d.NURSE, pin=d.PIN)
    with refused("handover.not_used"):
        hand_over.pack(desk, text=encoded(planned, "bag1"), box="1")


# ---- codes that do not tell the labels apart ---------------------------------------------------------------


def test_plain_numbers_are_packed_by_counting_and_go_apart_when_that_is_learnt_late(tmp_path: Path) -> None:
    run = number_range("9901234000001", "9901234000500", profile_named("numeric-code128"))
    with d.at_work(tmp_path) as desk:
        hand_over.return_unspent(desk)
        desk.database.execute("UPDATE number_range SET issued = count")
        desk.record_as_terminal(
            e.RangeLeased(
                range_id="r2", profile="numeric-code128", first=run.first, last=run.last, count=run.count
            )
        )
        sign(desk)
        d.open_shift(desk)
        visit = d.bring_to(desk, "closed")
        text = visit.label_sets[0].number
        packed = [hand_over.pack(desk, text=text, box="1")[0] for _scan in AFTER_TUBES_ROLES]
        assert packed == list(AFTER_TUBES_ROLES)
        with refused("handover.packed_already"):
            hand_over.pack(desk, text=text, box="1")
        tell(desk, visit, word(deferral=PERMANENT))
        assert hand_over.pack(desk, text=text, box="1") == ("bag1", text, "Q")
        hand_over.return_unspent(desk)
        assert sign(desk)
