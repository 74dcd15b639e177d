"""What was counted of the supplies of a vehicle, by all its laptops: from the ledger alone."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.supplies import Counts, Reason, Span, fold_counts, fold_reasons, side_by_side
from donor_room.domain.visit import Recorded
from donor_room.store.ledger import Ledger
from donor_room.workflow.day import of_common_day

KINDS = (e.SuppliesCounted.KIND, e.SuppliesAdded.KIND, e.SuppliesLeftOpen.KIND)


class Counted:
    """What was said of supplies in the shifts that share them with one shift."""

    def __init__(self, ledger: Ledger, opened: e.ShiftOpened) -> None:
        openings = of_common_day(ledger, opened)
        self.shifts = _together(ledger, opened.shift, openings)
        self.since = min((line.entry.hlc for line in openings if _shift_of(line) in self.shifts), default="")
        said = ledger.of_every_house(*KINDS, since=self.since)
        self.counts: Counts = fold_counts(said, self.shifts)
        self.reasons: dict[str, Reason] = fold_reasons(said, self.shifts)


def _together(ledger: Ledger, own: str, openings: list[Recorded]) -> frozenset[str]:
    since = min((line.entry.hlc for line in openings), default="")
    closed = {
        _shift_of(line): line.entry.hlc for line in ledger.of_every_house(e.ShiftClosed.KIND, since=since)
    }
    spans = [Span(_shift_of(line), line.entry.hlc, closed.get(_shift_of(line))) for line in openings]
    return side_by_side(own, spans)


def _shift_of(line: Recorded) -> str:
    act = line.act
    return act.shift if isinstance(act, e.ShiftOpened | e.ShiftClosed) else ""
