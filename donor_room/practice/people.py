"""Invented donors and staff: numbers in the area 66, which is allotted to nobody."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Literal

import msgspec

from donor_room.domain.entries import Donor
from donor_room.domain.identity import check_character

Sex = Literal["male", "female"]

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国明远志强文静晓雯浩然雨桐国栋思源佳怡子涵海燕春梅秋实立新永康婷婷宇航"
RARE_NAMES = ("张䶮", "朱𬭎铭", "𠮷田样", "阿卜杜拉·买买提")


class InventedStaff(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff with the secrets that practice needs."""

    name: str
    roles: tuple[Literal["nurse", "physician", "team_leader", "administrator"], ...]
    password: str
    pin: str


TEAM = (
    InventedStaff(name="孙悦", roles=("team_leader", "nurse"), password="shift-leader-1", pin="1357"),  # noqa: S106
    InventedStaff(name="王芳", roles=("nurse",), password="nurse-one-1", pin="2468"),  # noqa: S106
    InventedStaff(name="赵敏", roles=("physician",), password="physician-1", pin="9753"),  # noqa: S106
    InventedStaff(name="周海", roles=("nurse",), password="nurse-two-2", pin="8642"),  # noqa: S106
)
ADMINISTRATOR = InventedStaff(
    name="陈立",
    roles=("administrator", "team_leader"),
    password="first-admin-1",  # noqa: S106
    pin="1122",
)


def resident_number(birth_on: date, sex: Sex, order: int) -> str:
    """Return an invented resident number with a right check digit; order is one of 499 on a day."""
    serial = order % 499 * 2 + (1 if sex == "male" else 2)
    first = f"660001{birth_on:%Y%m%d}{serial:03d}"
    return first + check_character(first)


class People:
    """A stream of invented donors; the same seed gives the same people."""

    def __init__(self, seed: int, today: date) -> None:
        self._random = random.Random(seed)  # noqa: S311 - invented people, no secret
        self._today = today
        self._seed = seed
        self._count = 0

    def next_donor(self, *, age: int | None = None, sex: Sex | None = None, name: str | None = None) -> Donor:
        """Return one more donor, between 19 and 54 years old unless an age is asked for."""
        self._count += 1
        either: tuple[Sex, Sex] = ("male", "female")
        chosen: Sex = sex if sex is not None else self._random.choice(either)
        years = age if age is not None else self._random.randint(19, 54)
        birth_on = self._birth(years)
        return Donor(
            document_kind="01",
            document_number=resident_number(birth_on, chosen, self._seed * 131 + self._count),
            name=name or self._name(),
            sex=chosen,
            birth_on=birth_on,
            phone=f"13{self._random.randint(10**8, 10**9 - 1)}",
            address=None,
            ethnic_group=None,
            organisation=None,
        )

    def _birth(self, years: int) -> date:
        """A day on which somebody turned so many years old, some time in the past year."""
        since = self._random.randint(1, 360)
        day = self._today - timedelta(days=since)
        return date(day.year - years, day.month, min(day.day, 28))

    def _name(self) -> str:
        given = "".join(self._random.sample(_GIVEN, self._random.randint(1, 2)))
        return self._random.choice(_SURNAMES) + given
