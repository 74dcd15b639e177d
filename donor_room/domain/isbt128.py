"""Which code was scanned: ISBT 128 structures (ST-001 v6.2.2), plain donation numbers, visit slips.

The standard's rule for readers (2.2) is kept: identifier first, then length and form, and only then the
value.
"""

from __future__ import annotations

import re

import msgspec

from donor_room.domain.donation_number import ISO_7064_SIGNS, NumberProfile, mod37_2, parse_number
from donor_room.domain.refusal import Refusal

ROLE_FLAGS = {
    "bag1": "01", "bag2": "02", "bag3": "03", "bag4": "04",
    "pilot": "06", "tube": "07", "form": "08", "nat": "09", "slip": "00",
}  # fmt: skip
"""Flag characters of type 1 (ST-001 table of flags) that tell on what a label is stuck."""

GROUPS = {
    "95": "O-", "51": "O+", "06": "A-", "62": "A+", "17": "B-", "73": "B+", "28": "AB-", "84": "AB+",
    "55": "O", "66": "A", "77": "B", "88": "AB",
}  # fmt: skip
"""Default values of table 4; the last four are groups whose RhD is not known."""

_ROLES = {flag: role for role, flag in ROLE_FLAGS.items()}
_DIN = re.compile(r"=([A-NP-Z1-9][0-9]{12})([0-9A-HJ-NPR-Y]{2})", re.ASCII)
_DIN_START = re.compile(r"=[A-NP-Z1-9]", re.ASCII)
VISIT_SLIP = "DRV"
"""How the code of a visit's slip begins: our own, no ISBT 128 structure begins so."""
_VISIT = re.compile(VISIT_SLIP + r"([0-9A-Z]{4,32})", re.ASCII)
_DAY = r"[0-9]{3}(?:00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"
_STRUCTURES = (
    ("group", "=%", r"(?:[0-9]{2}|M[abdfqrx])[0-9A-Z][0-9]"),
    ("antigens", "=\\", r"[0-9]{18}"),
    ("product", "=<", r"[A-Z][0-9]{4}[A-Z0-9][A-Z0-9][a-z0-9]"),
    ("expiry", "=>", _DAY),
    ("expiry", "&>", _DAY + _TIME),
    ("collected", "=*", _DAY),
    ("collected", "&*", _DAY + _TIME),
    ("produced", "=}", _DAY),
    ("produced", "&}", _DAY + _TIME),
    ("container", "=)", r"[0-9A-Z]{10}"),
    ("container_lot", "&)", r"[0-9A-Z]{10}"),
)


class ScannedCode(msgspec.Struct, frozen=True, kw_only=True):
    """What a code says it is.

    kind: a role of a label set (bag1, tube, nat, form, slip...), `donation` (a number whose code does not
    tell the label), visit, group, antigens, product, expiry, collected, produced, container, container_lot,
    or unknown. number and flag are filled for donation numbers only, value for the rest.
    """

    text: str
    kind: str
    number: str | None = None
    flag: str | None = None
    value: str | None = None


def encoded_number(number: str, role: str, profile: NumberProfile) -> str:
    """Return the text of the bar code that a label of this role carries."""
    if profile.is_isbt128:
        return f"={number}{ROLE_FLAGS[role] if profile.has_flags else '00'}"
    return f"A{number}A" if profile.symbology == "codabar" else number


def visit_code(visit: str) -> str:
    """Return the text of the bar code on the slip that a donor carries from step to step."""
    return f"{VISIT_SLIP}{visit.replace('-', '').upper()}"


def read_code(text: str, profile: NumberProfile) -> ScannedCode:
    """Say what was scanned; refuses a code that begins as something known and is not it."""
    if visit := _VISIT.fullmatch(text):
        return ScannedCode(text=text, kind="visit", value=visit[1])
    for kind, identifier, form in _STRUCTURES:
        if text.startswith(identifier):
            return _structure(text, kind, identifier, form)
    if profile.is_isbt128:
        return _flagged_number(text, profile)
    return _plain_number(text, profile)


def transmission_flag(number: str) -> str:
    """Return the type 3 flag: 60 plus the mod 37-2 value; it checks the transmission and names no label."""
    return str(60 + ISO_7064_SIGNS.index(mod37_2(number)))


def _structure(text: str, kind: str, identifier: str, form: str) -> ScannedCode:
    value = text.removeprefix(identifier)
    if not re.fullmatch(form, value, re.ASCII):
        raise Refusal("labels.code_shape", kind=kind, text=text)
    return ScannedCode(text=text, kind=kind, value=value)


def _flagged_number(text: str, profile: NumberProfile) -> ScannedCode:
    whole = _DIN.fullmatch(text)
    if whole is None:
        if _DIN_START.match(text) or text.startswith(("=O", "=0")):
            raise Refusal("labels.code_shape", kind="donation", text=text)
        return ScannedCode(text=text, kind="unknown")
    number, flag = parse_number(whole[1], profile), whole[2]
    if flag.isdigit() and 60 <= int(flag) <= 96 and flag != transmission_flag(number):
        raise Refusal("labels.code_check", text=text)
    kind = _ROLES.get(flag, "donation") if profile.has_flags else "donation"
    return ScannedCode(text=text, kind=kind, number=number, flag=flag)


def _plain_number(text: str, profile: NumberProfile) -> ScannedCode:
    bare = re.sub(r"^[A-D](.*)[A-D]$", r"\1", text) if profile.symbology == "codabar" else text
    try:
        number = parse_number(bare, profile) if " " not in bare else None
    except Refusal as refusal:
        if refusal.code == "labels.number_check":
            raise Refusal("labels.code_check", text=text) from refusal
        number = None
    kind = "unknown" if number is None else "donation"
    return ScannedCode(text=text, kind=kind, number=number)
