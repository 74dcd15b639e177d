"""The guards against an old image of the disk, taken away one after the other."""

from __future__ import annotations

import pytest

from donor_room.workflow import printed_mark
from tests.model.chair_sabotage import reprint
from tests.model.knife import replace_everywhere
from tests.model.sabotage import Sabotage
from tests.model.scene import Scene

Patch = pytest.MonkeyPatch


def print_after_an_old_image(scene: Scene) -> None:
    """A number is printed, the laptop is set up again from before, and the next donor comes."""
    scene.donor()
    image = scene.terminal.image()
    scene.printed()
    scene.terminal.lay_back(image)
    scene.world.read_again(scene.terminal)
    scene.printed()


def _no_mark_is_asked(patch: Patch) -> None:
    replace_everywhere(patch, printed_mark.behind, lambda desk: {})
    replace_everywhere(patch, printed_mark.mark_printed, lambda desk, visit, planned: None)


def copy_after_an_old_image(scene: Scene) -> None:
    """A label is printed once more, the laptop is set up again from before, and it is printed once more."""
    visit = scene.printed()
    image = scene.terminal.image()
    reprint(scene, visit)
    scene.terminal.lay_back(image)
    scene.world.read_again(scene.terminal)
    reprint(scene, visit)


def _the_book_alone_counts_copies(patch: Patch) -> None:
    replace_everywhere(patch, printed_mark.mark_copy, lambda desk, planned, copy: copy)


MARK_SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("an old image prints nothing again", "I01", _no_mark_is_asked, print_after_an_old_image),
    Sabotage(
        "a copy of before an old image stays", "I04", _the_book_alone_counts_copies, copy_after_an_old_image
    ),
)
