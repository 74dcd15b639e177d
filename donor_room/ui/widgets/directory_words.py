"""How old the list of deferrals is, in words."""

from __future__ import annotations

from donor_room.ui.texts import say


def directory_words(hours: int | None, *, is_damaged: bool = False) -> str:
    """Say how old the list of deferrals is; under one hour it is fresh, and None is no list at all.

    A damaged one was put aside, and no other has come yet.
    """
    if hours is None:
        return say("frame.directory_damaged" if is_damaged else "frame.no_directory")
    return say("frame.directory_age", hours=hours) if hours else say("frame.directory_fresh")
