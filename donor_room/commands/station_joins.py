"""`station join|part|joins`: two records of one donor, with the same look at what changes as on the pages."""

from __future__ import annotations

import argparse

from donor_room.commands.shell import DONE, texts
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.names import masked_name
from donor_room.domain.refusal import Refusal
from donor_room.station.founding import twin_of
from donor_room.station.holds import OpenHold
from donor_room.station.joins import joins_of
from donor_room.station.merge import Preview, Record, join, part, person_named, preview
from donor_room.station.projector import project_all

JOIN, PART = "join", "part"


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the option of these works."""
    parser.add_argument("--dry-run", action="store_true", help=texts().say("joins.command.join"))


def join_or_part(wanted: argparse.Namespace) -> int:
    """Show both records and what changes, and unless it is only looked at, join or part them."""
    if not wanted.what or not wanted.file:
        raise Refusal("joins.command.which")
    with office(wanted) as (conn, houses):
        house, now = twin_of(houses, practice=wanted.practice), SystemClock().now()
        project_all(conn, house.world, now)
        one, other = (person_named(conn, house, what) for what in (wanted.what, wanted.file))
        _tell(preview(conn, house, one, other))
        if not wanted.dry_run:
            does = join if wanted.work == JOIN else part
            does(conn, house, one, other, by=wanted.by or "", why=wanted.why or "", now=now)
            tell({"joined": wanted.work == JOIN, "one": one, "other": other})
    return DONE


def _tell(seen: Preview) -> None:
    for record in (seen.one, seen.other):
        tell(_record(record))
    told = seen.told
    tell(
        {
            "differs": list(seen.differs),
            "joined_already": seen.is_joined,
            "donations": told.count if told else 0,
            "deferral": told.deferral.kind if told and told.deferral else None,
            "opens": [_hold(one) for one in seen.opens],
            "closes": [_hold(one) for one in seen.closes],
        }
    )


def _record(record: Record) -> dict[str, object]:
    return {
        "record": record.person,
        "name": masked_name(record.name) if record.name else "",
        "sex": record.sex,
        "born": record.birth_on and record.birth_on.year,
        "abo": record.abo,
        "visits": list(record.visits),
        "donations": [one.on.isoformat() for one in record.donations],
        "deferrals": [one.kind for one in record.deferrals],
    }


def _hold(hold: OpenHold) -> dict[str, str]:
    return {"reason": hold.reason, "visit": hold.visit, "number": hold.number}


def list_joins(wanted: argparse.Namespace) -> int:
    """Name every join that was made, also those taken back."""
    with office(wanted) as (conn, houses):
        for house in houses.values():
            for one in joins_of(conn, house.code):
                said = one._asdict() | {"joined_at": one.joined_at.isoformat()}
                tell(said | {"parted_at": one.parted_at and one.parted_at.isoformat()})
    return DONE


WORKS = {JOIN: join_or_part, PART: join_or_part, "joins": list_joins}
OF_TWO = {JOIN, PART}
