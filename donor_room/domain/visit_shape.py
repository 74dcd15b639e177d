"""A visit as it stands now: what the fold of its entries says of it (domain.visit)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.contact import Said
from donor_room.domain.couples import CoupleWord
from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.donor_tags import TagSaid
from donor_room.domain.findings import Finding, Outcome
from donor_room.domain.visit_parts import Correction, Decided, Drop, Hold, LabelSet, Needle, Reaction, Reading
from donor_room.domain.waiting import Walked

BEFORE_NEEDLE: Final = "before_needle"
AFTER_TUBES: Final = "after_tubes"


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One coming-in of one donor, as it stands now."""

    id: str
    opened: e.VisitOpened
    opened_at: datetime
    opened_by: str
    plan: str
    changed_at: datetime
    facts_hlc: str
    known: DirectoryDonor | None
    directory_as_of: datetime | None
    begun_at: datetime
    """When what counts was begun to be asked: the opening, or the day on which all was asked anew."""
    walked: Walked
    """How far the walk has come, and how long each step was waited for."""
    paper_at: datetime | None = None
    """How late it is by the form that the visit is typed in from; None where the donor stood at the desk."""
    typed_at: datetime | None = None
    """When typing in from a form was begun."""
    let_in: e.PaperLetIn | None = None
    """Why a form that was too old is typed in, and who agreed; None of every other visit."""
    paper_decided: e.PaperDecided | None = None
    read_back_by: str | None = None
    lapsed: e.VisitLapsed | None = None
    holds: tuple[Hold, ...] = ()
    contradicted: tuple[str, ...] = ()
    """Corrections of what the decision rests on, written after a needle was in: ids of their entries."""
    reviews: tuple[e.DecisionReviewed, ...] = ()
    identity: tuple[tuple[str, str], ...] = ()
    ticks: dict[str, bool] = {}
    second_persons: tuple[e.SecondPersonLooked, ...] = ()
    consent: e.ConsentGiven | None = None
    consent_at: datetime | None = None
    answers: dict[str, e.Answered] = {}
    answered_aloud_by: dict[str, str] = {}
    interview_signed: e.InterviewSigned | None = None
    interview_signed_by: str | None = None
    readings: tuple[Reading, ...] = ()
    drops: tuple[Drop, ...] = ()
    signs: dict[str, e.SignSeen] = {}
    exam_signed_by: str | None = None
    strip: e.StripRead | None = None
    strip_read_at: datetime | None = None
    strip_started: e.StripStarted | None = None
    strip_started_at: datetime | None = None
    group: e.GroupTyped | None = None
    tests_signed_by: str | None = None
    decisions: tuple[Decided, ...] = ()
    label_sets: tuple[LabelSet, ...] = ()
    chair: int | None = None
    """The chair of this terminal at which the donor was seated; `chairs.chair_of` says whether still."""
    left_chair: int | None = None
    """The chair that became free with a void set."""
    foreign: e.ForeignLabelScanned | None = None
    is_afraid: bool | None = None
    """What the donor said of the needle; None where nobody asked."""
    bag: e.BagTaken | None = None
    needles: tuple[Needle, ...] = ()
    collection: e.CollectionEnded | None = None
    collection_ended_at: datetime | None = None
    reactions: tuple[Reaction, ...] = ()
    rest_started_at: datetime | None = None
    rest_minutes: int | None = None
    souvenirs: tuple[str, ...] = ()
    """What the donor has now, codes of the list of souvenirs; the one for nothing stands alone."""
    doubled: dict[str, int] = {}
    """Of which souvenir more than one was given here, for a partner who had left: how many, by its code."""
    care: tuple[str, ...] = ()
    """What was done for the donor, codes of the list of care, each once."""
    vouchers: tuple[str, ...] = ()
    couple: tuple[CoupleWord, ...] = ()
    """Every time that a couple was said in this visit, or taken back; `couples` says what stands."""
    satisfaction: e.SatisfactionSaid | None = None
    documents: tuple[e.DocumentIssued, ...] = ()
    closed: e.VisitClosed | None = None
    closed_at: datetime | None = None
    corrections: tuple[Correction, ...] = ()
    contact: tuple[Said, ...] = ()
    """Every time that the donor said in this visit whether she or he may be called."""
    tagged: tuple[TagSaid, ...] = ()
    has_unread: bool = False

    @property
    def donor(self) -> e.Donor:
        """Who came in."""
        return self.opened.donor

    @property
    def paper(self) -> e.PaperForm | None:
        """The form that the visit is typed in from."""
        return self.opened.paper

    def time_of(self, hlc: str) -> datetime:
        """Return when what an entry tells happened: by the form, or when it was written."""
        return self.paper_at or instant_of(hlc)

    @property
    def is_let_by_paper(self) -> bool:
        """Say whether a paper let the donor give and the rules say otherwise, which stands beside it."""
        decided = self.paper_decided
        return decided is not None and decided.outcome == "eligible" and bool(self.reviews)

    @property
    def decision(self) -> Decided | None:
        """The last decision, if nothing it rests on has changed since."""
        last = self.decisions[-1] if self.decisions else None
        return last if last and last.hlc > self.facts_hlc else None

    @property
    def deferral(self) -> Decided | None:
        """The last decision that defers and was not lifted by a release; it stands, whatever came after."""
        return next((one for one in reversed(self.decisions) if one.defers), None)

    @property
    def outcome(self) -> Outcome | None:
        """What is decided; None before a decision, and after a release until it is decided anew."""
        last = self.deferral or (self.decisions[-1] if self.decisions else None)
        return None if last is None or (last.releases and not last.defers) else last.outcome

    @property
    def released(self) -> tuple[Finding, ...]:
        """Findings that a physician released since what counts was begun to be asked."""
        every = (one for decided in self.decisions for one in decided.releases)
        return tuple(one.released.finding for one in every if one.at >= self.begun_at)

    @property
    def label_set(self) -> LabelSet | None:
        """The set that is on this donor's bag and tubes; None before planning and after a void."""
        last = self.label_sets[-1] if self.label_sets else None
        return last if last and last.voided is None else None

    @property
    def needle(self) -> Needle | None:
        """The needle that is in, or was in when the collection ended."""
        last = self.needles[-1] if self.needles else None
        return last if last and last.failed is None else None

    @property
    def hold(self) -> e.VisitHeld | None:
        """What the station told and no physician has looked at yet."""
        return next((one.held for one in reversed(self.holds) if one.resolved is None), None)

    @property
    def quarantine(self) -> tuple[str, ...]:
        """Why the unit of this visit goes apart from all others; empty for a unit as any other."""
        reasons: list[str] = [
            one.held.reason for one in self.holds if self.needles and (one.with_needle or not one.resolved)
        ]
        reasons += [f"would_be_{one.outcome}" for one in self.reviews if one.outcome not in _MAY_GIVE]
        reviewed = {one.correction for one in self.reviews}
        reasons += ["not_reviewed" for correction in self.contradicted if correction not in reviewed]
        return tuple(dict.fromkeys(reasons))

    @property
    def open_reaction(self) -> Reaction | None:
        """The reaction that is going on."""
        return next((reaction for reaction in reversed(self.reactions) if reaction.ended is None), None)

    @property
    def to_call(self) -> tuple[Reaction, ...]:
        """The reactions after which the donor is still to be called."""
        return tuple(reaction for reaction in self.reactions if reaction.call_on is not None)

    def last(self, quantity: str) -> Reading | None:
        """Return the last reading of a quantity."""
        return next((r for r in reversed(self.readings) if r.measured.quantity == quantity), None)

    def counting(self, quantity: str) -> Reading | None:
        """Return the reading that counts; no earlier number of haemoglobin does once a drop was seen."""
        return None if quantity == "hb" and self.drop is not None else self.last(quantity)

    def all_of(self, quantity: str) -> tuple[Reading, ...]:
        """Return every reading of a quantity in the order of time."""
        return tuple(r for r in self.readings if r.measured.quantity == quantity)

    @property
    def haemoglobin(self) -> tuple[Reading | Drop, ...]:
        """Every determination of haemoglobin, by number or by drop, in the order of time: the last counts."""
        told: list[Reading | Drop] = []
        for place in range(len(self.readings) + 1):
            told += (one for one in self.drops if one.after == place)
            told += (one for one in self.readings[place : place + 1] if one.measured.quantity == "hb")
        return tuple(told)

    @property
    def drop(self) -> Drop | None:
        """The drop that tells the haemoglobin; None where a number does, or nothing yet."""
        every = self.haemoglobin
        return every[-1] if every and isinstance(every[-1], Drop) else None

    def is_heard(self, at: str) -> bool:
        """Say whether the donor's identity was heard at this place."""
        return any(place == at for place, _by in self.identity)

    def unscanned(self, phase: str) -> tuple[str, ...]:
        """Return the roles of the set that still have to be read back in this phase."""
        current = self.label_set
        if current is None:
            return ()
        return tuple(
            label.role
            for label in current.planned.labels
            if not current.is_scanned(label.role, phase) and is_proved_in(phase, label.role)
        )

    @property
    def typed(self) -> int:
        """How many numbers were typed in place of a scan, in all sets of this visit."""
        return sum(one.typed for one in self.label_sets)

    def is_half_checked(self, phase: str) -> bool:
        """Say whether some labels of the set were read back in this phase, and others not yet."""
        current = self.label_set
        begun = current is not None and any(one == phase for one, _role in current.scanned)
        return begun and bool(self.unscanned(phase))

    @property
    def phase(self) -> str | None:
        """The proof that is in hand; none while a needle is in an arm."""
        if self.collection is not None:
            return AFTER_TUBES
        return BEFORE_NEEDLE if self.needle is None else None


_MAY_GIVE = ("eligible", "eligible_check_before_release")
AFTER_TUBES_ROLES = ("bag1", "nat", "tube", "form")
"""What goes to the station, and is read once more after the tubes are filled: main bag, both tubes, form."""


def is_proved_in(phase: str, role: str) -> bool:
    """Say whether a label is read back in a phase; the donor's own slip is in both."""
    return phase == BEFORE_NEEDLE or role in AFTER_TUBES_ROLES or role == "slip"
