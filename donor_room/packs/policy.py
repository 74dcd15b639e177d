"""The policy pack of a station as TOML: read, and held against its shape, its units and its bounds."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.guarded import Guarded
from donor_room.domain.policy import Policy
from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Clause, Shape, Tag
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of

_UNITS = ("min", "s", "h", "days")


class About(Shape, frozen=True, kw_only=True):
    """Which text this is."""

    id: str
    edition: str
    title: str


class Value(Shape, frozen=True, kw_only=True):
    """One whole number, where it is from, and how sure that is."""

    number: int
    unit: str
    clause: Clause
    tag: Tag


class Contact(Shape, frozen=True, kw_only=True):
    """Whom a donor calls; empty until the station fills it in."""

    phone: str


class Training(Shape, frozen=True, kw_only=True):
    """The work that needs a training which is not over, by the names of domain.guarded."""

    gates: tuple[Guarded, ...]


class Chairs(Shape, frozen=True, kw_only=True):
    """Which chairs have no mixer, by their numbers."""

    mixed_by_hand: tuple[int, ...]


class _File(Shape, frozen=True, kw_only=True):
    about: About
    value: dict[str, Value]
    contact: Contact | None = None
    training: Training | None = None
    chairs: Chairs | None = None


@cache
def load_policy(folder: Path | None = None) -> Policy:
    """Read what this station sets, once. Raises Refusal rules.unreadable with the key at fault."""
    name = "station.toml"
    try:
        raw = ((folder or resources_folder() / "policy") / name).read_bytes()
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
        return _policy_of(file, raw)
    except OSError as fault:
        raise Refusal("rules.unreadable", file=name, fault=str(fault.strerror)) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as fault:
        raise Refusal("rules.unreadable", file=name, fault=str(fault)) from fault


def _policy_of(file: _File, raw: bytes) -> Policy:
    for key, value in file.value.items():
        end = key.rpartition("_")[2]
        if value.unit != (end if end in _UNITS else ""):
            raise ValueError(f"{key} is not in {value.unit}")
    stamp = stamp_of(raw, id=file.about.id, edition=file.about.edition)
    values = {key: one.number for key, one in file.value.items()}
    phone = file.contact.phone if file.contact else ""
    told = {
        "stamp": stamp,
        "phone": phone or None,
        "training_gates": file.training.gates if file.training else (),
        "chairs_mixed_by_hand": file.chairs.mixed_by_hand if file.chairs else (),
    }
    return msgspec.convert({**told, **values}, Policy)
