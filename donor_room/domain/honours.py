"""How often and how much a donor has given, counted for the certificate and for the national awards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from donor_room.domain.directory import NOT_DONATIONS, DirectoryDonor, EarlierDonation
from donor_room.domain.history import is_no_donation
from donor_room.domain.ruleset import Honours, RulePack
from donor_room.domain.tally import Tally


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One donation as honours count it: whole blood by volume, apheresis by therapeutic doses."""

    kind: str
    on: date
    volume_ml: int
    doses: int


def given_of(pack: RulePack, donations: Iterable[EarlierDonation]) -> list[Given]:
    """Return what counts of a history; a needle that failed and plasma for a factory do not."""
    return [
        Given(kind=one.kind, on=one.on, volume_ml=one.volume_ml, doses=kind.doses if kind else 0)
        for one in donations
        if one.volume_ml > 0 and not is_no_donation(pack, one)
        for kind in (pack.kind_of(one.kind),)
    ]


def tally(pack: RulePack, donations: Iterable[Given], *, after: Tally | None = None) -> Tally:
    """Count visits, award counts (200 mL or one dose = 1) and the volume that the certificate shows.

    `after` is what was counted of the donations before all of these.
    """
    told = after or Tally()
    for one in sorted(donations, key=lambda given: given.on):
        told = _with(pack, told, one)
    return told


def tally_of(pack: RulePack, known: DirectoryDonor | None, today: Iterable[EarlierDonation] = ()) -> Tally:
    """Count all that the station told of a donor, and what was given since."""
    if known is None:
        return tally(pack, given_of(pack, today))
    told = sum(one.kind not in NOT_DONATIONS for one in known.donations)
    is_whole = known.older.is_whole if known.older else known.count <= told
    counted = tally(pack, given_of(pack, (*known.donations, *today)), after=known.older)
    return msgspec.structs.replace(counted, is_whole=is_whole)


def _with(pack: RulePack, told: Tally, one: Given) -> Tally:
    """Count one more; a gold is reached at this donation, and the next count begins after it."""
    counts = _counts(pack, one)
    since = told.since_gold + counts
    is_gold = since >= _gold(pack.honours)
    return Tally(
        visits=told.visits + 1,
        award_counts=told.award_counts + counts,
        volume_ml=told.volume_ml + _certificate_ml(pack, one),
        golds=told.golds + is_gold,
        since_gold=Decimal(0) if is_gold else since,
        is_whole=told.is_whole,
    )


def _gold(honours: Honours) -> int:
    return max(row.least_counts for row in honours.awards)


def _counts(pack: RulePack, one: Given) -> Decimal:
    honours = pack.honours
    if pack.family(one.kind) == "WB":
        return Decimal(one.volume_ml) / honours.wb_ml_per_count
    is_older = one.on < honours.older_dose_before_on
    return Decimal(one.doses * (honours.older_dose_counts if is_older else honours.aph_counts_per_dose))


def _certificate_ml(pack: RulePack, one: Given) -> int:
    return one.volume_ml if pack.family(one.kind) == "WB" else one.doses * pack.honours.aph_dose_volume_ml


class Standing(NamedTuple):
    """The highest award that was reached, and how many counts there are still to the next one.

    Names are ids of the pack's awards, or `lifetime`; None = none yet, or none that is still to come.
    """

    reached: str | None
    next: str | None
    missing: Decimal


def standing(honours: Honours, told: Tally) -> Standing:
    """Return where a donor stands; after a gold only the next gold is counted for (awards of 2022)."""
    gold = max(honours.awards, key=lambda row: row.least_counts)
    steps = sorted(honours.awards, key=lambda row: row.least_counts) if told.golds == 0 else [gold]
    ahead = next((row for row in steps if told.since_gold < row.least_counts), gold)
    behind = [row.id for row in steps if told.since_gold >= row.least_counts]
    if told.golds:
        reached: str | None = LIFETIME if told.golds >= honours.lifetime_golds else gold.id
    else:
        reached = behind[-1] if behind else None
    name = LIFETIME if ahead.id == gold.id and told.golds + 1 == honours.lifetime_golds else ahead.id
    return Standing(reached, name, ahead.least_counts - told.since_gold)


LIFETIME: Literal["lifetime"] = "lifetime"
"""The award for several golds, which is given once and together with the last of them."""


def units(pack: RulePack, volume_ml: int) -> Decimal:
    """Return a whole blood volume in units of 200 mL: 300 mL is 1.5 U."""
    return Decimal(volume_ml) / pack.whole("wb_unit_ml")
