"""The guards against an old image of the disk, taken away one after the other."""

from __future__ import annotations

import pytest

from donor_room.workflow import printed_mark
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


MARK_SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("an old image prints nothing again", "I01", _no_mark_is_asked, print_after_an_old_image),
)
