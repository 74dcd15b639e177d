"""What is said of a number without an end, and which ways out it has."""

from __future__ import annotations

from donor_room.domain.donation_number import check_character, grouped
from donor_room.ui.reaction_care import time_of_day
from donor_room.ui.steps.handover.gap_panel import GapShown
from donor_room.ui.steps.handover.standing import Story
from donor_room.ui.texts import say

_WAYS = {
    "in_work": (
        ("found", "handover.way.found"),
        ("lost", "handover.way.lost"),
        ("used", "handover.way.used"),
    ),
    "lost": (("ended", "preprinted.way.ended"), ("lost", "handover.way.lost")),
    "set": (("back", "preprinted.way.found"), ("lost", "preprinted.way.lost")),
}
"""Of a visit that is over nothing is void any more: its labels are explained, found or not."""


def gap_of(story: Story, *, waits_for_scan: bool) -> GapShown:
    """Return a number as the panel shows it."""
    first, second = _sentences(story)
    return GapShown(
        groups=tuple(grouped(story.number, story.written_in).split(" ")),
        check=check_character(story.number, story.written_in) or "",
        first=first,
        second=say("handover.story.scan_now") if waits_for_scan else second,
        ways=_WAYS[story.kind],
    )


def _sentences(story: Story) -> tuple[str, str]:
    if story.kind == "set":
        return say("preprinted.missing"), say("preprinted.missing_where")
    scanned = len(story.labels.scanned) if story.labels else 0
    told = say("handover.story.scanned" if scanned else "handover.story.not_scanned", n=scanned)
    return _came(story) + told, say(f"handover.story.at.{story.step}")


def _came(story: Story) -> str:
    """Say how the labels came to be, or that none did."""
    labels = story.labels
    if labels is not None and labels.is_preprinted:
        count = len(labels.planned.labels)
        return say("preprinted.came_printed", count=count, at=time_of_day(labels.at))
    if labels is None or labels.sent_at is None:
        return say("handover.story.not_printed")
    key = "preprinted.maybe_printed" if labels.uncertain else "handover.story.printed"
    return say(key, at=time_of_day(labels.sent_at))
