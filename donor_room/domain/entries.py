"""Every kind of ledger entry: one frozen struct each, with its version.

An entry is one act of a named person. A struct that has ever been written is never changed: a new field is
a new version, and the old one stays readable. Instants are in the envelope (`hlc`); a date in a body is a day
at the site.
"""

from __future__ import annotations

from donor_room.domain.care_acts import CareGiven, CoupleSaid, SatisfactionSaid, VoucherGiven
from donor_room.domain.chair_acts import CheckRestarted, FearSaid, LabelsReprinted, Seated
from donor_room.domain.donor_acts import ContactSaid, DonorTagged
from donor_room.domain.entry import Act, Entry, HollowAct, UnknownAct, is_hollow
from donor_room.domain.guest_acts import GuestGroup, GuestPressure
from donor_room.domain.handover_acts import BoxClosed, BoxOpenedAgain, BoxTemperature, PartMissing
from donor_room.domain.house_acts import (
    BookOpened,
    ClockJumped,
    DateConfirmed,
    DonorCalled,
    GapExplained,
    HandoverSigned,
    ListTaken,
    Locked,
    NumbersIssued,
    NumbersReturned,
    PinSet,
    RangeLeased,
    RulesTaken,
    ShiftChecked,
    ShiftClosed,
    ShiftOpened,
    SignedIn,
    SignInRefused,
    StaffAdded,
    TakenPack,
    TerminalEnrolled,
    TerminalGoesOn,
    TicketGiven,
    UnitsPacked,
)
from donor_room.domain.label_acts import (
    ForeignLabelCleared,
    ForeignLabelScanned,
    LabelScanned,
    LabelSetPlanned,
    LabelSetVoided,
    LabelsSent,
)
from donor_room.domain.leaving import BodiesLeft
from donor_room.domain.notice_acts import NoticeHeard, NoticesNoted
from donor_room.domain.paper_acts import (
    PaperCompared,
    PaperDecided,
    PaperForm,
    PaperLetIn,
    PaperReadBack,
    PaperTime,
)
from donor_room.domain.printer_acts import PrinterSetUp, StockLoaded
from donor_room.domain.reaction_acts import CalledAtStation, CalledBack
from donor_room.domain.staff_acts import StaffTold
from donor_room.domain.supply_acts import (
    SuppliesAdded,
    SuppliesCounted,
    SuppliesHandedOver,
    SuppliesLeftOpen,
    SupplyTold,
)
from donor_room.domain.visit_acts import (
    Answered,
    BagTaken,
    CollectionEnded,
    ConsentGiven,
    Corrected,
    DecisionMade,
    DecisionReviewed,
    DocumentIssued,
    Donor,
    DropSeen,
    ExamSigned,
    FindingReleased,
    GroupTyped,
    HoldResolved,
    IdentityConfirmed,
    InterviewSigned,
    Measured,
    NeedleFailed,
    NeedleIn,
    PlanChanged,
    ReactionBegan,
    ReactionEnded,
    ReactionNoted,
    RestStarted,
    SecondPersonLooked,
    SignSeen,
    SouvenirGiven,
    StripRead,
    StripStarted,
    TestsSigned,
    Ticked,
    VisitClosed,
    VisitHeld,
    VisitLapsed,
    VisitOpened,
)

__all__ = [
    "Act",
    "Answered",
    "BagTaken",
    "BodiesLeft",
    "BookOpened",
    "BoxClosed",
    "BoxOpenedAgain",
    "BoxTemperature",
    "CalledAtStation",
    "CalledBack",
    "CareGiven",
    "CheckRestarted",
    "ClockJumped",
    "CollectionEnded",
    "ConsentGiven",
    "ContactSaid",
    "Corrected",
    "CoupleSaid",
    "DateConfirmed",
    "DecisionMade",
    "DecisionReviewed",
    "DocumentIssued",
    "Donor",
    "DonorCalled",
    "DonorTagged",
    "DropSeen",
    "Entry",
    "ExamSigned",
    "FearSaid",
    "FindingReleased",
    "ForeignLabelCleared",
    "ForeignLabelScanned",
    "GapExplained",
    "GroupTyped",
    "GuestGroup",
    "GuestPressure",
    "HandoverSigned",
    "HoldResolved",
    "HollowAct",
    "IdentityConfirmed",
    "InterviewSigned",
    "LabelScanned",
    "LabelSetPlanned",
    "LabelSetVoided",
    "LabelsReprinted",
    "LabelsSent",
    "ListTaken",
    "Locked",
    "Measured",
    "NeedleFailed",
    "NeedleIn",
    "NoticeHeard",
    "NoticesNoted",
    "NumbersIssued",
    "NumbersReturned",
    "PaperCompared",
    "PaperDecided",
    "PaperForm",
    "PaperLetIn",
    "PaperReadBack",
    "PaperTime",
    "PartMissing",
    "PinSet",
    "PlanChanged",
    "PrinterSetUp",
    "RangeLeased",
    "ReactionBegan",
    "ReactionEnded",
    "ReactionNoted",
    "RestStarted",
    "RulesTaken",
    "SatisfactionSaid",
    "Seated",
    "SecondPersonLooked",
    "ShiftChecked",
    "ShiftClosed",
    "ShiftOpened",
    "SignInRefused",
    "SignSeen",
    "SignedIn",
    "SouvenirGiven",
    "StaffAdded",
    "StaffTold",
    "StockLoaded",
    "StripRead",
    "StripStarted",
    "SuppliesAdded",
    "SuppliesCounted",
    "SuppliesHandedOver",
    "SuppliesLeftOpen",
    "SupplyTold",
    "TakenPack",
    "TerminalEnrolled",
    "TerminalGoesOn",
    "TestsSigned",
    "Ticked",
    "TicketGiven",
    "UnitsPacked",
    "UnknownAct",
    "VisitClosed",
    "VisitHeld",
    "VisitLapsed",
    "VisitOpened",
    "VoucherGiven",
    "act_kinds",
    "act_type",
    "is_hollow",
]

_ACTS: dict[str, type[Act]] = {known.KIND: known for known in Act.__subclasses__() if known.KIND}


def act_type(kind: str) -> type[Act] | None:
    """Return the struct of a kind, or None when this program does not know it."""
    return _ACTS.get(kind)


def act_kinds() -> tuple[str, ...]:
    """Return every kind that this program can write."""
    return tuple(_ACTS)
