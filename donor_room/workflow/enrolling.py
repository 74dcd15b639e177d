"""How a terminal comes to belong to a station: begun with a key of its own, ended with what it was told."""

from __future__ import annotations

from base64 import b64encode

import msgspec

from donor_room.domain.entries import TerminalEnrolled
from donor_room.domain.refusal import Refusal
from donor_room.store.directory import Directory
from donor_room.store.ledger import Ledger
from donor_room.wire.messages import EnrolReply, read_directory_key
from donor_room.wire.signature import new_key, public_text
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import Enrolment, enrolment_of, keep_enrolment
from donor_room.workflow.greeted import greeted_of, keep_greeted
from donor_room.workflow.leases import leased_act, refuse_unproven

_BY_STATION = ""


def begin_enrolment(ledger: Ledger, url: str) -> Enrolment:
    """Keep a new key, or the one of an attempt that was cut; refuses when a station has this terminal."""
    before = enrolment_of(ledger)
    if before and before.reply:
        raise Refusal("sync.enrolled_already", station=before.reply.station_name)
    raw = before.signing_key if before else b64encode(new_key().private_bytes_raw()).decode()
    enrolment = Enrolment(url=url, signing_key=raw, reply=None)
    keep_enrolment(ledger, enrolment)
    return enrolment


def begin_by_person(desk: Desk, url: str) -> Enrolment:
    """Begin at the screen: refuses whoever may not, and a practice terminal, which needs no station."""
    person = desk.signed_in()
    if not person.may("enrol"):
        raise Refusal("staff.not_permitted", name=person.name)
    if desk.practice:
        raise Refusal("sync.enrol.practice")
    return begin_enrolment(desk.ledger, url)


def finish_enrolment(desk: Desk, begun: Enrolment, reply: EnrolReply) -> Enrolment:
    """Write down whose terminal this is now and which numbers it may use, in one transaction.

    Raises Trouble for numbers that the key of this very station did not sign for this terminal.
    """
    if reply.numbers:
        refuse_unproven(reply.numbers, reply)
    enrolled = TerminalEnrolled(
        station_code=reply.station_code,
        station_name=reply.station_name,
        terminal=reply.terminal,
        public_key=public_text(begun.key),
    )
    numbers = [leased_act(reply.numbers)] if reply.numbers else []
    done = msgspec.structs.replace(begun, reply=reply)
    with desk.ledger.undone_together(), desk.database.atomic():
        desk.ledger.append([(None, act) for act in (enrolled, *numbers)], by=_BY_STATION)
        keep_enrolment(desk.ledger, done)
        keep_greeted(
            desk.ledger, msgspec.structs.replace(greeted_of(desk.ledger), generation=reply.generation)
        )
    desk.directory = Directory(desk.directory_file, read_directory_key(reply.directory_key))
    return done
