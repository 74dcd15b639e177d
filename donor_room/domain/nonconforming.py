"""What did not go as it should: found in the acts that tell of it, for one list of everything (0022).

Nothing is written for it: it is read out of acts that are there for their own sake. Reactions are none, but
one may be the reason of one. No donor's name stands in it, only accounts of staff and numbers of units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, get_args

from donor_room.domain import entries as e
from donor_room.domain.clock import day_at_site, instant_of
from donor_room.domain.visit import LabelSet, Recorded, Visit

Code = Literal[
    "set_voided",
    "label_reprinted",
    "check_restarted",
    "foreign_label",
    "needle_failed",
    "not_collected",
    "volume_short",
    "volume_over",
    "ended_early",
    "slow",
    "too_slow",
    "marked_at_decision",
    "unit_apart",
    "list_old",
    "paper_differs",
    "paper_late",
    "corrected",
    "part_missing",
    "crate_changed",
    "crate_reopened",
    "crate_outside",
    "crate_unknown",
    "number_gap",
    "check_failed",
    "supplies_open",
]
"""What it is: labels, collection, the unit, what was known and written, then the handover and the shift."""

CODES: tuple[Code, ...] = get_args(Code)

Settled = Literal[
    "isolated", "discarded", "second_person", "put_right", "marked", "found", "explained", "open"
]
"""How it was settled, as far as the ledger tells: the unit lies apart; its labels are destroyed; a second
person looked; it was done anew; the unit bears a mark; what was missing is there; a reason is given."""

APART: tuple[Code, ...] = ("unit_apart", "paper_differs")
"""What is settled by the unit being packed apart: the acts of the shift tell that, not those of the visit."""

_OUTCOMES: dict[str, Code] = {"failed": "not_collected", "short": "volume_short", "over": "volume_over"}
_BY_TIME: tuple[tuple[str, Code], ...] = (("no_plasma", "too_slow"), ("no_platelets", "slow"))
"""Marks of a collection that took long, the longer first."""

TARGET = "target"
"""The reason of an end that is none: what was planned was reached."""

_HIDDEN = "**"
_SHORTEST_NAME = 2


class Nonconformity(NamedTuple):
    """One thing that did not go as it should; book and seq are of the entry that tells it.

    `reason` is a code of the list for its kind, or words as somebody wrote them. `part` says of what: a role,
    an item, a mark, the kind of a corrected entry. `amount` is a number with its unit, in no language. Fields
    that do not apply are empty.
    """

    book: str
    seq: int
    code: Code
    at: datetime
    shift: str
    visit: str
    by: str
    number: str = ""
    part: str = ""
    box: str = ""
    amount: str = ""
    reason: str = ""
    settled: Settled = "open"
    witness: str = ""

    @property
    def on(self) -> date:
        """Return its day at the site."""
        return day_at_site(self.at)


def in_order(every: Iterable[Nonconformity]) -> tuple[Nonconformity, ...]:
    """Return them in the order of time."""
    return tuple(
        sorted(every, key=lambda one: (one.at, one.book, one.seq, CODES.index(one.code), one.part, one.box))
    )


def packed_apart(every: Iterable[Nonconformity], isolated: frozenset[str]) -> Iterator[Nonconformity]:
    """Give them with the units that lie in the box that goes apart settled by it."""
    for one in every:
        is_settled = one.code in APART and one.settled == "open" and one.number in isolated
        yield one._replace(settled="isolated") if is_settled else one


# ---- a visit -----------------------------------------------------------------------------------------------

TOLD_BY: tuple[type[e.Act], ...] = (
    e.LabelSetVoided,
    e.LabelsReprinted,
    e.CheckRestarted,
    e.ForeignLabelScanned,
    e.NeedleFailed,
    e.CollectionEnded,
    e.SecondPersonLooked,
    e.VisitHeld,
    e.DecisionReviewed,
    e.PaperLetIn,
    e.Corrected,
)
"""The acts of a visit that may tell of a nonconformity: without one of them it has none."""


def is_plain_end(act: e.Act) -> bool:
    """Say whether an end of a collection tells of nothing: by far the most of them do not."""
    return isinstance(act, e.CollectionEnded) and act.outcome == "full" and not act.flags and _is_usual(act)


def of_visit(visit: Visit, recorded: Iterable[Recorded]) -> tuple[Nonconformity, ...]:
    """Return what a visit tells, as all its entries leave it; a unit that goes apart is open here."""
    lines = sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq))
    pen = _Pen(visit, lines)
    found = [
        *of_labels(lines, visit.opened.shift),
        *(one for line in lines for one in pen.of_line(line)),
    ]
    return in_order(pen.without_name(one) for one in found)


def of_labels(recorded: Iterable[Recorded], shift: str) -> Iterator[Nonconformity]:
    """Give what is told by acts of numbers alone, which stay whole when a visit leaves (0021).

    The second entry of a copy tells how its print ended, and is none of its own.
    """
    printed: set[tuple[str, int]] = set()
    for line in recorded:
        act = line.act
        if isinstance(act, e.LabelSetVoided):
            said = told(line, "set_voided", shift)
            yield said._replace(
                number=act.number, reason=act.reason, settled="discarded", witness=act.witness
            )
        elif isinstance(act, e.LabelsReprinted) and (act.number, act.copy) not in printed:
            printed.add((act.number, act.copy))
            said = told(line, "label_reprinted", shift)
            yield said._replace(
                number=act.number, part=" ".join(act.roles), reason=act.reason, witness=act.witness,
                settled="discarded" if act.old == "destroyed" else "second_person",
            )  # fmt: skip


def told(line: Recorded, code: Code, shift: str) -> Nonconformity:
    """Return what an entry tells, with its time of writing and nothing else yet."""
    entry = line.entry
    return Nonconformity(
        entry.book, entry.seq, code, instant_of(entry.hlc), shift, entry.visit or "", entry.by
    )


class _Pen:
    """Tells the entries of one visit, each in the light of the whole visit."""

    def __init__(self, visit: Visit, lines: list[Recorded]) -> None:
        self._visit, self._lines = visit, lines
        self._kinds = {line.entry.id: line.entry.kind for line in lines}
        self._paper_at = visit.opened.paper.at if visit.opened.paper else None
        self._number = ""
        self._apart: set[str] = set()
        self._has_end = False
        self._tellers: dict[type[e.Act], Callable[[Recorded, Any], Iterable[Nonconformity]]] = {
            e.CheckRestarted: self._restarted,
            e.ForeignLabelScanned: self._foreign,
            e.NeedleFailed: self._needle,
            e.CollectionEnded: self._ended,
            e.SecondPersonLooked: self._looked,
            e.VisitHeld: lambda line, act: self._goes_apart(line, act.reason),
            e.DecisionReviewed: self._reviewed,
            e.PaperLetIn: self._let_in,
            e.Corrected: self._corrected,
        }

    def of_line(self, line: Recorded) -> Iterable[Nonconformity]:
        """Return what one entry tells; to be asked in the order of time."""
        act = line.act
        if isinstance(act, e.PaperTime):
            self._paper_at = act.at
        elif isinstance(act, e.LabelSetPlanned):
            self._number = act.number
        teller = self._tellers.get(type(act))
        return tuple(teller(line, act)) if teller is not None else ()

    def without_name(self, one: Nonconformity) -> Nonconformity:
        """Hide the donor's name where somebody wrote it among the words of a reason."""
        name = self._visit.donor.name
        is_there = len(name) >= _SHORTEST_NAME and name in one.reason
        return one._replace(reason=one.reason.replace(name, _HIDDEN)) if is_there else one

    def _told(
        self, line: Recorded, code: Code, number: str, *, part: str = "", amount: str = "", reason: str = "",
        settled: Settled = "open", witness: str = "", is_of_now: bool = False,
    ) -> Nonconformity:  # fmt: skip
        """Return what an entry tells; it happened by the form, where there is one, if it is not `of_now`."""
        said = told(line, code, self._visit.opened.shift)
        is_on_paper = self._paper_at is not None and not is_of_now
        return said._replace(
            at=self._paper_at if is_on_paper and self._paper_at is not None else said.at,
            number=number, part=part, amount=amount, reason=reason, settled=settled, witness=witness,
        )  # fmt: skip

    def _set(self, number: str) -> LabelSet | None:
        return next((one for one in self._visit.label_sets if one.number == number), None)

    def _is_void(self, number: str) -> bool:
        found = self._set(number)
        return found is not None and found.voided is not None

    def _looked(self, line: Recorded, act: e.SecondPersonLooked) -> Iterator[Nonconformity]:
        if act.what == "old_list":
            yield self._told(line, "list_old", "", settled="second_person", witness=act.witness)

    def _restarted(self, line: Recorded, act: e.CheckRestarted) -> Iterator[Nonconformity]:
        settled = self._after_restart(act)
        yield self._told(line, "check_restarted", act.number, part=act.phase, settled=settled)

    def _after_restart(self, act: e.CheckRestarted) -> Settled:
        if self._is_void(act.number):
            return "discarded"
        current = self._visit.label_set
        is_checked = current is not None and current.number == act.number
        return "put_right" if is_checked and not self._visit.unscanned(act.phase) else "open"

    def _foreign(self, line: Recorded, act: e.ForeignLabelScanned) -> Iterator[Nonconformity]:
        later = (one.act for one in self._lines[self._lines.index(line) + 1 :])
        cleared = next((one for one in later if isinstance(one, e.ForeignLabelCleared)), None)
        said = self._told(line, "foreign_label", act.number, part=act.foreign_number)
        if cleared is not None:
            yield said._replace(reason=cleared.reason, settled="second_person", witness=cleared.witness)
        else:
            yield said._replace(settled="discarded" if self._is_void(act.number) else "open")

    def _needle(self, line: Recorded, act: e.NeedleFailed) -> Iterator[Nonconformity]:
        needles = self._visit.needles
        put_in = next((one for one in needles if one.put_in.attempt == act.attempt), None)
        reason = (put_in.failed if put_in is not None else None) or act.reason
        settled: Settled = "explained" if self._visit.collection is not None else "open"
        if self._is_void(self._number):
            settled = "discarded"
        amount = str(act.attempt)
        yield self._told(line, "needle_failed", self._number, amount=amount, reason=reason, settled=settled)

    def _ended(self, line: Recorded, act: e.CollectionEnded) -> Iterator[Nonconformity]:
        """Tell the end as the last word left it, once; a unit whose labels are void is discarded."""
        ended = self._visit.collection or act
        if self._has_end:
            return
        self._has_end = True
        gone = self._is_void(self._number)
        said = self._told(line, "ended_early", self._number, reason=ended.reason or "")
        by_volume = said._replace(amount=f"{ended.volume_ml} mL")
        if ended.outcome in _OUTCOMES:
            settled: Settled = "marked" if ended.outcome in ended.flags else "open"
            yield by_volume._replace(code=_OUTCOMES[ended.outcome], settled="discarded" if gone else settled)
        elif not _is_usual(ended):
            yield by_volume._replace(settled="discarded" if gone else "explained")
        marked: Settled = "discarded" if gone else "marked"
        yield from (one._replace(settled=marked) for one in self._marks(said, ended))

    def _marks(self, said: Nonconformity, ended: e.CollectionEnded) -> Iterator[Nonconformity]:
        """Give what the unit is not for: by the time that it took, or as was decided before."""
        before = self._visit.decisions[-1].made.marks if self._visit.decisions else ()
        slow = next((pair for pair in _BY_TIME if pair[0] in ended.flags and pair[0] not in before), None)
        if slow is not None:
            yield said._replace(code=slow[1], part=slow[0], amount=f"{ended.seconds // 60} min")
        for mark, _ in _BY_TIME:
            if mark in ended.flags and mark in before:
                yield said._replace(code="marked_at_decision", part=mark, reason="")

    def _reviewed(self, line: Recorded, act: e.DecisionReviewed) -> Iterator[Nonconformity]:
        yield from self._goes_apart(line, f"would_be_{act.outcome}")
        if self._visit.is_let_by_paper and act == self._visit.reviews[0]:
            settled: Settled = "open" if self._visit.needles else "explained"
            yield self._told(line, "paper_differs", self._own_number(), part=act.outcome, settled=settled)

    def _let_in(self, line: Recorded, act: e.PaperLetIn) -> Iterator[Nonconformity]:
        late = self._told(line, "paper_late", "", reason=act.reason, is_of_now=True)
        yield late._replace(settled="second_person", witness=act.witness)

    def _corrected(self, line: Recorded, act: e.Corrected) -> Iterator[Nonconformity]:
        unreviewed = self._unreviewed(line.entry.id)
        settled: Settled = "open" if unreviewed else "put_right"
        kind = self._kinds.get(act.corrects, "")
        yield self._told(
            line, "corrected", self._own_number(), part=kind, reason=act.reason, settled=settled,
            is_of_now=True,
        )  # fmt: skip
        if unreviewed:
            yield from self._goes_apart(line, "not_reviewed")

    def _unreviewed(self, correction: str) -> bool:
        reviewed = {one.correction for one in self._visit.reviews}
        return correction in self._visit.contradicted and correction not in reviewed

    def _goes_apart(self, line: Recorded, reason: str) -> Iterator[Nonconformity]:
        """Tell each reason for which the unit goes apart once, by the first entry that gave it."""
        is_unit = bool(self._visit.needles) and reason in self._visit.quarantine
        if is_unit and reason not in self._apart:
            self._apart.add(reason)
            number = self._own_number()
            settled: Settled = "discarded" if self._is_void(number) else "open"
            yield self._told(line, "unit_apart", number, part=reason, settled=settled, is_of_now=True)

    def _own_number(self) -> str:
        """Return the number of the unit, whenever what is told of it became known."""
        return self._visit.label_sets[-1].number if self._visit.label_sets else ""


def _is_usual(ended: e.CollectionEnded) -> bool:
    return ended.reason in (None, "", TARGET)
