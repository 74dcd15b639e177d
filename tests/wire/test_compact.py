"""A row in few bytes loses nothing, and is read by programs of other ages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from donor_room.domain.contact import Contact
from donor_room.domain.directory import (
    DirectoryDonor,
    EarlierDonation,
    EarlierReaction,
    PastReadings,
    PhoneMark,
    StandingDeferral,
)
from donor_room.domain.tally import Tally
from donor_room.wire.compact import encode_row, pack_row, pack_rows, row_of, unpack_donor, unpack_rows
from donor_room.wire.messages import DirectoryRow, encode

PERSON, LIMIT = "0a" * 16, 10_000
NOBODY_KNOWN = DirectoryDonor(
    name=None,
    sex=None,
    birth_on=None,
    abo=None,
    rhd=None,
    donations=(),
    count=0,
    had_reaction=False,
    deferral=None,
)
texts = st.text(st.characters(codec="utf-8"), max_size=8)
days = st.dates()
quantities = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
donors = st.builds(
    DirectoryDonor,
    name=st.none() | texts,
    sex=st.none() | st.sampled_from(["male", "female"]),
    birth_on=st.none() | days,
    abo=st.none() | texts,
    abo_also=st.none() | texts,
    older=st.none()
    | st.builds(
        Tally,
        visits=st.integers(0, 9_000),
        award_counts=st.decimals(0, 9_000, places=1),
        volume_ml=st.integers(0, 9_000_000),
        golds=st.integers(0, 99),
        since_gold=st.decimals(0, 40, places=1),
        is_whole=st.booleans(),
    ),
    rhd=st.none() | texts,
    contact=st.none()
    | st.builds(
        Contact,
        word=st.sampled_from(["agreed", "withdrawn"]),
        on=st.none() | days,
        by=texts,
        withdrawals=st.lists(texts).map(tuple),
    ),
    tags=st.lists(texts).map(tuple),
    donations=st.lists(
        st.builds(EarlierDonation, kind=texts, on=days, volume_ml=st.integers(0, 9_000), site=texts)
    ).map(tuple),
    count=st.integers(0, 2**40),
    had_reaction=st.booleans(),
    deferral=st.none()
    | st.builds(
        StandingDeferral,
        kind=st.sampled_from(["permanent", "until", "ask_station"]),
        until_on=st.none() | days,
    ),
    phone=st.none()
    | st.builds(PhoneMark, tail=st.just("5678"), mark=st.binary(min_size=16, max_size=16).map(bytes.hex)),
    readings=st.lists(
        st.builds(
            PastReadings,
            on=days,
            sbp_mmhg=quantities,
            dbp_mmhg=quantities,
            weight_kg=quantities,
            hb_g_per_l=quantities,
        )
    ).map(tuple),
    reaction=st.none()
    | st.builds(EarlierReaction, on=days, severity=st.sampled_from(["mild", "moderate", "severe", "death"])),
)


@given(donor=donors, revision=st.integers(0, 2**62))
def test_nothing_of_a_donor_is_lost(donor: DirectoryDonor, revision: int) -> None:
    packed = pack_row(PERSON, revision, donor)
    assert row_of(packed) == DirectoryRow(person=PERSON, revision=revision, donor=donor)
    assert unpack_rows(pack_rows([encode_row(packed)]), limit=2**20) == [packed]


def test_every_field_of_a_donor_is_packed() -> None:
    """A new field that is packed nowhere would be lost on the way to a laptop without a word."""
    full = DirectoryDonor(
        name="王建国",
        sex="male",
        birth_on=date(1990, 3, 7),
        abo="A",
        rhd="-",
        donations=(EarlierDonation(kind="WB400", on=date(2026, 1, 5), volume_ml=400, site="东单"),),
        count=3,
        had_reaction=True,
        deferral=StandingDeferral(kind="until", until_on=date(2026, 12, 1)),
        phone=PhoneMark(tail="5678", mark="0b" * 16),
        readings=(PastReadings(on=date(2026, 1, 5), sbp_mmhg=Decimal(128)),),
        reaction=EarlierReaction(on=date(2026, 1, 5), severity="moderate"),
        abo_also="B",
        older=Tally(
            visits=70, award_counts=Decimal("70.5"), volume_ml=14_000, golds=1, since_gold=Decimal("30.5")
        ),
        contact=Contact(word="agreed", on=date(2026, 1, 5), by="s1", withdrawals=("w",)),
        tags=("rare",),
    )
    empty = msgspec.structs.asdict(NOBODY_KNOWN)
    assert all(value != empty[name] for name, value in msgspec.structs.asdict(full).items())
    assert row_of(pack_row(PERSON, 1, full)).donor == full


def test_a_row_takes_a_third_of_its_json() -> None:
    given_four = tuple(
        EarlierDonation(kind="WB400", on=date(2026, 1, 5), volume_ml=400, site="东单") for _ in range(4)
    )
    donor = msgspec.structs.replace(NOBODY_KNOWN, donations=given_four, count=4)
    assert len(encode_row(pack_row(PERSON, 1, donor))) * 3 < len(encode(donor))


def test_what_a_newer_station_adds_is_passed_over() -> None:
    packed = pack_row(PERSON, 1, NOBODY_KNOWN)
    told = msgspec.msgpack.encode([*msgspec.msgpack.decode(packed.told), "of tomorrow"])
    assert unpack_donor(None, None, told) == NOBODY_KNOWN


@pytest.mark.parametrize("told", [b"", b"\xc1", msgspec.msgpack.encode(["neither"] * 11)])
def test_what_is_no_donor_is_refused(told: bytes) -> None:
    with pytest.raises(ValueError, match="told"):
        unpack_donor(None, None, told)


def packed(raw: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(raw)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no zstd",
        packed(b"no rows"),
        packed(b"\xdd\x00\x00\x00\x02"),
        packed(bytes(LIMIT + 1)),
        pack_rows([]) + b"more",
        zstandard.ZstdCompressor().compressobj().compress(b"x")
        + zstandard.ZstdCompressor(write_content_size=False).compress(b"\x90"),
    ],
)
def test_what_are_no_rows_is_refused_before_it_fills_the_memory(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"rows|large"):
        unpack_rows(body, limit=LIMIT)


def test_no_rows_are_rows_too() -> None:
    assert unpack_rows(pack_rows([]), limit=LIMIT) == []
