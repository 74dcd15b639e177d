"""A row of the directory in few bytes: how it lies on a laptop, and how it travels by the thousand.

JSON tells the names of its fields in every row; three million donors make half a gigabyte of them. Here a
row is a list in msgpack, days are counted, and what a newer station adds at the end of the list an older
terminal keeps unread. A new word in an old field would not be read at all: it needs a new
`generation.FORMAT`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec
import zstandard

from donor_room.domain.contact import Contact, Word
from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    Severity,
    StandingDeferral,
)
from donor_room.domain.tally import Tally
from donor_room.wire.messages import DirectoryRow

_DAY_0 = date(1900, 1, 1).toordinal()
"""Days are counted from here, so that one of our time takes three bytes."""

_LIST = b"\xdd"
"""How a list with a count of four bytes begins in msgpack."""

_ZSTD_LEVEL = 3

Day = int
Quantity = str | None


class PackedRow(msgspec.Struct, frozen=True, array_like=True):
    """A row: what it is found by stands open in it, the rest is packed."""

    person: bytes
    revision: int
    name: str | None
    phone_tail: str | None
    told: bytes


class _Told(msgspec.Struct, frozen=True, array_like=True):
    """All of a donor but name and phone tail; new fields come at the end, with a default."""

    sex: Literal["male", "female"] | None
    birth_on: Day | None
    abo: str | None
    rhd: str | None
    count: int
    had_reaction: bool
    deferral: tuple[Literal["permanent", "until", "ask_station"], Day | None] | None
    donations: tuple[tuple[str, Day, int, str], ...]
    phone_mark: bytes | None
    readings: tuple[tuple[Day, Quantity, Quantity, Quantity, Quantity], ...]
    reaction: tuple[Day, Severity] | None
    abo_also: str | None = None
    older: tuple[int, str, int, int, str, bool] | None = None
    contact: tuple[Word, Day | None, str, tuple[str, ...]] | None = None
    tags: tuple[str, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_told_decoder = msgspec.msgpack.Decoder(_Told)
_rows_decoder = msgspec.msgpack.Decoder(list[PackedRow])


def pack_row(person: str, revision: int, donor: DirectoryDonor) -> PackedRow:
    """Return a row in few bytes; nothing of the donor is lost."""
    return PackedRow(
        bytes.fromhex(person),
        revision,
        donor.name,
        donor.phone.tail if donor.phone else None,
        _encoder.encode(_told(donor)),
    )


def _told(donor: DirectoryDonor) -> _Told:
    deferral, reaction = donor.deferral, donor.reaction
    return _Told(
        donor.sex,
        _day(donor.birth_on),
        donor.abo,
        donor.rhd,
        donor.count,
        donor.had_reaction,
        (deferral.kind, _day(deferral.until_on)) if deferral else None,
        tuple((one.kind, one.on.toordinal() - _DAY_0, one.volume_ml, one.site) for one in donor.donations),
        bytes.fromhex(donor.phone.mark) if donor.phone else None,
        tuple(_packed_readings(one) for one in donor.readings),
        (reaction.on.toordinal() - _DAY_0, reaction.severity) if reaction else None,
        donor.abo_also,
        _packed_tally(donor.older),
        _packed_contact(donor.contact),
        donor.tags,
    )


def unpack_donor(name: str | None, phone_tail: str | None, told: bytes) -> DirectoryDonor:
    """Return the donor of a packed row; raises ValueError when the bytes are none."""
    try:
        of = _told_decoder.decode(told)
    except msgspec.DecodeError as problem:
        raise ValueError("told") from problem
    return DirectoryDonor(
        name=name,
        sex=of.sex,
        birth_on=_date(of.birth_on),
        abo=of.abo,
        rhd=of.rhd,
        donations=tuple(
            EarlierDonation(kind=kind, on=date.fromordinal(on + _DAY_0), volume_ml=volume, site=site)
            for kind, on, volume, site in of.donations
        ),
        count=of.count,
        had_reaction=of.had_reaction,
        deferral=StandingDeferral(kind=of.deferral[0], until_on=_date(of.deferral[1]))
        if of.deferral
        else None,
        phone=PhoneMark(tail=phone_tail, mark=of.phone_mark.hex()) if phone_tail and of.phone_mark else None,
        readings=tuple(_readings(*one) for one in of.readings),
        reaction=EarlierReaction(on=date.fromordinal(of.reaction[0] + _DAY_0), severity=of.reaction[1])
        if of.reaction
        else None,
        abo_also=of.abo_also,
        older=_tally(of.older),
        contact=_contact(of.contact),
        tags=of.tags,
    )


def row_of(packed: PackedRow) -> DirectoryRow:
    """Return a packed row as the feed would tell it; raises ValueError when the bytes are none."""
    donor = unpack_donor(packed.name, packed.phone_tail, packed.told)
    return DirectoryRow(person=packed.person.hex(), revision=packed.revision, donor=donor)


def encode_row(row: PackedRow) -> bytes:
    """Return a row as it stands among others in `pack_rows`."""
    return _encoder.encode(row)


def pack_rows(rows: Iterable[bytes]) -> bytes:
    """Return encoded rows as they travel, compressed by zstd."""
    parts = list(rows)
    raw = _LIST + len(parts).to_bytes(4, "big") + b"".join(parts)
    return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(raw)


def unpack_rows(body: bytes, *, limit: int) -> list[PackedRow]:
    """Return the rows again; raises ValueError for what is none, or would be larger than limit unpacked."""
    try:
        if not 0 <= zstandard.frame_content_size(body) <= limit:
            raise ValueError("too large")
        raw = zstandard.ZstdDecompressor().decompress(body, allow_extra_data=False)
        return _rows_decoder.decode(raw)
    except (zstandard.ZstdError, msgspec.DecodeError) as problem:
        raise ValueError("rows") from problem


def _packed_tally(one: Tally | None) -> tuple[int, str, int, int, str, bool] | None:
    if one is None:
        return None
    return one.visits, str(one.award_counts), one.volume_ml, one.golds, str(one.since_gold), one.is_whole


def _tally(of: tuple[int, str, int, int, str, bool] | None) -> Tally | None:
    if of is None:
        return None
    visits, counts, volume_ml, golds, since, is_whole = of
    return Tally(
        visits=visits,
        award_counts=Decimal(counts),
        volume_ml=volume_ml,
        golds=golds,
        since_gold=Decimal(since),
        is_whole=is_whole,
    )


def _packed_contact(one: Contact | None) -> tuple[Word, Day | None, str, tuple[str, ...]] | None:
    return (one.word, _day(one.on), one.by, one.withdrawals) if one is not None else None


def _contact(of: tuple[Word, Day | None, str, tuple[str, ...]] | None) -> Contact | None:
    if of is None:
        return None
    word, on, by, withdrawals = of
    return Contact(word=word, on=_date(on), by=by, withdrawals=withdrawals)


def _packed_readings(one: PastReadings) -> tuple[Day, Quantity, Quantity, Quantity, Quantity]:
    return (
        one.on.toordinal() - _DAY_0,
        _text(one.sbp_mmhg),
        _text(one.dbp_mmhg),
        _text(one.weight_kg),
        _text(one.hb_g_per_l),
    )


def _readings(on: Day, sbp: Quantity, dbp: Quantity, weight: Quantity, hb: Quantity) -> PastReadings:
    return PastReadings(
        on=date.fromordinal(on + _DAY_0),
        sbp_mmhg=_number(sbp),
        dbp_mmhg=_number(dbp),
        weight_kg=_number(weight),
        hb_g_per_l=_number(hb),
    )


def _day(day: date | None) -> Day | None:
    return day.toordinal() - _DAY_0 if day else None


def _date(day: Day | None) -> date | None:
    return None if day is None else date.fromordinal(day + _DAY_0)


def _text(number: Decimal | None) -> Quantity:
    return None if number is None else str(number)


def _number(text: Quantity) -> Decimal | None:
    return None if text is None else Decimal(text)
