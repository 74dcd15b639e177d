"""Who may say what the rules are: Ed25519 signatures beside the packs, and the keys that are trusted."""

from __future__ import annotations

import tomllib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Distrust
from donor_room.domain.stamp import PackStamp
from donor_room.packs.locate import resources_folder

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Keys = Mapping[str, bytes]
"""The raw public keys that are trusted, by their id."""

_KEY_BYTES = 32
_ID_SIGNS = 16


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in NAME.toml.sig: which key signed, and its signature as base64."""

    key: str
    signature: str


def key_id(public: bytes) -> str:
    """Return the name of a key: the first signs of its own SHA-256."""
    return sha256(public).hexdigest()[:_ID_SIGNS]


def trusted_keys(*files: Path) -> Keys:
    """Return the keys of the program and those of these files; raises Refusal packs.bad_key."""
    shipped = sorted((resources_folder() / "keys").glob("*.pub"))
    return {key_id(public): public for public in map(_read_raw, (*shipped, *files))}


def _read_raw(file: Path) -> bytes:
    try:
        public = b64decode(file.read_text("ascii").strip(), validate=True)
    except (UnicodeDecodeError, Base64Error) as fault:
        raise Refusal("packs.bad_key", file=file.name) from fault
    if len(public) != _KEY_BYTES:
        raise Refusal("packs.bad_key", file=file.name)
    return public


def signature_file(file: Path) -> Path:
    """Return where the signature of a pack lies."""
    return file.with_name(f"{file.name}.sig")


def distrust_of(file: Path, stamp: PackStamp, keys: Keys) -> Distrust | None:
    """Say why a pack that was read from this file is not to be believed; None when it is as it was signed."""
    try:
        told = msgspec.convert(tomllib.loads(signature_file(file).read_text("utf-8")), _Signature)
        signature = b64decode(told.signature, validate=True)
    except FileNotFoundError:
        return "unsigned"
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError, Base64Error):
        return "wrong_signature"
    if told.key not in keys:
        return "unknown_key"
    raw = file.read_bytes()
    is_what_was_read = sha256(raw).hexdigest() == stamp.sha256
    return None if is_what_was_read and _fits(keys[told.key], signature, file, raw) else "wrong_signature"


def _fits(public: bytes, signature: bytes, file: Path, raw: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # the first window is painted without it
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _signed(file, raw))
    except InvalidSignature:
        return False
    return True


def _signed(file: Path, raw: bytes) -> bytes:
    """A signature is good for one file by its name: no pack can be put in the place of another."""
    return f"donor-room pack {file.name}\n".encode() + raw


def sign_file(file: Path, key: Ed25519PrivateKey) -> Path:
    """Write the signature of a pack beside it and return where; the pack itself is not touched."""
    signature = b64encode(key.sign(_signed(file, file.read_bytes()))).decode()
    beside = signature_file(file)
    told = key_id(key.public_key().public_bytes_raw())
    beside.write_text(f'key = "{told}"\nsignature = "{signature}"\n', "utf-8", newline="\n")
    return beside


def new_key(file: Path) -> Path:
    """Make a signing key that only this account may read, its public half beside it; returns the public file.

    Raises Refusal packs.key_is_there: whoever loses the old key can never again sign what it signed.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError as there:
        raise Refusal("packs.key_is_there", file=file.name) from there
    file.write_text(b64encode(key.private_bytes_raw()).decode() + "\n", "ascii")
    public = file.with_name(f"{file.name}.pub")
    public.write_text(b64encode(key.public_key().public_bytes_raw()).decode() + "\n", "ascii")
    return public


def read_key(file: Path) -> Ed25519PrivateKey:
    """Read a signing key; raises Refusal packs.bad_key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(_read_raw(file))
