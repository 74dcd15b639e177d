"""A station with a province's donors, and a terminal that loads them over a line that is cut."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter

from msgspec.structs import replace

from donor_room.domain.clock import SystemClock
from donor_room.station import generations, sums
from donor_room.station.founding import House, twin_of
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link
from donor_room.sync.session import Session, link_of
from donor_room.sync.store import Found
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import loading_of
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import Exchange, exchange_of
from donor_room.workflow.generation_load import PIECE_BYTES
from donor_room.workflow.opening import create_desk
from tests.bench.desk import PASSPHRASE, practice_profile
from tests.bench.donors import KIND, donor, number, rows
from tests.bench.line import Line, against_limit
from tests.bench.plain_directory import PlainDirectory
from tests.support.bad_line import SpoiledLine
from tests.support.stations import running_station

CUTS = 50


class Province:
    """One station, one terminal, one plain file."""

    def __init__(self, station: Station, desk: Desk, donors: int) -> None:
        self.station, self.desk, self.donors = station, desk, donors
        self.house: House = twin_of(station.houses, practice=True)
        self.key = self.house.world.directory_key
        self.plain = PlainDirectory(desk.directory_file.path.with_name("plain.db"))
        self.chance = random.Random(1)
        self.sealed_bytes = 0

    def any_number(self) -> str:
        return number(self.chance.randrange(self.donors))


@contextmanager
def open_province(donors: int) -> Iterator[Province]:
    with practice_profile() as profile, running_station(SystemClock()) as station:
        desk = create_desk(profile, passphrase=PASSPHRASE, clock=SystemClock())
        try:
            enrol_desk(desk, url=station.url, code=station.enrolment_code("bench"), clock=desk.clock)
            yield Province(station, desk, donors)
        finally:
            desk.close()


def generation(bench: Province) -> Line:
    """The twin only reads the same rows in the same order out of the same database."""
    with bench.station.connections.lend() as conn:
        conn.execute("SET statement_timeout = 0")
        began = perf_counter()
        with (
            conn.cursor() as cursor,
            cursor.copy(
                "COPY (SELECT person, revision, donor FROM directory WHERE station_code = %s"
                " ORDER BY person) TO STDOUT",
                [bench.house.code],
            ) as copy,
        ):
            for _ in copy:
                pass
        twin = perf_counter() - began
        began = perf_counter()
        made = generations.make(conn, bench.house, bench.desk.clock.now())
        ours = perf_counter() - began
    bench.sealed_bytes = sum(chunk.bytes for chunk in made.chunks)
    size = bench.sealed_bytes / 1e6
    note = f"{made.rows} donors in {len(made.chunks)} chunks, {size:.0f} MB; twin: bare COPY of the rows"
    return against_limit("directory.generation", "s", [ours], [twin], most=600, note=note)


def load(bench: Province) -> Line:
    """Load on a line that breaks in the midst of a piece; what came is compared with the station's."""
    began = perf_counter()
    bench.plain.fill(rows(bench.donors, bench.key))
    twin = perf_counter() - began
    began = perf_counter()
    cuts = _load_over_a_bad_line(bench)
    ours = perf_counter() - began
    assert cuts == CUTS
    _refuse_difference(bench)
    note = f"cut {cuts} times; twin: the plain file filled, without a line"
    return against_limit("directory.load", "s", [ours], [twin], most=900, note=note)


def _load_over_a_bad_line(bench: Province) -> int:
    line = SpoiledLine(int(bench.station.url.rpartition(":")[2]))
    piece_bytes = min(PIECE_BYTES, bench.sealed_bytes // (3 * CUTS))
    every = bench.sealed_bytes // piece_bytes // CUTS
    cuts, pieces = 0, count(1)

    def spoil(_call: int, answer: bytes) -> bytes:
        nonlocal cuts
        if not answer.startswith(b"HTTP/1.1 206") or cuts == CUTS or next(pieces) % every:
            return answer
        cuts += 1
        return answer[: len(answer) // 2]

    line.spoil = spoil
    with _link(bench.desk, line.url) as link:
        session = Session(link, _asks(bench.desk, piece_bytes))
        while not session.run().is_all_there:
            pass
    line.close()
    return cuts


def _link(desk: Desk, url: str) -> Link:
    enrolment = enrolment_of(desk.ledger)
    assert enrolment is not None
    return link_of(replace(enrolment, url=url), desk.clock)


def _asks(desk: Desk, piece_bytes: int) -> Callable[[Callable[[Exchange], Found]], Found]:
    def ask(work: Callable[[Exchange], Found]) -> Found:
        exchange = exchange_of(desk)
        exchange.loading = lambda: loading_of(desk, piece_bytes=piece_bytes)
        return work(exchange)

    return ask


def _refuse_difference(bench: Province) -> None:
    with bench.station.connections.lend() as conn:
        conn.execute("SET statement_timeout = 0")
        assert bench.desk.directory.sums() == sums.counted(conn, bench.house.code)
    assert bench.desk.directory.count() == bench.donors
    for _ in range(1_000):
        order = bench.chance.randrange(bench.donors)
        assert bench.desk.directory.find_by_document(KIND, number(order)) == donor(order, bench.key)
    assert bench.desk.directory_file.findings() == []
