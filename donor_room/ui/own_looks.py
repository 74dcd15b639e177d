"""What the program sees by itself of what a day stands on, in words: printer, clock, disk, list, battery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from donor_room.ui.texts import say
from donor_room.ui.widgets.directory_words import directory_words

if TYPE_CHECKING:
    from donor_room.devices.battery import Power
    from donor_room.domain.clock_trust import Trust
    from donor_room.domain.label_set import PrinterState

ENOUGH_BYTES = 1 << 30
"""Free space below which the day should not begin (S53)."""
LEAST_PERCENT = 30
"""Charge below which a laptop without mains may not last the morning."""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that a shift stands on, and whether it is well."""

    words: str
    note: str
    is_well: bool


def directory_look(age_h: int | None, fresh_h: int) -> Look:
    """Say how old the list of deferrals is."""
    is_fresh = age_h is not None and age_h <= fresh_h
    return Look(say("sign_in.check.directory"), directory_words(age_h), is_fresh)


def printer_look(state: PrinterState | None) -> Look:
    """Say whether the printer is ready; one that cannot answer is named so."""
    is_ready = state is not None and state.ready
    is_mute = state is not None and not state.answers and state.may_print
    note = "printer.state.one_way" if is_mute else "sign_in.well" if is_ready else "sign_in.look"
    return Look(say("sign_in.check.printer"), say(note), is_ready)


def disk_look(free_bytes: int) -> Look:
    """Say how much room there is for the day."""
    return Look(
        say("sign_in.check.disk"), say("sign_in.free_gb", gb=free_bytes >> 30), free_bytes >= ENOUGH_BYTES
    )


def clock_look(trust: Trust) -> Look:
    """Say whether the clock was held against the station's."""
    return Look(say("checks.own.clock"), say(f"checks.own.clock_{trust}"), trust == "good")


def battery_look(power: Power | None) -> Look:
    """Say how full the battery is; where the machine tells nothing it is unknown, and that is not well."""
    if power is None:
        return Look(say("checks.own.battery"), say("checks.own.unknown"), False)
    words = say("checks.own.mains") if power.is_on_mains else ""
    if power.percent is not None:
        words = f"{say('checks.own.percent', percent=power.percent)}  {words}".strip()
    is_well = power.is_on_mains or (power.percent is not None and power.percent >= LEAST_PERCENT)
    return Look(say("checks.own.battery"), words or say("checks.own.unknown"), is_well)
