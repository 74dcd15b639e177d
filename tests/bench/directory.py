"""The directory of a province on a laptop: made, loaded over a line that is cut, asked, kept up to date.

The twin is the plain alternative of the same donors in the same run: see `plain_directory`. Ours also makes
the key from the number (HMAC) and a donor of the row, unpacks the page (SQLCipher), and keeps the sums of
its parts.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter

from donor_room.domain.clock import SystemClock
from donor_room.station import generations, sums
from donor_room.station.founding import House, twin_of
from donor_room.station.server import Station
from donor_room.store.database import read_database
from donor_room.store.directory import Directory
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.link import Link
from donor_room.sync.session import Session, link_of
from donor_room.sync.store import Found
from donor_room.wire.messages import DirectoryPage, DirectoryRow, encode
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_folder import loading_of
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import Exchange, exchange_of
from donor_room.workflow.generation_load import PIECE_BYTES
from tests.bench.desk import PASSPHRASE, practice_profile
from tests.bench.donors import KIND, donor, fill_station, number, rows
from tests.bench.line import Line, against_limit, in_turns
from tests.bench.plain_directory import PlainDirectory
from tests.support.bad_line import SpoiledLine
from tests.support.stations import running_station

CUTS = 50
_CHANGED, _PAGE = 3_000, 1_000


class Bench:
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


def lines(*, quick: bool) -> Iterator[Line]:
    """Measure one after another, each told when it is there."""
    donors = 20_000 if quick else 3_000_000
    with _bench(donors) as bench:
        with bench.station.connections.lend() as conn:
            fill_station(conn, bench.house, donors)
        yield _generation(bench)
        yield _load(bench)
        yield _size(bench)
        yield _warm(bench, 1_000 if quick else 20_000)
        yield _cold(bench, 100 if quick else 500)
        yield _delta(bench)


@contextmanager
def _bench(donors: int) -> Iterator[Bench]:
    from donor_room.workflow.opening import create_desk

    with practice_profile() as profile, running_station(SystemClock()) as station:
        desk = create_desk(profile, passphrase=PASSPHRASE, clock=SystemClock())
        try:
            enrol_desk(desk, url=station.url, code=station.enrolment_code("bench"), clock=desk.clock)
            yield Bench(station, desk, donors)
        finally:
            desk.close()


def _generation(bench: Bench) -> Line:
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


def _load(bench: Bench) -> Line:
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


def _load_over_a_bad_line(bench: Bench) -> int:
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
    from msgspec.structs import replace

    enrolment = enrolment_of(desk.ledger)
    assert enrolment is not None
    return link_of(replace(enrolment, url=url), desk.clock)


def _asks(desk: Desk, piece_bytes: int) -> Callable[[Callable[[Exchange], Found]], Found]:
    def ask(work: Callable[[Exchange], Found]) -> Found:
        exchange = exchange_of(desk)
        exchange.loading = lambda: loading_of(desk, piece_bytes=piece_bytes)
        return work(exchange)

    return ask


def _refuse_difference(bench: Bench) -> None:
    with bench.station.connections.lend() as conn:
        conn.execute("SET statement_timeout = 0")
        assert bench.desk.directory.sums() == sums.counted(conn, bench.house.code)
    assert bench.desk.directory.count() == bench.donors
    for _ in range(1_000):
        order = bench.chance.randrange(bench.donors)
        assert bench.desk.directory.find_by_document(KIND, number(order)) == donor(order, bench.key)
    assert bench.desk.directory_file.findings() == []


def _size(bench: Bench) -> Line:
    ours, twin = (path.stat().st_size / 1e6 for path in (bench.desk.directory_file.path, bench.plain.path))
    note = (
        f"{bench.donors} donors, {ours * 1e6 / bench.donors:.0f} bytes each, one in ten with name and phone"
    )
    return against_limit("directory.size", "MB", [ours], [twin], most=600, note=note)


def _warm(bench: Bench, runs: int) -> Line:
    def ours() -> float:
        asked = bench.any_number()
        began = perf_counter()
        found = bench.desk.directory.find_by_document(KIND, asked)
        took = perf_counter() - began
        assert found is not None
        return took * 1_000

    def twin() -> float:
        person = bytes.fromhex(bench.desk.directory.person_of(KIND, bench.any_number()))
        began = perf_counter()
        bench.plain.find(person)
        return (perf_counter() - began) * 1_000

    values, twins = in_turns(ours, twin, runs, warm_up=runs)
    return against_limit("directory.warm", "ms", values, twins, most=0.1, at_p99=True)


def _cold(bench: Bench, runs: int) -> Line:
    """Before each look-up the file is dropped from the system's cache and opened anew."""
    file, plain = bench.desk.directory_file, bench.plain
    file.row("PRAGMA wal_checkpoint(TRUNCATE)")

    def ours() -> float:
        _drop(file.path)
        again = read_database(file.path, file.key)
        directory, asked = Directory(again, bench.key), bench.any_number()
        began = perf_counter()
        found = directory.find_by_document(KIND, asked)
        took = perf_counter() - began
        again.close()
        assert found is not None
        return took * 1_000

    def twin() -> float:
        person = bytes.fromhex(bench.desk.directory.person_of(KIND, bench.any_number()))
        plain.close()
        _drop(plain.path)
        plain.open()
        began = perf_counter()
        plain.find(person)
        return (perf_counter() - began) * 1_000

    values, twins = in_turns(ours, twin, runs)
    note = "posix_fadvise DONTNEED on the file, and the file opened anew, before each look-up"
    return against_limit("directory.cold", "ms", values, twins, most=20, at_p99=True, note=note)


def _drop(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _delta(bench: Bench) -> Line:
    """Three pages as they come from the feed, each durable with its cursor; the twin takes them in one."""
    exchange = exchange_of(bench.desk)
    revision = bench.donors

    def changed() -> list[tuple[str, int, DirectoryRow]]:
        nonlocal revision
        found = []
        for order in bench.chance.sample(range(bench.donors), _CHANGED):
            revision += 1
            person = bench.desk.directory.person_of(KIND, number(order))
            told = donor(order, bench.key, count=9)
            found.append((person, revision, DirectoryRow(person=person, revision=revision, donor=told)))
        return found

    def ours() -> float:
        told = [row for _, _, row in changed()]
        pages = [
            DirectoryPage(
                rows=tuple(told[at : at + _PAGE]),
                cursor=f"c{revision}",
                more=False,
                as_of=bench.desk.clock.now(),
            )
            for at in range(0, _CHANGED, _PAGE)
        ]
        began = perf_counter()
        for page in pages:
            exchange.take_page(page)
        return perf_counter() - began

    def twin() -> float:
        told = [(person, n, encode(row.donor)) for person, n, row in changed() if row.donor is not None]
        began = perf_counter()
        bench.plain.apply(told)
        return perf_counter() - began

    values, twins = in_turns(ours, twin, 5)
    note = f"{_CHANGED} rows in pages of {_PAGE}; the twin in one transaction"
    return against_limit("directory.delta", "s", values, twins, most=0.5, note=note)
