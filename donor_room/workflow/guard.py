"""What is refused before an act is written: unchecked work, and work for which the training is over."""

from __future__ import annotations

from datetime import date

from donor_room.domain import entries as e
from donor_room.domain.guarded import Guarded
from donor_room.domain.policy import Policy
from donor_room.domain.refusal import Refusal, TextKey
from donor_room.domain.shift_checks import Checked, Checks, fold_checks, in_the_way, on_list
from donor_room.domain.staff import Person
from donor_room.domain.supplies import Supplies
from donor_room.domain.supplies import in_the_way as supply_in_the_way
from donor_room.store.ledger import Ledger
from donor_room.workflow.day import begun, of_common_day
from donor_room.workflow.supply_counts import Counted


def refuse_unchecked(ledger: Ledger, listed: Checks, work: Guarded, today: date) -> None:
    """Refuse work while an item of the shift that guards it failed or was not answered, naming the item."""
    if not any(work in one.guards for one in listed.items):
        return
    opening = begun(ledger)
    opened = opening.act if opening is not None else None
    if not isinstance(opened, e.ShiftOpened):
        return
    items = on_list(listed, opened)
    found = in_the_way(items, said_of(ledger, opened), work, today)
    if found is not None:
        item, state = found
        raise Refusal(f"checks.stands.{state}", item=TextKey(f"checks.item.{item.id}"))


def refuse_uncounted(ledger: Ledger, listed: Supplies, work: Guarded) -> None:
    """Refuse work while nobody has counted out even one of an item that the station wants there for it."""
    if not any(work in one.guards for one in listed.items):
        return
    opening = begun(ledger)
    opened = opening.act if opening is not None else None
    if not isinstance(opened, e.ShiftOpened):
        return
    item = supply_in_the_way(listed, Counted(ledger, opened).counts, work)
    if item is not None:
        raise Refusal("supplies.required", item=TextKey(f"supplies.item.{item.code}"))


def said_of(ledger: Ledger, opened: e.ShiftOpened) -> dict[str, tuple[Checked, ...]]:
    """Return what was said of each item of a shift, on whichever laptop of the vehicle."""
    lines = of_common_day(ledger, opened)
    shifts = {opened.shift, *(line.act.shift for line in lines if isinstance(line.act, e.ShiftOpened))}
    since = min((line.entry.hlc for line in lines), default="")
    return fold_checks(ledger.of_every_house(e.ShiftChecked.KIND, since=since), shifts)


def refuse_untrained(person: Person, policy: Policy, work: Guarded, today: date) -> None:
    """Refuse work that the station lets only those do whose training is not over."""
    if work in policy.training_gates and person.training_is_over(today):
        raise Refusal("staff.training_over_for", name=person.name, on=person.trained_until)
