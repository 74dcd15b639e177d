"""Whether a rule pack may be decided by on a day; where it may not, nobody is decided on by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from donor_room.domain.findings import Finding
from donor_room.domain.ruleset import Distrust, RulePack

Unfit = Literal[Distrust, "not_yet_valid", "expired"]


def pack_findings(pack: RulePack, today: date) -> tuple[Finding, ...]:
    """Return why this pack decides nothing today, one finding for each reason; nothing when it does."""
    about = pack.about
    if not pack.distrust and _holds(about.effective_from, today, about.effective_to):
        return ()
    return tuple(_finding(pack, why) for why in _reasons(pack, today))


def _holds(first: date | None, today: date, last: date | None) -> bool:
    return (first is None or first <= today) and (last is None or today <= last)


def _reasons(pack: RulePack, today: date) -> Iterator[Unfit]:
    """The last day of a pack is a day on which it still holds."""
    yield from pack.distrust
    first, last = pack.about.effective_from, pack.about.effective_to
    if first is not None and today < first:
        yield "not_yet_valid"
    if last is not None and today > last:
        yield "expired"


def _finding(pack: RulePack, why: Unfit) -> Finding:
    names = " + ".join(stamp.id for stamp in (pack.stamp, *pack.overlays))
    first, last = pack.about.effective_from, pack.about.effective_to
    return Finding(
        rule=f"rule_pack_{why}",
        clause="station",
        tag="V",
        item="rule_pack",
        value=pack.stamp.edition,
        unit=None,
        limit=None,
        outcome="cannot_decide",
        until_on=None,
        overridable_by=None,
        mark=None,
        text=f"rules.rule_pack.{why}",
        text_values={
            "pack": names,
            "fault": pack.layers_fault,
            "edition": pack.stamp.edition,
            "first": first.isoformat() if first is not None else "",
            "last": last.isoformat() if last is not None else "",
        },
    )
