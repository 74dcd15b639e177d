"""What the station has told about a donor: the read-only half of a terminal's knowledge."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class EarlierDonation(msgspec.Struct, frozen=True, kw_only=True):
    """One donation of the past; kind is a donation kind such as WB400."""

    kind: str
    on: date
    volume_ml: int
    site: str


class StandingDeferral(msgspec.Struct, frozen=True, kw_only=True):
    """A deferral that stands against the donor; the station keeps its cause to itself."""

    kind: Literal["permanent", "until", "ask_station"]
    until_on: date | None


class DirectoryDonor(msgspec.Struct, frozen=True, kw_only=True):
    """A donor as the directory knows her or him; newest donation first."""

    name: str | None
    sex: Literal["male", "female"] | None
    birth_on: date | None
    abo: str | None
    rhd: str | None
    donations: tuple[EarlierDonation, ...]
    count: int
    had_reaction: bool
    deferral: StandingDeferral | None
