"""Every kind of ledger entry: one frozen struct each, with its version.

An entry is one act of a named person. A struct that has ever been written is never changed: a new field is
a new version, and the old one stays readable. Instants are in the envelope (`hlc`); a date in a body is a day
at the site.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.facts import Facts
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.label_set import LabelItem
from donor_room.domain.questionnaire import Answer
from donor_room.domain.staff import Role
from donor_room.domain.stamp import PackStamp


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a book: who did what when, chained to the line before. `body` is canonical JSON text."""

    book: str
    seq: int
    id: str
    kind: str
    version: int
    visit: str | None
    hlc: str
    by: str
    body: str
    prev_hash: str
    hash: str


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry says."""

    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1


class UnknownAct(Act, frozen=True, kw_only=True):
    """An act of a newer program: kept and passed on, never guessed at."""

    kind: str
    version: int


# ---- the terminal and its people -------------------------------------------------------------------------


class BookOpened(Act, frozen=True, kw_only=True):
    """The first entry of every book."""

    KIND: ClassVar[str] = "book.opened"
    terminal: str
    program: str
    engine: str
    practice: bool
    replaces: str | None


class TerminalEnrolled(Act, frozen=True, kw_only=True):
    """The station knows this terminal from now on."""

    KIND: ClassVar[str] = "terminal.enrolled"
    station_code: str
    station_name: str
    terminal: str
    public_key: str


class RangeLeased(Act, frozen=True, kw_only=True):
    """Donation numbers that this terminal alone may use, first and last included."""

    KIND: ClassVar[str] = "range.leased"
    range_id: str
    profile: str
    first: str
    last: str
    count: int


class StaffAdded(Act, frozen=True, kw_only=True):
    """A person may sign in from now on; password is an Argon2id verifier."""

    KIND: ClassVar[str] = "staff.added"
    staff: str
    name: str
    roles: tuple[Role, ...]
    password: str


class PinSet(Act, frozen=True, kw_only=True):
    """A person's PIN for the quick switch; pin is a verifier peppered with a secret of this terminal."""

    KIND: ClassVar[str] = "staff.pin_set"
    staff: str
    pin: str


class SignedIn(Act, frozen=True, kw_only=True):
    """A person proved who she or he is."""

    KIND: ClassVar[str] = "staff.signed_in"
    staff: str
    means: Literal["password", "pin"]


class SignInRefused(Act, frozen=True, kw_only=True):
    """A wrong secret was given; failures counts the wrong ones in a row."""

    KIND: ClassVar[str] = "staff.sign_in_refused"
    staff: str
    means: Literal["password", "pin"]
    failures: int


class Locked(Act, frozen=True, kw_only=True):
    """The screen was locked, by a person or because nobody touched it."""

    KIND: ClassVar[str] = "staff.locked"
    staff: str
    idle: bool


# ---- the shift -------------------------------------------------------------------------------------------


class ShiftOpened(Act, frozen=True, kw_only=True):
    """A team began to work at a site."""

    KIND: ClassVar[str] = "shift.opened"
    shift: str
    on: date
    site_kind: Literal["vehicle", "house"]
    site: str
    vehicle: str
    drive: Literal["street", "group", "house"]
    organisation: str | None
    team: tuple[str, ...]


class NumbersIssued(Act, frozen=True, kw_only=True):
    """A block of a leased range went to the shift, both ends included: each number must find an end."""

    KIND: ClassVar[str] = "numbers.issued"
    shift: str
    range_id: str
    profile: str
    first: str
    last: str
    count: int


class NumbersReturned(Act, frozen=True, kw_only=True):
    """Unused numbers go back to the station and are dead here."""

    KIND: ClassVar[str] = "numbers.returned"
    shift: str
    range_id: str
    profile: str
    first: str
    last: str
    count: int


class GapExplained(Act, frozen=True, kw_only=True):
    """A number without an end was explained by two persons; it stays open by name."""

    KIND: ClassVar[str] = "numbers.gap_explained"
    shift: str
    number: str
    reason: str
    witness: str


class UnitsPacked(Act, frozen=True, kw_only=True):
    """A bag, tube or form was scanned into a box at packing."""

    KIND: ClassVar[str] = "handover.packed"
    shift: str
    number: str
    role: str
    box: str


class HandoverSigned(Act, frozen=True, kw_only=True):
    """Two persons agreed on what is handed over; counts are numbers of labels and units."""

    KIND: ClassVar[str] = "handover.signed"
    shift: str
    issued: int
    used: int
    void: int
    returned: int
    unexplained: int
    volume_ml: int
    given_by: str
    received_by: str
    document_sha256: str


class ShiftClosed(Act, frozen=True, kw_only=True):
    """The team finished; nothing more is written in this shift."""

    KIND: ClassVar[str] = "shift.closed"
    shift: str


# ---- registration ----------------------------------------------------------------------------------------


class Donor(msgspec.Struct, frozen=True, kw_only=True):
    """Who came in, as the document and the donor say."""

    document_kind: str
    document_number: str
    name: str
    sex: Literal["male", "female"]
    birth_on: date
    phone: str | None
    address: str | None
    ethnic_group: str | None
    organisation: str | None


class VisitOpened(Act, frozen=True, kw_only=True):
    """A person came in and was registered; `known` is what the directory told at that moment."""

    KIND: ClassVar[str] = "visit.opened"
    shift: str
    donor: Donor
    source: Literal["card", "typed", "list"]
    plan: str
    known: DirectoryDonor | None
    directory_as_of: datetime | None


class PlanChanged(Act, frozen=True, kw_only=True):
    """Another kind of donation was agreed; plan is a donation kind."""

    KIND: ClassVar[str] = "visit.plan_changed"
    plan: str


class IdentityConfirmed(Act, frozen=True, kw_only=True):
    """The donor said who she or he is, and the person who wrote this heard it."""

    KIND: ClassVar[str] = "visit.identity_confirmed"
    at: Literal["registration", "chair"]
    said: tuple[str, ...]


class Ticked(Act, frozen=True, kw_only=True):
    """Something that was asked apart and answered: the three conditions of clause 7.1, or endurance sport."""

    KIND: ClassVar[str] = "visit.ticked"
    what: Literal["asks_to_give_again", "no_earlier_reaction", "meets_requirements", "is_endurance_athlete"]
    is_so: bool


class SecondPersonLooked(Act, frozen=True, kw_only=True):
    """A second person agreed that the visit begins though the list is old or the document proves little."""

    KIND: ClassVar[str] = "visit.second_person_looked"
    what: Literal["old_list", "other_document"]
    witness: str


# ---- interview -------------------------------------------------------------------------------------------


class ConsentGiven(Act, frozen=True, kw_only=True):
    """The donor agreed to exactly this text; strokes are the points of the signature in px."""

    KIND: ClassVar[str] = "consent.given"
    text: PackStamp
    language: str
    strokes: tuple[tuple[tuple[int, int], ...], ...]


class Answered(Act, frozen=True, kw_only=True):
    """One answer to one item; a later one replaces it and both stay."""

    KIND: ClassVar[str] = "interview.answered"
    pack: PackStamp
    item: str
    answer: Answer


class InterviewSigned(Act, frozen=True, kw_only=True):
    """All was asked; answers_sha256 binds the signatures to the answers as they stood."""

    KIND: ClassVar[str] = "interview.signed"
    pack: PackStamp
    answers_sha256: str
    exceptions_seen: tuple[str, ...]


# ---- examination and blood tests --------------------------------------------------------------------------


class Measured(Act, frozen=True, kw_only=True):
    """One reading with its unit; every reading is kept, the last one counts."""

    KIND: ClassVar[str] = "measured"
    quantity: str
    value: Decimal
    unit: str
    band: Literal["ok", "unlikely"]
    confirmed: bool
    source: Literal["typed", "device"]
    device: str | None
    lot: str | None
    lot_expires_on: date | None


class SignSeen(Act, frozen=True, kw_only=True):
    """What was seen of skin, limbs, arms or felt of the rhythm."""

    KIND: ClassVar[str] = "exam.sign_seen"
    sign: Literal["skin", "limbs", "arms", "rhythm"]
    normal: bool
    remark: str | None


class ExamSigned(Act, frozen=True, kw_only=True):
    """The examination is complete."""

    KIND: ClassVar[str] = "exam.signed"


class StripRead(Act, frozen=True, kw_only=True):
    """A rapid strip was read."""

    KIND: ClassVar[str] = "tests.strip_read"
    test: Literal["hbsag"]
    result: Literal["reactive", "nonreactive", "invalid"]
    lot: str
    lot_expires_on: date


class GroupTyped(Act, frozen=True, kw_only=True):
    """The ABO group before the donation, forward typing."""

    KIND: ClassVar[str] = "tests.group_typed"
    abo: Literal["A", "B", "O", "AB"]
    lot: str
    lot_expires_on: date


class TestsSigned(Act, frozen=True, kw_only=True):
    """The blood tests are complete."""

    KIND: ClassVar[str] = "tests.signed"


# ---- decision --------------------------------------------------------------------------------------------


class DecisionMade(Act, frozen=True, kw_only=True):
    """What was decided, from which facts, by which rules, and who confirmed it."""

    KIND: ClassVar[str] = "decision.made"
    outcome: Outcome
    until_on: date | None
    marks: tuple[str, ...]
    findings: tuple[Finding, ...]
    facts: Facts
    rules: PackStamp
    directory_age_h: int | None
    confirmed_by: str
    meaning: str
    remark: str | None


# ---- labels ----------------------------------------------------------------------------------------------


class LabelSetPlanned(Act, frozen=True, kw_only=True):
    """A number was spent on this visit and a set of labels planned, in one transaction."""

    KIND: ClassVar[str] = "labels.planned"
    number: str
    profile: str
    range_id: str
    bag_kind: str
    labels: tuple[LabelItem, ...]


class LabelsSent(Act, frozen=True, kw_only=True):
    """The set left for the printer, one SHA-256 per raster in the plan's order; `uncertain` = unproven."""

    KIND: ClassVar[str] = "labels.sent"
    number: str
    printer: str
    rasters_sha256: tuple[str, ...]
    uncertain: bool


class LabelScanned(Act, frozen=True, kw_only=True):
    """A label was read back and is of this set."""

    KIND: ClassVar[str] = "labels.scanned"
    number: str
    role: str
    text: str
    phase: Literal["before_needle", "after_tubes"]
    typed: bool


class ForeignLabelScanned(Act, frozen=True, kw_only=True):
    """A label of another donation was read here: both visits stop until two persons have looked."""

    KIND: ClassVar[str] = "labels.foreign_scanned"
    number: str
    foreign_number: str
    foreign_visit: str | None


class ForeignLabelCleared(Act, frozen=True, kw_only=True):
    """Two persons found and removed the foreign label."""

    KIND: ClassVar[str] = "labels.foreign_cleared"
    reason: str
    witness: str


class LabelSetVoided(Act, frozen=True, kw_only=True):
    """The number is dead for ever; a second person saw the labels destroyed."""

    KIND: ClassVar[str] = "labels.voided"
    number: str
    reason: str
    witness: str


# ---- collection ------------------------------------------------------------------------------------------


class BagTaken(Act, frozen=True, kw_only=True):
    """The bag system that hangs at the chair."""

    KIND: ClassVar[str] = "collection.bag_taken"
    bag_kind: str
    lot: str
    expires_on: date


class NeedleIn(Act, frozen=True, kw_only=True):
    """A phlebotomy; attempt counts from 1. A second one needs the donor's agreement and the other arm."""

    KIND: ClassVar[str] = "collection.needle_in"
    arm: Literal["left", "right"]
    attempt: int
    donor_agreed: bool


class NeedleFailed(Act, frozen=True, kw_only=True):
    """The attempt gave no flow."""

    KIND: ClassVar[str] = "collection.needle_failed"
    attempt: int
    reason: str


class CollectionEnded(Act, frozen=True, kw_only=True):
    """The needle is out; flags are collection flags of the rule pack such as no_platelets, short."""

    KIND: ClassVar[str] = "collection.ended"
    volume_ml: int
    outcome: Literal["full", "short", "over", "failed"]
    seconds: int
    flags: tuple[str, ...]
    reason: str | None


class ReactionBegan(Act, frozen=True, kw_only=True):
    """A donor's reaction began; phase says where the donation stood."""

    KIND: ClassVar[str] = "reaction.began"
    reaction: str
    phase: Literal["before_needle", "collecting", "after_needle", "resting"]


class ReactionNoted(Act, frozen=True, kw_only=True):
    """An act or sign during a reaction, a code of the reaction list; readings are Measured entries."""

    KIND: ClassVar[str] = "reaction.noted"
    reaction: str
    what: str


class ReactionEnded(Act, frozen=True, kw_only=True):
    """The reaction is over; kind and severity are codes of the reaction list."""

    KIND: ClassVar[str] = "reaction.ended"
    reaction: str
    reaction_kind: str
    severity: Literal["mild", "moderate", "severe", "death"]
    treatment: str


# ---- aftercare and end -----------------------------------------------------------------------------------


class RestStarted(Act, frozen=True, kw_only=True):
    """The donor sits and presses; minutes is what the pack asks for."""

    KIND: ClassVar[str] = "aftercare.rest_started"
    minutes: int


class SouvenirGiven(Act, frozen=True, kw_only=True):
    """A souvenir left the stock; souvenir is a code of the list."""

    KIND: ClassVar[str] = "aftercare.souvenir_given"
    souvenir: str


class DocumentIssued(Act, frozen=True, kw_only=True):
    """A paper was given to the donor; sha256 is of its file."""

    KIND: ClassVar[str] = "document.issued"
    document: Literal["donor_slip", "deferral_notice", "certificate"]
    sha256: str
    next_on: date | None


class VisitClosed(Act, frozen=True, kw_only=True):
    """The donor leaves."""

    KIND: ClassVar[str] = "visit.closed"
    how: Literal["donated", "deferred", "left", "failed"]
    remark: str | None


# ---- corrections -----------------------------------------------------------------------------------------


class Corrected(Act, frozen=True, kw_only=True):
    """An earlier entry of the visit was wrong: the right body (canonical JSON of its own kind), and why.

    The old entry stays as it is; the fold reads the new body in its place.
    """

    KIND: ClassVar[str] = "entry.corrected"
    corrects: str
    body: str
    reason: str


_ACTS: dict[str, type[Act]] = {known.KIND: known for known in Act.__subclasses__() if known.KIND}


def act_type(kind: str) -> type[Act] | None:
    """Return the struct of a kind, or None when this program does not know it."""
    return _ACTS.get(kind)


def act_kinds() -> tuple[str, ...]:
    """Return every kind that this program can write."""
    return tuple(_ACTS)
