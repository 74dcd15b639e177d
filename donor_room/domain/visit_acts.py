"""The acts of one donor's visit, in the order of the walk."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Literal

import msgspec

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.entry import Act
from donor_room.domain.facts import Facts
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.paper_acts import PaperForm
from donor_room.domain.questionnaire import Answer
from donor_room.domain.reaction_judging import Judged
from donor_room.domain.stamp import PackStamp

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
    VERSION: ClassVar[int] = 2
    shift: str
    donor: Donor
    source: Literal["card", "typed", "list"]
    plan: str
    known: DirectoryDonor | None
    directory_as_of: datetime | None
    paper: PaperForm | None = None
    """The form that the visit is typed in from, from version 2 on; None where the donor stood at the desk."""


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
    """A second person agreed that the visit begins: an old list, a document that proves little, a return.

    Who was deferred earlier in the day or shift has come back (I19).
    """

    KIND: ClassVar[str] = "visit.second_person_looked"
    VERSION: ClassVar[int] = 2
    what: Literal["old_list", "other_document", "came_back"]
    """`came_back` from version 2 on."""
    witness: str


SEEN_AT_STATION = (
    "open_twice", "other_person", "group_differs", "number_twice", "number_ended_twice", "apart",
)  # fmt: skip
"""Reasons of a hold that no row of the directory tells; the others are heard with the row itself."""


class VisitHeld(Act, frozen=True, kw_only=True):
    """The station told, while the visit was here, what stands against the donor; `known` is its word now.

    The donation of this visit itself is not in `known`.
    """

    KIND: ClassVar[str] = "visit.held"
    VERSION: ClassVar[int] = 3
    reason: Literal[
        "deferred_elsewhere",
        "donated_elsewhere",
        "open_twice",
        "other_person",
        "group_differs",
        "number_twice",
        "number_ended_twice",
        "apart",
    ]
    """From `open_twice` on from version 2 on, from `number_ended_twice` on from version 3 on: what only the
    station can see, told by a notice; `apart` tells no reason."""
    source: Literal["directory", "notice"]
    known: DirectoryDonor
    directory_as_of: datetime | None


class HoldResolved(Act, frozen=True, kw_only=True):
    """A physician looked at what the station told; before the needle the decision is made again after it."""

    KIND: ClassVar[str] = "visit.hold_resolved"
    reason: str
    confirmed_by: str
    meaning: str


class VisitLapsed(Act, frozen=True, kw_only=True):
    """Another day has begun and what was found by `since` is too old to decide by: it is asked again."""

    KIND: ClassVar[str] = "visit.lapsed"
    since: datetime
    valid_h: int
    known: DirectoryDonor | None
    directory_as_of: datetime | None


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


class DropSeen(Act, frozen=True, kw_only=True):
    """A drop of blood fell into copper sulphate of a density: it sank in time, or it did not.

    Blood that sank is at least as dense as the solution, blood that did not is less dense; no number follows.
    """

    KIND: ClassVar[str] = "tests.drop_seen"
    density: Decimal
    sank: bool
    lot: str
    lot_expires_on: date


class StripStarted(Act, frozen=True, kw_only=True):
    """A rapid strip was wetted; its reading window counts from the moment of this entry."""

    KIND: ClassVar[str] = "tests.strip_started"
    test: Literal["hbsag"]
    lot: str
    lot_expires_on: date


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
    VERSION: ClassVar[int] = 4
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
    overlays: tuple[PackStamp, ...] = ()
    """What lay over the rules, from version 2 on."""
    released: tuple[Finding, ...] = ()
    """Those of the findings that a physician had released before, from version 3 on: they decided nothing.

    From version 4 on one of the facts may be a Bound.
    """


class FindingReleased(Act, frozen=True, kw_only=True):
    """A physician who did not sign the decision released one of its findings; the decision stays as it was.

    `decision` is the entry of the decision, `reason` a code of the release reasons, `words` her or his own.
    What follows is decided anew, from all that is known then, and signed as every decision is.
    """

    KIND: ClassVar[str] = "decision.finding_released"
    decision: str
    finding: Finding
    reason: str
    words: str
    released_by: str
    meaning: str


class DecisionReviewed(Act, frozen=True, kw_only=True):
    """What the rules say of a decision whose facts were corrected after the needle was in.

    `correction` is the entry that corrected, `before` what was decided, `outcome` what would be decided now;
    the decision stays as it was made. Of a visit from paper it is the entry that told the paper's decision.
    """

    KIND: ClassVar[str] = "decision.reviewed"
    VERSION: ClassVar[int] = 4
    correction: str
    before: Outcome
    outcome: Outcome
    until_on: date | None
    marks: tuple[str, ...]
    findings: tuple[Finding, ...]
    facts: Facts
    rules: PackStamp
    overlays: tuple[PackStamp, ...] = ()
    released: tuple[Finding, ...] = ()
    """From version 3 on; from version 4 on one of the facts may be a Bound."""


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
    VERSION: ClassVar[int] = 2
    reaction: str
    reaction_kind: str
    severity: Literal["mild", "moderate", "severe", "death"]
    treatment: str
    judged: Judged | None = None
    """The answers, what followed from them, category and grade, from version 2 on."""


# ---- aftercare and end -----------------------------------------------------------------------------------


class RestStarted(Act, frozen=True, kw_only=True):
    """The donor sits and presses; minutes is what the pack asks for."""

    KIND: ClassVar[str] = "aftercare.rest_started"
    minutes: int


class SouvenirGiven(Act, frozen=True, kw_only=True):
    """A souvenir left the supplies; souvenir is a code of the list."""

    KIND: ClassVar[str] = "aftercare.souvenir_given"
    VERSION: ClassVar[int] = 3
    souvenir: str
    beside: bool = False
    """Whether the donor keeps what was given before; in version 1 the last word stood in its place."""
    pieces: int = 1
    """How many of it, from version 3 on: two where a partner who has left is given one besides."""


class DocumentIssued(Act, frozen=True, kw_only=True):
    """A paper was given to the donor; sha256 is of its file."""

    KIND: ClassVar[str] = "document.issued"
    VERSION: ClassVar[int] = 2
    document: Literal["donor_slip", "deferral_notice", "certificate", "oath"]
    """The oath from version 2 on."""
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
