"""What keeps a terminal from its station until a person there has given a code, as the page tells it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.greeted import greeted_of

Why = Literal["copied", "unknown", ""]


class Standing(NamedTuple):
    """Why it stands still (empty when it does not), and what the nurse names at the telephone."""

    why: Why
    station: str = ""
    terminal: str = ""
    terminal_id: str = ""


def standing_of(desk: Desk) -> Standing:
    """Return what the station said last; that it does not know the terminal comes first."""
    enrolment = enrolment_of(desk.ledger)
    if enrolment is None or enrolment.reply is None:
        return Standing("")
    greeted, reply = greeted_of(desk.ledger), enrolment.reply
    why: Why = "unknown" if greeted.is_unknown else "copied" if greeted.is_copied else ""
    return Standing(why, reply.station_name, reply.terminal_name, reply.terminal)
