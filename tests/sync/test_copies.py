"""Terminals whose disk was copied, restored or lost an answer: nothing is lost, no number is lent twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import msgspec
import pytest

from donor_room.domain import entries as e
from donor_room.domain.refusal import Refusal
from donor_room.settings import Profile, profile_of
from donor_room.station.founding import twin_of
from donor_room.station.frozen import frozen_terminals, let_go_on
from donor_room.station.server import Station
from donor_room.sync.enrol import enrol_desk
from donor_room.sync.hello import go_on
from donor_room.sync.session import Session, Told, link_of
from donor_room.wire.codec import encode_entry
from donor_room.workflow.desk import Desk
from donor_room.workflow.enrolled import enrolment_of
from donor_room.workflow.exchange import exchange_of
from tests.support import desks as d
from tests.support.profiles import enlist, new_profile
from tests.sync.test_branches import talk, terminal
from tests.sync.test_session import here, write


@pytest.fixture
def profile(tmp_path: Path, station: Station) -> Profile:
    """A terminal with a shift, that has greeted twice."""
    profile = new_profile(tmp_path / "terminal")
    with terminal(profile) as desk:
        enlist(desk, d.EVERYBODY, *d.PEOPLE[d.EVERYBODY], d.PASSWORD, d.PIN)
        enrol_desk(desk, url=station.url, code=station.enrolment_code("van"), clock=desk.clock)
        d.take_place(desk, d.EVERYBODY)
        d.open_shift(desk)
        talk(desk)
        talk(desk)
    return profile


@pytest.fixture
def image(profile: Profile, tmp_path: Path) -> Profile:
    """The whole folder of that terminal, copied before it went on."""
    copytree(profile.folder, tmp_path / "image")
    return profile_of(tmp_path / "image" / "terminal.db", "practice")


@contextmanager
def at_work(profile: Profile) -> Iterator[Desk]:
    with terminal(profile) as desk:
        d.take_place(desk, d.EVERYBODY)
        yield desk


def hungry(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a terminal ask for numbers in each conversation."""
    monkeypatch.setitem(
        vars(desk.packs), "policy", msgspec.structs.replace(desk.packs.policy, numbers_few=9_999)
    )


def level(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Talk once more without asking for numbers: a range that comes is an entry that waits."""
    enough = msgspec.structs.replace(desk.packs.policy, numbers_few=0)
    monkeypatch.setitem(vars(desk.packs), "policy", enough)
    return talk(desk)


def code_for(station: Station) -> str:
    house = twin_of(station.houses, practice=True)
    with station.connections.lend() as conn:
        (line,) = frozen_terminals(conn, house.code)
        return let_go_on(conn, house, line.terminal, by="王站长", why="另一台已收回", now=station.clock.now())


def type_code(desk: Desk, code: str) -> None:
    with link_of(enrolment_of(desk.ledger), desk.clock) as link:
        go_on(desk, link, code)


def plan(desk: Desk, seed: int = 7) -> str:
    planned = d.plan_set(desk, d.bring_to(desk, "labels", seed=seed)).label_set
    assert planned
    return planned.number


def at_station(station: Station) -> set[bytes]:
    """Return all that the station holds, in books and in branches."""
    with station.connections.lend() as conn:
        rows = conn.execute("SELECT raw FROM entry UNION SELECT raw FROM fork").fetchall()
    return {bytes(raw) for (raw,) in rows}


def written(desk: Desk) -> set[bytes]:
    books = desk.ledger.books()
    return {encode_entry(entry) for book in books for entry in desk.ledger.entries_after(book, 0, 10_000)}


def ranges(desk: Desk) -> set[str]:
    return {leased.range_id for leased in desk.numbers.leased() if not leased.is_spent}


def test_an_answer_that_was_lost_freezes_nobody(profile: Profile, station: Station) -> None:
    """The station has changed the fence and the terminal never heard of it: three times in a row."""
    with at_work(profile) as desk:
        before = desk.ledger.cursor("greeted")
        for _ in range(3):
            talk(desk)
            assert before
            desk.ledger.set_cursor("greeted", before)  # as when the disk had not kept the answer
        told = talk(desk)
        assert (told.notes, told.is_all_there) == ((), True)
        assert plan(desk)


def test_a_restored_image_gets_its_entries_back_and_prints_nothing(
    profile: Profile, image: Profile, station: Station
) -> None:
    with at_work(profile) as desk:
        spent = plan(desk)
        talk(desk)
        talk(desk)
        lost = here(desk)
    with at_work(image) as desk:
        told = talk(desk)
        assert told.notes == ("copied",)
        assert set(lost) <= set(here(desk))
        assert desk.numbers.find(spent)
        with pytest.raises(Refusal, match=r"copied\.no_numbers"):
            plan(desk, seed=8)


def test_after_the_code_it_works_in_a_new_book_with_new_numbers(
    profile: Profile, image: Profile, station: Station
) -> None:
    with at_work(profile) as desk:
        spent = plan(desk)
        talk(desk)
        talk(desk)
    with at_work(image) as desk:
        talk(desk)
        old_book, old = desk.ledger.book, ranges(desk)
        type_code(desk, code_for(station))
        assert desk.ledger.book != old_book
        assert talk(desk).numbers == 500
        told = talk(desk)
        assert (told.notes, told.is_all_there, told.stopped) == ((), True, {})
        assert ranges(desk).isdisjoint(old)
        assert plan(desk, seed=8) != spent
        talk(desk)
        assert written(desk) <= at_station(station)
        desk.rebuild()
        assert ranges(desk).isdisjoint(old)


def test_of_two_copies_in_turn_one_goes_on_and_the_other_never_prints_again(
    profile: Profile, image: Profile, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_work(profile) as one, at_work(image) as other:
        hungry(one, monkeypatch)
        hungry(other, monkeypatch)
        write(one, 3)
        assert talk(one).notes == ()
        lent = ranges(one)
        told = talk(other)
        assert "copied" in told.notes or told.trouble == "sync.copied"
        assert ranges(other) < lent
        assert talk(one).notes == ("copied",)
        type_code(one, code_for(station))
        assert talk(one).notes == ()
        for _ in range(2):
            assert talk(other).notes == ("copied",)
        with pytest.raises(Refusal, match=r"copied\.no_numbers"):
            plan(other)
        assert plan(one, seed=9)
        assert (level(one, monkeypatch).is_all_there, level(other, monkeypatch).waiting) == (True, 0)
        assert written(one) | written(other) <= at_station(station)


def test_two_copies_at_once_share_no_number_and_lose_no_entry(
    profile: Profile, image: Profile, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both write, both talk, again and again, before and after one was chosen."""
    with at_work(profile) as one, at_work(image) as other:
        common = ranges(one)
        hungry(one, monkeypatch)
        hungry(other, monkeypatch)
        for n in range(3):
            for desk in (one, other):
                desk.ledger.append([(None, e.Locked(staff=f"s{n}", idle=True))], by="s1")
            talk(one)
            talk(other)
        assert (ranges(one) - common).isdisjoint(ranges(other) - common)
        type_code(other, code_for(station))
        for desk in (other, one, other, one):
            desk.ledger.append([(None, e.Locked(staff="s9", idle=True))], by="s1")
            talk(desk)
        assert ranges(other).isdisjoint(ranges(one))
        assert level(other, monkeypatch).is_all_there
        assert level(one, monkeypatch).waiting == 0
        assert written(one) | written(other) <= at_station(station)
        with station.connections.lend() as conn:
            rows = conn.execute("SELECT first_serial, last_serial FROM number_range ORDER BY 1").fetchall()
        assert all(before[1] < after[0] for before, after in pairwise(rows))


def test_a_code_of_nobody_changes_nothing(profile: Profile) -> None:
    with at_work(profile) as desk:
        book = desk.ledger.book
        with pytest.raises(Refusal, match=r"sync\.again\.code_unknown"):
            type_code(desk, "AAAA-AAAA-AAAA")
        assert desk.ledger.book == book


def test_an_answer_to_the_code_that_was_lost_comes_again(
    profile: Profile, image: Profile, station: Station
) -> None:
    from donor_room.wire.hello import AgainReply
    from donor_room.workflow.greeting import Greeting

    with at_work(profile) as desk:
        talk(desk)
        talk(desk)
    with at_work(image) as desk:
        talk(desk)
        code = code_for(station)
        with link_of(enrolment_of(desk.ledger), desk.clock) as link:
            link.post("/v1/again", Greeting(desk).again(code), AgainReply)  # and nothing comes back
        type_code(desk, code)
        assert talk(desk).notes == ()


def test_a_set_that_was_planned_before_is_void_and_never_printed(
    profile: Profile, image: Profile, station: Station
) -> None:
    from donor_room.workflow.printed_mark import mark_printed

    with at_work(profile) as desk:
        talk(desk)
        talk(desk)
    with at_work(image) as desk:
        visit = d.plan_set(desk, d.bring_to(desk, "labels", seed=8))
        planned = next(
            line.act for line in desk.ledger.of_visit(visit.id) if isinstance(line.act, e.LabelSetPlanned)
        )
        talk(desk)
        with pytest.raises(Refusal, match=r"copied\.no_numbers"):
            mark_printed(desk, visit.id, planned)
        type_code(desk, code_for(station))
        with pytest.raises(Refusal, match=r"copied\.range_spent"):
            mark_printed(desk, visit.id, planned)


def is_over(told: Told) -> bool:
    return told.receipted_at is not None


def test_everything_is_at_the_station_only_under_a_receipt(profile: Profile) -> None:
    with at_work(profile) as desk:
        assert is_over(talk(desk))
        write(desk, 2)
        receipts = exchange_of(desk).greeting.receipts
        assert receipts.receipted_at() is None
        assert is_over(talk(desk))


def test_a_station_that_knows_neither_greeting_nor_receipt_is_an_older_one(
    profile: Profile, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("donor_room.station.answers.WORDS", {})
    with at_work(profile) as desk:
        write(desk, 3)
        with link_of(enrolment_of(desk.ledger), desk.clock) as link:
            told = Session(link, lambda work: work(exchange_of(desk))).run()
        assert (told.is_all_there, told.receipted_at, told.notes) == (True, None, ())
