"""Donation numbers: how a station writes them, how they are checked, and which one is next."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from donor_room.domain.refusal import Refusal

ISO_7064_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
"""The 37 signs of ISO 7064 mod 37-2, in the order of their values."""

OWN_CODES = "DR"
"""How the codes of our own begin: slip, chair, act (decision 0016)."""


class NumberProfile(msgspec.Struct, frozen=True, kw_only=True):
    """How one station writes its donation numbers.

    `pattern` matches a whole number; `serial_digits` at its end count upwards (before a mod 11 check digit,
    which is part of the number; a mod 37-2 character is not, it only guards what is typed). `groups` are
    the widths in which eyes read it.
    `is_isbt128` = the code carries the identifier and two flag characters; `has_flags` = the flags tell the
    labels of a set apart (a station whose analysers compare whole codes leaves them 00).
    `head` = what stands before the serial: signs, {facility} and the last two digits of the {year}; without
    a year the serial goes on over the years.
    """

    name: str
    pattern: str
    symbology: Literal["code128", "codabar"]
    is_isbt128: bool
    has_flags: bool
    check: Literal["none", "mod37-2", "mod11"]
    weights: tuple[int, ...] = ()
    serial_digits: int
    groups: tuple[int, ...]
    head: str = "{facility}{year}"


ISBT128 = NumberProfile(
    name="isbt128", pattern=r"[A-NP-Z1-9][0-9]{12}", symbology="code128", is_isbt128=True, has_flags=True,
    check="mod37-2", serial_digits=6, groups=(5, 2, 6),
)  # fmt: skip
NUMERIC_CODE128 = NumberProfile(
    name="numeric-code128", pattern=r"[0-9]{13}", symbology="code128", is_isbt128=False, has_flags=False,
    check="mod37-2", serial_digits=6, groups=(5, 2, 6),
)  # fmt: skip
NUMERIC_CODABAR = NumberProfile(
    name="numeric-codabar", pattern=r"[0-9]{13}", symbology="codabar", is_isbt128=False, has_flags=False,
    check="mod37-2", serial_digits=6, groups=(5, 2, 6),
)  # fmt: skip

_SHIPPED = {profile.name: profile for profile in (ISBT128, NUMERIC_CODE128, NUMERIC_CODABAR)}


def profile_named(name: str) -> NumberProfile:
    """Return a profile that every terminal has; a station's own comes with the range written in it."""
    if name not in _SHIPPED:
        raise Refusal("labels.profile_unknown", profile=name)
    return _SHIPPED[name]


def profile_names() -> tuple[str, ...]:
    """Return the names of the shipped profiles."""
    return tuple(_SHIPPED)


def whole_profile(name: str, own: NumberProfile | None) -> NumberProfile:
    """Return the profile that was kept whole, or the shipped one of this name; refuses an unknown name."""
    return own or profile_named(name)


def own_or_none(profile: NumberProfile) -> NumberProfile | None:
    """Return what must be kept whole of a profile: a station's own; a shipped one is known by its name."""
    return None if _SHIPPED.get(profile.name) == profile else profile


def parse_number(text: str, profile: NumberProfile) -> str:
    """Return the number without the blanks that people write; refuse what the profile does not allow.

    A plain number that begins as our own codes do would be taken for one of them, so it is none.
    """
    number = text.replace(" ", "")
    is_own_code = not profile.is_isbt128 and number.startswith(OWN_CODES)
    if is_own_code or not re.fullmatch(profile.pattern, number, re.ASCII):
        raise Refusal("labels.number_shape", number=text)
    if profile.check == "mod11" and _mod11(number[:-1], profile.weights) != number[-1]:
        raise Refusal("labels.number_check", number=text)
    return number


def parse_typed(text: str, profile: NumberProfile) -> str:
    """Return the number of a keyboard entry, with its check character where the profile has one.

    Refuses a number without it by a code of its own (`labels.check_missing`); any refusal names all of what
    was typed.
    """
    if profile.check != "mod37-2":
        return parse_number(text, profile)
    signs = text.replace(" ", "").upper()
    if is_number(signs, profile):
        raise Refusal("labels.check_missing", number=text)
    if not is_number(signs[:-1], profile):
        raise Refusal("labels.number_shape", number=text)
    if mod37_2(signs[:-1]) != signs[-1]:
        raise Refusal("labels.number_check", number=text)
    return signs[:-1]


def is_number(text: str, profile: NumberProfile) -> bool:
    """Say whether a text is a number of this profile, without a check character behind it."""
    try:
        parse_number(text, profile)
    except Refusal:
        return False
    return True


def check_character(number: str, profile: NumberProfile) -> str | None:
    """Return what stands in the box behind the number, or None where the profile has nothing there."""
    return mod37_2(number) if profile.check == "mod37-2" else None


def grouped(number: str, profile: NumberProfile) -> str:
    """Return the number as eyes read it, such as A9999 26 014327."""
    parts, start = [], 0
    for width in profile.groups:
        parts.append(number[start : start + width])
        start += width
    return " ".join(part for part in (*parts, number[start:]) if part)


def mod37_2(number: str) -> str:
    """Return the check character of ISO 7064 mod 37-2 (ST-001 appendix A)."""
    total = 0
    for sign in number:
        total = (total + ISO_7064_SIGNS.index(sign)) * 2 % 37
    return ISO_7064_SIGNS[(38 - total) % 37]


def number_head(profile: NumberProfile, *, facility: str, year: int) -> str:
    """Return what stands before the serial in the numbers of a station in a year."""
    return profile.head.replace("{facility}", facility).replace("{year}", f"{year % 100:02d}")


def number_with(head: str, serial: int, profile: NumberProfile) -> str:
    """Return the number of a head and a serial, with its check digit where the profile has one inside.

    Refuses a head of which no such digit can be counted.
    """
    body = f"{head}{serial:0{profile.serial_digits}d}"
    if profile.check != "mod11":
        return body
    if len(body) != len(profile.weights) or not re.fullmatch("[0-9]+", body, re.ASCII):
        raise Refusal("labels.number_shape", number=body)
    return body + _mod11(body, profile.weights)


def _mod11(digits: str, weights: tuple[int, ...]) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
    return "0123456789X"[-total % 11]


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that one terminal alone may use, first and last included; they differ only in the serial."""

    profile: NumberProfile
    first: str
    last: str

    @property
    def count(self) -> int:
        return self._serial(self.last) - self._serial(self.first) + 1

    @property
    def serials(self) -> tuple[str, int, int]:
        """What stands before the serials, the first serial and the last."""
        return self._head(self.first), self._serial(self.first), self._serial(self.last)

    def contains(self, number: str) -> bool:
        """Return whether the number is one of this range; what is no number at all is not."""
        try:
            parse_number(number, self.profile)
        except Refusal:
            return False
        same_head = self._head(number) == self._head(self.first)
        return same_head and self._serial(self.first) <= self._serial(number) <= self._serial(self.last)

    def next_after(self, last_spent: str | None) -> str:
        """Return the number that follows the last one spent (None = nothing yet); refuses when all are
        spent.
        """
        if last_spent is None:
            return self.first
        place = self.place_of(last_spent)
        if last_spent == self.last:
            raise Refusal("labels.range_spent", first=self.first, last=self.last)
        return self.at(place + 1)

    def left_after(self, last_spent: str | None) -> int:
        """Return how many numbers are still unspent."""
        if last_spent is None:
            return self.count
        return self._serial(self.last) - self._serial(last_spent)

    def numbers(self) -> tuple[str, ...]:
        """Return every number of the range in order."""
        return tuple(self.at(place) for place in range(self.count))

    def at(self, place: int) -> str:
        """Return the number at a place, the first one at 0; what lies beyond the end is no number of it."""
        return self._number(self._serial(self.first) + place)

    def place_of(self, number: str) -> int:
        """Return how many numbers of the range come before this one; refuses a number that is outside."""
        if not self.contains(number):
            raise Refusal("labels.number_not_in_range", number=number)
        return self._serial(number) - self._serial(self.first)

    def _tail(self) -> int:
        return 1 if self.profile.check == "mod11" else 0

    def _head(self, number: str) -> str:
        return number[: len(number) - self._tail() - self.profile.serial_digits]

    def _serial(self, number: str) -> int:
        return int(number[len(self._head(number)) : len(number) - self._tail()])

    def _number(self, serial: int) -> str:
        return number_with(self._head(self.first), serial, self.profile)


def number_range(first: str, last: str, profile: NumberProfile) -> NumberRange:
    """Return the checked range; refuses ends of another head or in the wrong order."""
    ends = NumberRange(profile=profile, first=parse_number(first, profile), last=parse_number(last, profile))
    if not ends.contains(ends.last):
        raise Refusal("labels.range_shape", first=first, last=last)
    return ends
