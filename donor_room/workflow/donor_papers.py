"""What the papers of a donor carry that only station and terminal together can make: proof, and own word."""

from __future__ import annotations

from donor_room.domain.clock import day_at_site
from donor_room.domain.names import masked_name
from donor_room.domain.visit import Visit
from donor_room.wire.donation_proof import Donation, write_proof
from donor_room.wire.unit_code import UnitCodes, unit_codes, unit_key
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import directory_key_of, enrolment_of
from donor_room.workflow.membership import badge_of


def unit_codes_of(desk: Desk, number: str) -> UnitCodes | None:
    """Return the codes of a unit; None at a terminal that belongs to no station, which nobody could call."""
    key = directory_key_of(desk.ledger)
    return unit_codes(unit_key(key), number) if key is not None else None


def proof_of(desk: Desk, visit: Visit) -> str | None:
    """Return the signed proof of a donation; None at a terminal for which no station vouches."""
    current, ended, at = visit.label_set, visit.collection, visit.collection_ended_at
    badge = badge_of(enrolment_of(desk.ledger))
    if badge is None or current is None or ended is None or at is None or ended.outcome == "failed":
        return None
    enrolment = enrolment_of(desk.ledger)
    reply = enrolment.reply if enrolment else None
    given = Donation(
        name=masked_name(visit.donor.name),
        number=current.number,
        on=day_at_site(at),
        kind=desk.rules_of(visit).family(visit.plan),
        volume_ml=ended.volume_ml,
        station_code=badge.membership.station_code,
        station_name=reply.station_name if reply else "",
        practice=desk.practice,
    )
    return write_proof(given, badge.key, badge.membership)
