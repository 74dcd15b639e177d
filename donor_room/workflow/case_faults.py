"""What cannot be true of a case whose fields all have the right shape: no number, no possible day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from donor_room.workflow.case import BadCase, Case


def refuse_what_cannot_be(case: Case) -> None:
    """Raise BadCase, which names the first field that no donor can have."""
    for fault in (*_numbers(case), *_days(case), *_deferrals(case)):
        raise BadCase(fault)


def _numbers(case: Case) -> Iterator[str]:
    for name, number in _every_number(case):
        if not number.is_finite() or number < 0:
            yield f"{name} is not a number from 0 upwards"


def _every_number(case: Case) -> Iterator[tuple[str, Decimal]]:
    for part in ("vitals", "tests"):
        struct = getattr(case, part)
        for name in struct.__struct_fields__ if struct is not None else ():
            value = getattr(struct, name)
            if isinstance(value, Decimal):
                yield f"{part}.{name}", value
    if case.directory_age_h is not None:
        yield "directory_age_h", case.directory_age_h


def _days(case: Case) -> Iterator[str]:
    """Nothing was before the birth. No donation was after the day that is asked about.

    A condition may end later than that: then the donor waits from its end.
    """
    born = case.donor.birth if case.donor is not None else None
    if born is not None and case.on is not None and born > case.on:
        yield "donor.birth is after on"
    for name, day, latest in _told_days(case):
        if born is not None and day < born:
            yield f"{name} is before donor.birth"
        if latest is not None and day > latest:
            yield f"{name} is after on"


def _told_days(case: Case) -> Iterator[tuple[str, date, date | None]]:
    """Give each day of the past with its name, and the last day that it may be."""
    for place, given in enumerate(case.history or ()):
        if given.on is not None:
            yield f"history[{place}].on", given.on, case.on
    for place, reaction in enumerate(case.reactions):
        yield f"reactions[{place}].on", reaction.on, case.on
    told = case.interview.conditions if case.interview is not None else None
    for place, condition in enumerate(told or ()):
        if condition.on is not None:
            yield f"interview.conditions[{place}].on", condition.on, None


def _deferrals(case: Case) -> Iterator[str]:
    for place, deferral in enumerate(case.deferrals or ()):
        if deferral.kind == "permanent" and deferral.until is not None:
            yield f"deferrals[{place}].until: a permanent deferral has no end"
