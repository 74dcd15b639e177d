"""What a restored station holds no more: taken as envelopes under its own word, and shown as a gap."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from donor_room.domain.entries import ShiftClosed
from donor_room.station.gaps import gaps
from donor_room.station.read_again import read_again
from donor_room.station.server import Station
from donor_room.sync.link import StationSaysNo
from donor_room.wire.codec import first_hash
from donor_room.wire.hollow import encode_line
from donor_room.wire.receipt import FormerReceipts, Receipt, ReceiptRequest
from tests.station.console.conftest import SignedIn, signed_in  # noqa: F401
from tests.support.restored import Backup
from tests.support.stations import Caller
from tests.support.van import Book


class Gone:
    """A book that was pushed and signed for, whose visit has left the terminal; the station is put back."""

    def __init__(self, station: Station, caller: Caller) -> None:
        self.station, self.caller, self.book = station, caller, Book()
        backup = Backup(station)
        self.book.open_shift()
        self.book.open_visit("v1")
        self.book.decide("v1", "deferred_for_good")
        self.book.open_shift("shift-2")
        caller.push("van1", self.book.lines)
        station.settle()
        self.receipt = self.ask()
        backup.put_back()
        self.lines = [
            encode_line(replace(entry, body="") if entry.visit else entry) for entry in self.book.entries
        ]

    def ask(self, first: int = 1, before: str = "") -> Receipt:
        last = len(self.book.entries)
        wanted = ReceiptRequest(
            book="van1", first=first, before=before or first_hash("van1"), last=last, hash=self.book.head
        )
        return self.caller.link.post("/v1/receipt", wanted, Receipt)

    def show(self, *receipts: Receipt) -> None:
        shown = FormerReceipts(receipts=receipts or (self.receipt,))
        self.caller.link.post("/v1/receipts/former", shown, FormerReceipts)

    def push(self) -> int:
        seq = self.caller.push("van1", self.lines).acknowledged.seq
        self.station.settle()
        return seq


@pytest.fixture
def gone(station: Station, caller: Caller) -> Gone:
    return Gone(station, caller)


def test_without_its_own_word_the_station_takes_no_envelope(gone: Gone) -> None:
    with pytest.raises(StationSaysNo, match="no_receipt") as no:
        gone.push()
    assert (no.value.status, no.value.problem.need) == (409, 3)
    assert gone.caller.head("van1").acknowledged.seq == 2


def test_under_its_own_word_all_is_taken_set_aside_and_read_again_alike(gone: Gone) -> None:
    gone.show()
    assert gone.push() == 5
    told = gone.caller.head("van1")
    assert told.quarantined == ((3, "hollow"), (4, "hollow"))
    assert told.projected == 5
    with gone.station.connections.lend() as conn:
        code = gone.caller.reply.station_code
        (gap,) = gaps(conn, code)
        world = gone.station.houses[code].world
        assert read_again(conn, world, keep=False) == []
    assert (gap.book, gap.terminal_name, gap.first, gap.last, gap.entries) == ("van1", "van", 3, 4, 2)
    assert gap.signed_at == gone.receipt.issued_at
    assert gone.station.raw_entries("van1") == gone.lines


def test_the_same_again_changes_nothing(gone: Gone) -> None:
    gone.show()
    gone.show()
    assert gone.push() == gone.push() == 5
    assert gone.station.raw_entries("van1") == gone.lines


def test_nobody_signs_for_what_is_not_there_and_the_next_receipt_follows_on_the_former(gone: Gone) -> None:
    gone.show()
    gone.push()
    with pytest.raises(StationSaysNo, match=r"receipt\.hollow"):
        gone.ask()
    more = gone.book.add(ShiftClosed(shift="shift-2"))
    gone.caller.push("van1", more)
    assert gone.ask(first=6, before=gone.receipt.hash).first == 6
    with pytest.raises(StationSaysNo, match=r"receipt\.begin_unknown"):
        gone.ask(first=6, before="sha256:0")


def test_a_word_given_to_another_terminal_is_none(gone: Gone, station: Station) -> None:
    other = Caller(station)
    with pytest.raises(StationSaysNo, match=r"receipt\.unproven"):
        other.link.post("/v1/receipts/former", FormerReceipts(receipts=(gone.receipt,)), FormerReceipts)
    for forged in (replace(gone.receipt, last=9), replace(gone.receipt, station_code="66002")):
        with pytest.raises(StationSaysNo, match=r"receipt\.unproven"):
            gone.show(forged)


def test_an_envelope_that_is_changed_is_taken_nowhere(gone: Gone) -> None:
    gone.show()
    gone.lines[3] = gone.lines[3].replace(b'"prev_hash":"sha256:', b'"prev_hash":"sha256:0')
    with pytest.raises(StationSaysNo, match="chain"):
        gone.push()
    assert gone.caller.head("van1").acknowledged.seq == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_the_stretch_and_one_line_to_look_at(
    gone: Gone,
    signed_in: SignedIn,  # noqa: F811
    language: str,
) -> None:
    gone.show()
    gone.push()
    someone = signed_in("keeper", language=language)
    page = someone.get("/console/quarantine")
    rows = page.rows()
    assert ["van", "van1", "3 – 4", "2"] in [cells[:4] for cells in rows]
    aside = [cells[1] for cells in rows if cells[1:] and cells[1].startswith("van1 ·")]
    assert aside == ["van1 · 3"]
