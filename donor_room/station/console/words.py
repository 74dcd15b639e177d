"""How values look on the station's pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from donor_room.domain.donation_number import grouped, profile_named
from donor_room.packs.texts import Texts

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_ISBT_SIGNS = 13


def litres(volume_ml: int) -> str:
    """Return a volume such as 12.4."""
    return f"{(Decimal(volume_ml) / 1000).quantize(Decimal('0.1')):,f}"


def number_in_groups(number: str) -> str:
    """Return a donation number as eyes read it, where it is of the international kind."""
    return grouped(number, profile_named("isbt128")) if len(number) == _ISBT_SIGNS else number


def spoken(words: Callable[..., str], values: Mapping[str, object]) -> dict[str, object]:
    """Return values as a page says them: a part by its name, a number in groups."""
    said = dict(values)
    if "part" in said:
        said["part"] = words(f"labels.role.{said['part']}")
    if "number" in said:
        said["number"] = number_in_groups(str(said["number"]))
    return said


def duration_of(texts: Texts, seconds: float) -> str:
    """Return a span in its largest unit, such as 5 minutes."""
    whole = int(abs(seconds))
    for unit, size in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE)):
        if whole >= size:
            return _span(texts, unit, whole // size)
    return _span(texts, "second", whole)


def _span(texts: Texts, unit: str, count: int) -> str:
    return texts.say(f"console.span.{unit}_{'one' if count == 1 else 'many'}", n=count)
