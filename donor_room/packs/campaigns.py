"""The station's lists of campaigns and of recruitment sources, from their TOML file."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from donor_room.domain.campaigns import MOST_OFFERED, Campaign, Campaigns, Source
from donor_room.domain.refusal import Refusal
from donor_room.packs.station_list import ListFile, read_list


class _File(ListFile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    campaign: tuple[Campaign, ...] = ()
    source: tuple[Source, ...] = ()


@cache
def load_campaigns(folder: Path | None = None) -> Campaigns:
    """Read and check the lists, once; refuses a wrong shape, and an id that is there twice."""
    stamp, file = read_list("campaigns", _File, folder)
    _refuse_wrong(file)
    return Campaigns(
        stamp=stamp,
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
