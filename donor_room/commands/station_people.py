"""`station add-person`: invites a person to the station's pages, the first one above all."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from donor_room.commands.shell import DONE, texts
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.station.founding import House, real_house
from donor_room.station.people import ROLES, add_person, find_person
from donor_room.station.second_factor import key_uri, qr_svg
from donor_room.station.store import Connection

ADD_PERSON = "add-person"
BY_COMMAND = "command_line"
"""Who stands in the journal for what was done by command."""


def describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of this work."""
    say = texts().say
    parser.add_argument("--role", choices=ROLES, default="keeper", help=say("console.command.role"))
    parser.add_argument("--qr", type=Path, metavar="FILE", help=say("console.command.qr"))


def add_person_by_name(wanted: argparse.Namespace) -> int:
    """Invite the person who is named behind the work."""
    with office(wanted) as (conn, houses):
        tell(add_one(conn, real_house(houses), wanted, SystemClock().now()))
    return DONE


def add_one(conn: Connection, house: House, wanted: argparse.Namespace, now: datetime) -> dict[str, object]:
    """Add a person and return the line to print: invitation and key are shown this once; raises Refusal."""
    if wanted.what is None:
        raise Refusal("console.command.login_missing")
    if not wanted.name:
        raise Refusal("console.command.name_missing")
    secret = add_person(
        conn, house.code, BY_COMMAND, login=wanted.what, name=wanted.name, role=wanted.role, now=now
    )
    person = find_person(conn, house.code, wanted.what)
    if person is None:  # pragma: no cover - it was added a line ago
        raise Refusal("console.problem.nobody", login=wanted.what)
    uri = key_uri(person.totp_secret, person.login, house.code)
    if wanted.qr:
        _draw(wanted.qr, uri)
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role,
        "page": "/console/join",
        "invitation": secret,
        "good_until": person.invited_until.isoformat() if person.invited_until else None,
        "otpauth": uri,
    }


def _draw(file: Path, uri: str) -> None:
    try:
        file.touch(mode=0o600)
        file.write_text(qr_svg(uri), encoding="utf-8")
    except OSError as problem:
        raise Trouble("console.command.qr_file", path=str(file)) from problem
