"""What the station knows of each terminal, and the columns in which it is shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from donor_room.packs.texts import shown
from donor_room.station.console.asked import Asked
from donor_room.station.console.ranges import Sum
from donor_room.station.console.words import duration_of
from donor_room.station.store import Connection

SILENT_AFTER = timedelta(hours=36)
OLD_DIRECTORY = timedelta(hours=72)
CLOCK_MAY_DIFFER_S = 120


class TerminalRow(NamedTuple):
    """One terminal; seen_at and clock_ahead_s are None before it first called."""

    terminal: str
    name: str
    program: str
    enrolled_at: datetime
    seen_at: datetime | None
    clock_ahead_s: int | None
    locked_at: datetime | None
    revoked_at: datetime | None
    entries: int
    unread: int
    forked: int
    wrong_world: bool
    frozen_at: datetime | None
    waiting: int | None
    editions: list[str] | None
    directory_as_of: datetime | None
    releases: int
    release_missing: str | None

    @property
    def state(self) -> str:
        """The key of the word for how this terminal stands."""
        if self.revoked_at:
            return "revoked"
        if self.locked_at:
            return "locked"
        if self.frozen_at:
            return "frozen"
        return "forked" if self.forked or self.wrong_world else "at_work"


class Cell(NamedTuple):
    """What stands in a column: words, and how they are meant: plain, quiet or check."""

    words: str
    tone: str = "plain"


class Column(NamedTuple):
    """A column of the page: the last part of the key of its heading, and what it shows of a terminal."""

    key: str
    cell: Callable[[Asked, TerminalRow, Sum], Cell]


def _seen(asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    if row.seen_at is None:
        return Cell(asked.texts.say("console.terminals.never"), "quiet")
    since = asked.now - row.seen_at
    ago = asked.texts.say("console.terminals.ago", span=duration_of(asked.texts, since.total_seconds()))
    return Cell(ago, "check" if since > SILENT_AFTER and not row.locked_at else "plain")


def _received(_asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    return Cell(shown(row.entries))


def _unread(asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    if row.unread == 0:
        return Cell(asked.texts.say("console.terminals.all_read"), "quiet")
    return Cell(asked.texts.say("console.terminals.unread", count=row.unread))


def _clock(asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    ahead = row.clock_ahead_s
    if ahead is None:
        return _not_told(asked, row, _sum)
    if abs(ahead) <= CLOCK_MAY_DIFFER_S:
        return Cell(asked.texts.say("console.terminals.clock_right"), "quiet")
    key = "clock_ahead" if ahead > 0 else "clock_behind"
    return Cell(asked.texts.say(f"console.terminals.{key}", span=duration_of(asked.texts, ahead)), "check")


def _program(_asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    return Cell(row.program)


def _numbers(asked: Asked, _row: TerminalRow, numbers: Sum) -> Cell:
    if numbers.lent == 0:
        return Cell(asked.texts.say("console.terminals.no_numbers"), "quiet")
    said = asked.texts.say("console.terminals.numbers_out", out=numbers.out, lent=numbers.lent)
    return Cell(said, "check" if numbers.out < 0 else "plain")


def _backlog(asked: Asked, row: TerminalRow, numbers: Sum) -> Cell:
    """As it was told at the last greeting: what the terminal has and the station has not acknowledged."""
    if row.waiting is None:
        return _not_told(asked, row, numbers)
    return Cell(shown(row.waiting), "plain" if row.waiting else "quiet")


def _packs(asked: Asked, row: TerminalRow, numbers: Sum) -> Cell:
    return Cell(", ".join(row.editions)) if row.editions else _not_told(asked, row, numbers)


def _release(asked: Asked, row: TerminalRow, _sum: Sum) -> Cell:
    """Whether it has taken what was released for it, by its own word."""
    if row.releases == 0:
        return Cell(asked.texts.say("pack_release.holder.nothing"), "quiet")
    if row.release_missing is None:
        return Cell(asked.texts.say("pack_release.holder.all_taken"), "quiet")
    said = asked.texts.say("pack_release.holder.missing", edition=row.release_missing)
    return Cell(said, "plain" if row.revoked_at else "check")


def _directory(asked: Asked, row: TerminalRow, numbers: Sum) -> Cell:
    if row.waiting is None:
        return _not_told(asked, row, numbers)
    if row.directory_as_of is None:
        return Cell(asked.texts.say("console.terminals.no_directory"), "check")
    age = asked.now - row.directory_as_of
    old = duration_of(asked.texts, age.total_seconds())
    return Cell(
        asked.texts.say("console.terminals.ago", span=old), "check" if age > OLD_DIRECTORY else "plain"
    )


def _not_told(asked: Asked, _row: TerminalRow, _sum: Sum) -> Cell:
    return Cell(asked.texts.say("console.terminals.not_told"), "quiet")


COLUMNS = (
    Column("seen", _seen),
    Column("received", _received),
    Column("unread", _unread),
    Column("backlog", _backlog),
    Column("clock", _clock),
    Column("program", _program),
    Column("packs", _packs),
    Column("release", _release),
    Column("directory", _directory),
    Column("numbers", _numbers),
)
"""What a greeting tells stands as not told until a terminal greets."""


_TERMINALS: LiteralString = """
SELECT t.terminal, t.terminal_name, t.program, t.enrolled_at, t.seen_at, t.clock_ahead_s, t.locked_at,
 t.revoked_at, coalesce(b.entries, 0), coalesce(b.unread, 0),
 (SELECT count(DISTINCT f.book) FROM fork f
  WHERE f.station_code = t.station_code AND f.terminal = t.terminal),
 coalesce(b.wrong_world, false), f.frozen_at, g.waiting, g.editions, g.directory_as_of, p.wanted, p.missing
FROM terminal t LEFT JOIN fence f USING (station_code, terminal)
LEFT JOIN LATERAL (
    SELECT waiting, editions, directory_as_of FROM greeting h
    WHERE h.station_code = t.station_code AND h.terminal = t.terminal ORDER BY greeted_at DESC LIMIT 1
) g ON true
LEFT JOIN LATERAL (
    SELECT sum(seq)::bigint AS entries, sum(seq - projected)::bigint AS unread,
     bool_or(wrong_world) AS wrong_world
    FROM book WHERE book.station_code = t.station_code AND book.terminal = t.terminal
) b ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS wanted, max(r.edition) FILTER (WHERE coalesce(h.state, '') <> 'taken') AS missing
    FROM release r LEFT JOIN release_held h ON h.station_code = r.station_code AND h.release = r.release
     AND h.terminal = t.terminal
    WHERE r.station_code = t.station_code AND r.released_at IS NOT NULL AND r.withdrawn_at IS NULL
     AND (EXISTS (SELECT 1 FROM release_for o WHERE o.station_code = r.station_code
       AND o.release = r.release AND o.terminal = t.terminal)
      OR NOT EXISTS (SELECT 1 FROM release_for o WHERE o.station_code = r.station_code
       AND o.release = r.release))
) p ON true
WHERE t.station_code = %(station)s AND (%(terminal)s = '' OR t.terminal = %(terminal)s)
ORDER BY t.revoked_at IS NOT NULL, t.terminal_name, t.terminal
"""


def terminals(conn: Connection, station_code: str, terminal: str = "") -> list[TerminalRow]:
    """Return all terminals, or the one of this id."""
    rows = conn.execute(_TERMINALS, {"station": station_code, "terminal": terminal})
    return [TerminalRow(*row) for row in rows]


def change_lock(conn: Connection, station_code: str, terminal: str, *, wanted: str, now: datetime) -> bool:
    """Lock, unlock or revoke a terminal; return whether it was in a state that can be changed so.

    What is revoked stays so: it is locked too, and nothing unlocks it.
    """
    done = conn.execute(_CHANGES[wanted], {"station": station_code, "terminal": terminal, "now": now})
    return done.rowcount == 1


_WHERE: LiteralString = " WHERE station_code = %(station)s AND terminal = %(terminal)s AND revoked_at IS NULL"
_CHANGES: dict[str, LiteralString] = {
    "lock": "UPDATE terminal SET locked_at = %(now)s" + _WHERE + " AND locked_at IS NULL",  # noqa: S608
    "unlock": "UPDATE terminal SET locked_at = NULL" + _WHERE + " AND locked_at IS NOT NULL",  # noqa: S608
    "revoke": "UPDATE terminal SET revoked_at = %(now)s,"  # noqa: S608
    " locked_at = coalesce(locked_at, %(now)s)" + _WHERE,
}


def books_of(
    conn: Connection, station_code: str, terminal: str
) -> list[tuple[str, int, int, bool, int | None]]:
    """Return (book, entries, read, wrong world, where it parted) of a terminal."""
    return conn.execute(
        "SELECT book, seq, projected, wrong_world, (SELECT min(f.seq) FROM fork f"
        " WHERE f.station_code = b.station_code AND f.book = b.book)"
        " FROM book b WHERE station_code = %s AND terminal = %s ORDER BY book",
        [station_code, terminal],
    ).fetchall()
