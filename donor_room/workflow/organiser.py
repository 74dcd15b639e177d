"""What the organiser of a group may be told of a shift: people are counted, nobody is named."""

from __future__ import annotations

from donor_room.domain import entries as e
from donor_room.domain.figures import figures_of
from donor_room.domain.shift import Shift
from donor_room.domain.told_to_organiser import DayWithGroup
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import person_mark


def day_with_group(desk: Desk, shift: Shift) -> DayWithGroup:
    """Return the counts of a shift of this laptop; whoever came twice is one person."""
    lines = desk.visits.of_shift(shift.id, open_only=False)
    rows = [figures_of(desk.visits.get(line.visit)) for line in lines]
    family = desk.packs.rules.family
    return DayWithGroup(
        expected=_expected(desk, shift.id),
        came=len({person_mark(line.document_kind, line.document_number) for line in lines}),
        gave=sum(row.ended == "donated" for row in rows),
        whole_blood_ml=sum(row.volume_ml for row in rows
                           if row.ended == "donated" and row.kind and family(row.kind) == "WB"),
    )  # fmt: skip


def _expected(desk: Desk, shift: str) -> int:
    """Return how many rows were taken from the lists of a shift; a file that was taken twice counts once."""
    acts = (line.act for line in desk.ledger.of_house(e.ListTaken.KIND))
    taken = {
        act.file_sha256: act.taken for act in acts if isinstance(act, e.ListTaken) and act.shift == shift
    }
    return sum(taken.values())
