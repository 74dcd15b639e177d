"""The station's lists of campaigns and of recruitment sources, from their TOML file."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec

from donor_room.domain.campaigns import MOST_OFFERED, Campaign, Campaigns, Source
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.signature import stamp_of


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    edition: str
    title: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    about: _About
    campaign: tuple[Campaign, ...] = ()
    source: tuple[Source, ...] = ()


@cache
def load_campaigns(folder: Path | None = None) -> Campaigns:
    """Read and check the lists, once; refuses a wrong shape, and an id that is there twice."""
    try:
        raw = ((folder or resources_folder() / "campaigns") / "station.toml").read_bytes()
        file = msgspec.convert(tomllib.loads(raw.decode("utf-8")), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise Refusal("codes.unreadable", pack="campaigns", reason=str(fault)) from fault
    _refuse_wrong(file)
    return Campaigns(
        stamp=stamp_of(raw, id=file.about.id, edition=file.about.edition),
        campaigns=file.campaign,
        sources=file.source,
    )


def _refuse_wrong(file: _File) -> None:
    for listed in (file.campaign, file.source):
        if len({one.id for one in listed}) != len(listed):
            raise Refusal("codes.unreadable", pack="campaigns", reason="an id is there twice")
    dated = {span.first for one in file.campaign for span in one.spans} | set(_LEAP_YEAR)
    most = max(sum(one.is_offered_on(day) for one in file.campaign) for day in dated)
    if max(most, len(file.source)) > MOST_OFFERED:
        raise Refusal("codes.unreadable", pack="campaigns", reason=f"{MOST_OFFERED} on one day are the most")


_LEAP_YEAR = tuple(date(2028, 1, 1) + timedelta(days=n) for n in range(366))
