"""A receipt is signed over all that it says, and for one terminal of one station."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.wire.receipt import Receipt, check_receipt, sign_receipt
from donor_room.wire.signature import Unproven, load_key, new_key
from tests.support.van import MORNING

KEY = load_key(bytes(range(32)))
RECEIPT = Receipt(
    station_code="66001", terminal="66001.van", generation="g1", book="b", first=1, before="sha256:0",
    last=7, hash="sha256:7", copies=1, issued_at=MORNING,
)  # fmt: skip


def is_proven(receipt: Receipt, **who: str) -> bool:
    try:
        check_receipt(receipt, KEY.public_key(), **({"station_code": "66001", "terminal": "66001.van"} | who))
    except Unproven as problem:
        return problem.reason != "receipt"
    return True


def test_a_receipt_of_the_station_is_proven() -> None:
    assert is_proven(sign_receipt(RECEIPT, KEY))


@pytest.mark.parametrize(
    "changes",
    [
        {"generation": "g2"}, {"book": "c"}, {"first": 2}, {"before": "sha256:1"}, {"last": 8},
        {"hash": "sha256:8"}, {"copies": 2}, {"issued_at": MORNING.replace(hour=2)},
        {"signature": "no base64"}, {"signature": ""},
    ],
)  # fmt: skip
def test_whatever_is_changed_in_it_makes_it_worthless(changes: dict[str, object]) -> None:
    assert not is_proven(replace(sign_receipt(RECEIPT, KEY), **changes))


def test_another_key_is_not_the_station() -> None:
    assert not is_proven(sign_receipt(RECEIPT, new_key()))


@pytest.mark.parametrize("who", [{"terminal": "66001.other"}, {"station_code": "66002"}])
def test_a_receipt_for_another_terminal_or_station_is_none_here(who: dict[str, str]) -> None:
    assert not is_proven(sign_receipt(RECEIPT, KEY), **who)
