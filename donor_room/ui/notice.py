"""The paper that a deferred donor takes home: made and written here for every page that needs it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from donor_room.domain.findings import Finding
from donor_room.packs.texts import Texts
from donor_room.workflow.desk import Desk
from donor_room.workflow.label_print import station_name
from donor_room.workflow.shift import the_shift

Why = Literal["interval", "check", "health"]
_OF_A_CHECK = ("hb_min", "cuso4", "alt_", "sbp_", "dbp_", "pulse", "temp_", "weight", "hct_", "plt_")


def why_of(findings: Iterable[Finding]) -> Why:
    """Return in general terms why somebody does not give today; what is not of one kind is health at large.

    A strip, an answer and a word of the station are all health: the paper may be read by others.
    """
    kinds = {_kind(one) for one in findings if one.outcome in ("deferred_until", "deferred_for_good")}
    return kinds.pop() if len(kinds) == 1 else "health"


def _kind(finding: Finding) -> Why:
    if finding.item == "earlier_donations":
        return "interval"
    return "check" if finding.rule.startswith(_OF_A_CHECK) else "health"


def print_notice(
    desk: Desk,
    papers: Path,
    *,
    name: str,
    outcome: Literal["until", "for_good", "later"],
    next_on: date | None,
    why: Why | None = None,
) -> str:
    """Write the notice into the folder of papers and return its SHA-256; it says why in general terms only.

    To be called on the store thread. Raises Trouble when the paper cannot be written.
    """
    from donor_room.printing.documents import (  # the drawing loads when it is needed
        DeferralNotice,
        save_document,
    )

    texts = Texts("zh_CN")
    notice = DeferralNotice(
        station=station_name(desk),
        practice=desk.practice,
        name=name,
        site=the_shift(desk).opened.site,
        decided_at=desk.clock.now(),
        outcome=outcome,
        why=why if outcome == "until" else None,
        next_on=next_on,
        bring=(texts.say("decision.bring_document"),) if outcome == "until" else (),
        phone=desk.packs.policy.phone,
    )
    return save_document(notice, texts, papers / f"notice_{secrets.token_hex(6)}.pdf")


def outcome_of_notice(*, for_good: bool, next_on: date | None) -> Literal["until", "for_good", "later"]:
    """Return which of the three notices fits; without a day the donor waits to hear from the station."""
    if for_good:
        return "for_good"
    return "until" if next_on is not None else "later"
