"""What the day came to, counted from the books of both sides, and whether it reconciles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Self

import msgspec

from donor_room.commands.shell import texts
from donor_room.demo.cast import Part
from donor_room.demo.messages import Ended
from donor_room.domain import entries as e
from donor_room.domain.clock import Clock
from donor_room.domain.names import LONGEST_NAME
from donor_room.domain.visit import Visit
from donor_room.settings import Profile
from donor_room.wire.codec import decode_entry, encode_entry
from donor_room.workflow.desk import Desk
from donor_room.workflow.group_list import RefusedRow
from donor_room.workflow.opening import open_desk

_MOST = 1_000_000
_ENDS = {"donated": "donated", "failed": "failed", "left": "left", None: "open"}


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """The donation numbers of the shift by what became of them."""

    issued: int
    used: int
    void: int
    returned: int
    explained: int

    @property
    def come_out(self) -> bool:
        return self.issued == self.used + self.void + self.returned + self.explained


class Terminal(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal's file holds after its program has ended: raw entries by book, and the visits."""

    books: dict[str, list[bytes]]
    visits: tuple[Visit, ...]
    numbers: Numbers
    shift_is_closed: bool


class RowRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list that became no visit; reason is its text key, words say it."""

    row: int
    sheet: str
    reason: str
    words: str


class RowPlayed(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the list, its visit and how that ended."""

    row: int
    visit: str
    outcome: str


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """How many entries stand on each side, all books together."""

    terminal: int
    station: int


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table: what is compared, both sides, and whether they agree."""

    name: str
    here: str
    there: str
    agrees: bool


def read_terminal(profile: Profile, passphrase: str, clock: Clock) -> Terminal:
    """Read the terminal's file as it lies on the disk."""
    desk = open_desk(profile, passphrase=passphrase, clock=clock)
    try:
        return Terminal(
            books={book: _raw(desk, book) for book in desk.ledger.books()},
            visits=tuple(_visits(desk)),
            numbers=_numbers(desk),
            shift_is_closed=bool(desk.ledger.of_house(e.ShiftClosed.KIND)),
        )
    finally:
        desk.close()


def _raw(desk: Desk, book: str) -> list[bytes]:
    return [encode_entry(entry) for entry in desk.ledger.entries_after(book, 0, _MOST)]


def _visits(desk: Desk) -> list[Visit]:
    opened = {line.entry.visit: None for line in desk.ledger.every_entry() if line.entry.visit}
    return [desk.visits.get(visit) for visit in opened if visit]


def _numbers(desk: Desk) -> Numbers:
    """Add up what the handover sheet was signed for; without one nothing comes out."""
    signed = [line.act for line in desk.ledger.of_house(e.HandoverSigned.KIND)]
    issued = [line.act for line in desk.ledger.of_house(e.NumbersIssued.KIND)]
    return Numbers(
        issued=sum(act.count for act in issued if isinstance(act, e.NumbersIssued)),
        used=sum(act.used for act in signed if isinstance(act, e.HandoverSigned)),
        void=sum(act.void for act in signed if isinstance(act, e.HandoverSigned)),
        returned=sum(act.returned for act in signed if isinstance(act, e.HandoverSigned)),
        explained=sum(act.unexplained for act in signed if isinstance(act, e.HandoverSigned)),
    )


def outcome_of(visit: Visit) -> str:
    """Return how a visit ended: as it was closed, a deferral by its decision, turned_away, or open."""
    closed = visit.closed.how if visit.closed else None
    if closed != "deferred":
        return _ENDS.get(closed, "open")
    return visit.outcome or "turned_away"


class Report(msgspec.Struct, kw_only=True):
    """Everything that summary.json says."""

    visits: int
    outcomes: dict[str, int]
    numbers: Numbers
    entries: Entries
    heads: dict[str, str]
    heads_equal: bool
    bytes_equal: bool
    rows: list[RowPlayed]
    rows_refused: list[RowRefused]
    not_as_written: list[str]
    kills: int
    network_cuts: int
    pictures: int
    spans: dict[str, float]
    marks: dict[str, int]
    checks: list[Check]
    reconciles: bool

    @classmethod
    def made(
        cls,
        *,
        parts: tuple[Part, ...],
        terminal: Terminal,
        station: dict[str, list[bytes]],
        refused: tuple[RefusedRow, ...],
        ended: Ended,
        kills: int,
        cuts: int,
    ) -> Self:
        """Count both sides and compare."""
        outcomes = Counter(outcome_of(visit) for visit in terminal.visits)
        checks = _checks(parts, terminal, station, outcomes)
        return cls(
            visits=len(terminal.visits),
            outcomes=dict(sorted(outcomes.items())),
            numbers=terminal.numbers,
            entries=Entries(terminal=_count(terminal.books), station=_count(station)),
            heads={book: decode_entry(lines[-1]).hash for book, lines in terminal.books.items()},
            heads_equal=_heads(terminal.books) == _heads(station),
            bytes_equal=terminal.books == station,
            rows=_rows(parts, terminal.visits),
            rows_refused=[_refused(row) for row in refused],
            not_as_written=_not_as_written(parts, terminal.visits),
            kills=kills,
            network_cuts=cuts,
            pictures=ended.pictures,
            spans=dict(ended.spans),
            marks=dict(ended.marks),
            checks=checks,
            reconciles=all(check.agrees for check in checks),
        )


def _count(books: dict[str, list[bytes]]) -> int:
    return sum(map(len, books.values()))


def _heads(books: dict[str, list[bytes]]) -> dict[str, str]:
    return {book: decode_entry(lines[-1]).hash for book, lines in books.items() if lines}


def _visit_of(part: Part, visits: tuple[Visit, ...]) -> Visit | None:
    return next((one for one in visits if one.donor.document_number == part.donor.document_number), None)


def _rows(parts: tuple[Part, ...], visits: tuple[Visit, ...]) -> list[RowPlayed]:
    found = [(part, _visit_of(part, visits)) for part in parts if part.row is not None]
    return [
        RowPlayed(row=part.row or 0, visit=visit.id, outcome=outcome_of(visit))
        for part, visit in found
        if visit
    ]


def _refused(row: RefusedRow) -> RowRefused:
    from donor_room.commands.shell import sentence_for

    words = sentence_for(row.reason, {"row": row.row_no, "same_as": row.same_as, "longest": LONGEST_NAME})
    return RowRefused(row=row.row_no, sheet=row.sheet, reason=row.reason, words=words)


def _not_as_written(parts: tuple[Part, ...], visits: tuple[Visit, ...]) -> list[str]:
    """Return the parts whose visit is missing or ended otherwise than the cast says."""
    told = []
    for part in parts:
        visit = _visit_of(part, visits)
        outcome = outcome_of(visit) if visit else "missing"
        if not _is_as_written(part, outcome):
            told.append(f"{part.role}: {outcome}")
    return told


def _is_as_written(part: Part, outcome: str) -> bool:
    if part.ends == "by_the_rules":
        return outcome not in ("missing", "open")
    return outcome.startswith(part.ends)


def _checks(
    parts: tuple[Part, ...], terminal: Terminal, station: dict[str, list[bytes]], outcomes: Counter[str]
) -> list[Check]:
    numbers, there = terminal.numbers, _count(station)
    ends = numbers.used + numbers.void + numbers.returned + numbers.explained
    closed = sum(outcomes.values()) - outcomes["open"]
    units = outcomes["donated"] + outcomes["failed"]
    here = _count(terminal.books)
    return [
        _check("donors", len(parts), len(terminal.visits)),
        _check("visits", len(terminal.visits), closed),
        _check("as_written", len(parts), len(parts) - len(_not_as_written(parts, terminal.visits))),
        _check("numbers", numbers.issued, ends),
        _check("units", units, numbers.used),
        _check("entries", here, there),
        _check("heads", _short(_heads(terminal.books)), _short(_heads(station))),
        Check(
            name="bytes",
            here=str(sum(len(line) for lines in terminal.books.values() for line in lines)),
            there=str(sum(len(line) for lines in station.values() for line in lines)),
            agrees=terminal.books == station,
        ),
        _check("shift", 1, int(terminal.shift_is_closed)),
    ]


def _short(heads: dict[str, str]) -> str:
    return " ".join(f"{book[:6]}:{head[:12]}" for book, head in sorted(heads.items()))


def _check(name: str, here: object, there: object) -> Check:
    return Check(name=name, here=str(here), there=str(there), agrees=here == there)


def write_summary(report: Report, file: Path) -> None:
    """Write summary.json, readable for people too."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")


def table(report: Report) -> list[str]:
    """Return the lines that end the demonstration."""
    say = texts().say
    lines = ["", say("demo.table.outcomes", outcomes=_told(report.outcomes))]
    numbers = report.numbers
    lines.append(
        say("demo.table.numbers", issued=numbers.issued, used=numbers.used, void=numbers.void,
            returned=numbers.returned)
    )  # fmt: skip
    lines += [say("demo.table.row_refused", row=row.row, words=row.words) for row in report.rows_refused]
    lines += [say("demo.table.not_as_written", part=part) for part in report.not_as_written]
    for check in report.checks:
        mark = say("demo.table.agrees" if check.agrees else "demo.table.differs")
        lines.append(f"{mark:<7}  {say(f'demo.table.check.{check.name}'):<34} {check.here} = {check.there}")
    lines.append(
        say(
            "demo.table.well" if report.reconciles else "demo.table.not_well",
            seconds=f"{report.spans.get('whole_s', 0):.0f}",
        )
    )
    return lines


def _told(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{texts().say(f'demo.outcome.{name}')} {count}" for name, count in outcomes.items())
