"""`station`: runs the station's server, or does a person's work on its database while it runs."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from donor_room import settings
from donor_room.commands.parser import Parser
from donor_room.commands.shell import DONE, NO, texts
from donor_room.domain.clock import SystemClock
from donor_room.domain.donation_number import NumberProfile, check_character, profile_named, profile_names
from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import read_profile
from donor_room.station import ledger, numbers
from donor_room.station.conflicts import all_held
from donor_room.station.directory import load_donors
from donor_room.station.enrolment import find_by_name, new_code
from donor_room.station.founding import TRY_OUT, Founding, House, real_house, twin_of
from donor_room.station.profiles import first_number, set_profile, station_profile
from donor_room.station.projector import project_all
from donor_room.station.read_again import read_again
from donor_room.station.restored import after_restore
from donor_room.station.server import Station, embedded_database, make_ready, refuse_open_network
from donor_room.station.store import Connection, Connections
from donor_room.wire.messages import MAX_RANGE
from donor_room.wire.signature import fingerprint, public_text

PORT = 8710
_PROFILE = "profile"


def main(arguments: list[str]) -> int:
    """Serve until it is stopped by hand, or do one piece of work; JSON lines out."""
    parser = _parser()
    wanted = parser.parse_args(arguments)
    if wanted.what is not None and wanted.work != _PROFILE:
        parser.error(f"unrecognized arguments: {wanted.what}")
    return _WORK[wanted.work](wanted) if wanted.work else _serve(wanted)


def _parser() -> argparse.ArgumentParser:
    say = texts().say
    parser = Parser(
        prog="donor_room station",
        description=say("command_line.help.station"),
        epilog=say("station.command.works"),
    )
    parser.add_argument("work", nargs="?", choices=sorted(_WORK), help=say("station.command.work"))
    parser.add_argument("what", nargs="?", metavar="NAME|FILE", help=say("numbers.station.what"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--data", type=Path, help=say("station.command.data"))
    where.add_argument("--database-url", metavar="URL", help=say("station.command.database_url"))
    where.add_argument("--embedded", action="store_true", help=say("station.command.embedded"))
    parser.add_argument("--host", default="127.0.0.1", help=say("station.command.host"))
    parser.add_argument("--port", type=int, default=PORT, help=say("station.command.port"))
    parser.add_argument("--insecure-lan", action="store_true", help=say("station.command.insecure_lan"))
    parser.add_argument("--station-code", metavar="CODE", help=say("station.command.station_code"))
    parser.add_argument("--name", default=TRY_OUT.name, help=say("station.command.name"))
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
    parser.add_argument("--check", action="store_true", help=say("station.command.check"))
    return parser


def _name(text: str) -> str:
    """Return the name of a terminal; people tell terminals apart by it, so it says something."""
    if not text.strip():
        raise argparse.ArgumentTypeError(texts().say("station.command.terminal_empty"))
    return text.strip()


def _url(wanted: argparse.Namespace) -> str:
    if wanted.database_url:
        return str(wanted.database_url)
    return embedded_database(wanted.data or settings.home(os.environ) / "station")


def _founding(wanted: argparse.Namespace) -> Founding | None:
    return Founding(wanted.station_code, wanted.name, wanted.facility) if wanted.station_code else None


def _serve(wanted: argparse.Namespace) -> int:
    refuse_open_network(wanted.host, insecure_lan=wanted.insecure_lan)
    over = Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        stop = getattr(signal, name, None)
        if stop is not None and signal.getsignal(stop) is not signal.SIG_IGN:  # nohup goes on being obeyed
            signal.signal(stop, lambda *_: over.set())
    station = Station(
        _url(wanted), clock=SystemClock(), founding=_founding(wanted), host=wanted.host, port=wanted.port
    )
    with station:
        line = {"ready": station.url, "listening": station.url, "station_code": station.house.code}
        with station.connections.lend() as conn:
            _tell(line | _asked_before(conn, station.houses, wanted))
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
    with _office(wanted) as (conn, houses):
        _tell(
            {
                "code": new_code(conn, houses, wanted.terminal, SystemClock().now()),
                "terminal": wanted.terminal,
                "fingerprint": fingerprint(public_text(real_house(houses).key)),
            }
        )
    return DONE


def _books(wanted: argparse.Namespace) -> int:
    with _office(wanted) as (conn, _houses):
        for line in ledger.all_heads(conn):
            _tell(line._asdict())
    return DONE


def _lend_sets(wanted: argparse.Namespace) -> int:
    """Lend numbers whose labels the station prints itself; say which to print."""
    if not 1 <= wanted.count <= MAX_RANGE:
        raise Refusal("preprinted.lend_count", limit=MAX_RANGE)
    with _office(wanted) as (conn, houses):
        house = twin_of(houses, practice=wanted.practice)
        terminal = find_by_name(conn, house, wanted.terminal)
        lent = numbers.lend_preprinted(conn, house, terminal, wanted.count, SystemClock())
        _tell({"range": lent.range_id, "terminal": terminal, "first": lent.first, "last": lent.last,
               "count": lent.count})  # fmt: skip
    return DONE


def _profile(wanted: argparse.Namespace) -> int:
    """Say how the station writes its numbers; with a name or file, from now on in that way."""
    year = SystemClock().today().year
    with _office(wanted) as (conn, houses):
        house = real_house(houses)
        if wanted.what is not None:
            set_profile(conn, houses, _named_or_read(wanted.what), year)
        profile = station_profile(conn, house)
        first = first_number(house, profile, year)
        check = check_character(first, profile)
        _tell({"station_code": house.code, "profile": profile.name, "first": first, "check": check})
    return DONE


def _named_or_read(what: str) -> NumberProfile:
    return profile_named(what) if what in profile_names() else read_profile(Path(what))


def _holds(wanted: argparse.Namespace) -> int:
    """Name every visit that waits for a person: a number claimed twice, visits that contradict each other."""
    with _office(wanted) as (conn, houses):
        for house in houses.values():
            project_all(conn, house.world)
        for line in all_held(conn):
            _tell(line._asdict())
    return DONE


def _rebuild(wanted: argparse.Namespace) -> int:
    """Read all books again; with --check say only whether that would give what is there."""
    equal = True
    with _office(wanted) as (conn, houses):
        for house in houses.values():
            changed = read_again(conn, house.world, keep=not wanted.check)
            equal = equal and not changed
            _tell({"station_code": house.code, "equal": not changed, "differing": changed})
    return DONE if equal or not wanted.check else NO


def _restored(wanted: argparse.Namespace) -> int:
    """Say that this database came back from a backup, before the server starts on it."""
    with _office(wanted) as (conn, houses):
        _tell({"numbers_left_out": after_restore(conn, houses, SystemClock())})
    return DONE


@contextmanager
def _office(wanted: argparse.Namespace) -> Iterator[tuple[Connection, dict[str, House]]]:
    connections = Connections(_url(wanted), size=1)
    try:
        houses = make_ready(connections, _founding(wanted))
        with connections.lend() as conn:
            yield conn, houses
    finally:
        connections.close()


def _tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


_WORK: dict[str, Callable[[argparse.Namespace], int]] = {
    "enrol-code": _enrol_code,
    "books": _books,
    "lend-sets": _lend_sets,
    _PROFILE: _profile,
    "holds": _holds,
    "rebuild": _rebuild,
    "restored": _restored,
}
