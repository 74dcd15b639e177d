"""Receipts that a restored station is shown again: it had signed for what this terminal has not any more."""

from __future__ import annotations

from collections.abc import Sequence

from donor_room.sync.link import Link
from donor_room.wire.receipt import MAX_FORMER, FormerReceipts, Receipt


def show_former(link: Link, receipts: Sequence[Receipt]) -> None:
    """Show receipts; the same again change nothing."""
    for place in range(0, len(receipts), MAX_FORMER):
        some = FormerReceipts(receipts=tuple(receipts[place : place + MAX_FORMER]))
        link.post("/v1/receipts/former", some, FormerReceipts)
