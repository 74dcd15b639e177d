"""Who signed a pack is asked by bytes, by name and by key; and the shipped packs are what was signed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from donor_room.domain.refusal import Refusal
from donor_room.packs.locate import resources_folder
from donor_room.packs.rules import load_overlay, load_rules, rule_files
from donor_room.packs.signature import stamp_of
from donor_room.packs.trust import (
    distrust_of,
    key_id,
    new_key,
    read_key,
    sign_file,
    signature_file,
    trusted_keys,
)

RULES = resources_folder() / "rules"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key"
    new_key(file)
    return file


@pytest.fixture
def pack(tmp_path: Path, key: Path) -> Path:
    file = tmp_path / "pack.toml"
    file.write_bytes(b"x = 1\n")
    sign_file(file, read_key(key))
    return file


def judged(file: Path, key: Path | None) -> str | None:
    keys = trusted_keys(*([key.with_name("key.pub")] if key else []))
    return distrust_of(file, stamp_of(file.read_bytes(), id="x", edition="1"), keys)


@pytest.mark.parametrize("stem", rule_files())
def test_every_shipped_pack_is_what_was_signed(stem):
    """After a change of a pack: python3 -m donor_room packs sign --key FILE (docs/recipes/a-rule.md)."""
    read = load_overlay(stem) if stem.startswith("cn-") else load_rules(stem)
    assert distrust_of(RULES / f"{stem}.toml", read.stamp, trusted_keys()) is None


def test_what_was_signed_is_believed(pack, key):
    assert judged(pack, key) is None


def test_one_changed_byte_is_not_what_was_signed(pack, key):
    pack.write_bytes(b"x = 2\n")
    assert judged(pack, key) == "wrong_signature"


def test_a_signature_is_good_for_one_name_only(pack, key):
    other = pack.rename(pack.with_name("other.toml"))
    signature_file(pack).rename(signature_file(other))
    assert judged(other, key) == "wrong_signature"


def test_a_file_that_changed_after_it_was_read_is_not_believed(pack, key):
    keys = trusted_keys(key.with_name("key.pub"))
    assert distrust_of(pack, stamp_of(b"x = 2\n", id="x", edition="1"), keys) == "wrong_signature"


def test_a_key_that_nobody_trusts_and_a_missing_signature_are_told_apart(pack):
    assert judged(pack, None) == "unknown_key"
    signature_file(pack).unlink()
    assert judged(pack, None) == "unsigned"


@pytest.mark.parametrize("text", ["", "key = 1", "[", 'key = "k"\nsignature = "?"\n', "\udcff"])
def test_a_broken_signature_is_a_wrong_one(pack, key, text):
    signature_file(pack).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert judged(pack, key) == "wrong_signature"


def test_a_signature_of_another_length_is_a_wrong_one(pack, key):
    told = key_id(next(iter(trusted_keys().values())))
    signature_file(pack).write_text(f'key = "{told}"\nsignature = "AAAA"\n')
    assert judged(pack, key) == "wrong_signature"


def test_a_private_key_is_for_its_owner_only_and_never_overwritten(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(Refusal, match=r"packs\.key_is_there"):
        new_key(key)


@pytest.mark.parametrize("raw", [b"", b"AAAA", b"?", b"\xff"])
def test_what_is_no_key_is_refused(tmp_path, raw):
    file = tmp_path / "bad.pub"
    file.write_bytes(raw)
    with pytest.raises(Refusal, match=r"packs\.bad_key"):
        trusted_keys(file)
    with pytest.raises(Refusal, match=r"packs\.bad_key"):
        read_key(file)
