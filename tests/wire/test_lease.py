"""A lease is signed over all that it says, and for one terminal of one station."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from donor_room.domain.donation_number import NUMERIC_CODE128, NumberProfile
from donor_room.wire.lease import check_lease, lease_text, sign_lease
from donor_room.wire.messages import LeasedRange
from donor_room.wire.signature import Unproven, load_key, new_key

KEY = load_key(bytes(range(32)))
OWN = replace(NUMERIC_CODE128, name="own")
LENT = LeasedRange(
    range_id="r1", profile="own", first="6600126000001", last="6600126000010", count=10, own_profile=OWN
)
WHO = {"station_code": "66001", "terminal": "66001.van"}


def signed(lent: LeasedRange = LENT, key: Ed25519PrivateKey = KEY) -> LeasedRange:
    return sign_lease(lent, key, **WHO)


def is_proven(lent: LeasedRange, key: Ed25519PrivateKey = KEY, **who: str) -> bool:
    try:
        check_lease(lent, key.public_key(), **(WHO | who))
    except Unproven as problem:
        return problem.reason != "lease"
    return True


def test_a_lease_of_the_station_is_proven() -> None:
    assert is_proven(signed())
    assert signed() == replace(LENT, signature=signed().signature)
    assert signed() == signed()


@pytest.mark.parametrize(
    "changes",
    [
        {"range_id": "r2"},
        {"profile": "isbt128"},
        {"first": "6600126000002"},
        {"last": "6600126000011"},
        {"count": 11},
        {"own_profile": None},
        {"own_profile": replace(OWN, serial_digits=5)},
        {"own_profile": replace(OWN, head="66")},
    ],
    ids=str,
)
def test_a_lease_that_was_changed_is_not(changes: dict[str, object]) -> None:
    assert not is_proven(replace(signed(), **changes))


@pytest.mark.parametrize("who", [{"station_code": "66002"}, {"terminal": "66001.other"}])
def test_a_lease_for_somebody_else_is_not(who: dict[str, str]) -> None:
    assert not is_proven(signed(), **who)


def test_a_lease_that_another_key_signed_is_not() -> None:
    assert not is_proven(signed(key=new_key()))


@pytest.mark.parametrize(
    "signature", ["", "a", "====", "ä", b64encode(bytes(64)).decode(), b64encode(b"x").decode()]
)
def test_a_missing_or_malformed_signature_is_not(signature: str) -> None:
    assert not is_proven(replace(signed(), signature=signature))


@pytest.mark.parametrize("sign", ["!", "\n", " "])
def test_a_signature_with_signs_between_is_not_read_around_them(sign: str) -> None:
    whole = signed()
    assert not is_proven(replace(whole, signature=whole.signature[:9] + sign + whole.signature[9:]))


def test_a_signature_given_for_other_words_is_none_of_a_lease() -> None:
    words = lease_text(LENT, **WHO).split(b"\n", 1)[1]
    assert not is_proven(replace(LENT, signature=b64encode(KEY.sign(words)).decode()))


def test_what_is_signed_can_be_read_and_has_one_form() -> None:
    purpose, said = lease_text(LENT, **WHO).split(b"\n", 1)
    assert purpose == b"donor-room lease 1"
    told = json.loads(said)
    assert {name: told[name] for name in WHO} == WHO
    assert list(told) == sorted(told)
    assert (told["profile"], told["own_profile"]["pattern"]) == ("own", "[0-9]{13}")
    assert (told["range_id"], told["first"], told["last"], told["count"]) == ("r1", LENT.first, LENT.last, 10)


def test_an_older_lease_has_neither_profile_nor_signature() -> None:
    assert (
        LENT.own_profile,
        LeasedRange(range_id="r", profile="p", first="1", last="2", count=2).signature,
    ) == (OWN, "")


def test_profiles_are_alike_only_whole() -> None:
    assert isinstance(OWN, NumberProfile)
    assert lease_text(LENT, **WHO) != lease_text(replace(LENT, own_profile=NUMERIC_CODE128), **WHO)
