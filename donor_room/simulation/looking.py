"""What lies at the station and on the laptops, read from the files themselves."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from donor_room.domain.directory import DirectoryDonor
from donor_room.domain.entries import NoticeHeard
from donor_room.simulation.house import CentralStation
from donor_room.simulation.laptop import Laptop
from donor_room.station import look
from donor_room.station.read_again import read_again
from donor_room.wire.notices import Lane, read_hold, stands
from donor_room.wire.receipt import Receipt, check_receipt
from donor_room.wire.signature import Unproven
from donor_room.workflow.notices import notice_cursor

Told = dict[str, tuple[int, DirectoryDonor | None]]


def hashes_at(station: CentralStation) -> set[str]:
    """Return the hash of every entry that the station holds, in books and on branches."""
    with station.eyes.lend() as conn:
        return look.hashes(conn)


def bodies_at(station: CentralStation) -> set[str]:
    """Return the hash of every entry that the station holds with its body."""
    with station.eyes.lend() as conn:
        return look.whole_hashes(conn)


def heads_at(station: CentralStation) -> dict[str, tuple[int, str]]:
    """Return where each book ends at the station."""
    with station.eyes.lend() as conn:
        return look.heads(conn)


def forked_at(station: CentralStation) -> set[str]:
    """Return the books of which the station keeps another branch."""
    with station.eyes.lend() as conn:
        return look.forked(conn)


def visits_of_two(station: CentralStation) -> int:
    """Return how many visits were written on more than one laptop."""
    with station.eyes.lend() as conn:
        return look.visits_of_two(conn)


def hash_at(station: CentralStation, book: str, seq: int) -> str | None:
    """Return the hash of one entry of a book."""
    with station.eyes.lend() as conn:
        return look.hash_at(conn, book, seq)


def lines_of(station: CentralStation, book: str, after: int) -> list[bytes]:
    """Return the entries of a book as they came, after a place."""
    with station.eyes.lend() as conn:
        return look.lines_after(conn, book, after)


def differing(station: CentralStation) -> list[str]:
    """Return the tables of the station that a second reading of all books would change."""
    with station.eyes.lend() as conn:
        return read_again(conn, station.house.world, keep=False)


def told_by(station: CentralStation) -> Told:
    """Return the station's own directory: revision and donor of each person, None where it took one back."""
    with station.eyes.lend() as conn:
        return look.told(conn, station.house.code)


def known_to(laptop: Laptop) -> Told:
    """Return a laptop's directory."""
    return {row.person: (row.revision, row.donor) for row in laptop.desk.directory.every()}


def cursor_of(laptop: Laptop) -> tuple[str, int]:
    """Return the feed whose rows a laptop has and up to where; revision 0 before the first row."""
    cursor = laptop.desk.directory.cursor()
    if not cursor:
        return "", 0
    feed, _, revision = urlsafe_b64decode(cursor).decode().partition(":")
    return feed, int(revision)


def has_signed(station: CentralStation, receipt: Receipt, until: datetime) -> bool:
    """Say whether the station signed this, and not later than until."""
    house = station.house
    key = house.key.public_key()
    try:
        check_receipt(receipt, key, station_code=house.code, terminal=receipt.terminal)
    except Unproven:
        return False
    return receipt.issued_at <= until


def notices_for(station: CentralStation, terminal: str) -> list[NoticeHeard]:
    """Return all that the station has told a terminal, as the terminal would write it down."""
    with station.eyes.lend() as conn:
        rows = look.notices_to(conn, station.house.code, terminal)
    return [
        NoticeHeard(revision=revision, notice=kind, urgent=urgent, at=at.astimezone(UTC), body=body)
        for revision, kind, urgent, at, body in rows
    ]


def held_by(told: Iterable[NoticeHeard], has_heard: Callable[[str], bool]) -> dict[str, set[str]]:
    """Return why the station holds each unit, by its newest word of each matter that was heard."""
    held: dict[str, set[str]] = defaultdict(set)
    for one in told:
        hold = read_hold(one.body) if one.notice.startswith("hold.") and has_heard(one.said) else None
        if hold is None:
            continue
        held[hold.visit].discard(hold.reason)
        if stands(one.notice, hold):
            held[hold.visit].add(hold.reason)
    return {visit: reasons for visit, reasons in held.items() if reasons}


def heard_upto(laptop: Laptop, lane: Lane) -> tuple[str, int]:
    """Return the feed of notices that a laptop hears and up to where; revision 0 before the first one."""
    cursor = notice_cursor(laptop.desk, lane)
    if not cursor:
        return "", 0
    _, feed, revision = urlsafe_b64decode(cursor).decode().split(":")
    return feed, int(revision)
