"""When a slot of an organiser's list begins: lists write times in many ways, and some write none."""

from __future__ import annotations

import re
import unicodedata

_HOUR = r"(?<![0-9])(?P<hour>[01]?[0-9]|2[0-4])"
_CLOCK = re.compile(_HOUR + r"[:时点時](?P<minute>[0-5][0-9]|半)?")
_FROM_TO = re.compile(_HOUR + r"(?P<minute>)(?=\s*(?:-|~|—|至|到)\s*[0-9])")
_AFTERNOON = re.compile(r"下午|晚上|傍晚|p\.?m", re.IGNORECASE)
_HALF_DAYS = (("上午", 8 * 60), ("中午", 12 * 60), ("下午", 13 * 60), ("晚上", 18 * 60))
_NOON = 12


def begins_at(slot: str | None) -> int | None:
    """Return the minute of the day at which a slot begins; None where it names no time of day."""
    text = unicodedata.normalize("NFKC", slot or "")
    found = _CLOCK.search(text) or _FROM_TO.search(text)
    if found is None:
        return next((minute for words, minute in _HALF_DAYS if words in text), None)
    hour, minute = int(found["hour"]), found["minute"] or "0"
    if hour < _NOON and _AFTERNOON.search(text[: found.start()] or text):
        hour += _NOON
    return hour * 60 + (30 if minute == "半" else int(minute))
