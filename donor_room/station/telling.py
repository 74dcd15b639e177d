"""What terminals are told about a donor, out of all that the station has read and knew before: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain

from msgspec.structs import replace

from donor_room.domain.contact import Said, standing, together
from donor_room.domain.directory import (
    NOT_DONATIONS,
    DirectoryDonor,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    StandingDeferral,
    last_reaction,
    newest_readings,
)
from donor_room.domain.donor_tags import TagSaid, in_order, tags_of
from donor_room.domain.honours import given_of, tally
from donor_room.domain.ruleset import RulePack
from donor_room.domain.tally import Tally
from donor_room.station.rows import VisitRow

MAX_DONATIONS_TOLD = 30
"""As many as a year of platelet donations asks for, and some more."""


def tell_donor(
    known: DirectoryDonor | None,
    visits: list[VisitRow],
    donations: list[EarlierDonation],
    deferrals: list[StandingDeferral],
    readings: Sequence[PastReadings] = (),
    reactions: Sequence[EarlierReaction] = (),
    *,
    older: Sequence[EarlierDonation] = (),
    contact: Sequence[Said] = (),
    tags: Sequence[TagSaid] = (),
    rules: RulePack,
) -> DirectoryDonor | None:
    """Return what terminals are told about a donor: all donations, the strictest deferral, the newest name.

    visits stand in the order of their opening; `older` are the donations besides the given newest ones. What
    is not told one by one is told as its sum. Nothing is told without a visit and without earlier knowledge.
    """
    may_call, has = standing(contact, known.contact if known else None), tags_of(tags, _tags_of(known))
    if not visits:
        return replace(_cut(known, rules), contact=may_call, tags=has) if known is not None else None
    last = visits[-1]
    abo, abo_also = _groups(known, [row.abo for row in reversed(visits) if row.abo])
    every = sorted((*donations, *older, *(known.donations if known else ())), key=_newest_first)
    told, rest = every[:MAX_DONATIONS_TOLD], every[MAX_DONATIONS_TOLD:]
    return DirectoryDonor(
        name=last.name,
        sex=last.sex,
        birth_on=last.birth_on,
        abo=abo,
        rhd=known.rhd if known else None,
        donations=tuple(told),
        count=_counting((*donations, *older)) + (known.count if known else 0),
        had_reaction=any(row.had_reaction for row in visits) or bool(known and known.had_reaction),
        phone=_phone(visits) or (known.phone if known else None),
        readings=newest_readings((*readings, *(known.readings if known else ()))),
        reaction=last_reaction([*reactions, *([known.reaction] if known and known.reaction else [])]),
        deferral=strictest([*deferrals, *([known.deferral] if known and known.deferral else [])]),
        abo_also=abo_also,
        older=_sum_of(known, rest, rules),
        contact=may_call,
        tags=has,
    )


def _tags_of(known: DirectoryDonor | None) -> tuple[str, ...]:
    return known.tags if known else ()


def _cut(known: DirectoryDonor, rules: RulePack) -> DirectoryDonor:
    """Return earlier knowledge with as many donations as are told, and the sum of the others."""
    every = sorted(known.donations, key=_newest_first)
    if len(every) <= MAX_DONATIONS_TOLD:
        return known
    older = _sum_of(known, every[MAX_DONATIONS_TOLD:], rules)
    return replace(known, donations=tuple(every[:MAX_DONATIONS_TOLD]), older=older)


def _counting(donations: Iterable[EarlierDonation]) -> int:
    return sum(one.kind not in NOT_DONATIONS for one in donations)


def _sum_of(known: DirectoryDonor | None, rest: list[EarlierDonation], rules: RulePack) -> Tally | None:
    """Return what the donations came to that are not told one by one; None where there are none.

    Where more was known before than can be counted, the sum says that it is not whole.
    """
    before = known.older if known else None
    is_whole = known is None or before is not None or known.count <= _counting(known.donations)
    if not rest and (before is not None or is_whole):
        return before
    counted = tally(rules, given_of(rules, rest), after=before)
    return replace(counted, is_whole=counted.is_whole and is_whole)


def _groups(known: DirectoryDonor | None, typed: list[str]) -> tuple[str | None, str | None]:
    """Return the group of a donor, and another one that was found too; typed ones come newest first.

    What the station knew before rests on its laboratory and settles what was typed in the donor rooms.
    """
    if known is not None and known.abo:
        return known.abo, known.abo_also
    return _first_two(typed)


def _first_two(groups: Iterable[str]) -> tuple[str | None, str | None]:
    first, second, *_ = (*dict.fromkeys(groups), None, None)
    return first, second


def _phone(visits: list[VisitRow]) -> PhoneMark | None:
    """The newest phone that was given."""
    found = (
        PhoneMark(tail=row.phone_tail, mark=row.phone_mark)
        for row in reversed(visits)
        if row.phone_tail and row.phone_mark
    )
    return next(found, None)


def _newest_first(donation: EarlierDonation) -> tuple[int, str, int, str]:
    return (-donation.on.toordinal(), donation.kind, donation.volume_ml, donation.site)


_STRICTNESS = {"until": 0, "ask_station": 1, "permanent": 2}


def strictest(deferrals: list[StandingDeferral]) -> StandingDeferral | None:
    """Return the deferral that holds longest: for good before unknown before the latest day."""
    return max(deferrals, key=lambda one: (_STRICTNESS[one.kind], one.until_on or date.min), default=None)


def known_together(records: Sequence[DirectoryDonor]) -> DirectoryDonor | None:
    """Return what was known of one donor under several documents; of groups that differ both (I14)."""
    if len(records) < 2:
        return records[0] if records else None
    abo, abo_also = _first_two(group for one in records for group in (one.abo, one.abo_also) if group)
    return DirectoryDonor(
        name=next((one.name for one in records if one.name), None),
        sex=next((one.sex for one in records if one.sex), None),
        birth_on=next((one.birth_on for one in records if one.birth_on), None),
        abo=abo,
        rhd=_the_one({one.rhd for one in records if one.rhd}),
        donations=tuple(sorted(chain.from_iterable(one.donations for one in records), key=_newest_first)),
        count=sum(one.count for one in records),
        had_reaction=any(one.had_reaction for one in records),
        deferral=strictest([one.deferral for one in records if one.deferral]),
        phone=next((one.phone for one in records if one.phone), None),
        readings=newest_readings(chain.from_iterable(one.readings for one in records)),
        reaction=last_reaction([one.reaction for one in records if one.reaction]),
        abo_also=abo_also,
        older=_together([one.older for one in records if one.older]),
        contact=together(one.contact for one in records),
        tags=in_order(chain.from_iterable(one.tags for one in records)),
    )


def _together(sums: Sequence[Tally]) -> Tally | None:
    """Add sums of one donor; of two nobody can say when a gold was reached, so that they are not whole."""
    if len(sums) < 2:
        return sums[0] if sums else None
    return Tally(
        visits=sum(one.visits for one in sums),
        award_counts=sum((one.award_counts for one in sums), Decimal(0)),
        volume_ml=sum(one.volume_ml for one in sums),
        golds=sum(one.golds for one in sums),
        since_gold=sum((one.since_gold for one in sums), Decimal(0)),
        is_whole=False,
    )


def _the_one(values: set[str]) -> str | None:
    return values.pop() if len(values) == 1 else None
