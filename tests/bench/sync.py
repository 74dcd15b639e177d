"""Ten thousand entries of about 2 KB pushed to a real station and fetched back, beside PouchDB in one run.

Ours is chained, durable at both ends, keeps the raw bytes at the station; what is fetched back is checked,
drawn into the tables of the terminal and on its disk. PouchDB replicates the same bytes as documents to an
express-pouchdb, client and server in one process as ours are; LevelDB does not wait for the disk there. Each
has the best of its batch sizes. The full resend is everything pushed once more, and the bare COPY is the same
rows into one table of the same PostgreSQL.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import perf_counter

from donor_room.domain import entries as e
from donor_room.domain.clock import SystemClock
from donor_room.domain.questionnaire import Answer
from donor_room.domain.stamp import PackStamp
from donor_room.station.server import EmbeddedStation, Station
from donor_room.sync import client
from donor_room.sync.client import Client
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, link_of
from donor_room.wire.codec import encode_entry
from donor_room.wire.messages import PushReply, pack_lines
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.bench.line import Line, against_limit, against_twin
from tests.bench.pouch import rounds
from tests.support.profiles import new_profile, open_at_once
from tests.support.stations import Caller
from tests.support.van import Book, donor

ROWS, QUICK_ROWS = 10_000, 1_000
SIZES = (100, 500, 1_000)
_REMARK = 1_250
"""Characters of a remark with which an entry has about 2 KB."""

_OF_A_VISIT = 20
_STAMP = PackStamp(id="gb18467-2011", edition="1", sha256="0" * 64)
_TERMINALS, _ENTRIES = 60, 500


def lines(*, quick: bool) -> Iterator[Line]:
    """Push, fetch back and push again, then PouchDB, the many, and the bare COPY."""
    count = QUICK_ROWS if quick else ROWS
    with tempfile.TemporaryDirectory(prefix="donor-room-bench-") as name:
        folder = Path(name)
        with EmbeddedStation(folder / "station", clock=SystemClock()) as station:
            ours = {size: _round(station, folder / f"ours{size}", size, count) for size in SIZES}
            rows = ours[SIZES[0]][3]
            many = _sixty(station, 100 if quick else _ENTRIES)
            bare = _bare_copy(station, rows)
        theirs = rounds(rows, SIZES, folder / "pouch")
    best = [min(one[way] for one in ours.values()) for way in range(3)]
    note = f"{len(rows)} entries, {sum(map(len, rows)) // len(rows)} bytes each; {_speeds(ours, len(rows))}"
    yield from _beside(theirs, best, note)
    yield against_limit("sync.resend", "s", [best[2]], most=0.5, note=f"{len(rows)} entries once more")
    yield against_limit("sync.sixty_at_once", "s", [many], most=300, note=f"{_TERMINALS} terminals")
    yield against_limit(
        "sync.push_to_bare_copy", "times", [best[0] / bare], most=20, note=f"COPY {bare:.2f} s"
    )


def _beside(theirs: object, best: list[float], note: str) -> Iterator[Line]:
    """Ours takes at most two thirds of the time of PouchDB's best."""
    if not isinstance(theirs, list):
        yield against_limit("sync.push", "s", [best[0]], most=10, note=f"{note}; PouchDB: {theirs}")
        yield against_limit("sync.pull", "s", [best[1]], most=10, note=f"{note}; PouchDB: {theirs}")
        return
    pushes, pulls = min(one.push_s for one in theirs), min(one.pull_s for one in theirs)
    told = "; PouchDB " + ", ".join(f"{one.batch}: {one.push_s:.2f}/{one.pull_s:.2f} s" for one in theirs)
    yield against_twin("sync.push beside PouchDB", "s", [best[0]], [pushes], most=1 / 1.5, note=note + told)
    yield against_twin("sync.pull beside PouchDB", "s", [best[1]], [pulls], most=1 / 1.5, note=note + told)


def _speeds(ours: dict[int, tuple[float, float, float, list[bytes]]], count: int) -> str:
    return "ours " + ", ".join(
        f"{size}: {push:.2f}/{pull:.2f} s, {count / push:.0f}/s up"
        for size, (push, pull, _, _) in ours.items()
    )


# ---- ours --------------------------------------------------------------------------------------------------


def _round(station: Station, folder: Path, size: int, count: int) -> tuple[float, float, float, list[bytes]]:
    """Return the seconds of pushing, of fetching back on a laptop of before, and of pushing again."""
    profile = new_profile(folder / "laptop")
    with closing(open_at_once(profile, SystemClock())) as desk:
        enrol_desk(desk, url=station.url, code=station.enrolment_code(f"van{size}"), clock=desk.clock)
        _session(desk, size).run()
        desk.database.row("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copytree(profile.folder, folder / "before")
        book, before = desk.ledger.book, desk.ledger.head(desk.ledger.book)[0]
        _write(desk, count, van=size)
        push_s = _timed(lambda: _all_there(desk, size))
        rows = [encode_entry(one) for one in desk.ledger.entries_after(book, before, count)]
        resend_s = _timed(lambda: _resend(desk, book, rows))
    return push_s, _fetched_back(folder, size, book, before + count), resend_s, rows


def _write(desk: Desk, count: int, *, van: int) -> None:
    """Visits, each of another donor: an opening and nineteen answers with a long remark."""
    chance = random.Random(van)
    for first in range(0, count, 500):
        numbers = range(first, min(first + 500, count))
        acts = [(f"v{van}-{n // _OF_A_VISIT}", _act(n, chance, van)) for n in numbers]
        desk.ledger.append(acts, by="s1")


def _act(number: int, chance: random.Random, van: int) -> e.Act:
    if number % _OF_A_VISIT == 0:
        who = donor(f"66{van:04d}{number:012d}", name=f"样例{van}之{number}")
        return e.VisitOpened(
            shift="s", donor=who, source="typed", plan="WB400", known=None, directory_as_of=None
        )
    remark = "".join(chance.choices("0123456789abcdefghijklmnopqrstuvwxyz ", k=_REMARK))
    answer = Answer(value="no", asked_aloud=False, details=(), remark=remark)
    return e.Answered(pack=_STAMP, item=f"Q{number % _OF_A_VISIT}", answer=answer)


def _session(desk: Desk, size: int) -> Session:
    session = Session(link_of(enrolment_of(desk.ledger), desk.clock), lambda work: work(exchange_of(desk)))
    session.client = Client(batch=size)
    return session


def _all_there(desk: Desk, size: int) -> None:
    before, client.MAX_BATCH_ENTRIES = client.MAX_BATCH_ENTRIES, size
    try:
        told = _session(desk, size).run()
    finally:
        client.MAX_BATCH_ENTRIES = before
    assert told.is_all_there, told


def _resend(desk: Desk, book: str, rows: list[bytes]) -> None:
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        for first in range(0, len(rows), 1_000):
            reply = link.push("/v1/push", pack_lines(rows[first : first + 1_000]), PushReply, book=book)
            assert reply.fresh == 0


def _fetched_back(folder: Path, size: int, book: str, end: int) -> float:
    """Open the laptop as it was before, and let the station give back what it wrote since."""
    before = new_profile(folder / "again")
    shutil.copytree(folder / "before", before.folder, dirs_exist_ok=True)
    with closing(open_at_once(before, SystemClock())) as desk:
        took = _timed(lambda: _session(desk, size).run())
        assert desk.ledger.head(book)[0] >= end
    return took


def _timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


# ---- many at once, and the bare twin -----------------------------------------------------------------------


def _sixty(station: Station, entries: int) -> float:
    """Return the seconds until terminals that come at once have every entry acknowledged."""
    books = []
    for place in range(_TERMINALS):
        book = Book(f"many{place}")
        book.open_shift()
        for number in range(entries - 2):
            who = donor(f"6600011990{place:02d}{number:06d}", name=f"样例{place}之{number}")
            book.open_visit(f"m{place}-{number}", who)
        books.append((Caller(station), book))

    def push(one: tuple[Caller, Book]) -> None:
        caller, book = one
        for first in range(0, len(book.lines), 100):
            caller.push(book.name, book.lines[first : first + 100])
        assert caller.head(book.name).acknowledged.hash == book.head

    def all_push() -> None:
        with ThreadPoolExecutor(_TERMINALS) as pool:
            list(pool.map(push, books))

    took = _timed(all_push)
    for caller, _ in books:
        caller.link.close()
    return took


def _bare_copy(station: Station, rows: list[bytes]) -> float:
    with station.connections.lend() as conn:
        conn.execute("CREATE TABLE bare (n bigint PRIMARY KEY, raw bytea NOT NULL)")

        def copy() -> None:
            with conn.cursor() as cursor, cursor.copy("COPY bare (n, raw) FROM STDIN") as into:
                for number, raw in enumerate(rows):
                    into.write_row((number, raw))

        return _timed(copy)
