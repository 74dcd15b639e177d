"""Ranges that the station lends: what must hold before one is taken, and before it is used."""

from __future__ import annotations

from donor_room.domain.donation_number import NumberProfile, number_range, own_or_none, whole_profile
from donor_room.domain.entries import RangeLeased
from donor_room.domain.own_profile import check_profile
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store.ledger import Ledger
from donor_room.store.numbers import Leased
from donor_room.wire.lease import check_lease
from donor_room.wire.messages import EnrolReply, LeasedRange
from donor_room.wire.signature import Unproven, read_public

_SIGNED_FROM = 2
"""The version of `range.leased` from which a lease carries a signature; older ones stay good."""


def leased_act(lent: LeasedRange) -> RangeLeased:
    """Return what is written down of a lease."""
    return RangeLeased(
        range_id=lent.range_id,
        profile=lent.profile,
        first=lent.first,
        last=lent.last,
        count=lent.count,
        own_profile=lent.own_profile,
        signature=lent.signature,
        use=lent.use,
    )


def refuse_unproven(lent: LeasedRange, station: EnrolReply) -> None:
    """Raise Trouble unless the station of the enrolment lent this range to this terminal, and it is one."""
    try:
        key = read_public(station.station_key)
        check_lease(lent, key, station_code=station.station_code, terminal=station.terminal)
    except Unproven as problem:
        raise Trouble("numbers.lease_unproven", first=lent.first, last=lent.last) from problem
    try:
        run = number_range(lent.first, lent.last, _sound(lent))
    except Refusal as refusal:
        raise Trouble(refusal.code, **refusal.values) from refusal
    if run.count != lent.count:
        raise Trouble("labels.range_shape", first=lent.first, last=lent.last)


def _sound(lent: LeasedRange) -> NumberProfile:
    """Return the profile of a lease; refuses one that was sent whole and cannot be lived with."""
    if lent.own_profile is not None:
        check_profile(lent.own_profile)
        if lent.own_profile.name != lent.profile:
            raise Refusal("labels.profile_unknown", profile=lent.profile)
    return whole_profile(lent.profile, lent.own_profile)


def refuse_changed(ledger: Ledger, leased: Leased, station: EnrolReply | None) -> None:
    """Raise Trouble unless a range stands in the tables as the book has it and as the station signed it.

    Asked on a real terminal before numbers of it go to a shift: a database can be edited, a signature cannot.
    """
    for line in ledger.of_house(RangeLeased.KIND):
        act = line.act
        if isinstance(act, RangeLeased) and act.range_id == leased.range_id:
            if not _is_same(act, leased):
                break
            if line.entry.version >= _SIGNED_FROM:
                _refuse_unsigned(act, station)
            return
    raise Trouble("numbers.lease_changed", first=leased.first, last=leased.last)


def _refuse_unsigned(act: RangeLeased, station: EnrolReply | None) -> None:
    if station is None:
        raise Trouble("sync.not_enrolled")
    refuse_unproven(lent_of(act), station)


def _is_same(act: RangeLeased, leased: Leased) -> bool:
    own = own_or_none(leased.written_in)
    here = (leased.profile, leased.first, leased.last, leased.size, own, leased.use)
    return here == (act.profile, act.first, act.last, act.count, act.own_profile, act.use)


def lent_of(act: RangeLeased) -> LeasedRange:
    """Return a lease as the station sent it."""
    return LeasedRange(
        range_id=act.range_id,
        profile=act.profile,
        first=act.first,
        last=act.last,
        count=act.count,
        own_profile=act.own_profile,
        signature=act.signature,
        use=act.use,
    )
