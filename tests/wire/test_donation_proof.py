"""What a hospital believes of a proof, and by which name it refuses one."""

from __future__ import annotations

from base64 import b32decode, b32encode
from datetime import UTC, date, datetime, timedelta, timezone

import msgspec
import pytest

from donor_room.wire.donation_proof import Donation, check_proof, write_proof
from donor_room.wire.membership import Membership, sign_membership
from donor_room.wire.signature import Unproven, new_key, public_text

STATION, OTHER_STATION, TERMINAL = new_key(), new_key(), new_key()
GIVEN = Donation(
    name="李*国", number="A999926014327", on=date(2026, 11, 21), kind="WB", volume_ml=400,
    station_code="66001", station_name="滨江市中心血站", practice=False,
)  # fmt: skip


def member(by=STATION, until=datetime(2026, 12, 1, 8, 30, 5, 250, tzinfo=UTC), code="66001"):
    unsigned = Membership(
        terminal=f"{code}.9f3c1a7e", terminal_name="采血车 03", public_key=public_text(TERMINAL),
        station_code=code, until=until,
    )  # fmt: skip
    return sign_membership(unsigned, by)


def reason(text, **asked):
    with pytest.raises(Unproven) as refused:
        check_proof(text, STATION.public_key(), **asked)
    return refused.value.reason


def parts(text):
    coded = text[4:]
    return msgspec.msgpack.decode(b32decode(coded + "=" * (-len(coded) % 8)))


def joined(carried):
    return "DRP1" + b32encode(msgspec.msgpack.encode(carried)).decode().rstrip("=")


@pytest.mark.parametrize("asked", [{}, {"station_code": "66001"}])
def test_a_proof_says_what_was_given(asked):
    assert check_proof(write_proof(GIVEN, TERMINAL, member()), STATION.public_key(), **asked) == GIVEN


def test_a_membership_of_any_time_zone_is_the_one_that_was_signed():
    until = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))
    text = write_proof(GIVEN, TERMINAL, member(until=until))
    assert check_proof(text, STATION.public_key()) == GIVEN


def test_blanks_lines_and_small_letters_are_no_harm():
    text = write_proof(GIVEN, TERMINAL, member()).lower()
    assert check_proof(f" {text[:60]}\n{text[60:]} ", STATION.public_key()) == GIVEN


def test_every_changed_sign_is_found():
    text, found = write_proof(GIVEN, TERMINAL, member()), set()
    for place in range(len(text) - 1):
        changed = text[:place] + ("B" if text[place] != "B" else "C") + text[place + 1 :]
        found.add(reason(changed))
    assert found <= {"shape", "altered", "foreign"}


@pytest.mark.parametrize("changes", [{"volume_ml": 800}, {"name": "王*"}, {"on": date(2026, 11, 20)}])
def test_what_says_something_else_is_altered(changes):
    carried = parts(write_proof(GIVEN, TERMINAL, member()))
    carried[0] = msgspec.msgpack.encode(msgspec.structs.replace(GIVEN, **changes))
    assert reason(joined(carried)) == "altered"


def test_what_another_key_signed_is_altered():
    assert reason(write_proof(GIVEN, new_key(), member())) == "altered"


def test_a_proof_of_another_station_is_foreign():
    assert reason(write_proof(GIVEN, TERMINAL, member(by=OTHER_STATION))) == "foreign"
    assert reason(write_proof(GIVEN, TERMINAL, member(code="66002"))) == "foreign"
    assert reason(write_proof(GIVEN, TERMINAL, member()), station_code="66002") == "foreign"


def test_practice_is_named_before_all_else():
    played = msgspec.structs.replace(GIVEN, practice=True, station_code="66001-practice")
    assert (
        reason(write_proof(played, TERMINAL, member(by=OTHER_STATION, code="66001-practice"))) == "practice"
    )


def test_a_terminal_that_was_no_member_any_more_proves_nothing():
    over = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)  # one minute before the day of the donation begins
    assert reason(write_proof(GIVEN, TERMINAL, member(until=over))) == "key_over"
    just = over + timedelta(minutes=1)
    assert check_proof(write_proof(GIVEN, TERMINAL, member(until=just)), STATION.public_key()) == GIVEN


def test_what_is_no_proof_or_not_all_of_it_has_no_shape():
    text = write_proof(GIVEN, TERMINAL, member())
    for said in ("", "A999926014327", "DRP1", "DRP1 1890", "DRP1?!", text[:-40], text[4:], text + "好"):
        assert reason(said) == "shape"


def test_an_end_without_a_time_zone_has_no_shape():
    carried = parts(write_proof(GIVEN, TERMINAL, member()))
    carried[2][4] = "2026-12-01T08:30:05"
    assert reason(joined(carried)) == "shape"
