"""Opens the desk of a profile for the commands that talk to the station."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from donor_room import settings
from donor_room.commands.shell import texts
from donor_room.domain.clock import Clock
from donor_room.domain.refusal import Trouble
from donor_room.store import vault
from donor_room.workflow.desk import Desk
from donor_room.workflow.opening import open_desk

DATABASE = "terminal.db"


def add_terminal(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which terminal: by its database or by its profile's folder."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--db", type=Path, help=texts().say("command_line.option.db"))
    which.add_argument("--profile", type=Path, metavar="DIR", help=texts().say("sync.command.profile"))


@contextmanager
def desk_of(wanted: argparse.Namespace, clock: Clock) -> Iterator[Desk]:
    """Give the desk; its passphrase comes from the key ring or from the environment."""
    database: Path = wanted.db or wanted.profile / DATABASE
    if not database.is_file() and not vault.exists(database.absolute().parent):
        raise Trouble("store.cannot_open", path=str(database))  # a slip of the path; nothing was lost here
    name = vault.profile_of(database.absolute().parent)
    desk = open_desk(
        settings.profile_of(database, name), passphrase=settings.passphrase(os.environ), clock=clock
    )
    try:
        yield desk
    finally:
        desk.close()
