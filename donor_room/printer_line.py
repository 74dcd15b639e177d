"""Which label printer works here: the one that the team chose, with the station's own templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from donor_room.packs.labels import labels_in
from donor_room.packs.texts import Language, Texts

if TYPE_CHECKING:
    from donor_room.settings import Profile
    from donor_room.workflow.desk import Desk

_USUAL_DPI = 203
_ON_PAPER: Language = "zh_CN"
"""Labels speak the language of those who work with the blood, whatever the screen speaks."""


def take_printer(desk: Desk, profile: Profile, folder: Path) -> None:
    """Give the desk its printer; practice has a folder where none was chosen, a real terminal none."""
    from donor_room.workflow.printers import broke_off, chosen

    act, texts = chosen(desk), Texts(_ON_PAPER)
    if act is not None:
        from donor_room.printing.set_up import printer_of

        desk.printer = printer_of(
            act, texts=texts, clock=desk.clock, folder=folder, templates=profile.templates,
            holds_unknown=broke_off(desk, act.printer),
        )  # fmt: skip
    elif profile.is_practice:
        from donor_room.printing.folder_printer import FolderPrinter

        desk.printer = FolderPrinter(folder, texts, desk.clock, templates=profile.templates)
    else:
        desk.printer = None


def try_templates(templates: Path, dpi: int | None) -> None:
    """Draw a label by each of the station's own templates; refuses the first that cannot be."""
    from donor_room.printing.proof import refuse_bad_templates

    refuse_bad_templates(labels_in(templates), Texts(_ON_PAPER), dpi or _USUAL_DPI)
