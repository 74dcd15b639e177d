"""A station's own label template: it begins as a copy of the shipped one."""

from __future__ import annotations

from pathlib import Path

from donor_room.domain.refusal import Refusal, Trouble
from donor_room.packs.labels import label_folder
from donor_room.workflow.desk import Desk


def make_own(desk: Desk, folder: Path, name: str) -> Path:
    """Put a shipped template into the station's folder, to be changed there; one that is there stays.

    A team leader or an administrator may.
    """
    person = desk.signed_in()
    if not person.may("manage_staff"):
        raise Refusal("staff.not_permitted", name=person.name)
    file = folder / f"{name}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_bytes((label_folder() / file.name).read_bytes())
    except OSError as fault:
        raise Trouble("templates.cannot_write", folder=str(folder), why=fault.strerror or "") from fault
    return file
