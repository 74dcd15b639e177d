"""How a station signs the numbers that it lends, so that years later it can be shown who may use them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.wire.messages import LeasedRange
from donor_room.wire.signature import Unproven

_PURPOSE = b"donor-room lease 1\n"
"""Stands before what is signed, so that a signature given for anything else is none of a lease."""


def lease_text(lent: LeasedRange, *, station_code: str, terminal: str) -> bytes:
    """Return what is signed: who lends what to whom for which use, and the whole of an own profile."""
    said = {
        "station_code": station_code,
        "terminal": terminal,
        "range_id": lent.range_id,
        "profile": lent.profile,
        "own_profile": lent.own_profile,
        "first": lent.first,
        "last": lent.last,
        "count": lent.count,
        "use": lent.use,
    }
    return _PURPOSE + msgspec.json.encode(said, order="sorted")


def sign_lease(lent: LeasedRange, key: Ed25519PrivateKey, *, station_code: str, terminal: str) -> LeasedRange:
    """Return the lease with the station's signature."""
    signature = key.sign(lease_text(lent, station_code=station_code, terminal=terminal))
    return msgspec.structs.replace(lent, signature=b64encode(signature).decode())


def check_lease(lent: LeasedRange, key: Ed25519PublicKey, *, station_code: str, terminal: str) -> None:
    """Raise Unproven unless the holder of the key lent exactly this range to exactly this terminal."""
    try:
        signature = b64decode(lent.signature, validate=True)
        key.verify(signature, lease_text(lent, station_code=station_code, terminal=terminal))
    except (Base64Error, ValueError, InvalidSignature) as problem:
        raise Unproven("lease") from problem
