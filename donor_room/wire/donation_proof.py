"""The proof of a donation as a QR code says it: a hospital reads without a line who gave what and when.

The terminal signs what is said, and beside it stands the station's word that the key is of its terminal. So
whoever knows the station's public key can check it. It says what a reimbursement needs, and nothing else.
"""

from __future__ import annotations

from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from datetime import date

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from donor_room.domain.clock import day_at_site
from donor_room.wire.membership import Membership, check_once_member
from donor_room.wire.signature import Unproven, read_public

MARK = "DRP1"
"""Begins each proof; letters and digits alone make a QR code smaller."""

_PURPOSE = b"donor-room donation proof 1\n"


class Donation(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What is proved; the name is masked, kind is the family of the rules, the day is that of the site."""

    name: str
    number: str
    on: date
    kind: str
    volume_ml: int
    station_code: str
    station_name: str
    practice: bool


class _Member(msgspec.Struct, frozen=True, array_like=True):
    """A membership as it travels here, its end letter by letter as the station signed it."""

    terminal: str
    terminal_name: str
    public_key: str
    station_code: str
    until: str
    signature: str


class _Carried(msgspec.Struct, frozen=True, array_like=True):
    """What travels: what was said, byte by byte, its signature, and the terminal's membership."""

    said: bytes
    signature: bytes
    member: _Member


def write_proof(donation: Donation, key: Ed25519PrivateKey, membership: Membership) -> str:
    """Return the text of a proof that the holder of the membership signs."""
    said = msgspec.msgpack.encode(donation)
    member = _Member(
        membership.terminal,
        membership.terminal_name,
        membership.public_key,
        membership.station_code,
        membership.until.isoformat(),
        membership.signature,
    )
    carried = _Carried(said, key.sign(_PURPOSE + said), member)
    return MARK + b32encode(msgspec.msgpack.encode(carried)).decode().rstrip("=")


def check_proof(text: str, station_key: Ed25519PublicKey, *, station_code: str = "") -> Donation:
    """Return the donation; raises Unproven with the reason why the proof is none.

    That is: `shape` for what is no proof or not all of it, `practice`, `foreign` for another station's,
    `altered` where it says something else than was signed, `key_over` where the terminal was no member any
    more on the day of the donation. Without a station's code the one that the proof names is taken.
    """
    carried, donation, membership = _read(text)
    if donation.practice:
        raise Unproven("practice")
    if station_code not in {"", donation.station_code}:
        raise Unproven("foreign")
    try:
        check_once_member(membership, station_key, station_code=donation.station_code)
    except Unproven as problem:
        raise Unproven("foreign") from problem
    try:
        read_public(membership.public_key).verify(carried.signature, _PURPOSE + carried.said)
    except InvalidSignature as problem:
        raise Unproven("altered") from problem
    if donation.on > day_at_site(membership.until):
        raise Unproven("key_over")
    return donation


def _read(text: str) -> tuple[_Carried, Donation, Membership]:
    plain = "".join(text.split()).upper()
    coded = plain.removeprefix(MARK)
    if coded == plain:
        raise Unproven("shape")
    try:
        carried = msgspec.msgpack.decode(b32decode(coded + "=" * (-len(coded) % 8)), type=_Carried)
        donation = msgspec.msgpack.decode(carried.said, type=Donation)
        membership = msgspec.convert(msgspec.structs.asdict(carried.member), Membership)
    except (Base32Error, ValueError) as problem:  # msgspec's own faults are values too
        raise Unproven("shape") from problem
    if membership.until.tzinfo is None:
        raise Unproven("shape")
    return carried, donation, membership
