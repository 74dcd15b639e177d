"""Which layers a station has put in force: `active.toml`, one table for each, with its days."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Shape
from donor_room.domain.stamp import PackStamp
from donor_room.packs.signature import stamp_of

FILE = "active.toml"


class ActiveLayer(Shape, frozen=True, kw_only=True):
    """One overlay in force, first and last day included, and the two people who answer for it."""

    id: Annotated[str, msgspec.Meta(min_length=1)]
    from_on: date
    to_on: date | None = None
    confirmed_by: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=2)]

    def __post_init__(self) -> None:
        first, second = (name.strip() for name in self.confirmed_by)
        if not first or not second or first == second:
            raise ValueError("confirmed_by needs two different people")
        if self.to_on is not None and self.to_on < self.from_on:
            raise ValueError("to_on is before from_on")

    def is_on(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Active(Shape, frozen=True, kw_only=True):
    """All layers that are, were or will be in force; none at all is the national base alone."""

    stamp: PackStamp
    edition: str
    layer: tuple[ActiveLayer, ...] = ()

    def ids_on(self, day: date) -> tuple[str, ...]:
        """Return the overlays that are in force on this day."""
        return tuple(layer.id for layer in self.layer if layer.is_on(day))


def load_active(folder: Path) -> Active | None:
    """Read which layers are in force; None where the station has said nothing.

    Raises Refusal rules.unreadable, which names the key at fault.
    """
    try:
        raw = (folder / FILE).read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
        stamp = stamp_of(raw, id=FILE, edition=str(table.get("edition", "")))
        return msgspec.convert({**table, "stamp": stamp}, Active)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise Refusal("rules.unreadable", file=FILE, fault=str(fault.strerror)) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("rules.unreadable", file=FILE, fault=str(fault)) from fault
