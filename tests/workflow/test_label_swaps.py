"""Every label of one open set held at the other's chair: each stops both, in each phase and profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.donation_number import (
    ISBT128,
    NUMERIC_CODABAR,
    NUMERIC_CODE128,
    NumberProfile,
    number_range,
    own_or_none,
)
from donor_room.domain.label_set import AlreadyScanned, Equal, Foreign, OtherSlip
from donor_room.domain.own_codes import visit_code
from donor_room.domain.refusal import Refusal
from donor_room.workflow import collect, label, label_scan, shift
from donor_room.workflow.desk import Desk
from donor_room.workflow.label_scan import Phase
from tests.support import desks as d
from tests.support.desks import refused

PHASES: tuple[Phase, ...] = ("before_needle", "after_tubes")
OWN = replace(NUMERIC_CODE128, name="own", check="none")
PROFILES = {
    ISBT128: d.RANGE,
    NUMERIC_CODE128: ("9901234000001", "9901234000500"),
    NUMERIC_CODABAR: ("6601234000001", "6601234000500"),
    OWN: ("7701234000001", "7701234000500"),
}


def lease(desk: Desk, profile: NumberProfile) -> None:
    """Let the shift work with numbers of a profile from now on."""
    if profile is ISBT128:
        return
    run = number_range(*PROFILES[profile], profile)
    leased = e.RangeLeased(
        range_id="r2", profile=profile.name, first=run.first, last=run.last, count=run.count,
        own_profile=own_or_none(profile),
    )  # fmt: skip
    desk.record_as_terminal(leased)
    desk.database.execute("UPDATE number_block SET taken = count")
    desk.database.execute("UPDATE number_range SET issued = count WHERE range_id = 'r1'")
    desk.record_of_house(shift.issue_of_numbers(desk, shift.the_shift(desk).id))


def open_set(desk: Desk, phase: Phase, seed: int) -> str:
    """Bring a donor to the check of a phase, with nothing scanned in it yet."""
    visit = d.plan_set(desk, d.bring_to(desk, "labels", seed=seed))
    if phase == "after_tubes":
        d.needle_in(desk, d.scan_all(desk, visit, "before_needle"))
        collect.end(desk, visit.id, volume_ml=400, reason=None)
    return visit.id


def clear(desk: Desk, visit: str) -> None:
    label_scan.clear_foreign(desk, visit, reason="取走", witness=d.NURSE, pin=d.PIN)
    if desk.visits.get(visit).collection is None:
        label.confirm_at_chair(desk, visit)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda one: one.name)
@pytest.mark.parametrize("here", PHASES)
@pytest.mark.parametrize("there", PHASES)
def test_every_label_of_another_open_set_stops_both(
    tmp_path: Path, profile: NumberProfile, here: Phase, there: Phase
) -> None:
    with d.at_work(tmp_path) as desk:
        lease(desk, profile)
        mine, other = open_set(desk, here, 21), open_set(desk, there, 22)
        swapped = desk.visits.get(other).label_set.planned.labels  # type: ignore[union-attr]
        assert len(swapped) == 7
        for already in (0, 3):
            for item in swapped:
                for own in label_scan.labels_of(desk.visits.get(mine), here).items[:already]:
                    label_scan.scan(desk, mine, text=own.encoded, phase=here)
                _, answer = label_scan.scan(desk, mine, text=item.encoded, phase=here)
                assert isinstance(answer, Foreign), item.role
                for one in (mine, other):
                    assert desk.visits.get(one).foreign is not None
                    clear(desk, one)
                assert len(desk.visits.get(mine).unscanned(here)) in (5, 7)


def test_a_number_of_another_profile_is_foreign_too(tmp_path: Path) -> None:
    with d.at_work(tmp_path) as desk:
        old = open_set(desk, "before_needle", 21)
        lease(desk, NUMERIC_CODE128)
        plain = open_set(desk, "before_needle", 22)
        of_old = desk.visits.get(old).label_set.planned.labels[3].encoded  # type: ignore[union-attr]
        assert isinstance(label_scan.scan(desk, plain, text=of_old, phase="before_needle")[1], Foreign)
        clear(desk, plain)
        clear(desk, old)
        of_plain = desk.visits.get(plain).label_set.planned.labels[3].encoded  # type: ignore[union-attr]
        assert isinstance(label_scan.scan(desk, old, text=of_plain, phase="before_needle")[1], Foreign)


# ---- the donor's slip ----


@pytest.mark.parametrize("phase", PHASES)
def test_the_code_of_the_visit_proves_the_slip_once(desk: Desk, phase: Phase) -> None:
    visit = open_set(desk, phase, 21)
    told, answer = label_scan.scan(desk, visit, text=visit_code(visit), phase=phase)
    assert isinstance(answer, Equal)
    assert answer.item.role == "slip"
    assert "slip" not in told.unscanned(phase)
    read = [line.act for line in desk.ledger.of_visit(visit)][-1]
    assert told.label_set is not None
    assert read == e.LabelScanned(
        number=told.label_set.number, role="slip", text=visit_code(visit), phase=phase, typed=False
    )
    again = label_scan.scan(desk, visit, text=visit_code(visit), phase=phase)[1]
    assert again == AlreadyScanned(answer.item)


@pytest.mark.parametrize("phase", PHASES)
def test_the_slip_of_another_donor_changes_nothing(desk: Desk, phase: Phase) -> None:
    mine, other = open_set(desk, phase, 21), open_set(desk, phase, 22)
    before = desk.ledger.count()
    answer = label_scan.scan(desk, mine, text=visit_code(other), phase=phase)[1]
    assert answer == OtherSlip(other)
    assert desk.ledger.count() == before


def test_a_misread_slip_is_refused(desk: Desk) -> None:
    visit = open_set(desk, "before_needle", 21)
    code = visit_code(visit)
    with refused("labels.code_check"):
        label_scan.scan(
            desk, visit, text=code[:-1] + ("A" if code[-1] != "A" else "B"), phase="before_needle"
        )


# ---- typed where nothing guards it ----


def test_without_a_check_character_two_persons_type_the_number(tmp_path: Path) -> None:
    with d.at_work(tmp_path) as desk:
        lease(desk, OWN)
        visit = open_set(desk, "before_needle", 21)
        number = desk.visits.get(visit).label_set.number  # type: ignore[union-attr]
        assert label_scan.needs_second_entry(desk.visits.get(visit))
        with refused("chair.entries_differ"):
            typed(desk, visit, number, again=number[:-1] + "9")
        with pytest.raises(Refusal):
            typed(desk, visit, number, again="")
        assert isinstance(typed(desk, visit, number, again=f" {number[:5]} {number[5:]}"), Equal)


def typed(desk: Desk, visit: str, text: str, again: str) -> object:
    return label_scan.type_number(
        desk, visit, text=text, again=again, phase="before_needle", witness=d.NURSE, pin=d.PIN
    )[1]
