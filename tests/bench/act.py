"""One answer saved, from the use case to the return of its commit, beside one bare insert of the same bytes.

Ours is `interview.answer`: it checks the answer against the questionnaire, folds the visit, asks
permission and guards, seals the entry, writes it, lets the projections see it and commits. The twin is one
prepared INSERT of the very same row into a table without any index, in its own SQLCipher file on the same
disk, with WAL and synchronous=FULL as well.

Both touch one page. What ours needs beyond the twin, some 0.07 ms, is Python that runs once and cold. Where
the disk takes 0.25 ms or more to keep what it is given, the ratio is under 1.3; on a disk that answers a
flush from its cache in 0.1 ms it is not.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

from donor_room.store import engine
from donor_room.workflow import interview
from donor_room.workflow.desk import Desk
from tests.bench.desk import expected, open_desk, visit_in_interview
from tests.bench.line import Line, against_twin, in_turns

MOST = 1.3
_COLUMNS = "place, book, seq, id, kind, version, visit, hlc, by_staff, body, prev_hash, hash"
_INSERT = f"INSERT INTO raw ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"


def lines(*, quick: bool) -> list[Line]:
    """Save answers of one donor after another, as an interview does."""
    with open_desk(visits=2) as desk:
        raw = raw_file(desk.database.path.with_name("raw.db"))
        ours, twin = in_turns(_Ours(desk), _Twin(raw, desk), 200 if quick else 2_000, warm_up=50)
        raw.close()
    return [against_twin("act.saved", "ms", ours, twin, most=MOST, also_p99=True)]


class _Ours:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._donors = 0
        self._left: list[tuple[str, str, object]] = []

    def __call__(self) -> float:
        """Return the milliseconds of one answer; a new donor comes when the last has answered all."""
        if not self._left:
            self._donors += 1
            visit = visit_in_interview(self._desk, self._donors)
            self._left = [(visit.id, item, given) for item, given in expected(self._desk, visit)]
        visit_id, item, given = self._left.pop()
        began = perf_counter()
        interview.answer(self._desk, visit_id, item=item, given=given)  # type: ignore[arg-type]
        return (perf_counter() - began) * 1_000


class _Twin:
    def __init__(self, raw: engine.Connection, desk: Desk) -> None:
        self._raw, self._desk = raw, desk

    def __call__(self) -> float:
        """Return the milliseconds of inserting the row that was just written, without anything around it."""
        return raw_insert(self._raw, self._desk)


def raw_insert(raw: engine.Connection, desk: Desk) -> float:
    """Insert a copy of the last entry of the ledger into a bare file; return the milliseconds of that."""
    row = desk.database.row(f"SELECT {_COLUMNS} FROM ledger ORDER BY place DESC LIMIT 1")
    began = perf_counter()
    raw.execute(_INSERT, row)
    return (perf_counter() - began) * 1_000


def raw_file(path: Path) -> engine.Connection:
    """Open a bare encrypted file with one table that has the columns of the ledger."""
    raw = engine.connect(str(path), isolation_level=None)
    raw.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        raw.execute(f"PRAGMA {pragma}").fetchone()
    kinds = {"place": "INTEGER PRIMARY KEY", "seq": "INTEGER", "version": "INTEGER"}
    columns = ", ".join(f"{name} {kinds.get(name, 'TEXT')}" for name in _COLUMNS.split(", "))
    raw.execute(f"CREATE TABLE raw ({columns}) STRICT")
    return raw
