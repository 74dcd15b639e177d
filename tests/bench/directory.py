"""The directory of a province on a laptop: made, loaded over a line that is cut, asked, kept up to date.

The twin is the plain alternative of the same donors in the same run: see `plain_directory`. Ours also makes
the key from the number (HMAC) and a donor of the row, unpacks the page (SQLCipher), and keeps the sums of
its parts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time

from donor_room.store.database import read_database
from donor_room.store.directory import Directory
from donor_room.wire.messages import DirectoryPage, DirectoryRow, encode
from donor_room.workflow.exchange import exchange_of
from tests.bench.donors import KIND, donor, fill_station, number
from tests.bench.line import Line, against_limit, in_turns, percentile
from tests.bench.province import Province, generation, load, open_province

_CHANGED, _PAGE = 3_000, 1_000


def lines(*, quick: bool) -> Iterator[Line]:
    """Measure one after another, each told when it is there."""
    donors = 20_000 if quick else 3_000_000
    with open_province(donors) as bench:
        with bench.station.connections.lend() as conn:
            fill_station(conn, bench.house, donors)
        yield generation(bench)
        yield load(bench)
        yield _size(bench)
        yield _warm(bench, 1_000 if quick else 20_000)
        yield _cold(bench, 100 if quick else 500)
        yield _delta(bench, cold=True)
        yield _delta(bench, cold=False)


def _size(bench: Province) -> Line:
    ours, twin = (path.stat().st_size / 1e6 for path in (bench.desk.directory_file.path, bench.plain.path))
    note = (
        f"{bench.donors} donors, {ours * 1e6 / bench.donors:.0f} bytes each, one in ten with name and phone"
    )
    return against_limit("directory.size", "MB", [ours], [twin], most=600, note=note)


def _warm(bench: Province, runs: int) -> Line:
    used: list[float] = []
    _read_through(bench)

    def ours() -> float:
        asked = bench.any_number()
        began, began_used = perf_counter(), thread_time()
        found = bench.desk.directory.find_by_document(KIND, asked)
        took = perf_counter() - began
        used.append((thread_time() - began_used) * 1_000)
        assert found is not None
        return took * 1_000

    def twin() -> float:
        person = bytes.fromhex(bench.desk.directory.person_of(KIND, bench.any_number()))
        began = perf_counter()
        bench.plain.find(person)
        return (perf_counter() - began) * 1_000

    values, twins = in_turns(ours, twin, runs, warm_up=runs)
    note = f"{percentile(used[runs:], 99):.3f} ms of processor time at p99, {_load_said()}"
    return against_limit("directory.warm", "ms", values, twins, most=0.1, at_p99=True, note=note)


def _read_through(bench: Province) -> None:
    """Bring both files into the system's cache, as on a laptop that has been at work for a while."""
    for path in (bench.desk.directory_file.path, bench.plain.path):
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass


def _load_said() -> str:
    return f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors"


def _cold(bench: Province, runs: int) -> Line:
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
    note = (
        f"{_load_said()}; posix_fadvise DONTNEED on the file, and the file opened anew, before each look-up"
    )
    return against_limit("directory.cold", "ms", values, twins, most=20, at_p99=True, note=note)


def _drop(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(handle)


def _delta(bench: Province, *, cold: bool) -> Line:
    """Three pages as they come from the feed, each durable with its cursor; the twin takes them in one."""
    exchange = exchange_of(bench.desk)
    revision = _revision(bench)
    used: list[float] = []
    if not cold:
        _read_through(bench)

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
        if cold:
            _drop(bench.desk.directory_file.path)
        began, began_used = perf_counter(), thread_time()
        for page in pages:
            exchange.take_page(page)
        used.append(thread_time() - began_used)
        return perf_counter() - began

    def twin() -> float:
        told = [(person, n, encode(row.donor)) for person, n, row in changed() if row.donor is not None]
        if cold:
            _drop(bench.plain.path)
        began = perf_counter()
        bench.plain.apply(told)
        return perf_counter() - began

    values, twins = in_turns(ours, twin, 5)
    note = (
        f"{_CHANGED} rows in pages of {_PAGE}, the twin in one transaction;"
        f" {median(used):.2f} s of processor time, {_load_said()}"
    )
    name, most = ("directory.delta_cold", 5.0) if cold else ("directory.delta", 0.5)
    return against_limit(name, "s", values, twins, most=most, note=note)


def _revision(bench: Province) -> int:
    row = bench.desk.directory_file.row("SELECT max(revision) FROM donor")
    return int(row[0]) if row else 0
