"""Whether a station's own way of writing numbers can be lived with: checked before anybody relies on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from donor_room.domain.donation_number import ISO_7064_SIGNS, NumberProfile, profile_names
from donor_room.domain.refusal import Refusal

SIGNS = frozenset(ISO_7064_SIGNS) - {"*"}
"""Digits and capital letters: what every scanner reads, every keyboard has and no two of which look alike."""

DIGITS = frozenset("0123456789")
LONGEST_PATTERN, SHORTEST, LONGEST = 100, 4, 24
_MOST_WAYS = 1_000
_FIN = SIGNS - {"O"}
_MOD11 = DIGITS | {"X"}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
_HEAD = re.compile(r"(?:[0-9A-Z]|\{facility\}|\{year\})*", re.ASCII)
_ISBT_LENGTH = 13
_ISBT_SERIAL = 6


class Place(NamedTuple):
    """One place of a number: which signs may stand there, and whether without regard to the others."""

    signs: frozenset[str]
    is_free: bool


class NotPlain(ValueError):
    """A pattern that has no fixed places; at = where in its text."""

    def __init__(self, at: int) -> None:
        super().__init__(f"sign {at + 1}")
        self.at = at


def check_profile(profile: NumberProfile) -> None:
    """Refuse a profile whose parts contradict one another; the refusal names the profile and the field."""
    try:
        places = places_of(profile.pattern[: LONGEST_PATTERN + 1])
    except NotPlain as no:
        raise _refusal(profile, "pattern", "pattern", str(no.at + 1)) from no
    fault = next(_faults(profile, places), None)
    if fault is not None:
        raise _refusal(profile, *fault)


def _refusal(profile: NumberProfile, reason: str, field: str, detail: str) -> Refusal:
    return Refusal(f"numbers.profile_{reason}", file=profile.name, field=field, detail=detail)


def places_of(pattern: str) -> tuple[Place, ...]:
    r"""Return the places of a pattern of fixed length; raises NotPlain for any other.

    It may hold signs, \d, classes such as [0-9X], groups with | and counts such as {6}, ^ and $ at its ends.
    Nothing in it can match in so many ways that reading a number takes long.
    """
    begin = 1 if pattern.startswith("^") else 0
    end = len(pattern) - 1 if pattern.endswith("$") else len(pattern)
    reader = _Reader(pattern, begin, end)
    places, _ways = reader.alternatives()
    if reader.at != end:
        raise NotPlain(reader.at)
    return tuple(places)


def _faults(profile: NumberProfile, places: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong, worst first; each check relies on those before it."""
    if not _NAME.fullmatch(profile.name) or profile.name in profile_names():
        yield "name", "name", profile.name[:40]
    if not SHORTEST <= len(places) <= LONGEST or len(profile.pattern) > LONGEST_PATTERN:
        yield "length", "pattern", str(len(places))
    yield from _faults_of_code(profile, places)
    yield from _faults_of_check(profile, places)
    yield from _faults_of_serial(profile, places)
    if any(width < 1 for width in profile.groups) or sum(profile.groups) > len(places) or not profile.groups:
        yield "groups", "groups", str(len(places))
    if not _HEAD.fullmatch(profile.head) or any(profile.head.count(name) > 1 for name in ("{f", "{y")):
        yield "head", "head", profile.head[:40]


def _faults_of_code(profile: NumberProfile, places: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    if profile.is_isbt128:
        alphabets = (_FIN - {"0"}, _FIN, _FIN, *[DIGITS] * (_ISBT_LENGTH - 3))
        fits = len(places) == _ISBT_LENGTH and all(
            place.signs <= signs for place, signs in zip(places, alphabets, strict=True)
        )
        if not fits or profile.serial_digits > _ISBT_SERIAL:
            yield "isbt128", "is_isbt128", str(len(places))
    elif profile.has_flags:
        yield "flags", "has_flags", ""
    only_digits = all(place.signs <= DIGITS for place in places)
    if profile.symbology == "codabar" and (profile.is_isbt128 or not only_digits):
        yield "symbology", "symbology", profile.symbology


def _faults_of_check(profile: NumberProfile, places: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    if profile.check != "mod11":
        if profile.weights:
            yield "no_weights", "weights", profile.check
        return
    *body, last = places
    if len(profile.weights) != len(body) or any(weight % 11 == 0 for weight in profile.weights):
        yield "weights", "weights", str(len(body))
    if profile.is_isbt128 or not all(place.signs <= DIGITS for place in body):
        yield "check", "check", ""
    if last != Place(_MOD11, True):
        yield "check_place", "pattern", ""


def _faults_of_serial(profile: NumberProfile, places: tuple[Place, ...]) -> Iterator[tuple[str, str, str]]:
    end = len(places) - (1 if profile.check == "mod11" else 0)
    if not 1 <= profile.serial_digits <= end or any(
        place != Place(DIGITS, True) for place in places[end - profile.serial_digits : end]
    ):
        yield "serial", "serial_digits", str(profile.serial_digits)


class _Reader:
    """Reads a pattern from left to right; each part gives its places and in how many ways it can match."""

    def __init__(self, pattern: str, at: int, end: int) -> None:
        self._pattern, self.at, self._end = pattern, at, end

    def alternatives(self) -> tuple[list[Place], int]:
        places, ways = self._sequence()
        while self._next("|"):
            others, other_ways = self._sequence()
            if len(others) != len(places):
                raise NotPlain(self.at)
            pairs = zip(places, others, strict=True)
            places = [Place(one.signs | other.signs, False) for one, other in pairs]
            ways += other_ways
        return places, ways

    def _sequence(self) -> tuple[list[Place], int]:
        places: list[Place] = []
        ways = 1
        while self.at < self._end and self._pattern[self.at] not in "|)":
            more, more_ways = self._part()
            count = self._count()
            places += more * count
            ways *= more_ways**count
            if len(places) > LONGEST or ways > _MOST_WAYS:
                raise NotPlain(self.at)
        return places, ways

    def _part(self) -> tuple[list[Place], int]:
        if self._next("("):
            self._next("?:")
            inside = self.alternatives()
            self._must(")")
            return inside
        return [Place(self._class() if self._next("[") else self._signs(), True)], 1

    def _class(self) -> frozenset[str]:
        signs = self._range()
        while not self._next("]"):
            signs |= self._range()
        return signs

    def _range(self) -> frozenset[str]:
        first = self._signs()
        if not self._next("-"):
            return first
        last = self._signs()
        span = frozenset(map(chr, range(ord(min(first)), ord(min(last)) + 1)))
        if len(first) != 1 or len(last) != 1 or not span or not span <= SIGNS:
            raise NotPlain(self.at)
        return span

    def _signs(self) -> frozenset[str]:
        if self._next("\\d"):
            return DIGITS
        sign = self._pattern[self.at : min(self.at + 1, self._end)]
        if sign not in SIGNS:
            raise NotPlain(self.at)
        self.at += 1
        return frozenset(sign)

    def _count(self) -> int:
        counted = re.compile(r"\{([1-9][0-9]?)\}", re.ASCII).match(self._pattern, self.at, self._end)
        if counted is None:
            return 1
        self.at = counted.end()
        return int(counted[1])

    def _next(self, text: str) -> bool:
        is_next = self._pattern.startswith(text, self.at, self._end)
        self.at += len(text) if is_next else 0
        return is_next

    def _must(self, text: str) -> None:
        if not self._next(text):
            raise NotPlain(self.at)
