"""How old the list of deferrals is, in words."""

from __future__ import annotations

from donor_room.ui.texts import say


def directory_words(hours: int | None) -> str:
    """Say how old the list of deferrals is; under one hour it is fresh, and None is no list at all."""
    if hours is None:
        return say("frame.no_directory")
    return say("frame.directory_age", hours=hours) if hours else say("frame.directory_fresh")
