"""What is said of all that was written here: how much waits, or when the station signed for it."""

from __future__ import annotations

from datetime import datetime

from donor_room.domain.clock import DONATION_SITE
from donor_room.ui.texts import say
from donor_room.workflow.receipted import AtStation


def receipt_words(standing: AtStation | None, now: datetime) -> str:
    """Return a few words; "all of it" only under a receipt for the last entry of every book."""
    if standing is None:
        return ""
    if standing.receipted_at is None:
        return say("receipts.waiting", count=standing.waiting) if standing.waiting else say("receipts.none")
    at = standing.receipted_at.astimezone(DONATION_SITE)
    is_of_today = at.date() == now.astimezone(DONATION_SITE).date()
    return say("receipts.all", at=at.strftime("%H:%M" if is_of_today else "%m-%d %H:%M"))
