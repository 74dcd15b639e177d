"""The key is random, never in clear on the disk, and opens by passphrase or keyring only."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import keyring as os_keyring
import pytest
from keyring.backends import SecretService, chainer
from keyring.errors import KeyringLocked, PasswordSetError

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store import files, vault

PASSPHRASE = "雪地里的四十个人 forty in the snow"


class MemoryKeyring(SecretService.Keyring):
    """A keyring of the system's kind that keeps its secrets in memory, and can be locked."""

    priority = 1.0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise PasswordSetError
        self.kept[service, username] = password


class PlainFileKeyring(os_keyring.backend.KeyringBackend):
    """Stands for backends that write secrets into a readable file."""

    priority = 1.0

    def __init__(self) -> None:
        self.written = False

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.written = True


@pytest.fixture
def keyring() -> MemoryKeyring:
    keyring = MemoryKeyring()
    os_keyring.set_keyring(keyring)
    return keyring


def refusal(folder: Path, passphrase: str | None) -> str:
    with pytest.raises(Refusal) as no:
        vault.unlock(folder, passphrase)
    return no.value.code


def trouble(folder: Path) -> str:
    with pytest.raises(Trouble) as no:
        vault.unlock(folder, PASSPHRASE)
    return no.value.code


def test_the_passphrase_gives_the_key_back(tmp_path):
    key = vault.create(tmp_path, "real", PASSPHRASE)
    assert vault.unlock(tmp_path, PASSPHRASE) == key
    assert vault.profile_of(tmp_path) == "real"


def test_a_passphrase_in_the_bytes_of_another_code_page_is_only_wrong(tmp_path):
    vault.create(tmp_path, "practice", PASSPHRASE)
    assert refusal(tmp_path, os.fsdecode("雪地".encode("gb18030"))) == "store.passphrase_wrong"


def test_two_profiles_have_two_keys(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert vault.create(tmp_path / "a", "practice", "x") != vault.create(tmp_path / "b", "practice", "x")


def test_a_wrong_passphrase_is_refused(tmp_path):
    vault.create(tmp_path, "practice", PASSPHRASE)
    assert refusal(tmp_path, PASSPHRASE + " ") == "store.passphrase_wrong"


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_keyring_and_passphrase_it_asks(tmp_path, nothing):
    vault.create(tmp_path, "practice", PASSPHRASE)
    assert refusal(tmp_path, nothing) == "store.passphrase_needed"


def test_full_width_letters_are_the_same_passphrase(tmp_path):
    key = vault.create(tmp_path, "practice", "ＳＮＯＷ４０")
    assert vault.unlock(tmp_path, "SNOW40") == key


@pytest.mark.parametrize(("profile", "short"), [("practice", ""), ("real", "elevenchars")])
def test_a_passphrase_too_short_is_refused(tmp_path, profile, short):
    with pytest.raises(Refusal) as no:
        vault.create(tmp_path, profile, short)
    assert no.value.code == "store.passphrase_short"
    assert not vault.exists(tmp_path)


def test_a_second_vault_never_overwrites_the_first(tmp_path):
    key = vault.create(tmp_path, "practice", PASSPHRASE)
    with pytest.raises(Trouble):
        vault.create(tmp_path, "practice", PASSPHRASE)
    assert vault.unlock(tmp_path, PASSPHRASE) == key


def test_the_key_stands_nowhere_in_clear(tmp_path, keyring):
    key = vault.create(tmp_path, "practice", PASSPHRASE)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    written += "".join(keyring.kept.values()).encode()
    assert not any(form in written for form in (key, key.hex().encode(), base64.b64encode(key)[:40]))


def test_the_file_is_for_its_owner_alone(tmp_path):
    vault.create(tmp_path, "practice", PASSPHRASE)
    assert os.name == "nt" or (tmp_path / vault.FILE_NAME).stat().st_mode & 0o077 == 0


def test_the_passphrase_can_be_changed_and_the_key_stays(tmp_path):
    key = vault.create(tmp_path, "practice", PASSPHRASE)
    vault.change_passphrase(tmp_path, PASSPHRASE, "another one")
    assert vault.unlock(tmp_path, "another one") == key
    assert refusal(tmp_path, PASSPHRASE) == "store.passphrase_wrong"


def test_a_wrong_old_passphrase_changes_nothing(tmp_path):
    vault.create(tmp_path, "practice", PASSPHRASE)
    before = (tmp_path / vault.FILE_NAME).read_bytes()
    with pytest.raises(Refusal):
        vault.change_passphrase(tmp_path, "guess", "another one")
    assert (tmp_path / vault.FILE_NAME).read_bytes() == before


def test_the_keyring_opens_without_a_passphrase(tmp_path, keyring):
    key = vault.create(tmp_path, "real", PASSPHRASE)
    assert vault.unlock(tmp_path, None) == key


def test_the_first_keyring_of_a_chain_is_taken(tmp_path, keyring, monkeypatch):
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [keyring])
    os_keyring.set_keyring(chainer.ChainerBackend())
    key = vault.create(tmp_path, "real", PASSPHRASE)
    assert vault.unlock(tmp_path, None) == key


def test_a_passphrase_can_be_proved_whatever_the_keyring_holds(tmp_path, keyring):
    key = vault.create(tmp_path, "real", PASSPHRASE)
    assert vault.prove(tmp_path, PASSPHRASE) == key
    with pytest.raises(Refusal):
        vault.prove(tmp_path, "guess")


def test_a_locked_keyring_leaves_the_passphrase(tmp_path, keyring):
    key = vault.create(tmp_path, "real", PASSPHRASE)
    keyring.locked = True
    assert refusal(tmp_path, None) == "store.passphrase_needed"
    assert vault.unlock(tmp_path, PASSPHRASE) == key


def test_a_keyring_locked_at_the_beginning_can_be_used_later(tmp_path, keyring):
    keyring.locked = True
    key = vault.create(tmp_path, "real", PASSPHRASE)
    keyring.locked = False
    assert refusal(tmp_path, None) == "store.passphrase_needed"
    assert vault.remember_on_this_machine(tmp_path, key)
    assert vault.unlock(tmp_path, None) == key


@pytest.mark.parametrize("half", ["00" * 32, "no hex", ""])
def test_a_keyring_with_something_else_leaves_the_passphrase(tmp_path, keyring, half):
    key = vault.create(tmp_path, "real", PASSPHRASE)
    keyring.kept = dict.fromkeys(keyring.kept, half)
    assert refusal(tmp_path, None) == "store.passphrase_needed"
    assert vault.unlock(tmp_path, PASSPHRASE) == key


def test_a_folder_copied_to_another_machine_gives_nothing(tmp_path, keyring):
    vault.create(tmp_path, "real", PASSPHRASE)
    keyring.kept.clear()
    assert refusal(tmp_path, None) == "store.passphrase_needed"


def test_a_keyring_that_writes_plain_files_is_never_used(tmp_path):
    plain = PlainFileKeyring()
    os_keyring.set_keyring(plain)
    vault.create(tmp_path, "real", PASSPHRASE)
    assert not plain.written


def test_a_vault_carried_into_another_profile_does_not_open(tmp_path):
    vault.create(tmp_path, "practice", PASSPHRASE)
    file = tmp_path / vault.FILE_NAME
    file.write_text(file.read_text().replace('"practice"', '"real"'))
    assert refusal(tmp_path, PASSPHRASE) == "store.passphrase_wrong"


def test_a_missing_vault_is_told(tmp_path):
    assert trouble(tmp_path) == "store.vault_missing"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("argon2id", "md5"),
        ("aes-256-gcm", "none"),
        ("65536", "99999999999"),
        ("passes = 3", "passes = 0"),
        ('salt = "', 'salt = "*'),
        ("version = 1", "version = 2"),
        ("[stretch]", "[stretch"),
        ("nonce", "once"),
    ],
)
def test_a_damaged_vault_is_told(tmp_path, old, new):
    vault.create(tmp_path, "practice", PASSPHRASE)
    file = tmp_path / vault.FILE_NAME
    file.write_text(file.read_text().replace(old, new))
    assert trouble(tmp_path) == "store.vault_damaged"


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / vault.FILE_NAME).write_bytes(b"\xff\xfe\x00")
    assert trouble(tmp_path) == "store.vault_damaged"


def test_a_vault_that_cannot_be_read_is_told(tmp_path):
    (tmp_path / vault.FILE_NAME).mkdir()
    assert trouble(tmp_path) == "store.cannot_open"


def test_each_purpose_has_a_key_of_its_own():
    key = bytes(32)
    purposes = (b"directory", b"pin pepper", b"signing key wrap")
    derived = {vault.derive(key, purpose) for purpose in purposes}
    assert len(derived | {key}) == 4
    assert vault.derive(key, b"directory") == vault.derive(key, b"directory")


def test_a_file_that_cannot_be_replaced_leaves_the_old_one(tmp_path):
    taken = tmp_path / "vault.toml"
    taken.mkdir()
    with pytest.raises(Trouble):
        files.write_whole(taken, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["vault.toml"]


def test_a_full_disk_is_named(tmp_path):
    assert files.trouble_with(tmp_path, OSError(28, "No space left on device")).code == "store.disk_full"
