"""How a station says that a key is of one of its terminals, so that these can trust each other alone."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import datetime, timedelta

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.wire.signature import Unproven

LASTS = timedelta(days=30)
"""A terminal that is locked at the station is believed by its neighbours for so long at most."""

_PURPOSE = b"donor-room membership 1\n"
"""Stands before what is signed, so that a signature given for anything else makes no member."""


class Membership(msgspec.Struct, frozen=True, kw_only=True):
    """The station's word that a terminal with this key belongs to it, until an instant."""

    terminal: str
    terminal_name: str
    public_key: str
    station_code: str
    until: datetime
    signature: str = ""

    def is_half_over(self, now: datetime) -> bool:
        """Say whether it is time to ask for a new one."""
        return self.until - now < LASTS / 2


def membership_text(membership: Membership) -> bytes:
    """Return what is signed: everything but the signature."""
    said = msgspec.structs.asdict(membership)
    del said["signature"]
    return _PURPOSE + msgspec.json.encode(said, order="sorted")


def sign_membership(membership: Membership, key: Ed25519PrivateKey) -> Membership:
    """Return the membership with the station's signature."""
    signature = key.sign(membership_text(membership))
    return msgspec.structs.replace(membership, signature=b64encode(signature).decode())


def check_membership(
    membership: Membership, key: Ed25519PublicKey, *, station_code: str, now: datetime
) -> None:
    """Raise Unproven unless the holder of the key made this terminal a member, and it is one now."""
    check_once_member(membership, key, station_code=station_code)
    if membership.until.tzinfo is None or now >= membership.until:
        raise Unproven("membership_over")


def check_once_member(membership: Membership, key: Ed25519PublicKey, *, station_code: str) -> None:
    """Raise Unproven unless the holder of the key made this terminal a member once, however long ago."""
    try:
        key.verify(b64decode(membership.signature, validate=True), membership_text(membership))
    except (Base64Error, ValueError, InvalidSignature) as problem:
        raise Unproven("membership") from problem
    if membership.station_code != station_code:
        raise Unproven("other_station")
