"""What a station sets for its desks, and what a wrong setting is told."""

import hashlib
from pathlib import Path

import msgspec
import pytest

import donor_room
from donor_room.domain.policy import Policy
from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.policy import load_policy

FILE = resources_folder() / "policy" / "station.toml"
KEYS = [name for name in Policy.__struct_fields__ if name != "stamp"]


def test_the_stamp_is_id_edition_and_hash_of_the_file():
    stamp = load_policy().stamp
    assert (stamp.id, stamp.edition) == ("STATION-POLICY", "2026-11-30")
    assert stamp.sha256 == hashlib.sha256(FILE.read_bytes()).hexdigest()


def test_the_policy_is_read_once():
    assert load_policy() is load_policy()


@pytest.mark.parametrize("key", KEYS)
def test_every_value_is_read_by_somebody(key):
    code = Path(donor_room.__file__).parent
    readers = [file for file in code.rglob("*.py") if f"policy.{key}" in file.read_text("utf-8")]
    readers += [file for file in code.rglob("*.py") if f"load_policy().{key}" in file.read_text("utf-8")]
    assert readers


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("idle_lock_min = { number = 5,", "idle_lock_min = { number = 31,", "idle_lock_min"),
        ("idle_lock_min = { number = 5,", "idle_lock_min = { number = 0,", "idle_lock_min"),
        ("password_least = { number = 8,", "password_least = { number = 7,", "password_least"),
        ("secret_free_tries = { number = 5,", "secret_free_tries = { number = 11,", "secret_free_tries"),
        ("number = 900", "number = 20", "secret_first_wait_s is more than"),
        ("number = 500", "number = 5001", "numbers_at_once"),
        ("number = 30, unit", "number = 30.5, unit", "int"),
        ('unit = "min"', 'unit = "s"', "idle_lock_min is not in s"),
        ('tag = "R"', 'tag = "sure"', "sure"),
        ('clause = "station"', 'clause = ""', "clause"),
        ("queue_late_after_min", "queue_late_min", "queue_late"),
        ('gates = ["hb_meter",', 'gates = ["hb_meters",', "hb_meters"),
        ("mixed_by_hand = []", "mixed_by_hand = [7]", "names a chair that is not there"),
        ("mixed_by_hand = []", 'mixed_by_hand = ["five"]', "int"),
        ("[value]", "[value", "line"),
    ],
)
def test_a_wrong_policy_is_refused_by_file_and_key(tmp_path, old, new, fault):
    text = FILE.read_text("utf-8")
    assert old in text
    (tmp_path / FILE.name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(Refusal) as refused:
        load_policy(tmp_path)
    assert (refused.value.code, refused.value.values["file"]) == ("rules.unreadable", "station.toml")
    assert fault in str(refused.value.values["fault"])


def test_the_telephone_is_the_stations_and_none_as_it_ships(tmp_path):
    assert load_policy().phone is None
    text = FILE.read_text("utf-8").replace('phone = ""', 'phone = "0571-8800 1234"')
    (tmp_path / FILE.name).write_text(text, "utf-8")
    assert load_policy(tmp_path).phone == "0571-8800 1234"


@pytest.mark.parametrize("raw", [None, b"title = \xff"])
def test_a_policy_that_cannot_be_read_is_refused(tmp_path, raw):
    if raw is not None:
        (tmp_path / FILE.name).write_bytes(raw)
    with pytest.raises(Refusal, match=r"rules\.unreadable"):
        load_policy(tmp_path)


def test_a_missing_value_is_refused():
    table = msgspec.to_builtins(load_policy())
    del table["numbers_few"]
    with pytest.raises(msgspec.ValidationError, match="numbers_few"):
        msgspec.convert(table, Policy)
