"""The key of a profile: random, never written in clear, wrapped by a passphrase and by the OS keyring.

`vault.toml` beside the database holds the wrapped key and names its suites. A copied folder gives nothing:
the recovery passphrase is kept at the station, the keyring's half on this machine.
"""

from __future__ import annotations

import secrets
import tomllib
import unicodedata
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.store import keyring
from donor_room.store.files import write_whole

ProfileName = Literal["practice", "real"]
FILE_NAME = "vault.toml"
KEY_BYTES = 32
SHORTEST_REAL_PASSPHRASE = 12

_SALT_BYTES, _NONCE_BYTES, _SEAL_BYTES = 16, 12, 16


class _Wrapped(msgspec.Struct, frozen=True, kw_only=True):
    """The key under another key, bound to its vault."""

    cipher: Literal["aes-256-gcm"] = "aes-256-gcm"
    nonce: Annotated[bytes, msgspec.Meta(min_length=_NONCE_BYTES, max_length=_NONCE_BYTES)]
    text: Annotated[
        bytes, msgspec.Meta(min_length=KEY_BYTES + _SEAL_BYTES, max_length=KEY_BYTES + _SEAL_BYTES)
    ]


class _Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """How a passphrase becomes a key; the cost may be raised later without losing older vaults."""

    kdf: Literal["argon2id"] = "argon2id"
    memory_kib: Annotated[int, msgspec.Meta(ge=8 * 1024, le=1024 * 1024)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=32)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4
    salt: Annotated[bytes, msgspec.Meta(min_length=_SALT_BYTES, max_length=64)]


class _Vault(msgspec.Struct, frozen=True, kw_only=True):
    """What vault.toml says."""

    version: Literal[1] = 1
    id: str
    profile: ProfileName
    stretch: _Stretch
    by_passphrase: _Wrapped
    by_keyring: _Wrapped | None = None


def exists(folder: Path) -> bool:
    """Whether a profile has a key."""
    return (folder / FILE_NAME).is_file()


def profile_of(folder: Path) -> ProfileName:
    """For which kind of profile, practice or real, the key was made."""
    return _read(folder).profile


def id_of(folder: Path) -> str:
    """The name of a profile's key; a new profile in the same place has another one."""
    return _read(folder).id


def create(folder: Path, profile: ProfileName, passphrase: str) -> bytes:
    """Make the key of a new profile and return it; raises Refusal, or Trouble when there is one already."""
    if exists(folder):
        raise Trouble("store.vault_exists", path=str(folder))
    _refuse_weak(profile, passphrase)
    key = secrets.token_bytes(KEY_BYTES)
    name, stretch = secrets.token_hex(16), _Stretch(salt=secrets.token_bytes(_SALT_BYTES))
    wrapped = _wrap(_stretched(passphrase, stretch), key, _label(name, profile))
    _write(folder, _Vault(id=name, profile=profile, stretch=stretch, by_passphrase=wrapped))
    remember_on_this_machine(folder, key)
    return key


def unlock(folder: Path, passphrase: str | None) -> bytes:
    """Return the key: from the keyring, else by the passphrase.

    Raises Refusal `store.passphrase_needed` or `store.passphrase_wrong`, Trouble `store.vault_missing` or
    `store.vault_damaged`.
    """
    vault = _read(folder)
    key = _from_keyring(vault)
    if key is not None:
        return key
    if not passphrase:
        raise Refusal("store.passphrase_needed")
    return _from_passphrase(vault, passphrase)


def prove(folder: Path, passphrase: str) -> bytes:
    """Return the key by the passphrase alone, whatever the keyring holds; raises as `unlock`."""
    return _from_passphrase(_read(folder), passphrase)


def change_passphrase(folder: Path, old: str, new: str) -> None:
    """Wrap the same key by another passphrase; raises Refusal when the old is wrong or the new weak."""
    vault = _read(folder)
    key = _from_passphrase(vault, old)
    _refuse_weak(vault.profile, new)
    stretch = _Stretch(salt=secrets.token_bytes(_SALT_BYTES))
    wrapped = _wrap(_stretched(new, stretch), key, _label(vault.id, vault.profile))
    _write(folder, msgspec.structs.replace(vault, stretch=stretch, by_passphrase=wrapped))


def remember_on_this_machine(folder: Path, key: bytes) -> bool:
    """Wrap the key by the OS keyring too: this machine needs no passphrase then. False without a keyring."""
    vault = _read(folder)
    half = secrets.token_bytes(KEY_BYTES)
    if not keyring.remember(_account(vault), half):
        return False
    wrapped = _wrap(half, key, _label(vault.id, vault.profile))
    _write(folder, msgspec.structs.replace(vault, by_keyring=wrapped))
    return True


def derive(key: bytes, purpose: bytes) -> bytes:
    """A key of its own for each purpose (HKDF-SHA-256), such as b"directory" or b"pin pepper"."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"donor-room/" + purpose).derive(key)


def _from_keyring(vault: _Vault) -> bytes | None:
    if vault.by_keyring is None:
        return None
    half = keyring.recall(_account(vault))
    return None if half is None else _unwrap(half, vault.by_keyring, _label(vault.id, vault.profile))


def _from_passphrase(vault: _Vault, passphrase: str) -> bytes:
    stretched = _stretched(passphrase, vault.stretch)
    key = _unwrap(stretched, vault.by_passphrase, _label(vault.id, vault.profile))
    if key is None:
        raise Refusal("store.passphrase_wrong")
    return key


def _stretched(passphrase: str, by: _Stretch) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        secret=_canonical(passphrase).encode(errors="surrogatepass"),  # bytes of a shell that are no text
        salt=by.salt,
        time_cost=by.passes,
        memory_cost=by.memory_kib,
        parallelism=by.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _wrap(by: bytes, key: bytes, label: bytes) -> _Wrapped:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _Wrapped(nonce=nonce, text=AESGCM(by).encrypt(nonce, key, label))


def _unwrap(by: bytes, wrapped: _Wrapped, label: bytes) -> bytes | None:
    """The key, or None when it was wrapped by something else or is not whole."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(by).decrypt(wrapped.nonce, wrapped.text, label)
    except InvalidTag:
        return None


def _refuse_weak(profile: str, passphrase: str) -> None:
    least = SHORTEST_REAL_PASSPHRASE if profile == "real" else 1
    if len(_canonical(passphrase)) < least:
        raise Refusal("store.passphrase_short", least=least)


def _canonical(passphrase: str) -> str:
    """A Chinese input method may type full-width letters; they are the same passphrase."""
    return unicodedata.normalize("NFKC", passphrase)


def _label(name: str, profile: str) -> bytes:
    """What a wrapped key is bound to, so that it cannot be carried into another profile."""
    return f"donor-room vault 1 {profile} {name}".encode()


def _account(vault: _Vault) -> str:
    return f"{vault.profile} {vault.id}"


def _read(folder: Path) -> _Vault:
    path = folder / FILE_NAME
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Vault)
    except FileNotFoundError as error:
        raise Trouble("store.vault_missing", path=str(path)) from error
    except OSError as error:
        raise Trouble("store.cannot_open", path=str(path)) from error
    except ValueError as error:  # not UTF-8, not TOML, not this shape
        raise Trouble("store.vault_damaged", path=str(path)) from error


def _write(folder: Path, vault: _Vault) -> None:
    warning = "# The key of this profile, wrapped. Without this file the data cannot be read: back it up too."
    lines = [warning, *_toml(msgspec.to_builtins(vault), "")]
    write_whole(folder / FILE_NAME, "\n".join([*lines, ""]).encode())


def _toml(table: dict[str, Any], name: str) -> list[str]:
    """TOML lines of nested tables of plain text and whole numbers; what is None is left out."""
    own = [f"{key} = {_value(value)}" for key, value in table.items() if isinstance(value, str | int)]
    nested = [(f"{name}{key}", value) for key, value in table.items() if isinstance(value, dict)]
    for path, value in nested:
        own += ["", f"[{path}]", *_toml(value, f"{path}.")]
    return own


def _value(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
