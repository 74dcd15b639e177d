"""How readings and signs are called in LOINC and counted in UCUM: a list that ships as data."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that can be observed; loinc is empty where LOINC has no word that fits.

    `own` is a code of this program, where others must be able to tell the thing from all else without LOINC.
    """

    name: str
    tag: str
    category: str = ""
    loinc: str = ""
    own: str = ""
    ucum: str = ""


class ObservationNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole list, by the words of the house."""

    id: str
    edition: str
    source: str
    measure: dict[str, Named]
    sign: dict[str, Named]
    strip: dict[str, Named]
    drop: dict[str, Named]
    group: dict[str, Named]
    group_answer: dict[str, Named]


@cache
def load_names(folder: Path | None = None) -> ObservationNames:
    """Read the list, once; refuses one of another shape."""
    raw = ((folder or resources_folder() / "fhir") / "observations.toml").read_bytes()
    try:
        return msgspec.convert(tomllib.loads(raw.decode("utf-8")), ObservationNames)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="fhir", reason=str(fault)) from fault
