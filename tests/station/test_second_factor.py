"""The second factor against the vectors of RFC 6238, and its key as a picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from donor_room.station.second_factor import code_at, key_uri, new_secret, qr_svg, step_of
from tests.support.pages import Reader

RFC_SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 21, 1, 0, 0, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ],
)
def test_the_codes_of_rfc_6238_appendix_b(second: int, code: str) -> None:
    assert code_at(RFC_SECRET, second // 30, digits=8) == code


@pytest.mark.parametrize(("by", "found"), [(-2, None), (-1, STEP - 1), (0, STEP), (1, STEP + 1), (2, None)])
def test_a_code_is_good_one_step_around_now(by: int, found: int | None) -> None:
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, STEP + by), NOW) == found


def test_blanks_between_the_digits_do_no_harm() -> None:
    code = code_at(RFC_SECRET, STEP)
    assert step_of(RFC_SECRET, f"{code[:3]} {code[3:]}", NOW + timedelta(seconds=10)) == STEP


@pytest.mark.parametrize("code", ["", "12345", "½²³456", "abcdef", "1" * 1000])
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(RFC_SECRET, code, NOW) is None


def test_the_key_of_each_person_is_long_and_its_own() -> None:
    assert len(new_secret()) == 20
    assert new_secret() != new_secret()


def test_the_key_names_station_and_login() -> None:
    uri = key_uri(RFC_SECRET, "wang", "66001")
    assert uri.startswith("otpauth://totp/donor-room%2066001:wang?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in uri


def test_the_picture_needs_no_style_no_script_and_nothing_from_elsewhere() -> None:
    drawn = qr_svg(key_uri(RFC_SECRET, "wang", "66001"))
    tags = Reader(drawn).tags
    assert {tag for tag, _ in tags} <= {"svg", "desc", "g", "rect", "path"}
    assert not any("style" in given or "href" in given for _, given in tags)
