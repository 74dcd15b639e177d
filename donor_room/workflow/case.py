"""One case of the `decide` command as it is written down, one JSON line."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from donor_room.domain.directory import Severity

PlanKind = Literal["WB", "APH_PLT", "APH_PLT_PLASMA", "APH_PLASMA"]
GivenKind = Literal[PlanKind, "COMMERCIAL_PLASMA", "FAILED_SMALL"]

_Volume = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a case: what is absent or null is not known; a field that it does not have is an error."""


class Plan(_Part, frozen=True, kw_only=True):
    """What is to be given; ml for whole blood, doses for platelets."""

    kind: PlanKind | None = None
    ml: _Volume | None = None
    doses: _Volume | None = None


class DonorPart(_Part, frozen=True, kw_only=True):
    """Who would give."""

    sex: Literal["male", "female", "unknown"] | None = None
    birth: date | None = None
    asks_extension: bool | None = None
    earlier_reaction: bool | None = None
    athlete: bool | None = None


class Given(_Part, frozen=True, kw_only=True):
    """One donation of the past."""

    kind: GivenKind | None = None
    on: date | None = None
    ml: _Volume | None = None
    doses: _Volume | None = None


class Condition(_Part, frozen=True, kw_only=True):
    """A condition of clause 6 that the donor told of, and the day that its span counts from."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    on: date | None = None
    disease: str | None = None


class InterviewPart(_Part, frozen=True, kw_only=True):
    """What came of the interview."""

    complete: bool | None = None
    conditions: tuple[Condition, ...] | None = None
    not_sure: tuple[str, ...] | None = None


class Vitals(_Part, frozen=True, kw_only=True):
    """The examination of clause 7, each number in the unit of its name."""

    weight_kg: Decimal | None = None
    height_cm: Decimal | None = None
    sbp_mmhg: Decimal | None = None
    dbp_mmhg: Decimal | None = None
    pulse_bpm: Decimal | None = None
    temp_c: Decimal | None = None
    rhythm_regular: bool | None = None
    skin_ok: bool | None = None
    sclera_ok: bool | None = None
    limbs_ok: bool | None = None
    arms_ok: bool | None = None


class Tests(_Part, frozen=True, kw_only=True):
    """The blood tests before a donation, each number in the unit of its name."""

    hb_g_l: Decimal | None = None
    hb_method: Literal["hb_meter", "analyser", "cuso4_pass_fail"] | None = None
    cuso4: Decimal | None = None
    alt_u_l: Decimal | None = None
    hbsag: Literal["reactive", "nonreactive", "invalid"] | None = None
    abo: Literal["A", "B", "O", "AB", "unknown"] | None = None
    hct: Decimal | None = None
    plt_e9_l: Decimal | None = None


class Standing(_Part, frozen=True, kw_only=True):
    """A deferral of the directory; until is the first free day, absent where no end is known."""

    kind: Literal["temporary", "permanent", "ask_station"]
    until: date | None = None


class ReactionTold(_Part, frozen=True, kw_only=True):
    """A reaction to an earlier donation."""

    on: date
    severity: Severity


class Case(_Part, frozen=True, kw_only=True):
    """All that is known of one donor on one day."""

    id: str | int | None = None
    on: date | None = None
    plan: Plan | None = None
    donor: DonorPart | None = None
    history: tuple[Given, ...] | None = None
    history_complete: bool | None = None
    interview: InterviewPart | None = None
    vitals: Vitals | None = None
    tests: Tests | None = None
    deferrals: tuple[Standing, ...] | None = None
    directory_age_h: Decimal | None = None
    reactions: tuple[ReactionTold, ...] = ()
    """Those of which the day and severity are known; that there was one is donor.earlier_reaction."""


class BadCase(ValueError):
    """A line that is no case; the text names the field."""


_CASE = msgspec.json.Decoder(Case)
_PLAIN = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
"""A number as it is written down; Python reads 1_35, blanks and the digits of other scripts too."""
_PARTS: dict[str, type[_Part]] = {"vitals": Vitals, "tests": Tests}
_NUMBERS = {"directory_age_h": "directory_age_h"} | {
    field.name: f"{part}.{field.name}"
    for part, struct in _PARTS.items()
    for field in msgspec.structs.fields(struct)
    if field.type == Decimal | None
}
"""Every field that holds a number which may also be written as a text, and where it stands."""


def read_case(line: bytes) -> Case:
    """Read one line; raises BadCase, which names the field that is wrong."""
    try:
        case = _CASE.decode(line)
    except msgspec.DecodeError as fault:
        raise BadCase(str(fault)) from fault
    except (UnicodeDecodeError, RecursionError) as fault:
        raise BadCase("not JSON in UTF-8") from fault
    json.loads(line, object_pairs_hook=_refuse_what_may_be_read_otherwise, parse_int=str)
    return case


def _refuse_what_may_be_read_otherwise(pairs: list[tuple[str, object]]) -> None:
    """Refuse a field that is told twice, nobody knows which is true, and a number that is no plain one."""
    told: set[str] = set()
    for name, value in pairs:
        if name in told:
            raise BadCase(f"the field `{name}` stands twice")
        if name in _NUMBERS and isinstance(value, str) and _PLAIN.fullmatch(value) is None:
            raise BadCase(f"{_NUMBERS[name]} is not a number from 0 upwards")
        told.add(name)
