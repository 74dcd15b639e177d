"""Clause 8.3c: what a donation of platelets leaves, by estimate; it marks and never blocks."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from donor_room.domain.eligibility import decide
from donor_room.domain.facts import Facts, Missing, known
from donor_room.domain.platelets import blood_l, platelets_left
from donor_room.domain.rules import evaluate
from donor_room.packs.rules import load_rules
from tests.support.fit_donor import fit_facts

PACK = load_rules()


def giving(platelets: str, kind: str = "APH_PLT1", **changes: Any) -> Facts:
    known_of = {
        "plt_e9_per_l": known(Decimal(platelets), "10^9/L"),
        "hct": known(Decimal("0.42")),
        "height_cm": known(171, "cm"),
        "weight_kg": known(Decimal("62.5"), "kg"),
    }
    return fit_facts(**({"kind": kind} | known_of | changes))


def test_the_estimate_is_that_of_the_formula():
    litres = blood_l(PACK, giving("200"))
    by_height = Decimal("0.3669") * Decimal("1.71") ** 3
    assert litres == by_height + Decimal("0.03219") * Decimal("62.5") + Decimal("0.6041")
    assert blood_l(PACK, giving("200", sex=known("female"))) < litres


@pytest.mark.parametrize(("platelets", "kind", "left"), [("200", "APH_PLT1", 143), ("200", "APH_PLT2", 87)])
def test_each_dose_takes_its_share(platelets, kind, left):
    assert platelets_left(PACK, giving(platelets, kind)) == left


@pytest.mark.parametrize(("platelets", "marked"), [("156", True), ("157", False), ("158", False)])
def test_fewer_than_the_limit_are_marked_and_do_not_block(platelets, marked):
    decision = decide(evaluate(PACK, giving(platelets)))
    assert (decision.outcome, decision.marks) == ("eligible", ("few_platelets_left",) if marked else ())


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "WB400"},
        {"kind": None},
        {"kind": "APH_PLASMA"},
        {"height_cm": Missing(why="not_asked")},
        {"weight_kg": known(Decimal("NaN"), "kg")},
        {"height_cm": known(171, "m")},
        {"plt_e9_per_l": Missing(why="not_asked")},
        {"sex": known("unknown")},
        {"height_cm": known(-200, "cm")},
    ],
)
def test_what_cannot_be_told_is_not_told(changes):
    assert platelets_left(PACK, giving("150", **changes)) is None


@pytest.mark.parametrize("name", ["plt_release_factor", "plt_post_est_min_e9", "plt_yield_a_dose_e9"])
def test_a_limit_that_is_off_marks_nothing(name):
    off = msgspec.structs.replace(PACK.param[name], number=None, off=True)
    pack = msgspec.structs.replace(PACK, param=PACK.param | {name: off})
    assert evaluate(pack, giving("150")) == ()


def test_an_edition_that_did_not_say_what_a_dose_takes_marks_nothing():
    older = {name: param for name, param in PACK.param.items() if name != "plt_yield_a_dose_e9"}
    assert evaluate(msgspec.structs.replace(PACK, param=older), giving("150")) == ()
