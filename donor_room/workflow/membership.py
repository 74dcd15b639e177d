"""What this terminal shows to its neighbours: its membership, kept with its enrolment, and its key."""

from __future__ import annotations

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec.structs import replace

from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.store.ledger import Ledger
from donor_room.wire.beside import station_mark
from donor_room.wire.membership import Membership, check_once_member
from donor_room.wire.messages import EnrolReply, read_directory_key
from donor_room.wire.sealed_body import beside_key
from donor_room.wire.signature import Unproven, read_public
from donor_room.workflow.enrolled import Enrolment, enrolment_of, keep_enrolment


class Badge(NamedTuple):
    """All by which a terminal proves itself to its neighbours and reads what they say."""

    membership: Membership
    key: Ed25519PrivateKey
    station_key: Ed25519PublicKey
    sealing_key: bytes
    mark: str
    """By what terminals of this station find each other."""

    @property
    def terminal(self) -> str:
        return self.membership.terminal


def badge_of(enrolment: Enrolment | None) -> Badge | None:
    """Return the badge of an enrolled terminal; None before the station has made it a member."""
    if enrolment is None or enrolment.reply is None or enrolment.reply.membership is None:
        return None
    reply = enrolment.reply
    return Badge(
        membership=enrolment.reply.membership,
        key=enrolment.key,
        station_key=read_public(reply.station_key),
        sealing_key=beside_key(read_directory_key(reply.directory_key)),
        mark=station_mark(reply.station_key),
    )


def membership_wanted(ledger: Ledger, clock: Clock) -> bool:
    """Say whether an enrolled terminal has no membership, or one that is half over."""
    enrolment = enrolment_of(ledger)
    if enrolment is None or enrolment.reply is None:
        return False
    held = enrolment.reply.membership
    return held is None or held.is_half_over(clock.now())


def take_membership(ledger: Ledger, given: Membership) -> None:
    """Keep a membership; raises Trouble for one that its own station did not give to this very terminal.

    Whether it is over is judged by whoever is shown it: the clock here may be wrong by years, and the
    station has just given it.
    """
    enrolment = enrolment_of(ledger)
    if enrolment is None or enrolment.reply is None:
        raise Trouble("sync.not_enrolled")
    try:
        _refuse_strange(given, enrolment.reply)
    except Unproven as problem:
        raise Trouble("sync.not_the_station") from problem
    keep_enrolment(ledger, replace(enrolment, reply=replace(enrolment.reply, membership=given)))


def _refuse_strange(given: Membership, reply: EnrolReply) -> None:
    check_once_member(given, read_public(reply.station_key), station_code=reply.station_code)
    if given.terminal != reply.terminal:
        raise Unproven("membership_of_another")
