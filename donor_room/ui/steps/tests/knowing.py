"""What the page of the blood tests must know before it is shown, read on the store thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from donor_room.domain.refusal import Refusal
from donor_room.domain.visit import Visit
from donor_room.ui.steps.tests.state import Window
from donor_room.workflow import blood_tests, examine
from donor_room.workflow.blood_tests import HbMethod, Lot
from donor_room.workflow.desk import Desk
from donor_room.workflow.examine import Past


@dataclass(frozen=True, slots=True)
class Known:
    """Limits, past values and lots; `ran_s` says for how long this donor's strip has been running."""

    panel: tuple[str, ...]
    least_hb: Decimal | None
    densities: Mapping[str, Decimal | None]
    """At which blood of each sex must sink."""
    most_alt: Decimal | None
    past: Mapping[str, tuple[Past, ...]]
    lots: Mapping[str, Lot]
    stale: frozenset[str]
    method: HbMethod | None
    """How haemoglobin was found in this shift before the program began."""
    ran_s: float | None
    window: Window


def know(desk: Desk, visit: Visit, kept: Mapping[str, Lot]) -> Known:
    """Read all of it; the lots kept are those given on this page, else those in use in the shift."""
    shift, today = visit.opened.shift, desk.clock.today()
    rules, opened = desk.rules_of(visit), blood_tests.lots_opened(desk)
    lots = {**kept, **opened} if kept else blood_tests.lots_in_use(desk, shift)
    return Known(
        panel=blood_tests.panel(desk, visit),
        least_hb=blood_tests.least_hb(desk, visit),
        densities={sex: blood_tests.density_for(rules, sex) for sex in blood_tests.SOLUTIONS},
        most_alt=blood_tests.most_alt(desk, visit),
        past={quantity: examine.past(desk, visit, quantity) for quantity in ("hb", "alt")},
        lots=lots,
        stale=frozenset(test for test, lot in lots.items() if lot.expires_on < today),
        method=blood_tests.method_in_use(desk, shift),
        ran_s=_ran_s(visit, desk.clock.now()),
        window=Window(*blood_tests.reading_minutes(desk, visit)),
    )


def _ran_s(visit: Visit, now: datetime) -> float | None:
    """Return for how many seconds a strip has been running; None when none is."""
    began = visit.strip_started_at
    return None if began is None else max(0.0, (now - began).total_seconds())


def refused_lots(desk: Desk, given: Mapping[str, Lot]) -> list[Refusal]:
    """Return why lots cannot be used, one refusal each."""
    refused: list[Refusal] = []
    for test, lot in given.items():
        try:
            blood_tests.check_lot(desk, lot, test)
        except Refusal as no:
            refused.append(no)
    return refused
