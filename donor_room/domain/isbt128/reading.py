"""Which code was scanned: ISBT 128 structures (ST-001 v6.2.2), plain donation numbers, visit slips.

The standard's rule for readers (2.2) is kept: identifier first, then length and form, and only then the
value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from donor_room.domain.donation_number import ISBT128, NumberProfile, parse_number
from donor_room.domain.isbt128.flags import ROLES, is_read_right
from donor_room.domain.isbt128.structures import COMPOUND, Content, Part, part_of, split, split_compound
from donor_room.domain.own_codes import read_own
from donor_room.domain.refusal import Refusal

PAIRS = (
    ("donation", "group"),
    ("product", "expiry"),
    ("donation", "product"),
    ("container", "container_lot"),
)
"""Which two symbols a reader may take for one, left and right as they stand on a label (6.4)."""


class ScannedCode(msgspec.Struct, frozen=True, kw_only=True):
    """What a code says it is.

    kind: a role of a label set (bag1, tube, nat, form, slip...), `donation` (a number whose code does not
    tell the label), visit, chair, act, group, antigens, product, expiry, collected, produced, container,
    container_lot, donor, confidential, local, other (a structure that is not used here), compound, or
    unknown. number and flag are filled for donation numbers only, value for the rest, content where a value
    has parts, parts for a compound alone.
    """

    text: str
    kind: str
    number: str | None = None
    flag: str | None = None
    value: str | None = None
    content: Content | None = None
    parts: tuple[ScannedCode, ...] = ()


def read_code(text: str, profile: NumberProfile) -> ScannedCode:
    """Say what was scanned; refuses a code that begins as something known and is not it.

    Two codes read as one are refused: see `read_pair`.
    """
    if own := read_own(text):
        return ScannedCode(text=text, kind=own.kind, value=own.value)
    if text.startswith(COMPOUND):
        parts = tuple(_of_part(part, profile) for part in split_compound(text))
        return ScannedCode(text=text, kind="compound", parts=parts)
    if text.startswith(("=", "&")):
        return _structure(text, profile)
    return ScannedCode(text=text, kind="unknown") if profile.is_isbt128 else _plain_number(text, profile)


def read_among(text: str, profiles: Sequence[NumberProfile]) -> ScannedCode:
    """Say what was scanned where numbers of several profiles may come; the first that knows a number wins."""
    refusal: Refusal | None = None
    code = ScannedCode(text=text, kind="unknown")
    for profile in dict.fromkeys(profiles):
        try:
            code = read_code(text, profile)
        except Refusal as no:
            refusal = refusal or no
            continue
        if code.kind != "unknown":
            return code
    if refusal is not None:
        raise refusal
    return code


def read_pair(text: str, kinds: tuple[str, str], profile: NumberProfile) -> tuple[ScannedCode, ScannedCode]:
    """Return the two codes that a reader took for one, for whoever asked for exactly these two kinds."""
    parts = split(text)
    if tuple(part.kind for part in parts) != kinds:
        raise Refusal("numbers.code_no_pair", text=text)
    left, right = (_of_part(part, profile) for part in parts)
    return left, right


def _structure(text: str, profile: NumberProfile) -> ScannedCode:
    try:
        part = part_of(text)
    except Refusal as refusal:
        if refusal.code == "labels.code_shape" and _is_pair(text):
            raise Refusal("numbers.code_pair", text=text) from refusal
        raise
    if part is None:
        if re.match("=[0-9A-Za-z]", text, re.ASCII):  # only a number begins so, and none begins with O or 0
            raise Refusal("labels.code_shape", kind="donation", text=text)
        return ScannedCode(text=text, kind="unknown")
    return _of_part(part, profile)


def _is_pair(text: str) -> bool:
    try:
        return tuple(part.kind for part in split(text)) in PAIRS
    except Refusal:
        return False


def _of_part(part: Part, profile: NumberProfile) -> ScannedCode:
    if part.kind != "donation":
        return ScannedCode(text=part.text, kind=part.kind, value=part.value, content=part.content)
    number = parse_number(part.value[:-2], profile if profile.is_isbt128 else ISBT128)
    flag = part.value[-2:]
    if not is_read_right(number, flag):
        raise Refusal("labels.code_check", text=part.text)
    kind = ROLES.get(flag, "donation") if profile.has_flags else "donation"
    return ScannedCode(text=part.text, kind=kind, number=number, flag=flag)


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
