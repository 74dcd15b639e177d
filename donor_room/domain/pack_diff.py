"""Every value in which two rule packs differ, each by the path that leads to it in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from donor_room.domain.ruleset import RulePack

_NOT_OF_THE_FILE = ("stamp", "overlays", "distrust", "layers_fault")
_NAMES = ("id", "code", "volume_ml")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One value; before is None for one that is new, after for one that is gone."""

    path: str
    before: str | None
    after: str | None


def changes(before: RulePack, after: RulePack) -> tuple[Change, ...]:
    """Return all values that differ, in the order of their paths."""
    old, new = (dict(_values(pack)) for pack in (before, after))
    return tuple(
        Change(path=path, before=old.get(path), after=new.get(path))
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    )


def _values(pack: RulePack) -> Iterator[tuple[str, str]]:
    table: dict[str, object] = msgspec.to_builtins(pack)
    for section, value in table.items():
        if section not in _NOT_OF_THE_FILE:
            yield from _leaves(section, value)


def _leaves(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}.{_name(inner, place)}", inner)
    elif value is not None:
        yield path, str(value)


def _name(row: object, place: int) -> str:
    """A row of a table is known by its own name, so that one more row changes no other."""
    if isinstance(row, Mapping):
        return next((str(row[key]) for key in _NAMES if key in row), str(place))
    return str(place)
