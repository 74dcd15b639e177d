"""What the station tells of the people who work here: kept as acts, and whoever left is locked at once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.refusal import Trouble
from donor_room.domain.staff import find_person
from donor_room.wire.signature import Unproven, read_public
from donor_room.wire.staff import STAFF_LEFT, SignedStaff, StaffPage, StaffRow, read_staff
from donor_room.workflow.common_day import common_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.shift import current_shift
from donor_room.workflow.sign_in import staff

UNPROVEN = "sync.staff_unproven"
_CURSOR = "staff"
_NEEDLE_STEP = "collection"


class Staffed:
    """The people of the station as sync sees them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def cursor(self) -> str:
        """Return where to ask on; empty before the first row."""
        return self._desk.ledger.cursor(_CURSOR) or ""

    def take(self, page: StaffPage) -> int:
        """Write down what is new together with the cursor, and return how much that was.

        A row that is not this station's own word is Trouble, and nothing of its page is taken: nobody is
        locked, and nobody let in, by half a list.
        """
        desk = self._desk
        fresh = list(_fresh(desk, page.rows))
        with desk.transaction():
            if fresh:
                desk.record_as_terminal(*fresh)
            desk.ledger.set_cursor(_CURSOR, page.cursor)
        lock_who_left(desk)
        return len(fresh)


def _fresh(desk: Desk, rows: Iterable[SignedStaff]) -> Iterable[e.StaffTold]:
    """What is known already, as after a station has told everything anew, is not written again."""
    known = {act.staff: act for act in _told(desk)}
    for signed in rows:
        told = _act(_read(desk, signed), signed.signature)
        if known.get(told.staff) != told:
            yield told


def _told(desk: Desk) -> Iterable[e.StaffTold]:
    acts = (line.act for line in desk.ledger.of_house(e.StaffTold.KIND))
    return (act for act in acts if isinstance(act, e.StaffTold))


def _read(desk: Desk, signed: SignedStaff) -> StaffRow:
    enrolment = enrolment_of(desk.ledger)
    if enrolment is None or enrolment.reply is None:
        raise Trouble("sync.not_enrolled")
    reply = enrolment.reply
    try:
        return read_staff(signed, read_public(reply.station_key), station_code=reply.station_code)
    except Unproven as problem:
        raise Trouble(UNPROVEN) from problem


def _act(row: StaffRow, signature: str) -> e.StaffTold:
    return e.StaffTold(
        staff=row.staff,
        name=row.name,
        roles=row.roles,
        password=row.password,
        trained_on=row.trained_on,
        trained_until=row.trained_until,
        has_left=row.has_left,
        revision=row.revision,
        signature=signature,
    )


def hear_who_left(desk: Desk, heard: e.NoticeHeard) -> None:
    """Write down that a person left, told in the urgent lane, in the transaction of the notice.

    A notice that is not signed as such a row is kept as words and locks nobody.
    """
    if heard.notice != STAFF_LEFT:
        return
    try:
        signed = msgspec.json.decode(heard.body, type=SignedStaff)
        fresh = list(_fresh(desk, [signed]))
    except (msgspec.DecodeError, Trouble):
        return
    told = {act.staff: act.revision for act in _told(desk)}
    wanted = [one for one in fresh if one.has_left and one.revision > told.get(one.staff, 0)]
    if wanted:
        desk.record_as_terminal(*wanted)


def lock_who_left(desk: Desk) -> None:
    """Let nobody go on working who has left; with a needle in, the donor is looked after first.

    It is asked again with every conversation, so the desk is locked as soon as no needle is in.
    """
    here = desk.person
    known = find_person(staff(desk), here.staff) if here is not None else None
    if here is None or known is None or not known.has_left or _has_needle_in(desk):
        return
    desk.record_as_terminal(e.Locked(staff=here.staff, idle=True))
    desk.person = None


def _has_needle_in(desk: Desk) -> bool:
    if current_shift(desk) is None:
        return False
    lines = (line for line in common_lines(desk, open_only=True) if line.step == _NEEDLE_STEP)
    visits = (desk.visits.get(line.visit) for line in lines)
    return any(visit.needle is not None and visit.collection is None for visit in visits)
