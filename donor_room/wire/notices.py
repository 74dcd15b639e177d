"""What the station tells its terminals beside the directory: one feed, in the order in which it was said."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from donor_room.domain.reaction_acts import CallResult

MAX_NOTICES = 200
HOLD_OPENED = "hold.opened"
HOLD_GONE = "hold.gone"
HOLD_DECIDED = "hold.decided"
OF_HOLDS = (HOLD_OPENED, HOLD_GONE, HOLD_DECIDED)
HANDOVER_RECEIVED = "handover.received"
DONOR_CALLED = "reaction.called"

Lane = Literal["urgent", "rest"]
"""What is urgent is asked for by itself, before a terminal sends its books."""

Verdict = Literal["release", "discard", "stay"]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """One word of the station; body is JSON of a shape that belongs to the kind."""

    revision: int
    kind: str
    urgent: bool
    at: datetime
    body: msgspec.Raw


class NoticePage(msgspec.Struct, frozen=True, kw_only=True):
    """Notices in the order of the feed, and the cursor to ask on with."""

    notices: tuple[Notice, ...]
    cursor: str
    more: bool


class HoldNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The body of what is told of a hold: which unit, where it lies, and what a person decided.

    The name is masked; number and crate are empty where the station knows none.
    """

    reason: str
    visit: str
    number: str
    crate: str
    donor: str
    site: str
    verdict: Verdict | None = None
    by: str = ""


def stands(kind: str, hold: HoldNotice) -> bool:
    """Say whether a unit is to lie apart after this word of a hold."""
    return kind != HOLD_GONE and hold.verdict != "release"


def read_hold(body: str | bytes) -> HoldNotice | None:
    """Return what a body tells of a hold, or None where it tells something else."""
    try:
        return msgspec.json.decode(body, type=HoldNotice)
    except msgspec.DecodeError:
        return None


class ReceivedNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The body of what is told when a clerk has closed a handover: what is here, and how much differs."""

    shift: str
    site: str
    bags: int
    parts: int
    differences: int
    by: str


def read_received(body: str | bytes) -> ReceivedNotice | None:
    """Return what a body tells of a handover, or None where it tells something else."""
    try:
        return msgspec.json.decode(body, type=ReceivedNotice)
    except msgspec.DecodeError:
        return None


class CalledNotice(msgspec.Struct, frozen=True, kw_only=True):
    """The body of what is told when the station called a donor after a reaction: no name and no words."""

    visit: str
    reaction: str
    result: CallResult
    at: datetime
    by: str


def read_called(body: str | bytes) -> CalledNotice | None:
    """Return what a body tells of a call, or None where it tells something else."""
    try:
        return msgspec.json.decode(body, type=CalledNotice)
    except msgspec.DecodeError:
        return None
