"""A visit as its entries tell it: folded by a pure function, never stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from donor_room.domain import entries as e
from donor_room.domain.clock import instant_of
from donor_room.domain.contact import Said
from donor_room.domain.couples import CoupleWord
from donor_room.domain.donor_tags import TagSaid
from donor_room.domain.souvenirs import in_hand
from donor_room.domain.visit_labels import LABEL_HANDLERS
from donor_room.domain.visit_parts import (
    Called,
    Correction,
    Decided,
    Drop,
    Hold,
    LabelSet,
    Needle,
    Reaction,
    Reading,
    Release,
)
from donor_room.domain.visit_shape import AFTER_TUBES, AFTER_TUBES_ROLES, BEFORE_NEEDLE, Visit
from donor_room.domain.waiting import Walked, walk_on

__all__ = [
    "AFTER_TUBES",
    "AFTER_TUBES_ROLES",
    "BEFORE_NEEDLE",
    "Correction",
    "Decided",
    "Drop",
    "EmptyVisit",
    "Hold",
    "LabelSet",
    "Needle",
    "Reaction",
    "Reading",
    "Recorded",
    "Release",
    "Visit",
    "continue_visit",
    "fold_visit",
]


class Recorded(NamedTuple):
    """An entry together with what it says."""

    entry: e.Entry
    act: e.Act


class EmptyVisit(ValueError):
    """There is no opening entry among those given."""


def fold_visit(recorded: Iterable[Recorded]) -> Visit:
    """Tell the visit that these entries make, in the order of their hybrid time.

    Raises EmptyVisit when none of them opens it.
    """
    in_order = sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq))
    written = {line.entry.id: line.act for line in in_order}
    places = {line.entry.id: line.entry.hlc for line in in_order}
    corrected = _corrections(in_order, written)
    visit: Visit | None = None
    for line in in_order:
        act = corrected.get(line.entry.id, line.act)
        if isinstance(act, e.VisitOpened):
            visit = _opened(line.entry, act, visit)
        elif visit is not None:
            visit = _apply(visit, line.entry, act)
            if isinstance(act, e.Corrected) and isinstance(written[act.corrects], _FACTS | e.VisitOpened):
                visit = _fact_corrected(
                    visit, line.entry, before_decision=_is_before(visit, places[act.corrects])
                )
    if visit is None:
        raise EmptyVisit
    return visit


def _corrections(in_order: list[Recorded], written: dict[str, e.Act]) -> dict[str, e.Act]:
    """Return the right act by the id of the entry that it puts right; the latest correction holds.

    A correction that this program cannot read is unread itself and leaves the old entry as it was.
    """
    found: dict[str, e.Act] = {}
    for line in in_order:
        if isinstance(line.act, e.Corrected):
            try:
                right = msgspec.json.decode(line.act.body, type=type(written[line.act.corrects]))
            except (KeyError, msgspec.DecodeError, RecursionError):
                found[line.entry.id] = e.UnknownAct(kind=line.entry.kind, version=line.entry.version)
            else:
                found[line.act.corrects] = right
    return found


def _is_before(visit: Visit, hlc: str) -> bool:
    return bool(visit.decisions) and hlc < visit.decisions[-1].hlc


def _fact_corrected(visit: Visit, entry: e.Entry, *, before_decision: bool) -> Visit:
    """A corrected fact undoes a decision; once a needle was in, the decision was used and is contradicted."""
    contradicts = bool(visit.needles) and before_decision
    contradicted = (*visit.contradicted, entry.id) if contradicts else visit.contradicted
    return replace(visit, facts_hlc=entry.hlc, contradicted=contradicted)


def _opened(entry: e.Entry, act: e.VisitOpened, before: Visit | None) -> Visit:
    if before is not None:  # two laptops opened apart: the first opening stands
        return before
    written_at = instant_of(entry.hlc)
    at = act.paper.at if act.paper else written_at
    return Visit(
        id=entry.visit or entry.id,
        opened=act,
        opened_at=at,
        opened_by=entry.by,
        plan=act.plan,
        changed_at=written_at,
        facts_hlc=entry.hlc,
        known=act.known,
        directory_as_of=act.directory_as_of,
        begun_at=at,
        walked=Walked(opened_at=at, opened_hlc=entry.hlc, last_at=at, is_from_paper=act.paper is not None),
        paper_at=act.paper.at if act.paper else None,
        typed_at=written_at if act.paper else None,
    )


def continue_visit(visit: Visit, recorded: Recorded) -> Visit:
    """Return the visit with one more entry, which must be the latest and no correction."""
    return _apply(visit, recorded.entry, recorded.act)


def _apply(visit: Visit, entry: e.Entry, act: e.Act) -> Visit:
    handler = _HANDLERS.get(type(act))
    told = handler(visit, entry, act) if handler else replace(visit, has_unread=True)
    undoes = isinstance(act, _UNDOES) or (isinstance(act, _FACTS) and told.label_set is None)
    facts_hlc = entry.hlc if undoes else told.facts_hlc
    walked = walk_on(visit.walked, act, visit.time_of(entry.hlc), has_set=visit.label_set is not None)
    return replace(told, changed_at=instant_of(entry.hlc), facts_hlc=facts_hlc, walked=walked)


_FACTS = (
    e.PlanChanged
    | e.Ticked
    | e.ConsentGiven
    | e.Answered
    | e.InterviewSigned
    | e.Measured
    | e.DropSeen
    | e.SignSeen
    | e.StripRead
    | e.GroupTyped
)
"""What a decision rests on: when one of them comes after it and before the labels, it must be made again.

One that is corrected undoes the decision at any time: no needle goes in before it was made again.
"""


_UNDOES = e.VisitHeld | e.VisitLapsed | e.FindingReleased
"""What undoes a decision at any time, as a corrected fact does."""


def _identity(visit: Visit, entry: e.Entry, act: e.IdentityConfirmed) -> Visit:
    return replace(visit, identity=(*visit.identity, (act.at, entry.by)))


def _answered(visit: Visit, entry: e.Entry, act: e.Answered) -> Visit:
    asked_by = (
        {**visit.answered_aloud_by, act.item: entry.by} if act.answer.asked_aloud else visit.answered_aloud_by
    )
    return replace(
        visit,
        answers={**visit.answers, act.item: act},
        answered_aloud_by=asked_by,
        interview_signed=None,
        interview_signed_by=None,
    )


def _measured(visit: Visit, entry: e.Entry, act: e.Measured) -> Visit:
    reading = Reading(measured=act, at=visit.time_of(entry.hlc), by=entry.by)
    told = replace(visit, readings=(*visit.readings, reading))
    if visit.label_set is not None:  # at a reaction or afterwards: no signature stands under it
        return told
    return _unsigned(told, "tests" if act.quantity in _OF_THE_TESTS else "exam")


_OF_THE_TESTS = ("hb", "alt")


def _drop_seen(visit: Visit, entry: e.Entry, act: e.DropSeen) -> Visit:
    drop = Drop(seen=act, after=len(visit.readings), at=visit.time_of(entry.hlc), by=entry.by)
    return _unsigned(replace(visit, drops=(*visit.drops, drop)), "tests")


def _unsigned(visit: Visit, step: Literal["exam", "tests"]) -> Visit:
    """Nobody has signed what is new: the signature that stood under what was there before goes away."""
    return replace(visit, exam_signed_by=None) if step == "exam" else replace(visit, tests_signed_by=None)


def _sign_seen(visit: Visit, entry: e.Entry, act: e.SignSeen) -> Visit:
    return _unsigned(replace(visit, signs={**visit.signs, act.sign: act}), "exam")


def _strip_read(visit: Visit, entry: e.Entry, act: e.StripRead) -> Visit:
    read = replace(
        visit, strip=act, strip_read_at=visit.time_of(entry.hlc), strip_started=None, strip_started_at=None
    )
    return _unsigned(read, "tests")


def _group_typed(visit: Visit, entry: e.Entry, act: e.GroupTyped) -> Visit:
    return _unsigned(replace(visit, group=act), "tests")


def _held(visit: Visit, entry: e.Entry, act: e.VisitHeld) -> Visit:
    hold = Hold(held=act, at=instant_of(entry.hlc), with_needle=bool(visit.needles))
    return replace(visit, holds=(*visit.holds, hold), known=act.known, directory_as_of=act.directory_as_of)


def _hold_resolved(visit: Visit, entry: e.Entry, act: e.HoldResolved) -> Visit:
    holds = tuple(one if one.resolved else replace(one, resolved=act) for one in visit.holds)
    return replace(visit, holds=holds)


def _lapsed(visit: Visit, entry: e.Entry, act: e.VisitLapsed) -> Visit:
    """All that was asked and measured stays in the ledger and no longer counts; who came in stays."""
    return replace(
        visit,
        lapsed=act,
        begun_at=instant_of(entry.hlc),
        known=act.known,
        directory_as_of=act.directory_as_of,
        identity=tuple(heard for heard in visit.identity if heard[0] == "registration"),
        chair=visit.chair if visit.label_set else None,
        consent=None,
        consent_at=None,
        answers={},
        answered_aloud_by={},
        interview_signed=None,
        interview_signed_by=None,
        readings=(),
        drops=(),
        signs={},
        exam_signed_by=None,
        strip=None,
        strip_read_at=None,
        strip_started=None,
        strip_started_at=None,
        group=None,
        tests_signed_by=None,
        is_afraid=None,
    )


def _decided(visit: Visit, entry: e.Entry, act: e.DecisionMade) -> Visit:
    decided = Decided(
        made=act,
        at=visit.time_of(entry.hlc),
        hlc=entry.hlc,
        by=entry.by,
        book=entry.book,
        seq=entry.seq,
        entry=entry.id,
    )
    return replace(visit, decisions=(*visit.decisions, decided))


def _released(visit: Visit, entry: e.Entry, act: e.FindingReleased) -> Visit:
    """What is released of a decision that is not here, or was never a finding of it, lifts nothing."""
    release = Release(released=act, at=instant_of(entry.hlc), by=entry.by)
    decisions = tuple(
        replace(one, releases=(*one.releases, release))
        if one.entry == act.decision and act.finding in one.releasable
        else one
        for one in visit.decisions
    )
    return replace(visit, decisions=decisions)


def _needle_in(visit: Visit, entry: e.Entry, act: e.NeedleIn) -> Visit:
    needle = Needle(put_in=act, at=visit.time_of(entry.hlc), by=entry.by)
    return replace(visit, needles=(*visit.needles, needle))


def _needle_failed(visit: Visit, entry: e.Entry, act: e.NeedleFailed) -> Visit:
    needles = tuple(
        replace(one, failed=act.reason) if one.put_in.attempt == act.attempt else one for one in visit.needles
    )
    spoiled = tuple(replace(one, spoiled=True) if one.voided is None else one for one in visit.label_sets)
    return replace(visit, needles=needles, label_sets=spoiled)


def _ended(visit: Visit, entry: e.Entry, act: e.CollectionEnded) -> Visit:
    return replace(visit, collection=act, collection_ended_at=visit.time_of(entry.hlc))


def _reaction_began(visit: Visit, entry: e.Entry, act: e.ReactionBegan) -> Visit:
    return replace(visit, reactions=(*visit.reactions, Reaction(began=act, at=visit.time_of(entry.hlc))))


def _reaction_changed(visit: Visit, reaction: str, change: Callable[[Reaction], Reaction]) -> Visit:
    return replace(
        visit,
        reactions=tuple(change(one) if one.began.reaction == reaction else one for one in visit.reactions),
    )


def _reaction_noted(visit: Visit, entry: e.Entry, act: e.ReactionNoted) -> Visit:
    note = (visit.time_of(entry.hlc), act.what)
    return _reaction_changed(visit, act.reaction, lambda one: replace(one, notes=(*one.notes, note)))


def _reaction_ended(visit: Visit, entry: e.Entry, act: e.ReactionEnded) -> Visit:
    return _reaction_changed(visit, act.reaction, lambda one: replace(one, ended=act))


def _called_back(visit: Visit, entry: e.Entry, act: e.CalledBack) -> Visit:
    called = Called(call=act, at=instant_of(entry.hlc), by=entry.by)
    return _reaction_changed(visit, act.reaction, lambda one: replace(one, calls=(*one.calls, called)))


def _called_at_station(visit: Visit, entry: e.Entry, act: e.CalledAtStation) -> Visit:
    """Two laptops of a vehicle hear of one call; it is one."""
    call = e.CalledBack(reaction=act.reaction, result=act.result, words="")
    called = Called(call=call, at=act.at, by=act.by, at_station=True)
    return _reaction_changed(
        visit,
        act.reaction,
        lambda one: one if called in one.calls else replace(one, calls=(*one.calls, called)),
    )


def _contact_said(visit: Visit, entry: e.Entry, act: e.ContactSaid) -> Visit:
    said = Said(id=entry.id, word=act.word, at=instant_of(entry.hlc), by=entry.by, seen=act.seen)
    return replace(visit, contact=(*visit.contact, said))


def _tagged(visit: Visit, entry: e.Entry, act: e.DonorTagged) -> Visit:
    said = TagSaid(id=entry.id, tag=act.tag, is_on=act.is_on, at=instant_of(entry.hlc))
    return replace(visit, tagged=(*visit.tagged, said))


def _couple_said(visit: Visit, entry: e.Entry, act: e.CoupleSaid) -> Visit:
    word = CoupleWord(id=entry.id, hlc=entry.hlc, visit=visit.id, partner=act.partner, is_so=act.is_so)
    return replace(visit, couple=(*visit.couple, word))


def _souvenir_given(visit: Visit, entry: e.Entry, act: e.SouvenirGiven) -> Visit:
    held = in_hand(visit.souvenirs, act.souvenir, beside=act.beside)
    doubled = {**visit.doubled, act.souvenir: act.pieces}
    return replace(visit, souvenirs=held, doubled={code: n for code, n in doubled.items() if n > 1})


def _corrected(visit: Visit, entry: e.Entry, act: e.Corrected) -> Visit:
    correction = Correction(corrected=act, at=instant_of(entry.hlc), by=entry.by)
    return replace(visit, corrections=(*visit.corrections, correction))


def _compared(visit: Visit, entry: e.Entry, act: e.PaperCompared) -> Visit:
    """What two persons compared on paper counts as read back, every label of the set."""
    sets = tuple(
        replace(one, scanned=one.scanned | {(act.phase, label.role) for label in one.planned.labels})
        if one.number == act.number
        else one
        for one in visit.label_sets
    )
    return replace(visit, label_sets=sets)


_HANDLERS: dict[type[e.Act], Callable[[Visit, e.Entry, Any], Visit]] = {
    e.PlanChanged: lambda visit, _entry, act: replace(visit, plan=act.plan),
    e.IdentityConfirmed: _identity,
    e.VisitHeld: _held,
    e.HoldResolved: _hold_resolved,
    e.VisitLapsed: _lapsed,
    e.DecisionReviewed: lambda visit, _entry, act: replace(visit, reviews=(*visit.reviews, act)),
    e.Ticked: lambda visit, _entry, act: replace(visit, ticks={**visit.ticks, act.what: act.is_so}),
    e.SecondPersonLooked: lambda visit, _entry, act: replace(
        visit, second_persons=(*visit.second_persons, act)
    ),
    e.ConsentGiven: lambda visit, entry, act: replace(
        visit, consent=act, consent_at=visit.time_of(entry.hlc)
    ),
    e.Answered: _answered,
    e.InterviewSigned: lambda visit, entry, act: replace(
        visit, interview_signed=act, interview_signed_by=entry.by
    ),
    e.Measured: _measured,
    e.DropSeen: _drop_seen,
    e.SignSeen: _sign_seen,
    e.ExamSigned: lambda visit, entry, _act: replace(visit, exam_signed_by=entry.by),
    e.StripRead: _strip_read,
    e.GroupTyped: _group_typed,
    e.StripStarted: lambda visit, entry, act: replace(
        visit, strip_started=act, strip_started_at=visit.time_of(entry.hlc)
    ),
    e.TestsSigned: lambda visit, entry, _act: replace(visit, tests_signed_by=entry.by),
    e.DecisionMade: _decided,
    e.FindingReleased: _released,
    **LABEL_HANDLERS,
    e.FearSaid: lambda visit, _entry, act: replace(visit, is_afraid=act.is_afraid),
    e.BagTaken: lambda visit, _entry, act: replace(visit, bag=act),
    e.NeedleIn: _needle_in,
    e.NeedleFailed: _needle_failed,
    e.CollectionEnded: _ended,
    e.ReactionBegan: _reaction_began,
    e.ReactionNoted: _reaction_noted,
    e.ReactionEnded: _reaction_ended,
    e.CalledBack: _called_back,
    e.CalledAtStation: _called_at_station,
    e.RestStarted: lambda visit, entry, act: replace(
        visit, rest_started_at=visit.time_of(entry.hlc), rest_minutes=act.minutes
    ),
    e.SouvenirGiven: _souvenir_given,
    e.CareGiven: lambda visit, _entry, act: replace(
        visit, care=tuple(dict.fromkeys((*visit.care, *act.what)))
    ),
    e.VoucherGiven: lambda visit, _entry, act: replace(visit, vouchers=(*visit.vouchers, act.voucher)),
    e.SatisfactionSaid: lambda visit, _entry, act: replace(visit, satisfaction=act),
    e.DocumentIssued: lambda visit, _entry, act: replace(visit, documents=(*visit.documents, act)),
    e.VisitClosed: lambda visit, entry, act: replace(visit, closed=act, closed_at=visit.time_of(entry.hlc)),
    e.ContactSaid: _contact_said,
    e.CoupleSaid: _couple_said,
    e.DonorTagged: _tagged,
    e.Corrected: _corrected,
    e.PaperTime: lambda visit, _entry, act: replace(visit, paper_at=act.at),
    e.PaperLetIn: lambda visit, _entry, act: replace(visit, let_in=act),
    e.PaperDecided: lambda visit, _entry, act: replace(visit, paper_decided=act),
    e.PaperCompared: _compared,
    e.PaperReadBack: lambda visit, _entry, act: replace(visit, read_back_by=act.witness),
}
