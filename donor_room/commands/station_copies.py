"""What a person does about copied terminals and a restored backup: `go-on`, `frozen`, `restored`."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable, Iterator

from donor_room.commands.shell import DONE
from donor_room.commands.station_office import office, tell
from donor_room.domain.clock import SystemClock
from donor_room.domain.refusal import Refusal
from donor_room.station.enrolment import find_by_name
from donor_room.station.founding import House, twin_of
from donor_room.station.founding import houses as houses_of
from donor_room.station.frozen import frozen_terminals, let_go_on
from donor_room.station.restored import begin_new_generation
from donor_room.station.store import Connection

Lines = Iterator[dict[str, object]]
Work = Callable[[Connection, dict[str, House], argparse.Namespace], Lines]


def lines_of(work: Work) -> Callable[[argparse.Namespace], int]:
    """Return a piece of work that tells line by line."""

    def do(wanted: argparse.Namespace) -> int:
        with office(wanted) as (conn, houses):
            for line in work(conn, houses, wanted):
                tell(line)
        return DONE

    return do


def go_on(conn: Connection, houses: dict[str, House], wanted: argparse.Namespace) -> Lines:
    """Give the code by which one copy of a frozen terminal goes on."""
    if wanted.what is None:
        raise Refusal("station.go_on.which")
    house = twin_of(houses, practice=wanted.practice)
    terminal = find_by_name(conn, house, wanted.what)
    by, why, now = wanted.by or getpass.getuser(), wanted.why or "station go-on", SystemClock().now()
    yield {"code": let_go_on(conn, house, terminal, by=by, why=why, now=now), "terminal": terminal}


def frozen(conn: Connection, houses: dict[str, House], _wanted: argparse.Namespace) -> Lines:
    """Name every terminal that gets no numbers because another copy of it was found."""
    for code in houses:
        for line in frozen_terminals(conn, code):
            yield {name: str(one) if one is not None else None for name, one in line._asdict().items()}


def restored(conn: Connection, _houses: dict[str, House], _wanted: argparse.Namespace) -> Lines:
    """Begin anew after a backup was put back, before the first terminal calls."""
    with conn.transaction():
        begin_new_generation(conn, SystemClock().now())
    for code, house in houses_of(conn).items():
        yield {"station_code": code, "generation": house.generation}
