"""An old backup or a copied disk: what the station has comes back, what differs is kept on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import pytest

from donor_room.domain import entries as e
from donor_room.domain.clock import FixedClock
from donor_room.domain.refusal import Refusal
from donor_room.settings import Profile, profile_of
from donor_room.station.server import Station
from donor_room.sync.client import Effect, Event
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.session import Session, Told, link_of
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support.profiles import new_profile, open_at_once
from tests.support.van import MORNING
from tests.sync.test_session import here, write

Kept = Callable[[], list[tuple[int, bytes]]]


@contextmanager
def terminal(profile: Profile) -> Iterator[Desk]:
    desk = open_at_once(profile, FixedClock(MORNING))
    yield desk
    desk.close()


def talk(desk: Desk) -> Told:
    """One conversation with the station, as after a start of the program."""
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        return Session(link, lambda work: work(exchange_of(desk))).run()


@pytest.fixture
def profile(tmp_path: Path, station: Station) -> Profile:
    """A terminal that has worked a while, and a copy of its disk from before its last visits."""
    profile = new_profile(tmp_path / "terminal")
    with terminal(profile) as desk:
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        write(desk, 3)
        talk(desk)
    copytree(profile.folder, tmp_path / "backup")
    with terminal(profile) as desk:
        write(desk, 40)
        talk(desk)
    return profile


@pytest.fixture
def backup(profile: Profile, tmp_path: Path) -> Profile:
    return profile_of(tmp_path / "backup" / "terminal.db", "practice")


@pytest.fixture
def kept(station: Station) -> Kept:
    def read() -> list[tuple[int, bytes]]:
        with station.connections.lend() as conn:
            return [(n, bytes(raw)) for n, raw in conn.execute("SELECT seq, raw FROM fork ORDER BY seq")]

    return read


def is_kept(branch: list[tuple[int, bytes]], desk: Desk, least: int) -> bool:
    """Say whether the station has the branch of a terminal from its first entry on, byte for byte.

    The branch may have one act more: the terminal hears that its book is held, and writes that down.
    """
    first, lines = branch[0][0], [raw for _, raw in branch]
    return len(lines) >= least and lines == here(desk)[first - 1 : first - 1 + len(lines)]


def test_an_old_backup_gets_back_what_only_the_station_has(profile: Profile, backup: Profile) -> None:
    with terminal(profile) as lost, terminal(backup) as desk:
        told = talk(desk)
        assert (told.stopped, told.is_all_there) == ({}, True)
        assert here(desk) == here(lost)
        assert desk.ledger.verify()


def test_after_that_work_goes_on_in_the_same_book(
    profile: Profile, backup: Profile, station: Station
) -> None:
    with terminal(backup) as desk:
        talk(desk)
        write(desk, 5)
        assert talk(desk).is_all_there
        assert station.raw_entries(desk.ledger.book) == here(desk)


def test_who_looks_at_the_queue_is_told_of_what_came_back(backup: Profile) -> None:
    with terminal(backup) as desk:
        heard: list[str | None] = []
        desk.grew = lambda visit, _kinds: heard.append(visit)
        talk(desk)
        assert "visit-39" in heard
        assert desk.visits.get("visit-39").donor.name == "样例39"


@pytest.mark.parametrize("acts", [1, 20, 60])
def test_what_was_written_on_an_old_backup_is_kept_at_the_station_too(
    backup: Profile, kept: Kept, station: Station, acts: int
) -> None:
    """Fewer acts than the station has, and more: all of the branch, byte for byte, and the book as it was."""
    with terminal(backup) as desk:
        before = station.raw_entries(desk.ledger.book)
        write(desk, acts)
        told = talk(desk)
        assert told.stopped == {desk.ledger.book: "fork"}
        assert is_kept(kept(), desk, acts)
        assert station.raw_entries(desk.ledger.book) == before


def test_what_is_written_afterwards_follows_its_branch(backup: Profile, kept: Kept) -> None:
    with terminal(backup) as desk:
        write(desk, 60)
        talk(desk)
        write(desk, 7)
        assert talk(desk).stopped == {desk.ledger.book: "fork"}
        assert is_kept(kept(), desk, 67)


def test_a_copied_disk_is_found_when_the_second_one_calls(
    profile: Profile, backup: Profile, kept: Kept
) -> None:
    """Two terminals with one identity: the second has levelled itself, then both go on at once."""
    with terminal(profile) as first, terminal(backup) as second:
        talk(second)
        write(first, 4)
        write(second, 2)
        assert talk(first).is_all_there
        assert talk(second).stopped == {second.ledger.book: "fork"}
        assert is_kept(kept(), second, 2)


def test_the_station_names_a_book_of_two_branches(backup: Profile, station: Station) -> None:
    from donor_room.station.ledger import all_heads

    with terminal(backup) as desk, station.connections.lend() as conn:
        assert [line.forked_at for line in all_heads(conn)] == [None]
        end = desk.ledger.head(desk.ledger.book)[0]
        write(desk)
        talk(desk)
        assert [line.forked_at for line in all_heads(conn)] == [end + 1]


def test_a_book_that_differs_keeps_the_terminal_at_work(backup: Profile) -> None:
    with terminal(backup) as desk:
        write(desk, 2)
        talk(desk)
        desk.ledger.append([(None, e.Locked(staff="s1", idle=True))], by="s1")
        assert desk.ledger.verify()
        assert desk.numbers.unissued() == 500


def test_entries_that_do_not_follow_the_own_chain_are_not_taken_back(
    backup: Profile, station: Station
) -> None:
    with terminal(backup) as desk:
        book, before = desk.ledger.book, here(desk)
        lines = station.raw_entries(book)[len(before) + 1 :]
        changed = [line.replace(b'"by":"nurse"', b'"by":"other"') for line in lines]
        for strange in (lines, changed, [b"{}"], [b""]):
            assert exchange_of(desk).take_back(book, strange) == len(before)
        assert here(desk) == before


def test_what_cannot_be_beside_what_is_here_is_not_taken_back_and_a_person_is_called(
    profile: Profile, backup: Profile, station: Station
) -> None:
    """A copy wrote on in an older book of this terminal, and used a number that this one has used as well."""
    with terminal(backup) as desk:
        book, before = desk.ledger.book, here(desk)

        def refuses(entries: list[e.Entry]) -> object:
            raise Refusal("labels.number_used", number="A999926000001")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(desk, "take_in", refuses)
            told = talk(desk)
        assert (told.trouble, told.stopped, here(desk)[: len(before)]) == (None, {book: "differs"}, before)
        assert talk(desk).is_all_there


def test_a_station_that_came_back_from_a_backup_is_shown_the_branch_again(session: Session) -> None:
    session._push._shown["b"] = 7
    session._ask(lambda store: store._directory._set_reading("b2xk", MORNING))
    assert session._works()[Effect.PULL]() is Event.DIRECTORY_LOST
    assert session._push._shown == {}


def test_a_station_that_lost_what_it_acknowledged_to_a_copy_is_shown_the_whole_branch(
    profile: Profile, backup: Profile, station: Station, kept: Kept
) -> None:
    """The station's own backup is put back, and a copy writes on from there before this terminal calls."""
    with terminal(backup) as copy:
        common = copy.ledger.head(copy.ledger.book)[0]
        forget_after(station, copy.ledger.book, common)
        write(copy, 2)
        assert talk(copy).is_all_there
    with terminal(profile) as desk:
        book, end = desk.ledger.book, desk.ledger.head(desk.ledger.book)[0]
        assert desk.ledger.acknowledged(book) is not None
        told = talk(desk)
        assert told.stopped == {book: "fork"}
        assert desk.ledger.acknowledged(book) == (common, here_hash(desk, common))
        assert kept()[0][0] == common + 1
        assert is_kept(kept(), desk, end - common)
        assert talk(desk).stopped == {book: "fork"}
        assert desk.ledger.acknowledged(book) == (common, here_hash(desk, common))


def forget_after(station: Station, book: str, seq: int) -> None:
    """Let the station lose the end of a book, as its backup of then does."""
    with station.connections.lend() as conn:
        conn.execute("DELETE FROM entry WHERE book = %s AND seq > %s", [book, seq])
        conn.execute(
            "UPDATE book SET seq = %s, projected = least(projected, %s),"
            " hash = (SELECT hash FROM entry WHERE entry.book = book.book AND seq = %s) WHERE book = %s",
            [seq, seq, seq, book],
        )


def here_hash(desk: Desk, seq: int) -> str:
    (entry,) = desk.ledger.entries_after(desk.ledger.book, seq - 1, 1)
    return entry.hash
