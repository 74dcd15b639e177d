"""What one visit tells the station, as the rows in which it stands there."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from donor_room.domain.directory import Severity
from donor_room.domain.figures import VisitFigures
from donor_room.domain.nonconforming import Nonconformity


class VisitRow(NamedTuple):
    """What one visit tells about its donor."""

    visit: str
    person: str
    shift: str
    opened_at: datetime
    name: str
    sex: Literal["male", "female"]
    birth_on: date
    abo: str | None
    had_reaction: bool
    outcome: str | None
    phone_tail: str | None
    phone_mark: str | None
    closed_at: datetime | None = None


class DonationRow(NamedTuple):
    """One donation; kind is what it counts as, plan what the visit was planned as."""

    visit: str
    person: str
    number: str | None
    kind: str
    donated_on: date
    volume_ml: int
    given_at: datetime | None = None
    plan: str | None = None


class DeferralRow(NamedTuple):
    """One standing deferral; by_interval: nothing but earlier donations keeps the donor waiting."""

    visit: str
    person: str
    kind: Literal["permanent", "until", "ask_station"]
    until_on: date | None
    decided_at: datetime | None = None
    by_interval: bool = False


class DecidedRow(NamedTuple):
    """Where the last decision of a visit stands."""

    visit: str
    book: str
    seq: int


class ReadingsRow(NamedTuple):
    """What was measured at a visit, the last value of each quantity; None where nobody measured."""

    visit: str
    person: str
    measured_on: date
    sbp_mmhg: Decimal | None
    dbp_mmhg: Decimal | None
    weight_kg: Decimal | None
    hb_g_per_l: Decimal | None


class ReactionRow(NamedTuple):
    """The last reaction of a visit that is over."""

    visit: str
    person: str
    reacted_on: date
    severity: Severity


class NumberRow(NamedTuple):
    """One donation number that a visit claims."""

    number: str
    visit: str
    state: Literal["planned", "used", "void"]


class HoldRow(NamedTuple):
    """Why the unit of a visit goes apart; subject is its donation number."""

    reason: str
    subject: str
    visit: str


class ContactRow(NamedTuple):
    """One time that a donor said whether she or he may be called."""

    visit: str
    person: str
    entry: str
    word: str
    seen: list[str]
    said_at: datetime
    said_by: str


class TaggedRow(NamedTuple):
    """A tag that was given at a terminal or taken away."""

    visit: str
    person: str
    entry: str
    tag: str
    is_on: bool
    said_at: datetime


class CallRow(NamedTuple):
    """A reaction after which the donor is still to be called, with the last call of a vehicle."""

    visit: str
    person: str
    reaction: str
    reacted_on: date
    call_on: date
    kind: str
    grade: int
    tried: int
    last_at: datetime | None
    last_result: str | None


class VisitReading(NamedTuple):
    """All rows of one visit."""

    visit: VisitRow
    donation: DonationRow | None
    deferral: DeferralRow | None
    readings: ReadingsRow | None
    reaction: ReactionRow | None
    numbers: tuple[NumberRow, ...]
    holds: tuple[HoldRow, ...]
    has_unread: bool
    figures: VisitFigures
    decided: DecidedRow | None = None
    contact: tuple[ContactRow, ...] = ()
    tagged: tuple[TaggedRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    nonconforming: tuple[Nonconformity, ...] = ()
