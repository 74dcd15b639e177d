"""Lets what donors said leave this laptop, once the station has signed for it long enough (0021).

Everything here runs on the store thread, in pieces: a visit leaves whole, and nobody waits for more than one
piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site
from donor_room.domain.directory import StandingDeferral
from donor_room.domain.leaving import BodiesLeft, GoneOf, Leaver, Stays, why_it_stays
from donor_room.domain.paper_word import deferral_beside
from donor_room.domain.visit import EmptyVisit, Recorded, Visit, fold_visit
from donor_room.store.checkpoints import Checkpoints
from donor_room.store.hollow import empty_bodies, may_empty, wipe_log
from donor_room.wire.receipt import Receipt
from donor_room.workflow.desk import Desk
from donor_room.workflow.greeted import greeted_of
from donor_room.workflow.register import donations_of

PIECE_ROWS, PIECE_VISITS = 100, 20
LOOK_EVERY = timedelta(hours=24)
_LOOKED, _UNTIL, _OWED = "left.looked", "left.until_on", "left.wipe_owed"


class Plan(NamedTuple):
    """What may be looked at, and by which receipts: made once, and worked off piece by piece."""

    visits: tuple[str, ...]
    under: Mapping[str, tuple[Receipt, ...]]
    """The receipts over each book that the station gave in the present life of its data."""
    as_of: datetime
    signed_before: datetime


class Judged(NamedTuple):
    """Whether a visit leaves, or why not; what would leave of it."""

    visit: str
    stays: Stays | None
    recorded: tuple[Recorded, ...]
    day: date

    @property
    def leaving(self) -> list[e.Entry]:
        return [line.entry for line in self.recorded if may_empty(line.entry)]


class Purge:
    """What may leave a desk; to be made anew for each piece of work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ledger = desk.ledger

    def due(self) -> Plan | None:
        """Return what is to be looked at; None where nothing can go, or all was looked at within a day.

        What was owed from before is done first.
        """
        self.wipe()
        as_of, looked = self._desk.directory.as_of(), self._ledger.cursor(_LOOKED)
        if as_of is None or (looked and as_of < datetime.fromisoformat(looked) + LOOK_EVERY):
            return None
        plan = self.plan()
        return plan if plan is not None and plan.visits else None

    def plan(self) -> Plan | None:
        """Return every visit that is here and by what it is judged; None where there is no directory yet."""
        as_of = self._desk.directory.as_of()
        if as_of is None:
            return None
        stay = timedelta(days=self._desk.packs.policy.entries_stay_days)
        generation = greeted_of(self._ledger).generation
        books = {book: self._receipts(book, generation) for book in self._ledger.books()}
        return Plan(tuple(self._desk.visits.all()), books, as_of, (as_of - stay).astimezone(UTC))

    def _receipts(self, book: str, generation: str) -> tuple[Receipt, ...]:
        proven = Checkpoints(self._desk.database).proven(
            book, lambda seq: self._ledger.hash_at(book, seq) or "-"
        )
        return tuple(one for one in proven if one.generation == generation)

    def piece(self, plan: Plan, begin: int) -> int:
        """Look at the next visits of a plan, let leave what may, and return how far that came.

        One transaction: about 400 rows leave, or none.
        """
        going: list[Judged] = []
        rows, place = 0, begin
        while place < len(plan.visits) and rows < PIECE_ROWS and place - begin < PIECE_VISITS:
            judged = self.judge(plan, plan.visits[place])
            if judged.stays is None:
                going.append(judged)
                rows += len(judged.recorded)
            place += 1
        if going:
            self._leave(plan, going)
        return place

    def finish(self, plan: Plan) -> None:
        """Note that all of a plan was looked at, and wipe what is left of what has gone."""
        self._ledger.set_cursor(_LOOKED, plan.as_of.isoformat())
        self.wipe()

    def wipe(self) -> None:
        """Empty the log where a body may still stand in it; what cannot be done now is done another time."""
        if self._ledger.cursor(_OWED) and wipe_log(self._desk.database):
            self._ledger.set_cursor(_OWED, "")

    def judge(self, plan: Plan, visit: str) -> Judged:
        """Say whether a visit leaves; what is too young is not even read."""
        young = self._too_young(plan, visit)
        recorded = () if young else tuple(self._ledger.of_visit(visit))
        try:
            folded = fold_visit(recorded) if recorded else None
        except EmptyVisit:
            folded = None
        if folded is None:
            return Judged(visit, young or "unread", recorded, plan.as_of.date())
        why = why_it_stays(self._leaver(plan, folded, recorded), signed_before=plan.signed_before)
        return Judged(visit, why, recorded, day_at_site(folded.opened_at))

    def _too_young(self, plan: Plan, visit: str) -> Stays | None:
        """Return why a visit stays by what is known without reading it."""
        line = self._desk.visits.line(visit)
        if line is None or line.step != "closed":
            return "open"
        signed_at = _signed_at(plan, self._ledger.places_of(visit))
        if signed_at is None:
            return "no_receipt"
        return "young" if signed_at > plan.signed_before else None

    def _leaver(self, plan: Plan, visit: Visit, recorded: Iterable[Recorded]) -> Leaver:
        spent = self._desk.numbers.of_visit(visit.id)
        places = {(line.entry.book, line.entry.seq) for line in recorded}
        books = {book for book, _seq in places}
        ended = self._ended_shifts()
        donor = visit.donor
        return Leaver(
            is_closed=visit.closed is not None,
            is_to_be_called=bool(visit.to_call),
            is_handed_over={visit.opened.shift, *(one.shift for one in spent)} <= ended,
            has_open_number=any(one.state == "open" for one in spent),
            has_last_of_book=any((book, self._ledger.head(book)[0]) in places for book in books),
            has_unread=visit.has_unread,
            signed_at=_signed_at(plan, places),
            donated_on=max((one.on for one in donations_of(visit) if one.volume_ml), default=None),
            deferral=_standing(visit, day_at_site(plan.as_of)),
            told=self._desk.directory.find_by_document(donor.document_kind, donor.document_number),
            withdrawals=tuple(one.id for one in visit.contact if one.word == "withdrawn"),
        )

    def _ended_shifts(self) -> set[str]:
        acts = (line.act for line in self._ledger.of_every_house(e.ShiftClosed.KIND))
        return {act.shift for act in acts if isinstance(act, e.ShiftClosed)}

    def _leave(self, plan: Plan, going: list[Judged]) -> None:
        desk, visits = self._desk, tuple(one.visit for one in going)
        until = max(one.day for one in going)
        with desk.transaction():
            gone = empty_bodies(desk.database, [entry for one in going for entry in one.leaving])
            desk.visits.leave(visits)
            self._ledger.set_cursor(_OWED, "yes")
            self._ledger.set_cursor(_UNTIL, max(until.isoformat(), self._ledger.cursor(_UNTIL) or ""))
            desk.record_as_terminal(_told(plan, visits, gone, until, desk.packs.policy.entries_stay_days))


def at_station_until(desk: Desk) -> date | None:
    """Return the day up to which records have left for the station; None while none has."""
    kept = desk.ledger.cursor(_UNTIL)
    return date.fromisoformat(kept) if kept else None


def _told(
    plan: Plan, visits: tuple[str, ...], gone: tuple[GoneOf, ...], until: date, stay_days: int
) -> BodiesLeft:
    return BodiesLeft(visits=visits, gone=gone, as_of=plan.as_of, stay_days=stay_days, until_on=until)


def _signed_at(plan: Plan, places: Iterable[tuple[str, int]]) -> datetime | None:
    """Return when the last of these entries was signed for; None where one is under no receipt."""
    newest: datetime | None = None
    for book, seq in places:
        over = [one.issued_at for one in plan.under.get(book, ()) if one.first <= seq <= one.last]
        if not over:
            return None
        newest = max(min(over), newest or min(over))
    return newest


def _standing(visit: Visit, day: date) -> StandingDeferral | None:
    """Return the deferral of a visit as the station tells it, as long as it stands."""
    decided, beside = visit.deferral, deferral_beside(visit)
    if beside is not None:
        return beside if beside.kind == "ask_station" or beside.keeps_out_on(day) else None
    if decided is None:
        return None
    if decided.outcome == "deferred_for_good":
        return StandingDeferral(kind="permanent", until_on=None)
    if decided.until_on is None:
        return StandingDeferral(kind="ask_station", until_on=None)
    found = StandingDeferral(kind="until", until_on=decided.until_on)
    return found if found.keeps_out_on(day) else None
