"""A station put back to before what had left its terminals: nobody is stuck, nobody is silent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copytree

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.settings import profile_of
from donor_room.station import words
from donor_room.station.console.set_aside import set_aside
from donor_room.station.gaps import Gap, gaps
from donor_room.station.server import Station
from donor_room.sync import push
from donor_room.sync.link import StationSaysNo, Unreachable
from donor_room.sync.session import Session, link_of
from donor_room.wire.hollow import encode_line
from donor_room.wire.messages import PushReply, pack_lines
from donor_room.wire.receipt import FormerReceipts
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from donor_room.workflow.receipted import Receipted
from tests.mesh.conftest import clock, station, vehicle  # noqa: F401
from tests.mesh.laptops import Vehicle
from tests.support import left
from tests.support.profiles import open_at_once
from tests.support.restored import Backup
from tests.sync.test_branches import talk
from tests.sync.test_session import write


class Restored:
    """A laptop that gave a day away, and its station, which is put back to before that day."""

    def __init__(self, vehicle: Vehicle, station: Station, clock: FixedClock) -> None:  # noqa: F811
        self.station, self.clock = station, clock
        self.laptop = vehicle.laptop("1")
        left.level(station, self.laptop)
        self.image = copytree(vehicle.folder / "1", vehicle.folder / "image")
        self.backup = Backup(station)
        self.visits = left.day_over(self.laptop, station, clock)
        left.purge_all(self.desk)
        left.level(station, self.laptop)

    @property
    def desk(self) -> Desk:
        return self.laptop.desk

    @property
    def book(self) -> str:
        return self.desk.ledger.book

    def gaps(self) -> list[Gap]:
        with self.station.connections.lend() as conn:
            return [gap for code in self.station.houses for gap in gaps(conn, code)]

    def seqs_gone(self) -> list[int]:
        entries = self.desk.ledger.entries_after(self.book, 0, 10_000)
        return [entry.seq for entry in entries if e.is_hollow(entry)]

    def branch(self) -> list[bytes]:
        """Return what the station keeps beside the book."""
        with self.station.connections.lend() as conn:
            return [bytes(raw) for (raw,) in conn.execute("SELECT raw FROM fork ORDER BY seq")]


@pytest.fixture
def restored(vehicle: Vehicle, station: Station, clock: FixedClock) -> Restored:  # noqa: F811
    return Restored(vehicle, station, clock)


def test_all_goes_up_again_and_what_nobody_holds_is_a_gap_under_a_former_receipt(
    restored: Restored,
) -> None:
    before = {one.issued_at for one in Receipted(restored.desk).former(restored.book)}
    restored.backup.put_back()
    left.level(restored.station, restored.laptop)
    told = talk(restored.desk)
    assert told.is_all_there
    assert told.receipted_at
    head = restored.desk.ledger.head(restored.book)
    raws = restored.station.raw_entries(restored.book)
    assert len(raws) == head[0]
    gone = restored.seqs_gone()
    assert gone
    (gap,) = restored.gaps()
    assert (gap.book, gap.first, gap.last, gap.entries) == (restored.book, gone[0], gone[-1], len(gone))
    assert gap.signed_at in before
    assert restored.desk.ledger.verify()


def test_of_a_gap_one_line_waits_for_a_person(restored: Restored) -> None:
    restored.backup.put_back()
    left.level(restored.station, restored.laptop)
    with restored.station.connections.lend() as conn:
        lines = [one for code in restored.station.houses for one in set_aside(conn, code)]
    assert [(one.seq, one.code) for one in lines] == [(restored.seqs_gone()[0], "hollow")]


def test_the_same_pushed_twice_changes_nothing(restored: Restored) -> None:
    restored.backup.put_back()
    left.level(restored.station, restored.laptop)
    lines = [encode_line(one) for one in restored.desk.ledger.entries_after(restored.book, 0, 10_000)]
    with link_of(enrolment_of(restored.desk.ledger), restored.clock) as link:
        reply = link.push("/v1/push", pack_lines(lines), PushReply, book=restored.book)
    assert (reply.fresh, reply.acknowledged.seq) == (0, len(lines))
    assert restored.station.raw_entries(restored.book) == lines


def test_work_goes_on_and_leaves_again_after_new_days_under_new_receipts(restored: Restored) -> None:
    restored.backup.put_back()
    left.level(restored.station, restored.laptop)
    restored.laptop.sit(1)
    from tests.support import desks

    desks.open_shift(restored.desk)
    visit = left.give(restored.desk, 9)
    left.end_shift(restored.desk)
    left.level(restored.station, restored.laptop)
    assert left.why(restored.desk, visit.id) == "young"
    left.grow_old(restored.station, restored.clock, restored.laptop)
    assert left.why(restored.desk, visit.id) is None
    left.purge_all(restored.desk)
    assert restored.desk.ledger.verify()
    assert talk(restored.desk).is_all_there


def test_a_station_that_knows_no_hollow_entries_stops_that_book_alone_and_is_told_of(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words.gaps, "keep_former", lambda *_: None)
    restored.backup.put_back()
    old = restored.book
    told = talk(restored.desk)
    assert told.stopped == {old: "hollow"}
    assert told.sentences == ("sync.hollow",)
    assert told.trouble is None
    restored.desk.ledger.open_book(terminal="practice", program="test", practice=True)
    told = talk(restored.desk)
    assert told.stopped == {old: "hollow"}
    assert len(restored.station.raw_entries(restored.book)) == 1


def test_entries_without_a_body_are_taken_under_our_own_receipt_alone(restored: Restored) -> None:
    restored.backup.put_back()
    lines = [encode_line(one) for one in restored.desk.ledger.entries_after(restored.book, 0, 10_000)]
    receipts = Receipted(restored.desk).former(restored.book)
    forged = tuple(msgspec.structs.replace(one, last=one.last + 1) for one in receipts)
    with link_of(enrolment_of(restored.desk.ledger), restored.clock) as link:
        with pytest.raises(StationSaysNo, match="no_receipt"):
            link.push("/v1/push", pack_lines(lines), PushReply, book=restored.book)
        with pytest.raises(StationSaysNo, match=r"receipt\.unproven"):
            link.post("/v1/receipts/former", FormerReceipts(receipts=forged), FormerReceipts)
        with pytest.raises(StationSaysNo, match=r"receipt\.shape"):
            link.post("/v1/receipts/former", FormerReceipts(receipts=forged * 1_001), FormerReceipts)
        with pytest.raises(StationSaysNo, match="no_receipt"):
            link.push("/v1/push", pack_lines(lines), PushReply, book=restored.book)
    first = restored.seqs_gone()[0]
    assert len(restored.station.raw_entries(restored.book)) == first - 1


def test_a_station_whose_backup_holds_all_signs_anew_and_has_no_gap(
    vehicle: Vehicle,  # noqa: F811
    station: Station,  # noqa: F811
    clock: FixedClock,  # noqa: F811
) -> None:
    laptop = vehicle.laptop("1")
    left.day_over(laptop, station, clock)
    backup = Backup(station)
    left.purge_all(laptop.desk)
    for _ in range(2):
        left.level(station, laptop)
    backup.put_back()
    left.level(station, laptop)
    told = talk(laptop.desk)
    assert told.is_all_there
    assert told.receipted_at
    with station.connections.lend() as conn:
        assert [gap for code in station.houses for gap in gaps(conn, code)] == []


@pytest.mark.parametrize("acts", [1, 200])
@pytest.mark.parametrize("batch", [7, 1_000])
def test_of_a_branch_too_all_is_kept_that_is_here(
    restored: Restored, monkeypatch: pytest.MonkeyPatch, acts: int, batch: int
) -> None:
    """The station's backup is put back, and a copy of before the day writes on from there first."""
    monkeypatch.setattr(push, "MAX_BATCH_ENTRIES", batch)
    restored.backup.put_back()
    with copy_of(restored) as copy:
        common = copy.ledger.head(copy.ledger.book)[0]
        write(copy, acts)
        assert talk(copy).is_all_there
        gone = restored.seqs_gone()
        assert common < gone[0]
        told = talk(restored.desk)
        assert told.stopped == {restored.book: "fork"}
        here = [encode_line(one) for one in restored.desk.ledger.entries_after(restored.book, common, 10_000)]
        kept = restored.branch()
        assert kept == here[: len(kept)]
        assert len(kept) >= gone[-1] - common
        assert len(here) - len(kept) <= 1  # that its book is held was heard and written down meanwhile


def test_what_is_whole_is_signed_for_beside_a_branch_that_is_not(restored: Restored) -> None:
    restored.backup.put_back()
    with copy_of(restored) as copy:
        write(copy, 1)
        assert talk(copy).is_all_there
        assert talk(restored.desk).stopped == {restored.book: "fork"}
        write(copy, 200)
        told = talk(copy)
        assert told.is_all_there
        assert told.receipted_at
        assert copy.ledger.head(copy.ledger.book)[0] > restored.seqs_gone()[-1]


@contextmanager
def copy_of(restored: Restored) -> Iterator[Desk]:
    desk = open_at_once(profile_of(restored.image / "terminal.db", "practice"), restored.clock)
    yield desk
    desk.close()


def cut(*_: object) -> None:
    raise Unreachable("sync.unreachable")


def test_receipts_that_a_broken_line_swallowed_are_shown_again(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored.backup.put_back()
    with copy_of(restored) as copy:
        write(copy, 1)
        assert talk(copy).is_all_there
    with link_of(enrolment_of(restored.desk.ledger), restored.clock) as link:
        session = Session(link, lambda work: work(exchange_of(restored.desk)))
        with monkeypatch.context() as broken:
            broken.setattr(push, "show_former", cut)
            assert session.run().trouble == "sync.unreachable"
        assert restored.branch() == []
        assert session.run().stopped == {restored.book: "fork"}
    assert len(restored.branch()) >= len(restored.seqs_gone())
