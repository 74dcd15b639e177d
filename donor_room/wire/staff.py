"""The people of the terminals as the station tells them: rows that it has signed, in a feed of their own."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from datetime import date
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.domain.staff import Role
from donor_room.wire.signature import Unproven

STAFF_LEFT = "staff.left"
"""The kind of notice by which a person who left is told at once."""

MAX_STAFF = 100
_PURPOSE = b"donor-room staff 1\n"
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class StaffRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person; the password as the Argon2id verifier that a terminal made of it, never the password."""

    station_code: str
    staff: _Name
    name: _Name
    roles: tuple[Role, ...]
    password: str
    trained_on: date | None
    trained_until: date | None
    has_left: bool
    revision: int


class SignedStaff(msgspec.Struct, frozen=True, kw_only=True):
    """A StaffRow as it was signed, letter by letter."""

    said: str
    signature: str


class StaffAsked(msgspec.Struct, frozen=True, kw_only=True):
    """From where a terminal asks on."""

    cursor: Annotated[str, msgspec.Meta(max_length=128)]


class StaffPage(msgspec.Struct, frozen=True, kw_only=True):
    """The next people; the cursor is stored together with them."""

    rows: tuple[SignedStaff, ...]
    cursor: str
    more: bool


def sign_staff(row: StaffRow, key: Ed25519PrivateKey) -> SignedStaff:
    """Return a row as it travels, with the station's signature."""
    said = msgspec.json.encode(row, order="sorted")
    return SignedStaff(said=said.decode(), signature=b64encode(key.sign(_PURPOSE + said)).decode())


def name_of_staff(body: str) -> str:
    """Return whom the body of a notice names, believed or not; empty where it names nobody."""
    try:
        return msgspec.json.decode(msgspec.json.decode(body, type=SignedStaff).said, type=StaffRow).name
    except msgspec.DecodeError:
        return ""


def read_staff(signed: SignedStaff, key: Ed25519PublicKey, *, station_code: str) -> StaffRow:
    """Return a row; raises Unproven unless this key signed it for this station."""
    try:
        key.verify(b64decode(signed.signature, validate=True), _PURPOSE + signed.said.encode())
        row = msgspec.json.decode(signed.said, type=StaffRow)
    except (Base64Error, ValueError, InvalidSignature, msgspec.DecodeError) as problem:
        raise Unproven("staff") from problem
    if row.station_code != station_code:
        raise Unproven("staff")
    return row
