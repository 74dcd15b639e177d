"""A release: one file of signed packs for the terminals of a station, itself signed by a key for packs.

It is plain JSON, so that whoever is asked to release it can read it. Nothing in it is believed because of who
brought it: station, terminal and command line check the same signature, each by its own keys.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import msgspec

from donor_room.domain.refusal import Refusal
from donor_room.domain.ruleset import Shape
from donor_room.packs.trust import Keys, key_id, signature_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = 1
MAX_BYTES = 2 * 1024 * 1024
"""The shipped rules take 33 kB; what is larger than this is no release."""

RULES = "rules"
_PURPOSE = b"donor-room release 1\n"
_NAME = re.compile(r"rules/[a-z0-9][a-z0-9._-]{0,63}\.toml", re.ASCII)
_PRACTICE = "-practice"
_Said = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class ReleasedFile(Shape, frozen=True, kw_only=True):
    """One pack as it lies in a folder: its name, its text, and what stands in its .sig beside it."""

    name: str
    text: str
    signature: str


class Contents(Shape, frozen=True, kw_only=True):
    """What is signed; an empty station_code is for every station."""

    format: int
    station_code: str
    edition: Annotated[str, msgspec.Meta(pattern="^[0-9]+([.-][0-9]+)*$", max_length=32)]
    title: _Said
    made_at: datetime
    files: tuple[ReleasedFile, ...]


class _Sealed(Shape, frozen=True, kw_only=True):
    """The contents letter by letter as they were signed, and by which key."""

    said: str
    key: str
    signature: str


class Release(NamedTuple):
    """A release that was checked; its id is the SHA-256 of the whole file."""

    id: str
    key: str
    contents: Contents

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(file.name for file in self.contents.files)


def make_release(
    folder: Path,
    stems: Iterable[str],
    key: Ed25519PrivateKey,
    *,
    station_code: str,
    edition: str,
    title: str,
    made_at: datetime,
) -> bytes:
    """Return these packs of a folder, with the signatures beside them, as one signed file; raises Refusal."""
    contents = Contents(
        format=FORMAT,
        station_code=station_code,
        edition=edition,
        title=title,
        made_at=made_at,
        files=tuple(_file_of(folder / f"{stem}.toml") for stem in stems),
    )
    said = msgspec.json.encode(contents, order="sorted")
    by = key_id(key.public_key().public_bytes_raw())
    signature = b64encode(key.sign(_PURPOSE + said)).decode()
    sealed = _Sealed(said=said.decode(), key=by, signature=signature)
    return msgspec.json.format(msgspec.json.encode(sealed), indent=1)


def _file_of(file: Path) -> ReleasedFile:
    try:
        text, signature = file.read_text("utf-8"), signature_file(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Refusal("pack_release.file", file=file.name) from fault
    return ReleasedFile(name=f"{RULES}/{file.name}", text=text, signature=signature)


def read_release(raw: bytes, keys: Keys, *, station_code: str) -> Release:
    """Return a release that one of these keys signed for this station; raises Refusal with the reason."""
    if len(raw) > MAX_BYTES:
        raise Refusal("pack_release.too_large", limit=MAX_BYTES // 1024)
    sealed = _sealed(raw)
    _check(sealed, keys)
    contents = _contents(sealed.said)
    if contents.station_code not in ("", station_code.removesuffix(_PRACTICE)):
        raise Refusal("pack_release.other_station", station=contents.station_code)
    _refuse_names(contents)
    return Release(sha256(raw).hexdigest(), sealed.key, contents)


def unchecked(raw: bytes) -> Release:
    """Return a release that was checked when it was taken; its packs are believed by their own signatures."""
    sealed = _sealed(raw)
    return Release(sha256(raw).hexdigest(), sealed.key, _contents(sealed.said))


def _sealed(raw: bytes) -> _Sealed:
    try:
        return msgspec.json.decode(raw, type=_Sealed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Refusal("pack_release.damaged") from fault


def _check(sealed: _Sealed, keys: Keys) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if sealed.key not in keys:
        raise Refusal("pack_release.unknown_key", key=sealed.key[:16])
    try:
        signature = b64decode(sealed.signature, validate=True)
        Ed25519PublicKey.from_public_bytes(keys[sealed.key]).verify(
            signature, _PURPOSE + sealed.said.encode()
        )
    except (InvalidSignature, Base64Error, ValueError) as fault:
        raise Refusal("pack_release.wrong_signature") from fault


def _contents(said: str) -> Contents:
    """What is signed and cannot be read was made by a newer program; it is told apart from a damaged file."""
    try:
        contents = msgspec.json.decode(said, type=Contents)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise Refusal("pack_release.newer_program") from fault
    if contents.format != FORMAT or contents.made_at.tzinfo is None:
        raise Refusal("pack_release.newer_program")
    return contents


def _refuse_names(contents: Contents) -> None:
    names = [file.name for file in contents.files]
    if not names:
        raise Refusal("pack_release.empty")
    for name in names:
        if not _NAME.fullmatch(name) or names.count(name) > 1:
            raise Refusal("pack_release.unknown_file", file=name[:80])


def lay_out(release: Release, folder: Path) -> Path:
    """Write the packs of a release into a folder of its own below this one and return the folder of rules.

    What lies there already is written only where it is not the same: the release in the database counts.
    """
    root = folder / release.id[:32]
    for file in release.contents.files:
        place = root / file.name
        _write(place, file.text)
        _write(signature_file(place), file.signature)
    return root / RULES


def _write(place: Path, text: str) -> None:
    raw = text.encode()
    if place.is_file() and place.read_bytes() == raw:
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = place.with_name(f"{place.name}.new")
    new.write_bytes(raw)
    new.replace(place)
