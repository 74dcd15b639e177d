"""Opening a terminal: unlock its key, open its files, bring everything drawn from the ledger to life."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from donor_room.domain.clock import Clock
from donor_room.domain.entries import TerminalEnrolled
from donor_room.domain.refusal import Trouble
from donor_room.settings import Profile, terminal_migrations
from donor_room.store import vault
from donor_room.store.database import Database, has_content, open_database
from donor_room.store.ledger import Ledger
from donor_room.store.mark import MarkFiles
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_aside import open_directory, watch_directory
from donor_room.workflow.enrolled import directory_key_of
from donor_room.workflow.packs import StationPacks
from donor_room.workflow.releases import put_in_force
from donor_room.workflow.rules_taken import newest_edition

PROGRAM = "donor-room 0.1.0"


def is_new(profile: Profile) -> bool:
    """Say whether the profile must be made; raises Trouble where only the key of its data is gone."""
    if vault.exists(profile.folder):
        return False
    if profile.database.is_dir():
        raise Trouble("store.cannot_open", path=str(profile.database))
    if profile.database.exists():
        raise Trouble("store.vault_missing", path=str(profile.folder / vault.FILE_NAME))
    return True


def create_desk(profile: Profile, *, passphrase: str, clock: Clock) -> Desk:
    """Make a new terminal: its key wrapped by the recovery passphrase, its files, its first book.

    What fails leaves nothing behind: no key whose passphrase nobody was told that it holds.
    """
    is_new(profile)  # a second key beside data of the first would hide that the first is lost
    profile.make_folder()
    before = set(profile.folder.iterdir())
    vault.create(profile.folder, profile.name, passphrase)
    try:
        return open_desk(profile, passphrase=passphrase, clock=clock)
    except BaseException:
        _take_away(set(profile.folder.iterdir()) - before)
        raise


def _take_away(made: set[Path]) -> None:
    """Remove files in which nothing was ever written down; a disk that refuses this too is told already."""
    for file in made:
        with suppress(OSError):
            file.unlink()


def open_desk(profile: Profile, *, passphrase: str | None, clock: Clock) -> Desk:
    """Open a terminal; raises Refusal without the right passphrase, Trouble for a file not to be trusted."""
    key = vault.unlock(profile.folder, passphrase)
    if vault.profile_of(profile.folder) != profile.name:
        raise Trouble("store.other_profile", path=str(profile.folder))
    _refuse_a_lost_ledger(profile)
    database = open_database(profile.database, key, terminal_migrations())
    try:
        directory, aside = open_directory(profile.directory, vault.derive(key, b"directory"), clock.now())
    except BaseException:
        database.close()
        raise
    try:
        desk = _desk_of(profile, database, directory, key, clock)
    except BaseException:
        directory.close()
        database.close()
        raise
    watch_directory(desk, aside)
    return desk


def _refuse_a_lost_ledger(profile: Profile) -> None:
    """The directory's file is made after the ledger's: where it stands alone, this is no new terminal."""
    if has_content(profile.directory) and not has_content(profile.database):
        raise Trouble("store.database_empty", path=str(profile.database))


def _desk_of(profile: Profile, database: Database, directory: Database, key: bytes, clock: Clock) -> Desk:
    ledger = Ledger(database, clock)
    desk = Desk(
        database=database,
        directory_file=directory,
        directory_key=station_directory_key(ledger, key),
        clock=clock,
        packs=StationPacks(
            profile.folder,
            clock,
            is_real=not profile.is_practice,
            newest_seen=lambda: newest_edition(ledger),
        ),
        pin_pepper=vault.derive(key, b"pin pepper"),
        practice=profile.is_practice,
        marks=marks_of(profile),
    )
    put_in_force(desk)
    if not desk.ledger.book:
        desk.ledger.open_book(terminal=profile.name, program=PROGRAM, practice=profile.is_practice)
    return desk


def marks_of(profile: Profile) -> MarkFiles:
    """Return the files of the marks of a profile, named by its key, so that a new one begins anew."""
    name = f"{vault.id_of(profile.folder)}.json"
    return MarkFiles([folder / name for folder in profile.mark_folders])


def station_directory_key(ledger: Ledger, key: bytes) -> bytes:
    """Return the station's key for finding donors; before the enrolment one of the terminal's own."""
    return directory_key_of(ledger) or vault.derive(key, b"directory before enrolment")


def is_enrolled(desk: Desk) -> bool:
    """Say whether a station knows this terminal."""
    return bool(desk.ledger.of_house(TerminalEnrolled.KIND))
