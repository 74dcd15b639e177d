"""Rule packs and overlays as TOML: read, held against their shape, and searched for loose ends."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import FactKind, Overlay, Param, RulePack, Shape
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of

NATIONAL = "gb18467-2011"

_Shape = TypeVar("_Shape", RulePack, Overlay)


@cache
def load_rules(name: str = NATIONAL, folder: Path | None = None) -> RulePack:
    """Read a base pack, once. Raises Refusal rules.unreadable, which names the file and the key at fault."""
    pack = _read(name, folder, RulePack)
    fault = next(_faults(pack), None)
    if fault is not None:
        raise _unreadable(name, fault)
    return pack


@cache
def load_overlay(name: str, folder: Path | None = None) -> Overlay:
    """Read what a jurisdiction or a station changes; reading it does not put it in force."""
    return _read(name, folder, Overlay)


def rule_files(folder: Path | None = None) -> tuple[str, ...]:
    """Return the names of all packs and overlays there are."""
    return tuple(sorted(file.stem for file in (folder or _rules_folder()).glob("*.toml")))


def _rules_folder() -> Path:
    return resources_folder() / "rules"


def _read(name: str, folder: Path | None, shape: type[_Shape]) -> _Shape:
    try:
        raw = ((folder or _rules_folder()) / f"{name}.toml").read_bytes()
        table = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
        about = table.get("about", {})
        stamp = stamp_of(raw, id=str(about.get("id", "")), edition=str(about.get("edition", "")))
        return msgspec.convert({**table, "stamp": stamp}, shape)
    except OSError as fault:
        raise _unreadable(name, str(fault.strerror)) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise _unreadable(name, str(fault)) from fault
    except msgspec.ValidationError as fault:
        raise _unreadable(name, _named(str(fault), table)) from fault


def _unreadable(name: str, fault: str) -> Refusal:
    return Refusal("rules.unreadable", file=f"{name}.toml", fault=fault)


def _named(fault: str, table: Mapping[str, Any]) -> str:
    """Put names into a place of the file: `$.rule[3]` and `$.param[...]` say little to who must repair it."""
    for section in ("rule", "interval"):
        for place, row in enumerate(table.get(section, [])):
            fault = fault.replace(f"$.{section}[{place}]", f"{section} {row.get('id', place)}")
    for section, shape in (("param", Param), ("set", Param), ("fact", FactKind)):
        if f"$.{section}[...]" in fault:
            fault = fault.replace(f"$.{section}[...]", f"{section} {_first_wrong(table[section], shape)}")
    return fault


def _first_wrong(section: Mapping[str, Any], shape: type[Shape]) -> str:
    """Return the first key of a table whose value does not fit its shape."""
    return next(key for key, value in section.items() if not _fits(value, shape))


def _fits(value: object, shape: type[Shape]) -> bool:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return False
    return True


def _faults(pack: RulePack) -> Iterator[str]:
    """Say what the shape cannot see: names that lead nowhere, units that differ, codes that stand twice."""
    yield from _twice("rule", [rule.id for rule in pack.rule])
    yield from _twice("exclusion", [entry.code for entry in pack.exclusion.every()])
    yield from _twice("interval", [f"{row.last} to {row.next}" for row in pack.interval])
    yield from _twice("kind", [kind.id for kind in pack.donation.kinds])
    yield from _loose_names(pack)
    yield from _differing_units(pack)


def _twice(section: str, names: list[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{section} {name} is there {names.count(name)} times"


def _loose_names(pack: RulePack) -> Iterator[str]:
    for rule in pack.rule:
        for name in rule.needs():
            if name not in pack.fact:
                yield f"rule {rule.id} asks for the fact {name}, which is not in [fact]"
        for limit in (*(test.limit for test in rule.when), rule.until_days):
            if limit is not None and limit not in pack.param:
                yield f"rule {rule.id} names the limit {limit}, which is not in [param]"
    for entry in pack.exclusion.every():
        if entry.only_if is not None and entry.only_if not in pack.param:
            yield f"exclusion {entry.code} depends on {entry.only_if}, which is not in [param]"


def _differing_units(pack: RulePack) -> Iterator[str]:
    for rule in pack.rule:
        for test in rule.when:
            if test.limit is not None and pack.fact[test.fact].unit != pack.param[test.limit].unit:
                yield f"rule {rule.id}: {test.fact} and {test.limit} have different units"
