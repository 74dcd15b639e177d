"""The steps of a donor's walk as a table: what leads where, and which act is allowed now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.visit import AFTER_TUBES, BEFORE_NEEDLE, Visit
from donor_room.domain.walk_labels import LABEL_LOOKS

Step = Literal[
    "register", "interview", "exam", "tests", "decision", "labels", "collection", "aftercare", "closed"
]

STEPS: tuple[Step, ...] = (
    "register",
    "interview",
    "exam",
    "tests",
    "decision",
    "labels",
    "collection",
    "aftercare",
)

MAY_GIVE = frozenset({"eligible", "eligible_check_before_release"})

_Fact = Callable[[Visit], bool]


def may_give(visit: Visit) -> bool:
    """Say whether a decision stands that lets this donor give blood now; none does after a deferral (I18).

    Where a paper let the donor give against the rules the unit is there, and its acts are written down: it
    goes apart.
    """
    if is_deferred(visit):
        return False
    if visit.decision is None:
        return visit.is_let_by_paper
    return visit.decision.made.outcome in MAY_GIVE


def is_deferred(visit: Visit) -> bool:
    """Say whether a deferral was decided in this visit: it stays one, whatever is written later (I19).

    Only a second physician lifts it, by releasing what it rests on, and then all is decided anew.
    """
    return visit.deferral is not None


def is_kept_out(visit: Visit) -> bool:
    """Say whether the directory had a deferral against the donor on the day of coming in."""
    deferral = visit.known.deferral if visit.known is not None else None
    return deferral is not None and deferral.keeps_out_on(day_at_site(visit.opened_at))


def is_registered(visit: Visit) -> bool:
    """Say whether the donor's identity was heard at the desk."""
    return visit.is_heard("registration")


def has_usable_set(visit: Visit) -> bool:
    """Say whether a label set is planned that no failed needle has spoiled."""
    return visit.label_set is not None and not visit.label_set.spoiled


def is_proved(visit: Visit) -> bool:
    """Say whether bag, tubes and form were all read back before the needle (I05)."""
    return has_usable_set(visit) and not visit.unscanned(BEFORE_NEEDLE)


def is_flowing(visit: Visit) -> bool:
    """Say whether a needle is in and the collection has not ended."""
    return visit.needle is not None and visit.collection is None


def is_proved_again(visit: Visit) -> bool:
    """Say whether the second proof is done, or none is needed because no blood was taken."""
    if visit.collection is None:
        return False
    return visit.label_set is None or visit.label_set.spoiled or not visit.unscanned(AFTER_TUBES)


_SIGNED: tuple[tuple[Step, _Fact], ...] = (
    ("interview", lambda visit: visit.interview_signed is not None),
    ("exam", lambda visit: visit.exam_signed_by is not None),
    ("tests", lambda visit: visit.tests_signed_by is not None),
)
_DONE: tuple[tuple[Step, _Fact], ...] = (
    ("register", is_registered),
    *_SIGNED,
    ("decision", may_give),
    ("labels", is_proved),
    ("collection", is_proved_again),
)


def step_of(visit: Visit) -> Step:
    """Return the first step that is not done.

    A donor with a needle in is at the collection, whatever was written meanwhile; a deferred one stays at the
    decision until she or he leaves, a held one until a physician has looked. A set whose decision no longer
    stands is voided first, where it was printed.
    """
    if visit.closed is not None:
        return "closed"
    if is_flowing(visit):
        return "collection"
    if visit.collection is not None:
        return "aftercare" if is_proved_again(visit) else "collection"
    if is_deferred(visit) or visit.hold is not None:
        return "decision"
    if visit.label_set is not None and visit.decision is None:
        return "labels"
    return next((step for step, is_done in _DONE if not is_done(visit)), "aftercare")


def done_of(visit: Visit) -> frozenset[Step]:
    """Return the steps that are done as the visit stands now, whichever of them is on the screen.

    A decision counts while it lets the donor give; one that the station's word undid must be looked at again.
    """
    return frozenset(step for step, is_done in _DONE if is_done(visit))


# ---- which act is allowed now -----------------------------------------------------------------------------

_Guard = tuple[str, _Fact]

_REGISTERED: _Guard = ("walk.confirm_identity_first", is_registered)
_NOT_DEFERRED: _Guard = ("walk.is_deferred", lambda visit: not is_deferred(visit))
_NO_SET: _Guard = ("walk.void_the_set_first", lambda visit: visit.label_set is None)
_MAY_GIVE: _Guard = ("walk.no_decision", may_give)
_HAS_SET: _Guard = ("walk.no_label_set", lambda visit: visit.label_set is not None)
_USABLE: _Guard = ("walk.new_set_first", has_usable_set)
_NOT_ENDED: _Guard = ("walk.collection_ended", lambda visit: visit.collection is None)
_ENDED: _Guard = ("walk.collection_not_ended", lambda visit: visit.collection is not None)
_REACTING: _Guard = ("walk.no_reaction", lambda visit: visit.open_reaction is not None)
_NOT_REACTING: _Guard = ("walk.reaction_is_open", lambda visit: visit.open_reaction is None)
_NEEDLE_OUT: _Guard = ("walk.needle_is_in", lambda visit: visit.needle is None)
_READ: _Guard = ("walk.newer_program", lambda visit: not visit.has_unread)

_FROM_PAPER: _Guard = ("paper.not_from_paper", lambda visit: visit.paper is not None)
_HEARD_AT_CHAIR: _Guard = ("walk.confirm_identity_at_chair", lambda visit: visit.is_heard("chair"))

_FACT_GUARDS: tuple[_Guard, ...] = (_REGISTERED, _NOT_DEFERRED, _NO_SET)


def _measuring_is_due(visit: Visit) -> bool:
    return visit.label_set is None or visit.open_reaction is not None or visit.collection is not None


def _is_unproved(visit: Visit) -> bool:
    """A set is printed once (I04): only a print that nobody can vouch for may still be told of."""
    return visit.label_set is None or visit.label_set.sent_at is None or visit.label_set.uncertain


def _is_sent(visit: Visit) -> bool:
    return visit.label_set is not None and visit.label_set.sent_at is not None


def _goes_to_a_printer(visit: Visit) -> bool:
    return visit.label_set is None or not visit.label_set.is_preprinted


_NOT_PREPRINTED: _Guard = ("preprinted.never_printed", _goes_to_a_printer)

_ALLOWED: dict[type[e.Act], tuple[_Guard, ...]] = {
    e.PlanChanged: (_NOT_DEFERRED, _NO_SET),
    e.IdentityConfirmed: (_NOT_DEFERRED,),
    e.Ticked: (_NOT_DEFERRED, _NO_SET),
    e.SecondPersonLooked: (_NOT_DEFERRED,),
    e.ConsentGiven: _FACT_GUARDS,
    e.Answered: _FACT_GUARDS,
    e.InterviewSigned: (
        *_FACT_GUARDS,
        ("walk.consent_first", lambda visit: visit.consent is not None),
    ),
    e.Measured: (_REGISTERED, _NOT_DEFERRED, ("walk.void_the_set_first", _measuring_is_due)),
    e.SignSeen: _FACT_GUARDS,
    e.ExamSigned: _FACT_GUARDS,
    e.DropSeen: _FACT_GUARDS,
    e.StripStarted: _FACT_GUARDS,
    e.StripRead: _FACT_GUARDS,
    e.GroupTyped: _FACT_GUARDS,
    e.TestsSigned: _FACT_GUARDS,
    e.DecisionMade: _FACT_GUARDS,
    e.FindingReleased: (("walk.no_deferral", is_deferred), _NO_SET, _NEEDLE_OUT, _NOT_ENDED),
    e.DecisionReviewed: (
        ("walk.no_needle", lambda visit: bool(visit.needles) or visit.paper_decided is not None),
    ),
    e.PaperTime: (_FROM_PAPER,),
    e.PaperDecided: (_FROM_PAPER, *_FACT_GUARDS),
    e.PaperCompared: (_FROM_PAPER, _HAS_SET),
    e.PaperLetIn: (_FROM_PAPER,),
    e.PaperReadBack: (_FROM_PAPER,),
    e.VisitHeld: (),
    e.HoldResolved: (("walk.is_not_held", lambda visit: visit.hold is not None),),
    e.VisitLapsed: (_NOT_DEFERRED, _NEEDLE_OUT, _NOT_ENDED),
    e.LabelSetPlanned: (
        _REGISTERED,
        _NOT_DEFERRED,
        _READ,
        _MAY_GIVE,
        _NOT_ENDED,
        _HEARD_AT_CHAIR,
        ("chair.seat_first", lambda visit: visit.chair is not None or visit.paper is not None),
        _NO_SET,
    ),
    e.LabelsReprinted: (
        _READ,
        _HAS_SET,
        _NOT_PREPRINTED,
        ("chair.reprint_after_needle", lambda visit: visit.needle is None and visit.collection is None),
        _MAY_GIVE,
        _USABLE,
        ("chair.not_printed_yet", _is_sent),
    ),
    e.Seated: (
        _REGISTERED,
        _NOT_DEFERRED,
        ("chair.needle_is_in", lambda visit: not is_flowing(visit)),
        ("chair.is_over", lambda visit: not is_proved_again(visit)),
    ),
    e.CheckRestarted: (_HAS_SET,),
    e.FearSaid: (_REGISTERED, _NOT_ENDED),
    e.LabelsSent: (
        _HAS_SET,
        _MAY_GIVE,
        _USABLE,
        _NEEDLE_OUT,
        ("labels.sent_already", _is_unproved),
        _NOT_PREPRINTED,
    ),
    e.LabelScanned: (_HAS_SET,),
    e.ForeignLabelScanned: (_HAS_SET,),
    e.LabelSetVoided: (_HAS_SET, _NEEDLE_OUT, _NOT_ENDED),
    e.BagTaken: (_USABLE, _NEEDLE_OUT),
    e.NeedleIn: (
        _READ,
        _MAY_GIVE,
        _USABLE,
        ("walk.scan_the_set_first", is_proved),
        ("walk.no_bag", lambda visit: visit.bag is not None),
        _NEEDLE_OUT,
        _NOT_REACTING,
    ),
    e.NeedleFailed: (("walk.no_needle", lambda visit: visit.needle is not None), _NOT_ENDED),
    e.CollectionEnded: (
        ("walk.no_needle", lambda visit: bool(visit.needles)),
        _NOT_ENDED,
        ("walk.void_the_set_first", lambda visit: visit.label_set is None or visit.needle is not None),
    ),
    e.ReactionBegan: (_REGISTERED, _NOT_REACTING),
    e.ReactionNoted: (_REACTING,),
    e.ReactionEnded: (_REACTING,),
    e.CalledBack: (),
    e.CalledAtStation: (),
    e.RestStarted: (_ENDED, ("walk.second_proof_first", is_proved_again)),
    e.SouvenirGiven: (_REGISTERED,),
    e.CareGiven: (_REGISTERED,),
    e.VoucherGiven: (_ENDED,),
    e.CoupleSaid: (_ENDED,),
    e.SatisfactionSaid: (_REGISTERED,),
    e.DocumentIssued: (),
    e.ContactSaid: (),
    e.DonorTagged: (),
    e.ForeignLabelCleared: (("walk.no_foreign_label", lambda visit: visit.foreign is not None),),
    e.Corrected: (),
    e.VisitClosed: (_NOT_REACTING,),
}

_WHILE_STOPPED = (
    e.ForeignLabelCleared,
    e.ForeignLabelScanned,
    e.ReactionBegan,
    e.ReactionNoted,
    e.ReactionEnded,
    e.Measured,
    e.NeedleFailed,
    e.CollectionEnded,
    e.VisitHeld,
    e.VisitLapsed,
    e.DecisionReviewed,
    e.ContactSaid,
    e.CalledAtStation,
)
"""A foreign label keeps no needle in an arm: what happens to the donor is written down at its time."""


_FORWARD = (
    e.PlanChanged,
    e.ConsentGiven,
    e.Answered,
    e.InterviewSigned,
    e.Measured,
    e.SignSeen,
    e.ExamSigned,
    e.DropSeen,
    e.StripStarted,
    e.StripRead,
    e.GroupTyped,
    e.TestsSigned,
    e.DecisionMade,
    e.LabelSetPlanned,
    e.LabelsSent,
    e.LabelsReprinted,
    e.LabelScanned,
    e.BagTaken,
    e.NeedleIn,
)
_AFTER_THE_END = (e.Corrected, e.DecisionReviewed, e.VisitHeld, e.CalledBack, e.CalledAtStation)


def leads_on(visit: Visit, act: e.Act) -> bool:
    """Say whether an act brings a donor nearer to the needle: none does once one is in."""
    if visit.needle is not None or visit.collection is not None:
        return False
    is_care = isinstance(act, e.Measured) and visit.open_reaction is not None
    return isinstance(act, _FORWARD) and not is_care


def has_lapsed(visit: Visit, now: datetime, valid_h: int) -> bool:
    """Say whether what was found of a donor is of another day and older than the pack lets it count.

    Never after the needle, and not after a deferral: that one stands.
    """
    if visit.closed is not None or visit.needle is not None or visit.collection is not None:
        return False
    if now - visit.begun_at <= timedelta(hours=valid_h):
        return False  # asked at every act: the calendar is looked at only when the hours are over
    return not is_deferred(visit) and day_at_site(now) != day_at_site(visit.begun_at)


def is_begun_anew(visit: Visit) -> bool:
    """Say whether another day made the walk begin again, and the interview is not signed since."""
    return visit.lapsed is not None and visit.interview_signed is None


def is_of_visit(act: e.Act) -> bool:
    """Say whether an act is of one donor's visit and of nothing else."""
    return isinstance(act, e.VisitOpened) or type(act) in _ALLOWED


def why_not(visit: Visit, act: e.Act) -> str | None:
    """Return the code of the reason why this act is not allowed now, or None when it is.

    Nothing is written to a closed visit but a correction, a call and what the station tells; a foreign label
    stops everything but its clearing and the care of the donor (I06), a hold what leads to the needle (I22).
    """
    if visit.closed is not None and not isinstance(act, _AFTER_THE_END):
        return "walk.visit_closed"
    if visit.hold is not None and leads_on(visit, act):
        return "walk.is_held"
    if visit.foreign is not None and not isinstance(act, _WHILE_STOPPED):
        return "walk.foreign_label"
    guards = _ALLOWED.get(type(act))
    if guards is None:
        return "walk.not_of_a_visit"
    refused = next((code for code, is_so in guards if not is_so(visit)), None)
    return refused or _why_not_now(visit, act)


def _why_not_now(visit: Visit, act: e.Act) -> str | None:
    """Look at what the act says, beside where the visit stands."""
    look = _LOOKS.get(type(act))
    return look(visit, act) if look else None


def _why_no_decision(visit: Visit, act: e.DecisionMade) -> str | None:
    """A deferral may come at any time; to let a donor give, all that is asked must be signed (S20)."""
    if act.outcome not in MAY_GIVE:
        return None
    return next((f"walk.sign_{step}_first" for step, is_done in _SIGNED if not is_done(visit)), None)


def _why_not_released(visit: Visit, act: e.FindingReleased) -> str | None:
    """Only what the rules leave to a physician, and never by who signed the deferral herself (C10, S08)."""
    decided = next((one for one in visit.decisions if one.entry == act.decision), None)
    if decided is None or act.finding not in decided.releasable:
        return "release.not_releasable"
    return "release.same_person" if act.released_by == decided.made.confirmed_by else None


def _why_other_reaction(visit: Visit, act: e.ReactionNoted | e.ReactionEnded) -> str | None:
    current = visit.open_reaction
    return None if current is not None and current.began.reaction == act.reaction else "walk.no_reaction"


def _why_no_call(visit: Visit, act: e.CalledBack | e.CalledAtStation) -> str | None:
    is_open = any(one.began.reaction == act.reaction for one in visit.to_call)
    return None if is_open else "reaction.no_call_open"


def _why_no_needle(visit: Visit, act: e.NeedleIn) -> str | None:
    """A second needle needs the donor's agreement and the other arm (procedure 2.8)."""
    if act.attempt != len(visit.needles) + 1:
        return "walk.attempt_out_of_order"
    if act.attempt == 1:
        return None
    if not act.donor_agreed:
        return "walk.donor_must_agree"
    return "walk.other_arm" if act.arm == visit.needles[-1].put_in.arm else None


def _why_not_later(visit: Visit, act: e.PaperTime) -> str | None:
    """The times of a form grow, and a visit is over within a day."""
    if visit.paper_at is not None and act.at < visit.paper_at:
        return "paper.time_backwards"
    return "paper.time_too_late" if act.at - visit.opened_at > timedelta(days=1) else None


def _why_not_compared(visit: Visit, act: e.PaperCompared) -> str | None:
    is_of_set = visit.label_set is not None and visit.label_set.number == act.number
    return None if is_of_set and act.phase == visit.phase else "walk.not_this_set"


def _why_not_read_back(visit: Visit, act: e.PaperReadBack) -> str | None:
    return None if visit.paper is not None and visit.paper.form == act.form else "paper.other_form"


def _is_deferred_by_paper(visit: Visit) -> bool:
    return visit.paper_decided is not None and visit.paper_decided.outcome != "eligible"


def _why_not_closed(visit: Visit, act: e.VisitClosed) -> str | None:
    if visit.paper is not None and visit.read_back_by is None:
        return "paper.read_back_first"
    if is_flowing(visit):
        return "walk.needle_is_in"
    if act.how in ("donated", "failed"):
        return _why_not_finished(visit, act.how)
    if visit.collection is not None:
        return _its_end(visit)
    if visit.label_set is not None:
        return "walk.void_the_set_first"
    told = is_deferred(visit) or is_kept_out(visit) or _is_deferred_by_paper(visit)
    if act.how == "deferred" and not told:
        return "walk.no_deferral"
    return None


def _why_not_finished(visit: Visit, how: str) -> str | None:
    if visit.collection is None:
        return "walk.collection_not_ended"
    if not is_proved_again(visit):
        return "walk.second_proof_first"
    if visit.rest_started_at is None:
        return "walk.rest_first"
    return None if _its_end(visit) == f"walk.close_as_{how}" else _its_end(visit)


def _its_end(visit: Visit) -> str:
    failed = visit.collection is not None and visit.collection.outcome == "failed"
    return "walk.close_as_failed" if failed else "walk.close_as_donated"


_LOOKS: dict[type[e.Act], Callable[[Visit, Any], str | None]] = {
    e.DecisionMade: _why_no_decision,
    e.FindingReleased: _why_not_released,
    **LABEL_LOOKS,
    e.NeedleIn: _why_no_needle,
    e.ReactionNoted: _why_other_reaction,
    e.ReactionEnded: _why_other_reaction,
    e.CalledBack: _why_no_call,
    e.CalledAtStation: _why_no_call,
    e.VisitClosed: _why_not_closed,
    e.PaperTime: _why_not_later,
    e.PaperCompared: _why_not_compared,
    e.PaperReadBack: _why_not_read_back,
}
