"""What is said of each row of an organiser's list before the day: may give, not before a day, or ask here.

No answer tells a reason. A deferral is always "ask here", as are many other things: from no answer it can be
told that somebody was deferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from donor_room.domain.identity import DocumentKind
from donor_room.domain.intervals import birthday
from donor_room.domain.names import canonical
from donor_room.domain.refusal import Refusal
from donor_room.domain.upper_age import years_for_upper_limit
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import ListRow
from donor_room.workflow.register import Known, look_up

PLAN = "WB400"
"""By which earlier donations are held against the day: the plan of most."""


class Answer(NamedTuple):
    """What is said of a row; the day only with `later`."""

    says: Literal["may", "later", "ask"]
    on: date | None = None


ASK = Answer("ask")


def answers_of(desk: Desk, rows: Sequence[ListRow]) -> list[Answer]:
    """Return what is said of each of these rows as far as it is known here today; what is unknown is asked.

    Without a list of donors, or with one that is too old to be believed, all is asked.
    """
    age_h = desk.directory_age_h()
    if age_h is None or age_h > desk.packs.rules.whole("deferral_list_red_age_h"):
        return [ASK for _ in rows]
    return [_answer(desk, row) for row in rows]


def _answer(desk: Desk, row: ListRow) -> Answer:
    kind = row.document.kind
    if kind is None or kind is DocumentKind.OTHER or row.birth_on is None:
        return ASK
    try:
        known = look_up(desk, document_kind=str(kind), number=row.document.number, plan=PLAN)
    except Refusal:
        return ASK
    if known.open_visit is not None or known.second_for or _differs(row, known):
        return ASK
    today = desk.clock.today()
    days = (today, _of_age_on(desk, row.birth_on), *(one.until_on for one in known.intervals))
    first = max(day for day in days if day is not None)
    if any(one.until_on is None for one in known.intervals) or _is_kept_out(known, first):
        return ASK
    if _is_age_a_question(desk, row.birth_on, first):
        return ASK
    return Answer("may") if first == today else Answer("later", first)


def _differs(row: ListRow, known: Known) -> bool:
    """Say whether the station knows another person by this number."""
    donor = known.donor
    if donor is None:
        return False
    return (donor.name is not None and canonical(donor.name) != canonical(row.name)) or (
        donor.birth_on is not None and donor.birth_on != row.birth_on
    )


def _is_kept_out(known: Known, day: date) -> bool:
    deferral = known.deferral
    return deferral is not None and (deferral.kind == "ask_station" or deferral.keeps_out_on(day))


def _of_age_on(desk: Desk, born_on: date) -> date:
    return birthday(born_on, desk.packs.rules.whole("age_min_years"))


def _is_age_a_question(desk: Desk, born_on: date, day: date) -> bool:
    """Say whether the upper age has to be looked at on this day: regular donors are asked three things."""
    rules = desk.packs.rules
    return years_for_upper_limit(born_on, day, rules.upper_age) > rules.whole("age_max_first_years")
