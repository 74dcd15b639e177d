"""Where a terminal keeps its things: one folder per profile, practice and real; no secret is here."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from donor_room.domain.refusal import Trouble

ProfileName = Literal["practice", "real"]
HOME_VARIABLE = "DONOR_ROOM_HOME"
PASSPHRASE_VARIABLE = "DONOR_ROOM_PASSPHRASE"  # noqa: S105 - the name of the variable, not its value
_DB = (
    Path(__file__).resolve().parents[1] / "db"
)  # beside the package, in a checkout and a frozen folder alike


class Profile(NamedTuple):
    """A practice or a real terminal: its folder and what lies in it.

    No dataclass: it would be the only one before the first paint, and their module takes 2 ms to import.
    """

    name: ProfileName
    folder: Path
    database: Path
    mark_folders: tuple[Path, Path]
    """Where it is noted, outside the database and twice, which numbers went to a printer."""

    @property
    def is_practice(self) -> bool:
        return self.name == "practice"

    @property
    def directory(self) -> Path:
        """The donors known to the station, in their own encrypted file."""
        return self.database.with_name("directory.db")

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def papers(self) -> Path:
        """Slips, lists and labels, until they are printed."""
        return self.folder / "papers"

    @property
    def templates(self) -> Path:
        """The station's own label templates, over those that travel with the program."""
        return self.folder / "templates"

    def make_folder(self) -> None:
        """Make the profile's folder, closed to other people of this machine; raises Trouble."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble("store.read_only", path=str(self.folder)) from error


def profile(name: ProfileName, environ: Mapping[str, str]) -> Profile:
    """The profile of this name of the person who runs the program."""
    folder = home(environ) / name
    marks = (folder.with_name(f"{name}.marks"), state_home(environ) / f"{name}.marks")
    return Profile(name=name, folder=folder, database=folder / "terminal.db", mark_folders=marks)


def profile_of(database: Path, name: ProfileName, environ: Mapping[str, str] = os.environ) -> Profile:
    """A profile that lives where its database is, for commands that are given `--db`.

    One that is the usual one after all notes its printed numbers where the usual one does.
    """
    path = database.absolute()
    with suppress(Trouble):
        usual = profile(name, environ)
        if path == usual.database.absolute():
            return usual
    marks = (path.parent.with_name(f"{path.parent.name}.marks"), path.parent / "marks")
    return Profile(name=name, folder=path.parent, database=path, mark_folders=marks)


def home(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """The folder of all profiles: DONOR_ROOM_HOME, else where this system keeps a person's local data.

    Raises Trouble where the person has no such place.
    """
    if environ.get(HOME_VARIABLE):
        return Path(environ[HOME_VARIABLE])
    if platform == "win32":
        return _own(environ.get("LOCALAPPDATA") or "~/AppData/Local")
    if platform == "darwin":
        return _own("~/Library/Application Support")
    return _own(environ.get("XDG_DATA_HOME") or "~/.local/share")


def state_home(environ: Mapping[str, str], platform: str = sys.platform) -> Path:
    """A second place that a copy of the home does not reach; under DONOR_ROOM_HOME where that is given.

    Raises Trouble where the person has no such place.
    """
    if environ.get(HOME_VARIABLE):
        return Path(environ[HOME_VARIABLE]) / "state"
    if platform == "win32":
        return _own(environ.get("APPDATA") or "~/AppData/Roaming")
    if platform == "darwin":
        return _own("~/Library/Preferences")
    return _own(environ.get("XDG_STATE_HOME") or "~/.local/state")


def _own(folder: str) -> Path:
    try:
        return Path(folder).expanduser() / "donor-room"
    except RuntimeError as error:  # neither HOME nor an account of this machine
        raise Trouble("store.no_home", variable=HOME_VARIABLE) from error


def passphrase(environ: Mapping[str, str]) -> str | None:
    """The recovery passphrase that a script was given; None when there is none."""
    return environ.get(PASSPHRASE_VARIABLE) or None


def terminal_migrations() -> Path:
    return _DB / "terminal"


def directory_migrations() -> Path:
    return _DB / "directory"
