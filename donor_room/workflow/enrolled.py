"""To which station this terminal belongs, as it was told at the enrolment."""

from __future__ import annotations

from base64 import b64decode

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from donor_room.domain import entries as e
from donor_room.store.ledger import Ledger
from donor_room.wire.messages import EnrolReply, read_directory_key
from donor_room.wire.signature import load_key

_ENROLMENT = "enrolment"


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """Where the station is, and what it told. The key is made before the first call and outlives it."""

    url: str
    signing_key: str
    reply: EnrolReply | None

    @property
    def key(self) -> Ed25519PrivateKey:
        """The key by which this terminal proves itself."""
        return load_key(b64decode(self.signing_key))


def enrolment_of(ledger: Ledger) -> Enrolment | None:
    """Return how this terminal belongs to a station; its reply is None while enrolling is under way."""
    kept = ledger.cursor(_ENROLMENT)
    return msgspec.json.decode(kept, type=Enrolment) if kept else None


def directory_key_of(ledger: Ledger) -> bytes | None:
    """Return the secret behind the directory, or None before enrolment."""
    enrolment = enrolment_of(ledger)
    return read_directory_key(enrolment.reply.directory_key) if enrolment and enrolment.reply else None


def keep_enrolment(ledger: Ledger, enrolment: Enrolment) -> None:
    """Write down where the station is and what it told."""
    ledger.set_cursor(_ENROLMENT, msgspec.json.encode(enrolment).decode())


def station_of(ledger: Ledger) -> str:
    """Return the name of the station at which this terminal is enrolled; empty before that."""
    enrolled = [line.act for line in ledger.of_house(e.TerminalEnrolled.KIND)]
    last = enrolled[-1] if enrolled else None
    return last.station_name if isinstance(last, e.TerminalEnrolled) else ""
