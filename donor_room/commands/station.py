"""`station`: runs the station's server, or does a person's work on its database while it runs."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import get_args

from donor_room.commands import station_copies, station_works
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.commands.station_copies import lines_of
from donor_room.commands.station_holds import decide, holds
from donor_room.commands.station_office import founding_of, office, tell, url_of
from donor_room.commands.station_people import ADD_PERSON, add_person_by_name, describe
from donor_room.commands.station_terminals import (
    CARRY_IN,
    CARRY_OUT,
    LOCK,
    UNLOCK,
    carry_in,
    carry_out,
    lock,
)
from donor_room.domain.clock import SystemClock
from donor_room.domain.donation_number import NumberProfile, check_character, profile_named, profile_names
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import read_profile
from donor_room.printing.nonconforming_sheet import draw_nonconforming
from donor_room.station import generations, ledger, numbers
from donor_room.station.directory import load_donors
from donor_room.station.enrolment import find_by_name, new_code
from donor_room.station.founding import TRY_OUT, House, real_house, twin_of
from donor_room.station.gaps import gaps
from donor_room.station.passing_over import AT_REST
from donor_room.station.profiles import first_number, set_profile, station_profile
from donor_room.station.read_again import read_again
from donor_room.station.refused import Refused
from donor_room.station.server import Station
from donor_room.station.store import Connection
from donor_room.station.tls import hosts_for
from donor_room.wire.messages import MAX_RANGE
from donor_room.wire.notices import Verdict
from donor_room.wire.signature import fingerprint, public_text

PORT = 8710
_PROFILE, _GO_ON = "profile", "go-on"


def main(arguments: list[str]) -> int:
    """Serve until it is stopped by hand, or do one piece of work; JSON lines out."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if wanted.what is not None and wanted.work not in _OF_SOMETHING:
        parser.error(f"unrecognized arguments: {wanted.what}")
    if wanted.file is not None and wanted.work not in {CARRY_OUT, *station_works.OF_TWO}:
        parser.error(f"unrecognized arguments: {wanted.file}")
    return _WORK[wanted.work](wanted) if wanted.work else _serve(wanted)


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(
        prog="donor_room station",
        description=say("command_line.help.station"),
        epilog=say("station.command.works"),
    )
    parser.add_argument("work", nargs="?", choices=sorted(_WORK), help=say("station.command.work"))
    parser.add_argument("what", nargs="?", metavar="NAME|TERMINAL|FILE", help=say("numbers.station.what"))
    parser.add_argument("file", nargs="?", metavar="FILE", help=say("carry.command.station_file"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, help=say("station.command.data"))
    where.add_argument("--database-url", metavar="URL", help=say("station.command.database_url"))
    where.add_argument("--embedded", action="store_true", help=say("station.command.embedded"))
    parser.add_argument("--host", default="127.0.0.1", help=say("station.command.host"))
    parser.add_argument("--port", type=int, default=PORT, help=say("station.command.port"))
    parser.add_argument("--insecure-lan", action="store_true", help=say("station.command.insecure_lan"))
    parser.add_argument("--tls", action="store_true", help=say("station.command.tls"))
    parser.add_argument(
        "--reachable-as",
        action="append",
        default=[],
        metavar="HOST",
        help=say("station.command.reachable_as"),
    )
    _describe_work(parser)
    describe(parser)
    station_works.describe(parser)
    return parser


def _describe_work(parser: argparse.ArgumentParser) -> None:
    """Add what the works ask besides."""
    say = texts().say
    parser.add_argument("--station-code", metavar="CODE", help=say("station.command.station_code"))
    parser.add_argument("--name", help=say("station.command.name"))
    parser.add_argument("--facility", default=TRY_OUT.facility, help=say("station.command.facility"))
    parser.add_argument(
        "--load-directory", type=Path, metavar="FILE", help=say("station.command.load_directory")
    )
    parser.add_argument("--practice", action="store_true", help=say("station.command.practice"))
    parser.add_argument("--new-enrolment-code", action="store_true", help=say("station.command.new_code"))
    parser.add_argument(
        "--terminal", metavar="NAME", type=_name, default="terminal", help=say("station.command.terminal")
    )
    parser.add_argument("--count", type=int, default=100, help=say("preprinted.command.count"))
    parser.add_argument("--out", type=Path, metavar="FOLDER", help=say("directory.command.out"))
    parser.add_argument("--by", metavar="NAME", help=say("station.command.by"))
    parser.add_argument("--why", help=say("station.command.why"))
    parser.add_argument("--reason", help=say("station.command.hold_reason"))
    parser.add_argument("--visit", help=say("station.command.hold_visit"))
    parser.add_argument("--subject", help=say("station.command.hold_subject"))
    parser.add_argument("--verdict", choices=get_args(Verdict), help=say("station.command.hold_verdict"))
    parser.add_argument("--check", action="store_true", help=say("station.command.check"))


def _name(text: str) -> str:
    """Return the name of a terminal; people tell terminals apart by it, so it says something."""
    if not text.strip():
        raise argparse.ArgumentTypeError(texts().say("station.command.terminal_empty"))
    return text.strip()


def _serve(wanted: argparse.Namespace) -> int:
    over = Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        stop = getattr(signal, name, None)
        if stop is not None and signal.getsignal(stop) is not signal.SIG_IGN:  # nohup goes on being obeyed
            signal.signal(stop, lambda *_: over.set())
    hosts = hosts_for(wanted.host, wanted.reachable_as, tls=wanted.tls, plain=wanted.insecure_lan)
    station = Station(
        url_of(wanted),
        clock=SystemClock(),
        founding=founding_of(wanted),
        host=wanted.host,
        port=wanted.port,
        hosts=hosts,
        draw_list=draw_nonconforming,
    )
    with station:
        line = {"ready": station.url, "listening": station.url, "station_code": station.house.code}
        with station.connections.lend() as conn:
            tell(line | _asked_before(conn, station.houses, wanted))
        while not over.wait(1.0):  # a bare wait would keep Windows from hearing Ctrl-C
            pass
    return DONE


def _asked_before(
    conn: Connection, houses: dict[str, House], wanted: argparse.Namespace
) -> dict[str, object]:
    """Do what was asked for together with the start."""
    done: dict[str, object] = {}
    if wanted.load_directory:
        done["donors"] = _load(conn, houses, wanted)
    if wanted.new_enrolment_code:
        done["enrolment_code"] = new_code(conn, houses, wanted.terminal, SystemClock().now())
    return done


def _load(conn: Connection, houses: dict[str, House], wanted: argparse.Namespace) -> int:
    try:
        with wanted.load_directory.open("rb") as lines:
            return load_donors(conn, twin_of(houses, practice=wanted.practice), lines)
    except OSError as problem:
        raise Trouble("station.directory_file", path=str(wanted.load_directory)) from problem


def _enrol_code(wanted: argparse.Namespace) -> int:
    with office(wanted) as (conn, houses):
        tell(
            {
                "code": new_code(conn, houses, wanted.terminal, SystemClock().now()),
                "terminal": wanted.terminal,
                "fingerprint": fingerprint(public_text(real_house(houses).key)),
            }
        )
    return DONE


def _books(wanted: argparse.Namespace) -> int:
    with office(wanted) as (conn, houses):
        gone = {(code, gap.book): [gap.first, gap.last] for code in houses for gap in gaps(conn, code)}
        for line in ledger.all_heads(conn):
            gap = gone.get((line.station_code, line.book))
            tell(line._asdict() | ({"gap": gap} if gap else {}))
    return DONE


def _lend_sets(wanted: argparse.Namespace) -> int:
    """Lend numbers whose labels the station prints itself; say which to print."""
    if not 1 <= wanted.count <= MAX_RANGE:
        raise Refusal("preprinted.lend_count", limit=MAX_RANGE)
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        terminal = find_by_name(conn, house, wanted.terminal)
        try:
            lent = numbers.lend_preprinted(conn, house, terminal, wanted.count, SystemClock())
        except Refused as no:
            raise _not_lent(no, wanted.count) from no
        tell({"range": lent.range_id, "terminal": terminal, "first": lent.first, "last": lent.last,
               "count": lent.count})  # fmt: skip
    return DONE


def _not_lent(no: Refused, count: int) -> Refusal:
    """Say why no sets are lent: after a backup was put back also from when on they are."""
    if no.problem.code != AT_REST:
        return Refusal(f"sync.{no.problem.code}")
    until = SystemClock().now() + timedelta(seconds=no.problem.retry_after_s or 0)
    return Refusal("preprinted.rests", count=count, at=until)


def _profile(wanted: argparse.Namespace) -> int:
    """Say how the station writes its numbers; with a name or file, from now on in that way."""
    year = SystemClock().today().year
    with office(wanted) as (conn, houses):
        house = real_house(houses)
        if wanted.what is not None:
            set_profile(conn, houses, _named_or_read(wanted.what), year)
        profile = station_profile(conn, house)
        first = first_number(house, profile, year)
        check = check_character(first, profile)
        tell({"station_code": house.code, "profile": profile.name, "first": first, "check": check})
    return DONE


def _named_or_read(what: str) -> NumberProfile:
    return profile_named(what) if what in profile_names() else read_profile(Path(what))


def _generation(wanted: argparse.Namespace) -> int:
    """Make the directory into chunks, to be loaded whole; with a folder write them there, to be carried."""
    now = SystemClock().now()
    with office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        try:
            made = generations.write_out(conn, house, wanted.out, now) if wanted.out else None
            made = made or generations.make(conn, house, now)
        except Refused as no:
            raise Refusal("station.generation_making") from no
        except OSError as problem:
            raise Trouble("station.generation_folder", path=str(wanted.out)) from problem
        size = sum(chunk.bytes for chunk in made.chunks)
        tell({"generation": made.name, "donors": made.rows, "chunks": len(made.chunks), "bytes": size})
    return DONE


def _rebuild(wanted: argparse.Namespace) -> int:
    """Read all books again; with --check say only whether that would give what is there."""
    equal = True
    with office(wanted) as (conn, houses):
        for house in houses.values():
            changed = read_again(conn, house.world, keep=not wanted.check)
            equal = equal and not changed
            tell({"station_code": house.code, "equal": not changed, "differing": changed})
    return DONE if equal or not wanted.check else NO


_WORK: dict[str, Callable[[argparse.Namespace], int]] = {
    "enrol-code": _enrol_code,
    "books": _books,
    "lend-sets": _lend_sets,
    _PROFILE: _profile,
    "holds": holds,
    "generation": _generation,
    _GO_ON: lines_of(station_copies.go_on),
    "frozen": lines_of(station_copies.frozen),
    "restored": lines_of(station_copies.restored),
    "decide-hold": decide,
    ADD_PERSON: add_person_by_name,
    "rebuild": _rebuild,
    LOCK: lock,
    UNLOCK: lock,
    CARRY_IN: carry_in,
    CARRY_OUT: carry_out,
    **station_works.WORKS,
}
_OF_SOMETHING = station_works.OF_SOMETHING.union(
    {_PROFILE, _GO_ON, ADD_PERSON, LOCK, UNLOCK, CARRY_IN, CARRY_OUT}
)
"""What is done to something that is named behind it."""
