"""The data structures of ISBT 128: by which signs each begins, what form it has, and how a text is split."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from donor_room.domain.isbt128.dates import Moment, read_moment
from donor_room.domain.isbt128.groups import Group, read_group
from donor_room.domain.isbt128.products import (
    CONTAINER_FORM,
    LOT_FORM,
    PRODUCT_FORM,
    Container,
    Product,
    read_container,
    read_product,
)
from donor_room.domain.refusal import Refusal

DIN_FORM = r"[A-NP-Z1-9][A-NP-Z0-9]{2}[0-9]{10}[0-9A-HJ-NPR-Y]{2}"
"""Structure 001 behind its =: number and flag. Its first sign belongs to identifier and number alike."""

Content = Group | Product | Container | Moment


class Structure(NamedTuple):
    """One structure: what it is, its form, its length (None = not the same for all), and how it is read."""

    kind: str
    form: str
    length: int | None
    read: Callable[[str], Content] | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A structure as it stands in a text: what follows its identifier, and what that means."""

    kind: str
    text: str
    value: str
    content: Content | None = None


_DAY = r"[0-9]{3}(?:00[1-9]|0[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
_TIME = r"(?:[01][0-9]|2[0-3])[0-5][0-9]"
_PRINTABLE = r"[ -~]{1,80}"
_KNOWN = {
    "=%": Structure("group", r"(?:[A-Z0-9]{2}|M[abdfqrx])[0-9A-Z]{2}", 4, read_group),
    "=<": Structure("product", PRODUCT_FORM, 8, read_product),
    "=>": Structure("expiry", _DAY, 6, read_moment),
    "&>": Structure("expiry", _DAY + _TIME, 10, read_moment),
    "=*": Structure("collected", _DAY, 6, read_moment),
    "&*": Structure("collected", _DAY + _TIME, 10, read_moment),
    "=}": Structure("produced", _DAY, 6, read_moment),
    "&}": Structure("produced", _DAY + _TIME, 10, read_moment),
    "=\\": Structure("antigens", r"[0-9]{18}", 18),
    "=)": Structure("container", CONTAINER_FORM, 10, read_container),
    "&)": Structure("container_lot", LOT_FORM, 10),
    "&;": Structure("donor", _PRINTABLE, None),
    "&!": Structure("confidential", _PRINTABLE, None),
}
_OTHERS = {
    "&(": 5, "={": 18, "&\\": 18, "&{": 18, "=[": 18, '="': 18, "=;": 21, "='": 11, "=-": 10, "&-": 10,
    "=#": 10, "=]": 6, '&"': 18, "=$": 16, "=(": 16, "=,": 6, "&+": 10, "=/": 16, "&:": 19, "&/": 15,
    "&,1": 18, "&,2": 18, "&,3": 19, "&,4": 40, "&#": None, "&$": None, "&%": None,
}  # fmt: skip
"""Structures 010 to 040 of which this program knows no more than how long they are."""

_LOCAL = Structure("local", _PRINTABLE, None)
COMPOUND = "=+"
DIN = Structure("donation", DIN_FORM, 15)


def structure_at(text: str) -> tuple[str, Structure] | None:
    """Return by which identifier a text begins, and what that is; None for a text that is no structure."""
    if re.match("=[A-NP-Z1-9]", text, re.ASCII):
        return "=", DIN
    if text[:2] in _KNOWN:
        return text[:2], _KNOWN[text[:2]]
    if re.match("&[a-z]", text, re.ASCII):
        return text[:2], _LOCAL
    for identifier in (text[:3], text[:2]):
        if identifier in _OTHERS:
            length = _OTHERS[identifier]
            return identifier, Structure("other", f"[ -~]{{{length}}}" if length else _PRINTABLE, length)
    return None


def part_of(text: str) -> Part | None:
    """Return the one structure that a text is, None where it begins as none.

    First the identifier, then length and form, then the value (2.2); refuses at the first that is wrong.
    """
    found = structure_at(text)
    return _checked(text, *found) if found else None


def _checked(text: str, identifier: str, structure: Structure) -> Part:
    value = text.removeprefix(identifier)
    if not re.fullmatch(structure.form, value, re.ASCII):
        raise Refusal("labels.code_shape", kind=structure.kind, text=text)
    content = structure.read(value) if structure.read else None
    return Part(kind=structure.kind, text=text, value=value, content=content)


def split(text: str) -> tuple[Part, ...]:
    """Return the structures of which a text is made without anything between them.

    Each is found by its identifier and is as long as its form says: no place is guessed.
    Refuses what is no structure, is too short, has no length of its own, or is nationally defined.
    """
    parts: list[Part] = []
    while text:
        found = structure_at(text)
        if found is None or found[1].length is None:
            raise Refusal("labels.code_shape", kind="compound", text=text)
        identifier, structure = found
        end = len(identifier) + (structure.length or 0)
        parts.append(_checked(text[:end], identifier, structure))
        text = text[end:]
    return tuple(parts)


def split_compound(text: str) -> tuple[Part, ...]:
    """Return what stands in structure 023, whose head says of how many structures it is made.

    Only the free order 000 is taken: which order another number names stands in a list that is not ours.
    """
    head = re.match(r"=\+([0-9]{2})([0-9]{3})", text, re.ASCII)
    if head is None:
        raise Refusal("labels.code_shape", kind="compound", text=text)
    if head[2] != "000":
        raise Refusal("numbers.code_compound_order", order=head[2], text=text)
    parts = split(text[head.end() :])
    if len(parts) != int(head[1]) or not parts:
        raise Refusal("numbers.code_compound", said=int(head[1]), found=len(parts), text=text)
    return parts
