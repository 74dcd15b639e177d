"""What the store knows of a person, with everything that the desk shows beside it."""

from __future__ import annotations

from typing import Any

from donor_room.domain.directory import phone_digits
from donor_room.domain.history import next_eligible_days
from donor_room.domain.intervals import Span, interval_between
from donor_room.domain.ruleset import RulePack
from donor_room.ui.steps.reception.state import PLANS
from donor_room.ui.steps.reception.telling import Found, Limits
from donor_room.workflow import register, shift
from donor_room.workflow.common_day import names_of
from donor_room.workflow.expected import expected_row

FIRST_PLAN = PLANS[0]
"""The kind by which intervals are looked up as long as none is chosen; all three are of one family."""


def phone_like(typed: str) -> bool:
    """Say whether a text is a mobile number: eleven digits that begin with 1."""
    digits = phone_digits(typed)
    return (
        len(digits) == 11
        and digits.startswith("1")
        and typed.strip().replace(" ", "").lstrip("+").isdecimal()
    )


def _interval(rules: RulePack, known: register.Known, family: str) -> Span | None:
    """Return how long the last donation keeps this family waiting."""
    if not known.earlier:
        return None
    row = interval_between(rules.interval, last=rules.family(known.earlier[0].kind), following=family)
    return max(row.spans(known.identity.sex), key=str) if row is not None else None


def found_of(desk: Any, known: register.Known) -> Found:
    """Add to what is known what the page shows beside it; on the store thread."""
    rules = desk.packs.rules
    family = rules.family(FIRST_PLAN)
    next_days = next_eligible_days(rules, known.earlier, known.identity.sex)
    return Found(
        known=known,
        before=desk.visits.get(known.here[0].visit).donor if known.here else None,
        organisation=shift.the_shift(desk).opened.organisation,
        due_on=next_days.get(family),
        next_days=next_days,
        interval=_interval(rules, known, family),
        today=desk.clock.today(),
        listed=expected_row(desk, known.identity),
        names=names_of(desk) if known.contact else {},
        limits=Limits(
            age_min=rules.whole("age_min_years"),
            upper_age=rules.upper_age,
            age_first=rules.whole("age_max_first_years"),
            age_repeat=rules.whole("age_max_repeat_years"),
            list_old_h=rules.whole("deferral_list_max_age_h"),
            list_red_h=rules.whole("deferral_list_red_age_h"),
        ),
    )
