"""The checks before the doors open, and again during the day: what stands, and what is said of an item."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal, TextKey
from donor_room.domain.shift_checks import Check, Checked, State, on_list, state_of
from donor_room.workflow.blood_tests import Lot, check_lot
from donor_room.workflow.common_day import names_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.guard import said_of
from donor_room.workflow.shift import current_shift, the_shift

Result = Literal["good", "failed"]
_LONGEST = 8
"""Signs of a typed value: more is no measurement."""


class Line(NamedTuple):
    """An item as it stands: its last word, and who said it when; earlier words stay in the ledger."""

    check: Check
    state: State
    last: Checked | None
    name: str
    lot: Lot | None = None
    """The lot that was given last, whatever was said of it since."""

    @property
    def at(self) -> datetime | None:
        """When it was last looked at."""
        return self.last.at if self.last is not None else None


def lines_of(desk: Desk) -> tuple[Line, ...]:
    """Return the items of the open shift in the order of the list; none without a shift."""
    shift = current_shift(desk)
    if shift is None:
        return ()
    said, names, today = said_of(desk.ledger, shift.opened), names_of(desk), desk.clock.today()
    found: list[Line] = []
    for one in on_list(desk.packs.checks, shift.opened):
        words = said.get(one.id, ())
        last = words[-1] if words else None
        name = names.get(last.by, last.by) if last is not None else ""
        given = (_lot_of(word.act) for word in reversed(words))
        lot = next((known for known in given if known is not None), None)
        found.append(Line(one, state_of(words, today), last, name, lot))
    return tuple(found)


def checks_count(desk: Desk) -> tuple[int, int]:
    """Return how many items of the open shift are good, and how many there are."""
    lines = lines_of(desk)
    return sum(line.state == "good" for line in lines), len(lines)


def answer(desk: Desk, item: str, *, is_good: bool, remark: str = "") -> None:
    """Write down that an item is good or has failed; refuses one that wants a value or a lot to be good."""
    check = _item(desk, item)
    if is_good and check.wants != "yes":
        raise Refusal(f"checks.wants_{check.wants}", item=_named(check))
    _record(desk, check, "good" if is_good else "failed", remark=remark)


def give_value(desk: Desk, item: str, *, text: str, remark: str = "") -> None:
    """Write down a value in the item's unit; outside its limits the item has failed."""
    check = _item(desk, item)
    if check.wants != "value":
        raise Refusal("checks.wants_no_value", item=_named(check))
    value = _number(text, check)
    _record(desk, check, "good" if check.is_within(value) else "failed", value=value, remark=remark)


def give_lot(desk: Desk, item: str, *, lot: Lot | None) -> None:
    """Write down the lot that is opened for the day; refuses none and one past its last day."""
    check = _item(desk, item)
    if check.reagent is None:
        raise Refusal("checks.wants_no_value", item=_named(check))
    _record(desk, check, "good", lot=check_lot(desk, lot, check.reagent))


def take_lots(desk: Desk, lots: dict[str, Lot]) -> None:
    """Let lots that were given at the blood tests answer their items, where they say anything new.

    A lot that was said to have failed is not made good by being typed again.
    """
    for line in lines_of(desk):
        given = lots.get(line.check.reagent or "")
        if given is not None and given != line.lot:
            give_lot(desk, line.check.id, lot=given)


def _lot_of(act: e.ShiftChecked) -> Lot | None:
    if act.lot is None or act.lot_expires_on is None:
        return None
    return Lot(number=act.lot, expires_on=act.lot_expires_on)


def _item(desk: Desk, item: str) -> Check:
    for one in on_list(desk.packs.checks, the_shift(desk).opened):
        if one.id == item:
            return one
    raise Refusal("checks.no_item")


def _named(check: Check) -> TextKey:
    return TextKey(f"checks.item.{check.id}")


def _number(text: str, check: Check) -> Decimal:
    typed = text.strip().replace("，", ".").replace("。", ".").replace(",", ".").replace("−", "-")
    try:
        value = Decimal(typed)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or len(typed) > _LONGEST or "e" in typed.lower():
        raise Refusal("checks.no_number", item=_named(check), unit=check.unit)
    return value


def _record(
    desk: Desk,
    check: Check,
    result: Result,
    *,
    value: Decimal | None = None,
    lot: Lot | None = None,
    remark: str = "",
) -> None:
    act = e.ShiftChecked(
        shift=the_shift(desk).id,
        item=check.id,
        result=result,
        value=value,
        unit=check.unit if value is not None else None,
        lot=lot.number.strip() if lot is not None else None,
        lot_expires_on=lot.expires_on if lot is not None else None,
        remark=remark.strip() or None,
    )
    desk.record_of_house(act)
