"""What did not go as it should at the handover and in the shift itself, from the acts of one shift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from donor_room.domain import entries as e
from donor_room.domain.nonconforming import Nonconformity, Settled, in_order, told
from donor_room.domain.shift import QUARANTINE_BOX
from donor_room.domain.visit import AFTER_TUBES_ROLES, Recorded

_SHIFT_ACTS = (
    e.UnitsPacked
    | e.PartMissing
    | e.BoxClosed
    | e.BoxOpenedAgain
    | e.BoxTemperature
    | e.GapExplained
    | e.ShiftChecked
    | e.SuppliesLeftOpen
    | e.SuppliesHandedOver
    | e.HandoverSigned
)
READ_OF_SHIFT: tuple[type[e.Act], ...] = _SHIFT_ACTS.__args__
"""The acts of a shift that tell of a nonconformity, or how one was settled."""


def shift_of(act: e.Act) -> str:
    """Return whose shift an act tells of; empty for one that tells of none here."""
    return act.shift if isinstance(act, _SHIFT_ACTS) else ""


def isolated_in(recorded: Iterable[Recorded]) -> frozenset[str]:
    """Return the numbers whose main bag was packed apart."""
    acts = (line.act for line in recorded)
    return frozenset(
        act.number
        for act in acts
        if isinstance(act, e.UnitsPacked) and act.box == QUARANTINE_BOX and act.role == AFTER_TUBES_ROLES[0]
    )


def of_shift(shift: str, recorded: Iterable[Recorded]) -> tuple[Nonconformity, ...]:
    """Return what the acts of a shift tell, each in the light of what came after it."""
    lines = sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq))
    own = [line for line in lines if shift_of(line.act) == shift]
    return in_order(
        found for place, line in enumerate(own) for found in _of_line(line, own[:place], own[place + 1 :])
    )


def _of_line(line: Recorded, before: list[Recorded], after: list[Recorded]) -> Iterator[Nonconformity]:
    act = line.act
    if isinstance(act, e.UnitsPacked):
        if act.reason:
            yield told(line, "crate_changed", act.shift)._replace(
                number=act.number, part=act.role, box=act.box, reason=act.reason, settled="explained"
            )
    elif isinstance(act, e.PartMissing):
        yield from _missing(line, act, after)
    elif isinstance(act, e.BoxOpenedAgain):
        is_shut = any(isinstance(one.act, e.BoxClosed) and one.act.box == act.box for one in after)
        yield told(line, "crate_reopened", act.shift)._replace(
            box=act.box, reason=act.reason, settled="put_right" if is_shut else "open"
        )
    elif isinstance(act, e.BoxTemperature):
        yield from _warmth(line, act, after)
    elif isinstance(act, e.GapExplained):
        yield told(line, "number_gap", act.shift)._replace(
            number=act.number, reason=act.reason, witness=act.witness
        )
    elif isinstance(act, e.ShiftChecked):
        yield from _check(line, act, after)
    elif isinstance(act, e.SuppliesLeftOpen):
        yield from _supplies(line, act, after)
    elif isinstance(act, e.HandoverSigned):
        yield from _never_measured(line, act, before)


def _missing(line: Recorded, act: e.PartMissing, after: list[Recorded]) -> Iterator[Nonconformity]:
    is_there = any(
        isinstance(one.act, e.UnitsPacked) and (one.act.role, one.act.number) == (act.role, act.number)
        for one in after
    )
    yield told(line, "part_missing", act.shift)._replace(
        number=act.number,
        part=act.role,
        reason=act.reason,
        witness=act.witness,
        settled="found" if is_there else "open",
    )


def _warmth(line: Recorded, act: e.BoxTemperature, after: list[Recorded]) -> Iterator[Nonconformity]:
    """The last word of a crate counts: a bad one before it is told only where the last is good."""
    later = [one.act for one in after if isinstance(one.act, e.BoxTemperature) and one.act.box == act.box]
    is_good = act.is_inside and act.is_known
    is_good_now = bool(later) and later[-1].is_inside and later[-1].is_known
    if is_good or (later and not is_good_now):
        return
    outside = "?" if act.minutes_outside is None else f"{act.minutes_outside}"
    minutes = f"{act.minutes_unknown}" if act.is_inside else outside
    yield told(line, "crate_unknown" if act.is_inside else "crate_outside", act.shift)._replace(
        box=act.box,
        amount=f"{act.lowest}–{act.highest} °C, {minutes} min",
        settled="put_right" if is_good_now else "open",
    )


def _check(line: Recorded, act: e.ShiftChecked, after: list[Recorded]) -> Iterator[Nonconformity]:
    if act.result != "failed":
        return
    later = [one.act for one in after if isinstance(one.act, e.ShiftChecked) and one.act.item == act.item]
    settled: Settled = "put_right" if later and later[-1].result == "good" else "open"
    amount = "" if act.value is None else f"{act.value} {act.unit or ''}".strip()
    yield told(line, "check_failed", act.shift)._replace(
        part=act.item, amount=amount, reason=act.remark or "", settled=settled
    )


def _supplies(line: Recorded, act: e.SuppliesLeftOpen, after: list[Recorded]) -> Iterator[Nonconformity]:
    """The last reason of an item stands for its difference; it is gone where the handover tells of none."""
    if any(isinstance(one.act, e.SuppliesLeftOpen) and one.act.item == act.item for one in after):
        return
    handed = [one.act for one in after if isinstance(one.act, e.SuppliesHandedOver)]
    last = next((one for one in handed[-1].items if one.item == act.item), None) if handed else None
    expected, counted = ("?" if n is None else str(n) for n in (act.expected, act.counted))
    yield told(line, "supplies_open", act.shift)._replace(
        part=act.item,
        amount=f"{counted} / {expected}",
        reason=act.reason,
        settled="found" if last is not None and last.difference == 0 else "open",
    )


def _never_measured(line: Recorded, act: e.HandoverSigned, before: list[Recorded]) -> Iterator[Nonconformity]:
    """A crate with blood that was handed over without a word of its warmth: unknown is not good."""
    for box in _unmeasured(before):
        yield told(line, "crate_unknown", act.shift)._replace(box=box)


def would_be_unknown(shift: str, recorded: Iterable[Recorded]) -> tuple[Nonconformity, ...]:
    """Return the crates that the handover would find without a word of their warmth, were it signed now.

    Each is told by the last main bag that came into it; after the handover `of_shift` tells them.
    """
    lines = sorted(recorded, key=lambda line: (line.entry.hlc, line.entry.book, line.entry.seq))
    own = [line for line in lines if shift_of(line.act) == shift]
    if any(isinstance(line.act, e.HandoverSigned) for line in own):
        return ()
    last = _unmeasured(own)
    return in_order(told(line, "crate_unknown", shift)._replace(box=box) for box, line in last.items())


def _unmeasured(recorded: list[Recorded]) -> dict[str, Recorded]:
    """Return the crates in which blood lies and of which no warmth is told, each with its last main bag."""
    places: dict[str, tuple[str, Recorded]] = {}
    measured: set[str] = set()
    for line in recorded:
        act = line.act
        if isinstance(act, e.UnitsPacked) and act.role == AFTER_TUBES_ROLES[0]:
            places[act.number] = (act.box, line)
        elif isinstance(act, e.BoxTemperature):
            measured.add(act.box)
    lying = dict(places.values())
    return {box: lying[box] for box in sorted(lying.keys() - measured)}
