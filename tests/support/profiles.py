"""Profiles whose key was stretched once for the whole run, and accounts whose verifiers cost nothing.

Argon2 takes 0.25 s of a core each time. What it must cost is held by tests/store/test_vault.py and
tests/workflow/test_sign_in.py; a verifier carries its own cost, so all others prove against cheap ones.
"""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path
from shutil import copyfile, rmtree

from argon2 import PasswordHasher

from donor_room.domain import entries as e
from donor_room.domain.clock import Clock
from donor_room.domain.staff import Role
from donor_room.settings import Profile, ProfileName, directory_migrations, profile_of, terminal_migrations
from donor_room.store import vault
from donor_room.store.ledger import Ledger
from donor_room.workflow import sign_in
from donor_room.workflow.desk import Desk
from donor_room.workflow.directory_aside import open_directory, watch_directory
from donor_room.workflow.opening import PROGRAM, marks_of, station_directory_key
from donor_room.workflow.packs import Packs
from tests.support.templates import lay_out, open_from_template

PASSPHRASE = "dry winter road"
_PACKS = Packs()
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def _template() -> tuple[Path, bytes]:
    """Make one vault for the whole run; every profile has a copy of it and files of its own."""
    folder = Path(tempfile.mkdtemp(prefix="donor-room-vault-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder / vault.FILE_NAME, vault.create(folder, "practice", PASSPHRASE)


def new_profile(folder: Path, name: ProfileName = "practice") -> Profile:
    """Lay out a profile: it opens at once, a practice one with PASSPHRASE too; no book and nobody yet."""
    profile = profile_of(folder / "terminal.db", name)
    profile.make_folder()
    copyfile(_template()[0], profile.folder / vault.FILE_NAME)
    return profile


def open_at_once(profile: Profile, clock: Clock, key: bytes | None = None) -> Desk:
    """Open a profile of `new_profile` as workflow.opening does, by the key that its vault would give.

    Another process than the one that made it has to give that key.
    """
    key = key or _template()[1]
    database = open_from_template(profile.database, key, terminal_migrations())
    directory_key = vault.derive(key, b"directory")
    lay_out(profile.directory, directory_key, directory_migrations())
    directory, aside = open_directory(profile.directory, directory_key, clock.now())
    desk = Desk(
        database=database,
        directory_file=directory,
        directory_key=station_directory_key(Ledger(database, clock), key),
        clock=clock,
        packs=_PACKS,
        pin_pepper=vault.derive(key, b"pin pepper"),
        practice=profile.is_practice,
        marks=marks_of(profile),
    )
    watch_directory(desk, aside)
    if not desk.ledger.book:
        desk.ledger.open_book(terminal=profile.name, program=PROGRAM, practice=profile.is_practice)
    return desk


def enlist(desk: Desk, staff_id: str, name: str, roles: tuple[Role, ...], password: str, pin: str) -> None:
    """Give somebody an account whose password and PIN are proved in a moment."""
    pin_verifier = _verifier(sign_in.peppered(desk.pin_pepper, staff_id, pin))
    desk.record_as_terminal(
        e.StaffAdded(staff=staff_id, name=name, roles=roles, password=_verifier(password)),
        e.PinSet(staff=staff_id, pin=pin_verifier),
    )


@cache
def _verifier(secret: str) -> str:
    return _QUICK.hash(secret)
