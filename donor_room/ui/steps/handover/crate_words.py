"""What is said of a crate, on the page as on the sheet: in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from donor_room.domain import entries as e
from donor_room.domain.crates import Crate
from donor_room.domain.shift import QUARANTINE_BOX
from donor_room.domain.visit import AFTER_TUBES_ROLES
from donor_room.ui.texts import say

_FORM = "form"
_MOST_AMISS = 2
"""Where so much is amiss, it stands alone."""


Say: TypeAlias = Callable[..., str]
"""Says the text of a key in some language."""


def box_words(box: str, words: Say = say) -> str:
    """Return the name of a crate."""
    return words("handover.box_apart") if box == QUARANTINE_BOX else words("handover.box", n=box)


def tubes_of(crate: Crate) -> int:
    """Return how many tubes lie in a crate, of every type."""
    return sum(crate.counts.get(role, 0) for role in AFTER_TUBES_ROLES[1:] if role != _FORM)


def forms_of(crate: Crate) -> int:
    """Return how many forms lie in a crate."""
    return crate.counts.get(_FORM, 0)


def temperature_words(crate: Crate, words: Say = say) -> str:
    """Return lowest and highest, or that nothing is known."""
    told = crate.temperature
    if told is None:
        return words("loggers.none") if crate.bags else ""
    return words("loggers.from_to", lowest=str(told.lowest), highest=str(told.highest))


def warmth_faults(told: e.BoxTemperature, words: Say = say) -> list[str]:
    """Return what was not as it should be: outside the limits, or not known."""
    found = []
    if not told.is_inside:
        key = "loggers.outside" if told.minutes_outside is None else "loggers.outside_minutes"
        limits = {"low": str(told.low), "high": str(told.high)}
        found.append(words(key, minutes=told.minutes_outside or 0, **limits))
    if not told.is_known:
        found.append(words("loggers.unknown_minutes", minutes=told.minutes_unknown))
    return found


def below_of(crate: Crate, words: Say = say) -> str:
    """Return the line below a crate: tubes and forms, and what is amiss, else whether it is closed."""
    told = crate.temperature
    amiss = [] if told is None else _amiss(told, words)
    parts = []
    if len(amiss) < _MOST_AMISS:
        parts.append(words("handover.tubes_and_forms", tubes=tubes_of(crate), forms=forms_of(crate)))
    if not (amiss and crate.is_closed):
        parts.append(words("handover.box_shut" if crate.is_closed else "handover.box_open"))
    if told is not None and told.source == "typed":
        parts.append(words("loggers.was_typed"))
    return " · ".join([*parts, *amiss])


def _amiss(told: e.BoxTemperature, words: Say) -> list[str]:
    found = []
    if not told.is_inside:
        key = "loggers.outside_short" if told.minutes_outside is None else "loggers.outside_minutes_short"
        found.append(words(key, minutes=told.minutes_outside or 0))
    if not told.is_known:
        found.append(words("loggers.unknown_minutes_short", minutes=told.minutes_unknown))
    return found
