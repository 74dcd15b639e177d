"""With a guard taken away the run says which invariant no longer holds; with it in place nothing is wrong."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from donor_room.simulation import days, faults, house, impostor, laptop
from donor_room.simulation.run import INVARIANTS, Told, run
from donor_room.simulation.server import Server
from donor_room.simulation.world import Size, World
from donor_room.station import hello, ledger, projector, read_again, restored
from donor_room.station.store import Connection
from donor_room.store import directory
from donor_room.store.ledger import Ledger
from donor_room.sync import carried
from donor_room.sync.push import Push
from donor_room.wire.carry import Acknowledged
from donor_room.wire.notices import Lane, NoticePage
from donor_room.workflow import exchange, label, notices, printed_mark, purge, shift, station_word
from donor_room.workflow.desk import Desk
from donor_room.workflow.exchange import Exchange
from donor_room.workflow.receipts_beside import ReceiptsBeside
from tests.support.stations import database_server

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Sabotage:
    """A guard, the invariant that stands on it, and the faults that the guard is there for."""

    guard: str
    invariant: str
    remove: Callable[[Patch], Any]
    words: str
    often: tuple[str, ...] = ()
    days: int = 5
    first: int = 11
    prepare: Callable[[Patch], Any] = lambda patch: None


def forgets_the_log(patch: Patch) -> None:
    """A disk that keeps only what was moved into the file, as if nothing had been synced."""
    patch.setattr(laptop, "_FILES", ("terminal.db", "directory.db"))


def believes_the_disk(patch: Patch) -> None:
    """A commit that does not wait until it is on the disk: the power takes it away again."""
    real = laptop.open_database

    def opened(*given: Any) -> Any:
        database = real(*given)
        database.row("PRAGMA synchronous = NORMAL")
        return database

    patch.setattr(laptop, "open_database", opened)


def believes_anybody(patch: Patch) -> None:
    """Whoever has any certificate is the station."""

    def context(_authority: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
        return made

    patch.setattr(impostor, "context_for", context)


def drops_notices(patch: Patch) -> None:
    """The cursor goes on, and what it goes past is not kept."""
    real = exchange.take_notices

    def take(desk: Desk, page: NoticePage, lane: Lane) -> int:
        return real(desk, replace(page, notices=page.notices[1:]), lane)

    patch.setattr(exchange, "take_notices", take)


def stores_again(patch: Patch) -> None:
    real = ledger._append

    def twice(conn: Any, code: str, head: Any, fresh: list[Any], now: Any) -> Any:
        end = real(conn, code, head, fresh, now)
        moved = [one._replace(entry=replace(one.entry, seq=one.entry.seq + len(fresh))) for one in fresh]
        return real(conn, code, end, moved, now)

    patch.setattr(ledger, "_append", twice)


def no_mark(patch: Patch) -> None:
    """Nobody asks the files outside the database what was printed."""
    for module in (printed_mark, label, shift):
        patch.setattr(module, "behind", lambda desk: {})
    patch.setattr(printed_mark, "_why_behind", lambda desk, leased, mark: None)
    patch.setattr(printed_mark, "mark_printed", lambda desk, visit, planned: None)
    patch.setattr("donor_room.workflow.label_print.mark_printed", lambda desk, visit, planned: None)


def tells_on(patch: Patch) -> None:
    """A restored station goes on with its old feed, whoever tells it that it was restored."""
    for module in (house, hello):
        patch.setattr(module, "begin_new_generation", _under_the_old_name)


def _under_the_old_name(conn: Connection, now: datetime) -> None:
    before = conn.execute("SELECT generation, station_code FROM station").fetchall()
    restored.begin_new_generation(conn, now)
    with conn.cursor() as cursor:
        cursor.executemany("UPDATE station SET generation = %s WHERE station_code = %s", before)


def looks_for_conflicts_later(patch: Patch) -> None:
    """Who came twice is found by a second reading only."""
    real, rebuild = projector.check_persons, read_again.rebuild
    patch.setattr(projector, "check_persons", lambda *given: None)

    def rebuilt(*given: Any) -> None:
        with pytest.MonkeyPatch.context() as inside:
            inside.setattr(projector, "check_persons", real)
            rebuild(*given)

    patch.setattr(read_again, "rebuild", rebuilt)


def drops_rows(patch: Patch) -> None:
    real = directory.apply_rows
    patch.setattr(directory, "apply_rows", lambda file, rows: real(file, list(rows)[1:]))


def throws_away(patch: Patch) -> None:
    """A laptop makes room for itself, and asks nobody for a receipt."""
    real = days._evening

    def evening(world: World, one: laptop.Laptop) -> None:
        real(world, one)
        one.desk.database.execute("DROP TRIGGER IF EXISTS ledger_is_never_shortened")
        one.desk.database.execute(
            "DELETE FROM ledger WHERE place IN (SELECT place FROM ledger ORDER BY place LIMIT 3 OFFSET 5)"
        )

    patch.setattr(days, "_evening", evening)


def lets_all_leave(patch: Patch) -> None:
    """What was signed for a moment ago leaves."""
    real = purge.Purge.plan

    def plan(self: purge.Purge) -> purge.Plan | None:
        found = real(self)
        return found._replace(signed_before=found.as_of) if found else None

    patch.setattr(purge.Purge, "plan", plan)


def hears_of_no_hold(patch: Patch) -> None:
    """A laptop keeps what the station says of units, and leaves them where they lie."""
    patch.setattr(notices, "hear_of_hold", lambda desk, heard: None)
    patch.setattr(station_word, "_set_apart", lambda desk: None)


def takes_all_for_sent(patch: Patch) -> None:
    """The first answer of the station counts for everything that is here."""

    def believe(self: Exchange, head: Any) -> bool:
        seq, last = self._ledger.head(head.book)
        self._ledger.acknowledge(head.book, seq, last)
        return True

    patch.setattr(Exchange, "believe", believe)


def takes_all_for_carried(patch: Patch) -> None:
    """A stick with any word of a book counts for all of the book that is here."""

    def acknowledge(self: carried.Incoming, part: Acknowledged) -> None:
        books = self._exchange
        books.acknowledge(part.head)
        end = books.end_of(part.head.book)
        if end:
            books._ledger.acknowledge(part.head.book, end, books._ledger.hash_at(part.head.book, end) or "")

    patch.setattr(carried.Incoming, "_acknowledge", acknowledge)


def tells_no_receipts(patch: Patch) -> None:
    """A laptop that is new to a vehicle is shown no receipts by its neighbours."""
    real = days._evening

    def evening(world: World, one: laptop.Laptop) -> None:
        real(world, one)
        if one.name == "t1" and world.day == 4:
            days._replace(world, one)

    patch.setattr(days, "_evening", evening)
    patch.setattr(ReceiptsBeside, "take", lambda self, book, receipts: None)


def takes_all_from_neighbours(patch: Patch) -> None:
    """What comes without its body is taken as it comes, and the table lets it in."""

    def check(self: Ledger, book: str, entries: Any) -> None:
        self._database.execute("DROP TRIGGER IF EXISTS ledger_takes_bodies")

    patch.setattr(Ledger, "check_following", check)


def keeps_its_branch(patch: Patch) -> None:
    patch.setattr(Push, "_show_branch", lambda self, book: None)


SABOTAGES = (
    Sabotage("a commit is on the disk", "I1", forgets_the_log, "kill", ("kill",)),
    Sabotage("a commit waits for the disk", "I1", believes_the_disk, "power", ("power",)),
    Sabotage("what is known is not stored again", "I2", stores_again, "none"),
    Sabotage("a mark outside the database", "I3", no_mark, "image", ("image",), days=8),
    Sabotage("conflicts are looked for at once", "I4", looks_for_conflicts_later, "none", days=8),
    Sabotage("rows come with their cursor", "I5", drops_rows, "none"),
    Sabotage("notices come with their cursor", "I5", drops_notices, "none"),
    Sabotage("a restored station names its feed anew", "I5", tells_on, "restore", ("restore",), 8),
    Sabotage("nothing goes without a receipt", "I6", throws_away, "none"),
    Sabotage("a body leaves long after its receipt", "I6", lets_all_leave, "none"),
    Sabotage(
        "a neighbour shows receipts for what left",
        "I6",
        takes_all_from_neighbours,
        "winter",
        ("winter",),
        prepare=tells_no_receipts,
    ),
    Sabotage("a stick acknowledges up to its place", "I8", takes_all_for_carried, "stick", ("stick",)),
    Sabotage("a held unit is put apart", "I10", hears_of_no_hold, "none", days=8, first=14),
    Sabotage("the other branch is shown to the station", "I7", keeps_its_branch, "image", ("image",), 8),
    Sabotage("a certificate is of the own authority", "I9", believes_anybody, "impostor", ("impostor",)),
    Sabotage("an acknowledgement counts up to its place", "I8", takes_all_for_sent, "cut", ("cut",)),
)
_EACH = pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: f"{one.invariant} {one.guard}")


def broken_in(patch: Patch, sabotage: Sabotage) -> set[str]:
    """Play seeds until one shows what is looked for; return all that was shown."""
    for fault in sabotage.often:
        patch.setitem(faults.SHARES, fault, 0.6)
    sabotage.prepare(patch)
    shown: set[str] = set()
    for seed in range(sabotage.first, sabotage.first + 4):
        shown |= {one.invariant for one in played(sabotage, seed).violations}
        if sabotage.invariant in shown:
            break
    return shown


def played(sabotage: Sabotage, seed: int) -> Told:
    return run(Server(database_server()), Size(3, sabotage.days, 3), seed=seed, words=sabotage.words)


@_EACH
def test_without_the_guard_its_invariant_fails(monkeypatch: Patch, sabotage: Sabotage) -> None:
    sabotage.remove(monkeypatch)
    assert sabotage.invariant in broken_in(monkeypatch, sabotage)


@pytest.mark.lab
@_EACH
def test_with_the_guard_in_its_place_nothing_is_wrong(monkeypatch: Patch, sabotage: Sabotage) -> None:
    assert broken_in(monkeypatch, sabotage) == set()


def test_every_invariant_has_a_guard_that_was_taken_away() -> None:
    assert {one.invariant for one in SABOTAGES} == set(INVARIANTS)
