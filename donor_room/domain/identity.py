"""Identity documents: which kind a number is, whether it can be right, and what it says about its bearer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Literal

import msgspec

Sex = Literal["male", "female"]


class DocumentKind(StrEnum):
    """The documents a donor may show; our own codes, mapped to the national dictionary only at export."""

    RESIDENT = "01"
    RESIDENT_15 = "02"
    FOREIGN_RESIDENT_2023 = "03"
    FOREIGN_RESIDENT_2017 = "04"
    HK_MACAU_RESIDENCE = "05"
    TAIWAN_RESIDENCE = "06"
    HK_MACAU_PERMIT = "07"
    TAIWAN_PERMIT = "08"
    PASSPORT_CHINESE = "09"
    PASSPORT_FOREIGN = "10"
    MILITARY = "11"
    HOUSEHOLD_OR_LICENCE = "12"
    OTHER = "99"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """What a number tells. A reason says why it cannot be right; a warning asks for a second look.

    Both are keys under `identity` in the texts. number is the normalised form, whether valid or not.
    birth_on and sex are None where the document does not carry them, or where the number cannot be right.
    """

    kind: DocumentKind | None
    number: str
    valid: bool
    birth_on: date | None
    sex: Sex | None
    reason: str | None
    warnings: tuple[str, ...]

    @property
    def masked(self) -> str:
        """The number as screens and papers show it."""
        return masked(self.number)


OLDEST_YEARS = 120
LONGEST_NUMBER = 40
"""Characters looked at; a longer text is no number of a document."""

PRACTICE_AREA = "66"
"""A provincial code never allotted: invented donors carry it and no real person can be hit."""

_PROVINCES = frozenset(
    str(code)
    for codes in (
        *(range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66)),
        (71, 81, 82, 83, 91),
    )
    for code in codes
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_LONG_KINDS = (
    DocumentKind.RESIDENT,
    DocumentKind.FOREIGN_RESIDENT_2023,
    DocumentKind.HK_MACAU_RESIDENCE,
    DocumentKind.TAIWAN_RESIDENCE,
)
_PERSON_NUMBERS = (*_LONG_KINDS, DocumentKind.RESIDENT_15)
_LONG = re.compile(r"[0-9]{17}[0-9X]")
_SHAPES: dict[DocumentKind, re.Pattern[str]] = {
    DocumentKind.RESIDENT_15: re.compile(r"[0-9]{15}"),
    DocumentKind.FOREIGN_RESIDENT_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
    DocumentKind.HK_MACAU_PERMIT: re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}|[0-9]{10}(\([A-Z]\))?"),
    DocumentKind.PASSPORT_CHINESE: re.compile(r"[A-Z0-9]{7,10}"),
    DocumentKind.PASSPORT_FOREIGN: re.compile(r"[A-Z0-9]{5,20}"),
    DocumentKind.MILITARY: re.compile(r"[\w()/.-]{4,20}"),
    DocumentKind.HOUSEHOLD_OR_LICENCE: re.compile(r"[\w()/.-]{1,40}"),
    DocumentKind.OTHER: re.compile(r"[\w()/.-]{1,40}"),
}
_TELLING_SHAPES: tuple[tuple[DocumentKind, re.Pattern[str]], ...] = (
    *((kind, _SHAPES[kind]) for kind in list(DocumentKind) if "02" <= kind <= "08" and kind in _SHAPES),
    (DocumentKind.PASSPORT_CHINESE, re.compile(r"[EDSGP][A-Z]?[0-9]{7,8}")),
)
"""Shapes that no other document has, so that a number alone names its kind."""

_DIGITS_OF_A_RESIDENT = 12


def read_document(kind: str | None, text: str, today: date, *, practice: bool = False) -> Identity:
    """Read a number as typed, scanned or listed; kind None asks the number itself what it is.

    kind is a DocumentKind or its two digits; ValueError for any other. today is the day at the donation
    site: a birth after it, or more than 120 years before it, cannot be. practice admits the unallotted
    area 66, which is refused everywhere else. No text raises.
    """
    number = normalised(text)
    found = DocumentKind(kind) if kind is not None else _kind_of(number)
    reason = _reason_against(found, number, today, practice)
    if found is None or reason is not None:
        return Identity(
            kind=found, number=number, valid=False, birth_on=None, sex=None, reason=reason, warnings=()
        )
    return Identity(
        kind=found,
        number=number,
        valid=True,
        birth_on=_birth(found, number, today),
        sex=_sex(found, number),
        reason=None,
        warnings=tuple(_warnings(found, number)),
    )


def normalised(text: str) -> str:
    """Full width to half, capitals, no space, nothing invisible: the form that is compared and kept."""
    kept = (_half_width(character) for character in text if _is_visible(character))
    return "".join(kept).upper()


def masked(number: str) -> str:
    """Show first six and last four; of a number too short for that, a quarter at each end."""
    head, tail = (6, 4) if len(number) >= 15 else (len(number) // 4,) * 2
    hidden = len(number) - head - tail
    return number[:head] + "*" * hidden + number[len(number) - tail :]


def check_character(first_seventeen: str) -> str:
    """MOD 11-2 of GB 11643 over seventeen digits; raises ValueError on anything that is not a digit."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def as_eighteen(number: str) -> str:
    """Give a 15-digit number its 18 characters, as its bearer's new card shows them; any other as it is."""
    if not _SHAPES[DocumentKind.RESIDENT_15].fullmatch(number):
        return number
    first_seventeen = number[:6] + "19" + number[6:]
    return first_seventeen + check_character(first_seventeen)


def agrees(identity: Identity, birth_on: date | None, sex: Sex | None) -> bool:
    """Tell whether a number and what the form or the chip says can be true of one person."""
    return disagreement(identity, birth_on, sex) is None


def disagreement(identity: Identity, birth_on: date | None, sex: Sex | None) -> str | None:
    """Name what keeps a number and a form apart: `birth_disagrees`, `sex_disagrees`, or None.

    What either side does not state cannot disagree, nor does a birth date that the number only hints at.
    """
    if _differ(identity.birth_on, birth_on) and "birth_unproved" not in identity.warnings:
        return "birth_disagrees"
    return "sex_disagrees" if _differ(identity.sex, sex) else None


def age_on(birth_on: date, day: date) -> int:
    """Completed years on a calendar day at the site; a birth on 29 February completes on 1 March.

    Negative when the day is before the birth.
    """
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def _differ(told: object, stated: object) -> bool:
    return told is not None and stated is not None and told != stated


def _half_width(character: str) -> str:
    code = ord(character)
    return chr(code - 0xFEE0) if 0xFF01 <= code <= 0xFF5E else character


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf", "Mn"}


def _kind_of(number: str) -> DocumentKind | None:
    if _LONG.fullmatch(number):
        return _long_kind(number)
    for kind, shape in _TELLING_SHAPES:
        if shape.fullmatch(number):
            return kind
    digits = sum(character in "0123456789" for character in number)
    return DocumentKind.RESIDENT if digits >= _DIGITS_OF_A_RESIDENT else None


def _long_kind(number: str) -> DocumentKind:
    """Of the four cards with 18 characters, the one that begins like this number."""
    if number[:6] in {"810000", "820000"}:
        return DocumentKind.HK_MACAU_RESIDENCE
    if number[:6] == "830000":
        return DocumentKind.TAIWAN_RESIDENCE
    return DocumentKind.FOREIGN_RESIDENT_2023 if number[0] == "9" else DocumentKind.RESIDENT


def _reason_against(kind: DocumentKind | None, number: str, today: date, practice: bool) -> str | None:
    if not number:
        return "empty"
    if len(number) > LONGEST_NUMBER:
        return "too_long"
    if kind is None:
        return "kind_unknown"
    if kind in _LONG_KINDS:
        return _reason_against_long(kind, number, today, practice)
    if not _SHAPES[kind].fullmatch(number):
        return "shape"
    if kind is DocumentKind.RESIDENT_15:
        return _reason_against_old(number, today, practice)
    return None


def _reason_against_long(kind: DocumentKind, number: str, today: date, practice: bool) -> str | None:
    if len(number) != 18:
        return "length"
    if not _LONG.fullmatch(number):
        return "characters"
    if number[0] == "0":
        return "area"
    if _long_kind(number) is not kind:
        return "other_kind"
    if number[17] != check_character(number[:17]):
        return "check_character"
    return _reason_against_birth(number[6:14], today) or _reason_against_practice(number, practice)


def _reason_against_old(number: str, today: date, practice: bool) -> str | None:
    if number[0] in "09":
        return "area"
    return _reason_against_birth("19" + number[6:12], today) or _reason_against_practice(number, practice)


def _reason_against_practice(number: str, practice: bool) -> str | None:
    return "practice_area" if number.startswith(PRACTICE_AREA) and not practice else None


def _reason_against_birth(eight_digits: str, today: date) -> str | None:
    birth_on = _day(eight_digits)
    if birth_on is None:
        return "birth_impossible"
    if birth_on > today:
        return "birth_in_future"
    return "birth_too_long_ago" if age_on(birth_on, today) > OLDEST_YEARS else None


def _day(eight_digits: str) -> date | None:
    try:
        return date(int(eight_digits[:4]), int(eight_digits[4:6]), int(eight_digits[6:]))
    except ValueError:
        return None


def _birth(kind: DocumentKind, number: str, today: date) -> date | None:
    if kind in _LONG_KINDS:
        return _day(number[6:14])
    if kind is DocumentKind.RESIDENT_15:
        return _day("19" + number[6:12])
    if kind is DocumentKind.FOREIGN_RESIDENT_2017:
        return _latest_past_day(number[7:13], today)
    return None


def _latest_past_day(six_digits: str, today: date) -> date | None:
    """YYMMDD in the century that lies nearest before today."""
    days = (_day(century + six_digits) for century in ("20", "19"))
    return next((day for day in days if day is not None and day <= today), None)


def _sex(kind: DocumentKind, number: str) -> Sex | None:
    if kind not in _PERSON_NUMBERS:
        return None
    telling_digit = number[14] if kind is DocumentKind.RESIDENT_15 else number[16]
    return "male" if int(telling_digit) % 2 else "female"


def _warnings(kind: DocumentKind, number: str) -> Iterator[str]:
    if kind in _PERSON_NUMBERS and not _is_known_area(number):
        yield "area_unknown"
    if kind is DocumentKind.RESIDENT_15:
        yield "ask_eighteen"
    if kind is DocumentKind.FOREIGN_RESIDENT_2017:
        yield "birth_unproved"
    if kind is DocumentKind.HOUSEHOLD_OR_LICENCE:
        yield "not_alone"
    if kind is DocumentKind.OTHER:
        yield "second_person"


def _is_known_area(number: str) -> bool:
    return number[:2] in _PROVINCES or number[0] == "9" or number.startswith(PRACTICE_AREA)
