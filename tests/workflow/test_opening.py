"""A terminal is made, opened again, and opened by nobody without its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from donor_room.domain.clock import FixedClock
from donor_room.settings import Profile, profile_of
from donor_room.store import vault
from donor_room.workflow.opening import create_desk, is_enrolled, is_new, open_desk
from tests.support.desks import AFTERNOON, refused

PASSPHRASE = "dry winter road"


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return profile_of(tmp_path / "t" / "terminal.db", "practice")


def make(profile: Profile) -> str:
    desk = create_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    desk.close()
    return desk.ledger.book


def test_a_new_terminal_has_a_book_and_no_station(profile: Profile) -> None:
    assert is_new(profile)
    desk = create_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    assert (is_new(profile), desk.practice, is_enrolled(desk)) == (False, True, False)
    assert [line.entry.kind for line in desk.ledger.every_entry()] == ["book.opened"]
    desk.close()


def test_an_opened_terminal_goes_on_in_its_book(profile: Profile) -> None:
    book = make(profile)
    desk = open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    assert (desk.ledger.book, desk.ledger.count()) == (book, 1)
    desk.close()


@pytest.mark.parametrize("passphrase", ["wrong", ""])
def test_without_the_passphrase_nothing_opens(profile: Profile, passphrase: str) -> None:
    make(profile)
    with pytest.raises(vault.Refusal):
        open_desk(profile, passphrase=passphrase, clock=FixedClock(AFTERNOON))


def test_a_key_that_was_made_before_the_files_is_used(profile: Profile) -> None:
    """What a kill between the two leaves."""
    profile.make_folder()
    vault.create(profile.folder, profile.name, PASSPHRASE)
    desk = open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    assert desk.ledger.book
    desk.close()


def test_a_practice_terminal_is_never_opened_as_a_real_one(profile: Profile) -> None:
    make(profile)
    with refused("store.other_profile"):
        open_desk(profile_of(profile.database, "real"), passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))


def test_a_terminal_is_open_once(profile: Profile) -> None:
    desk = create_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    with refused("store.in_use"):
        open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    desk.close()


def test_what_cannot_be_opened_lets_go_of_its_files(profile: Profile) -> None:
    make(profile)
    away = profile.directory.rename(profile.directory.with_name("away"))
    profile.directory.mkdir()
    with pytest.raises(vault.Trouble):
        open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    profile.directory.rmdir()
    away.rename(profile.directory)
    open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON)).close()


@pytest.mark.parametrize("loss", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "emptied"])
def test_a_lost_ledger_is_not_taken_for_a_new_one(profile: Profile, loss: Callable[[Path], object]) -> None:
    make(profile)
    loss(profile.database)
    with refused("store.database_empty"):
        open_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))


def test_no_second_key_is_made_beside_data_whose_key_is_lost(profile: Profile) -> None:
    make(profile)
    key = profile.folder / vault.FILE_NAME
    key.unlink()
    with refused("store.vault_missing"):
        is_new(profile)
    with refused("store.vault_missing"):
        create_desk(profile, passphrase=PASSPHRASE, clock=FixedClock(AFTERNOON))
    assert not key.exists()


def test_a_folder_in_the_place_of_the_database_is_no_lost_key(profile: Profile) -> None:
    profile.database.mkdir(parents=True)
    with refused("store.cannot_open"):
        is_new(profile)
