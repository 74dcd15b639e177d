"""What the station tells this terminal: kept as an act of its book, shown until a person takes note of it."""

from __future__ import annotations

from collections.abc import Iterable

from donor_room.domain import entries as e
from donor_room.wire.notices import Lane, Notice, NoticePage
from donor_room.workflow.call_back import hear_of_call
from donor_room.workflow.desk import Desk
from donor_room.workflow.staff_told import hear_who_left, lock_who_left
from donor_room.workflow.station_word import hear_of_hold


def notice_cursor(desk: Desk, lane: Lane) -> str:
    """Return where to ask on; empty before the first notice."""
    return desk.ledger.cursor(_name(lane)) or ""


def take_notices(desk: Desk, page: NoticePage, lane: Lane) -> int:
    """Write down what was told together with its cursor, and return how much of it was new.

    A donor who is here and whose visit is held is stopped in the same transaction.
    """
    fresh = list(_fresh(desk, page.notices))
    with desk.transaction():
        if fresh:
            desk.record_as_terminal(*fresh)
        for act in fresh:
            hear_of_hold(desk, act)
            hear_of_call(desk, act)
            hear_who_left(desk, act)
        desk.ledger.set_cursor(_name(lane), page.cursor)
    lock_who_left(desk)
    return len(fresh)


def _fresh(desk: Desk, told: Iterable[Notice]) -> Iterable[e.NoticeHeard]:
    """What was heard before, as after a restored station has told everything anew, is not heard again."""
    for one in told:
        heard = e.NoticeHeard(
            revision=one.revision,
            notice=one.kind,
            urgent=one.urgent,
            at=one.at,
            body=bytes(one.body).decode(),
        )
        if not desk.notices.has(heard.said):
            yield heard


def _name(lane: Lane) -> str:
    return f"notices.{lane}"


def take_note(desk: Desk, notices: Iterable[str]) -> None:
    """Let the person who works here say that she or he has read these; what is noted already stays so."""
    open_ones = {one.said for one in desk.notices.not_noted()}
    noted = tuple(dict.fromkeys(said for said in notices if said in open_ones))
    if noted:
        desk.record_of_house(e.NoticesNoted(notices=noted))
