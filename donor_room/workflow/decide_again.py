"""Makes past decisions again from the facts that they were made of: by the same rules, or by other ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Literal

import msgspec

from donor_room.domain import entries as e
from donor_room.domain.eligibility import Decision, decide
from donor_room.domain.findings import Finding
from donor_room.domain.rules import evaluate
from donor_room.domain.ruleset import RulePack
from donor_room.domain.under_rules import as_decided, decided_under, is_same, only_in, timeless
from donor_room.store.ledger import Ledger
from donor_room.workflow.rules_taken import kept_rules, stamps_of

Reason = Literal["other_decision", "rules_not_here"]


class Differs(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that comes out differently; findings are those that went and those that came."""

    visit: str
    entry: str
    on: date
    reason: Reason
    before: str
    after: str | None
    until_before: date | None
    until_after: date | None
    gone: tuple[str, ...]
    came: tuple[str, ...]
    marks_before: tuple[str, ...]
    marks_after: tuple[str, ...]


class LeftFor(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that cannot be made again here: the station has it since that day, under that receipt."""

    visit: str
    entry: str
    since: str
    receipt: str
    reason: Literal["at_station"] = "at_station"


class Tally(msgspec.Struct, kw_only=True):
    """How many decisions were made again, how many came out differently, and how many are at the station."""

    decisions: int = 0
    differing: int = 0
    at_station: int = 0

    def line(self) -> dict[str, Any]:
        at_station = {"at_station": self.at_station} if self.at_station else {}
        return {"decisions": self.decisions, "differing": self.differing} | at_station


def left_for_station(ledger: Ledger, tally: Tally) -> Iterator[LeftFor]:
    """Give each decision whose body has left this laptop; nothing is silently passed over."""
    station = ledger.whereabouts()
    for line in ledger.every_of(e.DecisionMade):
        if e.is_hollow(line.entry):
            tally.at_station += 1
            told = station.of(line.entry)
            yield LeftFor(visit=line.entry.visit or "", entry=line.entry.id, **told._asdict())


def replay(ledger: Ledger, packs: Sequence[RulePack], tally: Tally) -> Iterator[Differs]:
    """Make every decision again by the rules it was made by, and give each that is not the same.

    The same are its findings, its marks and, but where a physician answered, its outcome and its day.

    The rules come from the ledger itself, which keeps them; for older ledgers from packs. A decision whose
    rules are nowhere is given too: nothing is silently taken for the same.
    """
    known = {stamps_of(pack): pack for pack in packs} | kept_rules(ledger)
    for visit, entry, made in _decisions(ledger, tally):
        pack = known.get((made.rules, *made.overlays))
        if pack is None:
            yield _differs(visit, entry, made, None, tally)
        else:
            again = decide(evaluate(pack, made.facts), made.released)
            if again.findings != made.findings or again.marks != made.marks:
                yield _differs(visit, entry, made, again, tally)
            elif again.outcome != "physician" and _written(made) != (again.outcome, again.until_on):
                told = _differs(visit, entry, made, again, tally)
                yield msgspec.structs.replace(told, before=made.outcome, until_before=made.until_on)


def _written(made: e.DecisionMade) -> tuple[str, date | None]:
    """Return what was written down; it is a physician's own answer only where the rules left it to one."""
    return made.outcome, made.until_on


def dry_run(ledger: Ledger, pack: RulePack, tally: Tally) -> Iterator[Differs]:
    """Make every decision again by other rules, and give each whose outcome, day or mark changes.

    The days on which the pack holds are not asked: the question is what would have been.
    """
    then = timeless(pack)
    for visit, entry, made in _decisions(ledger, tally):
        again = decided_under(then, made)
        if not is_same(again, as_decided(made)):
            yield _differs(visit, entry, made, again, tally)


def _decisions(ledger: Ledger, tally: Tally) -> Iterator[tuple[str, str, e.DecisionMade]]:
    for line in ledger.every_of(e.DecisionMade):
        if isinstance(line.act, e.DecisionMade):
            tally.decisions += 1
            yield line.entry.visit or "", line.entry.id, line.act


def _differs(visit: str, entry: str, made: e.DecisionMade, again: Decision | None, tally: Tally) -> Differs:
    """Hold what the rules said then against what they say now; a physician's own answer is left aside."""
    tally.differing += 1
    before = as_decided(made)
    return Differs(
        visit=visit,
        entry=entry,
        on=made.facts.today,
        reason="rules_not_here" if again is None else "other_decision",
        before=before.outcome,
        after=again.outcome if again is not None else None,
        until_before=before.until_on,
        until_after=again.until_on if again is not None else None,
        gone=_only_in(before.findings, again.findings) if again is not None else (),
        came=_only_in(again.findings, before.findings) if again is not None else (),
        marks_before=before.marks,
        marks_after=again.marks if again is not None else (),
    )


def _only_in(some: Sequence[Finding], others: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in only_in(some, others)))
